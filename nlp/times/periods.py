"""Weeks, months, quarters and years as spans of days; adding units to a time."""

from __future__ import annotations

import math
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from nlp.analysis import Grain
from nlp.times.said import Period

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_ROUND = {"second": Grain.SECOND, "minute": Grain.MINUTE, "hour": Grain.MINUTE}
_MOST_MONTHS = 12 * 3_000
_DAYS_OF_A_MONTH = 30
_DAYS_OF_A_YEAR = 365
_WORKDAYS = 5


def add_months(day: date, months: int) -> date:
    """The same day of another month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, MINYEAR), MAXYEAR - 1)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day if year < MAXYEAR else 31


def period(grain: Grain, day: date, offset: int = 0, count: int = 1) -> Period:
    """``count`` whole units from the one ``offset`` away from that which holds ``day``."""
    if grain is Grain.DAY:
        start = day + timedelta(days=offset)
        return Period(start, start + timedelta(days=count), grain)
    if grain is Grain.WEEK:
        start = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
        return Period(start, start + timedelta(weeks=count), grain)
    months = _MONTHS[grain]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    start = add_months(first, months * offset)
    return Period(start, add_months(start, months * count), grain)


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1), Grain.YEAR)


def quarter_of(year: int, quarter: int) -> Period:
    return period(Grain.QUARTER, date(year, 3 * quarter, 1))


def moved(moment: datetime, amounts: tuple[tuple[float, str], ...], sign: int) -> datetime | None:
    """``None`` beyond the calendar."""
    try:
        for number, unit in amounts:
            moment = _moved_by(moment, sign * number, unit)
    except (OverflowError, ValueError):
        return None
    return moment


def _moved_by(moment: datetime, number: float, unit: str) -> datetime:
    if unit in _SECONDS:
        return moment + timedelta(seconds=number * _SECONDS[unit])
    if unit in _DAYS:
        return moment + timedelta(days=number * _DAYS[unit])
    if unit == "workday":
        return _moved_by_workdays(moment, round(number))
    months = number * _MONTHS_OF[unit]
    if abs(months) > _MOST_MONTHS:
        raise OverflowError
    whole = math.trunc(months)
    if not MINYEAR <= moment.year + whole // 12 < MAXYEAR:
        raise OverflowError
    return datetime.combine(add_months(moment.date(), whole), moment.timetz()) + timedelta(
        days=_DAYS_OF_A_MONTH * (months - whole)
    )


def _moved_by_workdays(moment: datetime, number: int) -> datetime:
    step = timedelta(days=1 if number > 0 else -1)
    weeks, rest = divmod(abs(number), _WORKDAYS)
    moment += 7 * weeks * step
    while rest:
        moment += step
        rest -= moment.weekday() < _WORKDAYS
    return moment


def grain_of(amounts: tuple[tuple[float, str], ...]) -> Grain:
    """How exactly "in 2 hours" (to the minute), "in 2 days" (the day) are said."""
    finest = [unit for _, unit in amounts]
    for unit, grain in _ROUND.items():
        if unit in finest:
            return grain
    return Grain.DAY


def in_minutes(number: float, unit: str) -> float:
    if unit in _SECONDS:
        return number * _SECONDS[unit] / 60
    if unit in _MONTHS_OF:
        months = _MONTHS_OF[unit]
        return number * (_DAYS_OF_A_YEAR * months / 12 if months >= 12 else _DAYS_OF_A_MONTH * months) * 1_440
    return number * _DAYS.get(unit, 1) * 1_440
