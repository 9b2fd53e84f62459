"""A colleague's sentence made ready: its facts found and masked, what is mere politeness left aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from nlp.analysis import Language, Money, Span, Time
from nlp.commands.facts import Found
from nlp.commands.lexicon import ENGLISH_AFTER, ENGLISH_BEFORE, PARTICLES_AFTER, PARTICLES_BEFORE
from nlp.commands.patterns import MASKS
from nlp.commands.spelling import PAD, alike, levelled, without_keystrokes
from nlp.text import fold

MATCHED = 600
"""Characters in which frames are looked for. What is to be done stands at the beginning; the rest is words to pass on."""

_EDGE = " \t\r\n,;:.…!?-–—=>~\"“”'‘’()[]*•·|" + PAD
"""Trimmed from both ends of words cut out. Brackets that are closed inside are kept (see ``Sentence.piece``)."""


def _expression(listed: str, shape: str) -> re.Pattern[str]:
    entries = sorted((" ".join(one.split()) for one in listed.split(";")), key=len, reverse=True)
    joined = "|".join(r"\s+".join(alike(word) for word in entry.split()) for entry in entries if entry)
    return re.compile(shape.format(joined))


_BEFORE_SHAPE = r"\A[\s,.:!;-]*(?:{0})(?!\w)[\s,.:!;-]*"
_AFTER_SHAPE = r"(?:^|(?<=[\s,.!?;)]))(?:{0})[\s,.!?~:)^]*\Z"
_BEFORE = _expression(PARTICLES_BEFORE + ";" + ENGLISH_BEFORE, _BEFORE_SHAPE)
_AFTER = _expression(PARTICLES_AFTER + ";" + ENGLISH_AFTER, _AFTER_SHAPE)
_ENGLISH_BEFORE = _expression(ENGLISH_BEFORE, _BEFORE_SHAPE)
_ENGLISH_AFTER = _expression(ENGLISH_AFTER, _AFTER_SHAPE)
_DECORATION = re.compile(r"[\s.,!~;:)(^>]*[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\s.,!~^]*\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words cut out of the sentence."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, self.text)

    def has_at_most(self, words: int) -> bool:
        return len(self.text.split()) <= words

    def is_longer_than(self, letters: int) -> bool:
        return len(self.text) > letters


@dataclass
class Sentence:
    """``text`` is cleaned. ``low`` is for matching: as long as ``text``, lower case, with masks for the facts."""

    text: str
    now: datetime
    language: Language
    vocabulary: frozenset[str]
    found: Found
    blanks: tuple[tuple[int, int], ...] = ()
    low: str = field(init=False)
    plain: str = field(init=False)
    start: int = field(init=False)
    end: int = field(init=False)
    starts: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        lower = self.text.lower()
        if len(lower) != len(self.text):
            lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)
        self.plain = levelled(lower)
        self.low = self._masked(self._typed(self.plain))
        self.reach(0, len(self.low))

    def _typed(self, plain: str) -> str:
        if self.language.code == "en":
            return plain

        def mend(found: re.Match[str]) -> str:
            word = found[0]
            mended = without_keystrokes(word)
            if mended == word or word in self.vocabulary or mended not in self.vocabulary:
                return word
            return mended + PAD * (len(word) - len(mended))

        return re.sub(r"[a-z]{3,9}", mend, plain)

    def _masked(self, plain: str) -> str:
        characters = list(plain)
        for kind, span in self.found.spans():
            characters[span.start : span.end] = MASKS[kind] * (span.end - span.start)
        for start, end in self.blanks:
            characters[start:end] = PAD * (end - start)
        return "".join(characters)

    def clause(self, start: int, end: int) -> Sentence:
        """A part of the sentence as one of its own; places still count in the whole text."""
        part = copy(self)
        part.found = self.found.within(start, end)
        part.reach(start, end)
        return part

    def reach(self, start: int, end: int) -> None:
        """Be the part from ``start`` to ``end``."""
        self.starts, self.ends = [start], []
        self.start, self.end = self._core(start, end)

    def _core(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence itself begins and ends; on the way every place at which it may."""
        end = start + len(_DECORATION.sub("", self.low[start:end])) or end
        before = _ENGLISH_BEFORE if self.language.code == "en" else _BEFORE
        while (found := before.match(self.low[start:end])) and start + found.end() < end:
            start += found.end()
            self.starts.append(start)
        self.ends.append(end)
        return start, self._without_particles(start, end, self.ends)

    def _without_particles(self, start: int, end: int, seen: list[int] | None = None) -> int:
        after = _ENGLISH_AFTER if self.language.code == "en" else _AFTER
        while found := after.search(self.low[max(start, end - 60) : end]):
            at = max(start, end - 60) + found.start()
            if at <= start:
                break
            end = at
            if seen is not None:
                seen.append(end)
        return end

    @cached_property
    def cased(self) -> bool:
        """Whether capitals tell names: some, but not all, of its words begin with one."""
        return any(char.isupper() for char in self.text) and not self.text.isupper()

    @cached_property
    def folded(self) -> str:
        return "".join(one if len(one := fold(char)) == 1 else char for char in self.plain)

    def piece(self, start: int, end: int) -> Piece | None:
        """The words from ``start`` to ``end`` without punctuation at the edges, ``None`` where nothing is left."""
        while start < end and (self.text[start] in _EDGE or self.low[start] == PAD):
            start += 1
        while end > start and (self.text[end - 1] in _EDGE or self._is_blank(end - 1)):
            if self.text[end - 1] == ")" and "(" in self.text[start:end]:
                break
            end -= 1
        return Piece(start, end, self._kept(start, end)) if end > start else None

    def _is_blank(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.blanks)

    def _kept(self, start: int, end: int) -> str:
        """The words without those taken back."""
        if not any(a < end and start < b for a, b in self.blanks):
            return self.text[start:end]
        kept = "".join(
            char if not self._is_blank(place) else " " for place, char in enumerate(self.text[start:end], start)
        )
        return " ".join(kept.split())

    def without_particles(self, start: int, end: int) -> Piece | None:
        """As ``piece``, and without "nhé", "giúp em", "please" at its end."""
        return self.piece(start, self._without_particles(start, end))

    def times_in(self, start: int, end: int) -> list[Time]:
        return [time for time in self.found.times if time.span.start >= start and time.span.end <= end]

    def money_in(self, start: int, end: int) -> list[Money]:
        return [money for money in self.found.money if money.span.start >= start and money.span.end <= end]


def gaps(start: int, end: int, taken: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """What is left of a stretch when others are taken out."""
    left = []
    for a, b in sorted(taken):
        if a > start:
            left.append((start, min(a, end)))
        start = max(start, b)
    if start < end:
        left.append((start, end))
    return [(a, b) for a, b in left if b > a]
