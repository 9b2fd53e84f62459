"""``crmbot replay [ID...]``: puts quarantined items through again and says what became of each."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.cli.common import load_settings, opened, print_json
from bot.cli.wrong_use import argument
from bot.settings import Settings
from crm_store.errors import Invalid
from crm_store.references import Kind, parse_reference, reference

if TYPE_CHECKING:
    from bot.pipeline.attachments import FetchFiles
    from bot.pipeline.ending import Ending
    from crm_store.unit_of_work import Store

HELP = """Puts quarantined items (all, or these) through again and says what became of each.

“crmbot list inbox --where state=quarantined” shows them with the reasons. A service may run beside. Status 1 when an
item has no end yet."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    wanted = "IN-7 or 7; none: all that are in quarantine"
    parser.add_argument("ids", nargs="*", type=argument(_number), metavar="ID", help=wanted)
    parser.add_argument("--json", action="store_true", help="one JSON object per line, as “crmbot ingest” prints")


def run(args: argparse.Namespace) -> int:
    from crm_store.access import COMMAND_LINE
    from crm_store.inbox import service

    settings = load_settings()
    with opened(settings) as store:
        ids = store.write_blocking(lambda uow: service.replay(uow, actor=COMMAND_LINE, inbox_ids=args.ids or None))
        found = asyncio.run(_process(store, settings, sorted(ids))) if ids else {}
    if not ids and not args.json:
        print("nothing is in quarantine")
    for number in sorted(ids):
        _print(found[number], as_json=args.json)
    return 1 if any(ending.outcome is None for ending in found.values()) else 0


async def _process(store: Store, settings: Settings, ids: list[int]) -> dict[int, Ending]:
    from bot.app import make_processor
    from bot.cli.outcomes import put_through
    from bot.metrics import Metrics
    from channels.registry import Channels

    async with AsyncExitStack() as ending:
        channels = Channels(authserv_id=settings.authserv_id)
        ending.callback(channels.close)
        processor = make_processor(store, channels, Metrics(), await _files(settings, ending), settings.data / "models")
        ending.callback(processor.close)
        return await put_through(store, processor, ids)


async def _files(settings: Settings, ending: AsyncExitStack) -> FetchFiles | None:
    """A message from Telegram names its files only."""
    if settings.telegram_token is None:
        return None
    from bot.pipeline.attachments import from_telegram
    from channels.telegram.attachments import TelegramFiles
    from channels.telegram.settings import TelegramSettings

    files = TelegramFiles(TelegramSettings(settings.telegram_token, settings.telegram_api_url))
    await files.start()
    ending.push_async_callback(files.stop)
    return from_telegram(files)


def _print(ending: Ending, *, as_json: bool) -> None:
    from bot.cli.outcomes import facts

    line = facts(ending)
    if as_json:
        print_json(line)
        return
    records = " ".join(ending.records.values())
    print(
        f"{reference(Kind.INBOX, ending.inbox_id)}: "
        + " ".join(filter(None, (line["outcome"], records, line["error"])))
    )


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    try:
        kind, number = parse_reference(text)
    except Invalid:
        kind, number = None, 0
    if kind is not Kind.INBOX:
        raise Invalid("“{text}” is not an inbox item. Write IN-7 or 7.", text=text)
    return number
