"""What must go out to customers: what waits, and what a person has to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.web.context import CONTEXT
from bot.web.pages import done, render
from bot.web.sessions import actor_of
from channels.message import text_of
from crm_store.access import Actor
from crm_store.notifications import queries
from crm_store.notifications.queries import ReplyFacts
from crm_store.outbox.rules import TO_CUSTOMERS, State
from crm_store.records import service as records
from crm_store.tickets import outcomes
from crm_store.unit_of_work import UnitOfWork

PAGE = 50
WAITING = (State.HELD, State.PENDING, State.SENDING, State.TRANSMITTING)


def routes() -> list[web.RouteDef]:
    return [
        web.get("/outbox", page),
        web.post("/outbox/{item:[0-9]{1,15}}/retry", retry),
        web.post("/outbox/{item:[0-9]{1,15}}/arrived", mark_arrived),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    actor = actor_of(request)

    def look(uow: UnitOfWork) -> tuple[dict[str, int], list[ReplyFacts], list[dict[str, Any]]]:
        problems = queries.problems(uow, actor=actor, limit=PAGE)
        return queries.problem_counts(uow, actor=actor), problems, _waiting(uow, actor)

    counts, problems, waiting = await request.app[CONTEXT].store.read(look)
    return render(request, "outbox.html", counts=counts, problems=problems, waiting=waiting, text_of=text_of)


async def retry(request: web.Request) -> web.StreamResponse:
    return await _decide(request, outcomes.retry)


async def mark_arrived(request: web.Request) -> web.StreamResponse:
    return await _decide(request, outcomes.mark_arrived)


async def _decide(request: web.Request, decision: Callable[..., None]) -> web.StreamResponse:
    actor, outbox_id = actor_of(request), int(request.match_info["item"])
    await request.app[CONTEXT].store.write(lambda uow: decision(uow, actor=actor, outbox_id=outbox_id))
    return done(request, "/outbox")


def _waiting(uow: UnitOfWork, actor: Actor) -> list[dict[str, Any]]:
    """Cards and lines to staff are left out: they are no concern of customers, and there are many."""
    found: list[dict[str, Any]] = []
    for state in WAITING:
        for kind in sorted(TO_CUSTOMERS):
            where = [("state", state.value), ("kind", kind.value)]
            found += records.listed(uow, actor=actor, kind="outbox", where=where, limit=PAGE)[0]
    return found
