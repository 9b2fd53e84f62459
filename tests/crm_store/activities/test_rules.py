"""Times of activities: walls, clock changes, whole days and repetition."""

# ruff: noqa: DTZ001  a wall time has no zone of its own

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_store.activities.rules import MOST_OCCURRENCES, ActivityKind, instant, occurrences, slot
from crm_store.errors import Invalid

HANOI, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"
NINE = datetime(2026, 11, 27, 9)


def test_a_wall_time_is_an_instant_of_its_zone() -> None:
    assert instant(NINE, HANOI) == datetime(2026, 11, 27, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),  # does not exist: the end of the gap
        (datetime(2026, 3, 29, 2, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        (datetime(2026, 10, 25, 3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_clock_changes(wall: datetime, utc: datetime) -> None:
    assert instant(wall, BERLIN) == utc


def test_a_gap_that_moved_a_whole_day() -> None:
    """Samoa left out 30 December 2011."""
    assert instant(datetime(2011, 12, 30, 12), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_lengths_that_nobody_gave() -> None:
    meeting = slot(ActivityKind.MEETING, start=NINE, end=None, timezone=HANOI)
    assert meeting.end - NINE == timedelta(hours=1)
    call = slot(ActivityKind.CALL, start=NINE, end=None, timezone=HANOI)
    assert call.end - NINE == timedelta(minutes=15)
    task = slot(ActivityKind.TASK, start=None, end=NINE, timezone=HANOI)
    assert (task.start, task.end) == (None, NINE)


def test_an_aware_time_is_put_on_the_wall_of_the_zone() -> None:
    found = slot(ActivityKind.MEETING, start=datetime(2026, 11, 27, 2, tzinfo=UTC), end=None, timezone=HANOI)
    assert found.start == NINE


def test_whole_days() -> None:
    one = slot(ActivityKind.MEETING, start=NINE, end=None, timezone=HANOI, all_day=True)
    assert (one.start, one.end) == (datetime(2026, 11, 27), datetime(2026, 11, 28))
    two = slot(ActivityKind.MEETING, start=NINE, end=NINE + timedelta(days=1), timezone=HANOI, all_day=True)
    assert two.end == datetime(2026, 11, 29)
    midnight = slot(
        ActivityKind.MEETING, start=datetime(2026, 11, 27), end=datetime(2026, 11, 28), timezone=HANOI, all_day=True
    )
    assert midnight.end == datetime(2026, 11, 28)


@pytest.mark.parametrize(
    ("start", "end", "timezone", "said"),
    [
        (NINE, NINE - timedelta(minutes=1), HANOI, "lies before the start"),
        (NINE, NINE + timedelta(days=40), HANOI, "longer than 31 days"),
        (None, None, HANOI, "When?"),
        (NINE, None, "Asia/Nowhere", "no time zone"),
        (NINE, None, "", "no time zone"),
        (NINE, None, "../etc/passwd", "no time zone"),
    ],
)
def test_what_cannot_be(start: datetime | None, end: datetime | None, timezone: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        slot(ActivityKind.MEETING, start=start, end=end, timezone=timezone)


def test_series_keep_the_wall_time() -> None:
    first = datetime(2026, 10, 22, 9)
    times = list(occurrences("FREQ=WEEKLY;BYDAY=TH;COUNT=3", first))
    assert times == [first, first + timedelta(days=7), first + timedelta(days=14)]
    assert [instant(time, BERLIN).hour for time in times] == [7, 8, 8]


def test_the_last_day_of_each_month() -> None:
    times = list(occurrences("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", datetime(2026, 11, 30, 17)))
    assert [(time.month, time.day) for time in times] == [(11, 30), (12, 31), (1, 31), (2, 28)]


def test_endless_series_are_cut() -> None:
    assert len(list(occurrences("FREQ=DAILY", NINE))) == MOST_OCCURRENCES


@pytest.mark.parametrize(
    "rule",
    ["", "weekly", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;BYHOUR=1,2,3",
     "FREQ=DAILY\nRDATE:20260101T000000", "FREQ=DAILY;INTERVAL=x", "FREQ=DAILY;COUNT=" + "9" * 300],
)  # fmt: skip
def test_rules_that_are_none(rule: str) -> None:
    with pytest.raises(Invalid):
        list(occurrences(rule, NINE))
