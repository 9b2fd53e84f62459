"""What the program costs before anybody writes: help, start, memory, idling."""

from __future__ import annotations

import smtplib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.mails import ordinary_mails
from benchmarks.measure import Row, run
from benchmarks.program import Program
from benchmarks.servers import SQLITE, Databases

_HELP, _READY, _READY_WITH_SPACY = 0.12, 1.3, 2.3
_IDLE, _IDLE_WITH_SPACY = 110, 165
_IDLE_CPU = 0.3
_WATCHED_SECONDS = 15.0
_SETTLE_SECONDS = 3.0
_WITHOUT_PROCESSING = "receive,deliver,schedule,web"
"""The roles of a process that never loads spaCy."""


def measure_starting(databases: Databases, _mails: Path, rounds: int) -> Iterator[Row]:
    helped = median(run([sys.executable, "-m", "bot", "--help"]).cost.cpu for _ in range(max(3, rounds)))
    yield Row("crmbot --help", f"≤ {_HELP:g} s CPU", f"{helped:.2f} s CPU", helped <= _HELP)
    folder, url = databases.folder("starting"), databases.fresh(SQLITE)
    with Program(folder, url):
        pass  # the first start makes the tables
    with Program(folder, url) as program:
        ready = program.cpu
        yield Row("ready", f"≤ {_READY:g} s CPU", f"{ready:.2f} s CPU, {program.ready_after:.1f} s", ready <= _READY)
        loaded = _with_first_mail(program)
        yield Row(
            "ready and the first mail read (spaCy)",
            f"≤ {_READY_WITH_SPACY:g} s CPU",
            f"{ready + loaded:.2f} s CPU",
            ready + loaded <= _READY_WITH_SPACY,
        )
        yield from _idle(program, "with spaCy", _IDLE_WITH_SPACY)
    with Program(folder, url, roles=_WITHOUT_PROCESSING) as program:
        yield from _idle(program, "without spaCy", _IDLE)


def _idle(program: Program, name: str, most: int) -> Iterator[Row]:
    time.sleep(_SETTLE_SECONDS)
    before = program.cpu
    time.sleep(_WATCHED_SECONDS)
    share = 100 * (program.cpu - before) / _WATCHED_SECONDS
    memory = program.memory / 1e6
    yield Row(f"idle memory {name}", f"≤ {most} MB", f"{memory:.0f} MB", memory <= most)
    yield Row(f"idle CPU {name}", f"≤ {_IDLE_CPU:g} %", f"{share:.2f} %", share <= _IDLE_CPU)


def _with_first_mail(program: Program) -> float:
    """CPU seconds until the first mail is through, which waits for spaCy."""
    before = program.cpu
    with smtplib.SMTP("127.0.0.1", program.smtp_port) as client:
        client.sendmail("a@odd.example", ["support@crm.example"], next(ordinary_mails(1)))
    until = time.monotonic() + 30
    while time.monotonic() < until and "crmbot_inbox_processed_total{" not in program.get("/metrics")[1]:
        time.sleep(0.1)
    return program.cpu - before
