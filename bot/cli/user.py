"""``crmbot user``: who belongs to the team."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from bot.cli import telegram_name
from bot.cli.common import load_settings, opened, print_json, print_rows
from bot.cli.listing import rows
from bot.cli.wrong_use import argument
from bot.settings import Settings

if TYPE_CHECKING:
    from crm_store.team.models import User

HELP = """Adds, lists, invites or disables members of the team.

An invitation works once in Telegram and once in the browser, for seven days; “invite” makes a new one."""
COLUMNS = ("ref", "name", "email", "role", "team", "language", "telegram_id", "is_active")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|invite|disable")
    add = actions.add_parser("add", help="add somebody and print the invitation as JSON")
    add.add_argument("--name", required=True)
    add.add_argument("--email", required=True, type=argument(_email))
    add.add_argument("--role", required=True, choices=("admin", "manager", "sales", "support"))
    add.add_argument("--team", default="")
    add.add_argument(
        "--telegram-id", type=argument(_telegram_id), help="the number of the Telegram account, if it is known"
    )
    add.add_argument("--language", choices=("vi", "en"), help="default: the firm's")
    add.add_argument("--timezone", type=argument(_timezone), help="an IANA name; default: the firm's")
    listed = actions.add_parser("list", help="list the team")
    listed.add_argument("--json", action="store_true", help="one JSON object per line")
    for name, text in (("invite", "print a new invitation as JSON"), ("disable", "let somebody out at once")):
        action = actions.add_parser(name, help=text)
        action.add_argument("ref", metavar="REF", help="U-3, an e-mail address or the whole name")


def run(args: argparse.Namespace) -> int:
    actions = {"add": _add, "list": _list, "invite": _invite, "disable": _disable}
    actions[args.action](args, load_settings())
    return 0


def _add(args: argparse.Namespace, settings: Settings) -> None:
    from crm_store.access import COMMAND_LINE
    from crm_store.team import service

    with opened(settings) as store:
        user, token = store.write_blocking(
            lambda uow: service.add_user(
                uow,
                actor=COMMAND_LINE,
                name=args.name,
                email=args.email,
                role=args.role,
                team=args.team,
                telegram_id=args.telegram_id,
                language=args.language or settings.language,
                timezone=args.timezone or settings.timezone,
            )
        )
    print_json(_invitation(user, token, settings))


def _email(text: str) -> str:
    from crm_store.team import service

    return service.folded_email(text)


def _timezone(text: str) -> str:
    from crm_store.team import service

    return service.checked_timezone(text)


def _telegram_id(text: str) -> str:
    from crm_store.team import service

    return service.checked_telegram_id(text)


def _invite(args: argparse.Namespace, settings: Settings) -> None:
    from crm_store.access import COMMAND_LINE
    from crm_store.team import service
    from crm_store.unit_of_work import UnitOfWork

    def invite(uow: UnitOfWork) -> tuple[User, str]:
        user = service.find_user(uow, actor=COMMAND_LINE, ref=args.ref)
        return user, service.invite(uow, actor=COMMAND_LINE, user_id=user.id)

    with opened(settings) as store:
        user, token = store.write_blocking(invite)
    print_json(_invitation(user, token, settings))


def _disable(args: argparse.Namespace, settings: Settings) -> None:
    from crm_store.access import COMMAND_LINE
    from crm_store.references import Kind, reference
    from crm_store.team import service
    from crm_store.unit_of_work import UnitOfWork

    def disable(uow: UnitOfWork) -> int:
        user = service.find_user(uow, actor=COMMAND_LINE, ref=args.ref)
        service.disable_user(uow, actor=COMMAND_LINE, user_id=user.id)
        return user.id

    with opened(settings) as store:
        user_id = store.write_blocking(disable)
    print_json({"user": reference(Kind.USER, user_id), "is_active": False})


def _list(args: argparse.Namespace, settings: Settings) -> None:
    with opened(settings) as store:
        found = list(rows(store, "users", [], None))
    print_rows(reversed(found), as_json=args.json, columns=COLUMNS)


def _invitation(user: User, token: str, settings: Settings) -> dict[str, Any]:
    """The user exists by now; a Telegram that does not answer costs the link only."""
    from channels.port import ChannelError
    from crm_store.references import Kind, reference

    try:
        bot_name = telegram_name.ask(settings)
    except (ChannelError, TimeoutError) as error:
        why = error.reason if isinstance(error, ChannelError) else "Telegram does not answer"
        print(f"crmbot: no Telegram link: {why}. “crmbot user invite {user.email}” makes a new one.", file=sys.stderr)
        bot_name = None
    return {
        "user": reference(Kind.USER, user.id),
        "invite_token": token,
        "telegram_link": f"https://t.me/{bot_name}?start={token}" if bot_name else None,
        "web_link": f"{settings.web_url}/invite/{token}",
    }
