"""``crmbot replay [ID...]``: puts quarantined items through again."""

from __future__ import annotations

import argparse

from bot.cli.common import opened
from crm_store.errors import Invalid
from crm_store.references import Kind, parse_reference, reference

HELP = """Puts quarantined items (all, or these) back into the inbox; the running service takes them from there.

“crmbot list inbox --where state=quarantined” shows them with the reasons."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="IN-7 or 7; none: all that are in quarantine")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.inbox import service

    wanted = [_number(text) for text in args.ids] or None
    with opened() as store:
        found = store.write_blocking(lambda uow: service.replay(uow, actor=COMMAND_LINE, inbox_ids=wanted))
    print(f"{len(found)} put through again" + (": " + ", ".join(_names(found)) if found else ""))
    return 0


def _names(ids: list[int]) -> list[str]:
    return [reference(Kind.INBOX, number) for number in sorted(ids)]


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    kind, number = parse_reference(text)
    if kind is not Kind.INBOX:
        raise Invalid("“{text}” is not an inbox item. Write IN-7 or 7.", text=text)
    return number
