"""The one table of what follows from what happened. Reactions run in the transaction of the fact itself.

They ask a fixed number of statements, however large the team is: a backlog of mails passes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from crm_store import clock
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.events import Event
from crm_store.interactions import service as interactions
from crm_store.interactions.events import MessageDecided, MessageLogged
from crm_store.leads.events import LeadOpened, LeadWrote
from crm_store.leads.models import Lead
from crm_store.notifications import queries, service
from crm_store.notifications.queries import Listener
from crm_store.notifications.rules import LATE_SECONDS, LEAD_AUDIENCE, TICKET_AUDIENCE
from crm_store.opportunities.models import Opportunity
from crm_store.outbox.rules import State
from crm_store.references import Kind, parse_reference, reference
from crm_store.statements import Statement
from crm_store.team.events import UserDisabled
from crm_store.tickets.events import CustomerWrote, ReplyEnded, StrangerWrote, TicketChanged, TicketOpened
from crm_store.tickets.models import Ticket, TicketFollower
from crm_store.unit_of_work import UnitOfWork

Reaction = Callable[[UnitOfWork, Any], None]
ANSWERS = ("answering", "reply")
BAD_ENDS = (State.FAILED.value, State.UNKNOWN.value)

_TICKETS, _TICKET_FOLLOWERS, _LEADS, _DEALS, _CONTACTS = map(
    table_of, (Ticket, TicketFollower, Lead, Opportunity, Contact)
)
_ASSIGNEE = Statement(select(_TICKETS.c.assignee_id).where(_TICKETS.c.id == bindparam("ticket_id")))
_FOLLOWERS = Statement(
    select(_TICKET_FOLLOWERS.c.user_id).where(_TICKET_FOLLOWERS.c.ticket_id == bindparam("ticket_id"))
)
_DEAL_OWNER = Statement(select(_DEALS.c.owner_id).where(_DEALS.c.id == bindparam("number")))
_CONTACT_OWNER = Statement(select(_CONTACTS.c.owner_id).where(_CONTACTS.c.id == bindparam("number")))
_OWNER = Statement(select(_LEADS.c.owner_id).where(_LEADS.c.id == bindparam("lead_id")))


def react(uow: UnitOfWork, event: Event) -> None:
    """What nobody subscribed to has no consequences."""
    for reaction in SUBSCRIPTIONS.get(type(event), ()):
        reaction(uow, event)


def _show_new_ticket(uow: UnitOfWork, event: TicketOpened) -> None:
    who = queries.audience(uow, TICKET_AUDIENCE, also=[_assignee(uow, event.ticket_id)])
    service.draw(uow, who, reference(Kind.TICKET, event.ticket_id))


def _show_customers_words(uow: UnitOfWork, event: CustomerWrote) -> None:
    _show_news(uow, event.ticket_id, event.interaction_id)
    for outbox_id, author_id in queries.waiting_answers(uow, event.ticket_id):
        service.tell_outcome(uow, queries.listeners(uow, [author_id]), outbox_id, alarm=True)


def _show_strangers_words(uow: UnitOfWork, event: StrangerWrote) -> None:
    _show_news(uow, event.ticket_id, event.interaction_id, with_followers=False)


def _show_news(uow: UnitOfWork, ticket_id: int, interaction_id: int, *, with_followers: bool = True) -> None:
    """Everybody's card changes; those in charge get the new words as a message of their own."""
    record = reference(Kind.TICKET, ticket_id)
    have_card = queries.card_listeners(uow, record)
    assignee = _assignee(uow, ticket_id)
    in_charge = [assignee, *(_followers(uow, ticket_id) if with_followers else ())]
    to_tell = queries.listeners(uow, in_charge) if assignee is not None else have_card
    if not have_card and not to_tell:
        service.draw(uow, queries.audience(uow, TICKET_AUDIENCE), record)
        return
    service.draw(uow, [*have_card, *to_tell], record)
    service.announce(uow, to_tell, record, interaction_id)
    service.redraw_previews(uow, ticket_id)


def _redraw_ticket(uow: UnitOfWork, event: TicketChanged) -> None:
    record = reference(Kind.TICKET, event.ticket_id)
    given = event.for_user_id is not None and event.for_user_id != event.actor_id
    in_charge = queries.listeners(uow, [event.for_user_id]) if given else []
    service.draw(uow, [*queries.card_listeners(uow, record), *in_charge], record)
    service.tell_given(uow, in_charge, record, event.actor_id)
    if event.what in ANSWERS:
        service.redraw_previews(uow, event.ticket_id)
        for outbox_id in queries.corrected(uow, event.ticket_id):
            service.tell_outcome(uow, queries.card_listeners(uow, reference(Kind.OUTBOX, outbox_id)), outbox_id)


def _tell_author(uow: UnitOfWork, event: ReplyEnded) -> None:
    """The author's own report changes. A bad end rings when nobody watches any more, and at the assignee's too."""
    service.draw(
        uow,
        queries.card_listeners(uow, reference(Kind.TICKET, event.ticket_id)),
        reference(Kind.TICKET, event.ticket_id),
    )
    facts = queries.reply_facts(uow, event.outbox_id)
    if facts is None:
        return
    watching = queries.card_listeners(uow, reference(Kind.OUTBOX, event.outbox_id))
    service.tell_outcome(uow, watching, event.outbox_id)
    if event.state not in BAD_ENDS:
        return
    late = (clock.now() - facts.created_at).total_seconds() > LATE_SECONDS
    author = queries.listeners(uow, [facts.author_id])
    assignee = _assignee(uow, event.ticket_id)
    alarmed = [one for one in author if late or not _watches(watching, one.user_id)]
    if assignee != facts.author_id:
        alarmed += queries.listeners(uow, [assignee])
    service.tell_outcome(uow, alarmed, event.outbox_id, alarm=True)


def _watches(watching: Sequence[Listener], user_id: int) -> bool:
    return any(one.user_id == user_id for one in watching)


def _show_new_lead(uow: UnitOfWork, event: LeadOpened) -> None:
    who = queries.audience(uow, LEAD_AUDIENCE, also=[_owner(uow, event.lead_id)])
    service.draw(uow, who, reference(Kind.LEAD, event.lead_id))


def _show_leads_words(uow: UnitOfWork, event: LeadWrote) -> None:
    record = reference(Kind.LEAD, event.lead_id)
    have_card = queries.card_listeners(uow, record)
    owner = _owner(uow, event.lead_id)
    to_tell = queries.listeners(uow, [owner]) if owner is not None else have_card
    if not have_card and not to_tell:
        service.draw(uow, queries.audience(uow, LEAD_AUDIENCE), record)
        return
    service.draw(uow, [*have_card, *to_tell], record)
    service.announce(uow, to_tell, record, event.interaction_id)


def _ask_where_it_belongs(uow: UnitOfWork, event: MessageLogged) -> None:
    """A customer must be heard although nothing was opened for him. What staff sent themselves asks nothing."""
    if not interactions.ask_where(uow, event.interaction_id, event.choices):
        return
    record = reference(Kind.INTERACTION, event.interaction_id)
    service.draw(uow, _who_decides(uow, event), record)


def _who_decides(uow: UnitOfWork, event: MessageLogged) -> list[Listener]:
    """Whoever has one of the tickets in question, or looks after the deal or the contact, and has a chat; else everybody who
    may decide: sales where the customer wants to buy."""
    tickets = [number for kind, number in map(parse_reference, event.choices) if kind is Kind.TICKET]
    owners = [
        *(_assignee(uow, number) for number in tickets),
        _DEAL_OWNER.scalar(uow.connection, {"number": event.opportunity_id}),
        _CONTACT_OWNER.scalar(uow.connection, {"number": event.contact_id}),
    ]
    their_own = queries.listeners(uow, owners)
    if their_own:
        return their_own
    if event.choices:
        about_deals = len(tickets) < len(event.choices)
        return queries.audience(uow, TICKET_AUDIENCE | LEAD_AUDIENCE if about_deals else TICKET_AUDIENCE)
    return queries.audience(uow, LEAD_AUDIENCE if event.wants_to_buy else TICKET_AUDIENCE)


def _show_decision(uow: UnitOfWork, event: MessageDecided) -> None:
    record = reference(Kind.INTERACTION, event.interaction_id)
    service.draw(uow, queries.card_listeners(uow, record), record)


def _end_cards(uow: UnitOfWork, event: UserDisabled) -> None:
    service.end_user(uow, event.user_id)


def _refresh_lists(uow: UnitOfWork, _event: Event) -> None:
    uow.wake("tickets")


def _assignee(uow: UnitOfWork, ticket_id: int) -> int | None:
    assignee: int | None = _ASSIGNEE.scalar(uow.connection, {"ticket_id": ticket_id})
    return assignee


def _followers(uow: UnitOfWork, ticket_id: int) -> list[int]:
    return [row[0] for row in _FOLLOWERS.all(uow.connection, {"ticket_id": ticket_id})]


def _owner(uow: UnitOfWork, lead_id: int) -> int | None:
    owner: int | None = _OWNER.scalar(uow.connection, {"lead_id": lead_id})
    return owner


SUBSCRIPTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    TicketOpened: (_show_new_ticket, _refresh_lists),
    CustomerWrote: (_show_customers_words, _refresh_lists),
    StrangerWrote: (_show_strangers_words, _refresh_lists),
    TicketChanged: (_redraw_ticket, _refresh_lists),
    ReplyEnded: (_tell_author, _refresh_lists),
    MessageLogged: (_ask_where_it_belongs, _refresh_lists),
    MessageDecided: (_show_decision, _refresh_lists),
    LeadOpened: (_show_new_lead,),
    LeadWrote: (_show_leads_words,),
    UserDisabled: (_end_cards,),
}
