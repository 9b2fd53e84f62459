"""Which hour a number is: morning or afternoon."""

from __future__ import annotations

from dataclasses import dataclass

_NOON = 12


@dataclass(frozen=True, slots=True)
class Hours:
    """``first`` to ``last`` are the hours in which people work: a bare "3h" is one of them."""

    first: int = 7
    last: int = 18


def hour_of_day(hour: int, meridiem: str | None, part: str | None, hours: Hours, *, exact: bool) -> tuple[int, bool]:
    if meridiem is not None and hour <= _NOON:
        return hour % _NOON + (_NOON if meridiem == "pm" else 0), True
    if hour > _NOON or hour == 0:
        return hour, True
    if part is not None and part not in {"day", "midnight", "day_end"}:
        return _hour_of_part(hour, part), True
    if exact or part == "midnight":
        return hour, True
    if hours.first <= hour <= hours.last:
        return hour, hour == _NOON
    return (hour + _NOON) % 24 if hour + _NOON <= hours.last or hour < hours.first else hour, False


def _hour_of_part(hour: int, part: str) -> int:
    if part in {"morning", "early_morning", "late_morning"}:
        return 0 if hour == _NOON and part != "late_morning" else hour
    if part in {"noon", "lunch", "after_lunch"}:
        return hour if hour >= 10 else hour + _NOON
    if part in {"night", "late_night"}:
        return 24 if hour == _NOON else hour + _NOON if hour >= 5 else hour
    if part in {"evening", "dusk"}:
        return 24 if hour == _NOON else hour + _NOON
    return hour if hour == _NOON else hour + _NOON
