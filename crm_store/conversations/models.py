"""Chats as we keep them: the web chat's own messages, the cards that stand in chats, and where a dialogue is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class Conversation(Base):
    """One web chat: a staff member's (``staff:<user id>``) or a visitor's (``visitor:<token hash>``).

    ``revision`` counts every change of its messages; a browser that reconnects asks for what came after the last
    revision it has seen.
    """

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ConversationMessage(Base):
    """``body`` is what the browser shows: spans, buttons, files. Each change gives it the conversation's next revision."""

    __tablename__ = "conversation_messages"
    __table_args__ = (Index(None, "conversation_key", "revision"), UniqueConstraint("conversation_key", "client_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_key: Mapped[str] = mapped_column(ForeignKey("conversations.key"))
    revision: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    client_id: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CardMessage(Base):
    """The message in a chat that shows a record's card, so that it is edited rather than sent again."""

    __tablename__ = "card_messages"
    __table_args__ = (UniqueConstraint("channel", "chat_id", "record"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(12))
    chat_id: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    record: Mapped[str] = mapped_column(String(40), index=True)
    message_ref: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime]


class Dialogue(Base):
    """What the program waits for in one staff chat (an answer's text, a name…). Survives a restart."""

    __tablename__ = "dialogues"

    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    chat_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class Installation(Base):
    """A few facts of this installation: its id, when it was restored, job runs."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[dict[str, Any]]


class JobRun(Base):
    """One run of a job: (job, due time) starts once, however many processes there are."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(500), default="", server_default="")
