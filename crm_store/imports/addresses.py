"""Addresses that come with an import. They count as known: a mail from any of them is a mail from that record."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from crm_store import clock
from crm_store.accounts.models import AccountDomain
from crm_store.contacts.models import Contact
from crm_store.database import insert_once
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import normalise
from crm_store.references import Kind
from crm_store.tickets.models import TicketParticipant
from crm_store.tickets.rules import ParticipantState
from crm_store.unit_of_work import UnitOfWork


def keep(
    uow: UnitOfWork, owner: Kind, number: int, kind: str, primary: str | None, others: Iterable[str | None]
) -> bool:
    """Adds what is new, verifies what was only claimed, and makes ``primary`` the first; whether anything changed.

    Addresses that are there and not in the row stay: old mail still comes from them.
    """
    changed = False
    wanted = {normalise(kind, one): one for one in (primary, *others) if one}
    first = normalise(kind, primary) if primary else None
    rows = uow.connection.execute(
        select(ContactPoint.id, ContactPoint.value, ContactPoint.is_verified, ContactPoint.is_primary).where(
            ContactPoint.owner_kind == owner, ContactPoint.owner_id == number, ContactPoint.kind == kind
        )
    ).all()
    known = {row.value for row in rows}
    for row in rows:
        verified = row.is_verified or row.value in wanted
        leads = row.is_primary if first is None else row.value == first
        if (verified, leads) != (row.is_verified, row.is_primary):
            change = update(ContactPoint).where(ContactPoint.id == row.id)
            uow.connection.execute(change.values(is_verified=verified, is_primary=leads))
            changed = True
    fresh = [
        {
            "owner_kind": owner, "owner_id": number, "kind": kind, "value": value, "shown": written,
            "is_verified": True, "is_primary": value == first, "created_at": clock.now(),
        }
        for value, written in wanted.items()
        if value not in known
    ]  # fmt: skip
    if fresh:
        uow.connection.execute(insert(ContactPoint), fresh)
    return changed or bool(fresh)


def keep_domain(uow: UnitOfWork, account_id: int, domain: str) -> bool:
    values = {"account_id": account_id, "domain": domain}
    return insert_once(uow.connection, AccountDomain, values) is not None


def keep_participant(uow: UnitOfWork, ticket_id: int, contact_id: int) -> bool:
    """The contact takes part under the first e-mail address; as the same contact, mail from the others joins too."""
    found = uow.connection.execute(
        select(ContactPoint.value, Contact.name)
        .join(Contact, Contact.id == ContactPoint.owner_id)
        .where(
            ContactPoint.owner_kind == Kind.CONTACT, ContactPoint.owner_id == contact_id, ContactPoint.kind == "email"
        )
        .order_by(ContactPoint.is_primary.desc(), ContactPoint.id)
        .limit(1)
    ).first()
    if found is None:
        return False
    values = {
        "ticket_id": ticket_id, "kind": "email", "value": found.value, "name": found.name, "role": "requester",
        "state": ParticipantState.ACCEPTED, "contact_id": contact_id, "created_at": clock.now(),
    }  # fmt: skip
    return insert_once(uow.connection, TicketParticipant, values) is not None
