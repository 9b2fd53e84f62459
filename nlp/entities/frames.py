"""Places in a mail where names stand: after a greeting, under the text, after "I am"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from nlp.entities.tokens import Token
from nlp.entities.words import is_short_title, is_title, listed

_SIGNATURE_LINES = 4
_LONGEST_SIGNED = 9
_SHORT_LINE = 5
_SEPARATORS = re.compile(r"\s+[-–—|/]+\s+|\s*[,;|(){}\[\]–—:•]\s*|\s+-|-\s+|\s*\n")
_CLOSINGS = listed("""thanks thank thankyou thx regards best kind warm cheers sincerely yours faithfully tran trong cam on than kinh
    chao thu many respectfully love tks rgds br xin ai men warmest cordially""")
_GREETINGS = listed(
    """dear hi hello hey chao gui kinh alo hallo hiya greetings morning afternoon evening to attn than"""
)
_INTRODUCTIONS = (
    ("my", "name", "is"),
    ("my", "name's"),
    ("name", "is"),
    ("this", "is"),
    ("i", "am"),
    ("i'm",),
    ("im",),
    ("ten", "la"),
    ("ten",),
    ("toi", "la"),
    ("em", "la"),
    ("minh", "la"),
    ("anh", "la"),
    ("chi", "la"),
    ("chau", "la"),
    ("tui", "la"),
    ("m", "la"),
    ("co", "la"),
    ("it", "is"),
    ("it's",),
)
_INTRODUCTION_STARTS = frozenset(words[0] for words in _INTRODUCTIONS)


class Segment(NamedTuple):
    """Words ``start`` up to ``end`` between separators, in the signature's ``line``."""

    start: int
    end: int
    line: int


def lines_of(tokens: list[Token]) -> list[tuple[int, int]]:
    """Where each line's words begin and end."""
    starts = [place for place, token in enumerate(tokens) if place == 0 or token.line != tokens[place - 1].line]
    return [*pairwise(starts), (starts[-1], len(tokens))] if starts else []


def signature_segments(text: str, tokens: list[Token], lines: list[tuple[int, int]]) -> Iterator[Segment]:
    """The parts of the last lines that are no prose. A text of one line has no signature but after a last dash."""
    first = max(1, len(lines) - _SIGNATURE_LINES)
    for number in range(first, len(lines)):
        start, end = lines[number]
        yield from _segments_of_line(text, tokens, start, end, number)


def _segments_of_line(text: str, tokens: list[Token], start: int, end: int, number: int) -> Iterator[Segment]:
    if end - start > 2 * _LONGEST_SIGNED or _is_prose(tokens, start, end):
        return
    begin = start
    for place in range(start + 1, end + 1):
        is_stop = place < end and tokens[place].gap.startswith(".") and not is_title(tokens[place - 1].text)
        if place == end or is_stop or _SEPARATORS.fullmatch(tokens[place].gap):
            is_prose = is_stop and len(tokens[place - 1].text) > 1
            if place == end and "?" in text[tokens[end - 1].end : tokens[end - 1].end + 2]:
                return
            if not is_prose or place - begin <= 3:
                yield from _without_closing(tokens, begin, place, number)
            begin = place


def _is_prose(tokens: list[Token], start: int, end: int) -> bool:
    """Mostly small words: a sentence, not a name with what belongs to it."""
    words = [token for token in tokens[start:end] if not token.text[0].isdigit()]
    return len(words) > _SHORT_LINE and sum(token.capital for token in words) * 2 < len(words)


def _without_closing(tokens: list[Token], start: int, end: int, number: int) -> Iterator[Segment]:
    while start < end and tokens[start].folded in _CLOSINGS and not _is_family_name(tokens, start, end):
        start += 1
    if start < end <= start + _LONGEST_SIGNED:
        yield Segment(start, end, number)


def _is_family_name(tokens: list[Token], start: int, end: int) -> bool:
    """ "Trần Bá Phước", not "Trân trọng"."""
    return tokens[start].text == "Trần" or (
        tokens[start].text == "Tran" and start + 1 < end and tokens[start + 1].folded != "trong"
    )


def greeted_at(tokens: list[Token], lines: list[tuple[int, int]]) -> int | None:
    """Where the name would begin that the first lines greet: after "Dear", "Gửi em"."""
    for start, end in lines[:2]:
        place = start
        while place < end and tokens[place].folded in _GREETINGS and place - start < 3:
            place += 1
        if place == start:
            continue
        if place < end and (is_title(tokens[place].text) or is_short_title(tokens[place].text)):
            place += 1
        if place < end:
            return place
    return None


def introduced_at(tokens: list[Token], place: int) -> int | None:
    """Where the name would begin if an introduction ("my name is", "em là") stands at ``place``."""
    if tokens[place].folded not in _INTRODUCTION_STARTS:
        return None
    for words in _INTRODUCTIONS:
        after = place + len(words)
        if after < len(tokens) and all(
            token.folded == word for token, word in zip(tokens[place:after], words, strict=True)
        ):
            return after
    return None
