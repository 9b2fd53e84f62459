"""The audit trail: who changed what, when, from where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class AuditEntry(Base):
    """Only appended. ``seal`` chains the entries (audit/service.seal): a changed or removed one breaks the chain."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "record_kind", "record_id", "id"),
        Index(
            "ix_audit_entries_unsealed", "id", sqlite_where=text("seal IS NULL"), postgresql_where=text("seal IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(12))
    action: Mapped[str] = mapped_column(String(40))
    record_kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    seal_number: Mapped[int | None] = mapped_column(unique=True)
    seal: Mapped[str | None] = mapped_column(String(64))
