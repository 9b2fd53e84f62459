"""Mails through real SMTP connections to a relay that may misbehave."""

from __future__ import annotations

import asyncio
import email
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers.certificates import Certificate, make_certificate
from servers.smtp_sink import SmtpSink

from channels.email.addressing import is_ours, new_message_id
from channels.email.relay_session import StageLimits
from channels.email.sender import SmtpSender
from channels.email.smtp_url import SmtpSettings
from channels.message import Address, MailParts, OutboundMessage, StoredFile, plain
from channels.port import CannotDeliver, OutcomeUnknown, Receipt, Sender, TryAgainLater

SECRET = b"0123456789abcdef"
HASTY = StageLimits(connect=2.0, command=0.3, block=0.3, final=0.3, bytes_per_second=1e9, goodbye=0.3)
PATIENT = StageLimits(connect=5.0, command=5.0, block=5.0, final=5.0)
A, B, C = "a@x.example", "b@x.example", "c@x.example"


def mail(*to: str, text: str = "Chào chị", **parts: object) -> OutboundMessage:
    sender = Address("support@saomai.vn", "Minh – Sao Mai")
    message_id = new_message_id(SECRET, "saomai.vn")
    addresses = tuple(Address(each) for each in to or (A,))
    letter = replace(MailParts(sender, addresses, "Re: Máy in", message_id), **parts)
    return OutboundMessage("k1", plain(text), mail=letter)


def zeros(file: StoredFile) -> bytes:
    return bytes(file.size)


class Point:
    """The point of no return: counts how often it was passed, and what the relay had by then."""

    def __init__(self, sink: SmtpSink | None = None, action: Callable[[], Awaitable[None]] | None = None) -> None:
        self.passed = 0
        self.messages_before = -1
        self._sink = sink
        self._action = action

    async def __call__(self) -> None:
        self.passed += 1
        if self._sink is not None:
            self.messages_before = len(self._sink.messages)
        if self._action is not None:
            await self._action()


@asynccontextmanager
async def sending(
    sink: SmtpSink, query: str = "", *, login: str = "", scheme: str = "smtp", **options
) -> AsyncIterator[SmtpSender]:
    host = "localhost" if sink.tls else "127.0.0.1"
    settings = SmtpSettings.from_url(f"{scheme}://{login}{host}:{sink.port}{query}")
    sender = SmtpSender(settings, options.pop("read_file", zeros), limits=options.pop("limits", PATIENT), **options)
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


@pytest.fixture
async def sink() -> AsyncIterator[SmtpSink]:
    async with SmtpSink() as running:
        yield running


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="session")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("expired"), expired=True)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("stranger"), "other.example")


class TestTaken:
    async def test_a_mail_arrives_as_it_was_rendered(self, sink: SmtpSink):
        point = Point(sink)
        async with sending(sink) as sender:
            assert isinstance(sender, SmtpSender)
            port: Sender = sender
            receipt = await port.send(mail(A, B, text=".dot\n..two\nend"), point)
            assert sender.state.ok
        [sunk] = sink.messages
        assert (point.passed, point.messages_before) == (1, 0)
        assert receipt.external_id == "4Z9KQ1"
        assert [(each.address, each.state) for each in receipt.recipients] == [(A, "sent"), (B, "sent")]
        assert (sunk.mail_from, sunk.rcpt_to) == ("support@saomai.vn", [A, B])
        message = email.message_from_bytes(sunk.content)
        assert b".dot\r\n..two\r\nend" in message.get_payload()[0].get_payload(decode=True)
        assert is_ours(message["Message-ID"], [SECRET])

    async def test_a_second_try_hands_over_the_same_bytes(self, sink: SmtpSink):
        fixed = mail(sent_at=datetime(2026, 11, 21, 7, 7, tzinfo=UTC))
        hours = iter(range(100))
        async with sending(sink, now=lambda: datetime(2026, 11, 22, next(hours) % 24, tzinfo=UTC)) as sender:
            await sender.send(fixed, Point())
            await sender.send(fixed, Point())
            await sender.send(mail(A), Point())
        first, second, third = sink.messages
        assert first.content == second.content
        assert email.message_from_bytes(first.content)["Date"] == "Sat, 21 Nov 2026 07:07:00 +0000"
        assert email.message_from_bytes(third.content)["Date"].startswith("Sun, 22 Nov 2026")

    async def test_delivery_notices_are_asked_for_under_our_own_id(self, sink: SmtpSink):
        message = mail(A)
        async with sending(sink) as sender:
            await sender.send(message, Point())
        [sunk] = sink.messages
        assert message.mail is not None
        assert sunk.mail_options == f"SIZE={len(sunk.content)} RET=HDRS ENVID={message.mail.message_id}"
        assert sunk.rcpt_options[A] == f"NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;{A}"

    async def test_a_relay_without_extensions_gets_plain_commands(self):
        async with SmtpSink(dsn=False, size_limit=0) as sink, sending(sink) as sender:
            await sender.send(mail(A), Point())
            assert sink.messages[0].mail_options == ""
            assert sink.messages[0].rcpt_options[A] == ""

    async def test_a_relay_that_only_knows_helo_is_served(self, sink: SmtpSink):
        sink.script("EHLO", reply="502 5.5.1 what?")
        async with sending(sink) as sender:
            await sender.send(mail(A), Point())
        assert sink.messages[0].rcpt_to == [A]

    async def test_automatic_mails_leave_from_nobody(self, sink: SmtpSink):
        async with sending(sink) as sender:
            await sender.send(mail(A, automatic=True), Point())
        assert sink.messages[0].mail_from == ""
        assert sink.messages[0].rcpt_options[A].startswith("NOTIFY=NEVER")

    async def test_a_relay_that_wants_a_sender_gets_one(self, sink: SmtpSink):
        sink.script("MAIL", reply="501 5.1.7 no null sender", times=1)
        async with sending(sink) as sender:
            await sender.send(mail(A, automatic=True), Point())
        async with sending(sink, "?null_return_path=no") as sender:
            await sender.send(mail(A, automatic=True), Point())
        assert [each.mail_from for each in sink.messages] == ["support@saomai.vn"] * 2

    async def test_international_addresses(self, sink: SmtpSink):
        async with sending(sink) as sender:
            await sender.send(mail("hoa@sảnphẩm.vn"), Point())
            await sender.send(mail("hoà@khach.example"), Point())
        first, second = sink.messages
        assert first.rcpt_to[0].startswith("hoa@xn--")
        assert "SMTPUTF8" not in first.mail_options
        assert second.rcpt_to == ["hoà@khach.example"]
        assert "BODY=8BITMIME SMTPUTF8" in second.mail_options

    async def test_a_relay_without_smtputf8_cannot_carry_such_an_address(self):
        async with SmtpSink(smtputf8=False) as sink, sending(sink) as sender:
            with pytest.raises(CannotDeliver, match="SMTPUTF8"):
                await sender.send(mail("hoà@khach.example"), Point())
            await sender.send(mail(A), Point())
            assert len(sink.messages) == 1


class TestRefused:
    async def test_one_of_three_is_refused(self, sink: SmtpSink):
        sink.script("RCPT", reply="550 5.1.1 No such user here", only=B)
        async with sending(sink) as sender:
            receipt = await sender.send(mail(A, B, C), Point())
        assert [(each.address, each.state, each.code) for each in receipt.recipients] == [
            (A, "sent", "250 2.0.0"),
            (B, "failed", "550 5.1.1"),
            (C, "sent", "250 2.0.0"),
        ]
        assert receipt.recipients[1].detail == "No such user here"
        assert sink.messages[0].rcpt_to == [A, C]

    @pytest.mark.parametrize(
        "reply", ["450 4.2.1 Mailbox busy", "451 4.7.1 Greylisted", "452 4.5.3 Too many recipients"]
    )
    async def test_some_must_wait_and_only_they_are_tried_again(self, sink: SmtpSink, reply: str):
        sink.script("RCPT", reply=reply, only=B, times=1)
        message = mail(A, B)
        async with sending(sink) as sender:
            receipt = await sender.send(message, Point())
            waiting = tuple(each.address for each in receipt.recipients if each.state == "retry")
            assert waiting == (B,)
            assert message.mail is not None
            await sender.send(replace(message, mail=replace(message.mail, only_to=waiting)), Point())
        assert [each.rcpt_to for each in sink.messages] == [[A], [B]]
        assert [email.message_from_bytes(each.content)["To"] for each in sink.messages] == [f"{A}, {B}"] * 2

    async def test_all_refused_for_good(self, sink: SmtpSink):
        sink.script("RCPT", reply="550 5.1.1 No such user")
        point = Point()
        async with sending(sink) as sender:
            with pytest.raises(CannotDeliver, match=r"b@x\.example: 550 5\.1\.1 No such user") as caught:
                await sender.send(mail(A, B), point)
            assert sender.state.ok
        assert caught.value.code == "550 5.1.1"
        assert [each.state for each in caught.value.recipients] == ["failed", "failed"]
        assert point.passed == 0

    async def test_all_refused_but_one_only_for_now(self, sink: SmtpSink):
        sink.script("RCPT", reply="550 5.1.1 No such user", only=A)
        sink.script("RCPT", reply="450 4.2.0 Greylisted", only=B)
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="Greylisted") as caught:
                await sender.send(mail(A, B), Point())
        assert not caught.value.whole_channel
        assert {each.address: each.state for each in caught.value.recipients} == {A: "failed", B: "retry"}

    @pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA", "DOT", "CONNECT"])
    async def test_421_stops_the_whole_channel_wherever_it_is_said(self, sink: SmtpSink, stage: str):
        sink.script(stage, reply="421 4.3.2 Service shutting down", times=1)
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="Service shutting down") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel
            assert not sender.state.ok
            assert "Service shutting down" in sender.state.detail
            await sender.send(mail(A), Point())
            assert sender.state.ok
        assert len(sink.messages) == 1

    @pytest.mark.parametrize("stage", ["MAIL", "DATA", "DOT"])
    @pytest.mark.parametrize(
        ("reply", "failure"),
        [
            ("451 4.3.0 Try later", TryAgainLater),
            ("452 4.3.1 Disk full", TryAgainLater),
            ("552 5.3.4 Too big for me", CannotDeliver),
            ("554 5.7.1 Spam", CannotDeliver),
        ],
    )
    async def test_a_refusal_at_any_stage_keeps_its_words(
        self, sink: SmtpSink, stage: str, reply: str, failure: type[TryAgainLater | CannotDeliver]
    ):
        sink.script(stage, reply=reply, times=1)
        point = Point()
        async with sending(sink) as sender:
            with pytest.raises(failure, match=reply) as caught:
                await sender.send(mail(A), point)
            assert caught.value.code == reply[:9]
            assert not getattr(caught.value, "whole_channel", False)
            assert point.passed == (1 if stage == "DOT" else 0)
            assert sink.messages == []
            await sender.send(mail(A), Point())
        assert len(sink.messages) == 1

    async def test_a_mail_refused_whole_says_who_was_refused_before(self, sink: SmtpSink):
        sink.script("RCPT", reply="450 4.2.0 Later", only=B)
        sink.script("DOT", reply="554 5.7.1 Spam")
        async with sending(sink) as sender:
            with pytest.raises(CannotDeliver) as caught:
                await sender.send(mail(A, B), Point())
        assert {each.address: each.state for each in caught.value.recipients} == {A: "failed", B: "retry"}

    async def test_a_mail_too_big_for_the_relay_is_not_even_begun(self):
        async with SmtpSink(size_limit=100_000) as sink, sending(sink) as sender:
            big = replace(mail(A), files=(StoredFile("0" * 64, "a.bin", "application/zip", 200_000),))
            with pytest.raises(CannotDeliver, match=r"0\.3 MB; the mail relay takes at most 0\.1 MB"):
                await sender.send(big, Point())
            assert not any(each.startswith("MAIL") for each in sink.commands)

    async def test_what_cannot_be_rendered_never_connects(self, sink: SmtpSink):
        async with sending(sink) as sender:
            with pytest.raises(CannotDeliver, match="line break"):
                await sender.send(mail(A, subject="x\r\nBcc: y@z.example"), Point())
        assert sink.connections == 0

    async def test_a_relay_that_talks_nonsense(self, sink: SmtpSink):
        sink.script("MAIL", reply="Hello there, stranger", times=1)
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="no SMTP"):
                await sender.send(mail(A), Point())


class TestPointOfNoReturn:
    async def test_without_it_the_dot_is_never_sent(self, sink: SmtpSink):
        async def stop() -> None:
            raise LookupError("the lease is lost")

        async with sending(sink) as sender:
            with pytest.raises(LookupError, match="the lease is lost"):
                await sender.send(mail(A), Point(action=stop))
            await asyncio.sleep(0.05)
            assert sink.messages == []
            await sender.send(mail(A), Point())
        assert len(sink.messages) == 1

    async def test_a_relay_that_leaves_meanwhile_leaves_no_doubt(self, sink: SmtpSink):
        async def relay_leaves() -> None:
            await sink.close()
            await asyncio.sleep(0.1)

        point = Point(action=relay_leaves)
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="before the mail was complete"):
                await sender.send(mail(A), point)
        assert point.passed == 1

    async def test_a_relay_that_speaks_out_of_turn_is_not_believed(self, sink: SmtpSink):
        sink.script("DATA", reply="354 go on\r\n250 2.0.0 Ok: queued as EARLY")
        point = Point()
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="before the mail was complete"):
                await sender.send(mail(A), point)
        assert point.passed == 0

    @pytest.mark.parametrize("keep", [True, False])
    async def test_a_cut_after_the_dot_is_unknown(self, sink: SmtpSink, keep: bool):
        sink.script("DOT", drop=True, keep=keep, times=1)
        point = Point()
        async with sending(sink) as sender:
            with pytest.raises(OutcomeUnknown, match="Nobody can know"):
                await sender.send(mail(A), point)
        assert point.passed == 1
        assert len(sink.messages) == keep

    async def test_silence_after_the_dot_is_unknown(self, sink: SmtpSink):
        sink.script("DOT", silent=True, keep=True)
        async with sending(sink, limits=HASTY) as sender:
            with pytest.raises(OutcomeUnknown, match="no complete answer in time"):
                await sender.send(mail(A), Point())

    async def test_trickling_after_the_dot_ends_and_is_unknown(self, sink: SmtpSink):
        sink.script("DOT", trickle=0.1, keep=True)
        began = time.monotonic()
        async with sending(sink, limits=HASTY) as sender:
            with pytest.raises(OutcomeUnknown):
                await sender.send(mail(A), Point())
        assert time.monotonic() - began < 5

    async def test_nonsense_after_the_dot_is_unknown(self, sink: SmtpSink):
        sink.script("DOT", reply="??? perhaps", keep=True)
        async with sending(sink) as sender:
            with pytest.raises(OutcomeUnknown, match="perhaps"):
                await sender.send(mail(A), Point())

    async def test_who_was_refused_before_the_dot_is_certain(self, sink: SmtpSink):
        sink.script("RCPT", reply="550 5.1.1 No such user", only=B)
        sink.script("DOT", drop=True)
        async with sending(sink) as sender:
            with pytest.raises(OutcomeUnknown) as caught:
                await sender.send(mail(A, B), Point())
        assert {each.address: each.state for each in caught.value.recipients} == {A: "unknown", B: "failed"}


class TestBrokenRelay:
    @pytest.mark.parametrize(
        ("stage", "size"),
        [("CONNECT", 0), ("EHLO", 0), ("MAIL", 0), ("RCPT", 0), ("DATA", 0), ("BODY", 0), ("BODY", 3_000_000)],
    )
    async def test_a_cut_before_the_dot_is_tried_again(self, sink: SmtpSink, stage: str, size: int):
        sink.script(stage, drop=True, times=1)
        files = (StoredFile("0" * 64, "a.bin", "application/zip", size),)
        message = replace(mail(A), files=files)
        point = Point()
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater) as caught:
                await sender.send(message, point)
            assert caught.value.whole_channel == (stage in {"CONNECT", "EHLO"})
            assert sink.messages == []
            assert point.passed == 0 or (stage, size) == (
                "BODY",
                0,
            )  # so small that it is written before the cut is seen
            await sender.send(message, Point())
        assert len(sink.messages) == 1

    @pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("fault", [{"silent": True}, {"trickle": 0.1}])
    async def test_a_relay_that_stalls_or_trickles_is_left(self, sink: SmtpSink, stage: str, fault: dict):
        sink.script(stage, **fault)
        began = time.monotonic()
        async with sending(sink, limits=HASTY) as sender:
            with pytest.raises(TryAgainLater, match="no complete answer in time"):
                await sender.send(mail(A), Point())
        assert time.monotonic() - began < 5
        assert sink.messages == []

    async def test_a_relay_that_stops_reading_is_left(self, sink: SmtpSink):
        sink.script("BODY", silent=True)
        big = replace(mail(A), files=(StoredFile("0" * 64, "a.bin", "application/zip", 12_000_000),))
        point = Point()
        async with sending(sink, limits=HASTY) as sender:
            with pytest.raises(TryAgainLater, match="the body: no complete answer in time"):
                await sender.send(big, point)
        assert point.passed == 0

    async def test_nobody_listens(self, sink: SmtpSink):
        await sink.close()
        async with sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="failed at connecting") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel
            assert not sender.state.ok
            await sink.open(sink.port)
            await sender.send(mail(A), Point())
            assert sender.state.ok
        assert len(sink.messages) == 1

    async def test_a_host_that_does_not_exist(self):
        settings = SmtpSettings.from_url("smtp://relay.invalid:25?starttls=off")
        sender = SmtpSender(settings, zeros, limits=PATIENT)
        with pytest.raises(TryAgainLater, match="failed at connecting") as caught:
            await sender.send(mail(A), Point())
        assert caught.value.whole_channel

    async def test_a_file_that_vanished_ends_before_the_dot(self, sink: SmtpSink):
        def missing(file: StoredFile) -> bytes:
            return Path("/nonexistent").read_bytes()

        async with sending(sink, read_file=missing) as sender:
            with pytest.raises(TryAgainLater, match="cannot be read now"):
                await sender.send(
                    replace(mail(A), files=(StoredFile("0" * 64, "a.pdf", "application/pdf", 9),)), Point()
                )
            await sender.send(mail(A), Point())
        assert len(sink.messages) == 1


class TestEncryption:
    async def test_starttls_then_sign_in(self, good: Certificate):
        async with (
            SmtpSink(tls="starttls", context=good.server_context(), users={"minh@saomai.vn": "mật khẩu"}) as sink,
            sending(
                sink,
                f"?starttls=required&ca_file={good.certificate}",
                login="minh%40saomai.vn:m%E1%BA%ADt%20kh%E1%BA%A9u@",
            ) as sender,
        ):
            await sender.send(mail(A), Point())
            assert sink.messages[0].encrypted
            assert sink.messages[0].username == "minh@saomai.vn"
            assert "TLSv1." in await sender.check()

    async def test_tls_from_the_first_byte(self, good: Certificate):
        async with (
            SmtpSink(tls="implicit", context=good.server_context()) as sink,
            sending(sink, f"?ca_file={good.certificate}", scheme="smtps") as sender,
        ):
            await sender.send(mail(A), Point())
            await sender.send(mail(A), Point())
            assert [each.encrypted for each in sink.messages] == [True, True]
            assert sink.connections == 1

    @pytest.mark.parametrize("tls", ["starttls", "implicit"])
    async def test_an_expired_certificate_sends_nothing(self, expired: Certificate, tls: str):
        scheme, query = ("smtps", "?") if tls == "implicit" else ("smtp", "?starttls=required&")
        async with (
            SmtpSink(tls=tls, context=expired.server_context(), users={"u": "secret"}) as sink,
            sending(sink, f"{query}ca_file={expired.certificate}", login="u:secret@", scheme=scheme) as sender,
        ):
            with pytest.raises(TryAgainLater, match="certificate has expired") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel
            assert not any(each.startswith(("AUTH", "MAIL")) for each in sink.commands)

    async def test_a_certificate_for_another_host_sends_nothing(self, stranger: Certificate):
        async with (
            SmtpSink(tls="starttls", context=stranger.server_context()) as sink,
            sending(sink, f"?starttls=optional&ca_file={stranger.certificate}") as sender,
        ):
            with pytest.raises(TryAgainLater, match="Hostname mismatch"):
                await sender.send(mail(A), Point())
            assert not any(each.startswith("MAIL") for each in sink.commands)

    async def test_a_certificate_that_nobody_vouches_for_sends_nothing(self, good: Certificate):
        async with (
            SmtpSink(tls="starttls", context=good.server_context()) as sink,
            sending(sink, "?starttls=required") as sender,
        ):
            with pytest.raises(TryAgainLater, match="certificate is not valid: self-signed"):
                await sender.send(mail(A), Point())

    async def test_required_encryption_that_is_not_offered_sends_nothing(self, sink: SmtpSink):
        async with sending(sink, "?starttls=required", login="u:secret@") as sender:
            with pytest.raises(TryAgainLater, match="offers no STARTTLS") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel
        assert [each.split()[0] for each in sink.commands] == ["EHLO"]

    async def test_optional_encryption_that_is_not_offered_is_done_without(self, sink: SmtpSink):
        async with sending(sink, "?starttls=optional") as sender:
            await sender.send(mail(A), Point())
        assert not sink.messages[0].encrypted

    async def test_a_password_does_not_cross_a_network_in_the_clear(self):
        async with SmtpSink(users={"u": "secret"}) as sink:
            # 0.0.0.0 reaches this machine, but is no loopback address to us.
            settings = SmtpSettings.from_url(f"smtp://u:secret@0.0.0.0:{sink.port}?starttls=optional")
            sender = SmtpSender(settings, zeros, limits=PATIENT)
            with pytest.raises(TryAgainLater, match="the password was not sent"):
                await sender.send(mail(A), Point())
            await sender.stop()
            assert "AUTH" not in sink.commands

    async def test_a_starttls_that_is_refused_sends_nothing(self, good: Certificate):
        async with SmtpSink(tls="starttls", context=good.server_context()) as sink:
            sink.script("STARTTLS", reply="454 4.7.0 TLS not available")
            async with sending(sink, f"?starttls=required&ca_file={good.certificate}") as sender:
                with pytest.raises(TryAgainLater, match="TLS not available"):
                    await sender.send(mail(A), Point())
            assert not any(each.startswith("MAIL") for each in sink.commands)

    async def test_a_handshake_that_never_comes_ends(self):
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            sender = SmtpSender(
                SmtpSettings.from_url(f"smtps://127.0.0.1:{port}"), zeros, limits=replace(HASTY, connect=0.4)
            )
            with pytest.raises(TryAgainLater, match="connecting: no complete answer in time"):
                await sender.send(mail(A), Point())
            await sender.stop()

    async def test_a_file_of_authorities_that_is_none(self, tmp_path: Path, sink: SmtpSink):
        broken = tmp_path / "broken.pem"
        broken.write_text("no certificate")
        async with sending(sink, f"?starttls=required&ca_file={broken}") as sender:
            with pytest.raises(TryAgainLater, match="cannot be used"):
                await sender.send(mail(A), Point())

    def test_old_tls_is_not_spoken(self):
        context = SmtpSettings.from_url("smtps://mail.example").tls_context()
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
        assert context.verify_mode == ssl.CERT_REQUIRED


class TestSignIn:
    @pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
    async def test_both_ways(self, mechanism: str):
        async with (
            SmtpSink(users={"minh": "đúng"}, auth_mechanisms=(mechanism,)) as sink,
            sending(sink, login="minh:%C4%91%C3%BAng@") as sender,
        ):
            await sender.send(mail(A), Point())
            assert sink.messages[0].username == "minh"

    @pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
    async def test_a_wrong_password_stops_the_channel_and_stays_secret(self, mechanism: str):
        async with (
            SmtpSink(users={"minh": "right"}, auth_mechanisms=(mechanism,)) as sink,
            sending(sink, login="minh:Wr0ng@") as sender,
        ):
            with pytest.raises(TryAgainLater, match="refused the sign-in as 'minh'") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel
            assert caught.value.after == 300
            assert "CRMBOT_SMTP_URL" in sender.state.detail
            assert "Wr0ng" not in sender.state.detail
            assert not any(each.startswith("MAIL") for each in sink.commands)

    async def test_a_sign_in_that_must_wait_names_no_pause(self):
        async with SmtpSink(users={"minh": "x"}) as sink:
            sink.script("AUTH", reply="454 4.7.0 Temporary failure")
            async with sending(sink, login="minh:x@") as sender:
                with pytest.raises(TryAgainLater, match="Temporary failure") as caught:
                    await sender.send(mail(A), Point())
            assert caught.value.whole_channel
            assert caught.value.after is None

    async def test_a_relay_that_wants_a_sign_in_we_do_not_have(self):
        async with SmtpSink(users={"minh": "x"}) as sink, sending(sink) as sender:
            with pytest.raises(TryAgainLater, match="Authentication required") as caught:
                await sender.send(mail(A), Point())
            assert caught.value.whole_channel

    async def test_a_relay_that_offers_no_sign_in(self, sink: SmtpSink):
        async with sending(sink, login="minh:x@") as sender:
            with pytest.raises(TryAgainLater, match="offers no sign-in that we know"):
                await sender.send(mail(A), Point())


class TestQueue:
    async def test_a_queue_goes_over_one_connection(self, sink: SmtpSink):
        async with sending(sink, connections=1) as sender:
            for _ in range(5):
                await sender.send(mail(A), Point())
        assert (len(sink.messages), sink.connections) == (5, 1)

    async def test_never_more_than_two_connections_at_once(self, sink: SmtpSink):
        async def slowly() -> None:
            await asyncio.sleep(0.05)

        async with sending(sink) as sender:
            await asyncio.gather(*(sender.send(mail(A), Point(action=slowly)) for _ in range(8)))
        assert (len(sink.messages), sink.connections) == (8, 2)

    async def test_old_and_idle_connections_are_not_used_again(self, sink: SmtpSink):
        async with sending(sink, max_age=0.0) as sender:
            await sender.send(mail(A), Point())
            await sender.send(mail(A), Point())
        assert sink.connections == 2
        async with sending(sink, max_idle=0.05) as sender:
            await sender.send(mail(A), Point())
            await asyncio.sleep(0.3)
            assert sink.commands[-1] == "QUIT"

    async def test_a_connection_that_the_relay_closed_meanwhile_is_replaced(self, sink: SmtpSink):
        async with sending(sink) as sender:
            await sender.send(mail(A), Point())
            port = sink.port
            await sink.close()
            await sink.open(port)
            await sender.send(mail(A), Point())
        assert len(sink.messages) == 2

    async def test_a_mail_after_a_refused_one_is_not_mixed_with_it(self, sink: SmtpSink):
        sink.script("RCPT", reply="550 5.1.1 No such user", only=B)
        async with sending(sink, connections=1) as sender:
            with pytest.raises(CannotDeliver):
                await sender.send(mail(B), Point())
            await sender.send(mail(A), Point())
        assert sink.messages[0].rcpt_to == [A]
        assert sink.connections == 1

    async def test_the_event_loop_goes_on_while_a_big_mail_leaves(self, sink: SmtpSink):
        sink.script("DOT", trickle=0.025)
        gaps: list[float] = []

        async def tick() -> None:
            last = time.perf_counter()
            while True:
                await asyncio.sleep(0.002)
                gaps.append(time.perf_counter() - last)
                last = time.perf_counter()

        async with sending(sink) as sender:
            ticking = asyncio.create_task(tick())
            await sender.send(mail(A), Point())
            ticking.cancel()
        assert len(gaps) > 20
        assert max(gaps) < 0.6


class TestStopping:
    async def test_a_running_mail_ends_before_we_stop(self, sink: SmtpSink):
        sink.script("DOT", trickle=0.005)
        async with sending(sink) as sender:
            running = asyncio.create_task(sender.send(mail(A), Point()))
            await sink.wait_for(1)
            await sender.stop()
            assert isinstance(await running, Receipt)
            with pytest.raises(TryAgainLater, match="stopping"):
                await sender.send(mail(A), Point())

    @pytest.mark.parametrize(("stage", "failure"), [("RCPT", TryAgainLater), ("DOT", OutcomeUnknown)])
    async def test_a_relay_that_stalls_does_not_hold_us(self, sink: SmtpSink, stage: str, failure: type[Exception]):
        sink.script(stage, silent=True)
        async with sending(sink, grace=0.2) as sender:
            running = asyncio.create_task(sender.send(mail(A), Point()))
            await asyncio.sleep(0.3)
            began = time.monotonic()
            await sender.stop()
            assert time.monotonic() - began < 4
            with pytest.raises(failure):
                await running

    async def test_a_caller_that_gives_up_sends_no_dot(self, sink: SmtpSink):
        sink.script("RCPT", silent=True, times=1)
        point = Point()
        async with sending(sink) as sender:
            running = asyncio.create_task(sender.send(mail(A), point))
            await asyncio.sleep(0.2)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert (point.passed, sink.messages) == (0, [])
            await sender.send(mail(A), Point())
        assert len(sink.messages) == 1


class TestCheck:
    async def test_it_says_what_the_relay_can(self, sink: SmtpSink):
        async with sending(sink) as sender:
            said = await sender.check()
        assert said == f"127.0.0.1:{sink.port}: not encrypted, mails up to 50 MB, tells of delivery (DSN)"
        assert [each.split()[0] for each in sink.commands] == ["EHLO", "NOOP", "QUIT"]

    async def test_it_signs_in(self):
        async with SmtpSink(users={"minh": "x"}) as sink:
            async with sending(sink, login="minh:x@") as sender:
                assert "signed in as minh" in await sender.check()
            async with sending(sink, login="minh:y@") as sender:
                with pytest.raises(TryAgainLater, match="refused the sign-in"):
                    await sender.check()
