"""Canned replies: words that fit many requests, written once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class CannedReply(Base):
    """``name`` stands on the button. In ``text``, ``{customer}``, ``{ticket}`` and ``{me}`` are filled in when it is used."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_folded: Mapped[str] = mapped_column(String(60), unique=True)
    text: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
