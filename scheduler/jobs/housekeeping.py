"""Backups, integrity, retention, the seal of the audit trail."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, text

from crm_store import clock
from crm_store.activities import service as activities
from crm_store.audit import service as audit
from crm_store.conversations.models import JobRun
from crm_store.files.service import FileDamaged
from crm_store.inbox.models import InboxItem
from crm_store.interactions.models import Attachment
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS, State
from crm_store.unit_of_work import UnitOfWork
from scheduler.jobs.context import JobContext

KEEP_STAFF_MESSAGES_DAYS = 30
KEEP_RUNS_DAYS = 30
FILES_CHECKED = 2_000
"""The newest files are read and hashed each night; all of them by ``crmbot check``."""


async def seal_audit(context: JobContext) -> str:
    sealed = await context.store.write(audit.seal)
    return f"{sealed} entries sealed" if sealed else ""


async def extend_series(context: JobContext) -> str:
    """Writes the occurrences of repeated activities that have come within the horizon."""
    written = await context.store.write(activities.extend_series)
    return f"{written} activities planned" if written else ""


async def backup(context: JobContext) -> str:
    return await context.make_backup()


async def publish_menus(context: JobContext) -> str:
    return await context.publish_menus()


async def retention(context: JobContext) -> str:
    """Delivered lines to staff and old job runs go; nothing of a customer's ever does."""

    def clean(uow: UnitOfWork) -> str:
        now = clock.now()
        old = (
            OutboxItem.created_at < now - timedelta(days=KEEP_STAFF_MESSAGES_DAYS),
            OutboxItem.kind.not_in(TO_CUSTOMERS),
            OutboxItem.state.in_([State.SENT, State.CANCELLED, State.EXPIRED, State.FAILED]),
        )
        messages = uow.connection.execute(delete(OutboxItem).where(*old)).rowcount
        runs = uow.connection.execute(
            delete(JobRun).where(JobRun.due_at < now - timedelta(days=KEEP_RUNS_DAYS))
        ).rowcount
        return f"{messages} staff messages and {runs} job runs removed, {uow.files.sweep()} temporary files"

    return await context.store.write(clean)


async def integrity_check(context: JobContext) -> str:
    """Database pages, the newest files and the audit chain. What is wrong is named to the administrators."""
    problems = await context.store.read(find_damage)
    if problems:
        today = clock.now().date().isoformat()

        def tell(uow: UnitOfWork) -> None:
            values = {"problem": problems[0], "number": len(problems)}
            context.alarm(
                uow,
                "The integrity check found {number} problems: {problem}. Run “crmbot check”.",
                values,
                occasion=f"integrity:{today}",
            )

        await context.store.write(tell)
    return "; ".join(problems[:5]) or "sound"


def find_damage(uow: UnitOfWork) -> list[str]:
    problems = []
    if uow.is_sqlite:
        problems += [str(row[0]) for row in uow.connection.execute(text("PRAGMA integrity_check(5)")) if row[0] != "ok"]
    problems += _damaged_files(uow)
    broken = audit.first_broken(uow)
    if broken is not None:
        problems.append(f"audit entry {broken} was changed")
    return problems


def _damaged_files(uow: UnitOfWork) -> list[str]:
    raws = uow.connection.execute(
        select(InboxItem.raw_sha256).where(InboxItem.raw.is_(None)).order_by(InboxItem.id.desc()).limit(FILES_CHECKED)
    ).scalars()
    files = uow.connection.execute(
        select(Attachment.sha256)
        .where(Attachment.sha256.is_not(None))
        .order_by(Attachment.id.desc())
        .limit(FILES_CHECKED)
    ).scalars()
    problems = []
    for name in {*raws, *files}:
        try:
            uow.files.get(name or "")
        except FileDamaged as error:
            problems.append(str(error))
    return problems
