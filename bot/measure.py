"""Reads the queues for ``/metrics``."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.metrics import Metrics
from crm_store import clock
from crm_store.access import SYSTEM
from crm_store.inbox import queries as inbox
from crm_store.outbox import queries as outbox
from crm_store.unit_of_work import UnitOfWork


def measure(uow: UnitOfWork, metrics: Metrics, timezone: str) -> None:
    metrics.queues(inbox.counts(uow), outbox.counts(uow))
    today = clock.now().astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    for one in inbox.balance(uow, actor=SYSTEM, since=today, until=today + timedelta(days=1)):
        metrics.balance(one.channel, one.account, received=one.received, difference=one.difference)
