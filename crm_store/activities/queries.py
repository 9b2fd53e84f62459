"""Looking at activities. Each read checks permission first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.activities.models import Activity, ActivityType, Attendee
from crm_store.activities.rules import Status
from crm_store.contacts.models import Contact
from crm_store.errors import NotFound
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

MOST = 200


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """``starts_on`` and ``ends_on`` are wall times in ``timezone``."""

    id: int
    kind: str
    subject: str
    status: str
    starts_on: datetime | None
    ends_on: datetime
    timezone: str
    is_all_day: bool
    ends_at: datetime
    place: str
    owner_id: int | None
    owner_name: str
    contact_name: str
    account_name: str

    @property
    def ref(self) -> str:
        return reference(Kind.ACTIVITY, self.id)


@dataclass(frozen=True, slots=True)
class AttendeeView:
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class ActivityView:
    """``about`` are references of the records it is about."""

    row: ActivityRow
    direction: str
    preparation: str
    happened: str
    result: str
    type_code: str
    rule: str
    about: tuple[str, ...]
    attendees: tuple[AttendeeView, ...]
    version: int


def activity(uow: UnitOfWork, *, actor: Actor, activity_id: int) -> ActivityView:
    """Raises ``NotFound``."""
    require(actor, Permission.ACTIVITIES_READ)
    row = uow.connection.execute(_rows().where(Activity.id == activity_id)).first()
    if row is None:
        raise NotFound("There is no activity {reference}.", reference=reference(Kind.ACTIVITY, activity_id))
    found = uow.session.get_one(Activity, activity_id)
    kind = uow.session.get(ActivityType, found.type_id) if found.type_id is not None else None
    about = {
        Kind.LEAD: found.lead_id,
        Kind.OPPORTUNITY: found.opportunity_id,
        Kind.TICKET: found.ticket_id,
        Kind.CONTACT: found.contact_id,
        Kind.ACCOUNT: found.account_id,
    }
    return ActivityView(
        ActivityRow(*row), found.direction, found.preparation, found.happened, found.result, kind.code if kind else "", found.rule,
        tuple(reference(kind, number) for kind, number in about.items() if number is not None),
        tuple(_attendees(uow, activity_id)), found.version,
    )  # fmt: skip


def agenda(
    uow: UnitOfWork, *, actor: Actor, since: datetime, until: datetime, user_id: int | None = None
) -> list[ActivityRow]:
    """What is planned for a colleague (the actor) in this time, what is overdue before it, in the order of time."""
    require(actor, Permission.ACTIVITIES_READ)
    who = user_id if user_id is not None else actor.user_id
    statement = (
        _rows()
        .where(Activity.status == Status.PLANNED, Activity.ends_at < until, _concerns(who))
        .where(or_(Activity.ends_at >= since, Activity.kind == "task"))
        .order_by(func.coalesce(Activity.starts_at, Activity.ends_at), Activity.id)
        .limit(MOST)
    )
    return [ActivityRow(*row) for row in uow.connection.execute(statement)]


def overlapping(
    uow: UnitOfWork, *, actor: Actor, starts_at: datetime, ends_at: datetime, user_id: int | None = None,
    besides: int | None = None,
) -> list[ActivityRow]:  # fmt: skip
    """Planned meetings and calls of a colleague (the actor) that share time with this one; touching ends share none."""
    require(actor, Permission.ACTIVITIES_READ)
    who = user_id if user_id is not None else actor.user_id
    statement = (
        _rows()
        .where(Activity.status == Status.PLANNED, Activity.kind != "task", Activity.is_all_day.is_(False))
        .where(Activity.starts_at < ends_at, Activity.ends_at > starts_at, _concerns(who))
        .order_by(Activity.starts_at)
        .limit(MOST)
    )
    if besides is not None:
        statement = statement.where(Activity.id != besides)
    return [ActivityRow(*row) for row in uow.connection.execute(statement)]


def of_record(uow: UnitOfWork, *, actor: Actor, kind: Kind, record_id: int, limit: int = 20) -> list[ActivityRow]:
    """Of a lead, deal, ticket, contact or account, the newest first."""
    require(actor, Permission.ACTIVITIES_READ)
    columns = {
        Kind.LEAD: Activity.lead_id,
        Kind.OPPORTUNITY: Activity.opportunity_id,
        Kind.TICKET: Activity.ticket_id,
        Kind.CONTACT: Activity.contact_id,
        Kind.ACCOUNT: Activity.account_id,
    }
    statement = _rows().where(columns[kind] == record_id).order_by(Activity.ends_at.desc()).limit(limit)
    return [ActivityRow(*row) for row in uow.connection.execute(statement)]


def _concerns(user_id: int | None) -> Any:
    """His own, or one that he attends and has not declined."""
    attends = exists().where(
        Attendee.activity_id == Activity.id, Attendee.user_id == user_id, Attendee.answer != "declined"
    )
    return or_(Activity.owner_id == user_id, attends)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Activity.id, Activity.kind, Activity.subject, Activity.status, Activity.starts_on, Activity.ends_on, Activity.timezone,
            Activity.is_all_day, Activity.ends_at, Activity.place, Activity.owner_id, func.coalesce(User.name, ""),
            func.coalesce(Contact.name, ""), func.coalesce(Account.name, ""),
        )
        .outerjoin(User, User.id == Activity.owner_id)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Account, Account.id == Activity.account_id)
    )  # fmt: skip


def _attendees(uow: UnitOfWork, activity_id: int) -> list[AttendeeView]:
    rows = uow.connection.execute(
        select(func.coalesce(User.name, Contact.name, Attendee.name), Attendee.answer)
        .outerjoin(User, User.id == Attendee.user_id)
        .outerjoin(Contact, Contact.id == Attendee.contact_id)
        .where(Attendee.activity_id == activity_id)
        .order_by(Attendee.id)
    )
    return [AttendeeView(*row) for row in rows]
