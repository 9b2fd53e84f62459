"""One transaction: rows, recorded events with their reactions, audit and wake-ups.

A use case takes a ``UnitOfWork``, changes rows and records events; it never commits. Reactions run before the commit,
in the same transaction, so what was promised is written with the fact.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ARRAY, String, bindparam, cast, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from crm_store.database import Database
from crm_store.events import Event
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.statements import Statement

log = logging.getLogger(__name__)
T = TypeVar("T")
React = Callable[["UnitOfWork", Event], None]
CHANNEL = "crmbot"  # PostgreSQL NOTIFY channel; the payload is the topic

_KEY = func.unnest(bindparam("keys", type_=ARRAY(String))).column_valued("key")
_LOCK = Statement(select(cast(func.pg_advisory_xact_lock(func.hashtextextended(_KEY, 0)), String)))
"""One after the other, in the order given."""
_NOTIFY = Statement(select(cast(func.pg_notify(CHANNEL, bindparam("topic", type_=String)), String)))


class UnitOfWork:
    """``session`` for use cases, ``connection`` for hot paths in Core; both are the one transaction."""

    def __init__(self, connection: Connection, files: FileStore, firm: Firm, react: React, *, is_sqlite: bool) -> None:
        self.connection = connection
        self.files = files
        self.firm = firm
        self.is_sqlite = is_sqlite
        self.topics: set[str] = set()
        self._react = react
        self._events: list[Event] = []
        self._session: Session | None = None
        self._locked: set[str] = set()

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        return self._session

    def record(self, happened: Event) -> None:
        """Reactions run before the commit, in the order of recording."""
        self._events.append(happened)

    def wake(self, topic: str) -> None:
        """After the commit, whoever waits for ``topic`` (``inbox``, ``outbox``, ``chat``) looks again, in every process."""
        self.topics.add(topic)

    def flush(self) -> None:
        if self._session is not None:
            self._session.flush()

    def lock(self, keys: Sequence[str]) -> None:
        """Serialises units of work that share a key, until commit. SQLite's single writer does so anyway.

        Who will need several asks for all of them at once: they are taken in one order, so that nobody waits in a circle.
        """
        if self.is_sqlite:
            return
        wanted = sorted(set(keys) - self._locked)
        if wanted:
            _LOCK.all(self.connection, {"keys": wanted})
            self._locked.update(wanted)

    def finish(self) -> None:
        """Runs reactions until nothing more happens, then writes what is pending. Called once, before the commit."""
        self.flush()
        while self._events:
            happened = self._events.pop(0)
            self._react(self, happened)
            self.flush()
        if not self.is_sqlite:
            for topic in sorted(self.topics):
                _NOTIFY.all(self.connection, {"topic": topic})

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


class Store:
    """The database, the files and the wake-ups together: what the rest of the program holds."""

    def __init__(self, database: Database, files: FileStore, firm: Firm, react: React) -> None:
        self.database = database
        self.files = files
        self.firm = firm
        self._react = react
        self._waiting: dict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    async def write(self, work: Callable[[UnitOfWork], T], *, durable: bool = True) -> T:
        """Not ``durable`` is what may be done again after a power cut, like a claim: nothing is acknowledged by it."""
        result, topics = await self.database.write(self._wrapped(work), durable=durable)
        self.signal(topics)
        return result

    def write_blocking(self, work: Callable[[UnitOfWork], T]) -> T:
        result, topics = self.database.write_blocking(self._wrapped(work))
        self.signal(topics)
        return result

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self.database.read(self._reading(work))

    def read_blocking(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.database.read_blocking(self._reading(work))

    def listen(self, topic: str) -> asyncio.Event:
        """An event that is set whenever ``topic`` was woken. The waiter clears it before it looks."""
        woken = asyncio.Event()
        self._waiting.setdefault(topic, []).append((asyncio.get_running_loop(), woken))
        return woken

    def forget(self, topic: str, woken: asyncio.Event) -> None:
        self._waiting[topic] = [pair for pair in self._waiting.get(topic, []) if pair[1] is not woken]

    def signal(self, topics: set[str] | Sequence[str]) -> None:
        """Wakes this process; safe from any thread."""
        for topic in topics:
            for loop, woken in self._waiting.get(topic, []):
                if not loop.is_closed():
                    loop.call_soon_threadsafe(woken.set)

    def close(self) -> None:
        self.database.close()

    def _wrapped(self, work: Callable[[UnitOfWork], T]) -> Callable[[Connection], tuple[T, set[str]]]:
        def run(connection: Connection) -> tuple[T, set[str]]:
            uow = UnitOfWork(connection, self.files, self.firm, self._react, is_sqlite=self.database.is_sqlite)
            try:
                result = work(uow)
                uow.finish()
            finally:
                uow.close()
            return result, uow.topics

        return run

    def _reading(self, work: Callable[[UnitOfWork], T]) -> Callable[[Connection], T]:
        def run(connection: Connection) -> T:
            uow = UnitOfWork(connection, self.files, self.firm, _nobody_reacts, is_sqlite=self.database.is_sqlite)
            try:
                return work(uow)
            finally:
                uow.close()

        return run


def _nobody_reacts(_uow: UnitOfWork, happened: Event) -> Any:
    raise AssertionError(f"a reading unit of work recorded {happened!r}")
