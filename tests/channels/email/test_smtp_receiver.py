"""The SMTP and LMTP listener, spoken to over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import smtplib
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.sqlite_intake import SqliteIntake
from servers.waiting import eventually

from channels.email.smtp_limits import SmtpLimits
from channels.email.smtp_receiver import ListenAddress, SmtpReceiver, accepts_address
from channels.port import Receiver

SUPPORT = "support@firm.example"
MAIL = b"Subject: hello\r\n\r\nworld\r\n"
UNTRUSTED = {"trusted": ()}


@asynccontextmanager
async def listening(intake: Any, *, lmtp: bool = False, **limits: Any) -> AsyncIterator[SmtpReceiver]:
    receiver = SmtpReceiver("127.0.0.1:0", intake, SUPPORT, lmtp=lmtp, limits=SmtpLimits(**limits))
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()


class Client:
    """Says lines, collects answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> str:
        """One answer, all its lines."""
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 10)).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def say(self, line: str | bytes) -> str:
        await self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return await self.answer()

    async def begin(self, *recipients: str, hello: str = "EHLO client.example") -> list[str]:
        answers = [await self.answer(), await self.say(hello), await self.say("MAIL FROM:<a@customer.example>")]
        return answers + [await self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]

    async def closed(self) -> bool:
        try:
            return await asyncio.wait_for(self.reader.read(), 10) == b""
        except ConnectionError:
            return True


@asynccontextmanager
async def client(receiver: SmtpReceiver) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


def send(port: int, content: bytes, recipients: Sequence[str] = (SUPPORT,), options: Sequence[str] = ()) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as session:
        session.sendmail("a@customer.example", list(recipients), content, mail_options=list(options))


async def test_a_mail_is_on_disk_before_it_is_acknowledged(intake: SqliteIntake):
    async with listening(intake) as receiver, client(receiver) as one:
        assert isinstance(receiver, Receiver)
        assert receiver.state.ok
        release = threading.Event()
        intake.before_commit = lambda: assert_released(release)
        assert (await one.begin(SUPPORT.upper()))[-1].startswith("250 2.1.5")
        assert (await one.say("DATA")).startswith("354 ")
        await one.send(MAIL + b".\r\n")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.reader.readline(), 0.2)
        release.set()
        assert (await one.answer()).startswith("250 2.0.0")
        (item,) = intake.items()
        assert item.content == MAIL
        assert item.external_id == hashlib.sha256(MAIL).hexdigest()
        assert (item.channel, item.account) == ("email", "smtp:" + SUPPORT)
        assert datetime.now(UTC) - item.received_at < timedelta(minutes=1)
        assert item.envelope == {
            "transport": "smtp",
            "mail_from": "a@customer.example",
            "rcpt_to": [SUPPORT.upper()],
            "peer": "127.0.0.1",
            "helo": "client.example",
            "smtputf8": False,
            "received_at": item.received_at.isoformat(),
        }


def assert_released(release: threading.Event) -> None:
    assert release.wait(10)


async def test_what_is_offered(intake: SqliteIntake):
    async with listening(intake, mail_bytes=12345) as receiver, client(receiver) as one:
        assert (await one.answer()).startswith("220 firm.example ")
        offered = (await one.say("EHLO x")).splitlines()
        assert {"250-SIZE 12345", "250-8BITMIME", "250-SMTPUTF8", "250-PIPELINING"} <= set(offered)
        assert not any("AUTH" in line or "STARTTLS" in line for line in offered)


@pytest.mark.parametrize(
    "content", [b"", b".\r\n", b"..\r\n.a\r\n", b"\r\n\r\n", b"x\r\n.\r\r\n", b"\x00\xff\n.\nbare\r\n"]
)
async def test_bytes_are_kept_exactly(intake: SqliteIntake, content: bytes):
    async with listening(intake) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        wire = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
        assert (await one.say(wire + b".")).startswith("250")
        assert intake.contents() == [content]


async def test_the_same_mail_again_is_the_same_item(intake: SqliteIntake):
    async with listening(intake) as receiver:
        await asyncio.to_thread(send, receiver.port, MAIL)
        await asyncio.to_thread(send, receiver.port, MAIL, ["support+x@firm.example"])
        assert intake.count() == 1
        assert receiver.state.facts["repeated"] == 1


async def test_the_null_sender_of_bounces(intake: SqliteIntake):
    async with listening(intake) as receiver, client(receiver) as one:
        await one.answer()
        await one.say("HELO x")
        assert (await one.say("MAIL FROM:<>")).startswith("250")
        await one.say(f"RCPT TO:<{SUPPORT}>")
        await one.say("DATA")
        await one.say(MAIL + b".")
        assert intake.items()[0].envelope["mail_from"] == ""


async def test_strangers_recipients_are_refused(intake: SqliteIntake):
    async with listening(intake) as receiver, client(receiver) as one:
        answers = await one.begin(
            "support+9f3@firm.example",
            "other@firm.example",
            "support@other.example",
            "postmaster",
            "supporter@firm.example",
        )
        assert [answer[:9] for answer in answers[3:]] == [
            "250 2.1.5",
            "550 5.1.1",
            "550 5.1.1",
            "250 2.1.5",
            "550 5.1.1",
        ]
        await one.say("DATA")
        await one.say(MAIL + b".")
        assert intake.items()[0].envelope["rcpt_to"] == ["support+9f3@firm.example", "postmaster"]


async def test_further_addresses(intake: SqliteIntake):
    ours: Callable[[str], bool] = {"sales@firm.example"}.__contains__
    receiver = SmtpReceiver("127.0.0.1:0", intake, SUPPORT, accepts=ours)
    await receiver.start()
    async with client(receiver) as one:
        answers = await one.begin("sales@firm.example", SUPPORT, "no@firm.example")
        assert [answer[:3] for answer in answers[3:]] == ["250", "250", "550"]
    await receiver.stop()


async def test_a_store_that_cannot_keep_is_answered_451(intake: SqliteIntake):
    async with listening(intake) as receiver, client(receiver) as one:
        intake.available = False
        await one.begin(SUPPORT)
        await one.say("DATA")
        assert (await one.say(MAIL + b".")).startswith("451 4.3.0")
        assert not receiver.state.ok
        assert "disk is full" in receiver.state.detail
        assert intake.count() == 0
        intake.available = True
        await asyncio.to_thread(send, receiver.port, MAIL)
        assert receiver.state.ok
        assert intake.count() == 1


async def test_a_broken_store_is_answered_451_without_its_words(intake: SqliteIntake):
    def broken() -> None:
        raise RuntimeError("secret detail")

    intake.before_commit = broken
    async with listening(intake) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        answer = await one.say(MAIL + b".")
        assert answer.startswith("451 4.3.0")
        assert "secret" not in answer
        assert (await one.say("NOOP")).startswith("250")


async def test_a_mail_announced_as_too_big(intake: SqliteIntake):
    async with listening(intake, mail_bytes=1000) as receiver, client(receiver) as one:
        await one.answer()
        await one.say("EHLO x")
        assert (await one.say("MAIL FROM:<a@b.example> SIZE=1001")).startswith("552 5.3.4")
        assert (await one.say("MAIL FROM:<a@b.example> SIZE=1000")).startswith("250")


async def test_a_mail_that_turns_out_too_big(intake: SqliteIntake):
    async with listening(intake, mail_bytes=1000) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        assert (await one.say(b"x" * 1500 + b"\r\n.")).startswith("552 5.3.4")
        assert (await one.say("MAIL FROM:<a@b.example>")).startswith("250")
        assert intake.count() == 0


async def test_a_mail_without_end_is_hung_up_on(intake: SqliteIntake):
    async with listening(intake, mail_bytes=1000) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        with contextlib.suppress(ConnectionError):
            for _ in range(50):
                await one.send(b"x" * 100)
                await asyncio.sleep(0.002)
        await eventually(lambda: receiver.state.facts["connections"] == 0)
        assert intake.count() == 0


async def test_memory_for_all_mails_together_is_bounded(intake: SqliteIntake):
    async with listening(intake, memory_bytes=5000) as receiver, client(receiver) as one, client(receiver) as two:
        for each in (one, two):
            await each.begin(SUPPORT)
            await each.say("DATA")
        await one.send(b"x" * 4000)
        await asyncio.sleep(0.05)
        assert (await two.say(b"y" * 4000 + b"\r\n.")).startswith("452 4.3.1")
        assert (await one.say(b"\r\n.")).startswith("250")
        await two.say("MAIL FROM:<a@b.example>")
        await two.say(f"RCPT TO:<{SUPPORT}>")
        await two.say("DATA")
        assert (await two.say(b"y" * 4000 + b"\r\n.")).startswith("250")


async def test_too_many_recipients(intake: SqliteIntake):
    async with listening(intake, recipients=2) as receiver, client(receiver) as one:
        answers = await one.begin(*(f"support+{n}@firm.example" for n in range(3)))
        assert [answer[:9] for answer in answers[3:]] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
        await one.say("DATA")
        assert (await one.say(MAIL + b".")).startswith("250")
        assert len(intake.items()[0].envelope["rcpt_to"]) == 2


async def test_connections_at_once_are_limited_per_peer(intake: SqliteIntake):
    async with listening(intake, connections_per_peer=1, **UNTRUSTED) as receiver, client(receiver) as one:
        assert (await one.answer()).startswith("220")
        async with client(receiver) as two:
            assert (await two.answer()).startswith("421 4.7.0")
            assert await two.closed()
        assert (await one.say("QUIT")).startswith("221")
        await eventually(lambda: receiver.state.facts["connections"] == 0)
        async with client(receiver) as three:
            assert (await three.answer()).startswith("220")


async def test_mails_per_minute_are_limited_per_peer(intake: SqliteIntake):
    async with listening(intake, mails_per_minute=1, **UNTRUSTED) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("RSET")
        assert (await one.say("MAIL FROM:<a@b.example>")).startswith("450 4.7.1")


async def test_a_silent_client_is_told_and_hung_up_on(intake: SqliteIntake):
    async with listening(intake, idle_seconds=0.1) as receiver, client(receiver) as one:
        assert (await one.answer()).startswith("220")
        assert (await one.answer()).startswith("421 4.4.2")
        assert await one.closed()


async def test_a_mail_that_dribbles_is_hung_up_on_and_its_rest_is_never_a_command(intake: SqliteIntake):
    async with listening(intake, idle_seconds=5, mail_seconds=0.3) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        answer = asyncio.create_task(one.answer())
        with contextlib.suppress(ConnectionError):
            while not answer.done():
                await one.send(b"RSET\r\n")
                await asyncio.sleep(0.01)
        assert (await answer).startswith("421 4.4.2")
        assert await one.closed()


async def test_a_client_with_too_many_errors_is_hung_up_on(intake: SqliteIntake):
    async with listening(intake, errors=3) as receiver, client(receiver) as one:
        await one.begin("a@no.example", "b@no.example")
        await one.send(b"RCPT TO:<c@no.example>\r\n")
        assert (await one.answer()).startswith("550")
        assert (await one.answer()).startswith("421 4.7.0")
        assert await one.closed()


async def test_a_client_that_sends_all_at_once(intake: SqliteIntake):
    """PIPELINING (RFC 2920), and beyond: even DATA is not waited for."""
    async with listening(intake) as receiver, client(receiver) as one:
        commands = b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<support@firm.example>\r\nDATA\r\n"
        again = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<support@firm.example>\r\nDATA\r\nsecond\r\n.\r\nQUIT\r\n"
        await one.send(commands + MAIL + b".\r\n" + again)
        answers = (await asyncio.wait_for(one.reader.read(), 10)).decode().splitlines()
        codes = [line[:3] for line in answers if line[3] == " "]
        assert codes == ["220", "250", "250", "250", "354", "250", "250", "250", "354", "250", "221"]
        assert intake.contents() == [MAIL, b"second\r\n"]


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r\n\0.\r\n"])
async def test_no_mail_can_be_smuggled_behind_a_false_end(intake: SqliteIntake, end: bytes):
    """CVE-2024-27305: only CR LF . CR LF ends the mail."""
    inner = b"MAIL FROM:<ceo@firm.example>\r\nRCPT TO:<support@firm.example>\r\nDATA\r\nSubject: forged\r\n"
    async with listening(intake) as receiver, client(receiver) as one:
        await one.begin(SUPPORT)
        await one.say("DATA")
        assert (await one.say(b"Subject: real" + end + inner + b".")).startswith("250")
        # One mail, less the dot that a line must not begin with (RFC 5321, 4.5.2).
        assert intake.contents() == [(b"Subject: real" + end + inner).replace(b"\r\n.", b"\r\n")]


async def test_eight_bits_utf8_addresses_and_long_lines(intake: SqliteIntake):
    content = "Subject: chào\r\n\r\n".encode() + b"\xe1" * 200_000 + b"\r\n"
    async with listening(intake) as receiver, client(receiver) as one:
        await one.answer()
        await one.say("EHLO x")
        assert (await one.say("MAIL FROM:<hỗtrợ@khách.example> BODY=8BITMIME SMTPUTF8")).startswith("250")
        await one.say(f"RCPT TO:<{SUPPORT}>")
        await one.say("DATA")
        assert (await one.say(content + b".")).startswith("250")
        (item,) = intake.items()
        assert item.content == content
        assert item.envelope["mail_from"] == "hỗtrợ@khách.example"
        assert item.envelope["smtputf8"] is True


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"MAIL FROM:<\xff@b.example>", "553"),
        (b"MAIL FROM:<a\x00b@b.example>", "553"),
        (b"MAIL FROM:<", "553"),
        (b"MAIL FROM:<a@", "553"),
        (b"MAIL FROM:", "501"),
        (b"MAIL FROM:<a@b.example> SIZE=abc", "501"),
        (b"MAIL FROM:<a@b.example> FOO=bar", "555"),
        (b"MAIL FROM:<" + b"a" * 900 + b"@b.example>", "250"),
        (b"MAIL FROM:<" + b"a" * 5000 + b"@b.example>", "500"),
        (b"RCPT TO:<support@firm.example>", "503"),
        (b"DATA", "503"),
        (b"AUTH PLAIN AGEAYg==", "538"),
        (b"STARTTLS", "454"),
        (b"NONSENSE", "500"),
        (b"\xff\xff", "500"),
        (b"", "500"),
    ],
)
async def test_nonsense_gets_a_code_and_harms_nobody(intake: SqliteIntake, line: bytes, code: str):
    async with listening(intake) as receiver, client(receiver) as one:
        await one.answer()
        await one.say("EHLO x")
        assert (await one.say(line))[:3] == code
        assert (await one.say("RSET")).startswith("250")
    assert intake.count() == 0


async def test_hostile_names_do_not_reach_the_store(intake: SqliteIntake):
    async with listening(intake) as receiver, client(receiver) as one:
        await one.begin(SUPPORT, hello="EHLO \x00\x1b[31m\xed")
        await one.say("DATA")
        await one.say(MAIL + b".")
        assert intake.items()[0].envelope["helo"].isprintable()


async def test_a_client_that_leaves_while_its_mail_is_committed(intake: SqliteIntake):
    release = threading.Event()
    intake.before_commit = lambda: assert_released(release)
    async with listening(intake) as receiver:
        async with client(receiver) as one:
            await one.begin(SUPPORT)
            await one.say("DATA")
            await one.send(MAIL + b".\r\n")
            await eventually(lambda: intake.calls == 1)
        await asyncio.sleep(0.05)
        release.set()
        await eventually(lambda: intake.count() == 1)


async def test_a_client_that_leaves_in_the_middle_leaves_nothing(intake: SqliteIntake):
    async with listening(intake) as receiver:
        async with client(receiver) as one:
            await one.begin(SUPPORT)
            await one.say("DATA")
            await one.send(MAIL)
        await eventually(lambda: receiver.state.facts["connections"] == 0)
        assert intake.calls == 0


async def test_stop_lets_a_commit_finish_and_answers_it(intake: SqliteIntake):
    release = threading.Event()
    intake.before_commit = lambda: assert_released(release)
    async with listening(intake) as receiver, client(receiver) as one, client(receiver) as idle:
        await idle.answer()
        await one.begin(SUPPORT)
        await one.say("DATA")
        await one.send(MAIL + b".\r\n")
        await eventually(lambda: intake.calls == 1)
        stopping = asyncio.create_task(receiver.stop())
        assert (await idle.answer()).startswith("421 4.3.2")
        release.set()
        assert (await one.answer()).startswith("250")
        await asyncio.wait_for(stopping, 5)
        assert not receiver.state.ok
        with pytest.raises(OSError):  # noqa: PT011 - refused or reset, by platform
            await asyncio.open_connection("127.0.0.1", receiver.port)


async def test_a_port_that_is_taken(intake: SqliteIntake):
    async with listening(intake) as receiver:
        second = SmtpReceiver(f"127.0.0.1:{receiver.port}", intake, SUPPORT)
        with pytest.raises(OSError, match="in use"):
            await second.start()


async def test_lmtp_answers_for_each_recipient(intake: SqliteIntake):
    """RFC 2033, 4.2."""
    async with listening(intake, lmtp=True) as receiver, client(receiver) as one:
        answers = await one.begin("support+a@firm.example", "no@firm.example", "support+b@firm.example", hello="LHLO x")
        assert "250-PIPELINING" in answers[1]
        assert "250-ENHANCEDSTATUSCODES" in answers[1]
        assert [answer[:3] for answer in answers[3:]] == ["250", "550", "250"]
        await one.say("DATA")
        assert (await one.say(MAIL + b".")).startswith("250 2.0.0")
        assert (await one.answer()).startswith("250 2.0.0")
        assert (await one.say("NOOP")).startswith("250")
        (item,) = intake.items()
        assert item.envelope["transport"] == "lmtp"
        assert item.envelope["rcpt_to"] == ["support+a@firm.example", "support+b@firm.example"]
        intake.available = False
        for line in (
            "MAIL FROM:<a@b.example>",
            "RCPT TO:<support+a@firm.example>",
            "RCPT TO:<support@firm.example>",
            "DATA",
        ):
            await one.say(line)
        assert (await one.say(MAIL + b".")).startswith("451 4.3.0")
        assert (await one.answer()).startswith("451 4.3.0")


async def test_lmtp_knows_no_helo(intake: SqliteIntake):
    async with listening(intake, lmtp=True) as receiver, client(receiver) as one:
        await one.answer()
        assert (await one.say("HELO x")).startswith("500")
        assert (await one.say("EHLO x")).startswith("500")


async def test_smtplib_speaks_lmtp_to_it(intake: SqliteIntake):
    def deliver(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.LMTP("127.0.0.1", port) as session:
            return session.sendmail("a@b.example", [SUPPORT], MAIL)

    async with listening(intake, lmtp=True) as receiver:
        assert await asyncio.to_thread(deliver, receiver.port) == {}
        assert intake.count() == 1


async def test_a_big_mail_does_not_hold_up_others(intake: SqliteIntake):
    program = (
        "import smtplib, sys\n"
        "big = b'Subject: big\\r\\n\\r\\n' + (b'y' * 76 + b'\\r\\n') * 320_000\n"
        "with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as s: s.sendmail('a@b.example', ['support@firm.example'], big)\n"
    )
    longest = 0.0

    async def watch() -> None:
        """The most CPU time that the loop spent before it came round again; a busy machine does not change that."""
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)
            await asyncio.sleep(0.0005)

    async with listening(intake) as receiver:
        watcher = asyncio.create_task(watch())
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(receiver.port))
        assert await process.wait() == 0
        watcher.cancel()
    assert len(intake.contents()[0]) > 24_000_000
    assert longest < 0.05


async def test_many_clients_at_once(intake: SqliteIntake):
    async with listening(intake) as receiver:

        async def one_mail(number: int) -> None:
            async with client(receiver) as one:
                await one.begin(SUPPORT)
                await one.say("DATA")
                assert (await one.say(b"Subject: %d\r\n\r\n." % number)).startswith("250")

        await asyncio.gather(*(one_mail(n) for n in range(100)))
        assert intake.count() == 100


@pytest.mark.parametrize("text", ["", "2525", "host", "host:", ":25", "host:x", "host:99999", "::1:25", "host:-1"])
def test_where_to_listen_is_checked(text: str):
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:2525|brackets") as caught:
        ListenAddress.parse(text)
    assert str(caught.value).endswith(".")


def test_where_to_listen():
    assert ListenAddress.parse("[::1]:25") == ListenAddress("::1", 25)
    assert ListenAddress.parse(" 0.0.0.0:0 ") == ListenAddress("0.0.0.0", 0)


def test_which_addresses_are_ours():
    accepts = accepts_address("Hỗ.Trợ@Công-Ty.example")
    assert accepts("hỗ.trợ@công-ty.example")
    assert accepts("HỖ.TRỢ+abc@xn--cng-ty-ixa.example")
    assert accepts("postmaster@công-ty.example")
    assert not accepts("hỗ.trợ@example")
    assert not accepts("")
    assert not accepts("@")
    assert not accepts("hỗ.trợ@" + "a" * 100 + ".example")
    with pytest.raises(ValueError, match="name@domain"):
        accepts_address("support")
