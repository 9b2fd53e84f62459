"""Looking at the outbox."""

from __future__ import annotations

from sqlalchemy import func, select

from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.unit_of_work import UnitOfWork

WATCHED = (
    State.HELD,
    State.PENDING,
    State.NO_RELAY,
    State.SENDING,
    State.TRANSMITTING,
    State.FAILED,
    State.UNKNOWN,
    State.REVIEW,
)


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Messages that wait, failed, or need a person, by state."""
    rows = uow.connection.execute(
        select(OutboxItem.state, func.count()).where(OutboxItem.state.in_(WATCHED)).group_by(OutboxItem.state)
    )
    return {state: number for state, number in rows}  # noqa: C416  rows are not pairs
