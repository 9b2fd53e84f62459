"""A socket whose every wait ends at one deadline, and that another thread can cut.

A socket's own timeout starts anew with each byte, so a far end that trickles would hold it for ever.
"""

from __future__ import annotations

import socket
import ssl
import threading
from time import monotonic

_READ = 4096


class Deadline:
    """The moment by which the present stage must be over."""

    def __init__(self) -> None:
        self._ends_at = monotonic()

    def set(self, seconds: float) -> None:
        self._ends_at = monotonic() + seconds

    def left(self) -> float:
        """Seconds; raises ``TimeoutError`` when there are none."""
        left = self._ends_at - monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


class DeadlineSocket:
    """TCP, then perhaps TLS. ``cut`` may be called from any thread, the rest from one."""

    def __init__(self) -> None:
        self._deadline = Deadline()
        self._reader: LineReader | None = None
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._handle: socket.socket | None = None  # a second name for the same connection, untouched by TLS
        self._was_cut = False

    @property
    def raw(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionError("not connected")
        return self._socket

    def begin(self, seconds: float) -> None:
        """A new stage: what is read and written from now on must be done within ``seconds``."""
        self._deadline.set(seconds)
        if self._socket is not None:
            self._socket.settimeout(seconds)

    def connect(self, host: str, port: int) -> None:
        """Tries the host's addresses in turn, all of them within the deadline. Raises ``OSError``."""
        failure: OSError | None = None
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                self._adopt(socket.create_connection((str(address[0]), int(address[1])), timeout=self._deadline.left()))
            except OSError as error:
                failure = error
                continue
            return
        raise failure or OSError("the host has no address")

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        self.raw.settimeout(self._deadline.left())
        self._socket = context.wrap_socket(self.raw, server_hostname=host)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self.raw.settimeout(self._deadline.left())
            view = view[self.raw.send(view) :]

    def reader(self) -> LineReader:
        """A new one, which knows nothing of what the one before it had read."""
        self._reader = LineReader(self.raw, self._deadline)
        return self._reader

    def own_literal(self) -> str:
        """Our side's address as EHLO may name it (RFC 5321, 4.1.3)."""
        address = str(self.raw.getsockname()[0])
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def tls_version(self) -> str:
        return (self._socket.version() or "") if isinstance(self._socket, ssl.SSLSocket) else ""

    def cut(self) -> None:
        with self._lock:
            self._was_cut = True
            if self._handle is None:
                return
            handle, self._handle = self._handle, None
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # the far end was quicker
            finally:
                handle.close()

    def close(self) -> None:
        self.cut()
        if self._socket is not None:
            self._socket.close()

    def is_quiet(self) -> bool:
        """Whether the connection stands and the far end has said nothing that was not read. Does not wait."""
        if self._reader is not None and self._reader.waiting:
            return False
        encrypted = isinstance(self._socket, ssl.SSLSocket)
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return False
        with self._lock:
            if self._handle is None:
                return False
            try:
                waiting = self._handle.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                return True
            except OSError:
                return False
        return bool(waiting) and encrypted  # a TLS record may be a session ticket

    def _adopt(self, connected: socket.socket) -> None:
        handle = connected.dup()
        handle.setblocking(False)
        with self._lock:
            self._socket, self._handle = connected, handle
            was_cut = self._was_cut
        if was_cut:
            self.cut()
            raise ConnectionAbortedError("cut while connecting")


class LineReader:
    """The little of a file that ``smtplib`` reads replies from."""

    def __init__(self, source: socket.socket, deadline: Deadline) -> None:
        self._source = source
        self._deadline = deadline
        self.waiting = b""

    def readline(self, limit: int) -> bytes:
        """A line with its end, or less where the connection ends or ``limit`` is reached."""
        while b"\n" not in self.waiting and len(self.waiting) < limit:
            self._source.settimeout(self._deadline.left())
            received = self._source.recv(_READ)
            if not received:
                break
            self.waiting += received
        end = self.waiting.find(b"\n") + 1 or len(self.waiting)
        line, self.waiting = self.waiting[: min(end, limit)], self.waiting[min(end, limit) :]
        return line

    def close(self) -> None:
        """Nothing is held."""
