"""Tickets: what a customer asked for, who takes part, who answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class Ticket(Base):
    """``channel`` and ``channel_account`` say where an answer leaves by default; ``mailbox`` is the address written to."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "status", "id"),
        Index(None, "contact_id", "status"),
        Index(None, "account_id", "status"),
        Index(None, "assignee_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    subject: Mapped[str] = mapped_column(String(500))
    subject_folded: Mapped[str] = mapped_column(String(500), default="", server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    status: Mapped[str] = mapped_column(String(12), default="new", server_default="new")
    priority: Mapped[str] = mapped_column(String(10), default="normal", server_default="normal")
    category: Mapped[str] = mapped_column(String(50), default="question", server_default="question")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    language: Mapped[str] = mapped_column(String(5), default="", server_default="")
    channel: Mapped[str] = mapped_column(String(12), default="email", server_default="email")
    channel_account: Mapped[str] = mapped_column(String(320), default="", server_default="")
    mailbox: Mapped[str] = mapped_column(String(320), default="", server_default="")
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    customer_wrote_at: Mapped[datetime | None]
    staff_wrote_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class TicketParticipant(Base):
    """An outside address in the conversation. ``state``: ``accepted`` takes part; ``pending`` only staff see his words
    until they accept him; ``refused`` stays out."""

    __tablename__ = "ticket_participants"
    __table_args__ = (UniqueConstraint("ticket_id", "kind", "value"), Index(None, "kind", "value"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    role: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="accepted", server_default="accepted")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    created_at: Mapped[datetime]


class TicketFollower(Base):
    __tablename__ = "ticket_followers"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class ReplyDraft(Base):
    """What a colleague is writing to a customer. An open one tells the others that the ticket is being answered.

    ``corrects_id`` is an answer that failed at a wrong address: this one goes only to those who have not got that one."""

    __tablename__ = "reply_drafts"
    __table_args__ = (Index(None, "ticket_id", "state"), Index(None, "user_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    origin: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_items.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_items.id"), index=True)
    last_interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interactions.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ReplyToken(Base):
    """The secret part of a reply address (``support+<token>@…``), bound to one ticket and mailbox, revocable."""

    __tablename__ = "reply_tokens"
    __table_args__ = (Index(None, "ticket_id", "mailbox"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    mailbox: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
