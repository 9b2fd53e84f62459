"""A real store for each test: SQLite always, PostgreSQL where a server can be started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_store import clock
from crm_store.database import Database
from crm_store.events import Event
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.schema import METADATA
from crm_store.unit_of_work import React, Store, UnitOfWork


def missing(what: str) -> None:
    """Skips with the reason; where everything is required, a missing server is a failure."""
    if os.environ.get("CRMBOT_TEST_REQUIRE") == "all":  # noqa: TID251  the suite's own switch
        pytest.fail(f"{what} is required here and missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "crmbot.sqlite"
    database = Database(f"sqlite:///{path}")
    METADATA.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def happened() -> list[Event]:
    """The events that use cases recorded, in order."""
    return []


@pytest.fixture
def react(happened: list[Event]) -> React:
    """Only notes what happened. Suites of the whole override this fixture with the table of subscriptions."""

    def note(_uow: UnitOfWork, event: Event) -> None:
        happened.append(event)

    return note


@pytest.fixture
def firm() -> Firm:
    return Firm(organisation="In Ấn Sao Mai")


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    target = tmp_path / "crmbot.sqlite"
    shutil.copyfile(sqlite_template, target)
    return f"sqlite:///{target}"


@pytest.fixture
def store(database_url: str, tmp_path: Path, firm: Firm, react: React) -> Iterator[Store]:
    made = Store(Database(database_url), FileStore(tmp_path / "files"), firm, react)
    yield made
    made.close()


@pytest.fixture
def work(store: Store) -> Callable[..., object]:
    """Runs one unit of work, for tests without an event loop: ``work(lambda uow: …)``."""
    return store.write_blocking


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """A test's clock ends with the test."""
    yield
    clock.use(None)
