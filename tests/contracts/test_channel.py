"""What every channel promises by ``channels.port``, over the wire of its own protocol.

A new channel writes a harness (``harness.py`` says what it is) and adds one line to ``CHANNELS``.
"""

from __future__ import annotations

import copy
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import pytest
from contracts.email_harness import EmailHarness
from contracts.harness import Harness, Trouble
from contracts.telegram_harness import TelegramHarness
from contracts.webchat_harness import WebchatHarness

from channels.message import InboundMessage, RawItem
from channels.port import CannotDeliver, ChannelError, OutcomeUnknown, ParseRefused, Receipt, TryAgainLater

CHANNELS: dict[str, Callable[[], Harness]] = {
    "email": EmailHarness,
    "telegram": TelegramHarness,
    "webchat": WebchatHarness,
}
CAN_BE_UNKNOWN = [name for name, harness in CHANNELS.items() if not getattr(harness, "repeats_safely", False)]
HOSTILE = {
    "empty": b"",
    "zero bytes": b"\0" * 4096,
    "every byte": bytes(range(256)) * 40,
    "deep brackets": b"[" * 200_000,
    "a long line": b"a" * 1_000_000,
    "half an item": None,
}


@pytest.fixture(params=CHANNELS)
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with CHANNELS[request.param]() as harness:
        yield harness


@pytest.fixture(params=CAN_BE_UNKNOWN)
async def risky(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    """A channel whose outcomes can be unknown, started."""
    async with CHANNELS[request.param]() as harness:
        await harness.sender.start()
        yield harness


@pytest.fixture
async def started(bench: Harness) -> Harness:
    """``bench`` stops the sender."""
    await bench.sender.start()
    return bench


@dataclass
class Point:
    """A point of no return that notes what the far end had when it was passed."""

    bench: Harness
    passed: list[list[str]] = field(default_factory=list)

    async def __call__(self) -> None:
        self.passed.append(await self.bench.arrived())


async def outcome(bench: Harness, text: str) -> Receipt | ChannelError:
    try:
        return await bench.sender.send(bench.message(text), Point(bench))
    except ChannelError as error:
        return error


class TestParse:
    def test_it_knows_its_name(self, bench: Harness) -> None:
        assert bench.samples
        assert {sample.channel for sample in bench.samples} == {bench.channel.name}

    def test_an_item_keeps_its_identity(self, bench: Harness) -> None:
        for sample in bench.samples:
            message = bench.channel.parse(sample)
            assert (message.channel, message.account, message.external_id) == (
                sample.channel,
                sample.account,
                sample.external_id,
            )

    def test_reading_twice_gives_the_same_and_changes_nothing(self, bench: Harness) -> None:
        for sample in bench.samples:
            before = copy.deepcopy(sample)
            assert bench.channel.parse(sample) == bench.channel.parse(sample)
            assert sample == before

    def test_what_is_read_is_fit_to_be_stored(self, bench: Harness) -> None:
        messages = [bench.channel.parse(sample) for sample in bench.samples]
        assert any(message.text and message.sender for message in messages)
        for message in messages:
            assert message.sent_at is None or message.sent_at.tzinfo is not None
            for text in texts_of(message):
                assert unicodedata.is_normalized("NFC", text)
                assert "\0" not in text
                text.encode("utf-8")

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_hostile_bytes_are_read_or_refused_in_bounded_time(self, bench: Harness, kind: str) -> None:
        sample = bench.samples[1]
        content = HOSTILE[kind]
        content = sample.content[: len(sample.content) // 2] if content is None else content
        begin = time.process_time()
        refusal = refusal_of(bench, replace(sample, content=content))
        assert time.process_time() - begin < 2
        assert refusal is None or is_one_line(refusal)


class TestSend:
    async def test_a_message_arrives_once_after_the_point_of_no_return(self, started: Harness) -> None:
        point = Point(started)
        receipt = await started.sender.send(started.message("Chào chị Hoa <3 & tạm biệt"), point)
        assert isinstance(receipt, Receipt)
        assert point.passed == ([] if started.repeats_safely else [[]])
        assert await started.arrived() == ["Chào chị Hoa <3 & tạm biệt"]
        assert started.sender.state.ok

    async def test_order_is_kept(self, started: Harness) -> None:
        texts = ["một", "hai", "ba"]
        for text in texts:
            assert isinstance(await outcome(started, text), Receipt)
        assert await started.arrived() == texts

    async def test_if_the_point_of_no_return_cannot_be_passed_nothing_leaves(self, risky: Harness) -> None:
        async def lease_lost() -> None:
            raise RuntimeError("another worker has this message")

        with pytest.raises(RuntimeError, match="another worker"):
            await risky.sender.send(risky.message("x"), lease_lost)
        assert await risky.arrived() == []

    async def test_a_message_for_another_channel_is_refused(self, started: Harness) -> None:
        point = Point(started)
        with pytest.raises(CannotDeliver):
            await started.sender.send(started.foreign_message(), point)
        assert point.passed == []

    async def test_a_final_refusal_cannot_be_delivered(self, started: Harness) -> None:
        await started.trouble(Trouble.REFUSES)
        refusal = await outcome(started, "bí mật")
        assert isinstance(refusal, CannotDeliver)
        assert is_one_line(refusal.reason)
        assert "bí mật" not in refusal.reason
        assert await started.arrived() == []

    async def test_a_request_to_wait_is_for_later(self, started: Harness) -> None:
        await started.trouble(Trouble.ASKS_TO_WAIT)
        later = await outcome(started, "x")
        assert isinstance(later, TryAgainLater)
        assert is_one_line(later.reason)
        assert await started.arrived() == []

    async def test_a_lost_answer_is_unknown_and_not_repeated(self, risky: Harness) -> None:
        await risky.trouble(Trouble.LOSES_THE_ANSWER)
        assert isinstance(await outcome(risky, "x"), OutcomeUnknown)
        assert await risky.arrived() == ["x"]

    async def test_where_nothing_can_be_unknown_the_same_again_is_the_same(self, started: Harness) -> None:
        message = started.message("x")
        receipts = [await started.sender.send(message, Point(started)) for _ in range(2)]
        if started.repeats_safely:
            assert receipts[0] == receipts[1]
        assert await started.arrived() == ["x"] * (1 if started.repeats_safely else 2)

    async def test_a_far_end_that_is_down_is_for_later(self, started: Harness) -> None:
        await started.trouble(Trouble.IS_DOWN)
        assert isinstance(await outcome(started, "x"), TryAgainLater)
        assert not started.sender.state.ok
        assert is_one_line(started.sender.state.detail)
        await started.repair()
        assert isinstance(await outcome(started, "x"), Receipt)
        assert await started.arrived() == ["x"]

    async def test_it_starts_without_a_far_end_and_stops_quickly(self, bench: Harness) -> None:
        await bench.trouble(Trouble.IS_DOWN)
        await bench.sender.start()
        begin = time.monotonic()
        await bench.sender.stop()
        await bench.sender.stop()
        assert time.monotonic() - begin < 5
        await bench.repair()

    async def test_a_stopped_sender_sends_nothing(self, started: Harness) -> None:
        await started.sender.stop()
        assert isinstance(await outcome(started, "x"), TryAgainLater)
        assert await started.arrived() == []


def texts_of(message: InboundMessage) -> list[str]:
    names = [attachment.filename for attachment in message.attachments]
    return [message.subject, message.text, message.reply_text, message.quoted_text, message.signature, *names]


def refusal_of(bench: Harness, raw: RawItem) -> str | None:
    try:
        bench.channel.parse(raw)
    except ParseRefused as refusal:
        return str(refusal)
    return None


def is_one_line(text: str) -> bool:
    return bool(text) and "\n" not in text and len(text) < 300
