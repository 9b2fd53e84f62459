"""Looking at tickets. Each read checks permission first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, union

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.errors import NotFound
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import fold, normalise_email, normalise_phone
from crm_store.interactions.models import Attachment, Interaction, InteractionLink
from crm_store.outbox.models import OutboxItem
from crm_store.references import Kind, reference
from crm_store.text_indexes import holds_word, words_of
from crm_store.tickets import deeds, one_ticket
from crm_store.tickets.deeds import Deed
from crm_store.tickets.models import Ticket, TicketParticipant
from crm_store.tickets.rules import DRAFT_FRESH_MINUTES, UNFINISHED, ParticipantState
from crm_store.unit_of_work import UnitOfWork

MOST_WORDS = 8
LEAST_LETTERS, LEAST_DIGITS = 3, 4
"""Fewer fit nearly every e-mail address and telephone number."""
_NUMBER = re.compile(r"\[?#?(?:T-?)?([0-9]{1,15})\]?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9 ().-]{4,25}")


@dataclass(frozen=True, slots=True)
class Person:
    """A participant. ``shown`` is how to address an answer: the e-mail address, or the channel's own id."""

    participant_id: int
    kind: str
    value: str
    name: str
    role: str
    state: str
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is linked here: a text of the catalogues and its values."""

    text: str
    values: dict[str, Any]
    is_guess: bool
    proof: str


@dataclass(frozen=True, slots=True)
class OpenDraft:
    draft_id: int
    user_id: int
    user_name: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of a list."""

    id: int
    subject: str
    status: str
    priority: str
    contact_id: int | None
    contact_name: str
    salutation: str
    account_id: int | None
    account_name: str
    assignee_id: int | None
    assignee_name: str
    channel: str
    created_at: datetime
    updated_at: datetime
    customer_wrote_at: datetime | None
    staff_wrote_at: datetime | None
    version: int

    @property
    def ref(self) -> str:
        return reference(Kind.TICKET, self.id)

    @property
    def is_waiting_for_us(self) -> bool:
        """The customer spoke last."""
        if self.customer_wrote_at is None or self.status not in UNFINISHED:
            return False
        return self.staff_wrote_at is None or self.customer_wrote_at > self.staff_wrote_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView(TicketRow):
    """What a card and the ticket page show."""

    external_id: str | None = None
    category: str = ""
    language: str = ""
    mailbox: str = ""
    previous_id: int | None = None
    closed_at: datetime | None = None
    people: tuple[Person, ...] = ()
    follower_ids: tuple[int, ...] = ()
    last_text: str = ""
    last_interaction_id: int | None = None
    last_files: int = 0
    why: Why | None = None
    drafts: tuple[OpenDraft, ...] = ()
    last_deed: Deed | None = None

    @property
    def requester(self) -> Person | None:
        accepted = [person for person in self.people if person.state == ParticipantState.ACCEPTED]
        return next((person for person in accepted if person.role == "requester"), accepted[0] if accepted else None)

    @property
    def pending_senders(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.state == ParticipantState.PENDING)


@dataclass(frozen=True, slots=True)
class FileRow:
    attachment_id: int
    sha256: str | None
    filename: str
    content_type: str
    size: int
    is_inline: bool
    note: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry, oldest first. ``delivery`` is the outbox state of an outgoing one, with its words."""

    interaction_id: int
    medium: str
    direction: str
    author_id: int | None
    sender_name: str
    sender_address: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    quoted_text: str
    signature: str
    has_html: bool
    is_pending: bool
    is_automatic: bool
    notes: tuple[str, ...]
    occurred_at: datetime
    why: Why
    files: tuple[FileRow, ...] = ()
    outbox_id: int | None = None
    delivery: str = ""
    delivery_code: str = ""
    delivery_error: str = ""
    delivery_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketCounts:
    by_status: dict[str, int] = field(default_factory=dict)
    mine: int = 0
    unassigned: int = 0


def tickets(
    uow: UnitOfWork, *, actor: Actor, status: Sequence[str] | str | None = None, assignee_id: int | None = None, unassigned: bool = False,
    mine: bool = False, text: str = "", before_id: int | None = None, limit: int = 50,
) -> list[TicketRow]:  # fmt: skip
    """Newest first. ``text`` is looked for in subject, customer and firm, accent-insensitive, and as a reference or address."""
    require(actor, Permission.TICKETS_READ)
    statement = one_ticket.rows().order_by(Ticket.id.desc()).limit(limit)
    if status is not None:
        statement = statement.where(Ticket.status.in_([status] if isinstance(status, str) else list(status)))
    if mine:
        statement = statement.where(Ticket.assignee_id == actor.user_id)
    if assignee_id is not None:
        statement = statement.where(Ticket.assignee_id == assignee_id)
    if unassigned:
        statement = statement.where(Ticket.assignee_id.is_(None), Ticket.status.in_(UNFINISHED))
    if text.strip():
        statement = statement.where(_matches(uow.connection.dialect.name, text.strip()))
    if before_id is not None:
        statement = statement.where(Ticket.id < before_id)
    return [TicketRow(*row) for row in uow.connection.execute(statement)]


def _matches(dialect: str, text: str) -> ColumnElement[bool]:
    """Every word somewhere in subject, customer or firm; or the ticket's number; or an address of somebody who takes part."""
    words = [Ticket.id.in_(_with_word(dialect, word)) for word in words_of(fold(text), MOST_WORDS)]
    conditions: list[ColumnElement[bool]] = [and_(*words)] if words else []
    if number := _NUMBER.fullmatch(text):
        conditions.append(Ticket.id == int(number[1]))
    if " " not in text and len(text) >= LEAST_LETTERS:
        conditions += _has_address("email", normalise_email(text))
    digits = normalise_phone(text).lstrip("+")
    if _PHONE.fullmatch(text) and len(digits) >= LEAST_DIGITS:
        conditions += _has_address("phone", digits)
    return or_(*conditions) if conditions else false()


def _with_word(dialect: str, word: str) -> Any:
    """One index for each part of a union: an OR across three tables would read all of them."""
    tickets, contacts, accounts = map(table_of, (Ticket, Contact, Account))
    return union(
        select(tickets.c.id).where(holds_word(dialect, tickets.c.subject_folded, tickets.c.id, word)),
        select(tickets.c.id)
        .join(contacts, contacts.c.id == tickets.c.contact_id)
        .where(holds_word(dialect, contacts.c.name_folded, contacts.c.id, word)),
        select(tickets.c.id)
        .join(accounts, accounts.c.id == tickets.c.account_id)
        .where(holds_word(dialect, accounts.c.name_folded, accounts.c.id, word)),
    )


def _has_address(kind: str, part: str) -> list[ColumnElement[bool]]:
    """Of somebody who takes part in the ticket, or of its contact."""
    person, point = TicketParticipant, ContactPoint
    return [
        exists().where(
            person.ticket_id == Ticket.id, person.kind == kind, person.value.contains(part, autoescape=True)
        ),
        exists().where(
            point.owner_kind == Kind.CONTACT,
            point.owner_id == Ticket.contact_id,
            point.kind == kind,
            point.value.contains(part, autoescape=True),
        ),
    ]


def ticket(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> TicketView:
    """Raises ``NotFound``."""
    require(actor, Permission.TICKETS_READ)
    this = {"ticket_id": ticket_id}
    found: Any = one_ticket.TICKET.first(uow.connection, this)
    if found is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Kind.TICKET, ticket_id))
    facts, more = found[: len(one_ticket.ROW)], found[len(one_ticket.ROW) :]
    last_id, last_text, last_files = one_ticket.LAST_FROM_CUSTOMER.first(uow.connection, this) or (None, "", 0)
    why = one_ticket.WHY.first(uow.connection, this)
    return TicketView(
        *facts, **dict(zip(one_ticket.MORE, more, strict=True)), people=tuple(people(uow, ticket_id)),
        follower_ids=tuple(row[0] for row in one_ticket.FOLLOWERS.all(uow.connection, this)), last_text=last_text, last_interaction_id=last_id,
        last_files=last_files, why=Why(*why) if why else None, drafts=tuple(drafts(uow, ticket_id=ticket_id)),
        last_deed=deeds.last(uow, ticket_id),
    )  # fmt: skip


def people(uow: UnitOfWork, ticket_id: int) -> list[Person]:
    return [Person(*row) for row in one_ticket.PEOPLE.all(uow.connection, {"ticket_id": ticket_id})]


def drafts(uow: UnitOfWork, *, ticket_id: int, except_user_id: int | None = None) -> list[OpenDraft]:
    """Who is answering now."""
    fresh = clock.now() - timedelta(minutes=DRAFT_FRESH_MINUTES)
    rows = one_ticket.DRAFTS.all(uow.connection, {"ticket_id": ticket_id, "fresh": fresh})
    found = [OpenDraft(*row) for row in rows]
    return [one for one in found if except_user_id is None or one.user_id != except_user_id]


def timeline(
    uow: UnitOfWork, *, actor: Actor, ticket_id: int, before_id: int | None = None, limit: int = 50
) -> list[TimelineItem]:
    """The newest ``limit`` entries (before ``before_id``), oldest first."""
    require(actor, Permission.TICKETS_READ)
    ticket(uow, actor=actor, ticket_id=ticket_id)
    return entries(uow, Kind.TICKET, ticket_id, before_id=before_id, limit=limit)


def entries(
    uow: UnitOfWork, kind: Kind, record_id: int, *, before_id: int | None = None, limit: int = 50
) -> list[TimelineItem]:
    """What was said on a record. Callers have checked permission."""
    link, item = InteractionLink, Interaction
    statement = (
        select(item.__table__, link.proof, link.is_guess, link.reason, link.reason_values)
        .join(link, link.interaction_id == item.id)
        .where(link.record_kind == kind, link.record_id == record_id, link.moved_at.is_(None))
        .order_by(item.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(item.id < before_id)
    rows = list(reversed(uow.connection.execute(statement).all()))
    files = files_of(uow, [row.id for row in rows])
    deliveries = _deliveries(uow, [row.outbox_id for row in rows if row.outbox_id])
    return [_timeline_item(row, files.get(row.id, []), deliveries.get(row.outbox_id)) for row in rows]


def _timeline_item(row: Any, files: list[FileRow], delivery: Any) -> TimelineItem:
    return TimelineItem(
        interaction_id=row.id, medium=row.medium, direction=row.direction, author_id=row.author_id, sender_name=row.sender_name, sender_address=row.sender_address,
        recipients=tuple(str(address) for address in row.recipients), subject=row.subject, text=row.text, quoted_text=row.quoted_text, signature=row.signature,
        has_html=row.has_html, is_pending=row.is_pending, is_automatic=row.is_automatic, notes=tuple(row.notes), occurred_at=row.occurred_at,
        why=Why(row.reason, row.reason_values, row.is_guess, row.proof), files=tuple(files), outbox_id=row.outbox_id,
        delivery=delivery.state if delivery else "", delivery_code=delivery.last_code if delivery else "", delivery_error=delivery.last_error if delivery else "", delivery_due=delivery.next_try_at if delivery else None,
    )  # fmt: skip


def files_of(uow: UnitOfWork, interaction_ids: Sequence[int]) -> dict[int, list[FileRow]]:
    table = Attachment
    rows = uow.connection.execute(
        select(
            table.interaction_id,
            table.id,
            table.sha256,
            table.filename,
            table.content_type,
            table.size,
            table.is_inline,
            table.note,
        )
        .where(table.interaction_id.in_(interaction_ids))
        .order_by(table.id)
    )
    found: dict[int, list[FileRow]] = {}
    for row in rows:
        facts: Any = tuple(row)[1:]
        found.setdefault(row.interaction_id, []).append(FileRow(*facts))
    return found


def _deliveries(uow: UnitOfWork, outbox_ids: Sequence[int]) -> dict[int, Any]:
    table = OutboxItem
    rows = uow.connection.execute(
        select(table.id, table.state, table.last_code, table.last_error, table.next_try_at).where(
            table.id.in_(outbox_ids)
        )
    )
    return {row.id: row for row in rows}


def attachment(uow: UnitOfWork, *, actor: Actor, ticket_id: int, attachment_id: int) -> FileRow:
    """A file of a message on this ticket. Raises ``NotFound`` for any other, whether it exists or not."""
    require(actor, Permission.TICKETS_READ)
    table = Attachment
    row = uow.connection.execute(
        select(table.id, table.sha256, table.filename, table.content_type, table.size, table.is_inline, table.note)
        .join(InteractionLink, InteractionLink.interaction_id == table.interaction_id)
        .where(
            table.id == attachment_id,
            InteractionLink.record_kind == Kind.TICKET,
            InteractionLink.record_id == ticket_id,
            InteractionLink.moved_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFound("There is no such file on {reference}.", reference=reference(Kind.TICKET, ticket_id))
    return FileRow(*row)


def original(uow: UnitOfWork, *, actor: Actor, ticket_id: int, interaction_id: int) -> str:
    """The hash of a message's raw mail, if it is on this ticket. Raises ``NotFound``."""
    require(actor, Permission.TICKETS_READ)
    found = uow.connection.execute(
        select(Interaction.raw_sha256)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(
            Interaction.id == interaction_id,
            InteractionLink.record_kind == Kind.TICKET,
            InteractionLink.record_id == ticket_id,
            InteractionLink.moved_at.is_(None),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such message on {reference}.", reference=reference(Kind.TICKET, ticket_id))
    return found


def counts(uow: UnitOfWork, *, actor: Actor) -> TicketCounts:
    require(actor, Permission.TICKETS_READ)
    grouped = select(Ticket.status, func.count()).where(Ticket.status.in_(UNFINISHED)).group_by(Ticket.status)
    by_status = {status: number for status, number in uow.connection.execute(grouped)}  # noqa: C416  rows are not pairs
    unfinished = select(func.count()).select_from(Ticket).where(Ticket.status.in_(UNFINISHED))
    mine = uow.connection.execute(unfinished.where(Ticket.assignee_id == actor.user_id)).scalar_one()
    unassigned = uow.connection.execute(unfinished.where(Ticket.assignee_id.is_(None))).scalar_one()
    return TicketCounts(by_status, mine, unassigned)
