"""A migrated, empty database for each test: copied from one that was migrated once."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from pathlib import Path

import psycopg
from psycopg import sql
from servers.postgres import PrivatePostgres

from crm_store.database import Database
from crm_store.migrations import runner

_numbers = itertools.count(1)
TEMPLATE = "flows_template"


def _migrate(url: str) -> None:
    database = Database(url)
    runner.upgrade(database)
    database.close()


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        _migrate(f"sqlite:///{self._template}")
        with sqlite3.connect(self._template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def new(self, folder: Path) -> str:
        target = folder / "crmbot.db"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._template, target)
        return f"sqlite:///{target}"


class PostgresDatabases:
    def __init__(self, server: PrivatePostgres) -> None:
        self.server = server
        _migrate(server.create_database(TEMPLATE))

    def new(self, _folder: Path) -> str:
        name = f"flows_{next(_numbers)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        with psycopg.connect(self.server.conninfo(), autocommit=True) as connection:
            connection.execute(copy)
        return self.server.url(name)


def is_sound(url: str) -> bool:
    """``integrity_check`` where there is one; PostgreSQL must at least answer."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
        return found == [("ok",)]
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)
