"""Times, amounts and phones that a text holds, against rows of one value each."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from nlp.analysis import Money
from nlp.evaluation.figures import Failure, Must, Outcome, Shares
from nlp.evaluation.row_files import STRIPPED, Row
from nlp.evaluation.same_times import same_start
from nlp.reader import Understood

Read = Callable[[Row], Understood]

_TIMES = {
    "en": Must(0.80),
    "vi": Must(0.90),
    **dict.fromkeys(("vi-plain", STRIPPED), Must(0.88)),
}
_PHONES = {"en": Must(0.97), "vi": Must(1.0), STRIPPED: Must(1.0)}
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*\d.*", re.IGNORECASE | re.DOTALL)
_SMALLEST_LOCAL = 5
_SMALLEST_SHARED = 7


def measure_times(rows: list[Row], read: Read) -> Outcome:
    """The first time of the text, its start at the row's grain; rows without a value hold none, or one that cannot be."""
    starts = Shares("time, start at its grain", musts=_TIMES)
    alarms = Shares("time found where none is", Must(0.04, at_most=True))
    impossible = Shares("impossible time said to be one")
    outcome = Outcome()
    for row in rows:
        understood = read(row)
        found = understood.times
        if "value" in row:
            is_right = bool(found) and same_start(row, found[0].start)
            starts.add(row["lang"], is_right)
        elif row.get("problem"):
            is_right = not found and any(problem.problem == row["problem"] for problem in understood.problems)
            impossible.add(row["lang"], is_right)
        else:
            is_right = not found
            alarms.add(row["lang"], not is_right)
        if not is_right:
            outcome.failures.append(Failure("time", row, [(one.start, one.grain, one.span.text) for one in found]))
    for shares in (starts, alarms, impossible):
        outcome.figures.extend(shares.figures())
    return outcome


def measure_amounts(rows: list[Row], read: Read) -> Outcome:
    """The first amount with its currency; a row of the kind ``none`` must give none."""
    amounts = Shares("amount with currency", Must(0.95))
    alarms = Shares("amount found where none is")
    outcome = Outcome()
    for row in rows:
        found = read(row).money
        if row["kind"] == "none":
            is_right = not found
            alarms.add(row["lang"], not is_right)
        else:
            is_right = bool(found) and _is_amount(row, found[0])
            amounts.add(row["lang"], is_right)
        if not is_right:
            outcome.failures.append(
                Failure("amount", row, [(one.amount, one.currency, one.span.text) for one in found])
            )
    for shares in (amounts, alarms):
        outcome.figures.extend(shares.figures())
    return outcome


def _is_amount(row: Row, got: Money) -> bool:
    """Cents may be given as hundredths of whatever they belong to."""
    want = Decimal(str(row["amount"]))
    if row["currency"] == "cent":
        return got.amount in (want, want / 100)
    return _is_close(got.amount, want) and got.currency == str(row["currency"]).upper()


def _is_close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("1e-6") * max(Decimal(1), abs(other))


def measure_phones(rows: list[Row], read: Read) -> Outcome:
    """All numbers of the row and nothing else; rows write them with or without the country."""
    phones = Shares("phones, all and no other", musts=_PHONES)
    outcome = Outcome()
    for row in rows:
        got, want = read(row).phones, row["phones"]
        is_right = len(got) == len(want) and all(any(_same_phone(one, other) for other in got) for one in want)
        phones.add(row["lang"], is_right)
        if not is_right:
            outcome.failures.append(Failure("phone", row, got))
    outcome.figures.extend(phones.figures(total=False))
    return outcome


def _same_phone(want: str, got: str) -> bool:
    local, whole = _digits(want).lstrip("0"), _digits(got)
    if len(local) < _SMALLEST_LOCAL:
        return False
    return whole.endswith(local) or (local.endswith(whole.lstrip("0")) and len(whole) >= _SMALLEST_SHARED)


def _digits(phone: str) -> str:
    """Without the trunk prefix in brackets of "+44 (0) 113…", which nobody dials behind a country code."""
    return re.sub(r"\D", "", _EXTENSION.sub("", phone.replace("(0)", "") if phone.startswith("+") else phone))
