"""Databases of both kinds, and desks on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import missing
from flows.databases import PostgresDatabases, SqliteDatabases
from flows.desk import Desk
from flows.desk import desk as open_desk
from servers.postgres import PostgresMissing, PrivatePostgres

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("flows"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    try:
        server = PrivatePostgres(fsync="off", max_connections="200").start()
    except PostgresMissing as reason:
        missing(str(reason))
    yield PostgresDatabases(server)
    server.remove()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database."""
    url: str = request.getfixturevalue(f"{request.param}_databases").new(tmp_path / "data")
    return url


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def new_desk(tmp_path: Path, database_url: str) -> OpenDesk:
    """``async with new_desk(…) as desk``: settings of flows.desk.desk."""

    def make(**settings: Any) -> AbstractAsyncContextManager[Desk]:
        return open_desk(tmp_path / "data", database_url, **settings)

    return make


@pytest.fixture
async def desk(new_desk: OpenDesk) -> AsyncIterator[Desk]:
    async with new_desk() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=BOTH)
async def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One desk for all tests of a module, each with customers of its own. An answer is held for a second."""
    folder = tmp_path_factory.mktemp("shared")
    url = request.getfixturevalue(f"{request.param}_databases").new(folder / "data")
    async with open_desk(folder / "data", url, undo_seconds="1") as opened:
        yield opened
