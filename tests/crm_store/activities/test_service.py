"""Planning, moving and ending activities, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from factories.staff_chat import START, Firm
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm_store.access import SYSTEM, Actor
from crm_store.activities import defaults, queries, service
from crm_store.activities.models import Activity
from crm_store.activities.rules import ActivityKind, Answer, Slot, Status, slot
from crm_store.activities.service import Plan, Who
from crm_store.audit.models import AuditEntry
from crm_store.clock import now
from crm_store.errors import ChangedMeanwhile, CrmError, Forbidden, Invalid, NotFound
from crm_store.team import service as team
from crm_store.unit_of_work import Store, UnitOfWork

HANOI = "Asia/Ho_Chi_Minh"
DAY = START.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture
def office(store: Store) -> Firm:
    return Firm(store)


def actor(office: Firm, name: str, role: str = "sales") -> Actor:
    return team.actor_of(office.hire(name, role), "telegram")


def do(office: Firm, work: Callable[[UnitOfWork], Any]) -> Any:
    return office.store.write_blocking(work)


def at(hours: float = 0, *, minutes: int = 60, kind: ActivityKind = ActivityKind.MEETING) -> Slot:
    start = DAY + timedelta(hours=hours)
    return slot(kind, start=start, end=start + timedelta(minutes=minutes), timezone=HANOI)


def plan(office: Firm, who: Actor, subject: str = "Gặp anh Nam", times: Slot | None = None, **more: Any) -> int:
    wanted = Plan(**{"kind": ActivityKind.MEETING, "subject": subject, "slot": times or at(), **more})
    found: int = do(office, lambda uow: service.plan(uow, actor=who, wanted=wanted))
    return found


def view(office: Firm, activity_id: int) -> queries.ActivityView:
    return office.store.read_blocking(lambda uow: queries.activity(uow, actor=SYSTEM, activity_id=activity_id))


def agenda(office: Firm, who: Actor, days: int = 7) -> list[str]:
    rows = office.store.read_blocking(
        lambda uow: queries.agenda(uow, actor=who, since=now(), until=now() + timedelta(days=days))
    )
    return [row.subject for row in rows]


def test_a_meeting_with_a_contact_of_a_firm(office: Firm) -> None:
    lan = actor(office, "Lan")
    office.ticket()
    found = view(office, plan(office, lan, about={"contact_id": 1, "ticket_id": 1}, place="Highlands Nguyễn Du"))
    assert found.row.ref == "M-1"
    assert found.about == ("T-1", "C-1")
    assert found.row.place == "Highlands Nguyễn Du"
    assert found.row.owner_name == "Lan"
    assert agenda(office, lan) == ["Gặp anh Nam"]


def test_attendees_have_it_in_their_day_until_they_decline(office: Firm) -> None:
    lan, minh = actor(office, "Lan"), actor(office, "Minh")
    activity_id = plan(office, lan, attendees=(Who(user_id=minh.user_id), Who(name="Chị Hoa")))
    assert agenda(office, minh) == ["Gặp anh Nam"]
    do(office, lambda uow: service.answer(uow, actor=minh, activity_id=activity_id, said=Answer.NO))
    assert agenda(office, minh) == []
    assert [(who.name, who.answer) for who in view(office, activity_id).attendees] == [
        ("Minh", "declined"),
        ("Chị Hoa", "needs_action"),
    ]
    with pytest.raises(NotFound):
        do(office, lambda uow: service.answer(uow, actor=lan, activity_id=activity_id, said=Answer.YES))


def test_overlaps_are_told_and_touching_ends_are_none(office: Firm) -> None:
    lan, minh = actor(office, "Lan"), actor(office, "Minh")
    first = plan(office, lan, "Họp", at(1))
    plan(office, lan, "Gửi báo giá", slot(ActivityKind.TASK, start=None, end=DAY + timedelta(hours=1.5), timezone=HANOI), kind=ActivityKind.TASK)  # fmt: skip

    def overlapping(times: Slot, who: Actor, besides: int | None = None) -> list[str]:
        starts_at = times.starts_at
        assert starts_at is not None
        rows = office.store.read_blocking(
            lambda uow: queries.overlapping(uow, actor=who, starts_at=starts_at, ends_at=times.ends_at, besides=besides)
        )
        return [row.subject for row in rows]

    assert overlapping(at(1.5), lan) == ["Họp"]
    assert overlapping(at(0.5, minutes=240), lan) == ["Họp"]
    assert overlapping(at(0), lan) == []
    assert overlapping(at(2), lan) == []
    assert overlapping(at(1.5), minh) == []
    assert overlapping(at(1.5), lan, besides=first) == []


def test_moving_keeps_what_it_is_and_is_audited(office: Firm) -> None:
    lan = actor(office, "Lan")
    activity_id = plan(office, lan)
    do(office, lambda uow: service.move(uow, actor=lan, activity_id=activity_id, slot=at(5)))
    assert view(office, activity_id).row.starts_on == at(5).start
    entries = office.store.read_blocking(
        lambda uow: uow.connection.execute(
            select(AuditEntry.action, AuditEntry.before, AuditEntry.after).where(AuditEntry.record_kind == "activity")
        ).all()
    )
    assert [entry.action for entry in entries] == ["activity.planned", "activity.moved"]
    assert set(entries[1].after) == {"starts_on", "ends_on"}


def test_what_was_held_is_not_moved_and_can_be_opened_again(office: Firm) -> None:
    lan = actor(office, "Lan")
    activity_id = plan(office, lan)
    do(office, lambda uow: service.complete(uow, actor=lan, activity_id=activity_id, result="chốt 1,1 tỷ"))
    assert view(office, activity_id).row.status == "held"
    assert view(office, activity_id).result == "chốt 1,1 tỷ"
    for again in (
        lambda uow: service.move(uow, actor=lan, activity_id=activity_id, slot=at(5)),
        lambda uow: service.complete(uow, actor=lan, activity_id=activity_id),
    ):
        with pytest.raises(ChangedMeanwhile):
            do(office, again)
    do(office, lambda uow: service.reopen(uow, actor=lan, activity_id=activity_id))
    assert view(office, activity_id).row.status == "planned"
    with pytest.raises(Invalid):
        do(office, lambda uow: service.reopen(uow, actor=lan, activity_id=activity_id))


def test_one_type_calls_for_the_next_and_undo_takes_it_back(office: Firm) -> None:
    lan = actor(office, "Lan")
    do(office, defaults.seed)
    do(office, defaults.seed)
    activity_id = plan(office, lan, type_code="survey")
    following = do(office, lambda uow: service.complete(uow, actor=lan, activity_id=activity_id))
    found = view(office, following)
    assert (found.row.subject, found.row.kind, found.type_code) == ("Gửi báo giá", "task", "quote")
    assert found.row.ends_on == at().end + timedelta(days=2)
    do(office, lambda uow: service.reopen(uow, actor=lan, activity_id=activity_id))
    assert view(office, following).row.status == "cancelled"
    missed = plan(office, lan, type_code="survey")
    assert do(office, lambda uow: service.complete(uow, actor=lan, activity_id=missed, status=Status.MISSED)) is None


def test_a_series_is_written_as_far_as_one_looks_ahead_and_grows(office: Firm) -> None:
    lan = actor(office, "Lan")
    first = plan(office, lan, "Họp nhóm", rule="FREQ=WEEKLY", attendees=(Who(name="Chị Hoa"),))
    assert len(agenda(office, lan, days=200)) == 9  # the first and eight more within 62 days
    office.time += timedelta(days=14)
    assert do(office, service.extend_series) == 2
    assert do(office, service.extend_series) == 0

    def rows(uow: UnitOfWork) -> list[Any]:
        return list(uow.connection.execute(select(Activity.id, Activity.occurs_on).order_by(Activity.id)))

    found = office.store.read_blocking(rows)
    assert len({row.occurs_on for row in found}) == len(found) == 11
    assert [who.name for who in view(office, found[-1].id).attendees] == ["Chị Hoa"]
    do(office, lambda uow: service.move(uow, actor=lan, activity_id=found[3].id, slot=at(200)))
    assert do(office, service.extend_series) == 0, "a moved occurrence is still that occurrence"
    assert view(office, first).rule == "FREQ=WEEKLY"


def test_somebody_elses_calendar(office: Firm) -> None:
    lan, minh, boss = actor(office, "Lan"), actor(office, "Minh"), actor(office, "Sếp", "manager")
    with pytest.raises(Forbidden):
        plan(office, lan, owner_id=minh.user_id)
    activity_id = plan(office, boss, owner_id=minh.user_id)
    assert agenda(office, minh) == ["Gặp anh Nam"]
    with pytest.raises(NotFound) as theirs:
        do(office, lambda uow: service.move(uow, actor=lan, activity_id=activity_id, slot=at(5)))
    with pytest.raises(NotFound) as nothing:
        do(office, lambda uow: service.move(uow, actor=lan, activity_id=activity_id + 1, slot=at(5)))
    assert str(theirs.value).replace("M-1", "") == str(nothing.value).replace("M-2", "")
    assert lan.user_id is not None
    do(office, lambda uow: service.hand_over(uow, actor=minh, activity_id=activity_id, owner_id=lan.user_id or 0))
    assert agenda(office, lan) == ["Gặp anh Nam"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"subject": "  "}, Invalid),
        ({"about": {"contact_id": 99}}, NotFound),
        ({"type_code": "nonsense"}, NotFound),
        ({"rule": "FREQ=HOURLY"}, Invalid),
    ],
)
def test_what_cannot_be_planned(office: Firm, more: dict[str, Any], error: type[CrmError]) -> None:
    lan = actor(office, "Lan")
    with pytest.raises(error):
        plan(office, lan, **{"subject": "Gặp", **more})
    assert agenda(office, lan) == []


def test_the_database_itself_refuses_an_end_before_the_start(office: Firm) -> None:
    def write(uow: UnitOfWork) -> None:
        late = datetime(2026, 1, 2, tzinfo=UTC)
        uow.session.add(
            Activity(
                kind="meeting", subject="x", starts_on=late.replace(tzinfo=None), ends_on=(late - timedelta(days=1)).replace(tzinfo=None), timezone=HANOI,
                starts_at=late, ends_at=late, created_at=late, updated_at=late,
            )
        )  # fmt: skip
        uow.flush()

    with pytest.raises(IntegrityError):
        do(office, write)


def test_overdue_tasks_stay_in_the_list_and_past_meetings_do_not(office: Firm) -> None:
    lan = actor(office, "Lan")
    plan(
        office, lan, "Gửi báo giá", slot(ActivityKind.TASK, start=None, end=DAY, timezone=HANOI), kind=ActivityKind.TASK
    )
    plan(office, lan, "Gặp")
    office.time += timedelta(days=3)
    assert agenda(office, lan) == ["Gửi báo giá"]
