"""Who stands behind an address, and what deliveries taught us of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from crm_store import clock
from crm_store.database import insert_once, table_of, upsert
from crm_store.identity.models import AddressState, ContactPoint
from crm_store.identity.rules import normalise
from crm_store.references import Kind
from crm_store.statements import Statement
from crm_store.unit_of_work import UnitOfWork

_POINTS, _STATES = table_of(ContactPoint), table_of(AddressState)
_OWNERS = Statement(
    select(_POINTS.c.owner_kind, _POINTS.c.owner_id, _POINTS.c.is_verified).where(
        _POINTS.c.kind == bindparam("kind"), _POINTS.c.value == bindparam("value")
    )
)
_THIS = (_STATES.c.kind == bindparam("kind"), _STATES.c.value == bindparam("value"))
_FAILURE = Statement(select(_STATES.c.kind).where(*_THIS))
_FORGET_FAILURE = Statement(delete(_STATES).where(*_THIS))


@dataclass(frozen=True, slots=True)
class Owner:
    """A record that has the address. ``is_verified``: imported, entered by staff, or proven; otherwise claimed."""

    kind: str
    id: int
    is_verified: bool


def owners(uow: UnitOfWork, kind: str, value: str) -> list[Owner]:
    return [Owner(*row) for row in _OWNERS.all(uow.connection, {"kind": kind, "value": normalise(kind, value)})]


def add(
    uow: UnitOfWork,
    *,
    owner_kind: Kind,
    owner_id: int,
    kind: str,
    value: str,
    is_verified: bool,
    is_primary: bool = False,
) -> None:
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
    """A look first: nearly no address ever failed, and reading costs less than writing nothing."""
    if is_failing(uow, kind=kind, value=value):
        _FORGET_FAILURE.run(uow.connection, {"kind": kind, "value": normalise(kind, value)})


def is_failing(uow: UnitOfWork, *, kind: str, value: str) -> bool:
    return _FAILURE.first(uow.connection, {"kind": kind, "value": normalise(kind, value)}) is not None
