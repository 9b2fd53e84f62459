"""What each mail that broke a mail program costs us, and what becomes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hostile_mails import HOSTILE
from benchmarks.measure import Row, run
from benchmarks.servers import SQLITE, Databases

_MOST_SECONDS = 1.0


def measure_hostile(databases: Databases, _mails: Path, _rounds: int) -> Iterator[Row]:
    """One after the other through the whole path. CPU counts the child process that parses suspect mail."""
    folder = databases.folder("hostile")
    for name, make in HOSTILE.items():
        (folder / f"{name}.eml").write_bytes(make())
    data = databases.folder("hostile_data")
    command = [sys.executable, "-m", "benchmarks.whole_path", folder, "--each", "--data", data]
    done = run([*command, "--database", databases.fresh(SQLITE)])
    for line in done.output.splitlines()[:-1]:
        one = json.loads(line)
        ended = one["outcome"] + (f" ({one['error'][:60]})" if one["error"] else "")
        measured = f"{one['cpu']:.2f} s CPU, {one['wall']:.2f} s: {ended}"
        name = f"hostile: {Path(one['path']).stem.replace('_', ' ')}"
        yield Row(name, f"≤ {_MOST_SECONDS:g} s CPU, an end", measured, one["cpu"] <= _MOST_SECONDS)
    yield Row("hostile: most memory", "for comparison", f"{done.cost.memory / 1e6:.0f} MB")
