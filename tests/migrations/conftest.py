"""Each test runs on an empty database of both kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import missing
from servers.postgres import PostgresMissing, PrivatePostgres

from crm_store.database import Database

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PrivatePostgres]:
    try:
        server = PrivatePostgres()
    except PostgresMissing as error:
        missing(str(error))
    with server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'crmbot.db'}"
    server: PrivatePostgres = request.getfixturevalue("postgres_server")
    return server.create_database(f"migrations_{next(_numbers)}")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close()
