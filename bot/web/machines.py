"""What machines ask for: life, readiness, metrics; and the webhooks of channels."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from typing import Any

from aiohttp import web

from bot.web.context import CONTEXT
from bot.web.pages import STATIC, static_version
from bot.web.sessions import SIGNED_IN, own_authentication, public
from channels.port import AcceptsWebhooks, PartState
from crm_store.conversations import service as conversations
from crm_store.errors import StoreUnavailable

log = logging.getLogger(__name__)
WEBHOOK_BYTES = 1024 * 1024
_STORE_SECONDS = 5.0
_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


def routes() -> list[web.RouteDef]:
    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
        web.get("/static/{version}/{name}", static_file),
        web.get("/favicon.ico", icon),
    ]


@public
async def alive(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "ok"})


@public
async def ready(request: web.Request) -> web.StreamResponse:
    """503 when the store, or a part that is needed, does not work. What the parts say of themselves (hosts, names, errors)
    is for this machine and for staff; others learn only which of them work."""
    context = request.app[CONTEXT]
    parts = [await _store_state(request), *context.health()]
    is_ready = all(part.ok for part in parts if part.facts.get("needed", True))
    tell = _whole if SIGNED_IN in request or _is_of_this_machine(request) else _outline
    body = {"status": "ok" if is_ready else "unready", "parts": [tell(part) for part in parts]}
    return web.json_response(body, status=200 if is_ready else 503)


def _outline(part: PartState) -> dict[str, Any]:
    return {"name": part.name, "ok": part.ok}


def _whole(part: PartState) -> dict[str, Any]:
    return _outline(part) | {"detail": part.detail, "facts": part.facts}


def _is_of_this_machine(request: web.Request) -> bool:
    """Not what a proxy on this machine passes on for somebody else."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


async def _store_state(request: web.Request) -> PartState:
    store = request.app[CONTEXT].store
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            await store.read(lambda uow: conversations.revision(uow, key=""))
    except (StoreUnavailable, TimeoutError) as error:
        return PartState("store", ok=False, detail=str(error) or "no answer from the database")
    return PartState("store", ok=True, detail="ready")


@public
async def metrics(request: web.Request) -> web.StreamResponse:
    """Prometheus text format 0.0.4."""
    text = await asyncio.to_thread(request.app[CONTEXT].metrics_text)
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


@public
async def static_file(request: web.Request) -> web.StreamResponse:
    path = STATIC / request.match_info["name"]
    if path.parent != STATIC or not path.is_file():
        raise web.HTTPNotFound
    current = request.match_info["version"] == static_version()
    caching = "public, max-age=31536000, immutable" if current else "no-cache"
    return web.FileResponse(path, headers={"Cache-Control": caching})


@public
async def icon(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "icon.svg", headers={"Cache-Control": "public, max-age=86400"})


def webhook_route(webhook: AcceptsWebhooks) -> web.RouteDef:
    async def accept(request: web.Request) -> web.StreamResponse:
        """The channel itself proves and judges; here only the size is checked."""
        if (request.content_length or 0) > WEBHOOK_BYTES:
            return web.Response(status=413)
        answer = await webhook.accept(request.headers, await request.read())
        return web.Response(status=answer.status, text=answer.body)

    return web.post(webhook.path, own_authentication(accept))
