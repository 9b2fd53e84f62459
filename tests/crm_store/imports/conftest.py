"""A firm with one user, and imports of rows given in the test."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from factories.imports import OWNER, Import

from crm_store.access import COMMAND_LINE
from crm_store.imports import service
from crm_store.imports.report import Report
from crm_store.team import service as team


@pytest.fixture
def imported(store, tmp_path: Path) -> Import:
    """``imported("leads", {"external_id": …}, …)`` writes a CSV of these rows and takes it in."""
    store.write_blocking(lambda uow: team.add_user(uow, actor=COMMAND_LINE, name="Trần Lan", email=OWNER, role="sales"))

    def run(kind: str, *rows: dict[str, str], dry_run: bool = False) -> Report:
        path = tmp_path / f"{kind}.csv"
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return service.import_file(store, actor=COMMAND_LINE, kind=kind, path=path, dry_run=dry_run)

    return run
