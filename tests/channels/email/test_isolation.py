from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.email.channel import EmailChannel
from channels.email.isolation import ParseFailed, ParserLimits, ParserPool, parse_in_child
from channels.message import RawItem
from channels.port import ParseRefused

HEAD = b"From: a@b.example\r\nSubject: x\r\n"
SUSPECT = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 5_000


def raw(content: bytes) -> RawItem:
    return RawItem("email", "smtp:x", "id", content, datetime.now(UTC), {"rcpt_to": ["hotro@abc.example"]})


@pytest.fixture
def pool():
    pool = ParserPool()
    yield pool
    pool.close()


async def test_ordinary_and_suspect_mail_give_the_same_shape(pool):
    ordinary = await pool.parse(raw(HEAD + b"\r\nhi"))
    suspect = await pool.parse(raw(SUSPECT))
    assert ordinary.text == "hi"
    assert suspect.sender == ordinary.sender
    assert suspect.delivered_to == ("hotro@abc.example",)
    assert "more than 1000 parts: the rest is left out" in suspect.defects


async def test_a_suspect_does_not_hold_up_ordinary_mail(pool):
    slow = asyncio.create_task(pool.parse(raw(SUSPECT)))
    await asyncio.sleep(0)
    started = time.monotonic()
    await pool.parse(raw(HEAD + b"\r\nhi"))
    assert time.monotonic() - started < 0.5
    assert not slow.done()
    await slow


def test_blocking_callers(pool):
    assert pool.parse_blocking(raw(HEAD + b"\r\nhi")).text == "hi"
    assert pool.parse_blocking(raw(SUSPECT)).defects


def test_a_mail_whose_first_reading_ended_badly_is_read_in_a_child():
    """However harmless it looks: here told by the child's time limit."""
    channel = EmailChannel(ParserPool(ParserLimits(seconds=0.01)))
    harmless = raw(HEAD + b"\r\nhi")
    assert channel.parse(harmless).text == "hi"
    again = replace(harmless, envelope={**harmless.envelope, "attempt": 2})
    with pytest.raises(ParseFailed, match="longer than"):
        channel.parse(again)
    channel.close()


def test_the_channel_knows_suspects_by_a_look():
    channel = EmailChannel()
    assert [channel.is_suspect(raw(one)) for one in (SUSPECT, HEAD + b"\r\nhi", b"")] == [True, False, False]
    channel.close()


def test_refusal_comes_back_from_the_child():
    with pytest.raises(ParseRefused, match="no mail header"):
        parse_in_child(raw(b"just words"), ParserLimits())


def test_time_limit():
    with pytest.raises(ParseFailed, match=r"longer than 0\.01 seconds"):
        parse_in_child(raw(SUSPECT), ParserLimits(seconds=0.01))


def test_memory_limit():
    with pytest.raises(ParseFailed, match="memory"):
        parse_in_child(raw(HEAD + b"\r\n" + b"a" * 150_000_000), ParserLimits(memory_bytes=200 * 1024 * 1024))


def test_cpu_limit():
    with pytest.raises(ParseFailed, match="signal"):
        parse_in_child(raw(SUSPECT), ParserLimits(cpu_seconds=0))
