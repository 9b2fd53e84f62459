"""What came in: what could not be read, and the sum of each day, which must come out even."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.i18n import mark
from bot.i18n.terms import term
from bot.web.context import CONTEXT
from bot.web.pages import done, render, timezone_of, translator_of
from bot.web.sessions import actor_of
from crm_store import clock
from crm_store.inbox import queries, service
from crm_store.inbox.rules import State
from crm_store.unit_of_work import UnitOfWork

PAGE = 50
OUTCOMES = {
    "new_ticket": mark("new tickets"),
    "ticket_reply": mark("on tickets"),
    "new_lead": mark("new leads"),
    "logged": mark("logged"),
    "automatic": mark("automatic"),
    "bounce": mark("bounced"),
    "duplicate": mark("duplicates"),
    "spam": mark("spam"),
    "quarantined": mark("not readable"),
    "staff": mark("from staff"),
    "ignored": mark("without content"),
}


def routes() -> list[web.RouteDef]:
    return [
        web.get("/inbox", page),
        web.post("/inbox/replay", replay_all),
        web.post("/inbox/{item:[0-9]{1,15}}/replay", replay_one),
    ]


async def page(request: web.Request) -> web.StreamResponse:
    """``day`` is a date in the reader's zone; without one, today."""
    actor, zone = actor_of(request), ZoneInfo(timezone_of(request))
    today = clock.now().astimezone(zone).date()
    day = _date(request.query.get("day", ""), today)
    since = datetime.combine(day, time.min, zone)

    def look(uow: UnitOfWork) -> tuple[list[queries.InboxRow], list[queries.Balance]]:
        items = queries.items(uow, actor=actor, state=State.QUARANTINED, limit=PAGE)
        until = datetime.combine(day + timedelta(days=1), time.min, zone)
        return items, queries.balance(uow, actor=actor, since=since, until=until)

    items, balances = await request.app[CONTEXT].store.read(look)
    return render(
        request,
        "inbox.html",
        items=items,
        balances=balances,
        outcomes=[name for name in OUTCOMES if any(name in one.ends for one in balances)],
        outcome_name=_outcome_name(request),
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1) if day < today else None,
        is_today=day == today,
    )


async def replay_all(request: web.Request) -> web.StreamResponse:
    actor = actor_of(request)
    await request.app[CONTEXT].store.write(lambda uow: service.replay(uow, actor=actor))
    return done(request, "/inbox")


async def replay_one(request: web.Request) -> web.StreamResponse:
    actor, item = actor_of(request), int(request.match_info["item"])
    await request.app[CONTEXT].store.write(lambda uow: service.replay(uow, actor=actor, inbox_ids=[item]))
    return done(request, "/inbox")


def _outcome_name(request: web.Request) -> Callable[[str], str]:
    _ = translator_of(request)
    return lambda outcome: term(OUTCOMES, outcome, _)


def _date(text: str, otherwise: date) -> date:
    try:
        return min(date.fromisoformat(text), otherwise)
    except ValueError:
        return otherwise
