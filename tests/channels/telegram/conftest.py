"""A Bot API server for each test, settings that retry fast, and an intake that keeps in memory."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir
from telegram_emulator import TelegramEmulator

from channels.message import ChatParts, InboundMessage, OutboundMessage, RawItem, ReadPosition, StoredFile, plain
from channels.port import IntakeUnavailable, Kept
from channels.telegram.channel import TelegramChannel
from channels.telegram.receiver import ALLOWED_UPDATES
from channels.telegram.sender import TelegramSender
from channels.telegram.settings import TelegramSettings

# Its default place, a folder beside tests/, makes pytest's collection warn.
set_hypothesis_home_dir(Path(__file__).parents[3] / ".pytest_cache" / "hypothesis")


class MemoryIntake:
    """Recognises repeats as the store does. While ``unavailable`` is positive, that many calls are refused."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str, str], RawItem] = {}
        self.positions: dict[tuple[str, str], ReadPosition] = {}
        self.calls = 0
        self.unavailable = 0
        self.broken = 0

    async def keep(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        return self.keep_blocking(items, position)

    def keep_blocking(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        self.calls += 1
        if self.unavailable:
            self.unavailable -= 1
            raise IntakeUnavailable("database is locked")
        if self.broken:
            self.broken -= 1
            raise RuntimeError("a fault in the store")
        kept = [self._keep_one(item) for item in items]
        if position is not None:
            self.positions[position.channel, position.account] = position
        return kept

    def _keep_one(self, item: RawItem) -> Kept:
        key = (item.channel, item.account, item.external_id)
        new = key not in self.items
        self.items.setdefault(key, item)
        return Kept(list(self.items).index(key), new)

    async def read_position(self, channel: str, account: str) -> ReadPosition | None:
        return self.read_position_blocking(channel, account)

    def read_position_blocking(self, channel: str, account: str) -> ReadPosition | None:
        return self.positions.get((channel, account))

    @property
    def raws(self) -> list[RawItem]:
        return list(self.items.values())

    @property
    def messages(self) -> list[InboundMessage]:
        return [TelegramChannel().parse(raw) for raw in self.raws]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def has(self, count: int, seconds: float = 5.0) -> list[InboundMessage]:
        """Waits until ``count`` items are here."""
        await until(lambda: len(self.items) >= count, seconds)
        return self.messages


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the condition lives in another program
            await asyncio.sleep(0.01)


@dataclass
class Outbox:
    """Sends as the delivery worker does, and counts how often the point of no return was passed."""

    sender: TelegramSender
    files: dict[str, bytes] = field(default_factory=dict)
    points: int = 0
    times: list[float] = field(default_factory=list)

    async def _point(self) -> None:
        self.points += 1
        self.times.append(time.monotonic())

    def __call__(self, chat: ChatParts, text: str = "", **more: object) -> Awaitable:
        rich = more.pop("rich", None) or plain(text)
        return self.sender.send(OutboundMessage("o-1", rich, chat=chat, **more), self._point)

    def file(self, name: str, content_type: str, content: bytes) -> StoredFile:
        self.files[name] = content
        return StoredFile(name, name, content_type, len(content))


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture
async def tg() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(webhook_retry_delay=0.05) as emulator:
        yield emulator


@pytest.fixture
def settings(tg: TelegramEmulator) -> TelegramSettings:
    return TelegramSettings(
        tg.token,
        api_url=tg.url,
        long_poll_seconds=2,
        connect_seconds=2.0,
        answer_seconds=1.0,
        upload_seconds=2.0,
        first_retry_seconds=0.02,
        longest_retry_seconds=0.1,
        part_patience_seconds=3.0,
    )


@pytest.fixture
def intake() -> MemoryIntake:
    return MemoryIntake()


@pytest.fixture
async def outbox(settings: TelegramSettings) -> AsyncIterator[Outbox]:
    files: dict[str, bytes] = {}
    sender = TelegramSender(settings, lambda file: files[file.sha256])
    await sender.start()
    yield Outbox(sender, files)
    await sender.stop()


@pytest.fixture
def raw_updates(tg: TelegramEmulator) -> Callable[[], list[RawItem]]:
    """What the bot would be given now, as raw items."""
    tg.world.queue.set_allowed(ALLOWED_UPDATES)

    def pending() -> list[RawItem]:
        updates = [update.to_json() for update in tg.world.queue.pending()]
        return [
            RawItem("telegram", "12345", str(update["update_id"]), json.dumps(update).encode(), datetime.now(UTC))
            for update in updates
        ]

    return pending


@pytest.fixture
def parsed(raw_updates: Callable[[], list[RawItem]]) -> Callable[[], list[InboundMessage]]:
    return lambda: [TelegramChannel().parse(raw) for raw in raw_updates()]
