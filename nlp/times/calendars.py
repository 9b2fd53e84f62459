"""Days of the Islamic and the Hebrew calendar, by their arithmetic (Dershowitz and Reingold, "Calendrical Calculations").

Islamic months are taken to begin on the day after a sunset in Mecca at which the moon was new before; where the moon is
watched the feast may be a day off.
"""

from __future__ import annotations

import math
from datetime import MAXYEAR, date

from nlp.times.lunar import new_moon

_ISLAMIC_EPOCH = 227_014
_HEBREW_EPOCH = -1_373_427
"""Day 0 of each calendar as a ``date`` ordinal."""

_JULIAN, _FIRST_MOON, _MOON = 1_721_425, 2_415_020.76, 29.530588853
_MECCA, _SUNSET = 3 / 24, 0.75


def islamic_day(year: int, month: int, day: int) -> date | None:
    """The first such day in a Gregorian year."""
    guess = (year - 622) * 33 // 32
    for islamic in range(guess - 1, guess + 3):
        found = date.fromordinal(_first_of(islamic, month) + day - 1)
        if found.year == year:
            return found
    return None


def _first_of(year: int, month: int) -> int:
    """The first day of a month: the one after the sun sets on a moon that was new before."""
    tabular = _ISLAMIC_EPOCH + 1 + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    k = round((tabular + _JULIAN - 1.5 - _FIRST_MOON) / _MOON)
    moon = new_moon(k) + 0.5 + _MECCA
    day = math.floor(moon)
    return day - _JULIAN + (1 if moon - day < _SUNSET else 2)


def hebrew_day(year: int, month: int, day: int) -> date | None:
    """The evening on which a Hebrew day begins, in a Gregorian year. Months count from Nisan (1); Tishri is 7."""
    if not 1 < year < MAXYEAR:
        return None
    hebrew = year + (3761 if month >= 7 and month <= 10 else 3760)
    ordinal = _hebrew_ordinal(hebrew, month, day)
    return date.fromordinal(ordinal - 1)


def is_long(year: int) -> bool:
    return (7 * year + 1) % 19 < 7


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + (3 * (days + 1) % 7 < 3)


def _new_year(year: int) -> int:
    before, this, after = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return _HEBREW_EPOCH + this + delay


def _hebrew_ordinal(year: int, month: int, day: int) -> int:
    months = 13 if is_long(year) else 12
    passed = range(7, month) if month >= 7 else (*range(7, months + 1), *range(1, month))
    return _new_year(year) + sum(_length(year, one) for one in passed) + day - 1


def _length(year: int, month: int) -> int:
    days = _new_year(year + 1) - _new_year(year)
    if month == 8:
        return 30 if days % 10 == 5 else 29
    if month == 9:
        return 29 if days % 10 == 3 else 30
    if month == 12:
        return 30 if is_long(year) else 29
    return 29 if month in {2, 4, 6, 10, 13} else 30
