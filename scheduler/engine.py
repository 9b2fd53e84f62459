"""Covers APScheduler: it wakes the jobs; that each due time runs once stands in ``job_runs``."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import select, update

from channels.port import PartState
from crm_store import clock
from crm_store.conversations.models import JobRun
from crm_store.database import insert_once
from crm_store.errors import StoreUnavailable
from crm_store.unit_of_work import UnitOfWork
from scheduler.jobs.context import JobContext
from scheduler.schedule import Job, Scope

log = logging.getLogger(__name__)

RESULT_LENGTH = 500
CATCH_UP = timedelta(hours=6)
"""A long job that was missed while we were down runs at start rather than a day later."""
CATCH_UP_AFTER = timedelta(seconds=45)
"""So that the start itself stays light."""


class Engine:
    """Starts jobs in this process. ``apscheduler`` is imported here only."""

    def __init__(self, context: JobContext, jobs: Sequence[Job], *, everything: bool) -> None:
        """``everything`` is ``False`` in a process without the schedule role: only its own waking and measuring run."""
        self._context = context
        self._jobs = [job for job in jobs if everything or job.scope is Scope.EVERY_PROCESS]
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self.state = PartState("scheduler")

    async def start(self) -> None:
        for job in self._jobs:
            start = due_before(job, clock.now(), self._context.timezone) + timedelta(seconds=job.every)
            trigger = IntervalTrigger(seconds=max(1, round(job.every)), start_date=start, timezone=UTC)
            self._scheduler.add_job(
                self.run_job, trigger, args=[job], id=job.name, coalesce=True, max_instances=1, misfire_grace_time=None
            )
        self._scheduler.start()
        self.state.ok, self.state.detail = True, f"{len(self._jobs)} jobs"
        for job in self._jobs:
            if job.scope is Scope.ONCE and timedelta(seconds=job.every) >= CATCH_UP:
                later = clock.now() + CATCH_UP_AFTER
                self._scheduler.add_job(
                    self.run_job,
                    "date",
                    run_date=later,
                    args=[job],
                    id=f"{job.name}: catch up",
                    misfire_grace_time=None,
                )

    async def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self.state.ok, self.state.detail = False, "stopped"

    async def run_job(self, job: Job) -> None:
        """One due time of one job; a failure is logged and written down, and the next due time comes all the same."""
        due = due_before(job, clock.now(), self._context.timezone)
        try:
            run_id = (
                await self._context.store.write(lambda uow: _begin(uow, job, due)) if job.scope is Scope.ONCE else 0
            )
            if run_id is None:
                return
            result = await job.work(self._context)
            if run_id:
                await self._context.store.write(lambda uow: _end(uow, run_id, result))
            if result:
                log.info("job done", extra={"job": job.name, "result": result})
        except StoreUnavailable as error:
            log.warning("a job waits for the store", extra={"job": job.name, "error": str(error)[:200]})
        except Exception:  # a defect in one job must not stop the others; the next due time tries again
            log.exception("a job failed", extra={"job": job.name})


def due_before(job: Job, now: datetime, timezone: str) -> datetime:
    """The latest due time at or before ``now``."""
    shift = (
        (now.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()).total_seconds()
        if job.every >= CATCH_UP.total_seconds()
        else 0.0
    )
    seconds = now.timestamp() + shift - job.offset
    return datetime.fromtimestamp(seconds - seconds % job.every + job.offset - shift, UTC)


def _begin(uow: UnitOfWork, job: Job, due: datetime) -> int | None:
    """``None``: another process has this due time, or an earlier run of ours did it."""
    return insert_once(uow.connection, JobRun, {"job": job.name, "due_at": due, "started_at": clock.now()})


def _end(uow: UnitOfWork, run_id: int, result: str) -> None:
    uow.connection.execute(
        update(JobRun).where(JobRun.id == run_id).values(ended_at=clock.now(), result=result[:RESULT_LENGTH])
    )


def last_runs(uow: UnitOfWork, limit: int = 50) -> list[JobRun]:
    return list(uow.session.execute(select(JobRun).order_by(JobRun.id.desc()).limit(limit)).scalars())
