"""``crmbot sign-in EMAIL``: a way into the web console without a mail server."""

from __future__ import annotations

import argparse

from bot.cli.common import load_settings, opened

HELP = "Prints a link that signs this member of the team in to the web console: once, within 15 minutes."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="EMAIL", help="e-mail address (or U-3, or the whole name)")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.team import service
    from crm_store.unit_of_work import UnitOfWork

    def link(uow: UnitOfWork) -> str:
        user = service.find_user(uow, actor=COMMAND_LINE, ref=args.ref)
        return service.sign_in_link(uow, user_id=user.id)

    settings = load_settings()
    with opened(settings) as store:
        token = store.write_blocking(link)
    print(f"{settings.web_url}/sign-in/{token}")
    return 0
