"""Planning, moving and ending meetings, calls and tasks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.activities.events import ActivityChanged, ActivityPlanned
from crm_store.activities.models import Activity, ActivityType, Attendee
from crm_store.activities.rules import ENDED, HORIZON, ActivityKind, Answer, Direction, Slot, Status, occurrences
from crm_store.audit import service as audit
from crm_store.contacts.models import Contact
from crm_store.database import Base, insert_once
from crm_store.errors import ChangedMeanwhile, Forbidden, Invalid, NotFound
from crm_store.leads.models import Lead
from crm_store.opportunities.models import Opportunity
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets.models import Ticket
from crm_store.unit_of_work import UnitOfWork

SUBJECT = 300
_ABOUT: dict[str, tuple[type[Base], Kind]] = {
    "account_id": (Account, Kind.ACCOUNT),
    "contact_id": (Contact, Kind.CONTACT),
    "lead_id": (Lead, Kind.LEAD),
    "opportunity_id": (Opportunity, Kind.OPPORTUNITY),
    "ticket_id": (Ticket, Kind.TICKET),
}
_AUDITED = ("subject", "status", "starts_on", "ends_on", "timezone", "place", "owner_id", "result", "happened")


@dataclass(frozen=True, slots=True)
class Who:
    """An attendee: a colleague, a contact, or only a name."""

    user_id: int | None = None
    contact_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to happen. ``about`` names records by column (``account_id``…). ``rule`` makes it the first of a series.

    ``owner_id`` ``None`` is the actor. ``type_code`` is an ``ActivityType``.
    """

    kind: ActivityKind
    subject: str
    slot: Slot
    owner_id: int | None = None
    place: str = ""
    preparation: str = ""
    direction: Direction | None = None
    type_code: str = ""
    about: dict[str, int] = field(default_factory=dict)
    attendees: tuple[Who, ...] = ()
    rule: str = ""
    previous_id: int | None = None


def plan(uow: UnitOfWork, *, actor: Actor, wanted: Plan) -> int:
    """The new activity's id. Overlaps are asked for beforehand (``queries.overlapping``): they warn, they do not forbid.

    Raises ``Invalid``, ``NotFound`` for a record that it is about, ``Forbidden`` for somebody else's calendar.
    """
    require(actor, Permission.ACTIVITIES_WRITE)
    owner_id = wanted.owner_id if wanted.owner_id is not None else actor.user_id
    _may_fill(actor, owner_id)
    subject = " ".join(wanted.subject.split())[:SUBJECT]
    if not subject:
        raise Invalid("What is it about? Give it a few words.")
    about = _checked(uow, wanted.about)
    times = list(_times(wanted))
    first_id = _write(uow, replace(wanted, subject=subject, owner_id=owner_id, about=about), times[0], None)
    for time in times[1:]:
        _write(uow, replace(wanted, subject=subject, owner_id=owner_id, about=about), time, first_id)
    audit.record(
        uow, actor=actor, action="activity.planned", kind=Kind.ACTIVITY, record_id=first_id, after={"subject": subject}
    )
    uow.record(ActivityPlanned(first_id, actor.user_id))
    return first_id


def move(uow: UnitOfWork, *, actor: Actor, activity_id: int, slot: Slot) -> None:
    """To another time. What has ended is planned anew instead (``Invalid``)."""
    found = _own(uow, actor, activity_id)
    _still_planned(found)
    before = _state(found)
    _place(found, slot)
    _changed(uow, actor, found, "moved", before)


def complete(
    uow: UnitOfWork,
    *,
    actor: Actor,
    activity_id: int,
    status: Status = Status.HELD,
    result: str = "",
    happened: str = "",
) -> int | None:
    """Held, missed or cancelled, with what came out of it. The id of what follows by its type, if anything does."""
    found = _own(uow, actor, activity_id)
    if status not in ENDED:
        raise Invalid("Say whether it was held, missed or cancelled.")
    _still_planned(found)
    before = _state(found)
    found.status, found.ended_at = status, clock.now()
    found.result, found.happened = result.strip()[:SUBJECT], happened.strip()
    _changed(uow, actor, found, "ended", before)
    return _follow_up(uow, actor, found) if status is Status.HELD else None


def reopen(uow: UnitOfWork, *, actor: Actor, activity_id: int) -> None:
    """Undo of ``complete``. What followed by itself and was not touched is taken back."""
    found = _own(uow, actor, activity_id)
    if found.status == Status.PLANNED:
        raise Invalid("{reference} is planned already.", reference=reference(Kind.ACTIVITY, activity_id))
    before = _state(found)
    found.status, found.ended_at = Status.PLANNED, None
    for follower in uow.session.execute(
        select(Activity).where(
            Activity.previous_id == activity_id, Activity.status == Status.PLANNED, Activity.version == 1
        )
    ).scalars():
        follower.status, follower.ended_at = Status.CANCELLED, clock.now()
    _changed(uow, actor, found, "moved", before)


def hand_over(uow: UnitOfWork, *, actor: Actor, activity_id: int, owner_id: int) -> None:
    """To a colleague. Raises ``NotFound`` for one who is not there or no more."""
    found = _own(uow, actor, activity_id)
    colleague = uow.session.get(User, owner_id)
    if colleague is None or not colleague.is_active:
        raise NotFound("There is no colleague {reference}.", reference=reference(Kind.USER, owner_id))
    before = _state(found)
    found.owner_id = owner_id
    _changed(uow, actor, found, "assigned", before)


def answer(uow: UnitOfWork, *, actor: Actor, activity_id: int, said: Answer) -> None:
    """A colleague says whether he comes. Raises ``NotFound`` where he is not asked."""
    require(actor, Permission.ACTIVITIES_READ)
    asked = uow.session.execute(
        select(Attendee).where(Attendee.activity_id == activity_id, Attendee.user_id == actor.user_id)
    ).scalar_one_or_none()
    if asked is None or actor.user_id is None:
        raise NotFound("There is no activity {reference}.", reference=reference(Kind.ACTIVITY, activity_id))
    asked.answer = said


def extend_series(uow: UnitOfWork, *, limit: int = 200) -> int:
    """Writes the occurrences that have come within the horizon; how many. For the scheduler."""
    series = uow.session.execute(
        select(Activity).where(Activity.rule != "", Activity.status != Status.CANCELLED).limit(limit)
    ).scalars()
    return sum(_extend(uow, first) for first in series)


def _extend(uow: UnitOfWork, first: Activity) -> int:
    wanted = replace(_as_plan(first), attendees=_attendees(uow, first.id))
    written = 0
    for time in _times(wanted):
        if time != (first.occurs_on or time):
            written += _write_once(uow, wanted, time, first.id)
    return written


def _times(wanted: Plan) -> list[datetime]:
    """Wall times to write now: all of a series up to the horizon, the first one always."""
    first = wanted.slot.start or wanted.slot.end
    if not wanted.rule:
        return [first]
    limit = clock.now().replace(tzinfo=None) + HORIZON
    times = list(occurrences(wanted.rule, first))
    if not times:
        raise Invalid("This series has no day at all.")
    return [times[0], *(time for time in times[1:] if time <= limit)]


def _write(uow: UnitOfWork, wanted: Plan, time: datetime, series_id: int | None) -> int:
    written = insert_once(uow.connection, Activity, _row(uow, wanted, time, series_id))
    assert written is not None
    for who in wanted.attendees:
        insert_once(uow.connection, Attendee, {"activity_id": written, "user_id": who.user_id, "contact_id": who.contact_id, "name": who.name[:200]})  # fmt: skip
    return written


def _write_once(uow: UnitOfWork, wanted: Plan, time: datetime, series_id: int) -> bool:
    """``False`` where the series has this occurrence already."""
    there = select(Activity.id).where(Activity.series_id == series_id, Activity.occurs_on == time)
    if uow.connection.execute(there).first() is not None:
        return False
    _write(uow, wanted, time, series_id)
    return True


def _row(uow: UnitOfWork, wanted: Plan, time: datetime, series_id: int | None) -> dict[str, Any]:
    now, times = clock.now(), wanted.slot
    if time != (times.start or times.end):
        times = times.moved_to(time) if times.start is not None else replace(times, end=time)
    return {
        "kind": wanted.kind.value,
        "type_id": _type_id(uow, wanted.type_code),
        "direction": wanted.direction.value if wanted.direction else "",
        "subject": wanted.subject,
        "starts_on": times.start,
        "ends_on": times.end,
        "timezone": times.timezone,
        "is_all_day": times.all_day,
        "starts_at": times.starts_at,
        "ends_at": times.ends_at,
        "place": wanted.place.strip()[:SUBJECT],
        "preparation": wanted.preparation.strip(),
        "owner_id": wanted.owner_id,
        **wanted.about,
        "series_id": series_id,
        "rule": wanted.rule if series_id is None else "",
        "occurs_on": time if wanted.rule else None,
        "previous_id": wanted.previous_id,
        "created_at": now,
        "updated_at": now,
    }


def _type_id(uow: UnitOfWork, code: str) -> int | None:
    if not code:
        return None
    found: int | None = uow.connection.execute(
        select(ActivityType.id).where(ActivityType.code == code, ActivityType.is_active)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no activity type “{code}”.", code=code)
    return found


def _follow_up(uow: UnitOfWork, actor: Actor, done: Activity) -> int | None:
    """What the type of the one that was held says comes next."""
    kind = uow.session.get(ActivityType, done.type_id) if done.type_id is not None else None
    if kind is None or kind.next_type_id is None:
        return None
    following = uow.session.get_one(ActivityType, kind.next_type_id)
    days = timedelta(days=kind.next_days or 0)
    next_slot = _slot_of(done)
    next_slot = replace(
        next_slot, start=next_slot.start + days if next_slot.start is not None else None, end=next_slot.end + days
    )
    wanted = replace(
        _as_plan(done),
        attendees=_attendees(uow, done.id),
        kind=ActivityKind(following.kind),
        subject=following.name_en if actor.language == "en" else following.name_vi,
        slot=next_slot,
        type_code=following.code,
        rule="",
        previous_id=done.id,
        preparation="",
    )
    followed = _write(uow, wanted, wanted.slot.start or wanted.slot.end, None)
    uow.record(ActivityPlanned(followed, None))
    return followed


def _as_plan(found: Activity) -> Plan:
    about = {name: number for name in _ABOUT if (number := getattr(found, name)) is not None}
    return Plan(
        kind=ActivityKind(found.kind),
        subject=found.subject,
        slot=_slot_of(found),
        owner_id=found.owner_id,
        place=found.place,
        preparation=found.preparation,
        direction=Direction(found.direction) if found.direction else None,
        about=about,
        rule=found.rule,
    )


def _attendees(uow: UnitOfWork, activity_id: int) -> tuple[Who, ...]:
    found = select(Attendee.user_id, Attendee.contact_id, Attendee.name).where(Attendee.activity_id == activity_id)
    return tuple(Who(*row) for row in uow.connection.execute(found.order_by(Attendee.id)))


def _slot_of(found: Activity) -> Slot:
    return Slot(found.starts_on, found.ends_on, found.timezone, found.is_all_day)


def _place(found: Activity, slot: Slot) -> None:
    found.starts_on, found.ends_on, found.timezone = slot.start, slot.end, slot.timezone
    found.starts_at, found.ends_at, found.is_all_day = slot.starts_at, slot.ends_at, slot.all_day


def _checked(uow: UnitOfWork, about: dict[str, int]) -> dict[str, int]:
    """Raises ``NotFound`` for a record that is not there. A contact's firm is filled in."""
    for name, number in about.items():
        model, kind = _ABOUT[name]
        if uow.session.get(model, number) is None:
            raise NotFound("There is no {reference}.", reference=reference(kind, number))
    if "contact_id" in about and "account_id" not in about:
        firm = uow.session.get_one(Contact, about["contact_id"]).account_id
        return about if firm is None else {**about, "account_id": firm}
    return dict(about)


def _may_fill(actor: Actor, owner_id: int | None) -> None:
    if owner_id not in (None, actor.user_id) and not actor.may(Permission.ACTIVITIES_MANAGE):
        raise Forbidden("Only a manager plans for somebody else. Invite your colleague instead.")


def _own(uow: UnitOfWork, actor: Actor, activity_id: int) -> Activity:
    """For changing: one's own, or anybody's for a manager. Absent and somebody else's answer alike."""
    require(actor, Permission.ACTIVITIES_WRITE)
    found = uow.session.execute(
        select(Activity).where(Activity.id == activity_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    mine = found is not None and (found.owner_id in (None, actor.user_id) or actor.may(Permission.ACTIVITIES_MANAGE))
    if found is None or not mine:
        raise NotFound("There is no activity {reference} of yours.", reference=reference(Kind.ACTIVITY, activity_id))
    return found


def _still_planned(found: Activity) -> None:
    if found.status != Status.PLANNED:
        raise ChangedMeanwhile(
            "{reference} has ended already. Plan a new one.", reference=reference(Kind.ACTIVITY, found.id)
        )


def _state(found: Activity) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in _AUDITED}
    return {name: str(value) if isinstance(value, datetime | Decimal) else value for name, value in values.items()}


def _changed(uow: UnitOfWork, actor: Actor, found: Activity, what: str, before: dict[str, Any]) -> None:
    found.updated_at = clock.now()
    after = _state(found)
    audit.record(
        uow, actor=actor, action=f"activity.{what}", kind=Kind.ACTIVITY, record_id=found.id,
        before={name: value for name, value in before.items() if after[name] != value},
        after={name: value for name, value in after.items() if before[name] != value},
    )  # fmt: skip
    uow.record(ActivityChanged(found.id, what, actor.user_id))
