"""Records that a text names: T-123, [T-123], #123, "ticket 123", "phiếu 12", "đơn 45"; for colleagues "t30", "o-9", "deal O9" too."""

from __future__ import annotations

import re

from nlp.analysis import Reference, Span
from nlp.text import LOOKED_AT, fold

KINDS = ("L", "A", "C", "O", "T", "M", "Q", "SO", "PO", "INV", "K", "P", "CP", "R", "D", "KB")
MOST = 20
"""References taken from one text; a longer list is a report, not a message about a record."""

_TYPED_SMALL = ("T", "SO", "PO", "INV", "CP", "KB")
_COLLEAGUES_TYPE_SMALL = (*_TYPED_SMALL, "L", "O", "M", "Q", "K")

_ALTERNATIVES = "|".join(sorted(KINDS, key=len, reverse=True))
_NUMBERED = re.compile(r"\d+")
_NOT_A_NUMBER = re.compile(r"\w|[.,/-]\d")
_CODE = re.compile(rf"(?<![\w.@-])(?<!\D/)({_ALTERNATIVES})-$", re.IGNORECASE)
_WRITTEN_ON = re.compile(rf"(?<![\w.@/-])({_ALTERNATIVES})\s?$", re.IGNORECASE)
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
    "quotation": "Q",
    "hop dong": "K",
    "contract": "K",
    "hoa don": "INV",
    "invoice": "INV",
}
_COLLEAGUES_NOUNS = {
    "deal": "O",
    "co hoi": "O",
    "opportunity": "O",
    "opp": "O",
    "lead": "L",
    "dau moi": "L",
    "tiem nang": "L",
    "lich hen": "M",
    "cuoc hen": "M",
    "buoi hen": "M",
    "meeting": "M",
    "appointment": "M",
    "yeu cau": "T",
    "tk": "T",
    "hd": "K",
    "bg": "Q",
    "don dat hang": "SO",
    "purchase order": "PO",
    "chien dich": "CP",
    "campaign": "CP",
    "tai khoan": "A",
    "account": "A",
}


def _noun_before(nouns: dict[str, str]) -> re.Pattern[str]:
    words = "|".join(sorted(nouns, key=len, reverse=True))
    return re.compile(rf"\b({words})\s+(?:so\s+|ma\s+|no\.?\s*|number\s+|nr\.?\s*)?#?\s?$")


_NOUN = _noun_before(_NOUNS)
_COLLEAGUES_NOUN = _noun_before(_NOUNS | _COLLEAGUES_NOUNS)
_NOUN_AND_LETTER = re.compile(rf"({_COLLEAGUES_NOUN.pattern.removesuffix('$')})$")
_COUNTED = re.compile(
    r"\s*(?:cai|bo|thung|hop|chiec|may|kg|trieu|tr|k|d|dong|vnd|usd|ngay|thang|nam|tuan|days?|weeks?|pcs|pieces|units|nguoi|khach|phut|gio|h|ty|nghin|ngan|%)\b"
)
_LONGEST_BEFORE = 32
_MOST_DIGITS = 9
_JUST_BEFORE = frozenset("-# \u00a0\n")
_LETTERS_JUST_BEFORE = _JUST_BEFORE | frozenset("tlomkqTLOMKQcCpPaArRdDvVbB")
_LAST_CALENDAR = 12
"""Up to here "t6" is a weekday or a month."""

_WRITTEN_ON_ALONE = frozenset("TLOM")
_SMALL_UNITS = frozenset("ml")
"""Written small they are metres and litres."""

_MAKER = re.compile(r"\s[A-ZĐ][\w]*\s?$")
"""A capitalised word in a sentence before "M31": a model's name."""

_ALL_NOUNS = {**_NOUNS, **_COLLEAGUES_NOUNS}


def find_references(text: str, *, colleague: bool = False) -> tuple[Reference, ...]:
    """Each record once, in order. A number after "#" alone is read as a ticket's.

    A ``colleague`` also writes "t30", "o-9", "M5", "deal O9" and "lead 4", which in a customer's mail may be anything.
    """
    named: dict[str, Reference] = {}
    start = text[:LOOKED_AT]
    just_before = _LETTERS_JUST_BEFORE if colleague else _JUST_BEFORE
    for digits in _NUMBERED.finditer(start):
        if start[digits.start() - 1 : digits.start()] not in just_before or len(digits[0]) > _MOST_DIGITS:
            continue
        number = int(digits[0])
        if not number or _NOT_A_NUMBER.match(start, digits.end()):
            continue
        reference = _named(start, digits, number) or (
            _written_by_colleague(start, digits, number) if colleague else None
        )
        if reference:
            named.setdefault(reference.ref, reference)
    return tuple(named.values())[:MOST]


def _named(text: str, digits: re.Match[str], number: int) -> Reference | None:
    """The record that these digits number, judged by what stands before and behind them."""
    before = text[max(0, digits.start() - _LONGEST_BEFORE) : digits.start()]
    code = _CODE.search(before)
    if code:
        kind = code[1].upper()
        is_typed = code[1].isupper() or kind in _TYPED_SMALL
        return _reference(text, kind, number, code[0], digits) if is_typed else None
    folded = fold(before)
    noun = _NOUN.search(folded)
    if noun:
        counted = _is_counted(text, digits)
        return None if counted else _reference(text, _NOUNS[noun[1]], number, noun[0], digits, explicit=False)
    return _reference(text, "T", number, "#", digits) if _HASH.search(before) else None


def _written_by_colleague(text: str, digits: re.Match[str], number: int) -> Reference | None:
    before = text[max(0, digits.start() - _LONGEST_BEFORE) : digits.start()]
    code = _CODE.search(before)
    if code:
        kind = code[1].upper()
        return _reference(text, kind, number, code[0], digits) if kind in _COLLEAGUES_TYPE_SMALL else None
    folded = fold(before)
    noun = _COLLEAGUES_NOUN.search(folded)
    if noun:
        counted = _is_counted(text, digits)
        kind = _ALL_NOUNS[noun[1]]
        return None if counted else _reference(text, kind, number, noun[0], digits, explicit=False)
    letters = _WRITTEN_ON.search(before)
    if letters is None or letters[0][-1].isspace():
        return None
    kind = letters[1].upper()
    if _NOUN_AND_LETTER.search(folded[: len(folded) - len(letters[0])]):
        return _reference(text, kind, number, letters[0], digits)
    if kind not in _WRITTEN_ON_ALONE or digits[0].startswith("0") or _MAKER.search(before[: letters.start()]):
        return None
    is_calendar = kind == "T" and number <= _LAST_CALENDAR
    return (
        None
        if is_calendar or letters[1] in _SMALL_UNITS
        else _reference(text, kind, number, letters[0], digits, explicit=False)
    )


def _is_counted(text: str, digits: re.Match[str]) -> bool:
    return _COUNTED.match(fold(text[digits.end() : digits.end() + _LONGEST_BEFORE])) is not None


def _reference(
    text: str, kind: str, number: int, before: str, digits: re.Match[str], *, explicit: bool = True
) -> Reference:
    start = digits.start() - len(before)
    span = Span(start, digits.end(), text[start : digits.end()])
    return Reference(kind, number, before + digits[0], explicit=explicit, span=span)
