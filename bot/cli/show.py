"""``crmbot show REF``: one record with its history."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.cli.common import opened, print_json
from bot.cli.wrong_use import wrong_use
from crm_store.references import parse_reference

HELP = "Shows one record: T-5 (ticket, with participants, timeline and why), L-3, C-7, A-2, O-9, X-4, OUT-1, IN-8, U-2."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.records import service

    with wrong_use():
        parse_reference(args.ref)
    with opened() as store:
        row = store.read_blocking(lambda uow: service.one(uow, actor=COMMAND_LINE, ref=args.ref))
    if args.json:
        print_json(row)
    else:
        _print(row)
    return 0


def _print(row: dict[str, Any]) -> None:
    timeline = row.pop("timeline", [])
    for name, value in row.items():
        if value not in (None, "", [], {}):
            print(
                f"{name.replace('_', ' ')}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
            )
    for item in timeline:
        who = item["sender_name"] or item["sender_address"]
        print(f"\n{item['ref']}  {item['occurred_at']}  {item['direction']}  {item['medium']}  {who}")
        print("\n".join(f"    {line}" for line in item["text"].splitlines()))
