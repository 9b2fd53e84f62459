"""Engine, declarative base and the threads that run units of work.

A unit of work is one plain function. It runs from BEGIN to COMMIT in a database thread; asyncio only awaits the whole
(docs/decisions/0002-unit-of-work.md). SQLite has one writer thread and BEGIN IMMEDIATE, so a writer never has to
upgrade a read lock; PostgreSQL has a small pool.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase

from crm_store.errors import StoreUnavailable
from crm_store.statements import insert_missing, insert_or_update

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)
T = TypeVar("T")

BUSY_TIMEOUT_MS = 5_000
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
REPEAT_SQLSTATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock: repeat the whole unit of work
TRIES = 5
PREPARED = 500
"""Statements that a PostgreSQL connection keeps prepared. psycopg keeps 100; a mail and its delivery ask about as many."""
_SQLITE_TIME_LENGTH = len("2026-01-05 08:30:00.123456")

Identifier = BigInteger().with_variant(Integer, "sqlite")
Json = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware (UTC) out; a naive value is a mistake and raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = _aware(value).astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """A mail binds fourteen times; SQLAlchemy's own way of writing one for SQLite takes ten times as long."""
        return _sqlite_time if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy passes it
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _sqlite_time(value: datetime | None) -> str | None:
    """As SQLAlchemy's DATETIME is stored: UTC, without a zone, always with microseconds, so that texts sort like times."""
    if value is None:
        return None
    if value.tzinfo is not UTC:
        value = _aware(value).astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:_SQLITE_TIME_LENGTH]


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        msg = f"naive datetime {value!r}: every time in the store is aware"
        raise ValueError(msg)
    return value


class Base(DeclarativeBase):
    """Constraint names follow one rule, so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Json, list[Any]: Json, int: Identifier}  # noqa: RUF012  read once by SQLAlchemy


class Database:
    """One database, its engine and its threads. Owns nothing of the event loop."""

    def __init__(self, url: str, *, threads: int = 4) -> None:
        self.url: URL = normalise_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url, threads)
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else threads, thread_name_prefix="db-write")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="db-read") if self.is_sqlite else self._writers
        self._closed = threading.Event()

    async def write(self, work: Callable[[Connection], T], *, durable: bool = True) -> T:
        """Runs ``work`` in a writing transaction in a database thread. Raises ``StoreUnavailable`` when it cannot commit.

        Not ``durable``: a power cut may undo the commit (never a part of it), and nobody waits for the disk.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._run, work, True, durable)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run, work, False)

    def write_blocking(self, work: Callable[[Connection], T]) -> T:
        """The same for callers that have a thread of their own (never the event loop, never a database thread)."""
        return self._writers.submit(self._run, work, True).result()

    def read_blocking(self, work: Callable[[Connection], T]) -> T:
        return self._readers.submit(self._run, work, False).result()

    def close(self) -> None:
        self._closed.set()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()

    def _run(self, work: Callable[[Connection], T], writing: bool, durable: bool = True) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(work, writing=writing, durable=durable)
            except DBAPIError as error:
                if attempt == TRIES or not _may_repeat(error) or self._closed.is_set():
                    raise _translated(error) from error
                log.warning("unit of work repeated", extra={"attempt": attempt, "error": type(error.orig).__name__})
                time.sleep(random.uniform(0.05, 0.2) * 2**attempt)  # noqa: S311  jitter, not a secret
            except OSError as error:  # the files that belong to the rows: disk full, read-only, broken
                raise StoreUnavailable(error.strerror or str(error)) from error
        raise AssertionError

    def _once(self, work: Callable[[Connection], T], *, writing: bool, durable: bool) -> T:
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.execution_options(crmbot_write=writing, crmbot_durable=durable)
            with connection.begin():
                if not (durable or self.is_sqlite):
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
                return work(connection)


def normalise_url(url: str) -> URL:
    """``postgresql://`` and ``postgres://`` mean psycopg 3. Raises ``ValueError`` for anything but SQLite and PostgreSQL."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    msg = f"CRMBOT_DATABASE_URL names {backend!r}; crmbot keeps its data in sqlite or postgresql"
    raise ValueError(msg)


def _sqlite_engine(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 512},
        pool_size=4,
        pool_use_lifo=True,
        json_serializer=_json,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself; see _begin
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL may lose acknowledged commits on power loss (sqlite.org/pragma.html#pragma_synchronous)
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writing = options.get("crmbot_write", True)
        if writing:
            _synchronise(connection, "FULL" if options.get("crmbot_durable", True) else "NORMAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _synchronise(connection: Connection, level: str) -> None:
    """Before BEGIN; SQLite remembers it for the connection."""
    if connection.info.get("synchronous", "FULL") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info["synchronous"] = level


def _postgresql_engine(url: URL, threads: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=threads,
        pool_use_lifo=True,  # the connection used last has its statements prepared
        json_serializer=_json,
        max_overflow=2,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "options": "-c timezone=UTC -c lock_timeout=20000 -c idle_in_transaction_session_timeout=60000",
        },
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: psycopg.Connection[Any], _record: object) -> None:
        connection.prepared_max = PREPARED

    return engine


def _json(value: Any) -> str:
    """A tenth of what ``json.dumps`` costs. Half a character, which is no UTF-8, becomes U+FFFD."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return _HALF_CHARACTER.sub("\ufffd", json.dumps(value, ensure_ascii=False))


def _may_repeat(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate in REPEAT_SQLSTATES or _is_connection_failure(error)


def _is_connection_failure(error: DBAPIError) -> bool:
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    text = str(error.orig).lower()
    return isinstance(error, OperationalError) and (
        sqlstate.startswith(("08", "57P")) or "connection" in text or "server closed" in text
    )


def _translated(error: DBAPIError) -> Exception:
    """Locked, full, read-only or unreachable becomes ``StoreUnavailable``; anything else is a defect and stays what it is.

    SQLite calls a wrong statement an OperationalError too (SQLITE_ERROR), PostgreSQL's class of it is 42.
    """
    if not isinstance(error, OperationalError):
        return error
    sqlite_name = getattr(error.orig, "sqlite_errorname", None)
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlite_name == "SQLITE_ERROR" or (sqlstate or "").startswith("42"):
        return error
    return StoreUnavailable(str(error.orig).splitlines()[0])


def insert_once(connection: Connection, model: type[Base], values: dict[str, Any]) -> int | None:
    """Inserts unless a unique key is taken already; the new id, or ``None``. One statement, so two processes agree."""
    found: int | None = insert_missing(connection, table_of(model), values)
    return found


def upsert(connection: Connection, model: type[Base], keys: dict[str, Any], values: dict[str, Any]) -> None:
    """Writes ``values`` under the primary or unique ``keys``."""
    insert_or_update(connection, table_of(model), keys, values)


def table_of(model: type[Base]) -> Table:
    """What Core statements of the hot path are written on."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
