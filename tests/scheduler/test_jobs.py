"""The jobs themselves: alarms once, damage found, what is old removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from factories.pipeline_bench import START, Bench, file
from sqlalchemy import update

from bot.alarms import alarm
from bot.measure import measure as read_queues
from bot.metrics import Metrics
from channels.message import ChatParts, OutboundMessage, RawItem, plain
from crm_store import clock
from crm_store.activities import service as activities
from crm_store.activities.models import Activity
from crm_store.activities.rules import ActivityKind, slot
from crm_store.audit import service as audit
from crm_store.audit.models import AuditEntry
from crm_store.conversations.models import JobRun
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import Outcome
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from scheduler.jobs import housekeeping, watch
from scheduler.jobs.context import JobContext


async def nothing() -> str:
    return "crmbot-backup.zip"


@pytest.fixture
def context(bench: Bench) -> JobContext:
    """With one administrator who reads Telegram, and an agent who is not bothered."""
    bench.user("Quản trị", "admin", telegram_id="42")
    bench.user("Hỗ trợ", "support", telegram_id="43")
    return JobContext(bench.store, alarm, nothing, lambda _uow: None, "Asia/Ho_Chi_Minh", nothing)


def alarms(bench: Bench) -> list[str]:
    rows = bench.rows(OutboxItem, OutboxItem.kind == MessageKind.STAFF)
    assert {row.recipient for row in rows} <= {"42"}
    return [row.payload["text"][0]["text"] for row in rows]


def quarantined(bench: Bench, number: int) -> int:
    raw = RawItem("email", "support", f"bad-{number}", b"\0" * number, bench.time)
    (kept,) = bench.do(lambda uow: inbox.keep(uow, [raw], [f"bad-{number}"]))
    (claimed,) = bench.do(lambda uow: inbox.claim(uow, limit=1, only=[kept.inbox_id]))
    bench.do(lambda uow: inbox.finish(uow, claimed, outcome=Outcome.QUARANTINED, reason="unreadable"))
    return kept.inbox_id


class TestAlarms:
    async def test_quarantine_rings_once_for_each_newcomer(self, bench: Bench, context: JobContext) -> None:
        assert await watch.quarantine_alarm(context) == ""
        quarantined(bench, 1)
        for _ in range(3):
            assert await watch.quarantine_alarm(context) == "1 in quarantine"
        assert len(alarms(bench)) == 1
        quarantined(bench, 2)
        await watch.quarantine_alarm(context)
        assert len(alarms(bench)) == 2
        assert "2" in alarms(bench)[1]

    async def test_a_relay_that_is_down_rings_once_not_for_each_mail(self, bench: Bench, context: JobContext) -> None:
        actor = bench.actor()
        for customer in ("hoa@saomai.vn", "nam@vinhphat.vn"):
            number = bench.answer(actor, bench.opened(customer), sent=False)
            bench.set_outbox(number, state=State.PENDING, attempts=2, last_error="the relay is down")
        assert await watch.stuck_outbox_alarm(context) == "", "not yet"
        bench.wait(minutes=16)
        for _ in range(4):
            assert await watch.stuck_outbox_alarm(context) == "2 stuck"
            bench.wait(minutes=5)
        assert len(alarms(bench)) == 1
        assert "the relay is down" in alarms(bench)[0]

    async def test_an_item_without_an_end_rings(self, bench: Bench, context: JobContext) -> None:
        bench.opened()
        assert await watch.balance_alarm(context) == ""
        bench.do(lambda uow: uow.connection.execute(update(InboxItem).values(outcome=None)))
        assert await watch.balance_alarm(context) == "support: 1 missing"
        await watch.balance_alarm(context)
        assert len(alarms(bench)) == 1

    async def test_leases_of_the_dead_are_taken_over(self, bench: Bench, context: JobContext) -> None:
        bench.answer(bench.actor(), bench.opened(), sent=False)
        bench.wait(seconds=11)
        assert bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=9))
        assert await watch.take_over_leases(context) == ""
        bench.wait(seconds=91)
        assert "taken over" in await watch.take_over_leases(context)

    async def test_one_that_cannot_be_told_holds_up_no_other(
        self, bench: Bench, context: JobContext, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Each in a transaction of its own: the first one's text cannot be read, so its author cannot be told."""
        actor = bench.actor()
        answers = [bench.answer(actor, bench.opened(one), sent=False) for one in ("hoa@saomai.vn", "nam@vinhphat.vn")]
        bench.wait(seconds=11)
        for due in bench.do(lambda uow: outbox.claim(uow, channels=["email"], limit=9)):
            bench.do(lambda uow, due=due: outbox.pass_point_of_no_return(uow, due))
        bench.set_outbox(answers[0], payload={})
        bench.wait(seconds=91)
        await watch.take_over_leases(context)
        states = {row.id: row.state for row in bench.rows(OutboxItem)}
        assert [states[number] for number in answers] == [State.UNKNOWN, State.UNKNOWN]
        assert "the consequences of a lost lease failed" in caplog.text


class TestIntegrity:
    async def test_a_sound_store_is_sound(self, bench: Bench, context: JobContext) -> None:
        bench.opened(attachments=(file(),))
        await housekeeping.seal_audit(context)
        assert await housekeeping.integrity_check(context) == "sound"
        assert alarms(bench) == []

    @pytest.mark.parametrize("which", ["raw", "attachment"])
    async def test_a_damaged_file_is_found_and_told_once_a_day(
        self, bench: Bench, context: JobContext, which: str
    ) -> None:
        bench.opened(attachments=(file(),))
        raw = bench.rows(InboxItem)[0].raw_sha256
        name = raw if which == "raw" else next(one for one in bench.store.files.names() if one != raw)
        (bench.store.files.folder / name[:2] / name).write_bytes(b"x")
        for _ in range(2):
            assert name[:12] in await housekeeping.integrity_check(context)
        assert len(alarms(bench)) == 1
        bench.wait(days=1)
        await housekeeping.integrity_check(context)
        assert len(alarms(bench)) == 2

    @pytest.mark.parametrize(
        "change",
        [{"action": "ticket.deleted"}, {"actor_id": 99}, {"before": {"x": 1}}, {"at": START + timedelta(days=1)}, None],
        ids=["action", "actor", "before", "time", "removed"],
    )
    async def test_a_changed_or_removed_audit_entry_breaks_the_seal(
        self, bench: Bench, context: JobContext, change: dict[str, Any] | None
    ) -> None:
        ticket_id, actor = bench.opened(), bench.actor()
        for status in ("open", "waiting", "on_hold", "resolved"):
            bench.status(actor, ticket_id, status)
        assert await housekeeping.seal_audit(context) == f"{bench.count_of(AuditEntry)} entries sealed"
        assert await housekeeping.seal_audit(context) == ""
        assert bench.do(audit.first_broken) is None
        target = bench.rows(AuditEntry)[-2].id
        table = AuditEntry.__table__
        statement = table.delete() if change is None else table.update().values(**change)
        bench.do(lambda uow: uow.connection.execute(statement.where(table.c.id == target)))
        broken = bench.do(audit.first_broken)
        assert broken == (target + 1 if change is None else target)
        assert f"audit entry {broken} was changed" in await housekeeping.integrity_check(context)

    async def test_entries_written_later_go_on_with_the_chain(self, bench: Bench, context: JobContext) -> None:
        ticket_id, actor = bench.opened(), bench.actor()
        for status in ("open", "waiting"):
            bench.status(actor, ticket_id, status)
            await housekeeping.seal_audit(context)
        numbers = [row.seal_number for row in bench.rows(AuditEntry)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert bench.do(audit.first_broken) is None


class TestRetention:
    async def test_old_lines_to_staff_go_and_nothing_of_a_customer_does(
        self, bench: Bench, context: JobContext
    ) -> None:
        bench.answer(bench.actor(), bench.opened())
        message = OutboundMessage("k", plain("x"), chat=ChatParts("7"))
        for state in (State.SENT, State.PENDING):
            number = bench.do(
                lambda uow, state=state: outbox.enqueue(
                    uow, kind=MessageKind.STAFF, channel="telegram", subject="", recipient="7", occasion=state.value,
                    message=None if state is State.PENDING else message,
                )
            )  # fmt: skip
            bench.set_outbox(number, state=state)
        bench.do(
            lambda uow: uow.connection.execute(
                JobRun.__table__.insert().values(job="x", due_at=bench.time, started_at=bench.time)
            )
        )
        before = {row.id for row in bench.rows(OutboxItem)}
        await housekeeping.retention(context)
        assert {row.id for row in bench.rows(OutboxItem)} == before, "nothing is old yet"
        bench.wait(days=31)
        told = await housekeeping.retention(context)
        left = bench.rows(OutboxItem)
        assert {row.kind for row in left if row.state == "sent"} <= {"reply", "acknowledgement"}
        assert any(row.kind == "staff" and row.state == "pending" for row in left)
        assert {row.kind for row in left} >= {"reply", "acknowledgement"}
        assert "1 job runs removed" in told
        assert bench.rows(JobRun) == []

    async def test_a_backup_is_made_by_whoever_can(self, context: JobContext) -> None:
        assert await housekeeping.backup(context) == "crmbot-backup.zip"


def test_queues_are_measured(bench: Bench) -> None:
    bench.opened()
    quarantined(bench, 1)
    metrics = Metrics()
    bench.store.read_blocking(lambda uow: read_queues(uow, metrics, "Asia/Ho_Chi_Minh"))
    text = metrics.text().decode()
    assert 'crmbot_inbox_items{state="quarantined"} 1.0' in text
    assert 'crmbot_outbox_items{state="pending"}' in text
    assert 'crmbot_balance_received{account="support",channel="email"} 2.0' in text
    assert 'crmbot_balance_difference{account="support",channel="email"} 0.0' in text


async def test_a_repeated_activity_is_planned_as_time_goes_on(bench: Bench, context: JobContext) -> None:
    start = (clock.now() + timedelta(days=1)).replace(hour=2, minute=0)
    weekly = activities.Plan(
        kind=ActivityKind.MEETING,
        subject="Họp nhóm",
        slot=slot(ActivityKind.MEETING, start=start, end=None, timezone="Asia/Ho_Chi_Minh"),
        rule="FREQ=WEEKLY",
    )
    actor = bench.actor()
    bench.do(lambda uow: activities.plan(uow, actor=actor, wanted=weekly))
    planned = bench.count_of(Activity)
    assert await housekeeping.extend_series(context) == ""
    bench.wait(days=7)
    assert await housekeeping.extend_series(context) == "1 activities planned"
    assert bench.count_of(Activity) == planned + 1
