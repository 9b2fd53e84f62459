"""``crmbot list KIND``: records as a table or as JSON lines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.cli.common import opened, print_rows
from bot.cli.wrong_use import wrong_use

if TYPE_CHECKING:
    from crm_store.unit_of_work import Store

HELP = """Lists records, the newest first: tickets, leads, contacts, accounts, opportunities, interactions,
outbox, inbox, users, audit.

  crmbot list tickets --where status=open --where assignee=lan@firm.vn --json
  crmbot list interactions --where ticket=T-5

A field without a value (--where assignee=) asks for records that have none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND")
    parser.add_argument(
        "--where", action="append", default=[], type=_pair, metavar="FIELD=VALUE", help="repeatable; all must hold"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="at most N; default: all")
    parser.add_argument("--json", action="store_true", help="one JSON object per line, with every field")


def run(args: argparse.Namespace) -> int:
    from crm_store.records import service
    from crm_store.records.kinds import LATER

    if args.kind in LATER:
        service.shape_of(args.kind)  # says so: no wrong use, only too early
    with wrong_use():
        columns = service.shape_of(args.kind).table
    with opened() as store, wrong_use():
        print_rows(rows(store, args.kind, args.where, args.limit), as_json=args.json, columns=columns)
    return 0


def rows(store: Store, kind: str, where: list[tuple[str, str]], limit: int | None) -> Iterator[dict[str, Any]]:
    """Page by page, so that a long list needs little memory."""
    from crm_store.access import COMMAND_LINE
    from crm_store.records import service

    left, before = limit, None
    while left is None or left > 0:
        size = service.PAGE if left is None else min(left, service.PAGE)
        found, before = store.read_blocking(
            lambda uow, before=before, size=size: service.listed(  # type: ignore[misc]  # defaults bind the loop's values
                uow, actor=COMMAND_LINE, kind=kind, where=where, before_id=before, limit=size
            )
        )
        yield from found
        if before is None:
            return
        left = None if left is None else left - len(found)


def _pair(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE")
    return field.strip(), value.strip()


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a count: write 0 or more")
    return int(text)
