"""Indexes stay in step with their tables, whoever writes, and are made again where they were lost."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, text

from crm_store import text_indexes
from crm_store.accounts.models import Account
from crm_store.clock import now
from crm_store.database import Database, table_of
from crm_store.identity.rules import fold
from crm_store.text_indexes import holds_part, holds_word, most_alike, words_of
from crm_store.unit_of_work import Store

ACCOUNTS = table_of(Account)
NAME = ACCOUNTS.c.name_folded


@pytest.fixture
def database(store: Store) -> Database:
    return store.database


def add(connection: Connection, *names: str) -> None:
    rows = [{"name": name, "name_folded": fold(name), "created_at": now(), "updated_at": now()} for name in names]
    connection.execute(ACCOUNTS.insert(), rows)


def names(connection: Connection, condition: object) -> list[str]:
    found = select(ACCOUNTS.c.name).where(condition).order_by(ACCOUNTS.c.id)  # type: ignore[arg-type]
    return list(connection.execute(found).scalars())


def with_word(connection: Connection, word: str) -> list[str]:
    return names(connection, holds_word(connection.dialect.name, NAME, ACCOUNTS.c.id, word))


def test_writers_cannot_forget_the_index(database: Database) -> None:
    def work(connection: Connection) -> None:
        add(connection, "In Ấn Sao Mai", "Sông Đà", "Mai Linh")
        assert with_word(connection, "mai") == ["In Ấn Sao Mai", "Mai Linh"]
        connection.execute(ACCOUNTS.update().where(NAME == "mai linh").values(name="Vinasun", name_folded="vinasun"))
        assert with_word(connection, "mai") == ["In Ấn Sao Mai"]
        assert with_word(connection, "vina") == ["Vinasun"]
        connection.execute(ACCOUNTS.delete().where(NAME == "in an sao mai"))
        assert with_word(connection, "mai") == []

    database.write_blocking(work)


def test_beginnings_parts_and_slips(database: Database) -> None:
    def work(connection: Connection) -> None:
        add(connection, "Vinmart", "Cửa hàng O", "A+B (50%)", "Hoàng Long")
        dialect, key = connection.dialect.name, ACCOUNTS.c.id
        assert with_word(connection, "mart") == []
        assert names(connection, holds_part(dialect, NAME, key, "nmar")) == ["Vinmart"]
        assert names(connection, holds_part(dialect, NAME, key, "50%")) == ["A+B (50%)"]
        assert names(connection, holds_part(dialect, NAME, key, "a_b")) == []
        assert with_word(connection, "o") == ["Cửa hàng O"]
        alike = list(connection.execute(most_alike(dialect, NAME, key, "hoamg long", 5)).scalars())
        assert names(connection, key == alike[0]) == ["Hoàng Long"]

    database.write_blocking(work)


def test_lost_triggers_are_made_again(database: Database) -> None:
    if not database.is_sqlite:
        return

    def work(connection: Connection) -> None:
        connection.execute(text("DROP TRIGGER fts_accounts_name_folded_added"))
        add(connection, "Bình Minh")
        assert with_word(connection, "minh") == []
        text_indexes.ensure(connection)
        assert with_word(connection, "minh") == ["Bình Minh"]
        add(connection, "Minh Anh")
        assert with_word(connection, "minh") == ["Bình Minh", "Minh Anh"]

    database.write_blocking(work)


def test_words_are_distinct_short_and_few() -> None:
    assert words_of("may in may_in e3, don-hang", 10) == ["may", "in", "e3", "don", "hang"]
    assert words_of("a b c d", 2) == ["a", "b"]
    assert words_of("x" * 500, 5) == ["x" * text_indexes.LONGEST_WORD]
