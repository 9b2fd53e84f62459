"""``crmbot demo``: a firm to look at."""

from __future__ import annotations

import argparse

from bot.cli.common import load_settings, opened

HELP = """Fills an empty database with a sample firm: colleagues of each role, customers, leads, deals and tickets.

Nothing is sent to anybody; all addresses end in the reserved domain .example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="do nothing, and succeed, when there are data already")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.demo import service

    with opened(load_settings()) as store:
        if args.if_empty and not store.read_blocking(service.is_empty):
            return 0
        filled = store.write_blocking(lambda uow: service.fill(uow, actor=COMMAND_LINE))
    print(
        f"sample firm: {filled.users} colleagues, {filled.accounts} accounts, {filled.contacts} contacts, "
        f"{filled.leads} leads, {filled.opportunities} opportunities, {filled.tickets} tickets"
    )
    print(f"sign in as the administrator: crmbot sign-in {filled.administrator}")
    return 0
