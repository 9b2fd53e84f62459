"""``crmbot balance``: the sum of "zero silent loss" for each mailbox."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli.common import load_settings, opened, print_rows
from crm_store import clock

if TYPE_CHECKING:
    from crm_store.inbox.queries import Balance

HELP = """Adds up, for each mailbox, what arrived on a day against what became of it.

Received must equal the visible ends plus what still waits. Exit status 1 when anything is missing."""
COLUMNS = ("channel", "account", "received", "ends", "waiting", "difference")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="in the firm's time zone; default: today")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.inbox import queries

    settings = load_settings()
    since, until = bounds(args.day, settings.timezone)
    with opened(settings) as store:
        sums = store.read_blocking(lambda uow: queries.balance(uow, actor=COMMAND_LINE, since=since, until=until))
    print_rows([_row(one, since, as_json=args.json) for one in sums], as_json=args.json, columns=COLUMNS, whole=COLUMNS)
    return 1 if any(one.difference for one in sums) else 0


def bounds(day: date | None, timezone: str) -> tuple[datetime, datetime]:
    """Midnight to midnight on the wall clock of this zone; a day of 23 or 25 hours is still one day."""
    zone = ZoneInfo(timezone)
    day = day or clock.now().astimezone(zone).date()
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)


def _row(one: Balance, since: datetime, *, as_json: bool) -> dict[str, Any]:
    ends = one.ends if as_json else ", ".join(f"{name} {count}" for name, count in sorted(one.ends.items()))
    return {
        "day": since.date().isoformat(),
        "channel": one.channel,
        "account": one.account,
        "received": one.received,
        "ends": ends,
        "waiting": one.waiting,
        "difference": one.difference,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write YYYY-MM-DD") from error
