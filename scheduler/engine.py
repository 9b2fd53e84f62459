"""Covers APScheduler: it wakes the jobs; that each due time runs once stands in ``job_runs``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import update

from channels.port import PartState
from crm_store import clock
from crm_store.conversations.models import JobRun
from crm_store.database import insert_once
from crm_store.errors import StoreUnavailable
from crm_store.unit_of_work import UnitOfWork
from scheduler.jobs.context import JobContext
from scheduler.schedule import Job, Scope

log = logging.getLogger(__name__)
T = TypeVar("T")

RESULT_LENGTH = 500
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  wall time has no zone
CATCH_UP = timedelta(hours=6)
"""A long job that was missed while we were down runs at start rather than a day later."""
CATCH_UP_AFTER = timedelta(seconds=45)
"""So that the start itself stays light."""
STORE_PAUSE_SECONDS = 5.0


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
            trigger = _DueTimes(job, self._context.timezone)
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
        now = clock.now()
        due = due_before(job, now, self._context.timezone)
        patience = (due_after(job, now, self._context.timezone) - now).total_seconds()
        store, end = self._context.store, asyncio.get_running_loop().time() + patience
        try:
            if job.scope is Scope.EVERY_PROCESS:
                await self._patiently(job, lambda: self._work(job), end)
                return
            run_id = await self._patiently(job, lambda: store.write(lambda uow: _begin(uow, job, due)), end)
            if run_id is not None:
                result = await self._patiently(job, lambda: self._work(job), end)
                await self._patiently(job, lambda: store.write(lambda uow: _end(uow, run_id, result)), end)
        except StoreUnavailable:
            log.error("a job waits for its next due time", extra={"job": job.name})
        except asyncio.CancelledError:  # by ``stop``, and nobody waits for this task
            log.info("a job was cut short by the end of the service", extra={"job": job.name})

    async def _patiently(self, job: Job, step: Callable[[], Awaitable[T]], end: float) -> T:
        """While the store is away the step is repeated until shortly before the next due time: a backup must not be left
        out for a day because the database was locked at two o'clock."""
        while True:
            try:
                return await step()
            except StoreUnavailable as error:
                log.warning("a job waits for the store", extra={"job": job.name, "error": str(error)[:200]})
                if asyncio.get_running_loop().time() + STORE_PAUSE_SECONDS >= end:
                    raise
            await asyncio.sleep(STORE_PAUSE_SECONDS)

    async def _work(self, job: Job) -> str:
        try:
            result = await job.work(self._context)
        except StoreUnavailable:
            raise
        except Exception as error:  # a defect in one job must not stop the others; the next due time tries again
            log.exception("a job failed", extra={"job": job.name})
            return f"failed: {type(error).__name__}"
        if result:
            log.info("job done", extra={"job": job.name, "result": result})
        return result


class _DueTimes(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Wakes at each due time, so at the same wall time on both sides of a change of the clocks."""

    def __init__(self, job: Job, timezone: str) -> None:
        self._job = job
        self._timezone = timezone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return due_after(self._job, now if previous is None else max(previous, now), self._timezone)


def due_before(job: Job, now: datetime, timezone: str) -> datetime:
    """The latest due time at or before ``now``. Long jobs keep the firm's wall time: what the clocks skip is due at the
    first instant after the gap, what they show twice is due the first time only."""
    wall, zone = _wall_before(job, now, timezone)
    wall += timedelta(seconds=job.every)  # where the clocks were put back, it may have been due already
    while (due := _instant(wall, zone)) > now:
        wall -= timedelta(seconds=job.every)
    return due


def due_after(job: Job, now: datetime, timezone: str) -> datetime:
    """The first due time after ``now``."""
    wall, zone = _wall_before(job, now, timezone)
    while (due := _instant(wall, zone)) <= now:
        wall += timedelta(seconds=job.every)
    return due


def _wall_before(job: Job, now: datetime, timezone: str) -> tuple[datetime, ZoneInfo]:
    zone = ZoneInfo(timezone if job.every >= CATCH_UP.total_seconds() else "UTC")
    seconds = (now.astimezone(zone).replace(tzinfo=None) - _EPOCH).total_seconds() - job.offset
    return _EPOCH + timedelta(seconds=seconds - seconds % job.every + job.offset), zone


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """PEP 495: in a gap ``fold=1`` names an earlier instant than ``fold=0``; the clocks change between the two."""
    due, before = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if due <= before:
        return due
    old = before.astimezone(zone).utcoffset()
    while due - before > timedelta(seconds=1):
        middle = before + (due - before) / 2
        before, due = (middle, due) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return due.replace(microsecond=0)


def _begin(uow: UnitOfWork, job: Job, due: datetime) -> int | None:
    """``None``: another process has this due time, or an earlier run of ours did it."""
    return insert_once(uow.connection, JobRun, {"job": job.name, "due_at": due, "started_at": clock.now()})


def _end(uow: UnitOfWork, run_id: int, result: str) -> None:
    uow.connection.execute(
        update(JobRun).where(JobRun.id == run_id).values(ended_at=clock.now(), result=result[:RESULT_LENGTH])
    )
