"""A backlog of mails into an empty database: crmbot, a bare pipeline and django-helpdesk, in the same run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import Imported, Row, middle, run
from benchmarks.peer_django_helpdesk import runner as django_helpdesk
from benchmarks.servers import POSTGRES, SQLITE, Databases

Importer = Callable[[Databases, str, Path], Imported]
"""Imports a folder of mails into a fresh database of a kind."""

CRMBOT, BARE, HELPDESK = "crmbot", "bare pipeline", "django-helpdesk"
_TIMES_FASTER = 6.0
_TIMES_BARE = 2.0
_MOST_GROWN = 10.0
"""Megabytes, over 20,000 mails; what fewer mails leave behind is no less, since caches fill at once."""


def crmbot(databases: Databases, kind: str, mails: Path) -> Imported:
    return into(databases, databases.fresh(kind), mails, databases.folder("crmbot"))


def into(databases: Databases, url: str, mails: Path, data: Path) -> Imported:
    """crmbot's whole path into a database that may hold something already."""
    before = databases.server_cpu()
    done = run([sys.executable, "-m", "benchmarks.whole_path", mails, "--data", data, "--database", url])
    return Imported.of(done, server_cpu=databases.server_cpu() - before)


def bare_pipeline(databases: Databases, kind: str, mails: Path) -> Imported:
    before = databases.server_cpu()
    url = databases.fresh(kind)
    done = run([sys.executable, "-m", "benchmarks.bare_pipeline", mails, "--database", url])
    return Imported.of(done, server_cpu=databases.server_cpu() - before)


PEERS: dict[str, Importer] = {CRMBOT: crmbot, BARE: bare_pipeline, HELPDESK: django_helpdesk.import_mails}


def in_turn(
    databases: Databases, importers: dict[str, Importer], kind: str, mails: Path, rounds: int
) -> dict[str, Imported]:
    """The median run of each. They take turns, so that a machine that slows down does so for all."""
    runs: dict[str, list[Imported]] = {name: [] for name in importers}
    for _ in range(rounds):
        for name, importer in importers.items():
            runs[name].append(importer(databases, kind, mails))
    return {name: middle(done) for name, done in runs.items()}


def measure_peers(databases: Databases, mails: Path, rounds: int) -> Iterator[Row]:
    for kind in (SQLITE, POSTGRES):
        done = in_turn(databases, PEERS, kind, mails, rounds)
        for name, one in done.items():
            yield Row(f"backlog into {kind}: {name}", "for comparison", _told(one, kind), cpu_per_1000=one.cpu_per_1000)
        faster = done[HELPDESK].wall / done[CRMBOT].wall
        yield Row(
            f"backlog into {kind}: wall against {HELPDESK}",
            f"≥ {_TIMES_FASTER:g} times as fast",
            f"{faster:.1f} times",
            faster >= _TIMES_FASTER,
        )
        dearer = done[CRMBOT].cpu / done[BARE].cpu
        yield Row(
            f"backlog into {kind}: CPU against {BARE}",
            f"≤ {_TIMES_BARE:g} times",
            f"{dearer:.2f} times",
            dearer <= _TIMES_BARE,
        )
        grown = done[CRMBOT].facts["grown"] / 1e6
        name = f"backlog into {kind}: memory grown over {done[CRMBOT].mails:,} mails"
        yield Row(name, f"≤ {_MOST_GROWN:g} MB over 20,000", f"{grown:.0f} MB", grown <= _MOST_GROWN)


def _told(one: Imported, kind: str) -> str:
    told = f"{one.per_second:,.0f} mails/s, {one.tickets} tickets, {one.memory / 1e6:.0f} MB"
    if kind == POSTGRES:
        told += f", server CPU {1_000 * one.server_cpu / one.mails:.2f} s per 1,000"
    return told
