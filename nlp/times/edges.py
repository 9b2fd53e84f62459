"""Beginnings, middles and ends of weeks, months, quarters and years, as somebody who plans means them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.analysis import Grain
from nlp.times.periods import add_months
from nlp.times.said import Period

_DAY = timedelta(days=1)
_SATURDAY, _FRIDAY = 5, 4


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days; ``end`` is ``None`` for a single one."""

    start: date
    end: date | None
    grain: Grain


def at_edge(whole: Period, edge: str | None, today: date) -> Days:
    """Planning: the end of a month is its last day, that of a week its Friday."""
    if edge is None:
        return Days(whole.start, whole.end, whole.grain)
    if edge == "weekend":
        saturday = whole.start + timedelta(days=(_SATURDAY - whole.start.weekday()) % 7)
        return Days(saturday, saturday + 2 * _DAY, Grain.DAY)
    if edge == "rest":
        return _rest(whole, today)
    if edge in {"first_half", "second_half"}:
        middle = whole.start + (whole.end - whole.start) / 2
        return Days(whole.start, middle, whole.grain) if edge == "first_half" else Days(middle, whole.end, whole.grain)
    return _EDGES.get(whole.grain, _edge_of_month)(whole, edge)


def _rest(whole: Period, today: date) -> Days:
    start = (
        max(whole.start, today) if whole.start <= today < whole.end else whole.start + (whole.end - whole.start) // 2
    )
    return Days(start, whole.end, whole.grain if whole.grain is not Grain.WEEK else Grain.DAY)


def _edge_of_month(whole: Period, edge: str) -> Days:
    if edge == "start":
        return Days(whole.start, whole.start + 10 * _DAY, Grain.DAY)
    if edge == "mid":
        middle = whole.start + 14 * _DAY
        return Days(middle, middle + 6 * _DAY, Grain.DAY)
    if edge == "late":
        return Days(whole.start + 20 * _DAY, whole.end, Grain.DAY)
    return Days(whole.end - _DAY, None, Grain.DAY)


def _edge_of_week(whole: Period, edge: str) -> Days:
    if edge == "start":
        return Days(whole.start, whole.start + 2 * _DAY, Grain.DAY)
    if edge == "mid":
        return Days(whole.start + 2 * _DAY, None, Grain.DAY)
    if edge == "late":
        return Days(whole.start + 3 * _DAY, whole.start + 5 * _DAY, Grain.DAY)
    return Days(whole.start + _FRIDAY * _DAY, whole.end, Grain.DAY)


def _edge_of_year(whole: Period, edge: str) -> Days:
    months = 3 if whole.grain is Grain.YEAR else 1
    if edge == "start":
        return Days(whole.start, add_months(whole.start, months), Grain.MONTH)
    if edge == "mid":
        middle = add_months(whole.start, 5 if whole.grain is Grain.YEAR else 1)
        return Days(middle, add_months(middle, 2 if whole.grain is Grain.YEAR else 1), Grain.MONTH)
    if edge == "late":
        return Days(add_months(whole.end, -months), whole.end, Grain.MONTH)
    return Days(whole.end - _DAY, None, Grain.DAY)


_EDGES: dict[Grain, Callable[[Period, str], Days]] = {
    Grain.WEEK: _edge_of_week,
    Grain.YEAR: _edge_of_year,
    Grain.QUARTER: _edge_of_year,
}
