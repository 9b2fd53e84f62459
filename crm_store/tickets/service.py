"""What staff and the pipeline do with tickets. Permission first, then the change, the audit entry and the event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import NoResultFound

from channels.message import StoredFile
from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.database import insert_once, table_of
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.identity.rules import fold
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction
from crm_store.references import Kind, reference
from crm_store.statements import Statement, binds, insert_row
from crm_store.team.models import User
from crm_store.tickets.events import CustomerWrote, StrangerWrote, TicketChanged, TicketOpened
from crm_store.tickets.models import Ticket, TicketFollower, TicketParticipant
from crm_store.tickets.rules import (
    ENDED,
    SUBJECT_LENGTH,
    ParticipantState,
    Priority,
    Status,
    status_after_customer,
)
from crm_store.unit_of_work import UnitOfWork

NOTE_LENGTH = 20_000
TICKETS = table_of(Ticket)
_BEFORE = Statement(
    select(TICKETS.c.status, TICKETS.c.customer_wrote_at)
    .where(TICKETS.c.id == bindparam("ticket_id"))
    .with_for_update()
)
_AFTER_CUSTOMER = (
    update(TICKETS)
    .where(TICKETS.c.id == bindparam("ticket_id"))
    .values(
        **binds("status", "customer_wrote_at", "updated_at", "channel", "channel_account"),
        version=TICKETS.c.version + 1,
    )
)
_CUSTOMER_WROTE = Statement(_AFTER_CUSTOMER)
_REOPEN = Statement(_AFTER_CUSTOMER.values(closed_at=None))


def load(uow: UnitOfWork, ticket_id: int, *, for_update: bool = False) -> Ticket:
    """Raises ``NotFound``. Callers have checked permission."""
    statement = select(Ticket).where(Ticket.id == ticket_id)
    if for_update and not uow.is_sqlite:
        statement = statement.with_for_update()
    try:
        return uow.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    except NoResultFound as error:
        raise NotFound("There is no ticket {reference}.", reference=reference(Kind.TICKET, ticket_id)) from error


def find(uow: UnitOfWork, ticket_id: int) -> Ticket | None:
    return uow.session.execute(select(Ticket).where(Ticket.id == ticket_id)).scalar_one_or_none()


def open_ticket(uow: UnitOfWork, *, subject: str, interaction_id: int, wrote_at: datetime, **fields: Any) -> int:
    """A new ticket for a customer's message; the pipeline's use case."""
    now = clock.now()
    shown = (subject or "—")[:SUBJECT_LENGTH]
    values = fields | {
        "subject": shown,
        "subject_folded": fold(shown)[:SUBJECT_LENGTH],
        "status": Status.NEW,
        "created_at": now,
        "updated_at": now,
        "customer_wrote_at": wrote_at,
    }
    ticket_id: int = insert_row(uow.connection, TICKETS, values)
    uow.record(TicketOpened(ticket_id, interaction_id))
    return ticket_id


def add_participant(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: str,
    value: str,
    name: str = "",
    role: str = "cc",
    contact_id: int | None = None,
    state: ParticipantState = ParticipantState.ACCEPTED,
) -> int | None:
    """``None`` when the address takes part already."""
    values = {
        "ticket_id": ticket_id,
        "kind": kind,
        "value": value,
        "name": name[:200],
        "role": role,
        "state": state,
        "contact_id": contact_id,
        "created_at": clock.now(),
    }
    return insert_once(uow.connection, TicketParticipant, values)


def customer_wrote(
    uow: UnitOfWork,
    *,
    ticket_id: int,
    interaction_id: int,
    wrote_at: datetime,
    thanks_only: bool,
    channel: str,
    channel_account: str,
) -> None:
    """A participant's message joins the ticket. Thanks alone ask for nothing: they neither reopen nor put us in debt."""
    rows = _BEFORE.all(uow.connection, {"ticket_id": ticket_id})
    before, wrote_before = rows[0]
    status = status_after_customer(before, says_thanks_only=thanks_only)
    reopened = before in ENDED and status not in ENDED
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "status": status,
        "customer_wrote_at": wrote_before if thanks_only else wrote_at,
        "updated_at": clock.now(),
        "channel": channel,
        "channel_account": channel_account,
    }
    (_REOPEN if reopened else _CUSTOMER_WROTE).run(uow.connection, values)
    uow.record(CustomerWrote(ticket_id, interaction_id, reopened))


def stranger_wrote(uow: UnitOfWork, *, ticket_id: int, interaction_id: int, kind: str, value: str, name: str) -> None:
    """Kept and shown to staff; the ticket itself does not change (the "ticket trick")."""
    if value:
        add_participant(
            uow, ticket_id, kind=kind, value=value, name=name, role="stranger", state=ParticipantState.PENDING
        )
    uow.record(StrangerWrote(ticket_id, interaction_id))


def take(uow: UnitOfWork, *, actor: Actor, ticket_id: int, version: int | None = None) -> Ticket:
    """Raises ``ChangedMeanwhile`` with the name of whoever was first."""
    require(actor, Permission.TICKETS_WRITE)
    if actor.user_id is None:
        raise Invalid("Only a member of staff can take a ticket.")
    ticket = load(uow, ticket_id, for_update=True)
    if ticket.assignee_id is not None and ticket.assignee_id != actor.user_id:
        other = uow.session.get_one(User, ticket.assignee_id)
        raise ChangedMeanwhile(
            "{name} has {reference} already.", name=other.name, reference=reference(Kind.TICKET, ticket_id)
        )
    del version  # taking is safe whatever else changed
    return _assign(uow, actor, ticket, actor.user_id, "taken")


def assign(uow: UnitOfWork, *, actor: Actor, ticket_id: int, user_id: int, version: int | None = None) -> Ticket:
    require(actor, Permission.TICKETS_ASSIGN)
    ticket = load(uow, ticket_id, for_update=True)
    _check_version(uow, ticket, version)
    user = uow.session.get(User, user_id)
    if user is None or not user.is_active:
        raise NotFound("There is no active user with this number.")
    return _assign(uow, actor, ticket, user_id, "assigned")


def _assign(uow: UnitOfWork, actor: Actor, ticket: Ticket, user_id: int, what: str) -> Ticket:
    if ticket.assignee_id == user_id and ticket.status != Status.NEW:
        return ticket
    before = {"assignee_id": ticket.assignee_id, "status": ticket.status}
    ticket.assignee_id = user_id
    if ticket.status == Status.NEW:
        ticket.status = Status.OPEN
    changed(uow, actor, ticket, what, before, {"assignee_id": user_id, "status": ticket.status}, for_user_id=user_id)
    return ticket


def set_status(uow: UnitOfWork, *, actor: Actor, ticket_id: int, status: str, version: int | None = None) -> Ticket:
    """``resolved`` and ``closed`` end the ticket; any other opens it again."""
    require(actor, Permission.TICKETS_WRITE)
    wanted = _one_of(Status, status, "status")
    ticket = load(uow, ticket_id, for_update=True)
    _check_version(uow, ticket, version)
    if ticket.status == wanted:
        return ticket
    before: dict[str, Any] = {"status": ticket.status}
    after: dict[str, Any] = {"status": wanted}
    ticket.status = wanted
    if wanted in ENDED:
        ticket.closed_at = ticket.closed_at or clock.now()
        if ticket.assignee_id is None and actor.user_id is not None:
            before["assignee_id"], after["assignee_id"] = None, actor.user_id
            ticket.assignee_id = actor.user_id
    else:
        ticket.closed_at = None
    changed(uow, actor, ticket, "status", before, after)
    return ticket


def set_priority(uow: UnitOfWork, *, actor: Actor, ticket_id: int, priority: str) -> Ticket:
    require(actor, Permission.TICKETS_WRITE)
    wanted = _one_of(Priority, priority, "priority")
    ticket = load(uow, ticket_id, for_update=True)
    if ticket.priority != wanted:
        before = {"priority": ticket.priority}
        ticket.priority = wanted
        changed(uow, actor, ticket, "priority", before, {"priority": ticket.priority})
    return ticket


def add_note(
    uow: UnitOfWork, *, actor: Actor, ticket_id: int, text: str, files: Sequence[StoredFile] = (), medium: str = "note"
) -> int:
    """An internal note; its interaction id. It stays inside, whatever happens to the ticket later."""
    require(actor, Permission.TICKETS_WRITE)
    if not text.strip() and not files:
        raise Invalid("The note is empty. Type some text.")
    if len(text) > NOTE_LENGTH:
        raise Invalid(
            "The note has {length} characters; {limit} are the most. Shorten it or attach a file.",
            length=len(text),
            limit=NOTE_LENGTH,
        )
    ticket = load(uow, ticket_id)
    interaction_id = interactions.add(
        uow, medium=medium, direction="internal", text=text, occurred_at=clock.now(), author_id=actor.user_id, sender_name=actor.name,
        contact_id=ticket.contact_id, account_id=ticket.account_id,
    )  # fmt: skip
    interactions.add_stored_files(uow, interaction_id, files)
    link_note(uow, actor=actor, ticket_id=ticket_id, interaction_id=interaction_id)
    return interaction_id


def link_note(uow: UnitOfWork, *, actor: Actor, ticket_id: int, interaction_id: int) -> None:
    """An internal interaction that stands already (a colleague's mail) becomes a note on the ticket."""
    require(actor, Permission.TICKETS_WRITE)
    load(uow, ticket_id)
    interactions.link(
        uow, interaction_id, kind=Kind.TICKET, record_id=ticket_id, proof="staff", reason="written on this ticket"
    )
    audit.record(
        uow, actor=actor, action="note", kind=Kind.TICKET, record_id=ticket_id, after={"interaction_id": interaction_id}
    )
    uow.record(TicketChanged(ticket_id, "note", actor.user_id))


def remove_note(uow: UnitOfWork, *, actor: Actor, interaction_id: int) -> int:
    """Undo of one's own note: it leaves the timeline, the audit keeps that it was there. Returns the ticket's id."""
    require(actor, Permission.TICKETS_WRITE)
    note = uow.session.get(Interaction, interaction_id)
    if note is None or note.direction != "internal" or note.author_id != actor.user_id:
        raise NotFound("There is no such note of yours.")
    tickets = interactions.unlink(uow, interaction_id, kind=Kind.TICKET, user_id=actor.user_id)
    if not tickets:
        raise ChangedMeanwhile("This note was taken back already.")
    audit.record(
        uow,
        actor=actor,
        action="note.undo",
        kind=Kind.TICKET,
        record_id=tickets[0],
        before={"interaction_id": interaction_id, "text": note.text[:1000]},
    )
    uow.record(TicketChanged(tickets[0], "note", actor.user_id))
    return tickets[0]


def follow(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> None:
    require(actor, Permission.TICKETS_READ)
    load(uow, ticket_id)
    if actor.user_id is not None and uow.session.get(TicketFollower, (ticket_id, actor.user_id)) is None:
        uow.session.add(TicketFollower(ticket_id=ticket_id, user_id=actor.user_id))


def unfollow(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> None:
    require(actor, Permission.TICKETS_READ)
    found = uow.session.get(TicketFollower, (ticket_id, actor.user_id)) if actor.user_id is not None else None
    if found is not None:
        uow.session.delete(found)


def changed(
    uow: UnitOfWork,
    actor: Actor,
    ticket: Ticket,
    what: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    for_user_id: int | None = None,
) -> None:
    ticket.updated_at = clock.now()
    uow.flush()
    audit.record(
        uow, actor=actor, action=f"ticket.{what}", kind=Kind.TICKET, record_id=ticket.id, before=before, after=after
    )
    uow.record(TicketChanged(ticket.id, what, actor.user_id, for_user_id))


def _check_version(uow: UnitOfWork, ticket: Ticket, version: int | None) -> None:
    if version is None or version == ticket.version:
        return
    holder = uow.session.get(User, ticket.assignee_id) if ticket.assignee_id else None
    raise ChangedMeanwhile(
        "{reference} was changed meanwhile: it is {status} now, with {name}. Look again before you go on.",
        reference=reference(Kind.TICKET, ticket.id), status=ticket.status, name=holder.name if holder else "—",
    )  # fmt: skip


def _one_of(choices: type[Status | Priority], value: str, field: str) -> str:
    try:
        return choices(value).value
    except ValueError as error:
        raise Invalid(
            "“{value}” is not a {field}. Choose one of: {choices}.",
            value=value,
            field=field,
            choices=", ".join(choices),
        ) from error
