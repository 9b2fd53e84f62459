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
from crm_store.search.messages import find_messages


def find(turn: Turn, args: str) -> None:
    """The only record opens at once. Several are a list, and below them stand the newest messages with the words."""
    found = search.find(turn.uow, actor=turn.actor, text=args)
    if len(found) == 1:
        show_record(turn, found[0].ref)
        return
    room = search.MOST - len(found)
    has_words = any(char.isalpha() for char in args)
    said = find_messages(turn.uow, actor=turn.actor, text=args, limit=room) if room and has_words else []
    listed = {hit.ref for hit in found}
    said = [hit for hit in said if listed.isdisjoint(hit.refs)]
    turn.show(lists.hits(found, said, args.strip(), user=turn.user, now=turn.now))


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
            ticket_id = messages.ticket_of(turn.uow, actor=turn.actor, interaction_id=number)
            if ticket_id is not None:
                tickets.show_ticket(turn, ticket_id)
                return
            messages.logged_message(turn.uow, actor=turn.actor, interaction_id=number)
        case Kind.ACCOUNT:
            contacts.account(turn.uow, actor=turn.actor, account_id=number)
        case _:
            raise Invalid("{reference} has no card yet.", reference=ref)
    notifications.place(turn.uow, turn.listener, reference(kind, number))
