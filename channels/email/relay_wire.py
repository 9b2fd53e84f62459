"""``smtplib``'s client on our own socket: commands with a deadline, and the wire's troubles as the port's failures."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from channels.email.relay_replies import Reply, relay_refused
from channels.email.relay_socket import DeadlineSocket
from channels.port import TryAgainLater


class RelayWire:
    """``name`` is the relay's, for people. ``cut`` may be called from any thread, the rest from one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._socket = DeadlineSocket()
        self._client: smtplib.SMTP | None = None
        self.begin = self._socket.begin
        self.write = self._socket.write
        self.is_quiet = self._socket.is_quiet
        self.cut = self._socket.cut
        self.close = self._socket.close

    @property
    def client(self) -> smtplib.SMTP:
        assert self._client is not None, "connect() comes first"
        return self._client

    @property
    def tls_version(self) -> str:
        return self._socket.tls_version()

    def connect(self, host: str, port: int, context: ssl.SSLContext | None, *, seconds: float) -> None:
        """TCP, and with ``context`` TLS from the first byte."""
        with self.stage("connecting", seconds, whole_channel=True):
            self._socket.connect(host, port)
            if context is not None:
                self._socket.encrypt(context, host)
            self._client = smtplib.SMTP(local_hostname=self._socket.own_literal())
        self._attach()

    def encrypt(self, host: str, context: ssl.SSLContext, *, seconds: float) -> None:
        """After STARTTLS: forgets what was read and learnt before (RFC 3207, 4.2)."""
        with self.stage("STARTTLS", seconds, whole_channel=True):
            self._socket.encrypt(context, host)
        self.client.esmtp_features = {}
        self.client.does_esmtp = False
        self._attach()

    def greeting(self, *, seconds: float) -> Reply:
        with self.stage("greeting", seconds, whole_channel=True):
            return Reply.of(self.client.getreply())

    def hello(self, *, seconds: float) -> Reply:
        """EHLO, or HELO where that is unknown (RFC 5321, 3.2)."""
        with self.stage("EHLO", seconds, whole_channel=True):
            reply = Reply.of(self.client.ehlo())
            return Reply.of(self.client.helo()) if reply.final else reply

    def command(
        self, verb: str, arguments: str = "", *, seconds: float, stage: str = "", whole_channel: bool = False
    ) -> Reply:
        """``stage`` is what errors call the command where its text is secret."""
        with self.stage(stage or verb, seconds, whole_channel=whole_channel):
            reply = Reply.of(self.client.docmd(verb, arguments))
        if reply.closing:
            self.cut()
        return reply

    def demand(self, reply: Reply, what: str) -> None:
        if not reply.accepted:
            self.cut()
            raise relay_refused(reply, what)

    @contextmanager
    def stage(self, name: str, seconds: float = 0.0, *, whole_channel: bool = False) -> Iterator[None]:
        """What goes wrong on the wire within is ``TryAgainLater``. Without ``seconds`` the present deadline goes on."""
        try:
            if seconds:
                self.begin(seconds)
            yield
        except OSError as error:
            self.cut()
            reason = f"The mail relay {self.name} failed at {name}: {trouble(error)}"
            raise TryAgainLater(reason, whole_channel=whole_channel) from error

    def _attach(self) -> None:
        self.client.sock = self._socket.raw
        self.client.file = self._socket.reader()


def trouble(error: OSError) -> str:
    """What happened on the wire, for people."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its TLS certificate is not valid: {error.verify_message}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "no complete answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or error}"
    return str(error.strerror or error)
