"""A real store for each test: SQLite always, PostgreSQL where a server can be started."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from servers.postgres import PostgresMissing, PrivatePostgres

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
    return Firm(organisation="Cơ Điện Bình Minh", secrets=(b"s" * 32,))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    target = tmp_path / "crmbot.sqlite"
    shutil.copyfile(sqlite_template, target)
    return f"sqlite:///{target}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PrivatePostgres]:
    """One cluster for the session. Nothing in it is worth an fsync; suites that pull the plug start their own."""
    try:
        server = PrivatePostgres(fsync="off", synchronous_commit="off").start()
    except PostgresMissing as reason:
        missing(str(reason))
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PrivatePostgres) -> str:
    """The name of an empty database with all tables, to be copied."""
    database = Database(postgres_server.create_database("template_crmbot"))
    METADATA.create_all(database.engine)
    database.close()
    return "template_crmbot"


@pytest.fixture
def postgres_url(postgres_server: PrivatePostgres, postgres_template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.conninfo(), autocommit=True) as connection:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(postgres_template)))
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both kinds, one after the other. A suite that is not about the database overrides this with ``sqlite_url``."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


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
