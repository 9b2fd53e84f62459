"""CSV as RFC 4180 has it: UTF-8 with or without a byte order mark, comma, quotes, one header row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_store.errors import Invalid

LONGEST_CELL = 1_000_000
LATER = {".xlsx": "XLSX", ".xls": "XLS", ".vcf": "vCard", ".ics": "ICS"}


@dataclass(frozen=True, slots=True)
class CsvRow:
    """``problem`` says why the row cannot be read; then there are no cells."""

    line: int
    cells: dict[str, str]
    problem: str = ""


def rows(path: Path) -> tuple[list[str], Iterator[CsvRow]]:
    """The header and the rows, read as they are asked for. Raises ``Invalid`` and ``OSError``."""
    if path.suffix.lower() in LATER:
        raise Invalid(
            "{path} is {format}; this version reads CSV only. Save it as CSV (UTF-8, comma).",
            path=path,
            format=LATER[path.suffix.lower()],
        )
    read = _read(path)
    header = next(read)
    return list(header.cells), read


def _read(path: Path) -> Iterator[CsvRow]:
    """The header first, as a row whose cells are its own names."""
    csv.field_size_limit(LONGEST_CELL)
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            names = [name.strip() for name in next(reader, [])]
            _check_header(path, names)
            yield CsvRow(1, {name: name for name in names})
            line = reader.line_num
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _row(line + 1, names, cells)
                line = reader.line_num
    except UnicodeDecodeError as error:
        raise Invalid("{path} is not UTF-8 (after line {line}). Save it as CSV UTF-8.", path=path, line=line) from error
    except csv.Error as error:
        raise Invalid(
            "{path} is not CSV with commas and quotes, after line {line}: {reason}.", path=path, line=line, reason=error
        ) from error


def _row(line: int, names: list[str], cells: list[str]) -> CsvRow:
    if len(cells) > len(names):
        return CsvRow(line, {}, f"has {len(cells)} cells, the header {len(names)}: is a comma not in quotes?")
    return CsvRow(line, dict(zip(names, cells, strict=False)))


def _check_header(path: Path, names: list[str]) -> None:
    if "external_id" not in names:
        raise Invalid("The first line of {path} must name the columns, external_id among them.", path=path)
    for name in names:
        if names.count(name) > 1:
            raise Invalid("{path} has the column “{name}” twice.", path=path, name=name)
