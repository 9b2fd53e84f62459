"""Keeping raw items, handing them out once each, and their visible ends."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    update,
)

from channels.message import RawItem, ReadPosition
from channels.port import Kept
from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.database import insert_once, table_of, upsert
from crm_store.errors import LeaseLost, NotFound
from crm_store.inbox.models import InboxItem, ReadPositionRow
from crm_store.inbox.rules import LEASE_SECONDS, MAX_ATTEMPTS, Lane, Outcome, State, retry_after
from crm_store.statements import ListStatement, Statement, binds, literally, literally_in
from crm_store.unit_of_work import UnitOfWork

REASON_LENGTH = 500


_INBOX = table_of(InboxItem)
_OPEN = [State.RECEIVED.value, State.PROCESSING.value]
_LEASED = and_(
    _INBOX.c.id == bindparam("this"),
    _INBOX.c.lease_token == bindparam("token"),
    _INBOX.c.state == State.PROCESSING.value,
)
_FREED: dict[str, Any] = {"lease_token": None, "lease_until": None}


class _Due(NamedTuple):
    id: int
    channel: str
    account: str
    external_id: str
    raw: bytes | None
    raw_sha256: str | None
    envelope: dict[str, Any]
    received_at: datetime
    attempts: int
    lane: int
    interaction_id: int | None


def _in_lane(lane: Lane) -> ColumnElement[int]:
    """As a constant that the planner sees."""
    return literal_column(str(lane.value), Integer)


def _select_due(*conditions: ColumnElement[bool], by_lane: bool = False) -> Select[Any]:
    """Open, due, nobody's or left behind, and the first of its conversation. Oldest first.

    A suspect holds up suspects only: whoever floods a conversation must not silence it."""
    earlier = _INBOX.alias("earlier")
    suspect = _in_lane(Lane.SUSPECT)
    blocked = exists().where(
        earlier.c.group_key == _INBOX.c.group_key,
        literally_in(earlier.c.state, _OPEN),
        earlier.c.id < _INBOX.c.id,
        or_(earlier.c.lane < suspect, _INBOX.c.lane == suspect),
    )
    now = bindparam("now", type_=_INBOX.c.next_try_at.type)
    nobodys = or_(
        _INBOX.c.state == literally(State.RECEIVED),
        and_(_INBOX.c.state == literally(State.PROCESSING), _INBOX.c.lease_until < now),
    )
    return (
        select(*(_INBOX.c[name] for name in _Due._fields))
        .where(literally_in(_INBOX.c.state, _OPEN), nobodys, _INBOX.c.next_try_at <= now, ~blocked, *conditions)
        .order_by(*([_INBOX.c.lane] if by_lane else []), _INBOX.c.next_try_at, _INBOX.c.id)
        .limit(bindparam("most", type_=Integer))
    )


_SELECT_FRESH = _select_due(_INBOX.c.lane == _in_lane(Lane.FRESH))
_SELECT_CAREFUL = _select_due(_INBOX.c.lane > _in_lane(Lane.FRESH), by_lane=True)
_DUE = Statement(_select_due())
_DUE_SHARED = Statement(_select_due().with_for_update(skip_locked=True))
_FRESH = Statement(_SELECT_FRESH)
_FRESH_SHARED = Statement(_SELECT_FRESH.with_for_update(skip_locked=True))
_CAREFUL = Statement(_SELECT_CAREFUL)
_CAREFUL_SHARED = Statement(_SELECT_CAREFUL.with_for_update(skip_locked=True))
_DUE_OF = ListStatement(lambda ids: _select_due().where(_INBOX.c.id.in_(ids)))
_DUE_OF_SHARED = ListStatement(lambda ids: _select_due().where(_INBOX.c.id.in_(ids)).with_for_update(skip_locked=True))
_HANDING_OUT = {None: (_DUE, _DUE_SHARED), False: (_FRESH, _FRESH_SHARED), True: (_CAREFUL, _CAREFUL_SHARED)}
_COUNT_ARRIVAL = Statement(
    update(_INBOX)
    .where(*(_INBOX.c[name] == bindparam(name) for name in ("channel", "account", "external_id")))
    .values(arrivals=_INBOX.c.arrivals + 1)
    .returning(_INBOX.c.id)
)
_LEASE = Statement(
    update(_INBOX)
    .where(_INBOX.c.id == bindparam("this"))
    .values(state=State.PROCESSING.value, **binds("attempts", "lane", "lease_token", "lease_until"))
)
_FINISH = Statement(
    update(_INBOX).where(_LEASED).values(**_FREED, **binds("state", "outcome", "interaction_id", "reason", "done_at"))
)
_TRY_LATER = Statement(update(_INBOX).where(_LEASED).values(**_FREED, **binds("state", "next_try_at", "reason")))
_PUT_BACK = Statement(
    update(_INBOX)
    .where(_LEASED)
    .values(
        attempts=_INBOX.c.attempts - 1,
        lane=case(
            (and_(_INBOX.c.attempts == 1, _INBOX.c.lane == Lane.TRIED.value), Lane.FRESH.value), else_=_INBOX.c.lane
        ),
        state=State.RECEIVED.value,
        **_FREED,
        **binds("next_try_at"),
    )
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An item that this worker alone holds until the lease ends."""

    id: int
    raw: RawItem
    attempts: int
    lease_token: str
    interaction_id: int | None = None


def is_kept_as_file(item: RawItem) -> bool:
    return item.channel == "email"


def keep(
    uow: UnitOfWork,
    items: Sequence[RawItem],
    groups: Sequence[str],
    position: ReadPosition | None = None,
    *,
    files: Sequence[str | None] | None = None,
    suspects: Sequence[bool] | None = None,
) -> list[Kept]:
    """Puts items on disk with the read position. A second arrival of the same item is counted on the first.

    ``groups`` names each item's conversation (channels.port.Channel.group_of). ``files`` names the stored file of each
    item that is kept as one, for callers who put them there before the transaction. ``suspects`` says which are read
    apart from the others (channels.port.Channel.is_suspect).
    """
    stored = files if files is not None else [None] * len(items)
    lanes = [Lane.SUSPECT if one else Lane.FRESH for one in suspects or [False] * len(items)]
    kept = [_keep_one(uow, *one) for one in zip(items, groups, stored, lanes, strict=True)]
    if position is not None:
        keys = {"channel": position.channel, "account": position.account}
        upsert(
            uow.connection,
            ReadPositionRow,
            keys,
            {"epoch": position.epoch, "value": position.value, "updated_at": clock.now()},
        )
    if any(one.new for one in kept):
        uow.wake("inbox")
    return kept


def _keep_one(uow: UnitOfWork, item: RawItem, group: str, file: str | None, lane: Lane) -> Kept:
    as_file = is_kept_as_file(item)
    digest = file or (uow.files.put(item.content) if as_file else hashlib.sha256(item.content).hexdigest())
    inbox_id = insert_once(
        uow.connection,
        InboxItem,
        {
            "channel": item.channel,
            "account": item.account,
            "external_id": item.external_id,
            "raw_sha256": digest,
            "raw": None if as_file else item.content,
            "size": len(item.content),
            "envelope": dict(item.envelope),
            "group_key": group,
            "received_at": item.received_at,
            "state": State.RECEIVED,
            "lane": lane.value,
            "next_try_at": item.received_at,
        },
    )
    if inbox_id is not None:
        return Kept(inbox_id, new=True)
    same = {"channel": item.channel, "account": item.account, "external_id": item.external_id}
    return Kept(_COUNT_ARRIVAL.scalar(uow.connection, same), new=False)


def read_position(uow: UnitOfWork, channel: str, account: str) -> ReadPosition | None:
    row = uow.connection.execute(
        select(ReadPositionRow.epoch, ReadPositionRow.value).where(
            ReadPositionRow.channel == channel, ReadPositionRow.account == account
        )
    ).first()
    return ReadPosition(channel, account, row.epoch, row.value) if row else None


def claim(
    uow: UnitOfWork, *, limit: int, only: Sequence[int] | None = None, careful: bool | None = None
) -> list[Claimed]:
    """Takes up to ``limit`` items for this worker, oldest first, one conversation at a time.

    The attempt is counted here, before the work, so an item that kills its worker is noticed: after the third it is
    quarantined. Items whose lease ran out are taken over. What was tried before is handed out alone, so that a killer
    does not wear out whatever stood beside it.

    ``careful``: ``False`` hands out what is fresh, ``True`` one of the others (rules.Lane); ``None`` is for a worker that
    is alone.
    """
    now = clock.now()
    rows = _due(uow, limit, only, careful)
    claimed = []
    worn_out = [row.id for row in rows if row.attempts >= MAX_ATTEMPTS]
    living = [row for row in rows if row.attempts < MAX_ATTEMPTS]
    lanes = {row.id: max(row.lane, Lane.TRIED.value) for row in rows}
    for row in living[:1] if careful else _fresh_or_alone(living):
        envelope = row.envelope | {"sha256": row.raw_sha256, "attempt": row.attempts + 1}
        raw = RawItem(row.channel, row.account, row.external_id, row.raw or b"", row.received_at, envelope)
        claimed.append(Claimed(row.id, raw, row.attempts + 1, secrets.token_hex(8), row.interaction_id))
    until = now + timedelta(seconds=LEASE_SECONDS)
    leases = [
        {
            "this": one.id,
            "attempts": one.attempts,
            "lane": lanes[one.id],
            "lease_token": one.lease_token,
            "lease_until": until,
        }
        for one in claimed
    ]
    if leases:
        _LEASE.many(uow.connection, leases)
    if worn_out:
        reason = "processing stopped the program three times"
        uow.connection.execute(
            update(InboxItem)
            .where(InboxItem.id.in_(worn_out))
            .values(state=State.QUARANTINED, outcome=Outcome.QUARANTINED, reason=reason, done_at=now)
        )
    return claimed


def _fresh_or_alone(rows: list[_Due]) -> list[_Due]:
    if rows and rows[0].attempts:
        return rows[:1]
    return list(takewhile(lambda row: not row.attempts, rows))


def _due(uow: UnitOfWork, limit: int, only: Sequence[int] | None, careful: bool | None) -> list[_Due]:
    values = {"now": clock.now(), "most": limit}
    if only is not None:
        rows = (_DUE_OF if uow.is_sqlite else _DUE_OF_SHARED).all(uow.connection, only, values)
    else:
        alone, shared = _HANDING_OUT[careful]
        rows = (alone if uow.is_sqlite else shared).all(uow.connection, values)
    return [_Due(*row) for row in rows]


def load(uow: UnitOfWork, claimed: Claimed) -> RawItem:
    """The claimed item with its bytes. Raises ``FileDamaged``."""
    if claimed.raw.content or claimed.raw.channel != "email":
        return claimed.raw
    raw = claimed.raw
    return RawItem(
        raw.channel,
        raw.account,
        raw.external_id,
        uow.files.get(str(raw.envelope["sha256"])),
        raw.received_at,
        raw.envelope,
    )


def finish(
    uow: UnitOfWork, claimed: Claimed, *, outcome: Outcome, interaction_id: int | None = None, reason: str = ""
) -> None:
    """The visible end, in the transaction of the effects. Raises ``LeaseLost`` when another worker has it by now."""
    state = State.QUARANTINED if outcome is Outcome.QUARANTINED else State.DONE
    values = {
        "state": state,
        "outcome": outcome,
        "interaction_id": interaction_id,
        "reason": reason[:REASON_LENGTH],
        "done_at": clock.now(),
    }
    _update_leased(uow, _FINISH, claimed, values)


def try_later(uow: UnitOfWork, claimed: Claimed, *, reason: str) -> bool:
    """Puts a failed item back for a later try, or quarantines it after the last; ``True`` when it was quarantined."""
    if claimed.attempts >= MAX_ATTEMPTS:
        finish(uow, claimed, outcome=Outcome.QUARANTINED, reason=reason)
        return True
    due = clock.now() + timedelta(seconds=retry_after(claimed.attempts))
    values = {"state": State.RECEIVED, "next_try_at": due, "reason": reason[:REASON_LENGTH]}
    _update_leased(uow, _TRY_LATER, claimed, values)
    return False


def put_back(uow: UnitOfWork, claimed: Claimed, *, after: float) -> None:
    """Not its fault (the store was locked or full): the try does not count. Due again ``after`` so many seconds."""
    _update_leased(uow, _PUT_BACK, claimed, {"next_try_at": clock.now() + timedelta(seconds=after)})


def _update_leased(uow: UnitOfWork, statement: Statement, claimed: Claimed, values: dict[str, Any]) -> None:
    own = {"this": claimed.id, "token": claimed.lease_token}
    if statement.run(uow.connection, values | own) != 1:
        raise LeaseLost(f"inbox item {claimed.id} was taken over by another worker")


def replay(uow: UnitOfWork, *, actor: Actor, inbox_ids: Sequence[int] | None = None) -> list[int]:
    """Puts quarantined items (all, or these) through again; returns their ids. Raises ``NotFound`` for others."""
    require(actor, Permission.INBOX_WRITE)
    wanted = select(InboxItem.id).where(InboxItem.state == State.QUARANTINED)
    if inbox_ids is not None:
        wanted = wanted.where(InboxItem.id.in_(inbox_ids))
    found = list(uow.connection.execute(wanted).scalars())
    missing = sorted(set(inbox_ids or ()) - set(found))
    if missing:
        raise NotFound("Inbox item {number} is not in quarantine.", number=missing[0])
    if found:
        uow.connection.execute(
            update(InboxItem)
            .where(InboxItem.id.in_(found))
            .values(
                state=State.RECEIVED,
                outcome=None,
                reason="",
                attempts=0,
                next_try_at=clock.now(),
                lease_token=None,
                lease_until=None,
                done_at=None,
            )
        )
        uow.wake("inbox")
    return found
