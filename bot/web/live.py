"""Tells open pages that something changed; they fetch what they show again."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.web.context import CONTEXT
from bot.web.hub import HUB, Hub
from bot.web.security import is_own_origin
from bot.web.sessions import cookie_name
from crm_store.errors import StoreUnavailable
from crm_store.team import service as team

HEARTBEAT_SECONDS = 25.0
LEAST_SECONDS = 0.25
"""Between two messages: a backlog of mails must not make every page fetch without a pause."""


def routes() -> list[web.RouteDef]:
    return [web.get("/live", live)]


async def live(request: web.Request) -> web.StreamResponse:
    if not is_own_origin(request, required=True):
        raise web.HTTPForbidden
    hub = request.app[HUB]
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=1024, timeout=1.0)
    await socket.prepare(request)
    hub.sockets.add(socket)
    teller = asyncio.create_task(_tell(request, socket, hub))
    try:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
    finally:
        hub.sockets.discard(socket)
        teller.cancel()
        await asyncio.gather(teller, return_exceptions=True)
    return socket


async def _tell(request: web.Request, socket: web.WebSocketResponse, hub: Hub) -> None:
    context = request.app[CONTEXT]
    token = request.cookies[cookie_name(context)]
    with hub.listen("tickets", "inbox", "outbox") as changed, hub.listen("team") as team_changed:
        while True:
            waits = [asyncio.create_task(changed.wait()), asyncio.create_task(team_changed.wait())]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            changed.clear()
            if team_changed.is_set():
                team_changed.clear()
                with suppress(StoreUnavailable):
                    if await context.store.read(lambda uow: team.session(uow, token=token, touch=False)) is None:
                        await socket.close(code=4401)
                        return
            with suppress(ConnectionError):
                await socket.send_str('{"type":"changed"}')
            await asyncio.sleep(LEAST_SECONDS)
