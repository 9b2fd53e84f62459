"""Leads: looking at one, taking it, making a ticket of it."""

from __future__ import annotations

from bot.cards.parts import button
from bot.commands import tickets
from bot.commands.people import show_record
from bot.commands.turn import Turn
from bot.commands.words import record_named
from crm_store.errors import Invalid
from crm_store.identity.rules import fold
from crm_store.leads import service
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.references import Kind, reference
from crm_store.tickets.from_lead import open_for_lead

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
        turn.say(f"✔ {said}", ((button(_("Undo"), "untake", ref), button(ref, "show", ref)),))


def give_back(turn: Turn, lead_id: int) -> None:
    ref = reference(Kind.LEAD, lead_id)
    service.give_back(turn.uow, actor=turn.actor, lead_id=lead_id)
    turn.uow.flush()
    notifications.draw(turn.uow, queries.card_listeners(turn.uow, ref), ref)
    if turn.pressed_ref is not None and queries.record_of(turn.uow, turn.chat, turn.pressed_ref) is None:
        turn.clear_buttons(turn.pressed_ref)
    turn.answer(turn.translator("You do not have {reference} any more.").format(reference=ref))


def to_ticket(turn: Turn, lead_id: int) -> None:
    """So that the buyer can be answered; the ticket's card comes at the end of the chat."""
    ticket_id = open_for_lead(turn.uow, actor=turn.actor, lead_id=lead_id)
    turn.uow.flush()
    ref = reference(Kind.TICKET, ticket_id)
    turn.answer(turn.translator("{reference} is open now: press Reply on its card.").format(reference=ref))
    tickets.show_ticket(turn, ticket_id)
