"""Databases to measure on: an SQLite file or a private PostgreSQL server, fresh for each run."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.measure import cpu_of_tree
from tests.servers.postgres import PrivatePostgres

SQLITE = "SQLite"
POSTGRES = "PostgreSQL"


class Databases:
    """``with Databases() as databases: url = databases.fresh(POSTGRES)``. The server starts with the first such wish."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="crmbot-bench-"))
        self._server: PrivatePostgres | None = None
        self._numbers = itertools.count(1)

    def fresh(self, kind: str) -> str:
        """The SQLAlchemy URL of an empty database."""
        name = f"bench_{next(self._numbers)}"
        if kind == SQLITE:
            return f"sqlite:///{self._folder / name}.sqlite"
        if self._server is None:
            self._server = PrivatePostgres().start()
        return self._server.create_database(name)

    def folder(self, name: str) -> Path:
        """A new folder for what a run keeps beside its database."""
        path = self._folder / f"{name}_{next(self._numbers)}"
        path.mkdir()
        return path

    def server_cpu(self) -> float:
        """CPU seconds that the PostgreSQL server has used so far; 0 where none runs."""
        return cpu_of_tree(self._server.pid) if self._server else 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.remove()
        shutil.rmtree(self._folder)
