"""From a mail's arrival to the card in a staff member's Telegram: through our SMTP listener, pymap and Dovecot."""

from __future__ import annotations

import asyncio
import smtplib
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from statistics import quantiles

from benchmarks.mails import SUPPORT_ADDRESS
from benchmarks.measure import Row
from benchmarks.program import Program
from benchmarks.servers import SQLITE, Databases
from tests.servers.dovecot import PROGRAM as DOVECOT
from tests.servers.dovecot import dovecot
from tests.servers.pymap_server import pymap_server
from tests.telegram_emulator import EmulatedUser, TelegramEmulator

EVERY_SECONDS = 1.15
"""Telegram takes one message a second in a chat; what is sent faster waits there, not in crmbot."""
WAIT_SECONDS = 20.0
_WARM_UP_MAILS = 2
_MOST_MAILS = 60

Send = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    median: float | None
    worst: float
    """Targets in milliseconds, the second for the 99th percentile."""


_OWN = _Way("own SMTP listener → message at the Bot API", 30, 150)
_PYMAP = _Way("IMAP IDLE (pymap) → message at the Bot API", None, 150)
_THROUGH_DOVECOT = _Way("IMAP IDLE (Dovecot) → message at the Bot API", None, 750)


def measure_latency(databases: Databases, mails: Path, _rounds: int) -> Iterator[Row]:
    """A tenth as many mails as the backlog has, sixty at most, and half of that through each IMAP server.

    With so few, the 99th percentile is nearly the slowest of them.
    """
    count = min(_MOST_MAILS, max(10, sum(1 for _ in mails.glob("*.eml")) // 10))
    yield asyncio.run(_smtp(databases, count))
    yield asyncio.run(_pymap(databases, count // 2))
    if DOVECOT is None:
        yield Row(_THROUGH_DOVECOT.name, "", "Debian's dovecot-imapd is not installed")
    else:
        yield asyncio.run(_dovecot(databases, count // 2))


async def _smtp(databases: Databases, count: int) -> Row:
    async with TelegramEmulator() as telegram:
        program = _program(databases, telegram)

        async def send(mail: bytes) -> None:
            await asyncio.to_thread(post, program.smtp_port, mail)

        return await _measured(_OWN, program, telegram, send, count)


async def _pymap(databases: Databases, count: int) -> Row:
    async with TelegramEmulator() as telegram, pymap_server() as server:
        program = _program(databases, telegram, IMAP_URL=server.url)

        async def send(mail: bytes) -> None:
            await server.deliver(mail)

        return await _measured(_PYMAP, program, telegram, send, count)


async def _dovecot(databases: Databases, count: int) -> Row:
    async with TelegramEmulator() as telegram, AsyncExitStack() as stack:
        server = await stack.enter_async_context(dovecot())
        program = _program(databases, telegram, IMAP_URL=server.url())
        client = await asyncio.to_thread(server.client)
        stack.callback(client.logout)

        async def send(mail: bytes) -> None:
            await asyncio.to_thread(client.append, "INBOX", mail)

        return await _measured(_THROUGH_DOVECOT, program, telegram, send, count)


def _program(databases: Databases, telegram: TelegramEmulator, **settings: str) -> Program:
    known = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
    return Program(databases.folder("latency"), databases.fresh(SQLITE), known | settings)


async def _measured(way: _Way, program: Program, telegram: TelegramEmulator, send: Send, count: int) -> Row:
    phone = await add_agent(program, telegram)
    async with running(program):
        for number in range(_WARM_UP_MAILS):
            await _one(phone, send, f"warm-up {number}", number)
            await asyncio.sleep(EVERY_SECONDS)
        cpu, times = program.cpu, []
        for number in range(count):
            took = await _one(phone, send, f"measured {number}", 1_000 + number)
            times.append(took * 1_000)
            await asyncio.sleep(max(0.0, EVERY_SECONDS - took))
        spent = program.cpu - cpu
    middle, worst = percentiles(times)
    met = worst <= way.worst and (way.median is None or middle <= way.median)
    target = (f"p50 ≤ {way.median:g} ms, " if way.median else "") + f"p99 ≤ {way.worst:g} ms"
    return Row(way.name, target, f"p50 {middle:.0f} ms, p99 {worst:.0f} ms ({count} mails)", met, 1_000 * spent / count)


async def add_agent(program: Program, telegram: TelegramEmulator, role: str = "support") -> EmulatedUser:
    """Somebody on the team, with Telegram; before the program runs."""
    phone = telegram.user("Minh", language_code="en")
    phone.chat.raw.started = phone.chat.raw.met = True
    await asyncio.to_thread(
        program.command,
        *("user", "add", "--name", "Minh", "--email", "minh@firm.example", "--role", role),
        *("--telegram-id", str(phone.id), "--language", "en"),
    )
    return phone


class running:  # noqa: N801  reads as a word where it is used
    """A program whose start and stop do not hold up the event loop, on which its Telegram lives."""

    def __init__(self, program: Program) -> None:
        self._program = program

    async def __aenter__(self) -> Program:
        return await asyncio.to_thread(self._program.__enter__)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._program.__exit__, None, None, None)


async def _one(phone: EmulatedUser, send: Send, words: str, number: int) -> float:
    """Seconds from the first byte of the mail to the message that shows its words."""
    began = time.perf_counter()
    arrived = asyncio.create_task(
        phone.wait_for(
            lambda chat: next((one for one in chat.bot_messages if f"{words}." in one.text), None),
            timeout=WAIT_SECONDS,
        )
    )
    await send(letter(words, number))
    await arrived
    return time.perf_counter() - began


def letter(words: str, number: int) -> bytes:
    """A customer's first mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Hoa <hoa{number}@saomai.example>"
    mail["To"] = SUPPORT_ADDRESS
    mail["Subject"] = f"Printer {number} shows an error"
    mail["Message-ID"] = f"<{number}.{time.time_ns()}@saomai.example>"
    mail.set_content(f"The printer shows an error, {words}. Please have a look.")
    return mail.as_bytes()


def post(port: int, mail: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail("hoa@saomai.example", [SUPPORT_ADDRESS], mail)


def percentiles(times: list[float]) -> tuple[float, float]:
    """The median and the 99th."""
    cut = quantiles(times, n=100, method="inclusive")
    return cut[49], cut[98]
