"""A consistent copy of a SQLite database that is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crm_store.errors import Invalid


def snapshot(database: Path, target: Path) -> None:
    """One read transaction: writers go on meanwhile. Raises ``Invalid`` for a damaged database."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=-1)
    check(target, "quick_check")


def check(database: Path, pragma: str = "integrity_check") -> None:
    """Raises ``Invalid`` with the first thing that is wrong."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            answer = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone() if pragma == "integrity_check" else None
    except sqlite3.DatabaseError as error:
        raise Invalid("The database {file} is damaged: {reason}.", file=database.name, reason=error) from error
    if answer != "ok":
        raise Invalid("The database {file} is damaged: {reason}.", file=database.name, reason=answer)
    if orphan is not None:
        raise Invalid(
            "The database {file} is damaged: a row of {table} points nowhere.", file=database.name, table=orphan[0]
        )
