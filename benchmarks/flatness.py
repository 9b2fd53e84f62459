"""Whether a mail costs the same when a million interactions are there already."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.commands import measure_commands
from benchmarks.mails import write_mails
from benchmarks.measure import Imported, Row, middle
from benchmarks.peers import into
from benchmarks.servers import POSTGRES, SQLITE, Databases
from benchmarks.whole_path import settings_for
from bot.app import open_store

_SCRIPT = Path(__file__).with_name("million.sql")
_NUMBERS = re.compile(r"\{numbers:n(?:/(\d+))?\}")
_MOST = 1.10
_MOST_INTERACTIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Firm:
    """One database with the folder of its files."""

    url: str
    data: Path


def measure_flatness(databases: Databases, mails: Path, rounds: int) -> Iterator[Row]:
    """A million interactions, or a thousand for each mail given where that is fewer, so that a small run stays small."""
    count = sum(1 for _ in mails.glob("*.eml"))
    interactions = min(_MOST_INTERACTIONS, 1_000 * count)
    for kind in (SQLITE, POSTGRES):
        full = _filled(databases, kind, interactions)
        runs: dict[bool, list[Imported]] = {False: [], True: []}
        for number in range(rounds):
            folder = databases.folder("flatness_mails")
            write_mails(folder, max(200, count // 4), seed=1_000 + number)
            empty = _Firm(databases.fresh(kind), databases.folder("flatness"))
            for firm in (empty, full):
                runs[firm is full].append(into(databases, firm.url, folder, firm.data))
        yield _row(kind, interactions, middle(runs[False]), middle(runs[True]))
        if kind == SQLITE:
            yield from measure_commands(full.url, full.data, interactions)


def _row(kind: str, interactions: int, empty: Imported, full: Imported) -> Row:
    ratio = (full.cpu + full.server_cpu) / (empty.cpu + empty.server_cpu)
    measured = f"{ratio:.2f} times ({1_000 * (empty.cpu + empty.server_cpu) / empty.mails:.2f} s empty)"
    name = f"flatness, {kind}: CPU per mail at {interactions:,} interactions against none"
    return Row(name, f"≤ {_MOST:.2f} times", measured, ratio <= _MOST, full.cpu_per_1000)


def _filled(databases: Databases, kind: str, interactions: int) -> _Firm:
    firm = _Firm(databases.fresh(kind), databases.folder("million"))
    open_store(settings_for(firm.data, firm.url)).close()
    script = _SCRIPT.read_text(encoding="utf-8")
    if kind == SQLITE:
        _fill_sqlite(firm.url.removeprefix("sqlite:///"), script, interactions)
    else:
        _fill_postgres(firm.url.replace("postgresql+psycopg://", "postgresql://"), script, interactions)
    return firm


def _fill_sqlite(path: str, script: str, interactions: int) -> None:
    """Numbers come from a table: a recursive query would count again for each statement."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA foreign_keys = OFF;")
        connection.execute("CREATE TEMP TABLE numbers (i INTEGER PRIMARY KEY)")
        counted = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?) SELECT i FROM c"
        connection.execute(f"INSERT INTO numbers {counted}", (interactions,))
        connection.execute("BEGIN IMMEDIATE")
        for statement in _statements(script, interactions, "(SELECT i FROM numbers WHERE i <= {0}) AS n"):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _fill_postgres(url: str, script: str, interactions: int) -> None:
    """Foreign keys are looked up once for each row; rows that we number ourselves need none of that."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for statement in _statements(script, interactions, "generate_series(1, {0}) AS n(i)"):
            connection.execute(statement.encode())
        for table in ("accounts", "contacts", "tickets", "inbox_items", "outbox_items", "interactions"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
            )
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _statements(script: str, interactions: int, numbers: str) -> Iterator[str]:
    """``numbers`` is how this database writes the numbers up to {0}."""
    bare = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    for statement in filter(str.strip, bare.split(";\n")):
        counted = _NUMBERS.sub(lambda found: numbers.format(interactions // int(found[1] or 1)), statement)
        yield counted.replace("{n}", str(interactions)).replace("{{", "{").replace("}}", "}").rstrip().removesuffix(";")
