"""Words, times and repetition of activities. Plain Python.

A planned time is a wall time in a zone: when the rules of the zone change, or the clocks, a meeting at nine stays at nine.
The instant beside it in the table is computed from the wall time and only serves for sorting and waking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_store.errors import Invalid


class ActivityKind(StrEnum):
    MEETING = "meeting"
    CALL = "call"
    TASK = "task"


class Status(StrEnum):
    """``HELD`` is what people call done for a task."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Answer(StrEnum):
    """What an attendee says: RFC 5545, 3.2.12 (PARTSTAT), in our spelling."""

    OPEN = "needs_action"
    YES = "accepted"
    NO = "declined"
    MAYBE = "tentative"


ENDED = (Status.HELD, Status.MISSED, Status.CANCELLED)
LONGEST = timedelta(days=31)
MOST_OCCURRENCES = 400
HORIZON = timedelta(days=62)
"""How far ahead the occurrences of a series are written down as rows of their own."""
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DEFAULT_LENGTH = {ActivityKind.MEETING: timedelta(hours=1), ActivityKind.CALL: timedelta(minutes=15)}


@dataclass(frozen=True, slots=True)
class Slot:
    """``start`` and ``end`` are naive wall times in ``timezone`` (IANA). A task's ``end`` is when it is due; it may have no
    ``start``. ``all_day``: whole days, ``end`` is the midnight after the last."""

    start: datetime | None
    end: datetime
    timezone: str
    all_day: bool = False

    @property
    def starts_at(self) -> datetime | None:
        return None if self.start is None else instant(self.start, self.timezone)

    @property
    def ends_at(self) -> datetime:
        return instant(self.end, self.timezone)

    def moved_to(self, start: datetime) -> Slot:
        """The same length, beginning elsewhere."""
        return Slot(start, start + (self.end - (self.start or self.end)), self.timezone, self.all_day)


def instant(wall: datetime, timezone: str) -> datetime:
    """The instant (UTC) at which the wall shows this time: the first of two, and in the gap of a clock change the end of
    the gap (02:30 does not exist: 03:00), so that nobody comes late."""
    zone = ZoneInfo(timezone)
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    if early >= late:
        return late
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    offset = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (early, middle) if middle.astimezone(zone).utcoffset() == offset else (middle, late)
    return late.replace(microsecond=0)


def slot(
    kind: ActivityKind, *, start: datetime | None, end: datetime | None, timezone: str, all_day: bool = False
) -> Slot:
    """A checked slot from aware times or naive wall times. Raises ``Invalid``."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid("“{value}” is no time zone. Give one such as Asia/Ho_Chi_Minh.", value=timezone) from error
    begin, finish = _wall(start, zone), _wall(end, zone)
    if finish is None:
        if begin is None:
            raise Invalid("When? Give a day or a time.")
        finish = begin if kind is ActivityKind.TASK else begin + _DEFAULT_LENGTH[kind]
    if begin is None and kind is not ActivityKind.TASK:
        begin = finish - _DEFAULT_LENGTH[kind]
    if all_day:
        begin, finish = _days(begin or finish, finish)
    if begin is not None and finish < begin:
        raise Invalid("The end ({end}) lies before the start ({start}).", start=_said(begin), end=_said(finish))
    if begin is not None and finish - begin > LONGEST:
        raise Invalid("That is longer than {days} days. Make several of it, or a series.", days=LONGEST.days)
    return Slot(begin, finish, timezone, all_day)


def occurrences(rule: str, first: datetime, *, after: datetime | None = None) -> Iterator[datetime]:
    """Wall times of a series (RFC 5545, 3.3.10), ``first`` among them, at most ``MOST_OCCURRENCES``. Raises ``Invalid``."""
    from dateutil.rrule import rrulestr

    _check_rule(rule)
    try:
        series = rrulestr(rule, dtstart=first, forceset=True)
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid("“{value}” is no repetition. Write it like FREQ=WEEKLY;BYDAY=MO.", value=rule[:100]) from error
    times = series if after is None else series.xafter(after)
    yield from islice(times, MOST_OCCURRENCES)


def _check_rule(rule: str) -> None:
    parts = dict(part.partition("=")[::2] for part in rule.upper().removeprefix("RRULE:").split(";"))
    if parts.get("FREQ") not in _FREQUENCIES or len(rule) > 200 or "\n" in rule:  # noqa: PLR2004  as long as the column
        raise Invalid("“{value}” is no repetition. Write it like FREQ=WEEKLY;BYDAY=MO.", value=rule[:100])
    if parts.keys() & {"BYSECOND", "BYMINUTE", "BYHOUR"}:
        raise Invalid("A series repeats by days, not within a day.")


def _wall(time: datetime | None, zone: ZoneInfo) -> datetime | None:
    if time is None or time.tzinfo is None:
        return time
    return time.astimezone(zone).replace(tzinfo=None)


def _days(begin: datetime, finish: datetime) -> tuple[datetime, datetime]:
    first = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    last = finish.replace(hour=0, minute=0, second=0, microsecond=0)
    return first, last if last > first and last == finish else last + timedelta(days=1)


def _said(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"
