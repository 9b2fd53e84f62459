"""An ``Intake`` that really persists: one SQLite file, items and position in one transaction."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from channels.message import RawItem, ReadPosition
from channels.port import IntakeUnavailable, Kept

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
    id INTEGER PRIMARY KEY, channel TEXT, account TEXT, external_id TEXT, content BLOB, received_at TEXT, envelope TEXT,
    UNIQUE (channel, account, external_id));
CREATE TABLE IF NOT EXISTS position (
    channel TEXT, account TEXT, epoch INTEGER, value INTEGER, PRIMARY KEY (channel, account));
"""


class Killed(BaseException):
    """Stands for the end of the process at this point."""


class SqliteIntake:
    """Switches: ``available`` (``False`` raises ``IntakeUnavailable``), ``refuse_next`` (that many refusals),
    ``before_commit`` and ``after_commit`` (called at those points; may raise ``Killed``)."""

    def __init__(self, path: Path) -> None:
        self.available = True
        self.refuse_next = 0
        self.refused = 0
        self.calls = 0
        self.before_commit: Callable[[], None] = lambda: None
        self.after_commit: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def close(self) -> None:
        self._database.close()

    async def keep(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        return await asyncio.to_thread(self.keep_blocking, items, position)

    def keep_blocking(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        with self._lock:
            self.calls += 1
            self._check()
            self._database.execute("BEGIN IMMEDIATE")
            try:
                kept = [self._put(item) for item in items]
                if position is not None:
                    self._move(position)
                self.before_commit()
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
            self.after_commit()
            return kept

    async def read_position(self, channel: str, account: str) -> ReadPosition | None:
        return await asyncio.to_thread(self.read_position_blocking, channel, account)

    def read_position_blocking(self, channel: str, account: str) -> ReadPosition | None:
        with self._lock:
            row = self._database.execute(
                "SELECT epoch, value FROM position WHERE channel = ? AND account = ?", (channel, account)
            ).fetchone()
        return ReadPosition(channel, account, *row) if row else None

    def items(self) -> list[RawItem]:
        with self._lock:
            rows = self._database.execute(
                "SELECT channel, account, external_id, content, received_at, envelope FROM item ORDER BY id"
            ).fetchall()
        return [RawItem(*row[:4], datetime.fromisoformat(row[4]), json.loads(row[5])) for row in rows]

    def contents(self) -> list[bytes]:
        return [item.content for item in self.items()]

    def count(self) -> int:
        with self._lock:
            return int(self._database.execute("SELECT count(*) FROM item").fetchone()[0])

    def _check(self) -> None:
        if self.refuse_next > 0:
            self.refuse_next -= 1
        elif self.available:
            return
        self.refused += 1
        raise IntakeUnavailable("the disk is full")

    def _put(self, item: RawItem) -> Kept:
        assert item.received_at.tzinfo is not None
        envelope = json.dumps(item.envelope)
        found = self._database.execute(
            "SELECT id FROM item WHERE channel = ? AND account = ? AND external_id = ?",
            (item.channel, item.account, item.external_id),
        ).fetchone()
        if found:
            return Kept(found[0], new=False)
        cursor = self._database.execute(
            "INSERT INTO item (channel, account, external_id, content, received_at, envelope) VALUES (?,?,?,?,?,?)",
            (item.channel, item.account, item.external_id, item.content, item.received_at.isoformat(), envelope),
        )
        assert cursor.lastrowid is not None
        return Kept(cursor.lastrowid, new=True)

    def _move(self, position: ReadPosition) -> None:
        self._database.execute(
            "INSERT INTO position VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, value = excluded.value",
            (position.channel, position.account, position.epoch, position.value),
        )
