"""Contact points: the addresses by which people are known, and what we know about delivering to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_store.database import Base


class ContactPoint(Base):
    """One address of one record. The same value may stand on several records; then it proves none of them alone.

    ``kind`` is email, phone, telegram or webchat; ``value`` is normalised (rules.normalise), ``shown`` as written.
    Exactly one of contact, lead and account owns it; they stand above this part, so these are plain numbers whose
    foreign keys the owners' migrations add.
    """

    __tablename__ = "contact_points"
    __table_args__ = (
        Index(None, "kind", "value"),
        UniqueConstraint("owner_kind", "owner_id", "kind", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(320))
    shown: Mapped[str] = mapped_column(String(320))
    is_verified: Mapped[bool]
    is_primary: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AddressState(Base):
    """What deliveries taught us of an address: a permanent failure blocks automatic messages until the person writes."""

    __tablename__ = "address_states"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    value: Mapped[str] = mapped_column(String(320), primary_key=True)
    failed_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(500))
