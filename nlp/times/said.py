"""What the words of one time say, before anybody knows which day that is."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, tzinfo
from typing import Any

from nlp.analysis import Grain
from nlp.times.feasts import Feast
from nlp.times.wordsets import words


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    grain: Grain


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units on from now or from another day, or back (``sign`` -1)."""

    amounts: tuple[tuple[float, str], ...]
    sign: int


@dataclass(slots=True, kw_only=True)
class Said:
    """``start`` and ``end`` are places in the canonical text. Each field is ``None`` where the words do not say it."""

    start: int = 0
    end: int = 0
    date: date | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    also: tuple[int, ...] | None = None
    also_days: tuple[int, ...] | None = None
    which: str | None = None
    period: Period | None = None
    edge: str | None = None
    nth: int | None = None
    feast: Feast | None = None
    lunar: bool | None = None
    shift: Shift | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    meridiem: str | None = None
    exact_hour: bool | None = None
    part: str | None = None
    moment: datetime | None = None
    grain: Grain | None = None
    zone: tzinfo | None = None
    to_hour: int | None = None
    to_minute: int | None = None
    to_meridiem: str | None = None
    to_day: int | None = None
    to_year: int | None = None
    to_weekday: int | None = None
    rule: dict[str, str] | None = None
    bound: str | None = None
    past: bool | None = None
    problem: str | None = None
    weak: bool = False
    """Too little on its own ("3 rưỡi", "chiều"): a time only beside another part."""
    assumed: list[str] = field(default_factory=list)

    @property
    def has_day(self) -> bool:
        return any(
            value is not None
            for value in (
                self.date,
                self.year,
                self.month,
                self.day,
                self.weekday,
                self.period,
                self.feast,
                self.moment,
            )
        )

    @property
    def has_clock(self) -> bool:
        return self.hour is not None or self.part is not None

    def take_day(self, other: Said) -> None:
        """What ``other`` says of the day, where this says nothing."""
        for name in _DAY_FIELDS:
            if getattr(self, name) is None:
                setattr(self, name, getattr(other, name))

    def filled(self) -> set[str]:
        return {name for name in _MEANINGS if getattr(self, name) is not None}


_MEANINGS = tuple(one.name for one in fields(Said) if one.name not in {"start", "end", "weak", "assumed"})
_DAY_FIELDS = (
    "date",
    "year",
    "month",
    "day",
    "weekday",
    "which",
    "period",
    "edge",
    "nth",
    "feast",
    "lunar",
    "rule",
    "shift",
)
_APART = (
    ({"date"}, words("date month day year period feast moment nth")),
    ({"feast"}, {"month", "day", "weekday", "feast", "nth"}),
    ({"moment"}, words("moment month day year period weekday part hour")),
    ({"hour"}, {"hour"}),
    ({"shift"}, {"shift"}),
)
_FREE = words("part bound past zone which edge grain rule")


def merge(first: Said, second: Said) -> Said | None:
    """Both in one, or ``None`` where they cannot speak of one time ("thứ 2" and "thứ 4")."""
    one, other = first.filled(), second.filled()
    for left, right in _APART:
        if (one & left and other & right) or (other & left and one & right):
            return None
    if any(getattr(first, name) != getattr(second, name) for name in (one & other) - _FREE):
        return None
    if first.part and second.part and first.hour is None and second.hour is None and first.part != second.part:
        return None
    if not _periods_fit(first, second) or not _periods_fit(second, first):
        return None
    values: dict[str, Any] = {
        name: getattr(second, name) if getattr(first, name) is None else getattr(first, name) for name in _MEANINGS
    }
    if first.rule and second.rule:
        values["rule"] = {**first.rule, **second.rule}
    return Said(
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        assumed=[*first.assumed, *second.assumed],
        weak=first.weak and second.weak,
        **values,
    )


def _periods_fit(first: Said, second: Said) -> bool:
    """A day of a week, a day or month of a year: a week has no 5th of March of its own."""
    if first.period is None:
        return True
    grain = first.period.grain
    if second.month is not None and grain is not Grain.YEAR:
        return False
    if second.day is not None and grain in {Grain.WEEK, Grain.DAY}:
        return False
    if second.year is not None and grain is not Grain.QUARTER and second.nth is None:
        return False
    return not (second.weekday is not None and second.nth is None and grain is not Grain.WEEK)
