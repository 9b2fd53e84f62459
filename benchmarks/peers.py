"""What our way of a mail is compared with, in the same run: a bare pipeline and django-helpdesk."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import Imported, Row, middle, run
from benchmarks.peer_django_helpdesk import runner as django_helpdesk
from benchmarks.servers import POSTGRES, SQLITE, Databases

Importer = Callable[[Databases, str, Path], Imported]
"""Imports a folder of mails into a fresh database of a kind."""


def bare_pipeline(databases: Databases, kind: str, mails: Path) -> Imported:
    before = databases.server_cpu()
    url = databases.fresh(kind)
    done = run([sys.executable, "-m", "benchmarks.bare_pipeline", mails, "--database", url])
    return Imported.of(done, server_cpu=databases.server_cpu() - before)


PEERS: dict[str, Importer] = {"bare pipeline": bare_pipeline, "django-helpdesk": django_helpdesk.import_mails}


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
        for name, done in in_turn(databases, PEERS, kind, mails, rounds).items():
            measured = f"{done.per_second:,.0f} mails/s, {done.tickets} tickets, {done.memory / 1e6:.0f} MB"
            if kind == POSTGRES:
                measured += f", server CPU {1_000 * done.server_cpu / done.mails:.2f} s per 1,000"
            yield Row(f"{name}, {kind}", "for comparison", measured, cpu_per_1000=done.cpu_per_1000)
