"""One amount: figures or number words, and the scales behind them ("1tr5", "2 tỷ rưỡi", "1 triệu 250 nghìn", "1.5m")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.analysis import Span
from nlp.money.figures import BILLION, MILLION, MOST_DIGITS, NUMERAL, THOUSAND, Scale, read_figures
from nlp.numbers import Number

_TEN = 10


_SCALES: dict[str, Scale] = {
    "k": Scale(THOUSAND, "vi"), "ka": Scale(THOUSAND, "vi"), "nghin": Scale(THOUSAND, "vi", "nghìn"), "ngan": Scale(THOUSAND, "vi", "ngàn"),
    "ng": Scale(THOUSAND, "letter"), "n": Scale(THOUSAND, "letter"), "canh": Scale(THOUSAND, "slang", "cành"), "thousand": Scale(THOUSAND, "en"),
    "grand": Scale(THOUSAND, "en"), "trieu": Scale(MILLION, "vi", "triệu"), "tr": Scale(MILLION, "vi"), "trd": Scale(MILLION, "vi", "trđ"),
    "cu": Scale(MILLION, "slang", "củ"), "chai": Scale(MILLION, "slang"), "m": Scale(MILLION, "letter"), "mil": Scale(MILLION, "en"),
    "mio": Scale(MILLION, "en"), "mln": Scale(MILLION, "en"), "mn": Scale(MILLION, "en"), "mm": Scale(MILLION, "en"), "million": Scale(MILLION, "en"),
    "millions": Scale(MILLION, "en"), "ty": Scale(BILLION, "vi", "tỷ"), "ti": Scale(BILLION, "vi", "tỉ"), "toi": Scale(BILLION, "slang", "tỏi"),
    "b": Scale(BILLION, "letter"), "bn": Scale(BILLION, "en"), "bil": Scale(BILLION, "en"), "bln": Scale(BILLION, "en"), "billion": Scale(BILLION, "en"),
    "trillion": Scale(Decimal(1_000_000_000_000), "en"), "lakh": Scale(Decimal(100_000), "en"), "lakhs": Scale(Decimal(100_000), "en"),
    "van": Scale(Decimal(10_000), "slang", "vạn"),
    "crore": Scale(Decimal(10_000_000), "en"), "lit": Scale(Decimal(100_000), "slang", "lít"), "xi": Scale(Decimal(100_000), "slang", "xị"),
}  # fmt: skip
"""Slang as in the south: lít and xị 100,000; chai and củ a million; tỏi a billion."""

_MULTIPLIERS = {
    "tram": (Decimal(100), "trăm"),
    "chuc": (Decimal(10), "chục"),
    "muoi": (Decimal(10), "mươi"),
    "hundred": (Decimal(100), ""),
}
_ATTACHED = frozenset({"k", "ka", "n", "ng", "m", "b", "tr", "trd", "ty", "ti", "cu", "mm", "mn", "bn"})
_NAMES = "|".join(sorted(_SCALES, key=len, reverse=True))
_SCALE = re.compile(rf"(?P<space>[ \u00a0-]?)(?P<name>{_NAMES})(?![^\W\d_])(?!'\w)")
_MULTIPLIER = re.compile(rf"\s?(?P<name>{'|'.join(_MULTIPLIERS)})\b")
_VIETNAMESE = re.compile(r"(?:khong|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|chuc|ham|tram|nua)\b")
_HALF = re.compile(r"\s?ruoi\b")
_ATTACHED_FIGURES = re.compile(r"\d{1,3}(?![\d\w])(?![.,]\d)")
_FEW_FIGURES = re.compile(r"\d{1,3}(?!\d)")
_MORE_SPACED = re.compile(r"\s(?P<digits>\d|\d{3})(?![\d\w%])(?![.,:/-]\d)")
_POINT = re.compile(r"\s(?:phay|cham|point)\s")
_DECIMALS = re.compile(r"\d{1,4}(?![\d\w])")
_TENTHS = {
    "mot": (1, ("mốt",)), "hai": (2, ("hai",)), "ba": (3, ("ba",)), "bon": (4, ("bốn",)), "tu": (4, ("tư",)), "nam": (5, ("năm",)), "lam": (5, ("lăm",)),
    "sau": (6, ("sáu",)), "bay": (7, ("bảy", "bẩy")), "tam": (8, ("tám",)), "chin": (9, ("chín",)),
}  # fmt: skip
_TENTH = re.compile(rf"\s(?P<word>{'|'.join(_TENTHS)})(?!\w)")
SAID_ALL = re.compile(
    r"\s*(?:$|[.,;:!?)\]…\n/+–-]|(?:dong|d|vnd|vnđ|usd|do|nhe|nha|nhen|thoi|a|ah|roi|la|cho|chua|gom|da|luon|em|anh|chi|e|ban|ok|va|nua|nhung|coc|thi|duoc|moi|per|each|khong|ko|k|phai|dung|hay|hoac|tro|do)\b)"
)
"""Behind an amount that is complete: the end, a mark, or a word that counts nothing."""

NOTHING_MORE = re.compile(
    r"\s*(?:$|[.,;:!?)\]…\n/+-]|(?:dong|d|vnd|usd|do|nhe|nha|nhen|thoi|a|ah|roi|la|cho|va|voi|mot|moi|moi|1|chua|gom|da|bao|ca|nua|luon|duoc|thi|de|vao|tu|den|"
    r"per|each|for|and|in|by|on|to|at|per|hoac|hay|tro|do|tien|cai|chiec|bo|kg|m2|thang|nam|gia|coc|vay|ok|nhung|neu|con|thanh|nhieu)\b)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """``text[start:end]`` without its currency. ``scale`` is ``None`` for bare figures.

    ``digits`` counts the figures of a bare one; ``grouped`` is ``True`` for thousands set apart; ``in_words`` for words.
    """

    value: Decimal
    start: int
    end: int
    scale: Scale | None = None
    digits: int = 0
    grouped: bool = False
    in_words: bool = False
    bare: Decimal | None = None


class AmountReader:
    """Reads amounts of one text. ``numbers`` are its number words by where they start."""

    def __init__(self, text: str, folded: str, numbers: Mapping[int, Number]) -> None:
        self.text = text
        self.folded = folded
        self.numbers = numbers

    def at(self, start: int) -> Amount | None:
        """The amount whose figures or words start here."""
        number = self.numbers.get(start)
        if number is not None:
            return self._words(number)
        match = NUMERAL.match(self.text, start)
        if match is None or len(match[0]) > MOST_DIGITS + 6:
            return None
        value = read_figures(match[0], None)
        if value is None:
            return None
        digits = sum(one.isdigit() for one in match[0])
        bare = Amount(value, start, match.end(), digits=digits, grouped=digits < len(match[0]) and value == value.to_integral_value() and value >= THOUSAND, bare=value)  # fmt: skip
        return self._scaled(bare, match[0])

    def _words(self, number: Number) -> Amount | None:
        start, end = number.span.start, number.span.end
        words = self.folded[start:end].split()
        if len(words) > 1 and words[-1] == "khong":
            words.pop()
            end = start + len(self.folded[start:end].removesuffix("khong").rstrip())
        scale = _scale_said(words)
        amount = Amount(number.value, start, end, scale=scale, in_words=True, bare=number.value)
        if scale is None:
            amount = self._with_decimals(amount)
            return amount if amount.scale else self._scaled(amount, "")
        return self._with_rest(amount, scale) if words[-1] in _SCALES else amount

    def _with_decimals(self, amount: Amount) -> Amount:
        """ "hai phẩy năm", "hai phẩy 23"."""
        point = _POINT.match(self.folded, amount.end)
        if not point:
            return amount
        digits = _DECIMALS.match(self.folded, point.end())
        if digits:
            value = amount.value + Decimal(f"0.{digits[0]}")
            return replace(amount, value=value, bare=value, end=digits.end())
        word = self.numbers.get(point.end())
        if word is None:
            return amount
        scale = _scale_said(self.folded[word.span.start : word.span.end].split())
        of = scale.value if scale else Decimal(1)
        value = amount.value + Decimal(f"0.{(word.value / of).to_integral_value()}")
        return replace(amount, value=value * of, bare=value, end=word.span.end, scale=scale)

    def _scaled(self, bare: Amount, figures: str) -> Amount:
        found = self._scale(bare.end)
        if found is None:
            return self._multiplied(bare)
        scale, end = found
        if bare.in_words and scale.kind == "vi" and not _VIETNAMESE.match(self.folded, bare.start):
            return bare
        value = (read_figures(figures, scale) if figures else bare.value) or bare.value
        larger = self._scale(end) if scale.kind == "vi" and scale.value == THOUSAND and end > bare.end + 1 else None
        if larger and larger[0].kind == "vi" and larger[0].value > scale.value:
            value, (scale, end) = value * scale.value, larger
        return self._with_rest(replace(bare, value=value * scale.value, end=end, scale=scale), scale)

    def _multiplied(self, bare: Amount) -> Amount:
        """ "5 trăm nghìn", "2 chục triệu", "5 hundred thousand"; alone "5 trăm" says too little."""
        multiplier = _MULTIPLIER.match(self.folded, bare.end)
        if not multiplier:
            return bare
        factor, written = _MULTIPLIERS[multiplier["name"]]
        if not self._agrees(multiplier.start("name"), multiplier.end(), written):
            return bare
        half = _HALF.match(self.folded, multiplier.end())
        found = self._scale(half.end() if half else multiplier.end())
        value = bare.value * factor + (factor / 2 if half else 0)
        if found is None:
            return (
                replace(bare, value=value, bare=value, end=multiplier.end())
                if multiplier["name"] == "hundred"
                else bare
            )
        scale, end = found
        return self._with_rest(replace(bare, value=value * scale.value, end=end, scale=scale), scale)

    def _scale(self, at: int) -> tuple[Scale, int] | None:
        match = _SCALE.match(self.folded, at)
        if not match:
            return None
        name, scale = match["name"], _SCALES[match["name"]]
        if not self._agrees(match.start("name"), match.end("name"), scale.written):
            return None
        if match["space"] and name in {"n", "ng", "b", "mm", "ka"}:
            return None
        if (
            match.end() < len(self.folded)
            and self.folded[match.end()].isdigit()
            and name not in _ATTACHED
            and name not in {"trieu", "toi"}
        ):
            return None
        return scale, match.end()

    def _agrees(self, start: int, end: int, *written: str) -> bool:
        word = self.text[start:end].lower()
        if word.isascii():
            return word != "toi"
        return word in written

    def _with_rest(self, amount: Amount, scale: Scale) -> Amount:
        """What is added behind a scale: "rưỡi", "5" or "500" of "1tr5", "250 nghìn" of "1 triệu 250 nghìn"."""
        folded, end = self.folded, amount.end
        half = _HALF.match(folded, end)
        if half:
            return replace(amount, value=amount.value + scale.value / 2, end=half.end())
        smaller = self._smaller(end, scale)
        if smaller:
            return replace(amount, value=amount.value + smaller.value, end=smaller.end)
        attached = _ATTACHED_FIGURES.match(folded, end)
        if attached and scale.kind != "en":
            return replace(amount, value=amount.value + Decimal(f"0.{attached[0]}") * scale.value, end=attached.end())
        if scale.kind == "en" or scale.value < MILLION:
            return amount
        spaced = _MORE_SPACED.match(folded, end)
        if spaced and SAID_ALL.match(folded, spaced.end()):
            return replace(
                amount, value=amount.value + Decimal(f"0.{spaced['digits']}") * scale.value, end=spaced.end()
            )
        return self._with_word(amount, scale)

    def _with_word(self, amount: Amount, scale: Scale) -> Amount:
        """ "1 triệu hai", "3 triệu tư", "1 tỷ mốt"."""
        match = _TENTH.match(self.folded, amount.end)
        if match is None or not SAID_ALL.match(self.folded, match.end()):
            return amount
        digit, spellings = _TENTHS[match["word"]]
        if not self._agrees(match.start("word"), match.end(), *spellings):
            return amount
        return replace(amount, value=amount.value + digit * scale.value / 10, end=match.end())

    def _smaller(self, at: int, above: Scale) -> Amount | None:
        """An amount of a smaller scale right behind."""
        start = at
        for joint in (" ", " va "):
            if self.folded.startswith(joint, at):
                start = at + len(joint)
        if start >= len(self.folded):
            return None
        number = self.numbers.get(start)
        if number is not None and THOUSAND <= number.value < above.value:
            rest = self._words(number)
            return rest if rest and rest.value < above.value else None
        match = _FEW_FIGURES.match(self.folded, start)
        if not match:
            return None
        if not self._is_smaller(match.end(), above):
            return self._hundreds(match, above)
        rest = self._scaled(Amount(Decimal(match[0]), start, match.end(), bare=Decimal(match[0])), match[0])
        return rest if rest.scale and rest.value < above.value else None

    def _is_smaller(self, at: int, above: Scale) -> bool:
        """Whether a smaller scale follows, "trăm" or "chục" between allowed: each step goes down, so a text cannot nest."""
        multiplier = _MULTIPLIER.match(self.folded, at)
        found = self._scale(multiplier.end() if multiplier else at)
        return found is not None and found[0].value < above.value

    def _hundreds(self, match: re.Match[str], above: Scale) -> Amount | None:
        """ "1 triệu 2 trăm" is 1,200,000."""
        multiplier = _MULTIPLIER.match(self.folded, match.end())
        if not multiplier or multiplier["name"] != "tram" or len(match[0]) > 1:
            return None
        return Amount(Decimal(match[0]) * 100 * above.value / 1000, match.start(), multiplier.end())


def _scale_said(words: list[str]) -> Scale | None:
    """The last scale among number words."""
    return next((_SCALES[word] for word in reversed(words) if word in _SCALES), None)


_FRACTION = re.compile(
    r"\b(?:(?P<half>half)|(?P<quarter>quarter)|(?P<one>a|one))\s(?:of\s)?(?:an?\s)?(?P<scale>million|billion|thousand|trillion|dollar|buck|euro|pound|grand)\b|\b(?:(?P<nua>nua)\s(?P<viet>trieu|ty|ti|cu)|(?P<cu>cu)\s(?P<rest>ruoi|hai|ba|bon|tu|nam|sau|bay|tam|chin))\b"
)
_PART = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "one": Decimal(1)}


def fractions(text: str, folded: str) -> list[Number]:
    """ "half a million", "a dollar", "nửa tỷ": what number words alone do not say."""
    found = []
    for match in _FRACTION.finditer(folded):
        if match["viet"]:
            scale, part, end = _SCALES[match["viet"]].value, Decimal("0.5"), match.end()
        elif match["cu"]:
            if text[match.start() : match.start() + 2].lower() != "củ":
                continue
            tenths = 5 if match["rest"] == "ruoi" else _TENTHS[match["rest"]][0]
            scale, part, end = MILLION, 1 + Decimal(tenths) / 10, match.end()
        else:
            name = match["scale"]
            part = next(value for key, value in _PART.items() if match[key])
            is_scale = name in _SCALES and name != "grand"
            scale, end = (_SCALES[name].value, match.end()) if is_scale else (Decimal(1), match.start("scale") - 1)
        found.append(Number(part * scale, Span(match.start(), end, text[match.start() : end])))
    return found
