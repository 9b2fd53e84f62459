"""The live list of tickets, and one ticket's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.cards import drafts
from bot.cards.deeds import deed_line
from bot.cards.reply import Shown
from bot.pipeline.doubts import DOUBTS
from bot.web.context import CONTEXT
from bot.web.pages import render, translator_of
from bot.web.security import CSP_WITH_FRAME
from bot.web.sessions import actor_of, signed_in
from crm_store import clock
from crm_store.access import Actor, Permission
from crm_store.team import service as team
from crm_store.tickets import deeds, queries
from crm_store.tickets.deeds import Deed
from crm_store.tickets.queries import TicketView, TimelineItem
from crm_store.tickets.rules import ENDED, UNFINISHED, Priority, Status
from crm_store.unit_of_work import UnitOfWork

PAGE = 50
REF = "/tickets/{ref:[Tt]-[0-9]{1,15}}"
VIEWS: dict[str, dict[str, Any]] = {
    "open": {"status": UNFINISHED},
    "mine": {"status": UNFINISHED, "mine": True},
    "unassigned": {"unassigned": True},
    "waiting": {"status": [Status.WAITING]},
    "closed": {"status": ENDED},
}


def routes() -> list[web.RouteDef]:
    return [web.get("/tickets", index), web.get(REF, page)]


async def index(request: web.Request) -> web.StreamResponse:
    """``view`` is one of ``VIEWS``; ``q`` looks in subject, contact and reference; ``before`` is the next page."""
    actor = actor_of(request)
    view = request.query.get("view", "open")
    view = view if view in VIEWS else "open"
    text = request.query.get("q", "").strip()[:200]
    chosen = {} if text else VIEWS[view]
    before = _number(request.query.get("before", ""))

    def look(uow: UnitOfWork) -> tuple[list[queries.TicketRow], queries.TicketCounts]:
        rows = queries.tickets(uow, actor=actor, text=text, before_id=before, limit=PAGE + 1, **chosen)
        return rows, queries.counts(uow, actor=actor)

    rows, counts = await request.app[CONTEXT].store.read(look)
    return render(
        request,
        "tickets.html",
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        counts=counts,
        view=view,
        text=text,
        before=before,
    )


async def page(request: web.Request) -> web.StreamResponse:
    return await show(request)


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything on a ticket's page, read in one transaction. ``draft`` is the reader's own open answer."""

    view: TicketView
    timeline: list[TimelineItem]
    more: bool
    colleagues: list[team.User]
    draft: Shown | None
    deeds: list[Deed]


async def show(
    request: web.Request,
    *,
    status: int = 200,
    error: str = "",
    reply_text: str | None = None,
    note_text: str = "",
) -> web.Response:
    """The page; after a refused form with the sentence that says why, and with what was typed."""
    actor, ticket_id = actor_of(request), ticket_id_of(request)
    before = _number(request.query.get("before", ""))
    looked = await request.app[CONTEXT].store.read(lambda uow: _look(uow, actor, ticket_id, before))
    draft = looked.draft.preview if looked.draft else None
    previewing = "preview" in request.query and draft is not None and bool(draft.text) and not error
    typed = reply_text if reply_text is not None else (draft.text if draft else "")
    return render(
        request,
        "ticket.html",
        status=status,
        headers={"Content-Security-Policy": CSP_WITH_FRAME},
        ticket=looked.view,
        timeline=looked.timeline,
        doubts=DOUBTS,
        more=looked.more,
        colleagues=looked.colleagues,
        draft=draft,
        shown=looked.draft,
        previewing=previewing,
        reply_text=typed,
        note_text=note_text,
        error=error,
        others=[one for one in looked.view.drafts if one.user_id != actor.user_id],
        deeds=_deed_lines(request, looked),
        pending={person.value: person for person in looked.view.pending_senders},
        statuses=list(Status),
        priorities=list(Priority),
        may_answer=actor.may(Permission.CUSTOMERS_ANSWER),
        may_write=actor.may(Permission.TICKETS_WRITE),
        may_assign=actor.may(Permission.TICKETS_ASSIGN),
    )


def _deed_lines(request: web.Request, looked: Looked) -> list[str]:
    names = {one.id: one.name for one in looked.colleagues}
    user, now, _ = signed_in(request).user, clock.now(), translator_of(request)
    lines = []
    for deed in looked.deeds:
        holder = deed.after.get("assignee_id")
        lines.append(deed_line(deed, user=user, now=now, holder_id=holder, holder=names.get(holder or 0, ""), _=_))
    return lines


def ticket_id_of(request: web.Request) -> int:
    return int(request.match_info["ref"][2:])


def _look(uow: UnitOfWork, actor: Actor, ticket_id: int, before: int | None) -> Looked:
    view = queries.ticket(uow, actor=actor, ticket_id=ticket_id)
    timeline = queries.timeline(uow, actor=actor, ticket_id=ticket_id, before_id=before, limit=PAGE + 1)
    colleagues = [user for user in team.list_users(uow, actor=actor) if user.is_active]
    own = next((one for one in view.drafts if one.user_id == actor.user_id), None)
    draft = drafts.shown(uow, actor=actor, draft_id=own.draft_id) if own else None
    return Looked(view, timeline[-PAGE:], len(timeline) > PAGE, colleagues, draft, deeds.latest(uow, ticket_id))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None  # noqa: PLR2004  no id is longer
