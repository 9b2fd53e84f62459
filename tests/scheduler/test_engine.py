"""When jobs are due, and that each due time runs once."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from factories.pipeline_bench import Bench
from servers.waiting import eventually

from crm_store.conversations.models import JobRun
from crm_store.errors import StoreUnavailable
from scheduler import engine as module
from scheduler.engine import Engine, due_after, due_before
from scheduler.jobs.context import JobContext
from scheduler.schedule import DAY, HOUR, MINUTE, Job, Scope, jobs

SAIGON, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"


@dataclass
class Counter:
    """A job's work: notes each run."""

    result: str = "done"
    error: Exception | None = None
    ran: list[datetime] = field(default_factory=list)

    async def __call__(self, _context: JobContext) -> str:
        self.ran.append(datetime.now(UTC))
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return self.result


async def nothing() -> str:
    return ""


def context(bench: Bench, timezone: str = SAIGON) -> JobContext:
    return JobContext(bench.store, lambda *_words, **_more: None, nothing, lambda _uow: None, timezone, nothing)


def job(work: Any, every: float = MINUTE, **more: Any) -> Job:
    return Job("a job", every, work, **more)


def engine(bench: Bench, *table: Job, everything: bool = True) -> Engine:
    return Engine(context(bench), table, everything=everything)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestDueTimes:
    @pytest.mark.parametrize(
        ("now", "before", "after"),
        [
            ("2026-11-23T18:59:59", "2026-11-22T19:00", "2026-11-23T19:00"),
            ("2026-11-23T19:00:00", "2026-11-23T19:00", "2026-11-24T19:00"),
        ],
    )
    def test_nightly_means_at_night_in_the_firms_zone(self, now: str, before: str, after: str) -> None:
        nightly = job(None, DAY, offset=2 * HOUR)  # 2:00 in Ho Chi Minh City is 19:00 UTC
        assert (due_before(nightly, at(now), SAIGON), due_after(nightly, at(now), SAIGON)) == (at(before), at(after))

    @pytest.mark.parametrize("offset", [1 * HOUR, 2 * HOUR, 2.5 * HOUR, 3 * HOUR])
    @pytest.mark.parametrize("around", ["2026-03-29T00:00", "2026-10-25T00:00"], ids=["gap", "fold"])
    def test_each_night_once_through_changes_of_the_clocks(self, around: str, offset: float) -> None:
        nightly = job(None, DAY, offset=offset)
        moments = [at(around) + timedelta(minutes=7 * n) for n in range(-300, 500)]
        seen = sorted({due_before(nightly, moment, BERLIN) for moment in moments})
        nights = {moment.astimezone(module.ZoneInfo(BERLIN)).date() for moment in seen}
        assert len(nights) == len(seen), "two due times in one night"
        for moment in moments:
            due = due_before(nightly, moment, BERLIN)
            assert due <= moment < due_after(nightly, due, BERLIN)
            assert timedelta(hours=22.9) < due_after(nightly, due, BERLIN) - due < timedelta(hours=25.1)

    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (
                "2026-03-29T12:00",
                "2026-03-29T01:00",
            ),  # 2:30 does not exist: the first valid instant is 3:00 summer time
            ("2026-10-25T12:00", "2026-10-25T00:30"),  # 2:30 comes twice: the first one, in summer time
            ("2026-07-01T12:00", "2026-07-01T00:30"),
            ("2026-12-01T12:00", "2026-12-01T01:30"),
        ],
    )
    def test_half_past_two_in_berlin(self, now: str, due: str) -> None:
        assert due_before(job(None, DAY, offset=2.5 * HOUR), at(now), BERLIN) == at(due)

    def test_short_jobs_know_no_zone(self) -> None:
        now = at("2026-10-25T00:30:20")
        assert due_before(job(None), now, BERLIN) == at("2026-10-25T00:30")
        assert due_after(job(None), now, BERLIN) == at("2026-10-25T00:31")

    @pytest.mark.parametrize("hours", [5, 7, 24, 48])
    def test_any_interval_has_one_sequence(self, hours: float) -> None:
        every = job(None, hours * HOUR, offset=2 * HOUR)
        now = at("2026-06-01T00:00")
        for _ in range(50):
            later = due_after(every, now, BERLIN)
            assert due_before(every, later, BERLIN) == later
            assert due_before(every, later - timedelta(seconds=1), BERLIN) <= now
            now = later


class TestOnce:
    async def test_two_engines_on_one_database_run_a_due_time_once(self, bench: Bench) -> None:
        work = Counter()
        table = job(work)
        engines = [engine(bench, table), engine(bench, table)]
        await asyncio.gather(*(one.run_job(table) for one in engines))
        assert len(work.ran) == 1
        bench.wait(seconds=60)
        await asyncio.gather(*(one.run_job(table) for one in engines))
        assert len(work.ran) == 2
        runs = bench.rows(JobRun)
        assert [(run.job, run.result, run.ended_at is not None) for run in runs] == [("a job", "done", True)] * 2

    async def test_each_process_wakes_and_measures_for_itself(self, bench: Bench) -> None:
        work = Counter()
        table = job(work, scope=Scope.EVERY_PROCESS)
        for one in (engine(bench, table), engine(bench, table)):
            await one.run_job(table)
        assert (len(work.ran), bench.rows(JobRun)) == (2, [])

    async def test_after_three_days_away_it_runs_once_and_late(self, bench: Bench) -> None:
        work = Counter()
        nightly = job(work, DAY, offset=2 * HOUR)
        await engine(bench, nightly).run_job(nightly)
        bench.wait(days=3, hours=5)
        for _ in range(3):
            await engine(bench, nightly).run_job(nightly)
        assert len(work.ran) == 2

    def test_without_the_schedule_role_only_its_own_work_runs(self, bench: Bench) -> None:
        table = jobs(backup_hours=24)
        names = {one.name for one in engine(bench, *table, everything=False)._jobs}
        assert names == {"wake what is due", "measure queues"}


class TestFailures:
    async def test_a_failure_is_written_down_and_the_next_due_time_comes(self, bench: Bench) -> None:
        work = Counter(error=KeyError("x"))
        table = job(work)
        one = engine(bench, table)
        await one.run_job(table)
        (run,) = bench.rows(JobRun)
        assert (run.result, run.ended_at) == ("failed: KeyError", bench.time)
        await one.run_job(table)
        assert len(work.ran) == 1
        bench.wait(seconds=60)
        await one.run_job(table)
        assert len(work.ran) == 2

    @pytest.mark.parametrize("scope", Scope)
    async def test_a_store_that_is_away_is_tried_again_until_the_next_due_time(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch, scope: Scope
    ) -> None:
        monkeypatch.setattr(module, "STORE_PAUSE_SECONDS", 0.01)
        work = Counter(error=StoreUnavailable("locked"))
        table = job(work, 0.2, scope=scope)
        await asyncio.wait_for(engine(bench, table).run_job(table), 5)
        assert 2 <= len(work.ran) <= 20

    @pytest.mark.parametrize("locked_by", ["somebody else", "the work itself"])
    async def test_a_nightly_job_that_met_a_locked_store_is_done_soon_and_once(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, locked_by: str
    ) -> None:
        """Before it began, or when its end was to be written."""
        monkeypatch.setattr(module, "STORE_PAUSE_SECONDS", 0.1)
        monkeypatch.setattr("crm_store.database.BUSY_TIMEOUT_MS", 50)
        bench.do(lambda uow: uow.connection.exec_driver_sql("PRAGMA busy_timeout=50"))
        other = sqlite3.connect(str(bench.store.database.url.database), isolation_level=None)
        ran = []

        def lock() -> None:
            other.execute("BEGIN IMMEDIATE")
            asyncio.get_running_loop().call_later(0.5, other.execute, "ROLLBACK")

        async def work(_context: JobContext) -> str:
            ran.append(1)
            if locked_by == "the work itself":
                lock()
            return "done"

        if locked_by == "somebody else":
            lock()
        nightly = job(work, DAY, offset=2 * HOUR)
        await asyncio.wait_for(engine(bench, nightly).run_job(nightly), 20)
        other.close()
        assert "a job waits for the store" in caplog.text
        (run,) = bench.rows(JobRun)
        assert (len(ran), run.result, run.ended_at is not None) == (1, "done", True)

    async def test_one_that_fails_does_not_stop_the_others(self, bench: Bench) -> None:
        from crm_store import clock

        clock.use(None)
        bad, good = Counter(error=ValueError("x")), Counter()
        table = [Job("bad", 1.0, bad), Job("good", 1.0, good)]
        one = engine(bench, *table)
        await one.start()
        assert one.state.ok
        await eventually(lambda: len(good.ran) >= 2 and len(bad.ran) >= 2, 6)
        await one.stop()
        assert not one.state.ok
        ran = len(good.ran)
        await asyncio.sleep(0.05)
        assert len(good.ran) == ran

    async def test_a_night_that_was_missed_is_caught_up_after_the_start(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from crm_store import clock

        clock.use(None)
        monkeypatch.setattr(module, "CATCH_UP_AFTER", timedelta(seconds=0.1))
        nightly, hourly = Counter(), Counter()
        one = engine(bench, Job("nightly", DAY, nightly), Job("hourly", HOUR, hourly))
        await one.start()
        await eventually(lambda: nightly.ran, 5)
        await one.stop()
        assert (len(nightly.ran), hourly.ran) == (1, [])


def test_the_table_of_jobs() -> None:
    table = jobs(backup_hours=12)
    assert len({one.name for one in table}) == len(table)
    assert next(one for one in table if one.name == "backup").every == 12 * HOUR
    assert "backup" not in {one.name for one in jobs(backup_hours=0)}
