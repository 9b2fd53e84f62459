"""A receiver with short pauses, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fakes.sqlite_intake import SqliteIntake

from channels.email.imap_receiver import ImapReceiver, ImapTiming
from channels.email.imap_url import ImapSettings

FAST = {
    "idle": 1.0,
    "second_look": 0.05,
    "poll": 0.05,
    "connect": 3.0,
    "answer": 3.0,
    "first_pause": 0.01,
    "longest_pause": 0.1,
    "login_pause": 30.0,
    "store_pause": 0.01,
    "longest_store_pause": 0.05,
    "aside": 0.1,
}


def timing(**changes: float) -> ImapTiming:
    return ImapTiming(**{**FAST, **changes})


def mail(number: int, size: int = 0) -> bytes:
    return b"Subject: mail %d\r\nMessage-ID: <%d@example>\r\n\r\n%s\r\n" % (number, number, b"x" * size)


@asynccontextmanager
async def receiving(url: str, intake: SqliteIntake, **changes: float) -> AsyncIterator[ImapReceiver]:
    receiver = ImapReceiver(ImapSettings.from_url(url), intake, timing(**changes))
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()


def facts(receiver: ImapReceiver) -> dict[str, Any]:
    return receiver.state.facts
