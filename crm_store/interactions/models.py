"""Interactions: each message, chat line and note, with its files and its links to records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base
from crm_store.text_indexes import Words


class Interaction(Base):
    """``text`` is the new part, ``quoted_text`` the history; the original is the raw file. ``direction``: in, out or
    internal. ``is_pending``: from somebody who takes no part in the conversation; staff see it, nobody else does."""

    __tablename__ = "interactions"
    __table_args__ = (
        Index(None, "contact_id", "id"),
        Index(None, "account_id", "id"),
        Index(None, "sender_address", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    medium: Mapped[str] = mapped_column(String(12))
    direction: Mapped[str] = mapped_column(String(8))
    channel_account: Mapped[str] = mapped_column(String(320), default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sender_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sender_address: Mapped[str] = mapped_column(String(320), default="", server_default="")
    recipients: Mapped[list[Any]]
    subject: Mapped[str] = mapped_column(String(500), default="", server_default="")
    text: Mapped[str] = mapped_column(Text)
    quoted_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    signature: Mapped[str] = mapped_column(Text, default="", server_default="")
    has_html: Mapped[bool] = mapped_column(default=False, server_default=false())
    raw_sha256: Mapped[str | None] = mapped_column(String(64))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_items.id"), unique=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_items.id"), unique=True)
    message_id: Mapped[str] = mapped_column(String(998), default="", server_default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    language: Mapped[str] = mapped_column(String(5), default="", server_default="")
    intent: Mapped[str] = mapped_column(String(30), default="", server_default="")
    is_automatic: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_pending: Mapped[bool] = mapped_column(default=False, server_default=false())
    notes: Mapped[list[Any]]
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime]


class InteractionWords(Base):
    """What full-text search looks into: the distinct folded words of sender, subject and new text."""

    __tablename__ = "interaction_words"

    interaction_id: Mapped[int] = mapped_column(
        ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(Words)


class InteractionLink(Base):
    """Why an interaction belongs to a record. ``proof`` names the rule (linking/rules.Proof), ``reason`` is a text of
    the catalogues with its values; a guess can be moved, and a moved link stays as history."""

    __tablename__ = "interaction_links"
    __table_args__ = (
        Index(None, "record_kind", "record_id", "interaction_id"),
        Index(None, "interaction_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"))
    record_kind: Mapped[str] = mapped_column(String(12))
    record_id: Mapped[int]
    proof: Mapped[str] = mapped_column(String(24))
    is_guess: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    reason_values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class LoggedMessage(Base):
    """A customer's message that was kept without a ticket, and what staff made of it. ``choices``: references that fit
    equally. ``decision`` is the reference under which it was filed; empty where it was left as it is."""

    __tablename__ = "logged_messages"
    __table_args__ = (
        Index(
            "ix_logged_messages_undecided",
            "interaction_id",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), primary_key=True, autoincrement=False)
    choices: Mapped[list[Any]]
    decision: Mapped[str] = mapped_column(String(20), default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class MessageId(Base):
    """The Message-IDs (mail) and message references (chats) by which later messages name an interaction."""

    __tablename__ = "message_ids"
    __table_args__ = (Index(None, "value", "channel_account"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), index=True)
    channel_account: Mapped[str] = mapped_column(String(320))
    value: Mapped[str] = mapped_column(String(998))
    is_ours: Mapped[bool]


class Attachment(Base):
    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    interaction_id: Mapped[int] = mapped_column(ForeignKey("interactions.id"), index=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    filename: Mapped[str] = mapped_column(String(300))
    content_type: Mapped[str] = mapped_column(String(150))
    size: Mapped[int]
    is_inline: Mapped[bool] = mapped_column(default=False)
    content_id: Mapped[str | None] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
