"""Our own rows with expected answers: ``dev`` for looking at while rules are written, ``held`` for judging alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

Row = dict[str, Any]

OWN = Path(__file__).parent / "rows"
PARTS = ("dev", "held")


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSON-lines file; none where the file is not there."""
    if not path.is_file():
        return []
    return [msgspec.json.decode(line, type=Row) for line in path.read_bytes().splitlines() if line.strip()]


def own_rows(part: str, kind: str) -> list[Row]:
    """``part`` is one of ``PARTS``, ``kind`` what the rows are about (``commands``, ``times``…)."""
    return read_rows(OWN / f"{part}_{kind}.jsonl")
