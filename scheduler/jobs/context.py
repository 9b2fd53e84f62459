"""What jobs are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from crm_store.unit_of_work import Store, UnitOfWork


class Alarm(Protocol):
    """Tells the administrators one clear sentence. ``text`` is a key of the catalogues with its values; the same
    ``occasion`` is told once."""

    def __call__(self, uow: UnitOfWork, text: str, values: dict[str, Any], *, occasion: str) -> None: ...


@dataclass(frozen=True, slots=True)
class JobContext:
    """``make_backup`` returns the name of the file it made. ``measured`` is told of the queues. ``publish_menus`` brings
    chat menus up to date; it does nothing where no chat has menus."""

    store: Store
    alarm: Alarm
    make_backup: Callable[[], Awaitable[str]]
    measured: Callable[[UnitOfWork], None]
    timezone: str
    publish_menus: Callable[[], Awaitable[str]]
