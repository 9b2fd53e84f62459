"""When a time that was found is the one a row expects.

Rows about sentences write what counts: ``2026-09-18T15:00:00+07:00`` is that minute, ``2026-09-18`` any time of that day,
``A/B`` anything from A to B. Rows about times name a grain, and both are cut to it (a week to its Monday).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from nlp.evaluation.row_files import Row

Moment = datetime | date

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PADDING = "0000-01-01T00:00:00"


def zone_of(row: Row) -> tzinfo | None:
    return datetime.fromisoformat(row["reference"]).tzinfo


def same_written_time(want: str, got: object, zone: tzinfo | None, *, is_last_day: bool = False) -> bool:
    """``is_last_day``: the midnight that ends the wanted day is as good as the day."""
    if not isinstance(got, date):
        return False
    found = got.astimezone(zone) if isinstance(got, datetime) else got
    first, _, last = want.partition("/")
    if last:
        return _lies_between(found, datetime.fromisoformat(first), datetime.fromisoformat(last))
    if _DAY.fullmatch(first):
        day = date.fromisoformat(first)
        midnight = datetime.combine(day + timedelta(days=1), time(), zone)
        return _day(found) == day or (is_last_day and found == midnight)
    return isinstance(found, datetime) and found.replace(second=0, microsecond=0) == datetime.fromisoformat(first)


def _lies_between(found: Moment, first: datetime, last: datetime) -> bool:
    if isinstance(found, datetime):
        return first <= found <= last
    return first.date() <= found <= last.date()


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def same_start(row: Row, start: datetime) -> bool:
    """By a row's ``value``, ``grain``, ``alt`` and ``match``; a value like ``T15:30`` says nothing of the day."""
    found, grain = start.astimezone(zone_of(row)).replace(tzinfo=None), row["grain"]
    values: Iterable[str] = (row["value"], *row.get("alt", ()))
    if any(_is_at(value, found, grain) for value in values):
        return True
    if row.get("match") != "within" or "end" not in row or row["value"].startswith("T"):
        return False
    return _whole(row["value"]) <= found < _whole(row["end"])


def _is_at(value: str, found: datetime, grain: str) -> bool:
    if value.startswith("T"):
        parts = [int(part) for part in value[1:].split(":")][: 1 if grain == "hour" else 2]
        return [found.hour, found.minute][: len(parts)] == parts
    return _cut(_whole(value), grain) == _cut(found, grain)


def _whole(value: str) -> datetime:
    """A value written to its grain, with what it leaves out at its beginning; an offset of its own is the reference's."""
    bare = re.sub(r"(?<=T)(.*?)(?:Z|[+-]\d\d:?\d\d)$", r"\1", value)
    return datetime.fromisoformat(bare + _PADDING[len(bare) :])


def _cut(moment: datetime, grain: str) -> tuple[int, ...]:
    if grain == "week":
        return moment.date().isocalendar()[:2]
    if grain == "quarter":
        return moment.year, (moment.month - 1) // 3
    depth = {"year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}[grain]
    return tuple(moment.timetuple())[:depth]
