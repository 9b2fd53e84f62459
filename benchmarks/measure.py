"""Runs commands and says what they cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LAUNCHER = Path(__file__).with_name("launch.py")
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class CommandFailed(RuntimeError):
    """A measured command ended with another status than 0. The message holds its last words."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and the most memory in bytes that the process (not its children together) held at a time."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Run:
    cost: Cost
    output: str

    @property
    def result(self) -> dict[str, Any]:
        """The JSON object in the last line of the output."""
        parsed: dict[str, Any] = json.loads(self.output.strip().splitlines()[-1])
        return parsed


def run(command: Sequence[str | Path], *, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Run:
    """Runs to the end. CPU is user and system time of the command and of all children it waited for.

    Raises ``CommandFailed``. Wall time does not hold the start of the small launcher in between.
    """
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
        tempfile.NamedTemporaryFile() as report,
    ):
        launcher: list[str | Path] = [sys.executable, "-S", "-E", _LAUNCHER, report.name]
        subprocess.run(
            [*launcher, *command],
            stdout=output,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env=_environment(environment),
            check=True,
        )
        spent = json.loads(report.read())
        if spent["status"]:
            raise CommandFailed(f"{' '.join(map(str, command))} ended with {spent['status']}: {_text(errors)[-2_000:]}")
        return Run(Cost(spent["wall"], spent["cpu"], spent["memory"]), _text(output))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer did with a folder of mails. Seconds, without the start of the program; memory in bytes.

    ``server_cpu`` is what the database server used meanwhile. ``facts`` are the importer's own counts.
    """

    mails: int
    tickets: int
    wall: float
    cpu: float
    server_cpu: float
    memory: int
    facts: dict[str, Any]

    @classmethod
    def of(cls, done: Run, *, server_cpu: float) -> Imported:
        """From a command whose last line is a JSON object with at least ``mails``, ``tickets``, ``wall`` and ``cpu``."""
        facts = done.result
        mails, tickets, wall, cpu = (facts.pop(name) for name in ("mails", "tickets", "wall", "cpu"))
        return cls(mails, tickets, wall, cpu, server_cpu, done.cost.memory, facts)

    @property
    def per_second(self) -> float:
        return self.mails / self.wall

    @property
    def cpu_per_1000(self) -> float:
        return 1_000 * self.cpu / self.mails


def middle(runs: Sequence[Imported]) -> Imported:
    """The run with the median wall time: its figures belong together."""
    return sorted(runs, key=lambda one: one.wall)[len(runs) // 2]


def cpu_of_tree(pid: int) -> float:
    """CPU seconds so far of a running process, its living descendants, and the dead ones that were waited for."""
    total = 0.0
    for process in _tree(pid):
        fields = _stat(process)
        if fields:
            total += sum(map(int, fields[11:15])) / _CLOCK_TICKS
    return total


def memory_of(pid: int) -> int:
    """Resident bytes of one running process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``cpu_per_1000`` is in seconds per 1,000 mails, ``None`` where it says nothing."""

    name: str
    target: str
    measured: str
    met: bool | None = None
    cpu_per_1000: float | None = None


def print_table(rows: Iterable[Row]) -> None:
    head = ("benchmark", "target", "measured", "met", "CPU s per 1,000")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in (lines[0], tuple("-" * width for width in widths), *lines[1:]):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return (row.name, row.target, row.measured, met, "" if row.cpu_per_1000 is None else f"{row.cpu_per_1000:.2f}")


def _environment(extra: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if extra is None else {**os.environ, **extra}  # noqa: TID251  a child gets ours and what is added


def _tree(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(folder.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    tree = [pid]
    for process in tree:
        tree += children.get(process, [])
    return tree


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on (state); empty for a process that is gone. See proc(5)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _text(file: Any) -> str:
    file.seek(0)
    content: bytes = file.read()
    return content.decode(errors="replace")
