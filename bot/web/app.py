"""The web part: console, chats, webhooks, health. Thin views on the use cases."""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from bot.web import (
    chat,
    inbox,
    leads,
    live,
    machines,
    outbox,
    sign_in,
    ticket_actions,
    ticket_files,
    tickets,
    unlinked,
    visitor,
)
from bot.web.context import CONTEXT, WebContext
from bot.web.errors import errors
from bot.web.hub import HUB, Hub
from bot.web.machines import WEBHOOK_BYTES
from bot.web.rates import RateLimit
from bot.web.security import add_headers
from bot.web.sessions import gate
from channels.email.isolation import ParserPool

PARTS = (sign_in, tickets, ticket_actions, ticket_files, unlinked, chat, visitor, leads, live, inbox, outbox, machines)


def create_app(context: WebContext) -> web.Application:
    """An application that is ready to be run; it opens nothing before it is started."""
    app = web.Application(middlewares=[errors, gate], client_max_size=WEBHOOK_BYTES)
    app[CONTEXT] = context
    app[HUB] = Hub(context.store, context.poll_seconds)
    app[sign_in.TRIES] = RateLimit(sign_in.TRIES_PER_MINUTE)
    app[chat.STAFF_RATE] = RateLimit(context.webchat.staff_per_minute)
    app[visitor.VISITOR_RATE] = RateLimit(context.webchat.visitor_per_minute)
    app[visitor.ADDRESS_RATE] = RateLimit(context.webchat.address_per_minute)
    app[visitor.SOCKETS] = Counter()
    app[ticket_files.PARSER] = ParserPool()
    for part in PARTS:
        app.add_routes(part.routes())
    app.add_routes([machines.webhook_route(webhook) for webhook in context.webhooks])
    app.on_response_prepare.append(add_headers)
    app.on_startup.append(_start)
    app.on_shutdown.append(_stop)
    app.on_cleanup.append(_close)
    return app


async def _start(app: web.Application) -> None:
    await app[HUB].start()


async def _stop(app: web.Application) -> None:
    await app[HUB].stop()


async def _close(app: web.Application) -> None:
    app[ticket_files.PARSER].close()
