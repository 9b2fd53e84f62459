"""Fills an empty database with the sample firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.demo import firm, stories
from crm_store.demo.stories import CUSTOMER, Line, Story
from crm_store.errors import Invalid
from crm_store.identity.models import ContactPoint
from crm_store.imports import service as imports
from crm_store.imports.csv_rows import CsvRow
from crm_store.inbox.models import InboxItem
from crm_store.interactions import service as interactions
from crm_store.leads.models import Lead
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets.models import Ticket
from crm_store.tickets.rules import ENDED
from crm_store.unit_of_work import UnitOfWork

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
KEY = "demo-"


@dataclass(frozen=True, slots=True)
class Filled:
    """How many there are now, and who administers the sample."""

    users: int
    accounts: int
    contacts: int
    leads: int
    opportunities: int
    tickets: int
    administrator: str


def is_empty(uow: UnitOfWork) -> bool:
    """No users, no records, nothing ever received."""
    return not any(
        uow.connection.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (User, Account, Contact, Lead, Ticket, InboxItem)
    )


def fill(uow: UnitOfWork, *, actor: Actor) -> Filled:
    """One transaction; the same data each time, dated back from today. Nothing is sent. Raises ``Invalid``."""
    require(actor, Permission.SYSTEM)
    if not is_empty(uow):
        raise Invalid("The database holds data already; the sample firm needs an empty one.")
    for name, email, role, group, language in firm.USERS:
        team.add_user(uow, actor=actor, name=name, email=email, role=role, team=group, language=language)
    uow.flush()
    today = clock.now().astimezone(ZONE)
    _import(uow, actor, "accounts", firm.ACCOUNT_COLUMNS, firm.ACCOUNTS)
    _import(uow, actor, "contacts", firm.CONTACT_COLUMNS, firm.CONTACTS)
    _import(uow, actor, "leads", firm.LEAD_COLUMNS, firm.LEADS)
    _import(uow, actor, "opportunities", firm.OPPORTUNITY_COLUMNS, firm.OPPORTUNITIES, today)
    _import_tickets(uow, actor, today)
    for story in stories.STORIES:
        _tell(uow, story, today)
    return Filled(
        len(firm.USERS),
        len(firm.ACCOUNTS),
        len(firm.CONTACTS),
        len(firm.LEADS),
        len(firm.OPPORTUNITIES),
        len(stories.STORIES),
        firm.USERS[0][1],
    )


def _import(
    uow: UnitOfWork, actor: Actor, kind: str, columns: str, lines: Sequence[str], today: datetime | None = None
) -> None:
    rows = []
    for number, line in enumerate(lines, 2):
        cells = dict(zip(columns.split(), line.split("|"), strict=True))
        if today is not None:
            cells["close_date"] = str((today + timedelta(days=int(cells.pop("close_in")))).date())
        rows.append(CsvRow(number, _keyed(cells)))
    _take(uow, actor, kind, rows)


def _import_tickets(uow: UnitOfWork, actor: Actor, today: datetime) -> None:
    rows = []
    for number, story in enumerate(stories.STORIES, 2):
        account = uow.connection.execute(
            select(Account.external_id)
            .join(Contact, Contact.account_id == Account.id)
            .where(Contact.external_id == KEY + story.contact)
        ).scalar_one_or_none()
        cells = {
            "external_id": story.key, "subject": story.subject, "contact": story.contact, "account": (account or "").removeprefix(KEY),
            "status": story.status, "priority": story.priority, "category": story.category, "assignee": story.assignee,
            "created_at": _time(story.lines[0], today).isoformat(),
            "closed_at": _time(story.lines[-1], today).isoformat() if story.status in ENDED else "",
        }  # fmt: skip
        rows.append(CsvRow(number, _keyed(cells)))
    _take(uow, actor, "tickets", rows)


def _keyed(cells: dict[str, str]) -> dict[str, str]:
    """Keys that nobody's own system uses, so that a later import meets none of them."""
    return cells | {name: KEY + cells[name] for name in ("external_id", "account", "contact") if cells.get(name)}


def _take(uow: UnitOfWork, actor: Actor, kind: str, rows: Sequence[CsvRow]) -> None:
    report = imports.take(uow, actor=actor, kind=kind, rows=rows)
    if report.skipped:
        raise AssertionError(f"the sample is wrong: {report.skipped[0]}")


def _time(line: Line, today: datetime) -> datetime:
    """Never in the future: in the small hours, what would be later today is a little ago."""
    at = datetime.combine(today.date() - timedelta(days=line.days_ago), time.fromisoformat(line.at), ZONE)
    return min(at, today - timedelta(minutes=5))


def _tell(uow: UnitOfWork, story: Story, today: datetime) -> None:
    contact = uow.connection.execute(
        select(Contact.id, Contact.name, Contact.account_id, ContactPoint.value)
        .join(ContactPoint, ContactPoint.owner_id == Contact.id)
        .where(
            Contact.external_id == KEY + story.contact,
            ContactPoint.owner_kind == Kind.CONTACT,
            ContactPoint.kind == "email",
            ContactPoint.is_primary,
        )
    ).one()
    ticket_id = uow.connection.execute(select(Ticket.id).where(Ticket.external_id == KEY + story.key)).scalar_one()
    for number, line in enumerate(story.lines):
        _say(uow, story, ticket_id, contact, number, line, _time(line, today))
    inward = [_time(line, today) for line in story.lines if line.who == CUSTOMER]
    outward = [_time(line, today) for line in story.lines if line.who != CUSTOMER and not line.note]
    uow.connection.execute(
        update(Ticket)
        .where(Ticket.id == ticket_id)
        .values(
            language=story.language,
            mailbox=uow.firm.support_address,
            customer_wrote_at=max(inward),
            first_answered_at=min(outward, default=None),
            staff_wrote_at=max(outward, default=None),
            updated_at=_time(story.lines[-1], today),
        )
    )


def _say(uow: UnitOfWork, story: Story, ticket_id: int, contact: Any, number: int, line: Line, at: datetime) -> None:
    ours = uow.firm.support_address
    incoming = line.who == CUSTOMER
    domain = contact.value.rpartition("@")[2] if incoming else uow.firm.mail_domain
    message_id = "" if line.note else f"{KEY}{story.key}.{number}@{domain}"
    author = (
        None if incoming else uow.connection.execute(select(User.id, User.name).where(User.email == line.who)).one()
    )
    interaction_id = interactions.add(
        uow,
        medium="note" if line.note else "email",
        direction="internal" if line.note else "in" if incoming else "out",
        text=line.text,
        occurred_at=at,
        author_id=author.id if author else None,
        sender_name=author.name if author else contact.name,
        sender_address=contact.value if incoming else "" if line.note else ours,
        recipients=[] if line.note else [ours if incoming else contact.value],
        subject="" if line.note else story.subject if number == 0 else f"Re: {story.subject}",
        message_id=message_id,
        contact_id=contact.id,
        account_id=contact.account_id,
        language=story.language,
    )
    if message_id:
        interactions.add_message_id(uow, interaction_id, channel_account=ours, value=message_id, is_ours=not incoming)
    proof, reason = _why(number, line)
    interactions.link(uow, interaction_id, kind=Kind.TICKET, record_id=ticket_id, proof=proof, reason=reason)


def _why(number: int, line: Line) -> tuple[str, str]:
    """In the words of the linking, so that the catalogues know them."""
    if line.note:
        return "staff", "written on this ticket"
    if line.who != CUSTOMER:
        return "staff", "our answer on this ticket"
    if number == 0:
        return "new", "known address, no ticket open"
    return "our_message", "answers our message on this ticket"
