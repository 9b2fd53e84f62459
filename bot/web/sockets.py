"""What every open socket has: a reader, and somebody who watches whether its owner may still have it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.web.hub import HUB
from crm_store.errors import StoreUnavailable

HEARTBEAT_SECONDS = 25.0
SIGNED_OUT = 4401
"""Close code: this line is over for good; sign in again."""


async def serve(
    request: web.Request,
    socket: web.WebSocketResponse,
    is_over: Callable[[], Awaitable[bool]],
    *tasks: Coroutine[Any, Any, None],
) -> None:
    """Runs until one of the tasks ends (the reader, when the browser goes) or the right to the line does."""
    hub = request.app[HUB]
    hub.sockets.add(socket)
    watch = asyncio.create_task(_until_over(request, is_over))
    running = [watch, *(asyncio.create_task(task) for task in tasks)]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.sockets.discard(socket)
        for task in running:
            task.cancel()
        ended = await asyncio.gather(*running, return_exceptions=True)
    if ended[0] is None:
        await socket.close(code=SIGNED_OUT)
    for result in ended:
        if isinstance(result, Exception) and not isinstance(result, ConnectionError):
            raise result


async def _until_over(request: web.Request, is_over: Callable[[], Awaitable[bool]]) -> None:
    with request.app[HUB].listen("team") as woken:
        while True:
            await woken.wait()
            woken.clear()
            with suppress(StoreUnavailable):
                if await is_over():
                    return
