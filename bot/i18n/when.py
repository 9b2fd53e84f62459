"""A moment to come as people type it: “8h sáng mai”, “thứ 2 9h30”, “2 tiếng nữa”, “27/11 14:00”, “tomorrow 8am”."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.analysis import Grain
from nlp.text import clean
from nlp.times import Lean, find_times

LONGEST = 80
_MORNING, _AFTER_LUNCH, _AFTERNOON, _EVENING = 8, 13, 14, 18
"""Hours: when a day begins for whoever says only the day, and what is offered."""
_CLOCK = frozenset({Grain.SECOND, Grain.MINUTE, Grain.HOUR})
_AROUND = " .,;!?"


def read_moment(text: str, now: datetime, timezone: str) -> datetime | None:
    """Aware, in the time zone; past where the words name a past day or hour. ``None`` for what is not only a moment."""
    said = clean(text).strip(_AROUND)
    if not said or len(said) > LONGEST:
        return None
    local = now.astimezone(ZoneInfo(timezone))
    found = find_times(said, now=local, lean=Lean.FUTURE)
    if found.problems or len(found.times) != 1 or found.times[0].span.text != said or found.times[0].bound:
        return None
    (named,) = found.times
    at = named.start.replace(second=0, microsecond=0)
    if named.end is not None or named.grain not in _CLOCK:
        at = max(at, datetime.combine(at.date(), time(_MORNING), at.tzinfo))
    if "office_hours" in named.assumed and at.hour >= _EVENING:
        at -= timedelta(hours=12)  # "9:00" said at noon: nobody wants a customer to hear from us at nine in the evening
    return at


def likely_moments(now: datetime, timezone: str) -> list[datetime]:
    """What one would choose: in an hour, this afternoon, tomorrow morning, Monday morning."""
    local = now.astimezone(ZoneInfo(timezone)).replace(second=0, microsecond=0)
    hour = local + timedelta(hours=1)
    found = [hour + timedelta(minutes=-hour.minute % 5)]
    today = local.date()
    if local.time() < time(_AFTER_LUNCH):
        found.append(datetime.combine(today, time(_AFTERNOON), local.tzinfo))
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    found += [datetime.combine(day, time(_MORNING), local.tzinfo) for day in dict.fromkeys((tomorrow, monday))]
    return found
