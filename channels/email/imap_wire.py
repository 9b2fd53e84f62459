"""IMAPClient on a connection that keeps its own buffer, clock and brake.

imaplib's file object loses the rest of a half line on a time-out, reserves as much memory as a server claims to send,
waits for ever on a server that dribbles, and hides a line that came together with another from ``poll``. imaplib names
``open``, ``read``, ``readline`` and ``shutdown`` as the methods to override; this does.
"""

from __future__ import annotations

import imaplib
import io
import socket
import ssl
import threading
import time
from typing import Final

from imapclient import IMAPClient, SocketTimeout

LINE_LIMIT: Final = 16 << 20
"""Bytes. One SEARCH answer may list a million UIDs in one line."""

RECEIVE_BYTES: Final = 1 << 18
KEEPALIVE_SECONDS: Final = 60


class LiteralTooLong(imaplib.IMAP4.error):
    """The server announced more bytes than this connection takes; nothing of them was read."""


class Brake:
    """Ends a blocking connection from another thread. Once pulled it stays pulled."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.pulled = threading.Event()

    def watch(self, sock: socket.socket | None) -> None:
        """Name the socket that blocks now. Raises ``ConnectionAbortedError`` if the brake is pulled already."""
        with self._lock:
            self._socket = sock
            if sock is not None and self.pulled.is_set():
                raise ConnectionAbortedError("stopping")

    def pull(self) -> None:
        with self._lock:
            self.pulled.set()
            if self._socket is not None:
                _shut(self._socket)


def _shut(sock: socket.socket) -> None:
    # Not sock.shutdown: SSLSocket's own drops the TLS object under the thread that reads through it.
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # not connected yet, or gone: there is nothing to wake


class Wire(imaplib.IMAP4):
    """One IMAP connection. Times are seconds; the deadline holds for everything until the next ``allow``."""

    def __init__(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, timeout: float, literal_limit: int, brake: Brake
    ) -> None:
        self._tls = tls
        self._brake = brake
        self._buffer = bytearray()
        self._literal_limit = literal_limit
        self._deadline = 0.0
        self.allow(timeout)
        super().__init__(host, port, timeout)

    def allow(self, seconds: float) -> None:
        """The server has this long for all that follows, however busily it dribbles."""
        self._deadline = time.monotonic() + seconds

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host = host
        self.port = port
        plain = self._connect_any(host, port, timeout or self._left())
        try:
            self.sock = self._wrapped(plain, self._tls) if self._tls else plain
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(timeout)

    def _connect_any(self, host: str, port: int, timeout: float) -> socket.socket:
        failure: OSError = ConnectionError(f"{host} has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            plain = socket.socket(family, kind, protocol)
            plain.settimeout(timeout)
            try:
                self._brake.watch(plain)
                plain.connect(address)
            except OSError as error:
                plain.close()
                failure = error
            else:
                _keep_alive(plain)
                return plain
        raise failure

    def _wrapped(self, plain: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        wrapped = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        try:
            self._brake.watch(wrapped)
            wrapped.do_handshake()
        except BaseException:
            wrapped.close()
            raise
        return wrapped

    def upgrade(self, context: ssl.SSLContext) -> None:
        """STARTTLS (RFC 9051, 6.2.1). What a man in the middle sent ahead is not taken for the server's words."""
        status, _ = self._simple_command("STARTTLS")
        if status != "OK":
            raise self.error("the server refuses STARTTLS")
        if self._buffer:
            raise self.abort("the server sent data between STARTTLS and TLS")
        self.sock = self._wrapped(self.sock, context)
        self._get_capabilities()

    def read(self, size: int) -> bytes:
        if size > self._literal_limit:
            raise LiteralTooLong(f"a literal of {size} bytes")
        whole = io.BytesIO()
        while (missing := size - whole.tell()) > 0:
            if not self._buffer:
                self._receive()
            whole.write(self._take(min(missing, len(self._buffer))))
        return whole.getvalue()

    def readline(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > LINE_LIMIT:
                raise self.abort(f"a line of more than {LINE_LIMIT} bytes")
            self._receive()
        return self._take(end + 1)

    def shutdown(self) -> None:
        self._brake.watch(None)
        _shut(self.sock)
        self.sock.close()

    def line_within(self, seconds: float) -> bool:
        """Wait until a whole line is there. ``False`` means silence; nothing is lost, a half line stays."""
        self.allow(seconds)
        while b"\n" not in self._buffer:
            try:
                self._receive()
            except TimeoutError:
                return False
        return True

    def idle_until_mail(self, seconds: float, answer_within: float) -> bool:
        """Wait in IDLE (RFC 2177) until new mail is announced (``True``) or the time is over, and leave IDLE."""
        end = time.monotonic() + seconds
        self.allow(answer_within)
        tag = self._command("IDLE")
        while self._get_response() is not None:  # None: the server says "+", it idles
            if self.tagged_commands[tag]:
                raise self.error(f"IDLE refused: {self.tagged_commands.pop(tag)}")
        while not (news := "EXISTS" in self.untagged_responses) and self.line_within(end - time.monotonic()):
            self.allow(answer_within)
            self._get_response()
            self._check_bye()
        self.allow(answer_within)
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", tag)
        self.forget_untagged()
        return news

    def announced_mail(self) -> bool:
        """Whether EXISTS came since ``forget_untagged``: what arrives during FETCH or SEARCH is not repeated in IDLE."""
        return "EXISTS" in self.untagged_responses

    def forget_untagged(self) -> None:
        self.untagged_responses.clear()

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _receive(self) -> None:
        left = self._left()
        if left <= 0:
            raise TimeoutError("the server did not answer in time")
        self.sock.settimeout(left)
        data = self.sock.recv(RECEIVE_BYTES)
        if not data:
            raise self.abort("the server closed the connection")
        self._buffer += data


def _keep_alive(plain: socket.socket) -> None:
    """A NAT box that forgot the connection is noticed between two polls."""
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_SECONDS)


class MailboxClient(IMAPClient):  # type: ignore[misc]  # IMAPClient has no annotations
    """IMAPClient over a ``Wire``. ``timeout`` bounds the connection, the greeting and every single wait."""

    def __init__(
        self, host: str, port: int, *, tls: ssl.SSLContext | None, timeout: float, literal_limit: int, brake: Brake
    ) -> None:
        self._brake = brake
        self._wire_tls = tls
        self._literal_limit = literal_limit
        super().__init__(
            host, port, ssl=tls is not None, ssl_context=tls, timeout=SocketTimeout(connect=timeout, read=timeout)
        )
        # IMAPClient asks imaplib to render each line for its debug log, whether anybody reads it or not.
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - IMAPClient's name for its one place that makes the connection
        return Wire(
            self.host,
            self.port,
            tls=self._wire_tls,
            timeout=self._timeout.connect,
            literal_limit=self._literal_limit,
            brake=self._brake,
        )

    @property
    def wire(self) -> Wire:
        wire: Wire = self._imap
        return wire
