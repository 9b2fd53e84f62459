"""Writing messages down with the fact that causes them, handing them out once, and their outcomes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, select, update

from channels.message import OutboundMessage
from channels.port import RecipientOutcome
from crm_store import clock
from crm_store.database import insert_once
from crm_store.errors import LeaseLost
from crm_store.outbox import handing_out
from crm_store.outbox import payload as payloads
from crm_store.outbox.handing_out import DueRow
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.recipients import WAITING, given_up, merged
from crm_store.outbox.rules import GIVE_UP_SECONDS, LEASE_SECONDS, TO_CUSTOMERS, MessageKind, State, retry_after
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ERROR_LENGTH = 500
FREE_LOSSES = 3
STOPPED_BEFORE = "the program stopped before sending"


def enqueue(
    uow: UnitOfWork,
    *,
    kind: MessageKind,
    channel: str,
    subject: str,
    recipient: str,
    occasion: str,
    message: OutboundMessage | None,
    recipients: Sequence[str] = (),
    state: State = State.PENDING,
    due: datetime | None = None,
    scheduled_at: datetime | None = None,
    order_key: str | None = None,
    author_id: int | None = None,
    expires_at: datetime | None = None,
) -> int | None:
    """Writes one message down; its id, or ``None`` when the same reason has sent to this recipient before.

    ``message`` is ``None`` for cards: those are drawn when they leave.
    """
    now = clock.now()
    outbox_id = insert_once(
        uow.connection,
        OutboxItem,
        {
            "key": message.key if message else new_key(),
            "kind": kind,
            "channel": channel,
            "subject": subject,
            "recipient": recipient,
            "occasion": occasion,
            "order_key": order_key,
            "payload": payloads.to_json(message) if message else {},
            "recipients": [
                {"address": address, "state": "pending", "code": "", "detail": ""} for address in recipients
            ],
            "message_id": message.mail.message_id if message and message.mail else None,
            "state": state,
            "next_try_at": scheduled_at or due or now,
            "scheduled_at": scheduled_at,
            "expires_at": expires_at,
            "author_id": author_id,
            "created_at": now,
            "updated_at": now,
        },
    )
    if outbox_id is not None:
        uow.wake("outbox")
    return outbox_id


def new_key() -> str:
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that this worker alone holds until the lease ends. ``message`` is ``None`` for cards."""

    id: int
    key: str
    kind: MessageKind
    channel: str
    subject: str
    recipient: str
    message: OutboundMessage | None
    payload: dict[str, Any]
    recipients: list[dict[str, str]]
    attempts: int
    lease_token: str
    author_id: int | None
    created_at: datetime
    scheduled_at: datetime | None
    expires_at: datetime | None


def claim(uow: UnitOfWork, *, channels: Sequence[str], limit: int) -> list[Due]:
    """Takes what is due for these channels, oldest first, one at a time for each order key."""
    now = clock.now()
    values = {"now": now, "most": limit}
    due_rows = (handing_out.DUE if uow.is_sqlite else handing_out.DUE_SHARED).all(uow.connection, channels, values)
    rows = [DueRow(*row) for row in due_rows]
    readable = _readable(uow, rows)
    expired = [one.id for one in readable if one.expires_at is not None and one.expires_at < now]
    if expired:
        uow.connection.execute(
            update(OutboxItem).where(OutboxItem.id.in_(expired)).values(state=State.EXPIRED, updated_at=now)
        )
    due = [one for one in readable if one.id not in expired]
    until = now + timedelta(seconds=LEASE_SECONDS)
    leases = [
        {
            "this": one.id,
            "attempts": one.attempts,
            "lease_token": one.lease_token,
            "lease_until": until,
            "updated_at": now,
        }
        for one in due
    ]
    if leases:
        handing_out.LEASE.many(uow.connection, leases)
    return due


def _readable(uow: UnitOfWork, rows: Sequence[DueRow]) -> list[Due]:
    """A row of another version of the program waits for that version; the others go on."""
    found = []
    for row in rows:
        try:
            found.append(_due(row))
        except (msgspec.ValidationError, ValueError):
            log.error("an outgoing message cannot be read", extra={"outbox_id": row.id})
            _leave(uow, row)
    return found


def _leave(uow: UnitOfWork, row: DueRow) -> None:
    now = clock.now()
    wait = timedelta(seconds=retry_after(row.attempts + 1, "email"))
    values = {"attempts": row.attempts + 1, "next_try_at": now + wait, "updated_at": now}
    reason = "written by another version of the program"
    uow.connection.execute(
        update(OutboxItem).where(OutboxItem.id == row.id).values(state=State.PENDING, last_error=reason, **values)
    )


def _due(row: DueRow) -> Due:
    message = payloads.from_json(row.payload) if "key" in row.payload else None
    return Due(
        row.id, row.key, MessageKind(row.kind), row.channel, row.subject, row.recipient, message, row.payload, row.recipients,
        row.attempts + 1, secrets.token_hex(8), row.author_id, row.created_at, row.scheduled_at, row.expires_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenOver:
    """``unknown`` are messages to customers whose fate nobody knows; ``again`` are due again; ``failed`` are given up."""

    unknown: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()


def expired_leases(uow: UnitOfWork) -> list[int]:
    """What workers that are probably dead still hold, oldest first."""
    return [row[0] for row in handing_out.STALE.all(uow.connection, {"now": clock.now()})]


def take_over_expired(uow: UnitOfWork, *, only: Sequence[int] | None = None) -> TakenOver:
    """What a dead worker held: before the point of no return it is due again; after it, a customer's message becomes
    *unknown*, and a staff message is sent again, because a doubled line among staff is harmless and a lost one is not.
    Each counts as a try: what ends so again and again waits longer each time, and is given up in the end.

    Rows that somebody else looks at are left to him: a worker that stands still in a transaction must not stop the others.
    Use ``tickets.outcomes.take_over_expired``, which also tells staff. ``only`` names the rows to look at.
    """
    now = clock.now()
    stale = select(OutboxItem.__table__).where(_lease_is_over(now))
    if only is not None:
        stale = stale.where(OutboxItem.id.in_(only))
    rows = uow.connection.execute(stale if uow.is_sqlite else stale.with_for_update(skip_locked=True)).all()
    unknown = tuple(row.id for row in rows if row.state == State.TRANSMITTING and row.kind in TO_CUSTOMERS)
    rest = [row for row in rows if row.id not in unknown]
    released = {"lease_until": None, "updated_at": now}
    if unknown:  # the token stays: if the worker lives and learns the outcome after all, it is believed
        reason = "the program stopped exactly while sending"
        uow.connection.execute(
            update(OutboxItem)
            .where(OutboxItem.id.in_(unknown))
            .values(state=State.UNKNOWN, last_error=reason, **released)
        )
    failed = tuple(row.id for row in rest if row.kind in TO_CUSTOMERS and _age(row) >= GIVE_UP_SECONDS[row.channel])
    for row in rest:
        values: dict[str, Any] = released | {"lease_token": None, "last_error": STOPPED_BEFORE}
        if row.id in failed:
            values |= {"state": State.FAILED, "recipients": given_up(row.recipients, reason=STOPPED_BEFORE)}
        else:
            values |= {"state": State.PENDING, "next_try_at": now + timedelta(seconds=_pause_after_loss(row))}
        uow.connection.execute(update(OutboxItem).where(OutboxItem.id == row.id).values(**values))
    return TakenOver(unknown, tuple(row.id for row in rest if row.id not in failed), failed)


def _pause_after_loss(row: Any) -> float:
    """A program that was started again goes on at once; only what is lost more often must wait."""
    return 0.0 if row.attempts <= FREE_LOSSES else retry_after(row.attempts - FREE_LOSSES, row.channel)


def _lease_is_over(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxItem.state.in_([State.SENDING, State.TRANSMITTING]), OutboxItem.lease_until < now)


def pass_point_of_no_return(uow: UnitOfWork, due: Due) -> None:
    """Commits that from here on nobody can know. Raises ``LeaseLost``: then nothing may be sent."""
    now = clock.now()
    values = {"this": due.id, "token": due.lease_token, "now": now, "until": now + timedelta(seconds=LEASE_SECONDS)}
    if handing_out.PASS.run(uow.connection, values) != 1:
        raise LeaseLost(f"outbox item {due.id} was taken over by another worker")


def renew(uow: UnitOfWork, due: Due) -> None:
    """A worker that is still at it keeps the message. Raises ``LeaseLost`` when another one has it."""
    now = clock.now()
    own = and_(
        OutboxItem.id == due.id,
        OutboxItem.lease_token == due.lease_token,
        OutboxItem.state.in_([State.SENDING, State.TRANSMITTING]),
    )
    until = now + timedelta(seconds=LEASE_SECONDS)
    if uow.connection.execute(update(OutboxItem).where(own).values(lease_until=until, updated_at=now)).rowcount != 1:
        raise LeaseLost(f"outbox item {due.id} was taken over by another worker")


def sent(uow: UnitOfWork, due: Due, *, external_id: str, outcomes: Sequence[RecipientOutcome] = ()) -> State:
    """The far end took it, at least for some recipients. Recipients that must wait keep the item open."""
    recipients = merged(due.recipients, outcomes)
    states = {one["state"] for one in recipients} or {"sent"}
    now = clock.now()
    detail = next((one for one in recipients if one["state"] in ("failed", "retry")), {"code": "", "detail": ""})
    values: dict[str, Any] = {
        "recipients": recipients,
        "external_id": external_id[:200],
        "last_code": detail["code"],
        "last_error": detail["detail"][:ERROR_LENGTH],
    }
    if "retry" in states and _age(due) < GIVE_UP_SECONDS[due.channel]:
        state = State.PENDING
        values["next_try_at"] = now + timedelta(seconds=retry_after(due.attempts, due.channel))
    elif "retry" in states:
        state = State.FAILED
        values["recipients"] = given_up(recipients)
    else:
        state = State.SENT if "sent" in states else State.FAILED
    _finish(uow, due, state, values | ({"sent_at": now} if "sent" in states else {}))
    return state


def later(
    uow: UnitOfWork,
    due: Due,
    *,
    reason: str,
    code: str = "",
    after: float | None = None,
    moved_to: str | None = None,
    outcomes: Sequence[RecipientOutcome] = (),
) -> State:
    """Nothing left; tries again, or gives up after the channel's patience. ``moved_to`` follows a chat to its new id."""
    values: dict[str, Any] = {"last_error": reason[:ERROR_LENGTH], "last_code": code}
    recipients = merged(due.recipients, outcomes) if outcomes else due.recipients
    if outcomes:
        values["recipients"] = recipients
    if _age(due) >= GIVE_UP_SECONDS[due.channel]:
        _finish(uow, due, State.FAILED, values | {"recipients": given_up(recipients, code, reason)})
        return State.FAILED
    values["next_try_at"] = clock.now() + timedelta(seconds=retry_after(due.attempts, due.channel, at_least=after))
    if moved_to is not None and due.message is not None and due.message.chat is not None:
        moved = replace(due.message, chat=replace(due.message.chat, chat_id=moved_to))
        values |= {
            "payload": payloads.to_json(moved),
            "recipient": moved_to,
            "order_key": f"{due.channel}:{moved_to}",
            "next_try_at": clock.now(),
        }
    _finish(uow, due, State.PENDING, values)
    return State.PENDING


def put_back(uow: UnitOfWork, due: Due, *, after: float) -> None:
    """Not tried at all (pacing, channel paused): the try does not count."""
    _finish(
        uow, due, State.PENDING, {"next_try_at": clock.now() + timedelta(seconds=after), "attempts": due.attempts - 1}
    )


def failed(
    uow: UnitOfWork, due: Due, *, reason: str, code: str = "", outcomes: Sequence[RecipientOutcome] = ()
) -> State:
    """It will never be delivered to those who still waited; who has got it keeps it, and gets no second one."""
    ended = {"state": "failed", "code": code, "detail": reason}
    recipients = merged(due.recipients, outcomes) if outcomes else due.recipients
    recipients = [one | ended if one["state"] in WAITING else one for one in recipients]
    _finish(uow, due, State.FAILED, {"last_error": reason[:ERROR_LENGTH], "last_code": code, "recipients": recipients})
    return State.FAILED


def unknown(uow: UnitOfWork, due: Due, *, reason: str, outcomes: Sequence[RecipientOutcome] = ()) -> State:
    """Nobody can know. A staff message is simply due again; a customer's is never repeated by itself."""
    if due.kind not in TO_CUSTOMERS:
        return later(uow, due, reason=reason)
    recipients = merged(due.recipients, outcomes) if outcomes else due.recipients
    _finish(uow, due, State.UNKNOWN, {"last_error": reason[:ERROR_LENGTH], "recipients": recipients})
    return State.UNKNOWN


def nothing_to_say(uow: UnitOfWork, due: Due) -> None:
    """A card that would look as it does already, or whose reader is gone."""
    _finish(uow, due, State.CANCELLED, {})


def next_due(uow: UnitOfWork, *, channels: Sequence[str]) -> datetime | None:
    """When the next message of these channels is due."""
    found = handing_out.NEXT_DUE.all(uow.connection, channels)
    return found[0][0] if found else None


def no_relay(uow: UnitOfWork, *, channel: str, limit: int = 500) -> list[int]:
    """Marks due messages of a channel that nobody configured; they are shown in the web console."""
    now = clock.now()
    waits = OutboxItem.state.in_([State.HELD, State.PENDING])
    found = [row[0] for row in handing_out.WAITING.all(uow.connection, [channel], {"now": now, "most": limit})]
    if not found:
        return []
    marked = (
        update(OutboxItem)
        .where(OutboxItem.id.in_(found), waits)  # again, because it may have been undone in between
        .values(state=State.NO_RELAY, last_error="no relay configured", updated_at=now)
        .returning(OutboxItem.id)
    )
    return sorted(uow.connection.execute(marked).scalars())


def relay_is_there(uow: UnitOfWork, *, channel: str) -> int:
    """A relay was configured since: what waited for one becomes due."""
    now = clock.now()
    found = update(OutboxItem).where(OutboxItem.state == State.NO_RELAY, OutboxItem.channel == channel)
    return uow.connection.execute(
        found.values(state=State.PENDING, next_try_at=now, last_error="", updated_at=now)
    ).rowcount


def _age(due: Any) -> float:
    age: timedelta = clock.now() - (due.scheduled_at or due.created_at)
    return age.total_seconds()


def _finish(uow: UnitOfWork, due: Due, state: State, values: dict[str, Any]) -> None:
    written = {"state": state, "lease_token": None, "lease_until": None, "updated_at": clock.now()} | values
    own = {"this": due.id, "token": due.lease_token}
    if handing_out.end(frozenset(written)).run(uow.connection, written | own) != 1:
        raise LeaseLost(f"outbox item {due.id} was taken over by another worker")
