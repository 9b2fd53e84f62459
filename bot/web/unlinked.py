"""Customers' messages that have no ticket, and what staff decide about each. The same use cases as the buttons in chat."""

from __future__ import annotations

from aiohttp import web

from bot.cards import unlinked as wording
from bot.web.context import CONTEXT
from bot.web.pages import done, render, translator_of
from bot.web.sessions import actor_of
from crm_store.access import Actor, Permission
from crm_store.interactions import queries
from crm_store.references import parse_reference
from crm_store.tickets import filing
from crm_store.unit_of_work import UnitOfWork

PAGE = 50
MESSAGE = "/unlinked/{message:[0-9]{1,15}}"


def routes() -> list[web.RouteDef]:
    return [web.get("/unlinked", page), web.post(f"{MESSAGE}/file", file_under), web.post(f"{MESSAGE}/leave", leave)]


async def page(request: web.Request) -> web.StreamResponse:
    actor, _ = actor_of(request), translator_of(request)

    def look(uow: UnitOfWork) -> tuple[list[queries.LoggedRow], dict[str, str]]:
        found = queries.unlinked(uow, actor=actor, limit=PAGE)
        return found, filing.names_of(uow, {choice for row in found for choice in row.choices})

    found, names = await request.app[CONTEXT].store.read(look)
    return render(
        request,
        "unlinked.html",
        messages=found,
        most=PAGE,
        choices=lambda row: [(ref, names[ref]) for ref in row.choices if ref in names and _may(actor, ref)],
        title=lambda row: wording.title(row, _),
        who=lambda row: wording.who(row, _),
        why=lambda row: wording.why(row, _),
        may_write=actor.may(Permission.TICKETS_WRITE),
    )


async def file_under(request: web.Request) -> web.StreamResponse:
    """``record`` is the ticket or deal that was pressed; an empty one is a new ticket, which opens."""
    actor, message = actor_of(request), int(request.match_info["message"])
    record = str((await request.post()).get("record", ""))
    filed = await request.app[CONTEXT].store.write(
        lambda uow: filing.file_under(uow, actor=actor, interaction_id=message, record=record)
    )
    return done(request, f"/tickets/{filed}" if filed.startswith("T-") else "/unlinked")


async def leave(request: web.Request) -> web.StreamResponse:
    actor, message = actor_of(request), int(request.match_info["message"])
    await request.app[CONTEXT].store.write(lambda uow: filing.leave(uow, actor=actor, interaction_id=message))
    return done(request, "/unlinked")


def _may(actor: Actor, ref: str) -> bool:
    return actor.may(filing.NEEDED[parse_reference(ref)[0]])
