"""``crmbot canned``: replies that staff choose by a button."""

from __future__ import annotations

import argparse
import sys

from bot.cli.common import opened, print_json, print_rows

HELP = """Lists, adds, changes or removes canned replies.

In a text, {customer}, {ticket} and {me} are filled in when it is used. “-” as a text reads it from standard input."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|add|change|remove")
    listed = actions.add_parser("list", help="list them")
    listed.add_argument("--json", action="store_true", help="one JSON object per line")
    add = actions.add_parser("add", help="add one and print it as JSON")
    add.add_argument("--name", required=True, help="what stands on the button")
    add.add_argument("--text", required=True)
    change = actions.add_parser("change", help="change the name or the text")
    change.add_argument("id", type=int, metavar="ID")
    change.add_argument("--name")
    change.add_argument("--text")
    remove = actions.add_parser("remove", help="remove one")
    remove.add_argument("id", type=int, metavar="ID")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE as ACTOR
    from crm_store.canned import service

    with opened() as store:
        match args.action:
            case "list":
                found = store.read_blocking(lambda uow: service.listed(uow, actor=ACTOR))
                rows = [{"id": one.id, "name": one.name, "text": one.text} for one in found]
                print_rows(rows, as_json=args.json, columns=("id", "name", "text"))
            case "add":
                text = _text(args.text)
                made = store.write_blocking(lambda uow: service.add(uow, actor=ACTOR, name=args.name, text=text))
                print_json({"id": made, "name": args.name, "text": text})
            case "change":
                known = store.read_blocking(lambda uow: service.one(uow, actor=ACTOR, canned_id=args.id))
                name = args.name if args.name is not None else known.name
                text = _text(args.text) if args.text is not None else known.text
                store.write_blocking(
                    lambda uow: service.change(uow, actor=ACTOR, canned_id=args.id, name=name, text=text)
                )
                print_json({"id": args.id, "name": name, "text": text})
            case _:
                store.write_blocking(lambda uow: service.remove(uow, actor=ACTOR, canned_id=args.id))
                print_json({"id": args.id, "removed": True})
    return 0


def _text(given: str) -> str:
    return sys.stdin.read() if given == "-" else given
