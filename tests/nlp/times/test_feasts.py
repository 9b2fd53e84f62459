from datetime import date

import pytest

from nlp.times.calendars import hebrew_day, islamic_day
from nlp.times.feasts import easter, orthodox_easter
from nlp.times.lunar import last_day_of_year, solar_of

TET = {
    1985: (1, 21),
    2007: (2, 17),
    2015: (2, 19),
    2020: (1, 25),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2030: (2, 2),
}


@pytest.mark.parametrize(("year", "day"), TET.items())
def test_tet_by_the_calendar_of_vietnam(year: int, day: tuple[int, int]) -> None:
    """1985 and 2007 are years in which China's calendar differs."""
    assert solar_of(1, 1, year) == date(year, *day)


def test_a_short_month_has_no_thirtieth() -> None:
    assert solar_of(30, 12, 2025) is None
    assert last_day_of_year(2025) == date(2026, 2, 16)


def test_a_leap_month_is_passed_over() -> None:
    """2025 had a second sixth month, so the seventh begins a month later."""
    assert solar_of(15, 7, 2025) == date(2025, 9, 6)
    assert solar_of(15, 8, 2023) == date(2023, 9, 29)


def test_easter() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
    assert [orthodox_easter(year) for year in (2024, 2025)] == [date(2024, 5, 5), date(2025, 4, 20)]


def test_islamic_days() -> None:
    assert [islamic_day(year, 9, 1) for year in (2024, 2025, 2026)] == [
        date(2024, 3, 11),
        date(2025, 3, 1),
        date(2026, 2, 18),
    ]
    assert [islamic_day(year, 10, 1) for year in (2023, 2025)] == [date(2023, 4, 21), date(2025, 3, 30)]


def test_hebrew_days_begin_with_the_evening() -> None:
    assert hebrew_day(2025, 7, 1) == date(2025, 9, 22)
    assert hebrew_day(2024, 1, 15) == date(2024, 4, 22)
    assert hebrew_day(2024, 9, 25) == date(2024, 12, 25)
