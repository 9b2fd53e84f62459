"""Looking after queues: waking what is due, leases of the dead, alarms that a person should see."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm_store import clock
from crm_store.access import SYSTEM
from crm_store.inbox import queries as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import State as InboxState
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS
from crm_store.outbox.rules import State as OutboxState
from crm_store.tickets import filing
from crm_store.unit_of_work import UnitOfWork
from scheduler.jobs.context import JobContext
from scheduler.left_behind import take_over

STUCK_MINUTES = 15


async def wake(context: JobContext) -> str:
    """Undo windows, retries and other processes' work: the workers look again."""
    context.store.signal(("inbox", "outbox"))
    return ""


async def measure(context: JobContext) -> str:
    await context.store.read(context.measured)
    return ""


async def take_over_leases(context: JobContext) -> str:
    left = await context.store.read(outbox.expired_leases)
    taken = sum([await take_over(context.store, outbox_id) for outbox_id in left])
    return f"{taken} outgoing messages taken over" if taken else ""


async def open_undecided(context: JobContext) -> str:
    opened = await context.store.write(filing.open_undecided)
    return f"{opened} messages that nobody placed became tickets" if opened else ""


async def quarantine_alarm(context: JobContext) -> str:
    def look(uow: UnitOfWork) -> str:
        newest, number = uow.connection.execute(
            select(func.max(InboxItem.id), func.count()).where(InboxItem.state == InboxState.QUARANTINED)
        ).one()
        if not number:
            return ""
        context.alarm(
            uow,
            "{number} messages are in quarantine. Look at them with /inbox.",
            {"number": number},
            occasion=f"quarantine:{newest}",
        )
        return f"{number} in quarantine"

    return await context.store.write(look)


async def stuck_outbox_alarm(context: JobContext) -> str:
    """One alarm for a relay that is down, not one for each mail."""

    def look(uow: UnitOfWork) -> str:
        since = clock.now() - timedelta(minutes=STUCK_MINUTES)
        stuck = select(func.count(), func.min(OutboxItem.created_at), func.max(OutboxItem.last_error)).where(
            OutboxItem.state == OutboxState.PENDING,
            OutboxItem.attempts > 0,
            OutboxItem.created_at < since,
            OutboxItem.kind.in_(TO_CUSTOMERS),
        )
        number, oldest, error = uow.connection.execute(stuck).one()
        if not number:
            return ""
        values = {"number": number, "error": error or "?"}
        context.alarm(
            uow,
            "{number} answers to customers cannot be delivered yet: {error}. They are tried again by themselves.",
            values,
            occasion=f"stuck:{oldest.date().isoformat()}",
        )
        return f"{number} stuck"

    return await context.store.write(look)


async def balance_alarm(context: JobContext) -> str:
    """The sum of "zero silent loss" for today and yesterday."""

    def look(uow: UnitOfWork) -> str:
        today = clock.now().astimezone(ZoneInfo(context.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
        wrong = [
            one
            for one in inbox.balance(uow, actor=SYSTEM, since=today - timedelta(days=1), until=_end(today))
            if one.difference
        ]
        for one in wrong:
            values = {"account": one.account, "number": one.difference}
            context.alarm(
                uow,
                "{number} messages of {account} have no visible end. Run “crmbot balance”.",
                values,
                occasion=f"balance:{one.account}:{today.date()}",
            )
        return "; ".join(f"{one.account}: {one.difference} missing" for one in wrong)

    return await context.store.write(look)


def _end(today: datetime) -> datetime:
    return today + timedelta(days=1)
