"""Looking at contacts and their firms. Each read checks permission first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.errors import NotFound
from crm_store.identity.models import ContactPoint
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Point:
    """One address as written. ``is_verified``: known to be this record's, not only said to be."""

    kind: str
    shown: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    id: int
    salutation: str
    name: str
    title: str
    account_id: int | None
    account_name: str
    owner_name: str
    is_opted_out: bool
    points: tuple[Point, ...] = ()

    @property
    def ref(self) -> str:
        return reference(Kind.CONTACT, self.id)


@dataclass(frozen=True, slots=True)
class AccountView:
    id: int
    name: str
    tier: str
    tax_code: str
    address: str
    owner_name: str
    points: tuple[Point, ...] = ()
    contacts: tuple[tuple[int, str], ...] = ()

    @property
    def ref(self) -> str:
        return reference(Kind.ACCOUNT, self.id)


def contact(uow: UnitOfWork, *, actor: Actor, contact_id: int) -> ContactView:
    """Raises ``NotFound``."""
    require(actor, Permission.CUSTOMERS_READ)
    row = uow.connection.execute(
        select(Contact.id, Contact.salutation, Contact.name, Contact.title, Contact.account_id, Account.name.label("account"), User.name.label("owner"), Contact.is_opted_out)
        .outerjoin(Account, Account.id == Contact.account_id)
        .outerjoin(User, User.id == Contact.owner_id)
        .where(Contact.id == contact_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no contact {reference}.", reference=reference(Kind.CONTACT, contact_id))
    return ContactView(
        row.id, row.salutation, row.name, row.title, row.account_id, row.account or "", row.owner or "", row.is_opted_out,
        points(uow, Kind.CONTACT, contact_id),
    )  # fmt: skip


def account(uow: UnitOfWork, *, actor: Actor, account_id: int) -> AccountView:
    """With its first contacts. Raises ``NotFound``."""
    require(actor, Permission.CUSTOMERS_READ)
    row = uow.connection.execute(
        select(Account.id, Account.name, Account.tier, Account.tax_code, Account.address, User.name.label("owner"))
        .outerjoin(User, User.id == Account.owner_id)
        .where(Account.id == account_id)
    ).first()
    if row is None:
        raise NotFound("There is no account {reference}.", reference=reference(Kind.ACCOUNT, account_id))
    people = uow.connection.execute(
        select(Contact.id, Contact.name).where(Contact.account_id == account_id).order_by(Contact.id).limit(8)
    )
    return AccountView(
        row.id, row.name, row.tier, row.tax_code, row.address, row.owner or "", points(uow, Kind.ACCOUNT, account_id),
        tuple((one.id, one.name) for one in people),
    )  # fmt: skip


def points(uow: UnitOfWork, owner_kind: Kind, owner_id: int) -> tuple[Point, ...]:
    """The primary first. Callers have checked permission."""
    table = ContactPoint
    rows = uow.connection.execute(
        select(table.kind, table.shown, table.is_verified)
        .where(table.owner_kind == owner_kind, table.owner_id == owner_id)
        .order_by(table.is_primary.desc(), table.id)
    )
    return tuple(Point(row.kind, row.shown, row.is_verified) for row in rows)
