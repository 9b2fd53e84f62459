"""Who did what with a ticket last, out of the audit trail; compiled once, because each card that is drawn asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, literal, literal_column, select

from crm_store.audit.models import AuditEntry
from crm_store.database import table_of
from crm_store.references import Kind
from crm_store.statements import Statement
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

TOLD = (
    "ticket.taken", "ticket.assigned", "ticket.status", "ticket.priority", "ticket.sender", "ticket.address", "ticket.tokens", "note", "note.undo", "reply",
    "reply.undo", "reply.retry", "reply.arrived", "undo",
)  # fmt: skip
"""What staff do; what the program does by itself is told elsewhere."""
_TRAIL, _USERS = table_of(AuditEntry), table_of(User)


@dataclass(frozen=True, slots=True)
class Deed:
    """``action`` is one of ``TOLD``; ``before`` and ``after`` hold the fields that it changed."""

    action: str
    user_id: int
    name: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


def _newest(most: int) -> Select[Any]:
    return (
        select(_TRAIL.c.action, _TRAIL.c.actor_id, _USERS.c.name, _TRAIL.c.at, _TRAIL.c.before, _TRAIL.c.after)
        .join(_USERS, _USERS.c.id == _TRAIL.c.actor_id)
        .where(
            _TRAIL.c.record_kind == Kind.TICKET.value,
            _TRAIL.c.record_id == bindparam("ticket_id"),
            _TRAIL.c.action.in_([literal(action) for action in TOLD]),
        )
        .order_by(_TRAIL.c.id.desc())
        .limit(literal_column(str(most), Integer))
    )


SHOWN = 12
_LAST, _SOME = Statement(_newest(1)), Statement(_newest(SHOWN))


def last(uow: UnitOfWork, ticket_id: int) -> Deed | None:
    """Callers have checked permission."""
    row: Any = _LAST.first(uow.connection, {"ticket_id": ticket_id})
    return None if row is None else Deed(*row)


def latest(uow: UnitOfWork, ticket_id: int) -> list[Deed]:
    """The newest first. Callers have checked permission."""
    rows: Any = _SOME.all(uow.connection, {"ticket_id": ticket_id})
    return [Deed(*row) for row in rows]
