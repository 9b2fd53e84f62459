"""What the engine says when a statement fails."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from crm_store.database import Database


def test_an_error_does_not_repeat_customers_words(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with pytest.raises(SQLAlchemyError) as caught:
        database.write_blocking(lambda one: one.execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": "mật khẩu"}))
    database.close()
    assert "nowhere" in str(caught.value)
    assert "mật khẩu" not in str(caught.value)


def test_neither_does_postgresql() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    database.close()
    assert database.engine.hide_parameters


async def test_only_what_may_be_undone_does_not_wait_for_the_disk(database_url: str) -> None:
    """A level that stayed behind would make the next commit, which somebody is told of, one that a power cut undoes."""
    database = Database(database_url)
    if not database.is_sqlite:  # the suite's own server never waits
        name = database.url.database
        database.write_blocking(lambda one: one.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = on')))
        database.engine.dispose()
    asked = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"

    def level(connection: Connection) -> object:
        return connection.exec_driver_sql(asked).scalar_one()

    waits, waits_not = (2, 1) if database.is_sqlite else ("on", "off")  # sqlite.org/pragma.html#pragma_synchronous
    assert await database.write(level, durable=False) == waits_not
    assert await database.write(level) == waits
    assert await database.write(level, durable=False) == waits_not
    assert await asyncio.to_thread(database.write_blocking, level) == waits
    database.close()
