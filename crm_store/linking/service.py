"""Weighs a message against identities, threads and open records, in the order of proofs (product.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, literal_column, or_, select, union

from channels.message import InboundMessage
from crm_store.database import table_of
from crm_store.errors import NotFound
from crm_store.leads.models import Lead
from crm_store.leads.rules import OPEN as OPEN_LEADS
from crm_store.linking import conversation
from crm_store.linking.conversation import Found
from crm_store.linking.rules import Kind, Link, Person, Placing, Proof, leaning_of, similar_subjects
from crm_store.opportunities.models import Opportunity
from crm_store.references import Kind as Record
from crm_store.references import reference
from crm_store.statements import Statement, literally, literally_in
from crm_store.tickets.models import Ticket, TicketParticipant
from crm_store.tickets.rules import SUGGESTION_DAYS, UNFINISHED, ParticipantState, clean_subject, takes_new_messages
from crm_store.unit_of_work import UnitOfWork
from nlp.analysis import Analysis, IntentLabel, Leaning

SEVERAL = 5

_TICKETS, _PEOPLE, _LEADS, _DEALS = map(table_of, (Ticket, TicketParticipant, Lead, Opportunity))
_UNFINISHED = literally_in(_TICKETS.c.status, UNFINISHED)
_THIS_ADDRESS = and_(_PEOPLE.c.kind == bindparam("kind"), _PEOPLE.c.value == bindparam("value"))
_ACCEPTED = _PEOPLE.c.state == literally(ParticipantState.ACCEPTED)


class OpenTicket(NamedTuple):
    id: int
    subject: str


def _newest(*conditions: ColumnElement[bool], most: int) -> Select[tuple[int, str]]:
    """A few of many: ordered by an expression, so that no planner walks all tickets backwards to spare a small sort."""
    found = select(_TICKETS.c.id, _TICKETS.c.subject).where(*conditions)
    newest_first = (_TICKETS.c.id + literal_column("0", Integer)).desc()
    return found.order_by(newest_first).limit(literal_column(str(most), Integer))


_STATUS = Statement(select(_TICKETS.c.status, _TICKETS.c.closed_at).where(_TICKETS.c.id == bindparam("ticket_id")))
_LEAD_STATUS = Statement(select(_LEADS.c.status).where(_LEADS.c.id == bindparam("lead_id")))
_SOMEBODY_ELSES = exists().where(
    _PEOPLE.c.ticket_id == _TICKETS.c.id,
    _PEOPLE.c.role == literally("requester"),
    or_(_PEOPLE.c.contact_id.is_(None), _PEOPLE.c.contact_id != bindparam("contact_id")),
)
"""Its contact is only a guess: whoever asked is not known to be that contact."""
_MINE = union(
    select(_PEOPLE.c.ticket_id).where(_THIS_ADDRESS, _ACCEPTED),
    select(_PEOPLE.c.ticket_id).where(_PEOPLE.c.contact_id == bindparam("contact_id"), _ACCEPTED),
    select(_TICKETS.c.id).where(_TICKETS.c.contact_id == bindparam("contact_id"), _UNFINISHED, ~_SOMEBODY_ELSES),
)
_OPEN_TICKETS = Statement(_newest(_UNFINISHED, _TICKETS.c.id.in_(_MINE), most=SEVERAL))
_FIRM_TICKETS = Statement(_newest(_TICKETS.c.account_id == bindparam("account_id"), _UNFINISHED, most=SEVERAL * 4))
_OPEN_DEALS = Statement(
    select(_DEALS.c.id)
    .where(
        or_(_DEALS.c.contact_id == bindparam("contact_id"), _DEALS.c.account_id == bindparam("account_id")),
        _DEALS.c.status == literally("open"),
    )
    .order_by(_DEALS.c.id)
    .limit(literal_column(str(SEVERAL), Integer))
)
_SAME_SUBJECT = Statement(
    _newest(
        _TICKETS.c.id.in_(select(_PEOPLE.c.ticket_id).where(_THIS_ADDRESS)),
        _TICKETS.c.subject == bindparam("subject"),
        _TICKETS.c.created_at >= bindparam("since"),
        most=1,
    )
)


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
    placing = _by_people(uow, message=message, person=person, analysis=analysis, notes=notes)
    if refused:
        placing = _with_refusal(placing, refused)
    return _without_effect(placing) if message.authenticated is False else placing


def _with_refusal(placing: Placing, refused: Sequence[str]) -> Placing:
    """A new ticket of somebody who named one that is not his says so: staff see the "ticket trick" where they look first."""
    if placing.kind is not Kind.NEW_TICKET:
        return placing
    reason = Link(
        Record.TICKET,
        0,
        Proof.NEW,
        "names {reference} but takes no part in it: a new ticket",
        {"reference": ", ".join(refused)},
    )
    return replace(placing, links=(reason, *(link for link in placing.links if link.id)))


def _without_effect(placing: Placing) -> Placing:
    """Our server says that the sender is not who he claims to be: staff see it where it would belong, and that is all."""
    if placing.kind is Kind.NEW_TICKET:
        reason = Link(Record.TICKET, 0, Proof.NEW, "sender not verified: our mail server says that it is forged")
        return replace(placing, links=(reason, *(link for link in placing.links if link.id)))
    kind = Kind.SHOW_ON_TICKET if placing.kind is Kind.JOIN_TICKET else placing.kind
    return replace(placing, kind=kind)


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
    row = _STATUS.first(uow.connection, {"ticket_id": ticket_id})
    if row is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Record.TICKET, ticket_id))
    status, closed_at = row
    if takes_new_messages(status, closed_at, now) or analysis.is_thanks:
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
    return _support(uow, message=message, person=person, notes=notes)


def _for_lead(uow: UnitOfWork, person: Person, leaning: Leaning, notes: tuple[str, ...]) -> Placing:
    own = open_tickets(uow, person)
    if len(own) == 1:
        return _single(own[0].id, notes)
    status = _LEAD_STATUS.scalar(uow.connection, {"lead_id": person.lead_id})
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


def _support(uow: UnitOfWork, *, message: InboundMessage, person: Person, notes: tuple[str, ...]) -> Placing:
    own = open_tickets(uow, person)
    if len(own) == 1:
        return _single(own[0].id, notes)
    if len(own) > 1:
        choices = tuple(reference(Record.TICKET, row.id) for row in own)
        alike = [row for row in own if similar_subjects(row.subject, message.subject)]
        if len(alike) == 1:
            return _single(alike[0].id, notes)
        return Placing(Kind.LOG, links=person.links, choices=choices, notes=notes)
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


def open_tickets(uow: UnitOfWork, person: Person) -> list[OpenTicket]:
    """Unfinished tickets in which the person takes part, by this address or, where that is verified, as the same contact."""
    contact_id = person.contact_id if person.is_verified else None
    values = {"kind": person.kind, "value": person.value, "contact_id": contact_id}
    return [OpenTicket(*row) for row in _OPEN_TICKETS.all(uow.connection, values)]


def firm_tickets(uow: UnitOfWork, account_id: int) -> list[OpenTicket]:
    return [OpenTicket(*row) for row in _FIRM_TICKETS.all(uow.connection, {"account_id": account_id})]


def open_deals(uow: UnitOfWork, person: Person) -> list[int]:
    """Open opportunities of the person and of the whole firm: a colleague's deal fits as well as one's own."""
    if person.contact_id is None and person.account_id is None:
        return []
    values = {"contact_id": person.contact_id, "account_id": person.account_id}
    return [row[0] for row in _OPEN_DEALS.all(uow.connection, values)]


def same_subject(uow: UnitOfWork, message: InboundMessage, person: Person) -> int | None:
    """Step 7: a ticket of the last 60 days with the same cleaned subject from the same sender."""
    subject = clean_subject(message.subject)
    if not subject or message.sent_at is None:
        return None
    since = message.sent_at - timedelta(days=SUGGESTION_DAYS)
    values = {"kind": person.kind, "value": person.value, "subject": subject, "since": since}
    found: int | None = _SAME_SUBJECT.scalar(uow.connection, values)
    return found
