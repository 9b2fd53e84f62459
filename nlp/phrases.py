"""Finds many phrases in one pass: spaCy's PhraseMatcher over folded words.

A phrase is written as people write it, with accents; it is found without them too. Where the writer did use accents
they must agree, so that "bạn" (you) is not "bán" (sell). ``…`` stands for up to three words, ``#`` for a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nlp.spacy_models import pipeline
from nlp.text import Words, fold_word, spelling

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

LONGEST_GAP = 3
_ELSE = "\N{MIDDLE DOT}"
_PART = re.compile(r"#|\w+(?:'\w+)*")

PhraseLists = Mapping[str, Mapping[float, str]]
"""Label to weight to phrases, separated by semicolons or lines."""


class Hit(NamedTuple):
    """A phrase found: words ``start`` up to, not including, ``end``. ``phrase`` numbers it within its table.

    ``has_gap`` is ``True`` where words of the text's own stand in between.
    """

    start: int
    end: int
    label: str
    weight: float
    text: str
    phrase: int
    has_gap: bool


class _Part(NamedTuple):
    """Words in a row. ``accented`` is empty where the phrase has no accents to compare."""

    key: str
    accented: tuple[str, ...]


class _Phrase(NamedTuple):
    number: int
    label: str
    weight: float
    head: _Part
    tail: _Part | None


_Spans = dict[str, list[tuple[int, int]]]


class PhraseTable:
    """Loads on first use. No words but those of the lists enter spaCy's vocabulary, so that it does not grow."""

    def __init__(self, *lists: PhraseLists) -> None:
        self._lists = lists

    def find(self, words: Words) -> list[Hit]:
        """Hits in order; one that lies inside a longer one without gap is left out, as is a phrase's second time."""
        return _once(_longest(self._hits(words)))

    def find_in_both(self, first: Words, second: Words) -> tuple[list[Hit], list[Hit]]:
        """As ``find`` for each, at the price of one; places in the second go on from those in the first."""
        hits = list(_longest(self._hits(first + second)))
        end = len(first.folded)
        return _once(hit for hit in hits if hit.end <= end), _once(hit for hit in hits if hit.end > end)

    def _hits(self, words: Words) -> list[Hit]:
        found = self._found(words.folded)
        hits = [
            Hit(start, end, phrase.label, phrase.weight, words.said(start, end), phrase.number, bool(phrase.tail))
            for key in found
            for phrase in self._by_head.get(key, ())
            if phrase.tail is None or phrase.tail.key in found
            for start, end in _spans(phrase, found, words.written)
        ]
        hits.sort(key=_by_place)
        return hits

    def _found(self, folded: Sequence[str]) -> _Spans:
        """Runs of words that no list knows shrink to one token: what stays is short."""
        known = self._known
        tokens: list[str] = []
        places: list[int] = []
        for place, word in enumerate(folded):
            token = word if word in known else "#" if word[0].isdigit() else _ELSE
            if token is not _ELSE or not tokens or tokens[-1] is not _ELSE:
                tokens.append(token)
                places.append(place)
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        names = self._names
        for key, start, end in self._matcher(self._doc(tokens)):
            found[names[key]].append((places[start], places[end - 1] + 1))
        return found

    @cached_property
    def _phrases(self) -> tuple[_Phrase, ...]:
        return tuple(_Phrase(number, *row) for number, row in enumerate(_rows(self._lists)))

    @cached_property
    def _by_head(self) -> dict[str, list[_Phrase]]:
        by_head: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for phrase in self._phrases:
            by_head[phrase.head.key].append(phrase)
        return dict(by_head)

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(part.key for phrase in self._phrases for part in (phrase.head, phrase.tail) if part)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(word for key in self._keys for word in key.split())

    @cached_property
    def _names(self) -> dict[int, str]:
        strings = pipeline("xx").vocab.strings
        return {strings.add(key): key for key in self._keys}

    @cached_property
    def _matcher(self) -> PhraseMatcher:
        from spacy.matcher import PhraseMatcher

        matcher = PhraseMatcher(pipeline("xx").vocab, attr="ORTH")
        for key in self._keys:
            matcher.add(key, [self._doc(key.split())])
        return matcher

    def _doc(self, tokens: list[str]) -> Doc:
        from spacy.tokens import Doc

        return Doc(pipeline("xx").vocab, words=tokens)


def _rows(lists: Iterable[PhraseLists]) -> Iterable[tuple[str, float, _Part, _Part | None]]:
    for one in lists:
        for label, by_weight in one.items():
            for weight, text in by_weight.items():
                for line in filter(str.strip, re.split(r"[;\n]", text)):
                    head, _, tail = line.partition("…")
                    yield label, weight, _part(head), _part(tail) if tail.strip() else None


def _part(text: str) -> _Part:
    words = tuple(_PART.findall(unicodedata.normalize("NFC", text).lower()))
    return _Part(" ".join(fold_word(word) for word in words), () if text.isascii() else words)


def _spans(phrase: _Phrase, found: _Spans, written: Sequence[str]) -> list[tuple[int, int]]:
    heads = found[phrase.head.key]
    if phrase.head.accented:
        heads = [span for span in heads if _agrees(phrase.head, written, span[0])]
    if not phrase.tail:
        return heads
    return [
        (start, tail_end)
        for start, end in heads
        for tail_start, tail_end in found[phrase.tail.key]
        if 0 <= tail_start - end <= LONGEST_GAP and _agrees(phrase.tail, written, tail_start)
    ]


def _agrees(part: _Part, written: Sequence[str], start: int) -> bool:
    """Whether what was written may stand for the phrase: without accents always, else with the same ones."""
    for offset, wanted in enumerate(part.accented):
        word = written[start + offset]
        if word != wanted and not word.isascii() and spelling(word) != spelling(wanted):
            return False
    return True


def _by_place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _longest(hits: Iterable[Hit]) -> Iterable[Hit]:
    """Expects hits by start, the longer first."""
    last = (-1, -1)
    reach = 0
    for hit in hits:
        span = (hit.start, hit.end)
        if hit.end > reach or span == last:
            last = span
            yield hit
        if not hit.has_gap:
            reach = max(reach, hit.end)


def _once(hits: Iterable[Hit]) -> list[Hit]:
    first: dict[int, Hit] = {}
    for hit in hits:
        first.setdefault(hit.phrase, hit)
    return list(first.values())
