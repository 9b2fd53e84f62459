"""``find_money``: the amounts of money in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.analysis import Bound, Money, Span
from nlp.money.amounts import NOTHING_MORE, SAID_ALL, Amount, AmountReader, fractions
from nlp.money.context import is_classified, is_counted, is_goods, is_length, is_vague, tells_money
from nlp.money.currencies import currency_before, currency_behind, hundredths_behind
from nlp.money.figures import NUMERAL, Scale
from nlp.numbers import find_numbers, has_vietnamese_marks
from nlp.text import fold_aligned

READ = 20_000
MOST_NUMBERS = 1_000
"""Numbers looked at; a text with more is somebody's table."""

MOST = 50
"""Amounts taken from one text; more are a price list."""

_MAY_BE_MONEY = re.compile(
    r"\d|\$|€|£|\b(?:trieu|nghin|ngan|tr|ty|ti|cu|dong|do|dola|dollars?|bucks?|euros?|pounds?|yen|cents?|xu|xen|grand|million|thousand|billion|rupees?|ringgits?|riyals?|dinars?|k|m|usd|vnd|eur|nua)\b"
)
_FEW, _HUNDRED = Decimal(1_000), Decimal(100)
_MILLIONS = 2
"""Points in figures that end in 000 and need no word to be money: "1.200.000"."""

_SCALE_ALONE = re.compile(r"(?:trieu|ty|ti|nghin|ngan|tram)(?!\w)")
_RANGE = re.compile(r"\s?(?:-|–|—|~|->|→)\s?|\s(?:den|toi|to|hoac|or|till|until)\s")
_BOTH_NAMED = re.compile(r"\s(?:va|and)\s")
_BETWEEN = re.compile(r"\b(?:giua|tu|between|from)\s[\s$€£¥₫a-z]{0,4}$")
_LEAST_BEFORE = re.compile(
    r"\b(?:it nhat|toi thieu|khong duoi|ko duoi|khong it hon|khong thap hon|tren|hon|nhieu hon|cao hon|lon hon|at least|over|above|more than|no less than|not less than|"
    r"minimum|min|min of|minimum of|greater than|exceeding)\s(?:la |khoang )?[$€£¥a-z]{0,4}\s?$"
)
_MOST_BEFORE = re.compile(
    r"\b(?:khong qua|ko qua|k qua|toi da|duoi|khong toi|chua toi|chua den|khong den|khong hon|cao nhat|nho hon|it hon|thap hon|re hon|max|maximum|max of|maximum of|up to|"
    r"under|below|less than|at most|no more than|not more than|within|cheaper than|khong vuot qua|tran)\s(?:la |khoang )?[$€£¥a-z]{0,4}\s?$"
)
_LEAST_BEHIND = re.compile(r"\s?(?:tro len|do len|or more|or over|and up|and above|plus\b|\+)")
_MOST_BEHIND = re.compile(r"\s?(?:tro xuong|do lai|tro lai|or less|or under|and below|max\b)")
_PER = re.compile(
    r"\s?(?:/\s?(?P<slash>(?:1\s|mot\s|moi\s)?[^\W\d_]+(?:2|3|²|³)?)|(?:(?:cho\s)?(?:mot|moi|1|tren)\s(?P<one>[^\W\d_]+(?:2|3)?)(?!\s?(?:lan|luc|chut|it|so|vai|minh|nguoi ban)\b))"
    r"|(?P<unit>cai|chiec|bo|kg|thung|hop|m2|met|chai|goi|tam|cap|suat|ly|mieng|vien|cuon|quyen|xe|nguoi)\b(?!\s(?:nay|kia|do|gi))"
    r"|(?:per|a|an)\s(?P<per>[a-z]{2,}\b(?:\s(?:month|year|seat))?)|(?P<each>each|apiece|a piece|/\s?pc|ea\b))"
)
_PER_AFTER_A = re.compile(
    r"(?:share|unit|piece|month|year|week|day|hour|kilo|kg|litre|liter|head|box|set|seat|user|person|night|room|metre|meter|pack|carton|ton|tonne|barrel|kilogram|item|ticket|copy|visit|bottle|roll)\b"
)
_CENTS_BEHIND = re.compile(r"\s(?:va\s|and\s)?")
_CENTS_ALONE = re.compile(r"\s(?:and\s)?(?P<digits>\d{2})(?=\s*(?:$|[.;!?)]))(?![.,]\d)")
_SECOND_SIGN = re.compile(r"\s?(?:U\.S\.|USD|US|AUD|SGD|CAD|VND)(?![^\W_])")
_TWO_FIGURES = re.compile(r"\d{1,2}(?!\d|[.,]\d)")
_NO_CENTS = re.compile(r"\s?(?:[-–/:]\s?\d|%)")
_WRITTEN_ON = re.compile(r"(?<=[€£$])\d{2,3}(?![\d\w])")
_SIGN_BETWEEN = re.compile(r"(?:US|us)?[$€£¥₫]\s?|(?:USD|EUR|VND|GBP)\s?")
_DIGITS_OF_NOTHING = 4
"""As if "0" were "0000": "0d" is an amount where "5d" is none."""

_LEAST_GROUPED = Decimal(10_000)
_SMALLER_SCALES = {Decimal(10) ** 9: Decimal(10) ** 6, Decimal(10) ** 6: Decimal(10) ** 3}


@dataclass(frozen=True, slots=True)
class _Priced:
    """An amount with what it was said to be in; ``currency`` is empty where nothing said."""

    amount: Amount
    currency: str
    start: int
    end: int


def find_money(cleaned: str, *, language: str = "", currency: str = "VND") -> tuple[Money, ...]:
    """In order, none inside another. ``cleaned`` is text from ``nlp.text.clean``; ``language`` is what it is written in,
    where that is known; ``currency`` is the one meant by "20k" and "5 triệu".
    """
    folded = fold_aligned(cleaned[:READ])
    if not _MAY_BE_MONEY.search(folded):
        return ()
    return _Finder(cleaned[:READ], folded, english=language == "en", currency=currency).find()


class _Finder:
    def __init__(self, text: str, folded: str, *, english: bool, currency: str) -> None:
        self.text = text
        self.folded = folded
        self.english = english
        self.currency = currency
        self.accents = not text.isascii() and has_vietnamese_marks(text)
        self.numbers = {
            one.span.start: one
            for one in (*find_numbers(text), *fractions(text, folded))
            if one.value and not one.ordinal
        }
        self.reader = AmountReader(text, folded, self.numbers)

    def find(self) -> tuple[Money, ...]:
        starts = sorted({*(match.start() for match in NUMERAL.finditer(self.text)), *self.numbers})
        found: list[Money] = []
        reached = 0
        for start in starts[:MOST_NUMBERS]:
            if start < reached:
                continue
            money = self._money_at(start, reached)
            if money is not None:
                found.append(money)
                reached = money.span.end
                if len(found) == MOST:
                    break
        return tuple(found)

    def _money_at(self, start: int, reached: int) -> Money | None:
        first = self._priced(start, reached)
        if first is None:
            return None
        second = self._other_end(first)
        span = self._range(first, second) if second is not None else None
        if span is not None:
            return span
        if not self._is_money(first, first.start):
            return None
        return self._money(first, first.end, None)

    def _priced(self, start: int, reached: int) -> _Priced | None:
        before = currency_before(self.text, start)
        if before is not None and before[1] < reached:
            before = None
        if before is None and not self._stands_alone(start):
            return None
        amount = self.reader.at(start)
        if amount is None:
            return None
        if before is not None:
            amount = replace(amount, value=amount.value * before[2])
            return self._with_cents(_Priced(amount, before[0], before[1], self._second_sign(amount.end)))
        cents = hundredths_behind(self.folded, amount.end, english=self.english)
        if cents and amount.scale is None:
            return _Priced(replace(amount, value=amount.value / 100), cents[0], start, cents[1])
        behind = self._currency_behind(amount)
        if behind is None:
            return _Priced(amount, "", start, amount.end)
        amount = replace(amount, value=amount.value * behind[2])
        return self._with_cents(_Priced(amount, behind[0], start, behind[1]))

    def _currency_behind(self, amount: Amount) -> tuple[str, int, int] | None:
        digits = amount.digits if amount.value else _DIGITS_OF_NOTHING
        return currency_behind(self.text, self.folded, amount.end, accents=self.accents, digits=digits)

    def _stands_alone(self, start: int) -> bool:
        """Not within a word, a date, a version, a phone number or an address, and no "triệu" behind its figures."""
        if not start:
            return True
        if _SCALE_ALONE.match(self.folded, start) and self.text[:start].rstrip()[-1:].isdigit():
            return False
        before = self.text[start - 1]
        if before.isalnum() or before == "_":
            return False
        return not (before in ".,:/-+#@" and start > 1 and (self.text[start - 2].isalnum() or before in "#@"))

    def _second_sign(self, end: int) -> int:
        """ "$80.00 U.S.", "$500 USD"."""
        behind = _SECOND_SIGN.match(self.text, end)
        return behind.end() if behind else end

    def _with_cents(self, priced: _Priced) -> _Priced:
        """ "2 đô 23 xu", "3 GBP 1 pence", "thirteen dollars forty five", "20 dollars and 43"."""
        joint = _CENTS_BEHIND.match(self.folded, priced.end)
        if joint is None:
            return self._with_cents_written_on(priced)
        if priced.amount.value != priced.amount.value.to_integral_value() or priced.currency == "VND":
            return priced
        number = self.numbers.get(joint.end())
        if number is not None and (not number.ambiguous or "and" in joint[0]):
            end, cents = number.span.end, number.value
        else:
            match = _TWO_FIGURES.match(self.text, joint.end())
            if match is None:
                return priced
            end, cents = match.end(), Decimal(match[0])
        named = hundredths_behind(self.folded, end, english=self.english)
        in_words = number is not None and (priced.amount.in_words or "and" in joint[0])
        last = SAID_ALL.match(self.folded, end) and not _NO_CENTS.match(self.folded, end)
        says_cents = last and cents == int(cents) and (in_words or end - joint.end() > 1)
        if cents >= _HUNDRED or (named is None and not says_cents):
            return priced
        amount = replace(priced.amount, value=priced.amount.value + cents / 100)
        return replace(priced, amount=amount, end=named[1] if named else end)

    def _with_cents_written_on(self, priced: _Priced) -> _Priced:
        """ "1250€60"."""
        match = _WRITTEN_ON.match(self.text, priced.end)
        if match is None or not self.text[priced.start].isdigit():
            return priced
        amount = replace(priced.amount, value=priced.amount.value + Decimal(f"0.{match[0]}"))
        return replace(priced, amount=amount, end=match.end())

    def _other_end(self, first: _Priced) -> _Priced | None:
        """The second amount of "5-7tr", "từ 1000 đến 2000 đồng", "between 1.1 and 1.3 dollars"."""
        joint = _RANGE.match(self.folded, first.end)
        if joint is None:
            joint = _BOTH_NAMED.match(self.folded, first.end)
            if joint is None or not _BETWEEN.search(self.folded[max(0, first.start - 12) : first.start]):
                return None
        start = joint.end()
        sign = _SIGN_BETWEEN.match(self.text, start)
        start = sign.end() if sign else start
        if start not in self.numbers and not NUMERAL.match(self.text, start):
            return None
        second = self._priced(start, first.end) if sign else self._bare_priced(start)
        if second is None or not self._ends_range(first, second, joint[0]):
            return None
        if first.currency and second.currency and first.currency != second.currency:
            return None
        return second

    def _ends_range(self, first: _Priced, second: _Priced, joint: str) -> bool:
        if second.currency or second.amount.scale:
            return bool(first.currency) or self._is_money(second, first.start)
        attached = joint in {"-", "–"} and bool(NOTHING_MORE.match(self.folded, second.end))
        return attached and bool(first.currency or first.amount.scale)

    def _bare_priced(self, start: int) -> _Priced | None:
        amount = self.reader.at(start)
        if amount is None:
            return None
        behind = self._currency_behind(amount)
        if behind is None:
            return _Priced(amount, "", start, amount.end)
        return _Priced(replace(amount, value=amount.value * behind[2]), behind[0], start, behind[1])

    def _range(self, first: _Priced, second: _Priced) -> Money | None:
        low, high = first.amount, second.amount
        if high.scale is None and low.scale is not None and not second.currency:
            high = replace(high, value=high.value * low.scale.value)
        if low.scale is None and high.scale is not None and low.bare is not None:
            scale = high.scale.value
            if low.bare * scale > high.value and scale in _SMALLER_SCALES:
                scale = _SMALLER_SCALES[scale]
            low = replace(low, value=low.bare * scale, scale=high.scale)
        if low.value > high.value:
            return None
        priced = _Priced(low, first.currency or second.currency, first.start, second.end)
        return self._money(priced, second.end, high.value)

    def _is_money(self, priced: _Priced, start: int) -> bool:
        """``start`` is where the words begin that the ones before it are about: the first amount of a range."""
        if not priced.currency and priced.amount.scale is None and not self._may_be_bare_money(priced.amount):
            return False
        if is_vague(self.folded, start):
            return False
        if priced.currency:
            return True
        if is_counted(self.folded, start, priced.end) or self._is_quantity(priced, start):
            return False
        scale = priced.amount.scale
        return self._is_bare_money(priced) if scale is None else self._is_scaled_money(priced, scale, start)

    def _is_scaled_money(self, priced: _Priced, scale: Scale, start: int) -> bool:
        match scale.kind:
            case "vi":
                return not self.english or scale.value > _FEW or tells_money(self.folded, start)
            case "en":
                return tells_money(self.folded, start)
            case "slang":
                told = self._is_told(priced.amount) or tells_money(self.folded, start)
                return told and not is_goods(self.folded, priced.end)
            case _:
                return self._is_lettered_money(priced, start)

    def _is_quantity(self, priced: _Priced, start: int) -> bool:
        """ "2 nghìn cái ghế", "10k cái túi"; not "10k cái", and nothing beside a word of paying."""
        scale = priced.amount.scale
        return (
            scale is not None
            and scale.value == _FEW
            and is_classified(self.folded, priced.end)
            and not tells_money(self.folded, start)
        )

    def _is_told(self, amount: Amount) -> bool:
        """ "2 củ rưỡi", "3 củ" at the end: said of nothing but money."""
        written = self.folded[amount.start : amount.end]
        return ("cu" in written or "toi" in written) and bool(NOTHING_MORE.match(self.folded, amount.end))

    def _is_lettered_money(self, priced: _Priced, start: int) -> bool:
        """ "50n", "2m", "1b": letters that are days, metres and much else."""
        name = self.folded[priced.amount.start : priced.end].rstrip("0123456789")[-1:]
        if name == "m" and is_length(self.folded, start, priced.end):
            return False
        return tells_money(self.folded, start) or (
            name in "ng"
            and not self.english
            and priced.amount.value >= 10 * _FEW
            and bool(NOTHING_MORE.match(self.folded, priced.end))
        )

    def _may_be_bare_money(self, amount: Amount) -> bool:
        is_round = amount.value >= _FEW and amount.value == amount.value.to_integral_value()
        return is_round and not amount.in_words and not self.english

    def _is_bare_money(self, priced: _Priced) -> bool:
        """ "giá 1.200.000", "ck 5000000"; thousands set apart that end in 000 need no word."""
        amount = priced.amount
        if not NOTHING_MORE.match(self.folded, priced.end):
            return False
        if (
            amount.grouped
            and amount.value >= _LEAST_GROUPED
            and amount.value % 1_000 == 0
            and self.text[amount.start + 1 : amount.end].count(".") >= _MILLIONS
        ):
            return True
        return tells_money(self.folded, priced.start) and (
            amount.grouped or (amount.value >= 10 * _FEW and amount.value % 100 == 0)
        )

    def _money(self, priced: _Priced, end: int, up_to: Decimal | None) -> Money:
        per, end = self._per(end)
        bound = None if up_to is not None else self._bound(priced.start, end)
        span = Span(priced.start, end, self.text[priced.start : end])
        return Money(
            _plain(priced.amount.value),
            priced.currency or self.currency,
            span,
            per,
            None if up_to is None else _plain(up_to),
            bound,
        )

    def _per(self, end: int) -> tuple[str, int]:
        match = _PER.match(self.folded, end)
        if match is None or (
            match["per"]
            and not _PER_AFTER_A.match(match["per"])
            and not self.folded[match.start() : match.end()].lstrip().startswith("per")
        ):
            return "", end
        name = next(name for name, value in match.groupdict().items() if value)
        if name == "slash" and self.folded[match.start("slash") : match.end("slash")] in {"va", "hoac"}:
            return "", end
        return self.text[match.start(name) : match.end(name)].lower(), match.end()

    def _bound(self, start: int, end: int) -> Bound | None:
        before = self.folded[max(0, start - 30) : start]
        if _LEAST_BEHIND.match(self.folded, end):
            return Bound.LEAST
        if _MOST_BEHIND.match(self.folded, end):
            return Bound.MOST
        least, most = _LEAST_BEFORE.search(before), _MOST_BEFORE.search(before)
        if least and most:
            return Bound.LEAST if least.start() < most.start() else Bound.MOST
        return Bound.LEAST if least else Bound.MOST if most else None


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros after the point: 1500000, 2.5."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
