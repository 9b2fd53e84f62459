"""Signing in by a one-time link. Looking at the link changes nothing, because mail scanners look; pressing does."""

from __future__ import annotations

from aiohttp import web

from bot.i18n import mark
from bot.web.context import CONTEXT
from bot.web.errors import LinkSpent, TooOften
from bot.web.pages import done, render
from bot.web.rates import RateLimit
from bot.web.security import client_address
from bot.web.sessions import actor_of, close_session, look, open_session, public, signed_in
from bot.web.welcome import welcome
from crm_store.team import service as team
from crm_store.team.service import NewSession
from crm_store.unit_of_work import UnitOfWork

TRIES = web.AppKey("tries", RateLimit)
TRIES_PER_MINUTE = 10


def routes() -> list[web.RouteDef]:
    return [
        web.get("/", home),
        web.get("/sign-in", explain),
        web.get("/sign-in/{token}", show_link),
        web.post("/sign-in/{token}", redeem_link),
        web.get("/invite/{token}", show_link),
        web.post("/invite/{token}", redeem_link),
        web.post("/sign-out", sign_out),
        web.get("/settings", settings),
        web.post("/settings/language", set_language),
        web.post("/settings/sessions/{session:[0-9]{1,15}}/revoke", revoke),
    ]


async def home(request: web.Request) -> web.StreamResponse:
    return done(request, "/tickets")


@public
async def explain(request: web.Request) -> web.StreamResponse:
    if await look(request) is not None:
        return done(request, "/tickets")
    return render(request, "sign_in.html", token=None, purpose="sign_in")


@public
async def show_link(request: web.Request) -> web.StreamResponse:
    return render(request, "sign_in.html", token=request.match_info["token"], purpose=_purpose(request))


@public
async def redeem_link(request: web.Request) -> web.StreamResponse:
    """The session is a new one each time; the one that the browser had before ends."""
    wait = request.app[TRIES].wait(client_address(request))
    if wait:
        raise TooOften(mark("Too many tries. Wait {seconds} seconds."), seconds=int(wait) + 1)
    context = request.app[CONTEXT]
    token, purpose = request.match_info["token"], _purpose(request)
    agent, before = request.headers.get("User-Agent", "")[:300], await look(request)

    def redeem(uow: UnitOfWork) -> NewSession | None:
        new = team.redeem(uow, token=token, purpose=purpose, user_agent=agent)
        if new is not None and before is not None:
            team.sign_out(uow, session_id=before.session_id)
        if new is not None and new.is_first:
            welcome(uow, new.user)
        return new

    new = await context.store.write(redeem)
    if new is None:
        raise LinkSpent(mark("This link does not work any more. Ask for a new one."))
    response = done(request, "/tickets")
    open_session(response, context, new)
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    context, session_id = request.app[CONTEXT], signed_in(request).session_id
    await context.store.write(lambda uow: team.sign_out(uow, session_id=session_id))
    response = done(request, "/sign-in")
    close_session(response, context)
    return response


async def settings(request: web.Request) -> web.StreamResponse:
    actor = actor_of(request)
    sessions = await request.app[CONTEXT].store.read(lambda uow: team.sessions_of(uow, actor=actor))
    return render(request, "settings.html", sessions=sessions, current=signed_in(request).session_id)


async def set_language(request: web.Request) -> web.StreamResponse:
    actor, language = actor_of(request), str((await request.post()).get("language", ""))
    await request.app[CONTEXT].store.write(lambda uow: team.set_language(uow, actor=actor, language=language))
    return done(request, "/settings")


async def revoke(request: web.Request) -> web.StreamResponse:
    actor, session_id = actor_of(request), int(request.match_info["session"])
    await request.app[CONTEXT].store.write(lambda uow: team.revoke_session(uow, actor=actor, session_id=session_id))
    return done(request, "/settings")


def _purpose(request: web.Request) -> str:
    return team.WEB_INVITATION if request.path.startswith("/invite/") else team.SIGN_IN
