"""Who asks: the session cookie, and the gate that everything passes which is not marked public."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web

from bot.i18n import mark
from bot.web.context import CONTEXT, WebContext
from bot.web.security import is_form_token, is_own_origin
from crm_store.access import Actor
from crm_store.errors import CrmError
from crm_store.interactions.queries import unlinked_count
from crm_store.team import service as team
from crm_store.team.rules import SESSION_DAYS
from crm_store.team.service import NewSession, SignedIn
from crm_store.unit_of_work import UnitOfWork

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SIGNED_IN = web.RequestKey("signed_in", SignedIn)
UNLINKED = web.RequestKey("unlinked", int)
"""How many messages have no ticket; the navigation leads there while there are any."""
FORM_BYTES = 256 * 1024
_PUBLIC: set[Handler] = set()
_OWN_AUTHENTICATION: set[Handler] = set()


class ForgedForm(CrmError):
    """A form that none of our pages sent, or one that is older than its session."""


class TooLarge(CrmError):
    """More bytes than this may have."""


def public(handler: Handler) -> Handler:
    """Open to people without a session. Everything else is closed by default."""
    _PUBLIC.add(handler)
    return handler


def own_authentication(handler: Handler) -> Handler:
    """Public, and its POST requests prove themselves by other means than our forms do (webhooks)."""
    _OWN_AUTHENTICATION.add(handler)
    return public(handler)


def cookie_name(context: WebContext) -> str:
    """The prefix makes browsers refuse one that another host, path or plain HTTP set (RFC 6265bis, 4.1.3.2)."""
    return "__Host-crmbot" if context.is_https else "crmbot"


async def keep_alive(request: web.Request) -> None:
    """Who speaks over an open line is not idle."""
    context = request.app[CONTEXT]
    token = request.cookies.get(cookie_name(context), "")
    found = await context.store.read(lambda uow: team.session(uow, token=token, touch=False))
    if found is not None and found.touch_due:
        await context.store.write(lambda uow: team.session(uow, token=token))


async def look(request: web.Request) -> SignedIn | None:
    """Who holds the request's session; read once for each request, and noted as seen at most once a minute."""
    if SIGNED_IN in request:
        return request[SIGNED_IN]
    context = request.app[CONTEXT]
    token = request.cookies.get(cookie_name(context))
    if not token or len(token) > 100:  # noqa: PLR2004  ours have 43 characters
        return None
    found, request[UNLINKED] = await context.store.read(lambda uow: _looked(uow, token, for_page=wants_page(request)))
    if found is not None and found.touch_due:
        found = await context.store.write(lambda uow: team.session(uow, token=token))
    if found is not None:
        request[SIGNED_IN] = found
    return found


def _looked(uow: UnitOfWork, token: str, *, for_page: bool) -> tuple[SignedIn | None, int]:
    """With what each page's navigation shows."""
    found = team.session(uow, token=token, touch=False)
    return found, unlinked_count(uow, actor=found.actor) if found is not None and for_page else 0


async def is_session_over(request: web.Request) -> bool:
    """For lines that stay open after the request: looks again."""
    context = request.app[CONTEXT]
    token = request.cookies.get(cookie_name(context), "")
    return await context.store.read(lambda uow: team.session(uow, token=token, touch=False)) is None


def signed_in(request: web.Request) -> SignedIn:
    return request[SIGNED_IN]


def actor_of(request: web.Request) -> Actor:
    return request[SIGNED_IN].actor


def open_session(response: web.StreamResponse, context: WebContext, new: NewSession) -> None:
    response.set_cookie(
        cookie_name(context),
        new.token,
        max_age=SESSION_DAYS * 86400,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=context.is_https,
    )


def close_session(response: web.StreamResponse, context: WebContext) -> None:
    response.del_cookie(cookie_name(context), path="/", secure=context.is_https, httponly=True, samesite="Lax")


def wants_page(request: web.Request) -> bool:
    """A person waits for a page, rather than a script or a socket for data."""
    return (
        request.method == "GET"
        and "upgrade" not in request.headers.get("Connection", "").lower()
        and request.headers.get("X-Requested-With") != "fetch"
    )


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    target = request.match_info.handler
    found = await look(request)
    if found is None and target not in _PUBLIC and request.match_info.http_exception is None:
        if wants_page(request):
            raise web.HTTPSeeOther(f"/sign-in?next={quote(request.path_qs, safe='')}")
        raise web.HTTPUnauthorized
    if request.method not in ("GET", "HEAD", "OPTIONS") and target not in _OWN_AUTHENTICATION:
        await _check_form(request, found)
    return await handler(request)


async def _check_form(request: web.Request, found: SignedIn | None) -> None:
    """Cross-site request forgery: origin, then a token of this session, compared in constant time."""
    if not is_own_origin(request, required=False):
        raise ForgedForm(mark("This form does not come from our own page. Open the page again and repeat."))
    if (request.content_length or 0) > FORM_BYTES:
        raise TooLarge(mark("This is too long to be sent at once. Shorten it."))
    form = await request.post()
    token = form.get("csrf", "")
    token = token if isinstance(token, str) else ""
    if found is not None:
        right = hmac.compare_digest(found.csrf_token.encode(), token.encode())
    else:
        right = is_form_token(request, token)
    if not right:
        raise ForgedForm(mark("This page is too old. Open it again and repeat."))
