"""How a row names other records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import normalise_email
from crm_store.imports.values import BadCell
from crm_store.references import Kind
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


def user_id(uow: UnitOfWork, column: str, email: str) -> int:
    """Raises ``BadCell``: users exist before an import."""
    found = uow.connection.execute(select(User.id).where(User.email == email)).scalar_one_or_none()
    if found is None:
        raise BadCell(column, email, "is no user; add the user first (crmbot user add)")
    return found


def account_id(uow: UnitOfWork, key: str) -> int:
    """By ``external_id``, failing that by exact name. Raises ``BadCell``."""
    return _single(uow, "account", key, Account.external_id == key, Account.name == key)


def contact_id(uow: UnitOfWork, key: str) -> int:
    """By ``external_id``, failing that by e-mail address. Raises ``BadCell``."""
    owners = select(ContactPoint.owner_id).where(
        ContactPoint.owner_kind == Kind.CONTACT,
        ContactPoint.kind == "email",
        ContactPoint.value == normalise_email(key),
    )
    return _single(uow, "contact", key, Contact.external_id == key, Contact.id.in_(owners))


def _single(uow: UnitOfWork, column: str, key: str, *conditions: Any) -> int:
    number: Any = Account.id if column == "account" else Contact.id
    for condition in conditions:
        found = uow.connection.execute(select(number).where(condition).limit(2)).scalars().all()
        if len(found) > 1:
            raise BadCell(column, key, f"names several {column}s; use the external_id")
        if found:
            return int(found[0])
    raise BadCell(column, key, f"is no {column} here; import {column}s first")
