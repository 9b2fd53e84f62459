"""The statements by which messages are handed out and ended, compiled once: each poll and each delivery asks them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, select, update

from crm_store.database import table_of
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.statements import ListStatement, Statement, binds, literally, literally_in

OPEN = (State.HELD, State.PENDING, State.SENDING, State.TRANSMITTING)
_OUTBOX = table_of(OutboxItem)
_THIS = _OUTBOX.c.id == bindparam("this")
_HELD_BY_US = and_(_THIS, _OUTBOX.c.lease_token == bindparam("token"))


class DueRow(NamedTuple):
    id: int
    key: str
    kind: str
    channel: str
    subject: str
    recipient: str
    payload: dict[str, Any]
    recipients: list[dict[str, str]]
    attempts: int
    author_id: int | None
    created_at: datetime
    scheduled_at: datetime | None
    expires_at: datetime | None


def _waits(channels: list[Any]) -> ColumnElement[bool]:
    return and_(literally_in(_OUTBOX.c.state, (State.HELD, State.PENDING)), _OUTBOX.c.channel.in_(channels))


def _due(channels: list[Any]) -> Select[Any]:
    """Oldest first, and one at a time for each order key."""
    earlier = _OUTBOX.alias("earlier")
    blocked = and_(
        _OUTBOX.c.order_key.is_not(None),
        exists().where(
            earlier.c.order_key == _OUTBOX.c.order_key,
            literally_in(earlier.c.state, OPEN),
            earlier.c.id < _OUTBOX.c.id,
        ),
    )
    return (
        select(*(_OUTBOX.c[name] for name in DueRow._fields))
        .where(_waits(channels), _OUTBOX.c.next_try_at <= bindparam("now"), ~blocked)
        .order_by(_OUTBOX.c.next_try_at, _OUTBOX.c.id)
        .limit(bindparam("most", type_=Integer))
    )


DUE = ListStatement(_due)
DUE_SHARED = ListStatement(lambda channels: _due(channels).with_for_update(skip_locked=True))
NEXT_DUE = ListStatement(lambda channels: select(func.min(_OUTBOX.c.next_try_at)).where(_waits(channels)))
WAITING = ListStatement(
    lambda channels: (
        select(_OUTBOX.c.id)
        .where(_waits(channels), _OUTBOX.c.next_try_at <= bindparam("now"))
        .limit(bindparam("most", type_=Integer))
    )
)
STALE = Statement(
    select(_OUTBOX.c.id)
    .where(literally_in(_OUTBOX.c.state, (State.SENDING, State.TRANSMITTING)), _OUTBOX.c.lease_until < bindparam("now"))
    .order_by(_OUTBOX.c.id)
)
LEASE = Statement(
    update(_OUTBOX)
    .where(_THIS)
    .values(state=State.SENDING.value, **binds("attempts", "lease_token", "lease_until", "updated_at"))
)
PASS = Statement(
    update(_OUTBOX)
    .where(
        _HELD_BY_US, _OUTBOX.c.state == literally(State.SENDING), _OUTBOX.c.lease_until > bindparam("now")
    )
    .values(state=State.TRANSMITTING.value, lease_until=bindparam("until"), updated_at=bindparam("now"))
)  # fmt: skip


@cache
def end(columns: frozenset[str]) -> Statement:
    """Writes these columns of a message that we hold, or whose fate nobody knew."""
    held = literally_in(_OUTBOX.c.state, (State.SENDING, State.TRANSMITTING, State.UNKNOWN))
    return Statement(update(_OUTBOX).where(_HELD_BY_US, held).values(**binds(*sorted(columns))))
