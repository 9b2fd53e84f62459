"""Takes in what follows DATA, in pieces of any size, without ever holding more than the limit."""

from __future__ import annotations

import io
from typing import Final

END_OF_DATA: Final = b"\r\n.\r\n"
STUFFED: Final = b"\r\n."


class DataBudget:
    """Bytes that all connections together may hold in memory."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def take(self, count: int) -> bool:
        if count > self._left:
            return False
        self._left -= count
        return True

    def give_back(self, count: int) -> None:
        self._left += count


class DataCollector:
    """Reads up to ``CRLF . CRLF`` and nothing else: a bare LF or CR neither ends the mail nor a line of it
    (RFC 5321, 2.3.8 and 4.1.1.4), so nothing can be smuggled behind it. Removes the dots that RFC 5321, 4.5.2 added.

    Over ``size_limit`` or the budget it goes on reading without keeping, so that the answer can be given in its place.
    """

    def __init__(self, size_limit: int, budget: DataBudget) -> None:
        self._size_limit = size_limit
        self._budget = budget
        self._held = b"\r\n"  # the end of the DATA command; a dot may follow at once
        self._first = True
        self._mail = io.BytesIO()
        self._reserved = 0
        self.received = 0
        self.too_big = False
        self.no_room = False
        self.complete = False

    def feed(self, data: bytes) -> bytes:
        """Returns what stood behind the end of the mail: the next commands of a client that sends ahead."""
        self.received += len(data)
        pending = self._held + data
        end = pending.find(END_OF_DATA)
        if end >= 0:
            self.complete = True
            self._keep(pending[: end + 2])
            return pending[end + len(END_OF_DATA) :]
        split = len(pending) - _unfinished(pending)
        self._held = pending[split:]
        self._keep(pending[:split])
        return b""

    def content(self) -> bytes:
        return self._mail.getvalue()

    def discard(self) -> None:
        """Give the memory back. To be called once, whatever became of the mail."""
        self._budget.give_back(self._reserved)
        self._reserved = 0
        self._mail = io.BytesIO()

    def _keep(self, piece: bytes) -> None:
        piece = piece.replace(STUFFED, b"\r\n")
        if self._first and piece:
            piece = piece[2:]
            self._first = False
        if self.too_big or self.no_room:
            return
        self.too_big = self._mail.tell() + len(piece) > self._size_limit
        self.no_room = not self.too_big and not self._budget.take(len(piece))
        if self.too_big or self.no_room:
            self.discard()
        else:
            self._reserved += len(piece)
            self._mail.write(piece)


def _unfinished(pending: bytes) -> int:
    """Length of the longest end of ``pending`` that more bytes could make the end of data."""
    for length in range(len(END_OF_DATA) - 1, 0, -1):
        if pending.endswith(END_OF_DATA[:length]):
            return length
    return 0
