"""What stands in other tables beside a record: names of linked records, addresses, links with their reasons, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select

from crm_store.accounts.models import Account, AccountDomain
from crm_store.contacts.models import Contact
from crm_store.errors import Invalid
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import normalise
from crm_store.interactions.models import Attachment, Interaction, InteractionLink
from crm_store.leads.models import Lead
from crm_store.opportunities.models import Opportunity
from crm_store.records.fields import Row, shown
from crm_store.references import Kind, parse_reference, reference
from crm_store.team.models import User
from crm_store.tickets.models import Ticket
from crm_store.unit_of_work import UnitOfWork

NAMED: dict[Kind, tuple[Any, Any, Any]] = {
    Kind.ACCOUNT: (Account.id, Account.name, Account.external_id),
    Kind.CONTACT: (Contact.id, Contact.name, Contact.external_id),
    Kind.LEAD: (Lead.id, Lead.name, Lead.external_id),
    Kind.OPPORTUNITY: (Opportunity.id, Opportunity.name, Opportunity.external_id),
    Kind.TICKET: (Ticket.id, Ticket.subject, Ticket.external_id),
    Kind.USER: (User.id, User.name, User.email),
}
"""Kind: number, name, and the key by which the outside knows it."""


def name_links(uow: UnitOfWork, rows: Sequence[Row], name: str, kind: Kind, numbers: Sequence[int | None]) -> None:
    """Adds ``account`` (``A-3``), ``account_name`` and ``account_external_id``; users have ``…_email``."""
    known: dict[int, Any] = {}
    if kind in NAMED:
        number, words, key = NAMED[kind]
        wanted = {one for one in numbers if one is not None}
        known = {row[0]: row for row in uow.connection.execute(select(number, words, key).where(number.in_(wanted)))}
    for row, one in zip(rows, numbers, strict=True):
        row[name] = reference(kind, one) if one is not None else None
        if kind in NAMED:
            found = known.get(one) if one is not None else None
            row[f"{name}_name"] = found[1] if found else None
            row[f"{name}_{'email' if kind is Kind.USER else 'external_id'}"] = found[2] if found else None


def ids_of(uow: UnitOfWork, kind: Kind, text: str) -> list[int]:
    """The records that a person means: by reference, by the outside's key, by exact name."""
    try:
        named_kind, number = parse_reference(text)
    except Invalid:
        named_kind = None
    if named_kind is kind:
        return [number]
    if kind not in NAMED:
        raise Invalid("“{text}” is not a reference.", text=text)
    column, words, key = NAMED[kind]
    return list(uow.connection.execute(select(column).where(or_(key == text, words == text))).scalars())


def add_contact_points(kind: Kind, uow: UnitOfWork, ids: Sequence[int], rows: list[Row]) -> None:
    points = uow.connection.execute(
        select(
            ContactPoint.owner_id, ContactPoint.kind, ContactPoint.value, ContactPoint.shown, ContactPoint.is_verified
        )
        .where(ContactPoint.owner_kind == kind, ContactPoint.owner_id.in_(ids))
        .order_by(ContactPoint.is_primary.desc(), ContactPoint.id)
    ).all()
    for row, number in zip(rows, ids, strict=True):
        own = [point for point in points if point.owner_id == number]
        for name, many in (("email", "emails"), ("phone", "phones")):
            row[many] = [point.value if name == "email" else point.shown for point in own if point.kind == name]
            row[name] = row[many][0] if row[many] else None
        row["addresses"] = [
            {"kind": point.kind, "value": point.value, "is_verified": point.is_verified} for point in own
        ]


def add_domains(uow: UnitOfWork, ids: Sequence[int], rows: list[Row]) -> None:
    found = uow.connection.execute(
        select(AccountDomain.account_id, AccountDomain.domain)
        .where(AccountDomain.account_id.in_(ids))
        .order_by(AccountDomain.id)
    ).all()
    for row, number in zip(rows, ids, strict=True):
        row["domains"] = [one.domain for one in found if one.account_id == number]


def has_contact_point(owner: Kind, number: Any, kind: str, text: str) -> ColumnElement[bool]:
    owners = select(ContactPoint.owner_id).where(
        ContactPoint.owner_kind == owner, ContactPoint.kind == kind, ContactPoint.value == normalise(kind, text)
    )
    found: ColumnElement[bool] = number.in_(owners)
    return found


def add_links(uow: UnitOfWork, ids: Sequence[int], rows: list[Row]) -> None:
    """``links`` with all history; ``ticket``, ``lead``, ``opportunity`` and ``reasons`` from the live ones."""
    zone = ZoneInfo(uow.firm.timezone)
    table = InteractionLink.__table__
    found = uow.connection.execute(select(table).where(table.c.interaction_id.in_(ids)).order_by(table.c.id)).all()
    for row, number in zip(rows, ids, strict=True):
        own = [link for link in found if link.interaction_id == number]
        live = [link for link in own if link.moved_at is None]
        row["links"] = [_link(link, zone) for link in own]
        row["reasons"] = list(dict.fromkeys(reason_of(link) for link in live))
        for kind in (Kind.TICKET, Kind.LEAD, Kind.OPPORTUNITY):
            row[kind.value] = next((reference(kind, link.record_id) for link in live if link.record_kind == kind), None)


def _link(link: Any, zone: ZoneInfo) -> Row:
    return {
        "kind": link.record_kind,
        "record": reference(Kind(link.record_kind), link.record_id),
        "proof": link.proof,
        "is_guess": link.is_guess,
        "reason": reason_of(link),
        "moved_at": shown(link.moved_at, zone),
        "moved_by": reference(Kind.USER, link.moved_by_id) if link.moved_by_id else None,
    }


def reason_of(link: Any) -> str:
    """The stored text with its values filled in."""
    return fill(link.reason, link.reason_values)


def fill(text: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def add_files(uow: UnitOfWork, ids: Sequence[int], rows: list[Row]) -> None:
    table = Attachment.__table__
    found = uow.connection.execute(select(table).where(table.c.interaction_id.in_(ids)).order_by(table.c.id)).all()
    names = ("filename", "content_type", "size", "is_inline", "sha256", "note")
    for row, number in zip(rows, ids, strict=True):
        own = (one for one in found if one.interaction_id == number)
        row["attachments"] = [{name: getattr(one, name) for name in names} for one in own]


def with_record(kind: Kind) -> Any:
    """Interactions of a record: by link, for people and firms also by the interaction's own columns."""
    own = {Kind.CONTACT: Interaction.contact_id, Kind.ACCOUNT: Interaction.account_id}.get(kind)

    def condition(uow: UnitOfWork, text: str) -> ColumnElement[bool]:
        ids = ids_of(uow, kind, text)
        linked = Interaction.id.in_(
            select(InteractionLink.interaction_id).where(
                InteractionLink.record_kind == kind,
                InteractionLink.record_id.in_(ids),
                InteractionLink.moved_at.is_(None),
            )
        )
        return linked if own is None else or_(linked, own.in_(ids))

    return condition


def with_audited_record(kind_column: Any, number_column: Any) -> Any:
    def condition(_uow: UnitOfWork, text: str) -> ColumnElement[bool]:
        kind, number = parse_reference(text)
        return and_(kind_column == kind.value, number_column == number)

    return condition


def joined(texts: Iterable[dict[str, Any]]) -> str:
    return "".join(str(one.get("text", "")) for one in texts)
