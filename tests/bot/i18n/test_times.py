from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import describe, say_ago, say_length, say_time, translator
from crm_store.errors import ChangedMeanwhile, Invalid

ZONE = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10:00 in Ho Chi Minh City


@pytest.mark.parametrize(
    ("moment", "vietnamese", "english"),
    [
        (datetime(2026, 11, 24, 7, 5, tzinfo=UTC), "hôm nay 14:05", "today 14:05"),
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), "mai 15:00", "tomorrow 15:00"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "hôm qua 15:00", "yesterday 15:00"),
        (datetime(2026, 11, 27, 8, 0, tzinfo=UTC), "thứ 6 27/11, 15:00", "Fri 27 Nov, 15:00"),
        (datetime(2026, 11, 29, 8, 0, tzinfo=UTC), "chủ nhật 29/11, 15:00", "Sun 29 Nov, 15:00"),
        (datetime(2026, 12, 24, 8, 0, tzinfo=UTC), "24/12 15:00", "24 Dec 15:00"),
        (datetime(2025, 1, 2, 8, 0, tzinfo=UTC), "2/1/2025 15:00", "2 Jan 2025 15:00"),
        (
            datetime(2026, 11, 24, 17, 30, tzinfo=UTC),
            "mai 00:30",
            "tomorrow 00:30",
        ),  # today in UTC, tomorrow where the reader is
    ],
)
def test_times_as_people_say_them(moment: datetime, vietnamese: str, english: str) -> None:
    assert say_time(moment, NOW, ZONE, "vi") == vietnamese
    assert say_time(moment, NOW, ZONE, "en") == english


@pytest.mark.parametrize(
    ("length", "vietnamese", "english"),
    [
        (timedelta(seconds=40), "vừa xong", "just now"),
        (timedelta(minutes=1), "1 phút trước", "1 minute ago"),
        (timedelta(minutes=59), "59 phút trước", "59 minutes ago"),
        (timedelta(hours=26), "26 giờ trước", "26 hours ago"),
        (timedelta(days=3), "3 ngày trước", "3 days ago"),
    ],
)
def test_how_long_ago(length: timedelta, vietnamese: str, english: str) -> None:
    assert say_ago(NOW - length, NOW, "vi") == vietnamese
    assert say_ago(NOW - length, NOW, "en") == english


def test_a_clock_that_runs_behind_is_no_negative_time() -> None:
    assert say_length(timedelta(seconds=-90), "vi") == ""


def test_errors_are_said_with_the_stores_words_translated() -> None:
    error = ChangedMeanwhile(
        "{reference} was changed meanwhile: it is {status} now, with {name}. Look again before you go on.", reference="T-5", status="on_hold", name="Minh"
    )  # fmt: skip
    assert (
        describe(error, translator("vi"))
        == "T-5 vừa thay đổi: trạng thái tạm giữ, người xử lý Minh. Xem lại rồi làm tiếp."
    )
    assert "on hold now, with Minh" in describe(error, translator("en"))


def test_an_error_whose_text_does_not_fit_its_values_is_still_said() -> None:
    assert describe(Invalid("no places"), translator("vi")) == "no places"
