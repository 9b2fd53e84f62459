"""What the model sees of a text: hashed runs of characters and words, and what the phrase rules found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import IntentLabel
from nlp.text import fold_aligned

LABELS: tuple[IntentLabel, ...] = tuple(IntentLabel)
BITS = 17
SIZE = 1 << BITS
LOOKED_AT = 1_500
"""Characters from the start of a text: why somebody writes stands there."""

_LONGEST_RUN = 5
_MASK = SIZE - 1
_RULE_STEPS = 4
_RULE_COPIES = 4
"""A rule says more than one run of characters among hundreds."""

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_PROSE = re.compile(r"\S*(?:@|://|www\.)\S*")
_MULTIPLIER = np.uint32(2_654_435_761)
_STEP = np.uint32(16_777_619)
_SALTS = tuple(np.uint32(crc32(f"run {size}".encode())) for size in range(_LONGEST_RUN + 1))
_SHIFT = np.uint32(32 - BITS)

Indices = NDArray[np.uint32]


def features(text: str, rules: Iterable[tuple[str, float]] = ()) -> Indices:
    """Sorted places in the table, each once. ``rules`` are labels with the weight of their phrases in the text."""
    start = text[:LOOKED_AT]
    if "@" in start or "://" in start or "www." in start:
        start = _NOT_PROSE.sub(" http ", start)
    folded = _DIGITS.sub("0", fold_aligned(start))
    words = _WORD.findall(folded)
    parts = [_runs(f" {' '.join(words)} {_marks(start)}"), _word_indices(words)]
    if not start.isascii():
        written = [word for word in _WORD.findall(start.lower()) if not word.isascii()]
        parts.append(np.fromiter((_hashed(f"written {word}") for word in written), np.uint32, len(written)))
    told = [
        _hashed(f"rule {label} {min(int(weight), _RULE_STEPS)} {copy}")
        for label, weight in rules
        for copy in range(_RULE_COPIES)
    ]
    parts.append(np.array(told, np.uint32))
    return np.unique(np.concatenate(parts))


def words_of(text: str) -> list[str]:
    """The folded words that ``word_index`` knows."""
    return _WORD.findall(fold_aligned(text[:LOOKED_AT]))


def word_index(word: str) -> int:
    """Where a folded word's weight stands in the table."""
    return _hashed(word)


def _marks(text: str) -> str:
    """Punctuation that tells something, at the end."""
    return "".join(mark for mark in "?!" if mark in text) + (" | " if "\n" in text.strip() else " ")


def _runs(text: str) -> Indices:
    """All runs of two to five characters, blanks between words included."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    found = []
    rolled = codes
    for size in range(2, _LONGEST_RUN + 1):
        if len(codes) < size:
            break
        rolled = rolled[:-1] * _STEP + codes[size - 1 :]
        found.append(((rolled ^ _SALTS[size]) * _MULTIPLIER) >> _SHIFT)
    return np.concatenate(found) if found else np.empty(0, np.uint32)


def _word_indices(words: list[str]) -> Indices:
    """Words and pairs of neighbours."""
    single = np.fromiter((_hashed(word) for word in words), np.uint32, len(words))
    if len(words) < 2:  # noqa: PLR2004  a pair
        return single
    pairs = ((single[:-1] * _STEP) ^ (single[1:] + _SALTS[0])) * _MULTIPLIER >> _SHIFT
    return np.concatenate((single, pairs))


@lru_cache(maxsize=16_384)
def _hashed(word: str) -> int:
    return crc32(word.encode("utf-8", "replace")) & _MASK
