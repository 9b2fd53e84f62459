"""Feasts and their days: Vietnam's, and those that customers abroad name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.text import fold
from nlp.times.calendars import hebrew_day, is_long, islamic_day
from nlp.times.lunar import last_day_of_year, solar_of


@dataclass(frozen=True, slots=True)
class Feast:
    """``day_in(year)`` is its first day in a solar year, ``None`` where it has none; it lasts ``days`` days."""

    name: str
    day_in: Callable[[int], date | None]
    days: int = 1


def easter(year: int) -> date:
    """Western Easter (the anonymous Gregorian computus, as in J. Meeus, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Meeus's Julian computus, moved to the Gregorian calendar (13 days, right for 1900-2099)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The ``nth`` such weekday (Monday is 0) of a month, from its end where ``nth`` is negative."""
    if nth > 0:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    else:
        last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    return day if day.month == month else None


def lunar_feast(name: str, day: int, month: int) -> Feast:
    """A day of the lunar calendar. A lunar year's last months fall into the next solar year."""

    def day_in(year: int) -> date | None:
        for lunar_year in (year, year - 1):
            found = solar_of(day, month, lunar_year)
            if found is not None and found.year == year:
                return found
        return None

    return Feast(name, day_in)


def days_before_tet(day: int) -> Feast:
    """ "29 Tết": that day of the twelfth month; where it has 29 days only, "30 Tết" is its last."""

    def day_in(year: int) -> date | None:
        last = last_day_of_year(year - 1)
        return solar_of(day, 12, year - 1) or last

    return Feast(f"{day} tết", day_in)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date | None]:
    return lambda year: nth_weekday(year, month, weekday, nth)


def _from(base: Callable[[int], date], days: int) -> Callable[[int], date]:
    return lambda year: base(year) + timedelta(days=days)


def _day_after_thanksgiving(year: int) -> date | None:
    day = nth_weekday(year, 11, 3, 4)
    return day and day + timedelta(days=1)


def _eve_of_tet(year: int) -> date:
    return last_day_of_year(year - 1)


def _evening(day: date | None) -> date | None:
    return day and day - timedelta(days=1)


def _friday_before(day: date | None) -> date | None:
    return day and day - timedelta(days=(day.weekday() - 4 - 1) % 7 + 1)


_FEASTS: tuple[tuple[str, Callable[[int], date | None], int], ...] = (
    ("tết dương lịch|tết dương|tết tây|new year's day|new years day|new years|new year's|new year", _fixed(1, 1), 1),
    ("tết đoan ngọ|tết đoan ngũ", lunar_feast("", 5, 5).day_in, 1),
    (
        "tết trung thu|trung thu|mid-autumn festival|mid autumn festival|mid-autumn|moon festival",
        lunar_feast("", 15, 8).day_in,
        1,
    ),
    (
        (
            "tết nguyên đán|tết âm lịch|tết âm|tết ta|tết cổ truyền|tết|lunar new year|chinese new year's day|chinese new years|"
            "chinese new year|cny"
        ),
        lunar_feast("", 1, 1).day_in,
        1,
    ),
    ("giao thừa|đêm giao thừa|lunar new year's eve", _eve_of_tet, 1),
    ("rằm tháng giêng|tết nguyên tiêu", lunar_feast("", 15, 1).day_in, 1),
    ("lễ vu lan|vu lan|rằm tháng bảy|rằm tháng 7", lunar_feast("", 15, 7).day_in, 1),
    ("vía thần tài|ngày thần tài", lunar_feast("", 10, 1).day_in, 1),
    ("ông công ông táo|ông táo", lunar_feast("", 23, 12).day_in, 1),
    (
        "giỗ tổ hùng vương|giỗ tổ|hung kings day|hung kings' day|hung kings commemoration day",
        lunar_feast("", 10, 3).day_in,
        1,
    ),
    ("phật đản|lễ phật đản", lunar_feast("", 15, 4).day_in, 1),
    ("quốc khánh|lễ quốc khánh", _fixed(9, 2), 1),
    ("giải phóng miền nam|ngày giải phóng|lễ giải phóng|reunification day|liberation day", _fixed(4, 30), 1),
    ("quốc tế lao động|international workers' day|international workers day|labour day|may day", _fixed(5, 1), 1),
    ("quốc tế phụ nữ|women's day|international women's day", _fixed(3, 8), 1),
    ("phụ nữ việt nam", _fixed(10, 20), 1),
    ("nhà giáo việt nam|ngày nhà giáo|teachers' day|teacher's day", _fixed(11, 20), 1),
    ("quốc tế thiếu nhi|children's day", _fixed(6, 1), 1),
    ("noel|giáng sinh|nô en|christmas day|christmas|xmas day|xmas|x-mas", _fixed(12, 25), 1),
    ("đêm giáng sinh|đêm noel|christmas eve|xmas eve", _fixed(12, 24), 1),
    ("boxing day", _fixed(12, 26), 1),
    ("new year's eve|new years eve|new year eve|nye", _fixed(12, 31), 1),
    ("valentine's day|valentines day|valentine's|valentine|lễ tình nhân", _fixed(2, 14), 1),
    ("halloween|hallowe'en", _fixed(10, 31), 1),
    ("black friday", _day_after_thanksgiving, 1),
    ("thanksgiving day|thanksgiving", _nth(11, 3, 4), 1),
    ("cyber monday", lambda year: date(year, 11, 22) + timedelta(days=(3 - date(year, 11, 22).weekday()) % 7 + 4), 1),
    (
        "martin luther king day|martin luther king's day|martin luther king jr day|mlk day|civil rights day",
        _nth(1, 0, 3),
        1,
    ),
    ("presidents' day|presidents day|president's day|washington's birthday", _nth(2, 0, 3), 1),
    ("memorial day", _nth(5, 0, -1), 1),
    ("independence day", _fixed(7, 4), 1),
    ("labor day", _nth(9, 0, 1), 1),
    ("columbus day", _nth(10, 0, 2), 1),
    ("veterans day|veterans' day|armistice day|remembrance day", _fixed(11, 11), 1),
    ("juneteenth", _fixed(6, 19), 1),
    ("mother's day|mothers day|mothers' day|ngày của mẹ", _nth(5, 6, 2), 1),
    ("father's day|fathers day|fathers' day|ngày của cha", _nth(6, 6, 3), 1),
    ("mothering sunday", _from(easter, -21), 1),
    ("spring bank holiday", _nth(5, 0, -1), 1),
    ("early may bank holiday|may bank holiday", _nth(5, 0, 1), 1),
    ("late summer bank holiday|summer bank holiday|august bank holiday", _nth(8, 0, -1), 1),
    (
        (
            "saint patrick's day|saint patricks day|saint patrick day|saint patrick|st patrick's day|st patricks day|st. patrick's day|"
            "saint paddy's day|st paddy's day"
        ),
        _fixed(3, 17),
        1,
    ),
    ("april fools' day|april fools day|april fool's day|april fools", _fixed(4, 1), 1),
    ("groundhog day", _fixed(2, 2), 1),
    ("earth day", _fixed(4, 22), 1),
    ("world vegan day", _fixed(11, 1), 1),
    ("all saints' day|all saints day", _fixed(11, 1), 1),
    ("all souls' day|all souls day", _fixed(11, 2), 1),
    ("guy fawkes night|guy fawkes day|bonfire night", _fixed(11, 5), 1),
    ("australia day", _fixed(1, 26), 1),
    ("anzac day", _fixed(4, 25), 1),
    ("canada day", _fixed(7, 1), 1),
    ("bastille day", _fixed(7, 14), 1),
    ("singles' day|singles day|double 11", _fixed(11, 11), 1),
    ("koningsdag|king's day", lambda year: date(year, 4, 27) - timedelta(days=date(year, 4, 27).weekday() == 6), 1),
    ("epiphany", _fixed(1, 6), 1),
    ("shrove tuesday|pancake day|pancake tuesday|mardi gras|fat tuesday", _from(easter, -47), 1),
    ("ash wednesday", _from(easter, -46), 1),
    ("lent", _from(easter, -46), 46),
    ("palm sunday", _from(easter, -7), 1),
    ("maundy thursday|holy thursday|covenant thursday|thu of mysteries|thursday of mysteries", _from(easter, -3), 1),
    ("good friday", _from(easter, -2), 1),
    ("holy saturday", _from(easter, -1), 1),
    ("easter sunday|easter day|easter|lễ phục sinh|phục sinh", easter, 1),
    ("easter monday", _from(easter, 1), 1),
    ("ascension day", _from(easter, 39), 1),
    ("pentecost|whit sunday|white sunday|whitsunday", _from(easter, 49), 1),
    ("whit monday|pentecost monday|monday of the holy spirit", _from(easter, 50), 1),
    ("trinity sunday", _from(easter, 56), 1),
    ("corpus christi", _from(easter, 60), 1),
    ("orthodox easter|orthodox easter sunday", orthodox_easter, 1),
    ("orthodox good friday|orthodox great friday", _from(orthodox_easter, -2), 1),
    ("lazarus saturday", _from(orthodox_easter, -8), 1),
    ("clean monday|orthodox ash monday|green monday", _from(orthodox_easter, -48), 1),
    ("great fast|great lent", _from(orthodox_easter, -48), 40),
    ("ramadan|ramadhan|tháng chay ramadan", lambda year: islamic_day(year, 9, 1), 30),
    (
        "eid al-fitr|eid al fitr|eid ul-fitr|eid ul fitr|eid-ul-fitr|hari raya puasa|hari raya|lebaran",
        lambda year: islamic_day(year, 10, 1),
        1,
    ),
    (
        "eid al-adha|eid al adha|eid ul-adha|eid ul adha|bakr id|bakrid|sacrifice feast|hari raya haji",
        lambda year: islamic_day(year, 12, 10),
        1,
    ),
    ("islamic new year|hijri new year", lambda year: islamic_day(year, 1, 1), 1),
    ("mawlid|milad un-nabi", lambda year: islamic_day(year, 3, 12), 1),
    (
        "laylat al-qadr|laylat al qadr|night of power|night of measures",
        lambda year: islamic_day(year, 9, 27),
        1,
    ),
    ("isra and mi'raj|lailat al miraj", lambda year: _evening(islamic_day(year, 7, 27)), 1),
    ("jamat ul-vida|jumu'atul-wida|jamat ul vida", lambda year: _friday_before(islamic_day(year, 10, 1)), 1),
    ("rosh hashanah|rosh hashana|jewish new year", lambda year: hebrew_day(year, 7, 1), 3),
    ("yom kippur|day of atonement", lambda year: hebrew_day(year, 7, 10), 2),
    ("sukkot|sukkoth|succos|feast of tabernacles", lambda year: hebrew_day(year, 7, 15), 8),
    ("simchat torah|simhat torah", lambda year: hebrew_day(year, 7, 23), 2),
    ("hanukkah|hanukah|chanukah|chanukkah", lambda year: hebrew_day(year, 9, 25), 9),
    ("purim", lambda year: hebrew_day(year, 13 if is_long(year + 3760) else 12, 14), 2),
    ("passover|pesach", lambda year: hebrew_day(year, 1, 15), 9),
    ("shavuot|shavuos|feast of weeks", lambda year: hebrew_day(year, 3, 6), 3),
    ("yom hashoah|holocaust day", lambda year: hebrew_day(year, 1, 27), 2),
)
NAMED = {name: Feast(name, day_in, days) for names, day_in, days in _FEASTS for name in names.split("|")}
FOLDED = {fold(name): feast for name, feast in NAMED.items()}


def names_pattern() -> str:
    """All names, longest first, for a rule."""
    return "|".join(
        re.escape(name).replace("\\ ", " ").replace("\\-", "-") for name in sorted(NAMED, key=len, reverse=True)
    )
