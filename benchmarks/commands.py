"""From a staff member's command in Telegram to the answer, in a firm with a long past, while mails come in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from benchmarks.latency import EVERY_SECONDS, WAIT_SECONDS, add_agent, percentiles, post, running
from benchmarks.mails import SUPPORT_ADDRESS
from benchmarks.measure import Row
from benchmarks.program import Program
from tests.telegram_emulator import EmulatedUser, TelegramEmulator

_MEDIAN_MS, _WORST_MS = 20.0, 80.0
_COMMANDS = 30
_MAILS_PER_SECOND = 10
_SETTLE_SECONDS = 4.0


def measure_commands(url: str, data: Path, interactions: int) -> Iterator[Row]:
    times = asyncio.run(_measured(url, data))
    middle, worst = percentiles(times)
    yield Row(
        f"staff command → answer at the Bot API, {interactions:,} interactions, {_MAILS_PER_SECOND} mails/s",
        f"p50 ≤ {_MEDIAN_MS:g} ms, p99 ≤ {_WORST_MS:g} ms",
        f"p50 {middle:.0f} ms, p99 {worst:.0f} ms ({len(times)} commands)",
        middle <= _MEDIAN_MS and worst <= _WORST_MS,
    )


async def _measured(url: str, data: Path) -> list[float]:
    async with TelegramEmulator() as telegram:
        program = Program(data, url, {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})
        phone = await add_agent(program, telegram)
        async with running(program), _mails(program):
            await asyncio.sleep(_SETTLE_SECONDS)
            await command(phone)
            times = []
            for _ in range(_COMMANDS):
                await asyncio.sleep(EVERY_SECONDS)
                times.append(1_000 * await command(phone))
            return times


async def command(phone: EmulatedUser, words: str = "/tickets", answer: str = "") -> float:
    """Seconds until a new message with the words of the answer stands in the chat."""
    last = max((one.id for one in phone.chat.bot_messages), default=0)
    began = time.perf_counter()
    await phone.send(words)
    await phone.wait_for(
        lambda chat: next((one for one in chat.bot_messages if one.id > last and answer in one.text), None),
        timeout=WAIT_SECONDS,
    )
    return time.perf_counter() - began


@asynccontextmanager
async def _mails(program: Program) -> AsyncIterator[None]:
    """Newsletters: they go the whole way, but nobody gets a card, which would share the chat's one message a second."""

    async def send() -> None:
        number = 0
        while True:
            began, number = time.monotonic(), number + 1
            await asyncio.to_thread(post, program.smtp_port, _newsletter(number))
            await asyncio.sleep(max(0.0, 1 / _MAILS_PER_SECOND - (time.monotonic() - began)))

    sending = asyncio.create_task(send())
    try:
        yield
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


def _newsletter(number: int) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "News <news@paper.example>"
    mail["To"] = SUPPORT_ADDRESS
    mail["Subject"] = f"What is new, number {number}"
    mail["Message-ID"] = f"<news.{number}.{time.time_ns()}@paper.example>"
    mail["Precedence"] = "bulk"
    mail.set_content("Our new catalogue is here. " * 40)
    return mail.as_bytes()
