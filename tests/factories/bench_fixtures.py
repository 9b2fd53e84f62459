"""Fixtures that conftest files of pipeline and store suites share by import."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories.pipeline_bench import FIRM, Bench
from sqlalchemy import event

from crm_store.database import Database
from crm_store.events import Event
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.notifications.subscriptions import react as react_to_events
from crm_store.unit_of_work import React, Store, UnitOfWork


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def firm() -> Firm:
    return FIRM


@pytest.fixture
def react(happened: list[Event]) -> React:
    """The real reactions; ``happened`` notes what they reacted to."""

    def note(uow: UnitOfWork, event: Event) -> None:
        happened.append(event)
        react_to_events(uow, event)

    return note


@pytest.fixture
def store(
    database_url: str, tmp_path: Path, firm: Firm, react: React, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """Nobody pulls the plug in these suites, so the disk need not be waited for."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    database = Database(database_url)
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def hurry(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    made = Store(database, FileStore(tmp_path / "files"), firm, react)
    yield made
    made.close()


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store)
