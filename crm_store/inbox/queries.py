"""Looking at the inbox: the balance, the quarantine, single items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from crm_store.access import Actor, Permission, require
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import State
from crm_store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of "zero silent loss" for one mailbox: ``received`` arrivals against their visible ends.

    ``received == sum(ends.values()) + waiting`` or something was lost; ``difference`` says by how many.
    """

    channel: str
    account: str
    received: int
    ends: dict[str, int]
    waiting: int

    @property
    def difference(self) -> int:
        return self.received - sum(self.ends.values()) - self.waiting


def balance(uow: UnitOfWork, *, actor: Actor, since: datetime, until: datetime) -> list[Balance]:
    """For each mailbox, items received in [since, until)."""
    require(actor, Permission.INBOX_READ)
    rows = uow.connection.execute(
        select(
            InboxItem.channel,
            InboxItem.account,
            InboxItem.state,
            InboxItem.outcome,
            func.count().label("items"),
            func.sum(InboxItem.arrivals).label("arrivals"),
        )
        .where(InboxItem.received_at >= since, InboxItem.received_at < until)
        .group_by(InboxItem.channel, InboxItem.account, InboxItem.state, InboxItem.outcome)
    ).all()
    sums: dict[tuple[str, str], tuple[int, dict[str, int], int]] = {}
    for row in rows:
        received, ends, waiting = sums.get((row.channel, row.account), (0, {}, 0))
        repeats = int(row.arrivals) - row.items
        if repeats:
            ends["duplicate"] = ends.get("duplicate", 0) + repeats
        if row.state in (State.DONE, State.QUARANTINED) and row.outcome:
            ends[row.outcome] = ends.get(row.outcome, 0) + row.items
        elif row.state in (State.RECEIVED, State.PROCESSING):
            waiting += row.items
        sums[row.channel, row.account] = (received + int(row.arrivals), ends, waiting)
    return [Balance(channel, account, *values) for (channel, account), values in sorted(sums.items())]


@dataclass(frozen=True, slots=True)
class InboxRow:
    id: int
    channel: str
    account: str
    size: int
    received_at: datetime
    state: str
    outcome: str | None
    reason: str
    attempts: int
    interaction_id: int | None
    envelope: dict[str, Any]


def items(
    uow: UnitOfWork, *, actor: Actor, state: str | None = None, before_id: int | None = None, limit: int = 50
) -> list[InboxRow]:
    """Newest first."""
    require(actor, Permission.INBOX_READ)
    table = InboxItem
    statement = select(
        table.id, table.channel, table.account, table.size, table.received_at, table.state, table.outcome, table.reason, table.attempts, table.interaction_id, table.envelope
    ).order_by(table.id.desc()).limit(limit)  # fmt: skip
    if state is not None:
        statement = statement.where(table.state == state)
    if before_id is not None:
        statement = statement.where(table.id < before_id)
    return [InboxRow(*row) for row in uow.connection.execute(statement)]


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Open and quarantined items by state; for metrics, cheap at any size because the indexes are partial."""
    open_rows = uow.connection.execute(
        select(InboxItem.state, func.count())
        .where(InboxItem.state.in_([State.RECEIVED, State.PROCESSING]))
        .group_by(InboxItem.state)
    ).all()
    quarantined = uow.connection.execute(select(func.count()).where(InboxItem.state == State.QUARANTINED)).scalar_one()
    return {state: number for state, number in open_rows} | {State.QUARANTINED.value: quarantined}  # noqa: C416  rows are not pairs
