"""What happened to activities."""

from __future__ import annotations

from dataclasses import dataclass

from crm_store.events import Event


@dataclass(frozen=True, slots=True)
class ActivityPlanned(Event):
    activity_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ActivityChanged(Event):
    """``what`` is ``moved``, ``ended`` or ``assigned``."""

    activity_id: int
    what: str
    by_id: int | None
