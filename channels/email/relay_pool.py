"""Connections that wait for the next mail, and the threads that use them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from time import monotonic
from typing import TypeVar

from channels.email.relay_session import RelaySession

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> Future[T]:
    """A daemon thread, not an executor: a look-up of a name that hangs must not keep the process from ending."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised where the future is awaited
            future.set_exception(error)

    threading.Thread(target=run, name="smtp", daemon=True).start()
    return future


class SessionPool:
    """``max_age`` and ``max_idle`` are seconds. All but ``waiting`` belongs to the event loop."""

    def __init__(self, max_age: float, max_idle: float) -> None:
        self._max_age = max_age
        self._max_idle = max_idle
        self._idle: list[RelaySession] = []
        self._goodbyes: set[asyncio.Future[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def waiting(self) -> Iterator[RelaySession]:
        """Hands out the waiting connections, the last used first; each now belongs to the caller. For any thread."""
        while True:
            try:
                session = self._idle.pop()
            except IndexError:
                return
            yield session

    def is_young(self, session: RelaySession) -> bool:
        return monotonic() - session.opened_at < self._max_age

    def put_back(self, session: RelaySession) -> None:
        """Keeps a connection for the next mail, if it stands between two mails; else ends it."""
        if not session.in_order or not self.is_young(session):
            self.end(session)
            return
        self._idle.append(session)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._max_idle, self.end_idle)

    def end(self, session: RelaySession) -> None:
        goodbye = asyncio.wrap_future(in_thread(session.close))
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)

    def end_idle(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for session in self.waiting():
            self.end(session)

    async def drain(self, seconds: float) -> None:
        """Ends everything and waits until it is ended, ``seconds`` at most."""
        self.end_idle()
        if self._goodbyes:
            await asyncio.wait(list(self._goodbyes), timeout=seconds)
