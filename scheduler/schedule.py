"""The one table of jobs and times. A later feature adds its row here and its module in jobs/."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from scheduler.jobs import housekeeping, watch
from scheduler.jobs.context import JobContext

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0

Work = Callable[[JobContext], Awaitable[str]]
"""Does the job and returns one line on what it did, without customers' text."""


class Scope(StrEnum):
    """``ONCE``: each due time runs in one process only, and a late one runs once. ``EVERY_PROCESS``: each on its own."""

    ONCE = "once"
    EVERY_PROCESS = "every_process"


@dataclass(frozen=True, slots=True)
class Job:
    """``every`` and ``offset`` in seconds: due at each multiple of ``every`` since 1970 in the firm's time zone, plus
    ``offset``; so all processes agree on the due times and nightly jobs run at night."""

    name: str
    every: float
    work: Work
    offset: float = 0.0
    scope: Scope = Scope.ONCE


def jobs(*, backup_hours: float) -> tuple[Job, ...]:
    return (
        Job("wake what is due", 1.0, watch.wake, scope=Scope.EVERY_PROCESS),
        Job("measure queues", 15.0, watch.measure, scope=Scope.EVERY_PROCESS),
        Job("take over leases", 30.0, watch.take_over_leases),
        Job("open what nobody placed", MINUTE, watch.open_undecided),
        Job("quarantine alarm", MINUTE, watch.quarantine_alarm),
        Job("stuck outbox alarm", 5 * MINUTE, watch.stuck_outbox_alarm),
        Job("chat menus", MINUTE, housekeeping.publish_menus),
        Job("seal audit", MINUTE, housekeeping.seal_audit),
        Job("balance", HOUR, watch.balance_alarm),
        Job("extend series", DAY, housekeeping.extend_series, offset=HOUR),
        Job("retention", DAY, housekeeping.retention, offset=1.5 * HOUR),
        *((Job("backup", backup_hours * HOUR, housekeeping.backup, offset=2 * HOUR),) if backup_hours else ()),
        Job("integrity check", DAY, housekeeping.integrity_check, offset=3 * HOUR),
    )
