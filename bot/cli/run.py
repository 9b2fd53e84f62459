"""``crmbot run``: the service."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

from bot.app import Part, Service
from bot.memory import loading
from bot.settings import Settings, SettingsError

HELP = "Runs the service until SIGTERM or Ctrl-C. Without --roles, everything in one process."

log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--roles", default=",".join(Part), help=f"comma-separated, of {', '.join(Part)}")


def run(args: argparse.Namespace) -> int:
    from bot import logs

    settings = Settings.load()
    roles = _roles(args.roles)
    logs.set_up(settings.log)
    return asyncio.run(_serve(settings, roles))


def _roles(text: str) -> set[Part]:
    try:
        found = {Part(word.strip()) for word in text.split(",") if word.strip()}
    except ValueError as error:
        raise SettingsError(f"--roles knows {', '.join(Part)}; {error}.") from error
    if not found:
        raise SettingsError(f"--roles names no role; choose of {', '.join(Part)}.")
    return found


async def _serve(settings: Settings, roles: set[Part]) -> int:
    with loading():
        service = Service(settings, roles)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    try:
        with loading():
            await service.start()
        _greet(service)
        await _until_ended(service, ending)
    finally:
        await service.stop()
    return 0


async def _until_ended(service: Service, ending: asyncio.Event) -> None:
    """A working task that ends by itself is a defect: the process ends too, so that whoever watches it starts it anew."""
    waiting = asyncio.create_task(ending.wait())
    working = service.working()
    done, _ = await asyncio.wait({waiting, *working}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done - {waiting}:
        if not ending.is_set():
            log.error("a part of the service ended", extra={"task": task.get_name()})
            task.result()


def _greet(service: Service) -> None:
    """Where everything is, and a one-time link for the first sign-in; on the terminal, not in the log."""
    settings = service.settings
    lines = [f"crmbot is running ({', '.join(sorted(service.roles))}).", f"  data           {settings.data}"]
    if Part.WEB in service.roles:
        lines.append(f"  web console    {settings.web_url}")
    if Part.RECEIVE in service.roles:
        lines += (
            [f"  SMTP listener  {settings.smtp_listen}  (mail to {settings.support_address})"]
            if settings.smtp_listen
            else []
        )
        lines += [f"  IMAP mailboxes {len(settings.imap_urls)}"] if settings.imap_urls else []
    if Part.DELIVER in service.roles and not settings.smtp_url:
        lines.append("  no SMTP relay configured (CRMBOT_SMTP_URL): answers by mail wait in the outbox")
    link = service.first_sign_in_link() if Part.WEB in service.roles else None
    if link:
        lines.append(f"  sign in once   {link}  (valid 15 minutes; a new one: crmbot sign-in EMAIL)")
    print("\n".join(lines), file=sys.stdout, flush=True)
