"""A mail relay for tests: a real aiosmtpd server that keeps what it takes and can be told to misbehave.

    async with SmtpSink() as sink:
        sink.script("RCPT", reply="550 5.1.1 No such user", only="b@x.example")
        ...
        assert sink.messages[0].rcpt_to == ["a@x.example"]

Faults name a stage: a command (``CONNECT``, ``EHLO``, ``STARTTLS``, ``AUTH``, ``MAIL``, ``RCPT``, ``DATA``, ``RSET``,
``NOOP``, ``QUIT``), ``BODY`` (the mail is being written) or ``DOT`` (the mail is complete). What a fault can do stands at ``script``.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_DSN = re.compile(r"\s(RET|ENVID|NOTIFY|ORCPT)=(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class SunkMessage:
    """One mail as the relay got it. ``mail_options`` are as the client wrote them; ``rcpt_options`` by recipient."""

    mail_from: str
    rcpt_to: list[str]
    content: bytes
    mail_options: str
    rcpt_options: dict[str, str]
    encrypted: bool
    username: str
    connection: int


@dataclass
class _Fault:
    stage: str
    reply: str = ""
    drop: bool = False
    keep: bool = False
    trickle: float = 0.0
    silent: bool = False
    only: str = ""
    times: int | None = None

    @property
    def takes_the_mail(self) -> bool:
        return self.keep or (not self.drop and not self.silent and self.reply[:1] in {"", "2"})


@dataclass
class SmtpSink:
    """``users`` maps names to passwords and makes AUTH needed. ``tls`` is "", "starttls" or "implicit"."""

    tls: str = ""
    context: ssl.SSLContext | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    auth_mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    dsn: bool = True
    smtputf8: bool = True
    size_limit: int = 50_000_000
    host: str = "127.0.0.1"
    messages: list[SunkMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """What clients said, in order, without the bodies and without what followed AUTH."""
    connections: int = 0
    port: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._faults: list[_Fault] = []
        self._server: asyncio.Server | None = None
        self._open: set[_Conversation] = set()

    def script(
        self,
        stage: str,
        *,
        reply: str = "",
        drop: bool = False,
        keep: bool = False,
        trickle: float = 0.0,
        silent: bool = False,
        only: str = "",
        times: int | None = None,
    ) -> None:
        """From now on, ``times`` times or for ever, at ``stage``:

        ``reply`` is said instead of the usual; ``drop`` cuts the connection; with ``keep`` (at ``DOT``) the mail is taken
        first; ``trickle`` sends the answer one byte per so many seconds; ``silent`` says nothing. ``only`` limits a
        fault of ``RCPT`` to one address.
        """
        self._faults.append(_Fault(stage, reply, drop, keep, trickle, silent, only.lower(), times))

    def behave(self) -> None:
        """Forgets all that was scripted."""
        self._faults.clear()

    async def wait_for(self, count: int, seconds: float = 10.0) -> list[SunkMessage]:
        """Waits until so many mails are here."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.messages

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self, port: int = 0) -> None:
        """Listens; also again after ``close``, on the same port if that is given."""
        implicit = self.context if self.tls == "implicit" else None
        self._server = await asyncio.get_running_loop().create_server(self._conversation, self.host, port, ssl=implicit)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """The relay is gone: nobody answers, and who is connected is cut off."""
        if self._server is None:
            return
        self._server.close()
        for conversation in list(self._open):
            conversation.hang_up()
        await self._server.wait_closed()
        self._server = None
        await asyncio.sleep(0)

    def fault(self, stage: str, address: str = "") -> _Fault | None:
        for fault in self._faults:
            if fault.stage == stage and fault.only in {"", address.lower()} and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def _conversation(self) -> _Conversation:
        self.connections += 1
        return _Conversation(self, self.connections)

    def _authenticate(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: Any
    ) -> AuthResult:
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False)
        name, password = data.login.decode(), data.password.decode()
        return AuthResult(success=self.users.get(name) == password, handled=False, auth_data=name)


class _Handler:
    """aiosmtpd's hooks: says what the relay can, and keeps the finished mail."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, replies: list[str]
    ) -> list[str]:
        session.host_name = host
        if self._sink.dsn:
            replies.insert(1, "250-DSN")
        return replies

    async def handle_DATA(self, server: _Conversation, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        fault = self._sink.fault("DOT")
        if fault is None or fault.takes_the_mail:
            self._sink.messages.append(server.sunk())
            self._sink.arrived.set()
        if fault is not None:
            if fault.drop:
                server.hang_up()
                return "250 nobody hears this"
            server.trickle = fault.trickle
            server.muted = fault.silent
        return fault.reply if fault is not None and fault.reply else "250 2.0.0 Ok: queued as 4Z9KQ1"


class _Conversation(SMTP):
    """One client. DSN parameters, which aiosmtpd does not know, are taken out and kept."""

    def __init__(self, sink: SmtpSink, number: int) -> None:
        self._sink = sink
        self._number = number
        self.mail_options = ""
        self.recipient_options: dict[str, str] = {}
        self.trickle = 0.0
        self.muted = False
        super().__init__(
            _Handler(sink),
            hostname="sink.test",
            ident="sink",
            data_size_limit=sink.size_limit,
            enable_SMTPUTF8=sink.smtputf8,
            tls_context=sink.context if sink.tls == "starttls" else None,
            require_starttls=False,
            auth_required=False,
            auth_require_tls=False,
            auth_exclude_mechanism=[
                each for each in ("PLAIN", "LOGIN") if each not in sink.auth_mechanisms or not sink.users
            ],
            authenticator=sink._authenticate,
        )
        for command in ("CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"):
            if command in self._smtp_methods:
                self._smtp_methods[command] = self._scripted(command, self._smtp_methods[command])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sink._open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._sink._open.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def sunk(self) -> SunkMessage:
        assert self.envelope is not None
        assert self.session is not None
        return SunkMessage(
            mail_from="" if self.envelope.mail_from == "<>" else str(self.envelope.mail_from),
            rcpt_to=list(self.envelope.rcpt_tos),
            content=bytes(self.envelope.content or b""),
            mail_options=self.mail_options,
            rcpt_options={address: self.recipient_options.get(address, "") for address in self.envelope.rcpt_tos},
            encrypted=self._tls_protocol is not None or self._sink.tls == "implicit",
            username=str(self.session.auth_data or ""),
            connection=self._number,
        )

    async def push(self, status: Any) -> None:
        if str(status).startswith("220 sink.test"):
            fault = self._sink.fault("CONNECT")
            if fault is not None and await self._misbehave(fault):
                return
        if str(status).startswith("354") and (body := self._sink.fault("BODY")) is not None:
            self._writer.transport.pause_reading()  # its window fills up
            await super().push(status)
            if body.drop:
                self.hang_up()
            return
        if self.muted:
            self.muted = False
            return
        if not self.trickle:
            await super().push(status)
            return
        pause, self.trickle = self.trickle, 0.0
        for byte in f"{status}\r\n".encode():
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(pause)

    async def _misbehave(self, fault: _Fault) -> bool:
        """Whether the command is done with."""
        self.trickle = fault.trickle
        if fault.drop:
            self.hang_up()
            return True
        if fault.silent:
            return True
        if fault.reply:
            await SMTP.push(self, fault.reply)
            if fault.reply.startswith("421"):
                self.transport.close()
            return True
        return False

    def _scripted(self, command: str, usual: Any) -> Any:
        async def run(argument: str | None) -> None:
            words = argument or ""
            self._sink.commands.append(command if command == "AUTH" else f"{command} {words}".strip())
            address = _address(words)
            if command in {"MAIL", "RCPT"} and self._sink.dsn:
                options = "".join(match[0] for match in _DSN.finditer(words)).strip()
                words = _DSN.sub("", words)
                self._note_options(command, address, f"{words.partition('>')[2]} {options}".strip())
            fault = self._sink.fault(command, address)
            if fault is not None and await self._misbehave(fault):
                return
            if command == "MAIL" and self._sink.users and not (self.session and self.session.authenticated):
                await self.push("530 5.7.0 Authentication required")
                return
            await usual(words or None)

        return run

    def _note_options(self, command: str, address: str, options: str) -> None:
        if command == "MAIL":
            self.mail_options = options
        else:
            self.recipient_options[address] = options


def _address(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]
