"""Weighs a message against identities, threads and open records, in the order of proofs (product.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from channels.message import InboundMessage
from crm_store.errors import NotFound
from crm_store.leads.models import Lead
from crm_store.leads.service import UNFINISHED as OPEN_LEADS
from crm_store.linking import conversation
from crm_store.linking.conversation import Found
from crm_store.linking.rules import Kind, Link, Person, Placing, Proof, leaning_of, similar_subjects
from crm_store.opportunities.models import Opportunity
from crm_store.references import Kind as Record
from crm_store.references import reference
from crm_store.tickets.models import Ticket, TicketParticipant
from crm_store.tickets.rules import SUGGESTION_DAYS, UNFINISHED, ParticipantState, clean_subject, takes_new_messages
from crm_store.unit_of_work import UnitOfWork
from nlp.analysis import Analysis, IntentLabel, Leaning

SEVERAL = 5


def place(
    uow: UnitOfWork, *, message: InboundMessage, person: Person, analysis: Analysis, mailbox: str, now: datetime
) -> Placing:
    """Where a customer's message belongs; nothing is written."""
    found, refused = conversation_of(uow, message=message, person=person, analysis=analysis, mailbox=mailbox)
    notes = tuple(f"names {ref} but takes no part in it" for ref in refused)
    if found is not None and found.ticket_id is not None and found.link is not None:
        return _in_conversation(uow, found, found.ticket_id, found.link, analysis=analysis, now=now, notes=notes)
    if found is not None:
        return Placing(Kind.LOG, links=(*person.links, *found.other_links), notes=notes)
    return _by_people(uow, message=message, person=person, analysis=analysis, now=now, notes=notes)


def conversation_of(
    uow: UnitOfWork, *, message: InboundMessage, person: Person, analysis: Analysis, mailbox: str
) -> tuple[Found | None, list[str]]:
    """Steps 3 to 6. The first that speaks decides."""
    if message.chat is not None:
        found = conversation.by_chat(uow, message, person)
        return found, []
    known = conversation.known_message_ids(uow, message, mailbox)
    found = (
        conversation.by_token(uow, message, person)
        or conversation.by_our_message(uow, message, person, known)
        or conversation.by_thread(uow, message, person, known)
    )
    if found is not None:
        return found, []
    return conversation.by_reference(uow, message, person, analysis)


def _in_conversation(
    uow: UnitOfWork,
    found: Found,
    ticket_id: int,
    link: Link,
    *,
    analysis: Analysis,
    now: datetime,
    notes: tuple[str, ...],
) -> Placing:
    if not found.takes_part:
        stranger = Link(
            link.kind, link.id, link.proof, "from somebody who takes no part in this conversation", link.values
        )
        return Placing(Kind.SHOW_ON_TICKET, ticket_id=ticket_id, links=(stranger,), notes=notes)
    row = uow.connection.execute(select(Ticket.status, Ticket.closed_at).where(Ticket.id == ticket_id)).first()
    if row is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Record.TICKET, ticket_id))
    if takes_new_messages(row.status, row.closed_at, now) or analysis.is_thanks:
        return Placing(Kind.JOIN_TICKET, ticket_id=ticket_id, links=(link, *found.other_links), notes=notes)
    reason = Link(
        Record.TICKET,
        0,
        Proof.NEW,
        "follows {reference}, which ended long ago",
        {"reference": reference(Record.TICKET, ticket_id)},
    )
    return Placing(Kind.NEW_TICKET, previous_id=ticket_id, links=(reason,), notes=notes)


def _by_people(
    uow: UnitOfWork,
    *,
    message: InboundMessage,
    person: Person,
    analysis: Analysis,
    now: datetime,
    notes: tuple[str, ...],
) -> Placing:
    """Steps 7 to 9: the people decide, the subject only suggests."""
    leaning = leaning_of(analysis, message)
    if person.lead_id is not None and person.contact_id is None:
        return _for_lead(uow, person, leaning, notes)
    if leaning is Leaning.SALES:
        return _sales(uow, person, notes)
    if analysis.intent.label is IntentLabel.FOLLOW_UP:
        return _follow_up(uow, message, person, notes)
    if leaning is Leaning.NEITHER:
        return Placing(Kind.LOG, links=_with_single_deal(uow, person, analysis), notes=notes)
    return _support(uow, message=message, person=person, now=now, notes=notes)


def _for_lead(uow: UnitOfWork, person: Person, leaning: Leaning, notes: tuple[str, ...]) -> Placing:
    status = uow.connection.execute(select(Lead.status).where(Lead.id == person.lead_id)).scalar_one()
    if leaning is Leaning.SUPPORT and status not in OPEN_LEADS:
        return Placing(Kind.NEW_TICKET, links=person.links, notes=notes)
    return Placing(Kind.LOG, links=person.links, notes=notes)


def _sales(uow: UnitOfWork, person: Person, notes: tuple[str, ...]) -> Placing:
    if person.contact_id is None and person.account_id is None:
        return Placing(Kind.NEW_LEAD, notes=notes)
    deals = open_deals(uow, person)
    if len(deals) == 1:
        link = Link(Record.OPPORTUNITY, deals[0], Proof.SINGLE_OPEN, "the only open deal of this customer")
        return Placing(Kind.LOG, links=(*person.links, link), notes=notes)
    choices = tuple(reference(Record.OPPORTUNITY, deal) for deal in deals)
    if not deals and person.contact_id is None:
        return Placing(Kind.NEW_LEAD, links=person.links, notes=notes)
    return Placing(Kind.LOG, links=person.links, choices=choices, notes=notes)


def _follow_up(uow: UnitOfWork, message: InboundMessage, person: Person, notes: tuple[str, ...]) -> Placing:
    """It asks after something: the open ticket, if there is one; of several nobody can say which."""
    tickets = open_tickets(uow, person)
    if len(tickets) == 1:
        return _single(tickets[0].id, notes)
    if tickets:
        return Placing(
            Kind.LOG,
            links=person.links,
            choices=tuple(reference(Record.TICKET, row.id) for row in tickets),
            notes=notes,
        )
    deals = open_deals(uow, person)
    if len(deals) == 1:
        link = Link(Record.OPPORTUNITY, deals[0], Proof.SINGLE_OPEN, "the only open deal of this customer")
        return Placing(Kind.LOG, links=(*person.links, link), notes=notes)
    return Placing(
        Kind.NEW_TICKET,
        links=_new_reason(uow, message, person, "asks after something that is not known here"),
        notes=notes,
    )


def _support(
    uow: UnitOfWork, *, message: InboundMessage, person: Person, now: datetime, notes: tuple[str, ...]
) -> Placing:
    own = open_tickets(uow, person) if person.is_verified else []
    if len(own) == 1:
        return _single(own[0].id, notes)
    if len(own) > 1:
        choices = tuple(reference(Record.TICKET, row.id) for row in own)
        alike = [row for row in own if similar_subjects(row.subject, message.subject)]
        if len(alike) == 1:
            return _single(alike[0].id, notes)
        return Placing(
            Kind.NEW_TICKET,
            links=_new_reason(uow, message, person, "several open tickets fit equally"),
            choices=choices,
            notes=notes,
        )
    if person.account_id is not None and person.is_verified:
        colleagues = [
            row for row in firm_tickets(uow, person.account_id) if similar_subjects(row.subject, message.subject)
        ]
        if len(colleagues) == 1:
            link = Link(Record.TICKET, colleagues[0].id, Proof.SINGLE_OPEN, "a colleague's open ticket about the same")
            return Placing(Kind.JOIN_TICKET, ticket_id=colleagues[0].id, links=(link,), notes=notes)
    return Placing(Kind.NEW_TICKET, links=_new_reason(uow, message, person, ""), notes=notes)


def _single(ticket_id: int, notes: tuple[str, ...]) -> Placing:
    link = Link(Record.TICKET, ticket_id, Proof.SINGLE_OPEN, "the only open ticket of this customer")
    return Placing(Kind.JOIN_TICKET, ticket_id=ticket_id, links=(link,), notes=notes)


def _new_reason(uow: UnitOfWork, message: InboundMessage, person: Person, reason: str) -> tuple[Link, ...]:
    """Why the new ticket is new, and (step 7) which one it looks like."""
    suggested = same_subject(uow, message, person)
    if suggested is not None:
        values = {"reference": reference(Record.TICKET, suggested)}
        return (Link(Record.TICKET, 0, Proof.NEW, "new; the same subject as {reference}", values),)
    if not reason:
        reason = "known address, no ticket open" if person.is_known else "first message from this address"
    return (Link(Record.TICKET, 0, Proof.NEW, reason),)


def _with_single_deal(uow: UnitOfWork, person: Person, analysis: Analysis) -> tuple[Link, ...]:
    """Meeting talk with a customer who has exactly one open deal is about that deal; greetings and thanks are about nothing."""
    if analysis.intent.label not in (IntentLabel.MEETING_REPLY, IntentLabel.MEETING_REQUEST):
        return person.links
    deals = open_deals(uow, person)
    if len(deals) != 1:
        return person.links
    return (*person.links, Link(Record.OPPORTUNITY, deals[0], Proof.SINGLE_OPEN, "the only open deal of this customer"))


def open_tickets(uow: UnitOfWork, person: Person) -> Sequence[Any]:
    """Unfinished tickets in which the person takes part, by this address or as the same contact."""
    mine = and_(TicketParticipant.kind == person.kind, TicketParticipant.value == person.value)
    if person.contact_id is not None:
        mine = or_(mine, TicketParticipant.contact_id == person.contact_id)
    takes_part = select(TicketParticipant.ticket_id).where(mine, TicketParticipant.state == ParticipantState.ACCEPTED)
    belongs: ColumnElement[bool] = Ticket.id.in_(takes_part)
    if person.contact_id is not None:
        belongs = or_(belongs, Ticket.contact_id == person.contact_id)
    return uow.connection.execute(
        select(Ticket.id, Ticket.subject)
        .where(Ticket.status.in_(UNFINISHED), belongs)
        .order_by(Ticket.id.desc())
        .limit(SEVERAL)
    ).all()


def firm_tickets(uow: UnitOfWork, account_id: int) -> Sequence[Any]:
    return uow.connection.execute(
        select(Ticket.id, Ticket.subject)
        .where(Ticket.account_id == account_id, Ticket.status.in_(UNFINISHED))
        .order_by(Ticket.id.desc())
        .limit(SEVERAL * 4)
    ).all()


def open_deals(uow: UnitOfWork, person: Person) -> list[int]:
    """Open opportunities of the person and of the whole firm: a colleague's deal fits as well as one's own."""
    table = Opportunity
    conditions: list[ColumnElement[bool]] = []
    if person.contact_id is not None:
        conditions.append(table.contact_id == person.contact_id)
    if person.account_id is not None:
        conditions.append(table.account_id == person.account_id)
    if not conditions:
        return []
    found = select(table.id).where(or_(*conditions), table.status == "open").order_by(table.id).limit(SEVERAL)
    return list(uow.connection.execute(found).scalars())


def same_subject(uow: UnitOfWork, message: InboundMessage, person: Person) -> int | None:
    """Step 7: a ticket of the last 60 days with the same cleaned subject from the same sender."""
    subject = clean_subject(message.subject)
    if not subject or message.sent_at is None:
        return None
    since = message.sent_at - timedelta(days=SUGGESTION_DAYS)
    mine = select(TicketParticipant.ticket_id).where(
        TicketParticipant.kind == person.kind, TicketParticipant.value == person.value
    )
    return uow.connection.execute(
        select(Ticket.id)
        .where(Ticket.id.in_(mine), Ticket.subject == subject, Ticket.created_at >= since)
        .order_by(Ticket.id.desc())
        .limit(1)
    ).scalar_one_or_none()
