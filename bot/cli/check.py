"""``crmbot check``: what works and what does not, with the mend."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.cli import probes
from bot.cli.common import load_settings, print_json
from bot.cli.probes import Finding
from bot.settings import Settings, SettingsError

HELP = """Looks at settings, database, stored files, mailboxes, relay, Telegram and ports, one line for each.

Nothing is changed and no mail is sent. Exit status 1 when one of them is broken."""
PATIENCE_SECONDS = 20.0

Probe = Callable[[], Awaitable[Finding]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object per line")


def run(args: argparse.Namespace) -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        _show(Finding("settings", ok=False, detail=str(error), mend="change it and run crmbot check again"), args)
        return 1
    with _quiet("channels"):  # each finding says it in one line
        return asyncio.run(_look(settings, args))


@contextmanager
def _quiet(part: str) -> Iterator[None]:
    logger = logging.getLogger(part)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


async def _look(settings: Settings, args: argparse.Namespace) -> int:
    broken = False
    for name, probe in _probes(settings):
        finding = await _within_patience(name, probe)
        broken |= finding.ok is False
        _show(finding, args)
    return 1 if broken else 0


def _probes(settings: Settings) -> Iterator[tuple[str, Probe]]:
    in_thread = asyncio.to_thread
    yield "settings", lambda: in_thread(probes.settings, settings)
    yield "database", lambda: in_thread(probes.database, settings)
    yield "files", lambda: in_thread(probes.files, settings)
    if not settings.imap_urls:
        yield "IMAP", lambda: in_thread(probes.not_configured, "IMAP", "CRMBOT_IMAP_URL")
    for url in settings.imap_urls:
        yield "IMAP", lambda url=url: in_thread(probes.imap, url)  # type: ignore[misc]  # the default binds the loop's value
    yield "SMTP relay", lambda: probes.smtp(settings)
    yield "Telegram", lambda: probes.telegram(settings)
    yield "SMTP listener", lambda: probes.mail_port("SMTP listener", settings.smtp_listen, "CRMBOT_SMTP_LISTEN")
    yield "LMTP listener", lambda: probes.mail_port("LMTP listener", settings.lmtp_listen, "CRMBOT_LMTP_LISTEN")
    yield "web console", lambda: probes.web_port(settings)


async def _within_patience(name: str, probe: Probe) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await probe()
    except TimeoutError:
        return Finding(name, ok=False, detail=f"no answer within {PATIENCE_SECONDS:g} s", mend="is the far end up?")


def _show(finding: Finding, args: argparse.Namespace) -> None:
    if args.json:
        print_json(dataclasses.asdict(finding))
        return
    mark = {True: "ok", False: "PROBLEM", None: "-"}[finding.ok]
    print(f"{mark:<8}{finding.name:<15}{finding.detail}", flush=True)
    if finding.mend and finding.ok is False:
        print(f"{'':<23}→ {finding.mend}", flush=True)
