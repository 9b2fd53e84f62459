"""Activities: meetings, calls and tasks, who attends, and what follows on what."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base

WALL = DateTime(timezone=False)
"""A wall time: meant in the zone beside it."""


class ActivityType(Base):
    """What an admin may choose from ("Khảo sát", "Demo"). When one is held, ``next_type_id`` is planned ``next_days`` later."""

    __tablename__ = "activity_types"
    __table_args__ = (
        CheckConstraint("kind IN ('meeting', 'call', 'task')", name="kind"),
        CheckConstraint("next_days IS NULL OR next_days >= 0", name="next_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(50), unique=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int | None]
    next_type_id: Mapped[int | None] = mapped_column(ForeignKey("activity_types.id"))
    next_days: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Activity(Base):
    """``starts_on`` and ``ends_on`` are wall times in ``timezone``; ``starts_at`` and ``ends_at`` the instants they mean now.

    ``series_id`` is the first activity of a series and carries ``rule`` (RFC 5545). ``occurs_on`` is the wall time at
    which the series has this occurrence, kept when it is moved, so that extending a series doubles nothing.
    """

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("kind IN ('meeting', 'call', 'task')", name="kind"),
        CheckConstraint("status IN ('planned', 'held', 'missed', 'cancelled')", name="status"),
        CheckConstraint("starts_on IS NULL OR ends_on >= starts_on", name="order"),
        CheckConstraint("kind = 'task' OR starts_on IS NOT NULL", name="start"),
        UniqueConstraint("series_id", "occurs_on"),
        Index(None, "owner_id", "status", "ends_at"),
        Index(None, "status", "ends_at"),
        Index(None, "account_id", "ends_at"),
        Index(None, "contact_id", "ends_at"),
        Index(None, "lead_id", "ends_at"),
        Index(None, "opportunity_id", "ends_at"),
        Index(None, "ticket_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    type_id: Mapped[int | None] = mapped_column(ForeignKey("activity_types.id"))
    direction: Mapped[str] = mapped_column(String(3), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(10), default="planned", server_default="planned")
    starts_on: Mapped[datetime | None] = mapped_column(WALL)
    ends_on: Mapped[datetime] = mapped_column(WALL)
    timezone: Mapped[str] = mapped_column(String(50))
    is_all_day: Mapped[bool] = mapped_column(default=False, server_default=false())
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(300), default="", server_default="")
    cost: Mapped[Decimal | None] = mapped_column(Numeric(20, 4))
    currency: Mapped[str] = mapped_column(String(3), default="", server_default="")
    preparation: Mapped[str] = mapped_column(Text, default="", server_default="")
    happened: Mapped[str] = mapped_column(Text, default="", server_default="")
    result: Mapped[str] = mapped_column(String(300), default="", server_default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    rule: Mapped[str] = mapped_column(String(200), default="", server_default="")
    occurs_on: Mapped[datetime | None] = mapped_column(WALL)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class Attendee(Base):
    """A colleague, a contact, or only a name. Exactly one of the three says who it is."""

    __tablename__ = "activity_attendees"
    __table_args__ = (
        CheckConstraint(
            "(user_id IS NOT NULL AND contact_id IS NULL) OR (user_id IS NULL AND contact_id IS NOT NULL)"
            " OR (user_id IS NULL AND contact_id IS NULL AND name <> '')",
            name="who",
        ),
        CheckConstraint("answer IN ('needs_action', 'accepted', 'declined', 'tentative')", name="answer"),
        UniqueConstraint("activity_id", "user_id", "contact_id", "name"),
        Index(None, "user_id", "activity_id"),
        Index(None, "contact_id", "activity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    answer: Mapped[str] = mapped_column(String(12), default="needs_action", server_default="needs_action")
