"""Text made comparable: what the rules of this package look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LOOKED_AT = 2_000
"""Characters from the start of a message that the rules read. What a mail is about stands at its beginning."""

BREAKS = ("\n",) * 4
"""Stand between two texts among their words: more than the longest gap of a phrase, so that none reaches over."""

WORD = re.compile(r"\w+(?:'\w+)*")
"""A word as the rules see it: letters and digits, with inner apostrophes ("doesn't")."""

_NOT_PROSE = re.compile(r"\S*(?:@|://|www\.)\S*")
_LATIN = (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00))
_COMBINING = range(0x0300, 0x0370)
_INVISIBLE = (0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_WITHOUT_DECOMPOSITION = {"đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "’": "'", "ʼ": "'", "‘": "'"}


def _folding_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code).lower() for code in range(128)}
    for code in _LATIN:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = base if len(base) == 1 else chr(code)
    table.update(dict.fromkeys((*_COMBINING, *_INVISIBLE)))
    table.update({ord(char): base for char, base in _WITHOUT_DECOMPOSITION.items()})
    return table


_FOLDING = _folding_table()


def fold(text: str) -> str:
    """Lower case without accents, đ as d, typographic apostrophes straight, invisible characters gone."""
    return unicodedata.normalize("NFC", text).translate(_FOLDING).lower()


_WIDE = range(0xFF01, 0xFF5F)
_WIDE_TO_ASCII = 0xFF01 - 0x21
_STYLED = range(0x1D400, 0x1D800)
_SPACES = (0x00A0, 0x2007, 0x202F, 0x3000)
_SURROGATES = range(0xD800, 0xE000)


def _cleaning_table() -> dict[int, str | None]:
    """One character for one, so that nothing but what is dropped moves the rest."""
    table: dict[int, str | None] = dict.fromkeys((*_COMBINING, *_INVISIBLE))
    table.update({code: chr(code - _WIDE_TO_ASCII) for code in _WIDE})
    table.update({code: unicodedata.normalize("NFKC", chr(code)) for code in _STYLED})
    table.update(dict.fromkeys(_SPACES, " "))
    table.update(dict.fromkeys(_SURROGATES, "\N{REPLACEMENT CHARACTER}"))
    return table


_CLEANING = _cleaning_table()
_UNCLEAN = re.compile(
    "[\u00a0\u00ad\u0300-\u036f\u2007\u200b-\u200f\u202a-\u202f\u2060-\u2064\u3000\ud800-\udfff\ufeff\uff01-\uff5e\U0001d400-\U0001d7ff]"
)
"""What the table changes: most texts have none of it, and a search costs a tenth of a translation."""


def clean(text: str) -> str:
    """The text that offsets count in: composed (NFC), without invisible characters and marks piled on a letter, with
    ordinary figures, letters and spaces for wide and styled ones, and out of legacy encodings where that is certain.
    """
    if text.isascii():
        return text
    from nlp.legacy import converted

    text = converted(text)
    if unicodedata.is_normalized("NFC", text) and not _UNCLEAN.search(text):
        return text
    return unicodedata.normalize("NFC", text).translate(_CLEANING)


@lru_cache(maxsize=8)
def fold_aligned(cleaned: str) -> str:
    """``fold`` of a cleaned text, one character for each of its characters. Each part asks for it once for the same text."""
    folded = cleaned.lower() if cleaned.isascii() else cleaned.translate(_FOLDING).lower()
    if len(folded) == len(cleaned):
        return folded
    return "".join(one if len(one := fold(char)) == 1 else char for char in cleaned)


@lru_cache(maxsize=8_192)
def fold_word(word: str) -> str:
    """``fold`` for one word. Most words of a mail were in the mails before it."""
    return fold(word)


@lru_cache(maxsize=4_096)
def spelling(word: str) -> str:
    """One key for the old and the new place of a Vietnamese tone mark (hòa, hoà), which mean the same."""
    return "".join(sorted(unicodedata.normalize("NFD", word)))


@dataclass(frozen=True, slots=True)
class Words:
    """The start of a text cut into words, addresses left out.

    ``folded`` is for comparing, ``written`` is lower case with accents; both have one length.
    """

    folded: Sequence[str]
    written: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Words:
        start = text[:LOOKED_AT]
        if "@" in start or "://" in start or "www." in start:
            start = _NOT_PROSE.sub(" ", start)
        if start.isascii():
            words = WORD.findall(start.lower())
            return cls(words, words)
        written = WORD.findall(unicodedata.normalize("NFC", start).replace("’", "'").lower())
        return cls([fold_word(word) for word in written], written)

    def __add__(self, other: Words) -> Words:
        """The words of both, with breaks between."""
        return Words([*self.folded, *BREAKS, *other.folded], [*self.written, *BREAKS, *other.written])

    def said(self, start: int, end: int) -> str:
        return " ".join(self.written[start:end])
