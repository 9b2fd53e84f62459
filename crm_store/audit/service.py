"""Writing and sealing the audit trail."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import func, select, update

from crm_store import clock
from crm_store.access import Actor
from crm_store.audit.models import AuditEntry
from crm_store.database import table_of
from crm_store.statements import insert_rows
from crm_store.unit_of_work import UnitOfWork

SEAL_BATCH = 500


def record(
    uow: UnitOfWork,
    *,
    actor: Actor,
    action: str,
    kind: str,
    record_id: int,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Written in the transaction of the change itself. ``before`` and ``after`` hold the changed fields, JSON types."""
    row = {
        "at": clock.now(),
        "actor_kind": actor.kind.value,
        "actor_id": actor.user_id,
        "origin": actor.origin,
        "action": action,
        "record_kind": kind,
        "record_id": record_id,
        "before": before or {},
        "after": after or {},
    }
    insert_rows(uow.connection, table_of(AuditEntry), [row])


def seal(uow: UnitOfWork) -> int:
    """Chains entries that are not chained yet; returns how many. One sealer at a time."""
    uow.lock(["audit.seal"])
    last = uow.connection.execute(
        select(AuditEntry.seal_number, AuditEntry.seal)
        .where(AuditEntry.seal_number.is_not(None))
        .order_by(AuditEntry.seal_number.desc())
        .limit(1)
    ).first()
    number, chain = (last.seal_number or 0, last.seal or "") if last else (0, "")
    rows = uow.connection.execute(
        select(AuditEntry.__table__).where(AuditEntry.seal.is_(None)).order_by(AuditEntry.id).limit(SEAL_BATCH)
    ).all()
    for row in rows:
        number += 1
        chain = _seal_of(row, chain)
        uow.connection.execute(update(AuditEntry).where(AuditEntry.id == row.id).values(seal_number=number, seal=chain))
    return len(rows)


def first_broken(uow: UnitOfWork) -> int | None:
    """The id of the first entry that does not fit the chain, or ``None``. Reads the whole trail."""
    chain, expected = "", 1
    for row in uow.connection.execute(
        select(AuditEntry.__table__).where(AuditEntry.seal.is_not(None)).order_by(AuditEntry.seal_number)
    ):
        chain = _seal_of(row, chain)
        if row.seal != chain or row.seal_number != expected:
            return int(row.id)
        expected += 1
    return None


def count(uow: UnitOfWork) -> int:
    return uow.connection.execute(select(func.count()).select_from(AuditEntry)).scalar_one()


def _seal_of(row: Any, chain: str) -> str:
    facts = [
        chain, row.id, row.at.isoformat(), row.actor_kind, row.actor_id, row.origin, row.action, row.record_kind, row.record_id, row.before, row.after,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
