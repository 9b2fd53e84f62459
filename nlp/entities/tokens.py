"""A text cut into words that know their place, for rules that look at capitals and neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.analysis import Span
from nlp.text import fold_word

_WORD = re.compile(r"[^\W_]+(?:['’&][^\W_]+|-[^\W_]+)*")


class Token(NamedTuple):
    """``gap`` is what stands between the token before and this one. ``line`` counts lines that are not empty."""

    start: int
    end: int
    text: str
    folded: str
    gap: str
    line: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def starts_sentence(self) -> bool:
        return not self.gap or any(char in ".!?\n:" for char in self.gap)


def tokens_of(text: str) -> list[Token]:
    tokens: list[Token] = []
    last = line = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        if tokens and "\n" in gap:
            line += 1
        written = match[0]
        tokens.append(Token(start, end, written, fold_word(written), gap, line))
        last = end
    return tokens


def joined(token: Token) -> bool:
    """Whether nothing but a blank (or the dot of an initial) parts it from the word before."""
    return token.gap in {" ", ". ", "  "} if len(token.gap) else False


def capital_run(tokens: Sequence[Token], start: int, longest: int = 5, joint: str = " ") -> int:
    """The end of the words in capitals from ``start`` on, joined by blanks or ``joint``, on one line."""
    end = start
    while end < len(tokens) and end - start < longest:
        token = tokens[end]
        if not token.capital:
            break
        if end > start and token.gap not in {" ", joint} and not (token.gap == ". " and len(tokens[end - 1].text) == 1):
            break
        end += 1
    return end


def span_of(text: str, tokens: Sequence[Token], start: int, end: int) -> Span:
    first, last = tokens[start].start, tokens[end - 1].end
    return Span(first, last, text[first:last])
