"""Leads: looking at one and taking it."""

from __future__ import annotations

from bot.cards.parts import button
from bot.commands.people import show_record
from bot.commands.turn import Turn
from bot.commands.words import record_named
from crm_store.errors import Invalid
from crm_store.identity.rules import fold
from crm_store.leads import service
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.references import Kind, reference

_TAKE = ("take", "nhan")


def lead_command(turn: Turn, args: str) -> None:
    name, _space, verb = args.strip().partition(" ")
    if not name:
        raise Invalid("Which lead? Name it, such as L-3.")
    lead_id = record_named(name, Kind.LEAD)
    if not verb.strip():
        show_record(turn, reference(Kind.LEAD, lead_id))
    elif fold(verb) in _TAKE:
        take(turn, lead_id)
    else:
        raise Invalid("“{text}” cannot be done with a lead. Use take, or nothing to see it.", text=verb.strip())


def take(turn: Turn, lead_id: int) -> None:
    _ = turn.translator
    ref = reference(Kind.LEAD, lead_id)
    service.take(turn.uow, actor=turn.actor, lead_id=lead_id)
    turn.uow.flush()
    notifications.draw(turn.uow, queries.card_listeners(turn.uow, ref), ref)
    said = _("{reference} is yours.").format(reference=ref)
    if turn.press is not None:
        turn.answer(said)
    else:
        turn.say(f"✔ {said}", ((button(ref, "show", ref),),))
