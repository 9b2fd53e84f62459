"""A moment to come as people type it: “8h sáng mai”, “thứ 2 9h30”, “sau 2 giờ”, “27/11 14:00”, “tomorrow 8am”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_store.identity.rules import fold

LONGEST = 80
_WEEKDAYS = {
    "thu 2": 0, "thu hai": 0, "t2": 0, "monday": 0, "mon": 0, "thu 3": 1, "thu ba": 1, "t3": 1, "tuesday": 1, "tue": 1, "thu 4": 2, "thu tu": 2,
    "t4": 2, "wednesday": 2, "wed": 2, "thu 5": 3, "thu nam": 3, "t5": 3, "thursday": 3, "thu": 3, "thu 6": 4, "thu sau": 4, "t6": 4, "friday": 4,
    "fri": 4, "thu 7": 5, "thu bay": 5, "t7": 5, "saturday": 5, "sat": 5, "chu nhat": 6, "cn": 6, "sunday": 6, "sun": 6,
}  # fmt: skip
_AWAY = {
    "hom nay": 0,
    "nay": 0,
    "today": 0,
    "ngay mai": 1,
    "mai": 1,
    "tomorrow": 1,
    "ngay kia": 2,
    "ngay mot": 2,
    "mot": 2,
}
_HOURS = {
    "sang": 8, "morning": 8, "trua": 12, "noon": 12, "chieu": 14, "afternoon": 14, "toi": 19, "evening": 19, "dem": 21,
}  # fmt: skip
"""What a part of the day means where no hour is given."""
_LATE = frozenset({"chieu", "afternoon", "toi", "evening", "dem", "pm"})
_UNITS = {
    "phut": timedelta(minutes=1), "p": timedelta(minutes=1), "minute": timedelta(minutes=1), "min": timedelta(minutes=1), "gio": timedelta(hours=1),
    "tieng": timedelta(hours=1), "h": timedelta(hours=1), "hour": timedelta(hours=1), "ngay": timedelta(days=1), "day": timedelta(days=1),
    "tuan": timedelta(weeks=1), "week": timedelta(weeks=1),
}  # fmt: skip
_RELATIVE = re.compile(
    r"(?:sau|trong|in)?\s*(\d{1,3})\s*(phut|p|minute|min|gio|tieng|h|hour|ngay|day|tuan|week)s?\s*(?:nua|sau)?"
)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d{2})|\s*(?:h|g|gio)\s*(\d{2}|ruoi)?(?!\w))|\b(\d{1,2})(?=\s*(?:am|pm)\b)")
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?\b")
_FILLERS = re.compile(r"\b(?:luc|vao|ngay|at|on|the|buoi|next|toi nay|tuan sau|tuan toi)\b|[,.;]")
_NOON = 12


def read_moment(text: str, now: datetime, timezone: str) -> datetime | None:
    """The next such moment after ``now``; aware, in the time zone. ``None`` for anything that is not only a moment."""
    said = " ".join(fold(text).split())
    if not said or len(said) > LONGEST:
        return None
    local = now.astimezone(ZoneInfo(timezone))
    relative = _RELATIVE.fullmatch(said)
    if (relative is not None and re.match(r"sau|trong|in\b", said)) or (relative is not None and said.endswith("nua")):
        return (local + int(relative[1]) * _UNITS[relative[2]]).replace(second=0, microsecond=0)
    return _Reading(said, local).moment()


class _Reading:
    """Takes what it understands out of the words; what is left over is not understood."""

    def __init__(self, said: str, local: datetime) -> None:
        self._rest = said
        self._local = local

    def moment(self) -> datetime | None:
        try:
            day = self._date()
            clock, part = self._clock(), self._word(_HOURS, also=("am", "pm"))
            day = day if day is not None else self._named_day()
            hour = self._hour(clock, part)
        except ValueError:
            return None
        if _FILLERS.sub(" ", self._rest).strip() or (day is None and hour is None):
            return None
        at = hour if hour is not None else time(_HOURS["sang"])
        found = self._on(day if day is not None else self._local.date(), at)
        if day is None and found <= self._local:
            found = self._on(self._local.date() + timedelta(days=1), at)
        return found

    def _on(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._local.tzinfo)

    def _date(self) -> date | None:
        found = _DATE.search(self._rest)
        if found is None:
            return None
        self._take(found)
        year = int(found[3]) if found[3] else self._local.year
        day = date(year, int(found[2]), int(found[1]))
        return day.replace(year=year + 1) if not found[3] and day < self._local.date() else day

    def _clock(self) -> tuple[int, int] | None:
        found = _CLOCK.search(self._rest)
        if found is None:
            return None
        self._take(found)
        minutes = found[2] or found[3] or "0"
        return int(found[1] or found[4]), 30 if minutes == "ruoi" else int(minutes)

    def _named_day(self) -> date | None:
        away = self._word(_AWAY)
        if away is not None:
            return self._local.date() + timedelta(days=_AWAY[away])
        weekday = self._word(_WEEKDAYS)
        if weekday is None:
            return None
        days = (_WEEKDAYS[weekday] - self._local.weekday()) % 7
        return self._local.date() + timedelta(days=days or 7)

    @staticmethod
    def _hour(clock: tuple[int, int] | None, part: str | None) -> time | None:
        """Raises ``ValueError`` for an hour that no day has."""
        if clock is None:
            return time(_HOURS[part]) if part in _HOURS else None
        hour, minute = clock
        if hour < _NOON and (part in _LATE or (part in ("trua", "noon") and hour < _NOON - 2)):
            hour += _NOON
        return time(0 if part == "am" and hour == _NOON else hour, minute)

    def _word(self, table: dict[str, int], also: tuple[str, ...] = ()) -> str | None:
        """The longest of these words that stands there."""
        for word in self._longest_first(table, also):
            found = re.search(rf"\b{word}\b", self._rest)
            if found is not None:
                self._take(found)
                return word
        return None

    @staticmethod
    def _longest_first(table: dict[str, int], also: tuple[str, ...]) -> Iterator[str]:
        key: Callable[[str], int] = len
        yield from sorted((*table, *also), key=key, reverse=True)

    def _take(self, found: re.Match[str]) -> None:
        self._rest = f"{self._rest[: found.start()]} {self._rest[found.end() :]}"


def likely_moments(now: datetime, timezone: str) -> list[datetime]:
    """What one would choose: in an hour, this afternoon, tomorrow morning, Monday morning."""
    local = now.astimezone(ZoneInfo(timezone)).replace(second=0, microsecond=0)
    hour = local + timedelta(hours=1)
    found = [hour + timedelta(minutes=-hour.minute % 5)]
    today = local.date()
    if local.time() < time(_NOON + 1):
        found.append(datetime.combine(today, time(_HOURS["chieu"]), local.tzinfo))
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    found += [datetime.combine(day, time(_HOURS["sang"]), local.tzinfo) for day in dict.fromkeys((tomorrow, monday))]
    return found
