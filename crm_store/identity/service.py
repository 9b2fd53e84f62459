"""Who stands behind an address, and what deliveries taught us of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from crm_store import clock
from crm_store.database import insert_once, upsert
from crm_store.identity.models import AddressState, ContactPoint
from crm_store.identity.rules import normalise
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Owner:
    """A record that has the address. ``is_verified``: imported, entered by staff, or proven; otherwise claimed."""

    kind: str
    id: int
    is_verified: bool


def owners(uow: UnitOfWork, kind: str, value: str) -> list[Owner]:
    rows = uow.connection.execute(
        select(ContactPoint.owner_kind, ContactPoint.owner_id, ContactPoint.is_verified).where(ContactPoint.kind == kind, ContactPoint.value == normalise(kind, value))
    )
    return [Owner(row.owner_kind, row.owner_id, row.is_verified) for row in rows]


def add(uow: UnitOfWork, *, owner_kind: Kind, owner_id: int, kind: str, value: str, is_verified: bool, is_primary: bool = False) -> None:
    """Adds an address to a record; nothing happens when the record has it already."""
    values = {
        "owner_kind": owner_kind, "owner_id": owner_id, "kind": kind, "value": normalise(kind, value)[:320], "shown": value.strip()[:320],
        "is_verified": is_verified, "is_primary": is_primary, "created_at": clock.now(),
    }  # fmt: skip
    insert_once(uow.connection, ContactPoint, values)


def mark_failing(uow: UnitOfWork, *, kind: str, value: str, code: str, detail: str) -> None:
    """A permanent failure: no automatic message goes there until the person writes again."""
    keys = {"kind": kind, "value": normalise(kind, value)[:320]}
    upsert(uow.connection, AddressState, keys, {"failed_at": clock.now(), "code": code[:20], "detail": detail[:500]})


def mark_working(uow: UnitOfWork, *, kind: str, value: str) -> None:
    uow.connection.execute(delete(AddressState).where(AddressState.kind == kind, AddressState.value == normalise(kind, value)))


def is_failing(uow: UnitOfWork, *, kind: str, value: str) -> bool:
    return uow.connection.execute(select(AddressState.kind).where(AddressState.kind == kind, AddressState.value == normalise(kind, value))).first() is not None
