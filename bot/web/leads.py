"""Leads: the open ones, and one lead's page with what was said and the team's notes."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.i18n.terms import LEAD_STATUS, SOURCE, term
from bot.web.context import CONTEXT
from bot.web.pages import done, render, translator_of
from bot.web.sessions import actor_of
from crm_store.access import Permission
from crm_store.leads import notes, queries, service
from crm_store.leads.queries import LeadView
from crm_store.tickets.from_lead import open_for_lead
from crm_store.tickets.lead_timeline import lead_timeline
from crm_store.tickets.queries import TimelineItem
from crm_store.unit_of_work import UnitOfWork

PAGE = 50
REF = "/leads/{ref:[Ll]-[0-9]{1,15}}"


def routes() -> list[web.RouteDef]:
    return [
        web.get("/leads", index),
        web.get(REF, page),
        web.post(f"{REF}/take", take),
        web.post(f"{REF}/note", add_note),
        web.post(f"{REF}/ticket", open_ticket),
    ]


async def index(request: web.Request) -> web.StreamResponse:
    actor, before = actor_of(request), _number(request.query.get("before", ""))
    found = await request.app[CONTEXT].store.read(
        lambda uow: queries.leads(uow, actor=actor, before_id=before, limit=PAGE + 1)
    )
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return render(request, "leads.html", leads=found[:PAGE], more=more, **_words(request))


async def page(request: web.Request) -> web.StreamResponse:
    actor, lead_id = actor_of(request), _lead_id(request)
    before = _number(request.query.get("before", ""))

    def look(uow: UnitOfWork) -> tuple[LeadView, list[TimelineItem]]:
        found = queries.lead(uow, actor=actor, lead_id=lead_id)
        return found, lead_timeline(uow, actor=actor, lead_id=lead_id, before_id=before, limit=PAGE + 1)

    lead, timeline = await request.app[CONTEXT].store.read(look)
    return render(
        request, "lead.html", lead=lead, timeline=timeline[-PAGE:], more=len(timeline) > PAGE, may_write=actor.may(Permission.LEADS_WRITE),
        may_open=actor.may(Permission.TICKETS_WRITE), **_words(request),
    )  # fmt: skip


async def take(request: web.Request) -> web.StreamResponse:
    await _do(request, service.take)
    return done(request, request.path.rpartition("/")[0])


async def add_note(request: web.Request) -> web.StreamResponse:
    """Browsers send line ends as CR LF (HTML, 4.10.21)."""
    text = str((await request.post()).get("text", "")).replace("\r\n", "\n")
    await _do(request, notes.add_note, text=text)
    return done(request, request.path.rpartition("/")[0])


async def open_ticket(request: web.Request) -> web.StreamResponse:
    number = await _do(request, open_for_lead)
    return done(request, f"/tickets/T-{number}")


async def _do(request: web.Request, use_case: object, **more: str) -> object:
    actor, lead_id = actor_of(request), _lead_id(request)
    assert callable(use_case)

    def work(uow: UnitOfWork) -> object:
        return use_case(uow, actor=actor, lead_id=lead_id, **more)

    return await request.app[CONTEXT].store.write(work)


def _words(request: web.Request) -> dict[str, Any]:
    _ = translator_of(request)
    return {
        "lead_status": lambda status: term(LEAD_STATUS, status, _),
        "source_name": lambda source: term(SOURCE, source, _),
    }


def _lead_id(request: web.Request) -> int:
    return int(request.match_info["ref"][2:])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None  # noqa: PLR2004  no id is longer
