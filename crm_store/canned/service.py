"""Canned replies: an administrator keeps them, whoever answers customers uses them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.canned.models import CannedReply
from crm_store.errors import Invalid, NotFound
from crm_store.identity.rules import fold
from crm_store.unit_of_work import UnitOfWork

KIND = "canned_reply"
NAME_LENGTH, TEXT_LENGTH = 60, 10_000


@dataclass(frozen=True, slots=True)
class Canned:
    id: int
    name: str
    text: str


def listed(uow: UnitOfWork, *, actor: Actor) -> list[Canned]:
    """By name, as people sort them."""
    require(actor, Permission.CUSTOMERS_ANSWER)
    table = CannedReply
    rows = uow.connection.execute(select(table.id, table.name, table.text).order_by(table.name_folded))
    return [Canned(row.id, row.name, row.text) for row in rows]


def one(uow: UnitOfWork, *, actor: Actor, canned_id: int) -> Canned:
    """Raises ``NotFound``."""
    require(actor, Permission.CUSTOMERS_ANSWER)
    found = _load(uow, canned_id)
    return Canned(found.id, found.name, found.text)


def add(uow: UnitOfWork, *, actor: Actor, name: str, text: str) -> int:
    """Raises ``Invalid`` for a name that another one has."""
    require(actor, Permission.CANNED_WRITE)
    now = clock.now()
    made = CannedReply(created_at=now, updated_at=now)
    _write(uow, made, name, text)
    uow.session.add(made)
    uow.flush()
    _record(uow, actor, "canned.add", made.id, {}, {"name": made.name, "text": made.text})
    return made.id


def change(uow: UnitOfWork, *, actor: Actor, canned_id: int, name: str, text: str) -> None:
    require(actor, Permission.CANNED_WRITE)
    found = _load(uow, canned_id)
    before = {"name": found.name, "text": found.text}
    _write(uow, found, name, text)
    found.updated_at = clock.now()
    uow.flush()
    _record(uow, actor, "canned.change", canned_id, before, {"name": found.name, "text": found.text})


def remove(uow: UnitOfWork, *, actor: Actor, canned_id: int) -> None:
    """Answers that were made from it stay as they are."""
    require(actor, Permission.CANNED_WRITE)
    found = _load(uow, canned_id)
    uow.connection.execute(delete(CannedReply).where(CannedReply.id == canned_id))
    _record(uow, actor, "canned.remove", canned_id, {"name": found.name, "text": found.text}, {})


def filled(text: str, *, customer: str, ticket: str, me: str) -> str:
    """Words in other braces stay as they are: the preview shows them before anything leaves."""
    for place, value in (("{customer}", customer), ("{ticket}", ticket), ("{me}", me)):
        text = text.replace(place, value)
    return text


def _load(uow: UnitOfWork, canned_id: int) -> CannedReply:
    found = uow.session.get(CannedReply, canned_id)
    if found is None:
        raise NotFound("There is no such canned reply any more.")
    return found


def _write(uow: UnitOfWork, canned: CannedReply, name: str, text: str) -> None:
    name, text = " ".join(name.split()), text.strip()
    if not name or len(name) > NAME_LENGTH:
        raise Invalid("A canned reply needs a name of at most {limit} characters.", limit=NAME_LENGTH)
    if not text or len(text) > TEXT_LENGTH:
        raise Invalid("A canned reply needs a text of at most {limit} characters.", limit=TEXT_LENGTH)
    folded = fold(name)
    same = select(CannedReply.id).where(CannedReply.name_folded == folded, CannedReply.id != canned.id)
    with uow.session.no_autoflush:
        if uow.connection.execute(same).first() is not None:
            raise Invalid("There is a canned reply called “{name}” already.", name=name)
    canned.name, canned.name_folded, canned.text = name, folded, text


def _record(
    uow: UnitOfWork, actor: Actor, action: str, canned_id: int, before: dict[str, str], after: dict[str, str]
) -> None:
    audit.record(uow, actor=actor, action=action, kind=KIND, record_id=canned_id, before=before, after=after)
