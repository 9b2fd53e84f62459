"""The staff chat: a page and a line to the program, with the same cards and buttons as in Telegram."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from bot.web.chat_socket import ChatSocket, Line
from bot.web.context import CONTEXT
from bot.web.files import send_file, stored_file
from bot.web.pages import render
from bot.web.rates import RateLimit
from bot.web.security import is_own_origin
from bot.web.sessions import is_session_over, keep_alive, signed_in
from crm_store.conversations import service as conversations

STAFF_RATE = web.AppKey("staff_rate", RateLimit)


def routes() -> list[web.RouteDef]:
    return [
        web.get("/chat", page),
        web.get("/chat/ws", socket),
        web.get("/chat/files/{message:[0-9]{1,15}}/{place:[0-9]{1,3}}", file),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    return render(request, "chat.html", key=_key(request))


async def socket(request: web.Request) -> web.StreamResponse:
    if not is_own_origin(request, required=True):
        raise web.HTTPForbidden
    key = _key(request)
    wait = request.app[STAFF_RATE].wait
    line = Line(key, "/chat/files", partial(wait, key), partial(is_session_over, request), partial(keep_alive, request))
    return await ChatSocket(request, line).run()


async def file(request: web.Request) -> web.StreamResponse:
    return await conversation_file(request, _key(request))


async def conversation_file(request: web.Request, key: str) -> web.StreamResponse:
    """A file on a message of this conversation; other conversations' answer like absent ones."""
    message_id, place = int(request.match_info["message"]), int(request.match_info["place"])
    store = request.app[CONTEXT].store
    message = await store.read(lambda uow: conversations.message(uow, key=key, message_id=message_id))
    files = message.body.get("files", [])
    if place >= len(files):
        raise web.HTTPNotFound
    return await send_file(store, stored_file(files[place]))


def _key(request: web.Request) -> str:
    return f"staff:{signed_in(request).user.id}"
