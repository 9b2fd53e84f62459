"""The customer chat: a small public page. A visitor is a random cookie until he says who he is, and then still only claims it."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.i18n import mark
from bot.web.chat import conversation_file
from bot.web.chat_socket import ChatSocket, Line
from bot.web.context import CONTEXT
from bot.web.errors import TooOften
from bot.web.pages import language_of, render
from bot.web.rates import RateLimit
from bot.web.security import client_address, is_own_origin
from bot.web.sessions import public
from channels.webchat.receiver import FromBrowser
from crm_store.errors import Invalid
from crm_store.team.service import folded_email

VISITOR_RATE = web.AppKey("visitor_rate", RateLimit)
ADDRESS_RATE = web.AppKey("address_rate", RateLimit)
SOCKETS = web.AppKey("visitor_sockets", Counter[str])
COOKIE_DAYS = 365
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NAME_LENGTH = 100
_EMAIL_LENGTH = 320


def routes() -> list[web.RouteDef]:
    return [
        web.get("/visitor", page),
        web.get("/visitor/ws", socket),
        web.get("/visitor/files/{message:[0-9]{1,15}}/{place:[0-9]{1,3}}", file),
    ]


@public
async def page(request: web.Request) -> web.StreamResponse:
    response = render(request, "visitor.html")
    if _token(request) is None:
        response.set_cookie(
            _cookie_name(request),
            secrets.token_urlsafe(32),
            max_age=COOKIE_DAYS * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.app[CONTEXT].is_https,
        )
    return response


@public
async def socket(request: web.Request) -> web.StreamResponse:
    token = _token(request)
    if token is None or not is_own_origin(request, required=True):
        raise web.HTTPForbidden
    address, open_sockets = client_address(request), request.app[SOCKETS]
    if open_sockets[address] >= request.app[CONTEXT].webchat.sockets_per_address:
        raise TooOften(mark("Too many chats are open from your network. Close one of them."))
    open_sockets[address] += 1
    try:
        return await ChatSocket(request, _line(request, token, address)).run()
    finally:
        open_sockets[address] -= 1
        if not open_sockets[address]:
            del open_sockets[address]


@public
async def file(request: web.Request) -> web.StreamResponse:
    token = _token(request)
    if token is None:
        raise web.HTTPNotFound
    return await conversation_file(request, conversation_key(token))


def conversation_key(token: str) -> str:
    """Who reads the database cannot speak as the visitor."""
    return f"visitor:{hashlib.sha256(token.encode()).hexdigest()}"


def _line(request: web.Request, token: str, address: str) -> Line:
    key, language = conversation_key(token), language_of(request)

    def wait() -> float:
        return request.app[VISITOR_RATE].wait(key) or request.app[ADDRESS_RATE].wait(address)

    def admit(sent: FromBrowser, frame: dict[str, Any]) -> FromBrowser:
        return replace(sent, name=_name(frame), email=_email(frame), language=language)

    return Line(key, "/visitor/files", wait, _never, admit=admit)


def _name(frame: dict[str, Any]) -> str:
    name = frame.get("name") or ""
    if not isinstance(name, str) or len(name) > _NAME_LENGTH:
        raise Invalid("A name has at most {limit} characters.", limit=_NAME_LENGTH)
    return name


def _email(frame: dict[str, Any]) -> str:
    email = frame.get("email") or ""
    if not isinstance(email, str) or len(email) > _EMAIL_LENGTH:
        raise Invalid("This is not an e-mail address.")
    return folded_email(email) if email.strip() else ""


def _token(request: web.Request) -> str | None:
    token = request.cookies.get(_cookie_name(request), "")
    return token if _TOKEN.fullmatch(token) else None


def _cookie_name(request: web.Request) -> str:
    return "__Host-crmbot_visitor" if request.app[CONTEXT].is_https else "crmbot_visitor"


async def _never() -> bool:
    return False
