"""The types of activity that a new firm starts with. An admin changes them; what is there is never written over."""

from __future__ import annotations

from sqlalchemy import select, update

from crm_store.activities.models import ActivityType
from crm_store.database import insert_once
from crm_store.unit_of_work import UnitOfWork

_TYPES = (
    ("visit", "meeting", "Gặp khách hàng", "Customer visit", 60),
    ("survey", "meeting", "Khảo sát tại chỗ", "Site survey", 120),
    ("demo", "meeting", "Trình bày, demo", "Demo", 60),
    ("team", "meeting", "Họp nội bộ", "Team meeting", 60),
    ("first_call", "call", "Gọi lần đầu", "First call", 15),
    ("follow_up", "call", "Gọi lại", "Follow-up call", 15),
    ("care", "call", "Gọi chăm sóc sau bán", "After-sales call", 15),
    ("quote", "task", "Gửi báo giá", "Send the quote", None),
    ("contract", "task", "Gửi hợp đồng", "Send the contract", None),
    ("delivery", "task", "Theo dõi giao hàng", "Follow the delivery", None),
)
_CHAINS = {"survey": ("quote", 2), "demo": ("follow_up", 3), "quote": ("follow_up", 2), "delivery": ("care", 7)}
"""What is planned how many days after one of the type was held."""


def are_missing(uow: UnitOfWork) -> bool:
    """A firm without any type is new; one that has deleted what it does not need is left alone."""
    return uow.connection.execute(select(ActivityType.id).limit(1)).first() is None


def seed(uow: UnitOfWork) -> None:
    """Adds the types whose code is not there yet."""
    added = [
        code
        for code, kind, vietnamese, english, minutes in _TYPES
        if insert_once(
            uow.connection,
            ActivityType,
            {"code": code, "kind": kind, "name_vi": vietnamese, "name_en": english, "minutes": minutes, "next_type_id": None, "next_days": None},
        )
    ]  # fmt: skip
    ids = {row.code: row.id for row in uow.connection.execute(select(ActivityType.code, ActivityType.id))}
    for code in added:
        if code in _CHAINS:
            following, days = _CHAINS[code]
            chain = update(ActivityType).where(ActivityType.code == code)
            uow.connection.execute(chain.values(next_type_id=ids[following], next_days=days))
