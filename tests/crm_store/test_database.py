"""What the engine says when a statement fails."""

from __future__ import annotations

import pytest
from sqlalchemy import text
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
