"""A name cut into comparable words, with the readings that it allows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nlp.names.forms import LEGAL_PHRASES, LEGAL_WORDS, TITLES, WEAK_PHRASES, WEAK_WORDS
from nlp.names.keystrokes import keyed_spellings
from nlp.text import fold_word, spelling

MOST_WORDS = 12
LONGEST = 200

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_FORMS = tuple((tuple(phrase.split()), True) for phrase in LEGAL_PHRASES) + tuple(
    (tuple(phrase.split()), False) for phrase in WEAK_PHRASES
)


@dataclass(frozen=True, slots=True)
class NameWord:
    """``keyed`` are the spellings that its letters give as keys of Telex or VNI."""

    written: str
    folded: str
    spelling: str
    keyed: tuple[str, ...]


Reading = tuple[NameWord, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """``whole`` is every word; ``core`` leaves title and legal form out, ``kernel`` lines of business too.

    They are the same object where nothing was to be left out.
    """

    whole: Reading
    core: Reading
    kernel: Reading
    has_accents: bool
    has_title: bool
    joined: str
    text: str


@lru_cache(maxsize=16_384)
def name_word(written: str) -> NameWord:
    return NameWord(written, fold_word(written), spelling(written), keyed_spellings(written))


@lru_cache(maxsize=2_048)
def name_of(text: str) -> Name:
    """Only the start of a long text is read."""
    lowered = unicodedata.normalize("NFC", text[:LONGEST]).replace("’", "'").lower()
    whole = tuple(map(name_word, _WORD.findall(lowered)[:MOST_WORDS]))
    untitled = _without_title(whole)
    core = _without_forms(untitled, legal_only=True)
    kernel = _without_forms(core, legal_only=False)
    return Name(
        whole,
        core,
        kernel,
        has_accents=any(not word.written.isascii() or word.keyed for word in whole),
        has_title=len(untitled) < len(whole),
        joined="".join(word.folded for word in core),
        text=lowered,
    )


def _without_title(words: Reading) -> Reading:
    """ "bá" is no "bà": accents that were typed must agree."""
    title = TITLES.get(words[0].folded) if len(words) > 1 else None
    return words[1:] if title and (words[0].written.isascii() or words[0].written == title) else words


def _without_forms(words: Reading, *, legal_only: bool) -> Reading:
    """Never without anything: a firm may be called "Công ty"."""
    single = LEGAL_WORDS if legal_only else WEAK_WORDS
    folded = [word.folded for word in words]
    dropped: set[int] = set()
    for phrase, legal in _FORMS:
        if legal is not legal_only or phrase[0] not in folded:
            continue
        for start in range(len(folded) - len(phrase) + 1):
            if tuple(folded[start : start + len(phrase)]) == phrase:
                dropped.update(range(start, start + len(phrase)))
    dropped.update(place for place, word in enumerate(words) if word.folded in single and word.written.isascii())
    kept = tuple(word for place, word in enumerate(words) if place not in dropped)
    return kept if kept and dropped else words
