from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from nlp.evaluation.same_times import same_start, same_written_time

HANOI = timezone(timedelta(hours=7))
AT_THREE = datetime(2026, 9, 18, 15, 0, tzinfo=HANOI)
AFTERNOON = "2026-09-18T12:00:00+07:00/2026-09-18T18:59:00+07:00"


@pytest.mark.parametrize(
    ("want", "got", "right"),
    [
        ("2026-09-18T15:00:00+07:00", AT_THREE, True),
        ("2026-09-18T15:00:00+07:00", AT_THREE.astimezone(UTC), True),
        ("2026-09-18T15:00:00+07:00", AT_THREE.replace(minute=1), False),
        ("2026-09-18T15:00:00+07:00", date(2026, 9, 18), False),
        ("2026-09-18", AT_THREE, True),
        ("2026-09-18", date(2026, 9, 18), True),
        ("2026-09-18", date(2026, 9, 19), False),
        (AFTERNOON, AT_THREE, True),
        (AFTERNOON, AT_THREE.replace(hour=9), False),
        (AFTERNOON, date(2026, 9, 18), True),
        (AFTERNOON, "2026-09-18", False),
        (AFTERNOON, None, False),
    ],
)
def test_a_written_time_says_how_exact_it_is(want: str, got: object, *, right: bool) -> None:
    assert same_written_time(want, got, HANOI) is right


def test_the_midnight_after_the_last_day_ends_a_period_too() -> None:
    midnight = datetime(2026, 10, 1, tzinfo=HANOI)
    assert same_written_time("2026-09-30", midnight, HANOI, is_last_day=True)
    assert not same_written_time("2026-09-30", midnight, HANOI)


@pytest.mark.parametrize(
    ("grain", "value", "right"),
    [
        ("minute", "2026-09-18T15:00", True),
        ("minute", "2026-09-18T15:01", False),
        ("hour", "2026-09-18T15", True),
        ("day", "2026-09-18", True),
        ("week", "2026-09-14", True),
        ("week", "2026-09-21", False),
        ("month", "2026-09", True),
        ("quarter", "2026-07", True),
        ("quarter", "2026-10", False),
        ("year", "2026", True),
        ("hour", "T15", True),
        ("minute", "T03:00", False),
    ],
)
def test_starts_are_cut_to_the_grain(grain: str, value: str, *, right: bool) -> None:
    row = {"reference": "2026-09-17T09:00:00+07:00", "grain": grain, "value": value}
    assert same_start(row, AT_THREE) is right


def test_other_readings_and_any_start_within_a_part_of_the_day_are_right() -> None:
    row = {"reference": "2026-09-17T09:00:00+07:00", "grain": "hour", "value": "2026-09-18T12", "end": "2026-09-18T18"}
    assert not same_start(row, AT_THREE)
    assert same_start({**row, "match": "within"}, AT_THREE)
    assert not same_start({**row, "match": "within"}, AT_THREE.replace(hour=18))
    assert same_start({**row, "alt": ["2026-09-18T15"]}, AT_THREE)
