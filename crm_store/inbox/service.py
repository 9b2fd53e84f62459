"""Keeping raw items, handing them out once each, and their visible ends."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from channels.message import RawItem, ReadPosition
from channels.port import Kept
from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.database import insert_once, upsert
from crm_store.errors import LeaseLost, NotFound
from crm_store.inbox.models import InboxItem, ReadPositionRow
from crm_store.inbox.rules import LEASE_SECONDS, MAX_ATTEMPTS, Outcome, State, retry_after
from crm_store.unit_of_work import UnitOfWork

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """An item that this worker alone holds until the lease ends."""

    id: int
    raw: RawItem
    attempts: int
    lease_token: str
    interaction_id: int | None = None


def keep(
    uow: UnitOfWork, items: Sequence[RawItem], groups: Sequence[str], position: ReadPosition | None = None
) -> list[Kept]:
    """Puts items on disk with the read position. A second arrival of the same item is counted on the first.

    ``groups`` names each item's conversation (channels.port.Channel.group_of).
    """
    kept = [_keep_one(uow, item, group) for item, group in zip(items, groups, strict=True)]
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


def _keep_one(uow: UnitOfWork, item: RawItem, group: str) -> Kept:
    as_file = item.channel == "email"
    inbox_id = insert_once(
        uow.connection,
        InboxItem,
        {
            "channel": item.channel,
            "account": item.account,
            "external_id": item.external_id,
            "raw_sha256": uow.files.put(item.content) if as_file else hashlib.sha256(item.content).hexdigest(),
            "raw": None if as_file else item.content,
            "size": len(item.content),
            "envelope": dict(item.envelope),
            "group_key": group,
            "received_at": item.received_at,
            "state": State.RECEIVED,
            "next_try_at": item.received_at,
        },
    )
    if inbox_id is not None:
        return Kept(inbox_id, new=True)
    same = and_(
        InboxItem.channel == item.channel, InboxItem.account == item.account, InboxItem.external_id == item.external_id
    )
    found = uow.connection.execute(
        update(InboxItem).where(same).values(arrivals=InboxItem.arrivals + 1).returning(InboxItem.id)
    ).scalar_one()
    return Kept(found, new=False)


def read_position(uow: UnitOfWork, channel: str, account: str) -> ReadPosition | None:
    row = uow.connection.execute(
        select(ReadPositionRow.epoch, ReadPositionRow.value).where(
            ReadPositionRow.channel == channel, ReadPositionRow.account == account
        )
    ).first()
    return ReadPosition(channel, account, row.epoch, row.value) if row else None


def claim(uow: UnitOfWork, *, limit: int, only: Sequence[int] | None = None) -> list[Claimed]:
    """Takes up to ``limit`` items for this worker, oldest first, one conversation at a time.

    The attempt is counted here, before the work, so an item that kills its worker is noticed: after the third it is
    quarantined. Items whose lease ran out are taken over.
    """
    now = clock.now()
    rows = uow.connection.execute(_due(uow, limit, only)).all()
    claimed, worn_out = [], []
    for row in rows:
        if row.attempts >= MAX_ATTEMPTS:
            worn_out.append(row.id)
        else:
            raw = RawItem(
                row.channel,
                row.account,
                row.external_id,
                row.raw or b"",
                row.received_at,
                row.envelope | {"sha256": row.raw_sha256},
            )
            claimed.append(Claimed(row.id, raw, row.attempts + 1, secrets.token_hex(8), row.interaction_id))
    for item in claimed:
        values = {"state": State.PROCESSING, "attempts": item.attempts, "lease_token": item.lease_token}
        uow.connection.execute(
            update(InboxItem)
            .where(InboxItem.id == item.id)
            .values(**values, lease_until=now + timedelta(seconds=LEASE_SECONDS))
        )
    if worn_out:
        reason = "processing stopped the program three times"
        uow.connection.execute(
            update(InboxItem)
            .where(InboxItem.id.in_(worn_out))
            .values(state=State.QUARANTINED, outcome=Outcome.QUARANTINED, reason=reason, done_at=now)
        )
    return claimed


def _due(uow: UnitOfWork, limit: int, only: Sequence[int] | None) -> Any:
    now = clock.now()
    earlier = aliased(InboxItem)
    blocked = exists().where(
        earlier.group_key == InboxItem.group_key,
        earlier.state.in_([State.RECEIVED, State.PROCESSING]),
        earlier.id < InboxItem.id,
    )
    open_state = or_(
        InboxItem.state == State.RECEIVED,
        and_(InboxItem.state == State.PROCESSING, InboxItem.lease_until < now),
    )
    statement = (
        select(InboxItem.__table__)
        .where(
            InboxItem.state.in_([State.RECEIVED, State.PROCESSING]), open_state, InboxItem.next_try_at <= now, ~blocked
        )
        .order_by(InboxItem.next_try_at, InboxItem.id)
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(InboxItem.id.in_(only))
    return statement if uow.is_sqlite else statement.with_for_update(skip_locked=True)


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
    _update_leased(
        uow,
        claimed,
        {
            "state": state,
            "outcome": outcome,
            "interaction_id": interaction_id,
            "reason": reason[:REASON_LENGTH],
            "done_at": clock.now(),
            "lease_token": None,
            "lease_until": None,
        },
    )


def try_later(uow: UnitOfWork, claimed: Claimed, *, reason: str) -> bool:
    """Puts a failed item back for a later try, or quarantines it after the last; ``True`` when it was quarantined."""
    if claimed.attempts >= MAX_ATTEMPTS:
        finish(uow, claimed, outcome=Outcome.QUARANTINED, reason=reason)
        return True
    due = clock.now() + timedelta(seconds=retry_after(claimed.attempts))
    _update_leased(
        uow,
        claimed,
        {
            "state": State.RECEIVED,
            "next_try_at": due,
            "reason": reason[:REASON_LENGTH],
            "lease_token": None,
            "lease_until": None,
        },
    )
    return False


def _update_leased(uow: UnitOfWork, claimed: Claimed, values: dict[str, Any]) -> None:
    own = and_(
        InboxItem.id == claimed.id, InboxItem.lease_token == claimed.lease_token, InboxItem.state == State.PROCESSING
    )
    if uow.connection.execute(update(InboxItem).where(own).values(**values)).rowcount != 1:
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
