"""Finding people, firms and tickets, and showing one of them."""

from __future__ import annotations

from bot.cards import lists
from bot.commands import tickets, undelivered
from bot.commands.turn import Turn
from crm_store.access import Permission, require
from crm_store.contacts import queries as contacts
from crm_store.errors import Invalid
from crm_store.interactions import queries as messages
from crm_store.leads import queries as leads
from crm_store.notifications import service as notifications
from crm_store.references import Kind, parse_reference, reference
from crm_store.search import queries as search


def find(turn: Turn, args: str) -> None:
    """One hit opens at once; several are a list."""
    found = search.find(turn.uow, actor=turn.actor, text=args)
    if len(found) == 1:
        show_record(turn, found[0].ref)
        return
    turn.show(lists.hits(found, args.strip(), user=turn.user))


def show_record(turn: Turn, ref: str) -> None:
    """Its card at the end of the chat. Raises ``NotFound`` now rather than staying silent later."""
    kind, number = parse_reference(ref)
    if kind is Kind.TICKET:
        tickets.show_ticket(turn, number)
        return
    if kind is Kind.OUTBOX:
        undelivered.show_outcome(turn, number)
        return
    require(turn.actor, Permission.CUSTOMERS_READ)
    match kind:
        case Kind.LEAD:
            leads.lead(turn.uow, actor=turn.actor, lead_id=number)
        case Kind.CONTACT:
            contacts.contact(turn.uow, actor=turn.actor, contact_id=number)
        case Kind.INTERACTION:
            messages.logged_message(turn.uow, actor=turn.actor, interaction_id=number)
        case Kind.ACCOUNT:
            contacts.account(turn.uow, actor=turn.actor, account_id=number)
        case _:
            raise Invalid("{reference} has no card yet.", reference=ref)
    notifications.place(turn.uow, turn.listener, reference(kind, number))
