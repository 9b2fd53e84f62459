"""Seasons and lunar days as solar ones."""

from __future__ import annotations

from datetime import date

from nlp.analysis import Grain
from nlp.times.lunar import solar_of
from nlp.times.said import Period, Said


def season(start: int, end: int, number: int, year: int, today: date | None) -> Said:
    """Spring is 0. The days of equinoxes and solstices, rounded. The next or current one where no year is said."""
    firsts = ((3, 20), (6, 21), (9, 23), (12, 21))
    while True:
        first = date(year, *firsts[number])
        following = date(year + (number == 3), *firsts[(number + 1) % 4])
        if today is None or following > today:
            return Said(start=start, end=end, period=Period(first, following, Grain.DAY), grain=Grain.DAY)
        year += 1


def lunar_day(day: int, month: int | None, year: int | None, today: date, *, past: bool) -> date | None:
    """The next (or last) solar day on which the lunar day falls."""
    years = [year] if year else ([today.year - 2, today.year - 1, today.year, today.year + 1])
    months = [month] if month else range(1, 13)
    days = sorted(found for y in years for one in months if (found := solar_of(day, one, y)))
    if year or not days:
        return days[0] if days else None
    if past:
        return max((one for one in days if one <= today), default=None)
    return min((one for one in days if one >= today), default=None)
