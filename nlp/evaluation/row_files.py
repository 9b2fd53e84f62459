"""Rows with expected answers: our own (``dev`` and ``more`` to look at while rules are written, ``held`` to judge by) and public ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

Row = dict[str, Any]

OWN = Path(__file__).parent / "rows"
PARTS = ("dev", "more", "held")
"""A kind of rows need not be in each part."""

STRIPPED = "no accents"
"""The language group of rows whose accents were taken away."""


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSON-lines file; none where the file is not there."""
    if not path.is_file():
        return []
    return [msgspec.json.decode(line, type=Row) for line in path.read_bytes().splitlines() if line.strip()]


def own_rows(part: str, kind: str) -> list[Row]:
    """None where the part has none of them. ``part`` is one of ``PARTS``, ``kind`` what the rows are about (``commands``, ``times``…)."""
    return read_rows(OWN / f"{part}_{kind}.jsonl")


def without_accents(rows: Iterable[Row]) -> list[Row]:
    """The accented rows as a writer without accents would type them, in a group of their own."""
    return [
        {**row, "text": strip_accents(row["text"]), "lang": STRIPPED} for row in rows if row["lang"] in {"vi", "mixed"}
    ]


def strip_accents(text: str) -> str:
    """Unlike ``fold`` it keeps capitals: a phone's keyboard sets them with or without accents."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not unicodedata.combining(letter)))
