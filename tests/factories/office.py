"""One database for the module, emptied for each test: compiled statements are kept, which is most of the time here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories.staff_chat import Firm as Office

from crm_store.database import Database
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.notifications.subscriptions import react
from crm_store.schema import METADATA
from crm_store.unit_of_work import Store, UnitOfWork


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(sqlite_template, folder / "crmbot.sqlite")
    firm = Firm(organisation="Cơ Điện Bình Minh", secrets=(b"s" * 32,))
    made = Store(Database(f"sqlite:///{folder / 'crmbot.sqlite'}"), FileStore(folder / "files"), firm, react)
    yield made
    made.close()


@pytest.fixture
def store(shared_store: Store) -> Store:
    def empty(uow: UnitOfWork) -> None:
        for table in reversed(METADATA.sorted_tables):
            uow.connection.execute(table.delete())

    shared_store.write_blocking(empty)
    return shared_store


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)
