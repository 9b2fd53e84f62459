"""Taking back one's own last change. The audit trail says what it was; undoing is a change with its own entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, literal, literal_column, select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.audit.models import AuditEntry
from crm_store.database import table_of
from crm_store.errors import ChangedMeanwhile, NotFound
from crm_store.interactions.models import InteractionLink
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.references import Kind, reference
from crm_store.statements import Statement
from crm_store.tickets import replies
from crm_store.tickets.events import TicketChanged
from crm_store.tickets.models import ReplyDraft, Ticket
from crm_store.tickets.rules import ENDED
from crm_store.tickets.service import load, remove_note
from crm_store.unit_of_work import UnitOfWork

UNDO_HOURS = 24
LOOKED_AT = 20_000
"""How many of the trail's newest entries are searched: what is older in a busy firm is not "the last thing"."""

FIELDS = ("ticket.taken", "ticket.assigned", "ticket.status", "ticket.priority")
NOTE, REPLY, UNDO = "note", "reply", "undo"

_TRAIL = table_of(AuditEntry)


class _Entry(NamedTuple):
    id: int
    at: datetime
    action: str
    record_id: int
    before: dict[str, Any]
    after: dict[str, Any]


_OWN_ENTRIES = (
    select(*(_TRAIL.c[name] for name in _Entry._fields))
    .where(
        _TRAIL.c.id > bindparam("after"),
        _TRAIL.c.actor_id == bindparam("actor_id"),
        _TRAIL.c.record_kind == Kind.TICKET.value,
        _TRAIL.c.action.in_([literal(action) for action in (*FIELDS, NOTE, REPLY, UNDO)]),
        _TRAIL.c.at >= bindparam("since"),
    )
    .order_by(_TRAIL.c.id.desc())
    .limit(literal_column("50", Integer))
)
_NEWEST = Statement(select(func.max(_TRAIL.c.id)))
_OWN = Statement(_OWN_ENTRIES)
_OWN_ON_TICKET = Statement(_OWN_ENTRIES.where(_TRAIL.c.record_id == bindparam("ticket_id")))


@dataclass(frozen=True, slots=True)
class Undoable:
    """``action`` is the audit's word: ``ticket.status``, ``note``, ``reply``…"""

    audit_id: int
    action: str
    ticket_id: int
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def ref(self) -> str:
        return reference(Kind.TICKET, self.ticket_id)


def last(
    uow: UnitOfWork, *, actor: Actor, ticket_id: int | None = None, within: timedelta = timedelta(hours=UNDO_HOURS)
) -> Undoable | None:
    """The actor's newest change (on this ticket) that was not undone yet."""
    require(actor, Permission.TICKETS_WRITE)
    gone: set[int] = set()
    skip_down_to = 0
    for row in _own_entries(uow, actor, within, ticket_id):
        if row.action == UNDO:
            gone.add(int(row.before["audit_id"]))
            skip_down_to = int(row.before["since"])
        elif row.id > skip_down_to > 0 or row.id in gone:
            continue  # written by the undoing itself, or undone by it
        elif _still_there(uow, row):
            return Undoable(row.id, row.action, row.record_id, row.at, row.before, row.after)
    return None


def undo(uow: UnitOfWork, *, actor: Actor, audit_id: int) -> tuple[Undoable, ReplyDraft | None]:
    """Undoes one entry of the actor's own; with the reopened draft where it was an answer.

    Raises ``ChangedMeanwhile`` when the record has moved on since, ``NotFound`` for anything that is not the actor's.
    """
    require(actor, Permission.TICKETS_WRITE)
    row = uow.connection.execute(select(AuditEntry.__table__).where(AuditEntry.id == audit_id)).first()
    if (
        row is None
        or actor.user_id is None
        or row.actor_id != actor.user_id
        or row.action not in (*FIELDS, NOTE, REPLY)
    ):
        raise NotFound("There is nothing of yours to undo.")
    if _is_undone(uow, actor, audit_id):
        raise ChangedMeanwhile("This was undone already.")
    done = Undoable(row.id, row.action, row.record_id, row.at, row.before, row.after)
    since = uow.connection.execute(select(func.max(AuditEntry.id))).scalar_one()
    draft = _undo(uow, actor, done)
    audit.record(
        uow,
        actor=actor,
        action=UNDO,
        kind=Kind.TICKET,
        record_id=done.ticket_id,
        before={"audit_id": audit_id, "since": since},
    )
    return done, draft


def _undo(uow: UnitOfWork, actor: Actor, done: Undoable) -> ReplyDraft | None:
    if done.action == REPLY:
        return replies.undo(uow, actor=actor, outbox_id=done.after["outbox_id"])
    if done.action == NOTE:
        remove_note(uow, actor=actor, interaction_id=done.after["interaction_id"])
    else:
        _restore(uow, actor, done)
    return None


def _restore(uow: UnitOfWork, actor: Actor, done: Undoable) -> None:
    ticket = load(uow, done.ticket_id, for_update=True)
    now = {name: getattr(ticket, name) for name in done.after}
    if now != done.after:
        raise ChangedMeanwhile("{reference} was changed again since; look at it first.", reference=done.ref)
    for name, value in done.before.items():
        setattr(ticket, name, value)
    _keep_closing_time(ticket)
    ticket.updated_at = clock.now()
    uow.flush()
    audit.record(
        uow, actor=actor, action=done.action, kind=Kind.TICKET, record_id=ticket.id, before=now, after=done.before
    )
    uow.record(TicketChanged(ticket.id, done.action.partition(".")[2], actor.user_id))


def _keep_closing_time(ticket: Ticket) -> None:
    ended = ticket.status in ENDED
    if ended != (ticket.closed_at is not None):
        ticket.closed_at = clock.now() if ended else None


def _own_entries(uow: UnitOfWork, actor: Actor, within: timedelta, ticket_id: int | None) -> list[_Entry]:
    newest = _NEWEST.scalar(uow.connection, {}) or 0
    values = {"after": newest - LOOKED_AT, "actor_id": actor.user_id, "since": clock.now() - within}
    if ticket_id is None:
        return [_Entry(*row) for row in _OWN.all(uow.connection, values)]
    return [_Entry(*row) for row in _OWN_ON_TICKET.all(uow.connection, values | {"ticket_id": ticket_id})]


def _still_there(uow: UnitOfWork, row: _Entry) -> bool:
    """A note may have been taken back by its own button; an answer that has left cannot be; a ticket may have moved on."""
    if row.action == NOTE:
        live = select(InteractionLink.id).where(
            InteractionLink.interaction_id == row.after["interaction_id"], InteractionLink.moved_at.is_(None)
        )
        return uow.connection.execute(live.limit(1)).first() is not None
    if row.action == REPLY:
        state = uow.connection.execute(select(OutboxItem.state).where(OutboxItem.id == row.after["outbox_id"]))
        return state.scalar_one_or_none() in (State.HELD, State.NO_RELAY)
    columns = [getattr(Ticket, name) for name in row.after]
    now = uow.connection.execute(select(*columns).where(Ticket.id == row.record_id)).one()
    return list(now) == list(row.after.values())


def _is_undone(uow: UnitOfWork, actor: Actor, audit_id: int) -> bool:
    entries = _own_entries(uow, actor, timedelta(hours=UNDO_HOURS), None)
    return any(row.action == UNDO and row.before["audit_id"] == audit_id for row in entries)
