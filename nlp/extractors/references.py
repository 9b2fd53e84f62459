"""Records that a text names: T-123, [T-123], #123, "ticket 123", "phiếu 12", "đơn 45"."""

from __future__ import annotations

import re

from nlp.analysis import Reference
from nlp.text import LOOKED_AT, fold

KINDS = ("L", "A", "C", "O", "T", "M", "Q", "SO", "PO", "INV", "K", "P", "CP", "R", "D", "KB")
MOST = 20
"""References taken from one text; a longer list is a report, not a message about a record."""

_TYPED_SMALL = ("T", "SO", "PO", "INV", "CP", "KB")

_NUMBERED = re.compile(r"\d+")
_NOT_A_NUMBER = re.compile(r"\w|[.,/-]\d")
_CODE = re.compile(rf"(?<![\w.@-])(?<!\D/)({'|'.join(sorted(KINDS, key=len, reverse=True))})-$", re.IGNORECASE)
_HASH = re.compile(r"(?<![\w&/#])#$")

_NOUNS = {
    "ticket": "T",
    "phieu yeu cau": "T",
    "phieu ho tro": "T",
    "phieu": "T",
    "case": "T",
    "don hang": "SO",
    "don": "SO",
    "order": "SO",
    "bao gia": "Q",
    "quote": "Q",
    "hop dong": "K",
    "contract": "K",
    "hoa don": "INV",
    "invoice": "INV",
}
_NOUN = re.compile(rf"\b({'|'.join(sorted(_NOUNS, key=len, reverse=True))})\s+(?:so\s+|no\.?\s*|number\s+)?#?\s?$")
_COUNTED = re.compile(
    r"\s*(?:cai|bo|thung|hop|chiec|may|kg|trieu|tr|k|d|dong|vnd|usd|ngay|thang|nam|tuan|days?|weeks?|pcs|pieces|units)\b"
)
_LONGEST_BEFORE = 32
_MOST_DIGITS = 9
_JUST_BEFORE = frozenset("-# \u00a0\n")


def find_references(text: str) -> tuple[Reference, ...]:
    """Each record once, in order. A number after "#" alone is read as a ticket's."""
    named: dict[str, Reference] = {}
    start = text[:LOOKED_AT]
    for digits in _NUMBERED.finditer(start):
        reference = _reference(start, digits)
        if reference:
            named.setdefault(reference.ref, reference)
    return tuple(named.values())[:MOST]


def _reference(text: str, digits: re.Match[str]) -> Reference | None:
    """The record that these digits number, judged by what stands before and behind them."""
    if text[digits.start() - 1 : digits.start()] not in _JUST_BEFORE or len(digits[0]) > _MOST_DIGITS:
        return None
    number = int(digits[0])
    if not number or _NOT_A_NUMBER.match(text, digits.end()):
        return None
    before = text[max(0, digits.start() - _LONGEST_BEFORE) : digits.start()]
    code = _CODE.search(before)
    if code:
        kind = code[1].upper()
        return Reference(kind, number, code[0] + digits[0]) if code[1].isupper() or kind in _TYPED_SMALL else None
    folded = fold(before)
    noun = _NOUN.search(folded)
    if noun:
        counted = _COUNTED.match(fold(text[digits.end() : digits.end() + _LONGEST_BEFORE]))
        return None if counted else Reference(_NOUNS[noun[1]], number, noun[0] + digits[0], explicit=False)
    return Reference("T", number, f"#{digits[0]}") if _HASH.search(before) else None
