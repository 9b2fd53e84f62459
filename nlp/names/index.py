"""Known names, found by any way of writing them: up to some 100,000 people and firms, in memory.

Each word of a name points to the names that have it (sorted arrays, so that a hundred thousand names stay small); a
lookup lets the words vote, weighted by how rare they are, and ranks the best with ``nlp.names.ranking``.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlp.analysis import Span
from nlp.names.ranking import score_names
from nlp.names.spotting import Window, windows
from nlp.names.words import Name, NameWord, Reading, name_of, read_name

_RANKED = 100
"""Names that are compared in full for one lookup."""

_ALIKE_WORDS = 6
_LEAST_ALIKE = 0.6
_SLIP_COUNTS = 0.7
_LEAST_SCORE = 0.5
_MOST_NICKNAMES = 20
_MOST_SLIPS = 4
"""Capitalised runs of one text that are looked up for typing slips."""

_LEAST_FOR_SLIP = 0.88
_MOST_MATCHES = 10
_MOST_SPOTTED = 100

_Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Match:
    """A known name; ``key`` is the caller's. ``score`` as ``rank_names`` gives it."""

    key: Hashable
    name: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Spotted:
    """Known names that words of a text may mean, best first: several where records share a name."""

    span: Span
    matches: tuple[Match, ...]


class NameIndex:
    """Built once from ``(key, name, kind)``; what changes later needs a new one. Several threads may read it."""

    def __init__(self, names: Iterable[tuple[Hashable, str, str]]) -> None:
        self._keys: list[Hashable] = []
        self._written: list[str] = []
        self._kinds: list[str] = []
        self._words: dict[str, int] = {}
        self._whole: dict[str, int | array[int]] = {}
        self._given: dict[str, array[int]] = {}
        words, places = array("i"), array("i")
        for place, (key, written, kind) in enumerate(names):
            self._keys.append(key)
            self._written.append(written)
            self._kinds.append(kind)
            self._add(place, read_name(written), words, places)
        order = np.argsort(np.asarray(words, dtype=np.int32), kind="stable")
        counts = np.bincount(np.asarray(words, dtype=np.int32), minlength=len(self._words))
        self._places: _Places = np.asarray(places, dtype=np.int32)[order]
        self._ends: npt.NDArray[np.int64] = np.cumsum(counts)

    def __len__(self) -> int:
        return len(self._keys)

    def lookup(self, text: str, *, kinds: Sequence[str] = (), limit: int = _MOST_MATCHES) -> list[Match]:
        """The known names that ``text`` may be, best first. ``kinds`` narrows the choice, empty for all."""
        asked = name_of(text)
        votes = self._votes(asked)
        if votes is None:
            return []
        if kinds:
            votes = np.where(np.isin(self._kind_column, list(kinds)), votes, 0)
        best = min(_RANKED, len(votes))
        chosen = np.argpartition(votes, -best)[-best:]
        return self._ranked(asked, chosen[votes[chosen] > 0])[:limit]

    def find_in(self, cleaned: str) -> list[Spotted]:
        """Where a text names somebody known; spans never overlap. ``cleaned`` is text from ``nlp.text.clean``."""
        found: list[Spotted] = []
        slips = 0
        for choice in windows(cleaned, self._whole.keys(), self._words.keys()):
            for window in choice:
                if any(_overlap(window.span, spotted.span) for spotted in found):
                    continue
                slips += window.is_guess
                if slips > _MOST_SLIPS or len(found) == _MOST_SPOTTED:
                    break
                spotted = self._spotted(window)
                if spotted:
                    found.append(spotted)
                    break
        return sorted(found, key=lambda spotted: spotted.span.start)

    def _add(self, place: int, name: Name, words: array[int], places: array[int]) -> None:
        for folded in dict.fromkeys(word.folded for word in name.whole):
            words.append(self._words.setdefault(folded, len(self._words)))
            places.append(place)
        self._add_whole(name.joined, place)
        if name.kernel is not name.core:
            self._add_whole(_joined(name.kernel), place)
        if len(name.core) > 1:
            self._given.setdefault(name.core[-1].folded, array("i")).append(place)

    def _add_whole(self, joined: str, place: int) -> None:
        before = self._whole.setdefault(joined, place)
        if isinstance(before, array):
            before.append(place)
        elif before != place:
            self._whole[joined] = array("i", (before, place))

    @cached_property
    def _kind_column(self) -> npt.NDArray[np.str_]:
        return np.asarray(self._kinds)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return list(self._words)

    def _votes(self, asked: Name) -> npt.NDArray[np.float32] | None:
        if not asked.whole or not self._keys:
            return None
        votes = np.zeros(len(self._keys), dtype=np.float32)
        for word in asked.kernel:
            for number, counts in self._known_as(word):
                found = self._of_word(number)
                votes[found] += counts * math.log1p(len(self._keys) / len(found))
        for place in self._places_of(asked.joined):
            votes[place] += math.log1p(len(self._keys)) * len(asked.kernel)
        return votes

    def _known_as(self, word: NameWord) -> Iterator[tuple[int, float]]:
        """Known words that this one may stand for, and how much they count."""
        exact = {folded for folded in (word.folded, word.keyed_folded) if folded in self._words}
        for folded in exact:
            yield self._words[folded], 1.0
        if word.folded not in exact and len(word.folded) > 1:
            alike = process.extract(
                word.folded,
                self._vocabulary,
                scorer=OSA.normalized_similarity,
                score_cutoff=_LEAST_ALIKE,
                limit=_ALIKE_WORDS,
            )
            for folded, similarity, _ in alike:
                if folded not in exact:
                    yield self._words[folded], _SLIP_COUNTS * similarity

    def _of_word(self, number: int) -> _Places:
        start = int(self._ends[number - 1]) if number else 0
        return self._places[start : int(self._ends[number])]

    def _places_of(self, joined: str) -> Sequence[int]:
        found = self._whole.get(joined)
        return () if found is None else (found,) if isinstance(found, int) else found

    def _ranked(self, asked: Name, places: Iterable[int]) -> list[Match]:
        scores: dict[str, float] = {}
        scored = []
        for place in places:
            written = self._written[place]
            if written not in scores:
                scores[written] = score_names(asked, read_name(written))
            scored.append((scores[written], int(place)))
        scored.sort(key=lambda one: (-one[0], one[1]))
        return [
            Match(self._keys[place], self._written[place], self._kinds[place], score)
            for score, place in scored
            if score >= _LEAST_SCORE
        ]

    def _spotted(self, window: Window) -> Spotted | None:
        if window.is_guess:
            matches = [match for match in self.lookup(window.span.text, limit=3) if match.score >= _LEAST_FOR_SLIP]
        elif window.is_nickname:
            places = self._given.get(window.joined, ())
            matches = self._ranked(name_of(window.span.text), places if len(places) <= _MOST_NICKNAMES else ())
        else:
            asked = name_of(window.span.text)
            sharing = self._places_of(window.joined)[:_RANKED]
            matches = self._ranked(
                asked, [place for place in sharing if _agree(asked, read_name(self._written[place]))]
            )
        if not matches:
            return None
        sure = [
            Match(one.key, one.name, one.kind, round(one.score * window.counts, 4)) for one in matches[:_MOST_MATCHES]
        ]
        return Spotted(window.span, tuple(sure))


def _agree(asked: Name, name: Name) -> bool:
    """Whether the accents that were typed are the name's."""
    spellings = {word.spelling for word in name.whole}
    return all(word.written.isascii() or word.spelling in spellings for word in asked.whole)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(reading: Reading) -> str:
    return "".join(word.folded for word in reading)
