"""One SMTP or LMTP conversation: aiosmtpd's commands, our own way of taking in the mail."""

from __future__ import annotations

import asyncio
import collections
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.smtp_data import DataBudget, DataCollector
from channels.email.smtp_limits import PeerGuard, SmtpLimits

log = logging.getLogger(__name__)

COMMAND_BYTES: Final = 1000
READ_ALL: Final = 1 << 24
DRAIN_FACTOR: Final = 2
"""A mail over the limit is read on for the sake of a clean answer, up to this many times the limit."""

_HAS_CODE: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3} ")
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")

_CODES: Final = {
    "220": None,
    "354": None,
    "452": "4.5.3",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "504": "5.5.4",
    "538": "5.7.11",
    "552": "5.3.4",
    "553": "5.1.3",
    "555": "5.5.4",
}
"""Enhanced status codes (RFC 3463) for aiosmtpd's own answers, which have none; others get x.0.0."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A complete mail with what the conversation said about it. ``mail_from`` is empty for the null sender."""

    content: bytes
    mail_from: str
    rcpt_to: tuple[str, ...]
    peer: str
    helo: str
    smtp_utf8: bool


@dataclass(slots=True)
class Listener:
    """What all conversations of one listener share. ``take`` returns the answer, after the mail is on disk."""

    limits: SmtpLimits
    guard: PeerGuard
    budget: DataBudget
    accepts: Callable[[str], bool]
    take: Callable[[Delivery], Awaitable[str]]
    hostname: str
    conversations: set[MailConversation] = field(default_factory=set)
    closing: bool = False


class _Hooks:
    """aiosmtpd asks these; see its documentation of handler hooks."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name and arguments
        self, server: MailConversation, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if _UNFIT.search(address):
            return "553 5.1.7 This sender address cannot be read"
        if refusal := self._listener.guard.mail(server.peer_host):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender noted"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: MailConversation, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if _UNFIT.search(address):
            return "553 5.1.3 This recipient address cannot be read"
        if not self._listener.accepts(address):
            return "550 5.1.1 There is no such mailbox here"
        if len(envelope.rcpt_tos) >= self._listener.limits.recipients:
            return "452 4.5.3 Too many recipients, send the rest in another mail"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient noted"

    async def handle_exception(self, error: Exception) -> str:
        log.error("an SMTP conversation failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, try again later"


class MailConversation(SMTP):
    """Speaks SMTP with one client."""

    protocol_name = "smtp"

    def __init__(self, listener: Listener) -> None:
        super().__init__(
            _Hooks(listener),
            data_size_limit=listener.limits.mail_bytes,
            enable_SMTPUTF8=True,
            hostname=listener.hostname,
            ident="crmbot",
            timeout=listener.limits.idle_seconds,
            loop=asyncio.get_running_loop(),
        )
        # aiosmtpd keeps this on the class and adds to it with each EHLO of any connection.
        self.command_size_limits = collections.defaultdict(lambda: COMMAND_BYTES)
        self._listener = listener
        self._collector: DataCollector | None = None
        self._collected: asyncio.Future[None] | None = None
        self._refused = False
        self._errors = 0
        self.keeping = False
        self.peer_host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = transport.get_extra_info("peername")
        self.peer_host = str(peer[0]) if peer else "unknown"
        refusal = "421 4.3.2 Closing" if self._listener.closing else self._listener.guard.connect(self.peer_host)
        if refusal:
            self._refused = True
            transport.write(refusal.encode() + b"\r\n")
            transport.close()
            return
        self._listener.conversations.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._refused:
            return
        self._listener.guard.disconnect(self.peer_host)
        self._listener.conversations.discard(self)
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return False if self._refused else super().eof_received()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._collector is None:
            super().data_received(data)
        else:
            self._collect(data)

    def hang_up(self, farewell: str) -> None:
        """Answer and close, without waiting for the client."""
        if isinstance(self.transport, asyncio.Transport) and not self.transport.is_closing():
            self.transport.write(farewell.encode() + b"\r\n")
            self.transport.close()

    def _timeout_cb(self) -> None:
        if self.keeping:
            self._reset_timeout()
            return
        self.hang_up("421 4.4.2 You were silent for too long, closing")

    async def push(self, status: str | bytes) -> None:
        text = status.decode() if isinstance(status, bytes) else status
        await super().push(self._with_code(text))
        if text[:1] in ("4", "5"):
            self._errors += 1
            if self._errors == self._listener.limits.errors:
                self.hang_up("421 4.7.0 Too many errors, closing")

    def _with_code(self, text: str) -> str:
        greetings = ("250 HELP", f"250 {self.hostname}")
        if text[3:4] != " " or text in greetings or _HAS_CODE.match(text, 4):
            return text
        code = _CODES.get(text[:3], f"{text[0]}.0.0")
        return text if code is None else f"{text[:4]}{code} {text[4:].removeprefix('Error: ')}"

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        # aiosmtpd leaves the work to the standard library's header parser, which stumbles over half an address.
        try:
            return super()._getaddr(arg)
        except (IndexError, ValueError, AttributeError):
            return None, None

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        assert self.envelope is not None
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        collector = DataCollector(self._listener.limits.mail_bytes, self._listener.budget)
        try:
            await self._receive_mail(collector)
            answer = self._refusal(collector) or await self._hand_over(collector, self.envelope)
        except TimeoutError:
            # What still comes is mail, not commands: nothing more may be read from this client.
            self.hang_up("421 4.4.2 The mail took too long, closing")
            return
        finally:
            self._collector = None
            collector.discard()
        answers = self.answers_per_mail(len(self.envelope.rcpt_tos))
        self.envelope = self._create_envelope()
        for _ in range(answers):
            await self.push(answer)

    def answers_per_mail(self, recipients: int) -> int:
        return min(recipients, 1)

    async def _receive_mail(self, collector: DataCollector) -> None:
        early = await self._sent_ahead()
        self._collected = asyncio.get_running_loop().create_future()
        self._collector = collector
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        if early:
            self._collect(early)
        async with asyncio.timeout(self._listener.limits.mail_seconds):
            await self._collected

    async def _sent_ahead(self) -> bytes:
        """What a client sent behind DATA without waiting for 354; it lies in the reader, which cannot say how much."""
        self._reader.feed_data(b"\0")
        return (await self._reader.read(READ_ALL))[:-1]

    def _collect(self, data: bytes) -> None:
        assert self._collector is not None
        assert self._collected is not None
        collector = self._collector
        rest = collector.feed(data)
        self._reset_timeout()
        if collector.complete:
            self._collector = None
            if not self._collected.done():
                self._collected.set_result(None)
            if rest:
                super().data_received(rest)
        elif collector.received > DRAIN_FACTOR * self._listener.limits.mail_bytes:
            self.hang_up("552 5.3.4 This mail is far too big")

    def _refusal(self, collector: DataCollector) -> str | None:
        if collector.too_big:
            return f"552 5.3.4 This mail is bigger than {self._listener.limits.mail_bytes} bytes"
        if collector.no_room:
            return "452 4.3.1 Too many big mails at once, try again later"
        return None

    async def _hand_over(self, collector: DataCollector, envelope: Envelope) -> str:
        assert self.session is not None
        sender = envelope.mail_from or ""
        self.keeping = True
        try:
            return await self._listener.take(
                Delivery(
                    content=collector.content(),
                    mail_from="" if sender == "<>" else sender,
                    rcpt_to=tuple(envelope.rcpt_tos),
                    peer=self.peer_host,
                    helo=_UNFIT.sub("?", self.session.host_name or ""),
                    smtp_utf8=envelope.smtp_utf8,
                )
            )
        finally:
            self.keeping = False


class LmtpConversation(MailConversation, LMTP):
    """Speaks LMTP (RFC 2033): LHLO, and after the mail one answer for each accepted recipient."""

    protocol_name = "lmtp"

    def answers_per_mail(self, recipients: int) -> int:
        return recipients


def conversation_factory(listener: Listener, *, lmtp: bool) -> Callable[[], MailConversation]:
    kind: type[MailConversation] = LmtpConversation if lmtp else MailConversation

    def make(*_: Any) -> MailConversation:
        return kind(listener)

    return make
