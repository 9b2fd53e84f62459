"""``python -m benchmarks``: measures and prints one table.

A new benchmark is a function that yields rows, and a line in ``BENCHMARKS``. Figures of different runs do not compare:
what a row says is a ratio of two things measured in this run, taking turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.beside import measure_beside_backlog
from benchmarks.flatness import measure_flatness
from benchmarks.hostile import measure_hostile
from benchmarks.latency import measure_latency
from benchmarks.mails import write_mails
from benchmarks.measure import CommandFailed, Row, print_table
from benchmarks.peers import measure_peers
from benchmarks.program import ProgramFailed
from benchmarks.servers import Databases
from benchmarks.starting import measure_starting
from benchmarks.understanding import measure_rules, measure_understanding
from benchmarks.workers import measure_workers
from tests.telegram_emulator.errors import ReplyTimeout

Benchmark = Callable[[Databases, Path, int], Iterable[Row]]
"""Gets databases, a folder of ordinary mails and the number of rounds."""

BENCHMARKS: dict[str, Benchmark] = {
    "understanding": measure_understanding,
    "rules": measure_rules,
    "peers": measure_peers,
    "flatness": measure_flatness,
    "latency": measure_latency,
    "workers": measure_workers,
    "beside": measure_beside_backlog,
    "starting": measure_starting,
    "hostile": measure_hostile,
}

_QUICK_MAILS = 100
_SLOW = frozenset({"flatness", "workers", "beside", "hostile"})
"""Not part of a quick run."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"some of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="few mails and one round; figures are rough")
    wanted = parser.parse_args()
    unknown = set(wanted.only) - set(BENCHMARKS)
    if unknown:
        parser.error(f"There is no benchmark called {', '.join(sorted(unknown))}.")
    mails, rounds = (_QUICK_MAILS, 1) if wanted.quick else (wanted.mails, wanted.rounds)
    names = wanted.only or [name for name in BENCHMARKS if not (wanted.quick and name in _SLOW)]
    with tempfile.TemporaryDirectory(prefix="crmbot-mails-") as folder, Databases() as databases:
        write_mails(Path(folder), mails)
        rows = [row for name in names for row in _measured(name, databases, Path(folder), rounds)]
    print_table(rows)


def _measured(name: str, databases: Databases, mails: Path, rounds: int) -> Iterator[Row]:
    """The rows, told as they come. What cannot be measured is a row too, and the others go on."""
    try:
        for row in BENCHMARKS[name](databases, mails, rounds):
            print(f"{row.name}: {row.measured}", file=sys.stderr, flush=True)
            yield row
    except (CommandFailed, ProgramFailed, ReplyTimeout, TimeoutError) as error:
        print(f"{name}: {error}", file=sys.stderr, flush=True)
        yield Row(name, "", f"not measured: {_last_words(error)}", met=False)


def _last_words(error: Exception) -> str:
    """The last line that says something; SQLAlchemy ends its messages with a link."""
    lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith(("(Background", "[SQL"))]
    return lines[-1][:150] if lines else type(error).__name__


if __name__ == "__main__":
    main()
