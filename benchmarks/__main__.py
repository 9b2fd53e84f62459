"""``python -m benchmarks``: measures and prints one table.

A new benchmark is a function that yields rows, and a line in ``BENCHMARKS``. Figures of different runs do not compare:
what a row says is a ratio of two things measured in this run, taking turns.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.mails import write_mails
from benchmarks.measure import Row, print_table
from benchmarks.peers import measure_peers
from benchmarks.servers import Databases
from benchmarks.understanding import measure_understanding

Benchmark = Callable[[Databases, Path, int], Iterable[Row]]
"""Gets databases, a folder of ordinary mails and the number of rounds."""

BENCHMARKS: dict[str, Benchmark] = {
    "understanding": measure_understanding,
    "peers": measure_peers,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"some of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    unknown = set(wanted.only) - set(BENCHMARKS)
    if unknown:
        parser.error(f"There is no benchmark called {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory(prefix="crmbot-mails-") as folder, Databases() as databases:
        write_mails(Path(folder), wanted.mails)
        rows = [
            row
            for name in wanted.only or BENCHMARKS
            for row in BENCHMARKS[name](databases, Path(folder), wanted.rounds)
        ]
    print_table(rows)


if __name__ == "__main__":
    main()
