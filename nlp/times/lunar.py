"""Days of the Vietnamese lunisolar calendar (UTC+7).

Months begin on the day of the new moon; the 11th month holds the winter solstice; a year of thirteen months repeats the
first one after it in which the sun enters no new sign. New moons and the sun's longitude are computed by the series in J. Meeus,
"Astronomical Algorithms" (1991), chapters 25 and 49, in the short form that Hồ Ngọc Đức published for this calendar; the
results hold for 1900-2100.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache

_ZONE = 7 / 24
_EPOCH = 1_721_425
"""The Julian day number of ordinal 0 of ``datetime.date``."""

_MOON = 29.530588853


def solar_of(day: int, month: int, year: int) -> date | None:
    """The solar date of a lunar one, leap months aside; ``None`` where the month has no such day."""
    winter = _month_eleven(year - 1)
    following = _month_eleven(year)
    months = round((following - winter) / _MOON)
    index = month + 1 if month < 11 else month - 11
    start_from = winter if month < 11 else following
    leap = _leap_offset(winter) if month < 11 and months > 12 else None
    if month >= 11:
        after = _month_eleven(year + 1)
        leap = _leap_offset(following) if round((after - following) / _MOON) > 12 else None
    if leap is not None and index >= leap:
        index += 1
    k = math.floor((start_from - 2_415_021.076998695) / _MOON + 0.5)
    first, next_first = _new_moon_day(k + index), _new_moon_day(k + index + 1)
    return _date(first + day - 1) if 1 <= day <= next_first - first else None


def last_day_of_year(year: int) -> date:
    """New Year's Eve (giao thừa): the 29th or 30th of the twelfth month, the day before Tết of ``year`` + 1."""
    tet = solar_of(1, 1, year + 1)
    assert tet is not None
    return date.fromordinal(tet.toordinal() - 1)


def _date(julian_day: int) -> date:
    return date.fromordinal(julian_day - _EPOCH)


@lru_cache(maxsize=1_024)
def _new_moon_day(k: int) -> int:
    """The Julian day number of the day in Vietnam on which the moon is new."""
    return math.floor(new_moon(k) + 0.5 + _ZONE)


def new_moon(k: int) -> float:
    """The Julian date (universal time) of the ``k``-th new moon after January 1900."""
    t = k / 1236.85
    rad = math.pi / 180
    jd = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    jd += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    c = (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun) - 0.4068 * math.sin(moon)
    c += 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon) + 0.0104 * math.sin(2 * node)
    c += -0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon) + 0.0004 * math.sin(2 * node + sun)
    c += -0.0004 * math.sin(2 * node - sun) - 0.0006 * math.sin(2 * node + moon)
    c += 0.0010 * math.sin(2 * node - moon) + 0.0005 * math.sin(2 * moon + sun)
    ahead = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return jd + c - ahead


def _sign_of_sun(julian_day: int) -> int:
    """Which twelfth of its way the sun is in at midnight in Vietnam, counted from the spring equinox."""
    t = (julian_day - 0.5 - _ZONE - 2451545.0) / 36525
    rad = math.pi / 180
    mean = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * math.sin(mean)
    longitude += (0.019993 - 0.000101 * t) * math.sin(2 * mean) + 0.000290 * math.sin(3 * mean)
    return math.floor((longitude % 360) / 30)


@lru_cache(maxsize=256)
def _month_eleven(year: int) -> int:
    """The first day of the month that holds the winter solstice of ``year``."""
    days = date(year, 12, 31).toordinal() + _EPOCH - 2_415_021
    k = math.floor(days / _MOON)
    first = _new_moon_day(k)
    return _new_moon_day(k - 1) if _sign_of_sun(first) >= 9 else first


@lru_cache(maxsize=256)
def _leap_offset(winter: int) -> int:
    """Which month after the 11th is the leap one."""
    k = math.floor(0.5 + (winter - 2_415_021.076998695) / _MOON)
    last, i = 0, 1
    sign = _sign_of_sun(_new_moon_day(k + i))
    while True:
        last, i = sign, i + 1
        sign = _sign_of_sun(_new_moon_day(k + i))
        if sign == last or i >= 14:
            return i - 1
