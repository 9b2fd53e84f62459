"""Taking records in from a file. The same ``external_id`` again updates the record, so an import may be repeated.

A cell without a value changes nothing on a record that is there. Records are written without events: nobody is told
of each of ten thousand imported tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from crm_store import clock
from crm_store.access import Actor, require
from crm_store.audit import service as audit
from crm_store.errors import Invalid
from crm_store.imports import csv_rows
from crm_store.imports.columns import COLUMNS
from crm_store.imports.csv_rows import CsvRow
from crm_store.imports.kinds import TARGETS, Target
from crm_store.imports.report import Problem, Report
from crm_store.imports.values import BadCell, read_row
from crm_store.unit_of_work import Store, UnitOfWork

BATCH = 500


class _Undone(Exception):
    """Ends a dry run's transaction without a commit."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def import_file(store: Store, *, actor: Actor, kind: str, path: Path, dry_run: bool = False) -> Report:
    """Takes a CSV file in, 500 rows to a transaction; rows that are wrong are reported, the others taken.

    A run that is cut off keeps its whole batches; the same file again takes the rest. A dry run is one transaction that
    is undone. Blocking. Raises ``Invalid`` for a file that is not CSV of this kind, ``Forbidden``, ``OSError``.
    """
    require(actor, target_of(kind).permission)
    header, rows = csv_rows.rows(path)
    report = Report(kind, dry_run=dry_run, unknown_columns=[name for name in header if name not in COLUMNS[kind]])
    if dry_run:
        report.add(_tried(store, actor, kind, list(rows)))
        return report
    for batch in _batches(rows):
        report.add(store.write_blocking(lambda uow, batch=batch: take(uow, actor=actor, kind=kind, rows=batch)))  # type: ignore[misc]  # the default binds the loop's value
    return report


def target_of(kind: str) -> Target:
    """Raises ``Invalid``."""
    if kind not in TARGETS:
        raise Invalid("“{kind}” cannot be imported. Kinds are: {kinds}.", kind=kind, kinds=", ".join(TARGETS))
    return TARGETS[kind]


def take(uow: UnitOfWork, *, actor: Actor, kind: str, rows: Iterable[CsvRow]) -> Report:
    """Takes these rows in, within one transaction."""
    target = target_of(kind)
    require(actor, target.permission)
    uow.lock([f"import:{kind}"])
    report = Report(kind)
    for row in rows:
        try:
            _take_row(uow, actor, target, row, report)
        except BadCell as bad:
            external_id = row.cells.get("external_id", "").strip()
            report.skipped.append(Problem(row.line, external_id, bad.column, bad.value[:200], bad.reason))
    return report


def _take_row(uow: UnitOfWork, actor: Actor, target: Target, row: CsvRow, report: Report) -> None:
    if row.problem:
        raise BadCell("", "", row.problem)
    values = read_row(COLUMNS[report.kind], row.cells)
    table = target.model.__table__
    found = uow.connection.execute(select(table).where(table.c.external_id == values["external_id"])).first()
    fields = target.fields(uow, values, found)
    if found is None:
        if target.title not in fields:
            raise BadCell(target.title, "", "is needed for a new record and empty")
        number, before = _create(uow, target, values["external_id"], fields), {}
        target.beside(uow, number, values)
        report.created += 1
    else:
        number = found.id
        before = {name: getattr(found, name) for name in fields if getattr(found, name) != fields[name]}
        _change(uow, target, number, {name: fields[name] for name in before})
        if not target.beside(uow, number, values) and not before:
            report.unchanged += 1
            return
        fields = {name: fields[name] for name in before}
        report.updated += 1
    audit.record(
        uow,
        actor=actor,
        action="import",
        kind=target.kind,
        record_id=number,
        before=_plain(before),
        after=_plain(fields),
    )


def _create(uow: UnitOfWork, target: Target, external_id: str, fields: Mapping[str, Any]) -> int:
    now = clock.now()
    times = {"created_at": now, "updated_at": fields.get("closed_at") or fields.get("created_at") or now}
    values = times | dict(fields) | {"external_id": external_id}
    table = target.model.__table__
    number: int = uow.connection.execute(insert(target.model).values(**values).returning(table.c.id)).scalar_one()
    return number


def _change(uow: UnitOfWork, target: Target, number: int, fields: Mapping[str, Any]) -> None:
    if not fields:
        return
    table = target.model.__table__
    values = {**fields, "updated_at": clock.now(), "version": table.c.version + 1}
    uow.connection.execute(update(target.model).where(table.c.id == number).values(**values))


def _tried(store: Store, actor: Actor, kind: str, rows: list[CsvRow]) -> Report:
    def attempt(uow: UnitOfWork) -> Report:
        raise _Undone(take(uow, actor=actor, kind=kind, rows=rows))

    try:
        return store.write_blocking(attempt)
    except _Undone as undone:
        return undone.report


def _batches(rows: Iterator[CsvRow]) -> Iterator[list[CsvRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON types for the audit trail; a folded text says nothing that the text does not."""
    return {
        name: value if value is None or isinstance(value, str | int | bool) else str(value)
        for name, value in values.items()
        if not name.endswith("_folded")
    }
