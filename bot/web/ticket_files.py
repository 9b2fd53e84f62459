"""A ticket's files, and the original of a mail as its sender drew it, shut in a frame."""

from __future__ import annotations

import asyncio
import base64
import html
import re

from aiohttp import web

from bot.web.context import CONTEXT
from bot.web.files import download_headers, send_file
from bot.web.pages import translator_of
from bot.web.security import CSP_ORIGINAL
from bot.web.sessions import actor_of
from bot.web.tickets import REF, ticket_id_of
from channels.email.isolation import ParserPool
from channels.email.sanitise import sanitise
from channels.message import InboundMessage, RawItem, StoredFile
from channels.port import ParseRefused
from crm_store import clock
from crm_store.errors import NotFound
from crm_store.tickets import queries

PARSER = web.AppKey("parser", ParserPool)
INLINE_BYTES = 1024 * 1024
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_CID = re.compile(r'src="cid:([^"]{1,300})"', re.IGNORECASE)


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{REF}/files/{{file:[0-9]{{1,15}}}}", file),
        web.get(f"{REF}/messages/{{message:[0-9]{{1,15}}}}/original", original),
        web.get(f"{REF}/messages/{{message:[0-9]{{1,15}}}}/raw", raw),
    ]


async def file(request: web.Request) -> web.StreamResponse:
    actor, ticket_id, number = actor_of(request), ticket_id_of(request), int(request.match_info["file"])
    store = request.app[CONTEXT].store
    found = await store.read(
        lambda uow: queries.attachment(uow, actor=actor, ticket_id=ticket_id, attachment_id=number)
    )
    if found.sha256 is None:
        raise NotFound("This file was never fetched: {reason}", reason=found.note)
    stored = StoredFile(found.sha256, found.filename, found.content_type, found.size)
    return await send_file(store, stored)


async def raw(request: web.Request) -> web.StreamResponse:
    """The mail byte for byte."""
    content = await _content(request)
    return web.Response(body=content, headers=download_headers(f"{request.match_info['ref'].upper()}.eml"))


async def original(request: web.Request) -> web.StreamResponse:
    """Sanitised when it is shown, not when it came: a better sanitiser mends old mails too. Loads nothing."""
    shown = await _drawn(request.app[PARSER], await _content(request))
    if shown is None:
        _ = translator_of(request)
        shown = f"<p>{html.escape(_('This message has no formatted original.'))}</p>"
    headers = {"Content-Security-Policy": CSP_ORIGINAL, "X-Frame-Options": "SAMEORIGIN"}
    page = f'<!doctype html><meta charset="utf-8"><base target="_blank">{shown}'
    return web.Response(text=page, content_type="text/html", headers=headers)


async def _content(request: web.Request) -> bytes:
    actor, ticket_id, number = actor_of(request), ticket_id_of(request), int(request.match_info["message"])
    store = request.app[CONTEXT].store
    name = await store.read(lambda uow: queries.original(uow, actor=actor, ticket_id=ticket_id, interaction_id=number))
    return await asyncio.to_thread(store.files.get, name)


async def _drawn(parser: ParserPool, content: bytes) -> str | None:
    """``None`` without HTML. A suspect mail is parsed apart, as it was when it came."""
    try:
        message = await parser.parse(RawItem("email", "", "", content, clock.now()))
    except ParseRefused:
        return None
    return await asyncio.to_thread(_safe, message) if message.html else None


def _safe(message: InboundMessage) -> str:
    return _with_pictures(sanitise(message.html), message)


def _with_pictures(shown: str, message: InboundMessage) -> str:
    """Pictures that came with the mail itself; those elsewhere stay unloaded, so that nobody learns of the reading."""
    pictures = {
        part.content_id: part
        for part in message.attachments
        if part.content_id and part.content_type in _PICTURES and part.size <= INLINE_BYTES
    }

    def put(match: re.Match[str]) -> str:
        part = pictures.get(html.unescape(match[1]))
        if part is None:
            return match[0]
        return f'src="data:{part.content_type};base64,{base64.b64encode(part.content).decode()}"'

    return _CID.sub(put, shown)
