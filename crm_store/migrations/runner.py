"""Brings a database's tables to the revision that this program needs.

Alembic costs 60 MB and more than a second to import, so it stays out unless there is something to do: ``HEAD`` is
compared with the stored revision first. One migration run is one transaction on both databases, with one runner at a
time, so a process that dies in it leaves the old tables.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, RootTransaction
from sqlalchemy.exc import OperationalError

from crm_store import text_indexes
from crm_store.database import BUSY_TIMEOUT_MS, Database
from crm_store.errors import Invalid, StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

HEAD = "0001"
FOLDER = Path(__file__).parent
VERSION_TABLE = "alembic_version"
WAIT_SECONDS = 300.0
"""How long a process waits while another one migrates."""

_ADVISORY_LOCK = 0x63726D626F74  # "crmbot" in ASCII; pg_advisory_xact_lock takes any bigint
_Step = Callable[["Config"], None]


def upgrade(database: Database) -> bool:
    """Brings the tables to ``HEAD``; ``True`` when this call changed something.

    Safe when several processes start at once. Raises ``StoreUnavailable`` when the database cannot be reached or stays
    locked, ``Invalid`` when a newer version of the program made it.
    """
    if current(database) == HEAD:
        return False

    def step(config: Config) -> None:
        from alembic import command

        command.upgrade(config, HEAD)

    with _exclusive(database) as connection:
        before = _revision(connection)
        if before == HEAD:
            return False
        _refuse_foreign(connection, before)
        _run(connection, step)
    log.info("database migrated", extra={"from": before or "empty", "to": HEAD})
    return True


def downgrade(database: Database, revision: str = "base") -> None:
    """Takes the tables back to ``revision``; ``base`` leaves none. What the dropped columns held is gone."""

    def step(config: Config) -> None:
        from alembic import command

        command.downgrade(config, revision)

    with _exclusive(database) as connection:
        _run(connection, step)


def current(database: Database) -> str | None:
    """The stored revision; ``None`` for a database without our tables. Raises ``StoreUnavailable``."""
    return database.read_blocking(_revision)


def head() -> str:
    return HEAD


def config_for(connection: Connection | None) -> Config:
    """Alembic's settings without an ini file; ``env.py`` finds the connection in ``attributes``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _run(connection: Connection, step: _Step) -> None:
    step(config_for(connection))
    text_indexes.ensure(connection)
    if connection.dialect.name == "sqlite":
        _check_foreign_keys(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608  a constant
    return found


def _refuse_foreign(connection: Connection, revision: str | None) -> None:
    if revision is None:
        if inspect(connection).has_table("users"):
            raise Invalid(
                "The database has a table “users” that crmbot did not make. Give crmbot a database of its own."
            )
        return
    if not any(FOLDER.glob(f"versions/{revision}_*.py")):
        raise Invalid(
            "The database is at revision {revision}, which this version of crmbot does not know: a newer one made it. "
            "Install that version again, or restore a backup.",
            revision=revision,
        )


@contextmanager
def _exclusive(database: Database) -> Iterator[Connection]:
    """A transaction that no other migration shares."""
    transaction = _sqlite_transaction if database.is_sqlite else _postgresql_transaction
    try:
        with database.engine.connect() as connection, transaction(connection):
            yield connection
    except OperationalError as error:
        reason = str(error.orig).partition("\n")[0]
        raise StoreUnavailable(f"the database cannot be migrated now: {reason}") from error


@contextmanager
def _postgresql_transaction(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(text(f"SET LOCAL lock_timeout = {int(WAIT_SECONDS * 1000)}"))
        try:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        except OperationalError as error:
            raise StoreUnavailable("another process is migrating the database and does not end") from error
        connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        yield


@contextmanager
def _sqlite_transaction(connection: Connection) -> Iterator[None]:
    """Foreign keys are off, because a table that is rebuilt is dropped for a moment; they are checked at the end."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, hence on the driver's connection
    try:
        with _begin_when_free(connection):
            yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _begin_when_free(connection: Connection) -> RootTransaction:
    """BEGIN IMMEDIATE, however long another process migrates, within ``WAIT_SECONDS``."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return connection.begin()
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() + BUSY_TIMEOUT_MS / 1000 > deadline:
                raise


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise Invalid(
            "The migration stopped: a row of “{table}” points to a row of “{parent}” that is not there. Nothing was "
            "changed; restore a backup or ask for help.",
            table=broken[0],
            parent=broken[2],
        )
