"""Tells open pages that something changed; they fetch what they show again."""

from __future__ import annotations

import asyncio
from functools import partial

from aiohttp import WSMsgType, web

from bot.web.hub import HUB, Hub
from bot.web.security import is_own_origin
from bot.web.sessions import is_session_over
from bot.web.sockets import HEARTBEAT_SECONDS, serve

LEAST_SECONDS = 0.25
"""Between two messages: a backlog of mails must not make every page fetch without a pause."""


def routes() -> list[web.RouteDef]:
    return [web.get("/live", live)]


async def live(request: web.Request) -> web.StreamResponse:
    if not is_own_origin(request, required=True):
        raise web.HTTPForbidden
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=1024, timeout=1.0)
    await socket.prepare(request)
    await serve(request, socket, partial(is_session_over, request), _read(socket), _tell(request.app[HUB], socket))
    return socket


async def _read(socket: web.WebSocketResponse) -> None:
    """Pages say nothing here; reading notices that they go."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            return


async def _tell(hub: Hub, socket: web.WebSocketResponse) -> None:
    with hub.listen("tickets", "inbox", "outbox") as changed:
        while True:
            await changed.wait()
            changed.clear()
            await socket.send_str('{"type":"changed"}')
            await asyncio.sleep(LEAST_SECONDS)
