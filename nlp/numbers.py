"""Numbers written as words, Vietnamese (with and without accents) and English.

``find_numbers("hai triệu ba trăm linh năm nghìn")`` gives 2,305,000. Vietnamese shorthand is read as it is meant: "hai lăm" 25,
"trăm rưỡi" 150, "hai triệu ba" 2,300,000, "một nghìn hai" 1,200. Figures are not read here; they mean different things to money,
times and phone numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nlp.analysis import Span
from nlp.text import fold_aligned

LOOKED_AT = 4_000

LONGEST = 24
"""Words of the longest number that is read ("không trăm linh năm" … of three groups fit)."""

_TEN, _HUNDRED, _MILLION = 10, 100, 1_000_000

_DIGITS = {
    "khong": (0, "không"),
    "mot": (1, "một mốt"),
    "hai": (2, "hai"),
    "ba": (3, "ba"),
    "bon": (4, "bốn"),
    "tu": (4, "tư"),
    "nam": (5, "năm"),
    "lam": (5, "lăm"),
    "nham": (5, "nhăm"),
    "sau": (6, "sáu"),
    "bay": (7, "bảy bẩy"),
    "tam": (8, "tám"),
    "chin": (9, "chín"),
}
_TAILS = {"tu", "lam", "nham"}
"""Say a unit only after tens: "hai mươi tư", "mười lăm"."""

_TENS = {"muoi": "mười mươi", "chuc": "chục", "ham": "hăm"}
_SCALES = {
    "nghin": (1_000, "nghìn"),
    "ngan": (1_000, "ngàn"),
    "trieu": (1_000_000, "triệu"),
    "ty": (1_000_000_000, "tỷ"),
    "ti": (1_000_000_000, "tỉ"),
}
_OTHERS = {"tram": "trăm", "linh": "linh", "le": "lẻ", "ruoi": "rưỡi rưởi rưới"}
_SPELLINGS = {
    folded: frozenset(spelled.split())
    for folded, spelled in (
        *((word, spelled) for word, (_, spelled) in _DIGITS.items()),
        *((word, spelled) for word, (_, spelled) in _SCALES.items()),
        *_TENS.items(),
        *_OTHERS.items(),
    )
}
_OTHER_MEANINGS = frozenset(
    {"nam", "sau", "bay", "tam", "tu", "lam", "le", "ham", "ty", "ti", "ngan", "khong", "chuc", "tram"}
)
"""Without accents other common words, so they are numbers only in a text that has no accents at all."""

_AMBIGUOUS = frozenset(
    {"khong", "hai", "ba", "nam", "sau", "bay", "tam", "tu", "chin", "mot", "bon", "one", "second", "ty", "ti"}
)

_ENGLISH_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_ENGLISH_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"fourty": 40}
_ENGLISH_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50}
_ENGLISH = frozenset(
    {
        *_ENGLISH_UNITS,
        *_ENGLISH_TENS,
        *_ENGLISH_SCALES,
        *_ORDINALS,
        "hundred",
        "dozen",
        "half",
        "quarter",
        "couple",
        "point",
    }
)
_JOINING = {"and", "a", "an"}

_WORDS = "|".join(sorted({*_SPELLINGS, *_ENGLISH, *_JOINING}, key=len, reverse=True))
_RUN = re.compile(rf"(?<![\w'])(?:{_WORDS})(?:(?: |-|, ?)(?:{_WORDS})){{0,{LONGEST}}}(?![\w'])")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Number:
    """``ambiguous``: one word that is as often something else ("năm" a year, "Ba" a name, "sau" after).

    ``ordinal`` is ``True`` for English "third"; Vietnamese says an ordinal with the same word as the number.
    """

    value: Decimal
    span: Span
    ordinal: bool = False
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    written: str
    start: int
    end: int


@lru_cache(maxsize=8)
def find_numbers(cleaned: str) -> tuple[Number, ...]:
    """The numbers in words of the first ``LOOKED_AT`` characters, in order, none inside another.

    ``cleaned`` is text from ``nlp.text.clean``.
    """
    cleaned = cleaned[:LOOKED_AT]
    folded = fold_aligned(cleaned)
    found: list[Number] = []
    accents: bool | None = None
    for run in _RUN.finditer(folded):
        if accents is None:
            accents = not cleaned.isascii() and has_vietnamese_marks(cleaned)
        words = [
            _Word(folded[m.start() : m.end()], cleaned[m.start() : m.end()].lower(), m.start(), m.end())
            for m in _WORD.finditer(folded, run.start(), run.end())
        ]
        found.extend(_numbers_of(cleaned, words, accents=accents))
    return tuple(found)


_MARKS = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


def has_vietnamese_marks(cleaned: str) -> bool:
    """Does the writer type Vietnamese accents at all?"""
    return _MARKS.search(cleaned) is not None


def _numbers_of(cleaned: str, words: list[_Word], *, accents: bool) -> list[Number]:
    names = [word.folded if _agrees(word, accents=accents) else "" for word in words]
    found = []
    at = 0
    while at < len(words):
        value, end, ordinal = _read(names, words, at)
        if value is None:
            at += 1
            continue
        start, stop = words[at].start, words[end - 1].end
        ambiguous = end == at + 1 and _is_ambiguous(words[at])
        found.append(Number(value, Span(start, stop, cleaned[start:stop]), ordinal, ambiguous))
        at = end
    return found


def _is_ambiguous(word: _Word) -> bool:
    if word.folded not in _AMBIGUOUS:
        return False
    return word.written.isascii() or word.written in {"năm", "không", "tư", "chín", "tỷ", "tỉ"}


def _agrees(word: _Word, *, accents: bool) -> bool:
    spellings = _SPELLINGS.get(word.folded)
    if spellings is None:
        return word.written.isascii()
    if not word.written.isascii() or word.written in spellings:
        return word.written in spellings
    return not (accents and word.folded in _OTHER_MEANINGS)


def _read(names: list[str], words: list[_Word], at: int) -> tuple[Decimal | None, int, bool]:
    """The number that starts at ``at``, where it ends, and whether it is an ordinal."""
    if names[at] in _SPELLINGS:
        reader = _Vietnamese(names, words, at)
        value = reader.number()
        return value, reader.at, False
    if names[at] in _ENGLISH or names[at] in _JOINING:
        return _read_english(names, at)
    return None, at, False


class _Vietnamese:
    """Reads one number from words, left to right. ``at`` is the word after what was read."""

    def __init__(self, names: list[str], words: list[_Word], at: int) -> None:
        self.names = names
        self.words = words
        self.at = at

    def number(self) -> Decimal | None:
        start = self.at
        total, lowest = Decimal(0), None
        while (group := self._group(first=lowest is None)) is not None:
            value, scale = group
            if lowest is not None and scale >= lowest:
                break
            total += value * _unsaid_scale(value, lowest if scale == 1 else None)
            lowest = scale
            if scale == 1:
                break
            start = self.at
            if (rest := self._shorthand(scale)) is not None:
                return total + rest
        self.at = self.at if lowest == 1 else start
        return None if lowest is None else total

    def _name(self, ahead: int = 0) -> str:
        return self.names[self.at + ahead] if self.at + ahead < len(self.names) else ""

    def _group(self, *, first: bool) -> tuple[Decimal, int] | None:
        """One group with its scale: "ba trăm nghìn" (300,000, 1,000); the last group has scale 1."""
        start = self.at
        value = self._hundreds()
        if value is None:
            if not (first and self._name() in _SCALES and self._starts_shorthand(1)):
                return None
            value = Decimal(1)
        scale = 1
        while self._name() in _SCALES:
            scale *= _SCALES[self._name()][0]
            self.at += 1
        if scale == 1 and self.at == start:
            return None
        return value * scale, scale

    def _starts_shorthand(self, ahead: int) -> bool:
        """After a scale without a number: "triệu rưỡi", "tỷ hai"."""
        name = self._name(ahead)
        return name == "ruoi" or (
            name in _DIGITS and self._name(ahead + 1) in {"", "ruoi"} and name not in {"khong", *_TAILS}
        )

    def _shorthand(self, scale: int) -> Decimal | None:
        """What follows a scale in short: "rưỡi" is half of it, a lone digit a tenth for each."""
        name = self._name()
        if name == "ruoi":
            self.at += 1
            return Decimal(scale) / 2
        if name in {"linh", "le"} and (digit := self._digit(1)) is not None:
            self.at += 2
            return Decimal(digit)
        digit = self._digit(0, tails=scale != 1)
        if digit and self._name(1) not in {"muoi", "chuc", "tram", *_SCALES} and not self._is_short_tens():
            self.at += 1
            return Decimal(digit) * scale / 10
        return None

    def _digit(self, ahead: int, *, tails: bool = False) -> int | None:
        name = self._name(ahead)
        if name not in _DIGITS or (not tails and (name in _TAILS or self.words[self.at + ahead].written == "mốt")):
            return None
        return _DIGITS[name][0]

    def _hundreds(self) -> Decimal | None:
        if self._name() == "tram":
            return self._after_hundred(1, 1)
        digit = self._digit(0)
        if digit is not None and self._name(1) == "tram":
            return self._after_hundred(digit, 2)
        return self._tens()

    def _after_hundred(self, hundreds: int, used: int) -> Decimal | None:
        bare = used == 1
        following = self._name(used)
        if bare and following not in _SCALES and not self._starts_shorthand(used):
            return None
        self.at += used
        if following in {"linh", "le"} and (digit := self._digit(1)) is not None:
            self.at += 2
            return Decimal(100 * hundreds + digit)
        if (short := self._shorthand(100)) is not None:
            return 100 * hundreds + short
        rest = self._tens() if self._name() in {"muoi", "ham"} or self._digit(0) is not None else None
        return 100 * hundreds + (rest or Decimal(0))

    def _tens(self) -> Decimal | None:
        name = self._name()
        if name in {"muoi", "ham"}:
            return self._with_unit(10 if name == "muoi" else 20, 1, needed=name == "ham")
        digit = self._digit(0)
        if digit is None:
            if name == "chuc" and self._name(1) in _SCALES:
                self.at += 1
                return Decimal(10)
            return None
        if digit and self._name(1) in {"muoi", "chuc"}:
            return self._with_unit(10 * digit, 2)
        if self._is_short_tens():
            return self._with_unit(10 * digit, 1)
        self.at += 1
        return Decimal(digit)

    def _with_unit(self, tens: int, used: int, *, needed: bool = False) -> Decimal | None:
        unit = self._digit(used, tails=True)
        follows = self._name(used + 1)
        if (
            unit
            and follows not in {"muoi", "chuc", "tram"}
            and not (follows in _SCALES and self._name(used - 1) == "chuc")
            and not (self._name(used) == "nam" and follows not in _SCALES)
        ):
            self.at += used + 1
            return Decimal(tens + unit)
        if needed:
            return None
        self.at += used
        return Decimal(tens)

    def _is_short_tens(self) -> bool:
        """ "hai lăm", "ba mốt", "hai tư": only with accents, because "hai lam" may be "(thứ) hai làm", or before a scale."""
        return (
            bool(self._digit(0))
            and self.at + 1 < len(self.words)
            and (
                self.words[self.at + 1].written in {"lăm", "nhăm", "mốt", "tư"}
                or (self._name(1) in {"lam", "nham"} and self._name(2) in _SCALES)
            )
        )


def _unsaid_scale(value: Decimal, above: int | None) -> int:
    """ "một triệu hai trăm" is 1,200,000: hundreds right after millions are hundreds of thousands."""
    return above // 1_000 if above is not None and above >= _MILLION and value >= _HUNDRED else 1


def _read_english(names: list[str], at: int) -> tuple[Decimal | None, int, bool]:
    if names[at] in {"a", "an"}:
        following = names[at + 1] if at + 1 < len(names) else ""
        if following in _FIXED:
            return _FIXED[following], at + 2, False
        if following != "hundred" and following not in _ENGLISH_SCALES:
            return None, at, False
        return _English(names, at + 1, said=True).number()
    if names[at : at + 3] == ["half", "a", "dozen"]:
        return Decimal(6), at + 3, False
    return _English(names, at).number()


_FIXED = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "couple": Decimal(2), "dozen": Decimal(12)}


class _English:
    """Reads one number from words, left to right. ``last`` is the kind of the word before."""

    def __init__(self, names: list[str], at: int, *, said: bool = False) -> None:
        self.names = names
        self.at = at
        self.said = said
        self.total = Decimal(0)
        self.group = Decimal(0)
        self.last = ""

    def number(self) -> tuple[Decimal | None, int, bool]:
        while self.at < len(self.names):
            if (ending := self._ending(self.names[self.at])) is not None:
                return ending
            if not self._takes(self.names[self.at]):
                break
            self.at += 1
        end = self.at - 1 if self.last == "and" else self.at
        return (self.total + self.group, end, False) if self.last else (None, end, False)

    def _takes(self, name: str) -> bool:
        if name in _ENGLISH_UNITS:
            return self._adds("unit", _ENGLISH_UNITS[name], after_ten=_ENGLISH_UNITS[name] < _TEN)
        if name in _ENGLISH_TENS:
            return self._adds("ten", _ENGLISH_TENS[name], after_ten=False)
        if name == "hundred" and self.last in {"", "unit", "ten"}:
            self.group, self.last = (self.group or Decimal(1)) * 100, "hundred"
        elif name in _ENGLISH_SCALES and (self.said or self.last) and self.last not in {"scale", "and"}:
            self.total += (self.group or 1) * _ENGLISH_SCALES[name]
            self.group, self.last = Decimal(0), "scale"
        elif name == "and" and self.last in {"hundred", "scale"} and self._next_is_small():
            self.last = "and"
        else:
            return False
        return True

    def _adds(self, kind: str, value: int, *, after_ten: bool) -> bool:
        if self.last not in {"", "hundred", "scale", "and"} and not (after_ten and self.last == "ten"):
            return False
        self.group, self.last = self.group + value, kind
        return True

    def _ending(self, name: str) -> tuple[Decimal, int, bool] | None:
        """Words after which the number is over: an ordinal, a fraction, decimals, dozens."""
        so_far = self.total + self.group
        if name in _ORDINALS and (
            self.last in {"", "hundred", "and"} or (self.last == "ten" and _ORDINALS[name] < _TEN)
        ):
            return so_far + _ORDINALS[name], self.at + 1, True
        if name == "and" and self.last and (fraction := _FRACTIONS.get(tuple(self.names[self.at + 1 : self.at + 3]))):
            after = self.names[self.at + 3] if self.at + 3 < len(self.names) else ""
            scale = _ENGLISH_SCALES.get(after, 1)
            return (so_far + fraction) * scale, self.at + 3 + (scale > 1), False
        if name == "point" and self.last in {"unit", "ten"} and (digits := _decimals(self.names, self.at + 1)):
            after = self.names[self.at + 1 + len(digits)] if self.at + 1 + len(digits) < len(self.names) else ""
            scale = _ENGLISH_SCALES.get(after, 1)
            return (so_far + Decimal(f"0.{digits}")) * scale, self.at + 1 + len(digits) + (scale > 1), False
        if name == "dozen" and self.last == "unit":
            return so_far * 12, self.at + 1, False
        return None

    def _next_is_small(self) -> bool:
        following = self.names[self.at + 1] if self.at + 1 < len(self.names) else ""
        return _is_small(following)


_FRACTIONS: dict[tuple[str, ...], Decimal] = {("a", "half"): Decimal("0.5"), ("a", "quarter"): Decimal("0.25")}


def _is_small(name: str) -> bool:
    return name in _ENGLISH_UNITS or name in _ENGLISH_TENS or name in _ORDINALS


def _decimals(names: list[str], at: int) -> str:
    digits = ""
    while at < len(names) and names[at] in _ENGLISH_UNITS and _ENGLISH_UNITS[names[at]] < _TEN:
        digits += str(_ENGLISH_UNITS[names[at]])
        at += 1
    return digits
