"""One listener for all open pages: who waits for a conversation, or for any change, is woken by the store's topics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import WSCloseCode, web

from crm_store.conversations import service as conversations
from crm_store.errors import StoreUnavailable
from crm_store.unit_of_work import Store

log = logging.getLogger(__name__)
TOPICS = ("tickets", "chat", "team", "inbox", "outbox")
_GATHER_SECONDS = 0.02
_CLOSE_SECONDS = 1.0


class Hub:
    """Wake-ups for open pages.

    A burst within 20 ms is one. Every ``poll_seconds`` everybody is woken anyway, in case a notification was lost with a
    broken connection.
    """

    def __init__(self, store: Store, poll_seconds: float) -> None:
        self._store = store
        self._poll_seconds = poll_seconds
        self._listeners: dict[str, set[asyncio.Event]] = {topic: set() for topic in TOPICS}
        self._followers: dict[str, set[asyncio.Event]] = {}
        self._revisions: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.sockets: set[web.WebSocketResponse] = set()

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._watch(topic), name=f"web-{topic}") for topic in TOPICS]

    async def stop(self) -> None:
        """Closes every socket, so that the server need not wait for the browsers."""
        await self.close_sockets()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close_sockets(self) -> None:
        """The browsers come back by themselves."""
        await asyncio.gather(*(_close(socket) for socket in list(self.sockets)))

    @contextmanager
    def listen(self, *topics: str) -> Iterator[asyncio.Event]:
        """An event that is set after any of the topics was woken, in this process or another."""
        woken = asyncio.Event()
        for topic in topics:
            self._listeners[topic].add(woken)
        try:
            yield woken
        finally:
            for topic in topics:
                self._listeners[topic].discard(woken)

    @contextmanager
    def follow(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set after this conversation has changed. Other conversations wake nobody here."""
        changed = asyncio.Event()
        self._followers.setdefault(key, set()).add(changed)
        try:
            yield changed
        finally:
            self._followers[key].discard(changed)
            if not self._followers[key]:
                del self._followers[key]
                self._revisions.pop(key, None)

    async def _watch(self, topic: str) -> None:
        woken = self._store.listen(topic)
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll_seconds):
                        await woken.wait()
                await asyncio.sleep(_GATHER_SECONDS)
                woken.clear()
                for listener in self._listeners[topic]:
                    listener.set()
                if topic == conversations.TOPIC:
                    await self._wake_followers()
        finally:
            self._store.forget(topic, woken)

    async def _wake_followers(self) -> None:
        """One look for all: who follows a conversation that stands still costs nothing."""
        keys = list(self._followers)
        if not keys:
            return
        try:
            found = await self._store.read(lambda uow: conversations.revisions(uow, keys=keys))
        except StoreUnavailable:
            log.warning("web chat cannot look for news")
            return
        for key, revision in found.items():
            if self._revisions.get(key) != revision and key in self._followers:
                self._revisions[key] = revision
                for changed in self._followers[key]:
                    changed.set()


async def _close(socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting")


HUB = web.AppKey("hub", Hub)
