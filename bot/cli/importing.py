"""``crmbot import KIND FILE``: takes records in from CSV."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import opened, print_json
from bot.cli.wrong_use import wrong_use

if TYPE_CHECKING:
    from crm_store.imports.report import Report

HELP = """Takes accounts, contacts, leads, opportunities or tickets in from a CSV file (UTF-8, comma, a header row).

The same external_id again updates the record; an empty cell changes nothing on it. Rows that are wrong are reported and
skipped, the others taken. Order for a full load: accounts, contacts, leads, opportunities, tickets."""
SHOWN_PROBLEMS = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="accounts, contacts, leads, opportunities or tickets")
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv file")
    parser.add_argument("--dry-run", action="store_true", help="report what would happen, change nothing")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Status 1 when rows were skipped."""
    from crm_store.access import COMMAND_LINE
    from crm_store.imports import service

    with wrong_use():
        service.target_of(args.kind)
    with opened() as store:
        report = service.import_file(store, actor=COMMAND_LINE, kind=args.kind, path=args.file, dry_run=args.dry_run)
    if args.json:
        print_json({"file": str(args.file), **report.as_json()})
    else:
        _print(report)
    return 1 if report.skipped else 0


def _print(report: Report) -> None:
    would = "would be " if report.dry_run else ""
    print(
        f"{report.kind}: {report.created} {would}created, {report.updated} {would}updated, "
        f"{report.unchanged} unchanged, {len(report.skipped)} skipped"
    )
    for name in report.unknown_columns:
        print(f"  column “{name}” is not one of {report.kind}: skipped")
    for problem in report.skipped[:SHOWN_PROBLEMS]:
        print(f"  {problem}")
    if len(report.skipped) > SHOWN_PROBLEMS:
        print(f"  … and {len(report.skipped) - SHOWN_PROBLEMS} more (--json has them all)")
