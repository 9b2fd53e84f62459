"""The inbox: each raw item that came in, and its visible end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class InboxItem(Base):
    """``state``: received, processing, done, quarantined. ``outcome`` is set when done: what became of it.

    ``lane``: who is handed it, see rules.Lane. Mails lie as files (``raw_sha256``); chat updates, which are small, in the row (``raw``). ``group_key`` names a
    conversation whose items are worked on one after the other, in order of arrival.
    """

    __tablename__ = "inbox_items"
    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index(
            "ix_inbox_items_open",
            "lane",
            "next_try_at",
            "id",
            sqlite_where=text("state IN ('received', 'processing')"),
            postgresql_where=text("state IN ('received', 'processing')"),
        ),
        Index(
            "ix_inbox_items_group_open",
            "group_key",
            "id",
            sqlite_where=text("state IN ('received', 'processing')"),
            postgresql_where=text("state IN ('received', 'processing')"),
        ),
        Index("ix_inbox_items_balance", "received_at", "channel", "account"),
        Index(
            "ix_inbox_items_quarantined",
            "id",
            sqlite_where=text("state = 'quarantined'"),
            postgresql_where=text("state = 'quarantined'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(12))
    account: Mapped[str] = mapped_column(String(320))
    external_id: Mapped[str] = mapped_column(String(200))
    raw_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    size: Mapped[int]
    envelope: Mapped[dict[str, Any]]
    group_key: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="received")
    lane: Mapped[int] = mapped_column(default=0, server_default="0")
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    arrivals: Mapped[int] = mapped_column(default=1, server_default="1")
    interaction_id: Mapped[int | None]
    done_at: Mapped[datetime | None]


class ReadPositionRow(Base):
    """How far a receiver has read; see channels.message.ReadPosition."""

    __tablename__ = "read_positions"

    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    account: Mapped[str] = mapped_column(String(320), primary_key=True)
    epoch: Mapped[int]
    value: Mapped[int]
    updated_at: Mapped[datetime]
