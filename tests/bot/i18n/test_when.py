"""Moments as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.i18n.when import likely_moments, read_moment

HCM = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)  # a Monday, 14:10 in Ho Chi Minh City


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("8h sáng mai", "2026-11-24 08:00"), ("sáng mai 8h", "2026-11-24 08:00"), ("mai", "2026-11-24 08:00"), ("chiều mai", "2026-11-24 13:00"), ("sáng mai", "2026-11-24 08:00"), ("thứ 5 tuần sau 9 rưỡi", "2026-12-03 09:30"),
        ("15h30", "2026-11-23 15:30"), ("15:30 chiều nay", "2026-11-23 15:30"), ("3h chiều", "2026-11-23 15:00"), ("9h", "2026-11-24 09:00"),
        ("8 giờ rưỡi tối nay", "2026-11-23 20:30"), ("thứ 2 9h", "2026-11-30 09:00"), ("9h thu 4", "2026-11-25 09:00"), ("t6 14h15", "2026-11-27 14:15"),
        ("chủ nhật", "2026-11-29 08:00"), ("27/11 14:00", "2026-11-27 14:00"), ("1/2 8h", "2027-02-01 08:00"), ("ngày kia 10h", "2026-11-25 10:00"),
        ("2 tiếng nữa", "2026-11-23 16:10"), ("30 phút nữa", "2026-11-23 14:40"), ("in 3 days", "2026-11-26 08:00"), ("tomorrow 8am", "2026-11-24 08:00"),
        ("monday 9:30", "2026-11-30 09:30"), ("5pm", "2026-11-23 17:00"), ("tomorrow afternoon", "2026-11-24 13:00"), ("lúc 16h", "2026-11-23 16:00"),
        ("12h trưa mai", "2026-11-24 12:00"), ("1h trưa mai", "2026-11-24 13:00"), ("12am tomorrow", "2026-11-24 00:00"),
    ],
)  # fmt: skip
def test_moments(typed: str, moment: str) -> None:
    found = read_moment(typed, NOW, HCM)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == moment
    assert found.utcoffset() is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "khi nào rảnh",
        "8h sáng mai nhé chị Hoa",
        "31/2 8h",
        "25h",
        "thứ 9",
        "0901234567",
        "sau 2 giờ",
        "8h mai hoặc 9h mốt",
        "x" * 500,
    ],
)
def test_what_is_no_moment(typed: str) -> None:
    assert read_moment(typed, NOW, HCM) is None


@pytest.mark.parametrize("typed", ["23/11 9:00", "hôm nay 9h", "9h sáng nay"])
def test_an_hour_that_is_over_is_not_moved_to_the_evening(typed: str) -> None:
    found = read_moment(typed, NOW, HCM)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == "2026-11-23 09:00"


def test_likely_ones() -> None:
    def shown(now: datetime) -> list[str]:
        return [f"{one:%a %H:%M}" for one in likely_moments(now, HCM)]

    assert shown(NOW) == ["Mon 15:10", "Tue 08:00", "Mon 08:00"]
    assert shown(NOW.replace(hour=2)) == ["Mon 10:10", "Mon 14:00", "Tue 08:00", "Mon 08:00"]
    assert shown(NOW.replace(day=29)) == ["Sun 15:10", "Mon 08:00"]
