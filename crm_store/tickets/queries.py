"""Looking at tickets. Each read checks permission first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.errors import NotFound
from crm_store.identity.rules import fold
from crm_store.interactions.models import Attachment, Interaction, InteractionLink
from crm_store.outbox.models import OutboxItem
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets.models import ReplyDraft, Ticket, TicketFollower, TicketParticipant
from crm_store.tickets.rules import DRAFT_FRESH_MINUTES, UNFINISHED, ParticipantState
from crm_store.unit_of_work import UnitOfWork

EXCERPT = 280


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
    delivery_error: str = ""
    delivery_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketCounts:
    by_status: dict[str, int] = field(default_factory=dict)
    mine: int = 0
    unassigned: int = 0


def _rows() -> Select[*tuple[Any, ...]]:
    assignee = aliased(User)
    return (
        select(
            Ticket.id, Ticket.subject, Ticket.status, Ticket.priority, Ticket.contact_id, func.coalesce(Contact.name, ""), func.coalesce(Contact.salutation, ""),
            Ticket.account_id, func.coalesce(Account.name, ""), Ticket.assignee_id, func.coalesce(assignee.name, ""), Ticket.channel, Ticket.created_at,
            Ticket.updated_at, Ticket.customer_wrote_at, Ticket.staff_wrote_at, Ticket.version,
        )
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(Account, Account.id == Ticket.account_id)
        .outerjoin(assignee, assignee.id == Ticket.assignee_id)
    )  # fmt: skip


def tickets(
    uow: UnitOfWork, *, actor: Actor, status: Sequence[str] | str | None = None, assignee_id: int | None = None, unassigned: bool = False,
    mine: bool = False, text: str = "", before_id: int | None = None, limit: int = 50,
) -> list[TicketRow]:  # fmt: skip
    """Newest first. ``text`` is looked for in subject and contact, accent-insensitive, and as a reference."""
    require(actor, Permission.TICKETS_READ)
    statement = _rows().order_by(Ticket.id.desc()).limit(limit)
    if status is not None:
        statement = statement.where(Ticket.status.in_([status] if isinstance(status, str) else list(status)))
    if mine:
        statement = statement.where(Ticket.assignee_id == actor.user_id)
    if assignee_id is not None:
        statement = statement.where(Ticket.assignee_id == assignee_id)
    if unassigned:
        statement = statement.where(Ticket.assignee_id.is_(None), Ticket.status.in_(UNFINISHED))
    if text.strip():
        statement = statement.where(_matches(text.strip()))
    if before_id is not None:
        statement = statement.where(Ticket.id < before_id)
    return [TicketRow(*row) for row in uow.connection.execute(statement)]


def _matches(text: str) -> Any:
    digits = text.upper().removeprefix("#").removeprefix("T-")
    conditions = [
        Ticket.subject.icontains(text, autoescape=True),
        Contact.name_folded.contains(fold(text), autoescape=True),
        Account.name_folded.contains(fold(text), autoescape=True),
    ]
    if digits.isdecimal() and len(digits) <= 15:  # noqa: PLR2004  longer digits are no ticket number
        conditions.append(Ticket.id == int(digits))
    return or_(*conditions)


def ticket(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> TicketView:
    """Raises ``NotFound``."""
    require(actor, Permission.TICKETS_READ)
    row = uow.connection.execute(_rows().where(Ticket.id == ticket_id)).first()
    if row is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Kind.TICKET, ticket_id))
    extra = uow.connection.execute(
        select(
            Ticket.external_id, Ticket.category, Ticket.language, Ticket.mailbox, Ticket.previous_id, Ticket.closed_at
        ).where(Ticket.id == ticket_id)
    ).one()
    followers = uow.connection.execute(
        select(TicketFollower.user_id).where(TicketFollower.ticket_id == ticket_id)
    ).scalars()
    last = _last_from_customer(uow, ticket_id)
    facts: Any = tuple(row)
    return TicketView(
        *facts, external_id=extra.external_id, category=extra.category, language=extra.language, mailbox=extra.mailbox, previous_id=extra.previous_id,
        closed_at=extra.closed_at, people=tuple(people(uow, ticket_id)), follower_ids=tuple(followers),
        last_text=last.text[:EXCERPT] if last else "", last_interaction_id=last.id if last else None,
        last_files=_count_files(uow, last.id) if last else 0, why=_why_here(uow, ticket_id), drafts=tuple(drafts(uow, ticket_id=ticket_id)),
    )  # fmt: skip


def people(uow: UnitOfWork, ticket_id: int) -> list[Person]:
    table = TicketParticipant
    rows = uow.connection.execute(
        select(table.id, table.kind, table.value, table.name, table.role, table.state, table.contact_id)
        .where(table.ticket_id == ticket_id)
        .order_by(table.id)
    )
    return [Person(*row) for row in rows]


def drafts(uow: UnitOfWork, *, ticket_id: int, except_user_id: int | None = None) -> list[OpenDraft]:
    """Who is answering now."""
    fresh = clock.now() - timedelta(minutes=DRAFT_FRESH_MINUTES)
    statement = (
        select(ReplyDraft.id, ReplyDraft.user_id, User.name, ReplyDraft.updated_at)
        .join(User, User.id == ReplyDraft.user_id)
        .where(ReplyDraft.ticket_id == ticket_id, ReplyDraft.state == "open", ReplyDraft.updated_at >= fresh)
    )
    if except_user_id is not None:
        statement = statement.where(ReplyDraft.user_id != except_user_id)
    return [OpenDraft(*row) for row in uow.connection.execute(statement)]


def timeline(
    uow: UnitOfWork, *, actor: Actor, ticket_id: int, before_id: int | None = None, limit: int = 50
) -> list[TimelineItem]:
    """The newest ``limit`` entries (before ``before_id``), oldest first."""
    require(actor, Permission.TICKETS_READ)
    ticket(uow, actor=actor, ticket_id=ticket_id)
    link, item = InteractionLink, Interaction
    statement = (
        select(item.__table__, link.proof, link.is_guess, link.reason, link.reason_values)
        .join(link, link.interaction_id == item.id)
        .where(link.record_kind == Kind.TICKET, link.record_id == ticket_id, link.moved_at.is_(None))
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
        delivery=delivery.state if delivery else "", delivery_error=delivery.last_error if delivery else "", delivery_due=delivery.next_try_at if delivery else None,
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
        select(table.id, table.state, table.last_error, table.next_try_at).where(table.id.in_(outbox_ids))
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


def _last_from_customer(uow: UnitOfWork, ticket_id: int) -> Any:
    return uow.connection.execute(
        select(Interaction.id, Interaction.text)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(
            InteractionLink.record_kind == Kind.TICKET, InteractionLink.record_id == ticket_id, InteractionLink.moved_at.is_(None),
            Interaction.direction == "in", Interaction.is_pending.is_(False), Interaction.is_automatic.is_(False),
        )
        .order_by(Interaction.id.desc())
        .limit(1)
    ).first()  # fmt: skip


def _count_files(uow: UnitOfWork, interaction_id: int) -> int:
    statement = select(func.count()).where(Attachment.interaction_id == interaction_id, Attachment.is_inline.is_(False))
    return uow.connection.execute(statement).scalar_one()


def _why_here(uow: UnitOfWork, ticket_id: int) -> Why | None:
    link = InteractionLink
    row = uow.connection.execute(
        select(link.reason, link.reason_values, link.is_guess, link.proof)
        .where(link.record_kind == Kind.TICKET, link.record_id == ticket_id, link.moved_at.is_(None))
        .order_by(link.id)
        .limit(1)
    ).first()
    return Why(*row) if row else None
