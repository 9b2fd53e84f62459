"""A name cut into comparable words, with the readings that it allows."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from nlp.names.forms import LEGAL_PHRASES, LEGAL_WORDS, TITLES, WEAK_PHRASES, WEAK_WORDS
from nlp.names.keystrokes import keyed
from nlp.text import fold_word, spelling

MOST_WORDS = 12
LONGEST = 200

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def _by_first(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    by_first: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        first, *rest = phrase.split()
        by_first.setdefault(first, []).append(rest)
    return by_first


_LEGAL, _WEAK = _by_first(LEGAL_PHRASES), _by_first(WEAK_PHRASES)
_LEGAL_BEGINS, _WEAK_BEGINS = LEGAL_WORDS | _LEGAL.keys(), WEAK_WORDS | _WEAK.keys()


class NameWord(NamedTuple):
    """``keyed`` is the spelling that its letters give as keys of Telex or VNI, and ``keyed_folded`` its letters."""

    written: str
    folded: str
    spelling: str
    keyed: str
    keyed_folded: str


Reading = tuple[NameWord, ...]


class Name(NamedTuple):
    """``whole`` is every word but a title that can be nothing else ("anh Nam"); ``core`` leaves title and legal form out, ``kernel`` lines of business too.

    They are the same object where nothing was to be left out.
    """

    whole: Reading
    core: Reading
    kernel: Reading
    has_accents: bool
    joined: str
    text: str


@lru_cache(maxsize=16_384)
def name_word(written: str) -> NameWord:
    keys = keyed(written)
    return NameWord(written, fold_word(written), spelling(written), spelling(keys) if keys else "", fold_word(keys))


def read_name(text: str) -> Name:
    """Only the start of a long text is read."""
    start = text[:LONGEST] if text.isascii() else unicodedata.normalize("NFC", text[:LONGEST]).replace("’", "'")
    lowered = start.lower()
    whole = tuple(map(name_word, _WORD.findall(lowered)[:MOST_WORDS]))
    untitled = _without_title(whole)
    if len(untitled) < len(whole) and _is_surely_title(start):
        whole = untitled
    core = _without_forms(untitled, legal_only=True)
    kernel = _without_forms(core, legal_only=False)
    return Name(
        whole,
        core,
        kernel,
        has_accents=not lowered.isascii() or any(word.keyed for word in whole),
        joined="".join(word.folded for word in core),
        text=lowered,
    )


def _is_surely_title(text: str) -> bool:
    """ "anh Nam", not "Anh Nam", which may be a name, nor "anh nam", which says nothing."""
    first, _, rest = text.lstrip().partition(" ")
    return first.islower() and rest.lstrip()[:1].isupper()


name_of = lru_cache(maxsize=4_096)(read_name)
"""``read_name``, remembered: the same candidates come again and again."""


def _without_title(words: Reading) -> Reading:
    """ "bá" is no "bà": accents that were typed must agree."""
    title = TITLES.get(words[0].folded) if len(words) > 1 else None
    return words[1:] if title and (words[0].written.isascii() or words[0].written == title) else words


def _without_forms(words: Reading, *, legal_only: bool) -> Reading:
    """Never without anything: a firm may be called "Công ty"."""
    folded = [word.folded for word in words]
    if (_LEGAL_BEGINS if legal_only else _WEAK_BEGINS).isdisjoint(folded):
        return words
    single, phrases = (LEGAL_WORDS, _LEGAL) if legal_only else (WEAK_WORDS, _WEAK)
    dropped: set[int] = set()
    for place, word in enumerate(words):
        if word.folded in single and word.written.isascii():
            dropped.add(place)
        for rest in phrases.get(word.folded, ()):
            if folded[place + 1 : place + 1 + len(rest)] == rest:
                dropped.update(range(place, place + 1 + len(rest)))
    kept = tuple(word for place, word in enumerate(words) if place not in dropped)
    return kept if kept and dropped else words
