"""Which runs of words in a text may be a name that is known."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from nlp.analysis import Span
from nlp.language import is_syllable
from nlp.names.forms import LEGAL_WORDS, TITLES
from nlp.text import fold_aligned

READ = 20_000
_LONGEST = 8
"""Words of the longest name that is spotted."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_JOINT = re.compile(r"[ \u00a0.,'&-]{1,3}")
_FIRM_CUES = frozenset("cty ctcp cong ty ben firm company from tu voi cua khach deal kh cho tnhh shop".split())  # noqa: SIM905  a list of words reads better
_LONG_WORD = 4
_SURE_WORDS = 3
_ACCENTED = re.compile(r"[^\x00-\x7f]")
_SMALL_LETTERS = 0.85


class Window(NamedTuple):
    """Words that may be a name. ``counts`` is what the way of writing takes from the score."""

    span: Span
    joined: str
    counts: float = 1.0
    is_nickname: bool = False
    is_guess: bool = False


class _Word(NamedTuple):
    written: str
    folded: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.written[0].isupper()


def windows(text: str, whole: Container[str], known: Container[str]) -> Iterator[list[Window]]:
    """For each place where a name may begin: what may stand there, the longest first; behind all of these, guesses.
    ``whole`` has the joined names, ``known`` their words.
    """
    folded = fold_aligned(text[:READ])
    words = [
        _Word(match[0], folded[match.start() : match.end()], *match.span()) for match in _WORD.finditer(text[:READ])
    ]
    accents = bool(_ACCENTED.search(text[:READ]))
    for place, word in enumerate(words):
        is_known = word.folded in known
        found = (
            list(_exact(text, words, place, whole, accents=accents))
            if is_known or len(word.folded) > _LONG_WORD
            else []
        )
        if is_known and not found:
            found = list(_nickname(text, words, place))
        if found:
            yield found
    for place in range(len(words)):
        yield list(_guess(text, words, place, whole, known))


def _exact(text: str, words: list[_Word], place: int, whole: Container[str], *, accents: bool) -> Iterator[Window]:
    joined, ends = "", []
    for end in range(place, min(place + _LONGEST, len(words))):
        if end > place and not _JOINT.fullmatch(text, words[end - 1].end, words[end].start):
            break
        joined += words[end].folded
        if joined in whole:
            ends.append((end + 1, joined))
    for end, name in reversed(ends):
        counts = _counts(words, place, end, accents=accents)
        if counts:
            yield Window(_span(text, words, place, end), name, counts)


def _counts(words: list[_Word], place: int, end: int, *, accents: bool) -> float:
    """How much a run of words looks like a name rather than like words that happen to be one: 0 where not at all."""
    run = words[place:end]
    capital = all(word.is_capital for word in run)
    cued = place > 0 and (words[place - 1].folded in _FIRM_CUES or words[place - 1].folded in TITLES)
    if len(run) == 1:
        if is_syllable(run[0].folded) and not (cued and (capital or not accents)):
            return 0.9 if capital and place and len(run[0].folded) >= _LONG_WORD else 0.0
        return 1.0 if capital or cued or len(run[0].folded) > _LONG_WORD else 0.0
    return 1.0 if capital or cued or len(run) >= _SURE_WORDS else _SMALL_LETTERS


def _nickname(text: str, words: list[_Word], place: int) -> Iterator[Window]:
    """ "anh Nam": a form of address before a given name."""
    if place and words[place - 1].folded in TITLES and _JOINT.fullmatch(text, words[place - 1].end, words[place].start):
        before = words[place - 1].written.lower()
        if before.isascii() or before == TITLES[words[place - 1].folded]:
            yield Window(_span(text, words, place, place + 1), words[place].folded, is_nickname=True)


def _guess(text: str, words: list[_Word], place: int, whole: Container[str], known: Container[str]) -> Iterator[Window]:
    """A run of capitalised words whose letters are no known name's as they stand: a slip may hide in it."""
    if (
        not words[place].is_capital
        or words[place].folded in LEGAL_WORDS
        or (place and words[place - 1].is_capital and _JOINT.fullmatch(text, words[place - 1].end, words[place].start))
    ):
        return
    end = place + 1
    while (
        end < min(place + _LONGEST, len(words))
        and words[end].is_capital
        and _JOINT.fullmatch(text, words[end - 1].end, words[end].start)
    ):
        end += 1
    run = words[place:end]
    is_other = "".join(word.folded for word in run) not in whole
    if len(run) > 1 and is_other and any(word.folded in known for word in run[1:]):
        yield Window(_span(text, words, place, end), "", is_guess=True)


def _span(text: str, words: list[_Word], place: int, end: int) -> Span:
    start, stop = words[place].start, words[end - 1].end
    return Span(start, stop, text[start:stop])
