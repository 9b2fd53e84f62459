"""The outbox: each message that must leave, with its tries and its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base

OPEN = "state IN ('held', 'pending', 'sending', 'transmitting')"


class OutboxItem(Base):
    """``state``:

    - ``held``: leaves at ``next_try_at`` unless undone before;
    - ``pending``: due at ``next_try_at``; ``no_relay``: kept, because no relay is configured;
    - ``sending``: a worker has it, nothing irreversible happened; ``transmitting``: past the point of no return;
    - ``sent``, ``failed``, ``unknown``, ``cancelled``, ``expired``, ``review`` (restored from a backup): ends.

    ``recipients`` holds a state for each recipient of a mail. ``order_key``: messages with the same key leave one
    after the other. ``scheduled_at``: its author chose when it leaves. (kind, subject, recipient, occasion) is unique: the same reason never sends twice.
    """

    __tablename__ = "outbox_items"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "recipient", "occasion"),
        Index("ix_outbox_items_open", "next_try_at", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_outbox_items_order_open", "order_key", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_outbox_items_recipient", "recipient", "created_at"),
        Index(
            "ix_outbox_items_automatic",
            "kind",
            "created_at",
            sqlite_where=text("kind = 'acknowledgement'"),
            postgresql_where=text("kind = 'acknowledgement'"),
        ),
        Index("ix_outbox_items_state", "state", "id"),
        Index("ix_outbox_items_subject", "subject", "id"),
        Index("ix_outbox_items_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(320))
    occasion: Mapped[str] = mapped_column(String(80))
    order_key: Mapped[str | None] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    recipients: Mapped[list[Any]]
    message_id: Mapped[str | None] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), default="pending")
    next_try_at: Mapped[datetime]
    scheduled_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    last_code: Mapped[str] = mapped_column(String(20), default="", server_default="")
    last_error: Mapped[str] = mapped_column(String(500), default="", server_default="")
    external_id: Mapped[str] = mapped_column(String(200), default="", server_default="")
    author_id: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
