"""Taking rows in as a CSV file of them."""

from __future__ import annotations

from collections.abc import Callable

from crm_store.imports.report import Report

Import = Callable[..., Report]
OWNER = "lan@firm.example"


def counts(report: Report) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, skipped."""
    return report.created, report.updated, report.unchanged, len(report.skipped)
