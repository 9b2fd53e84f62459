"""Looking at leads. Each read checks permission first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm_store.access import Actor, Permission, require
from crm_store.errors import NotFound
from crm_store.identity.models import ContactPoint
from crm_store.leads.models import Lead
from crm_store.leads.rules import OPEN
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LeadView:
    """What a card shows. ``points`` are addresses as written, the primary first."""

    id: int
    name: str
    company: str
    source: str
    status: str
    rating: str
    owner_id: int | None
    owner_name: str
    created_at: datetime
    updated_at: datetime
    version: int
    points: tuple[tuple[str, str], ...] = ()

    @property
    def ref(self) -> str:
        return reference(Kind.LEAD, self.id)


def lead(uow: UnitOfWork, *, actor: Actor, lead_id: int) -> LeadView:
    """Raises ``NotFound``."""
    require(actor, Permission.LEADS_READ)
    found = _views(uow, [lead_id])
    if not found:
        raise NotFound("There is no lead {reference}.", reference=reference(Kind.LEAD, lead_id))
    return found[0]


def leads(uow: UnitOfWork, *, actor: Actor, before_id: int | None = None, limit: int = 50) -> list[LeadView]:
    """Those that are not finished, the newest first."""
    require(actor, Permission.LEADS_READ)
    wanted = select(Lead.id).where(Lead.status.in_(OPEN)).order_by(Lead.id.desc()).limit(limit)
    if before_id is not None:
        wanted = wanted.where(Lead.id < before_id)
    return sorted(_views(uow, list(uow.connection.execute(wanted).scalars())), key=lambda one: -one.id)


def _views(uow: UnitOfWork, lead_ids: Sequence[int]) -> list[LeadView]:
    rows = uow.connection.execute(
        select(Lead.id, Lead.name, Lead.company, Lead.source, Lead.status, Lead.rating, Lead.owner_id, User.name.label("owner"), Lead.created_at, Lead.updated_at, Lead.version)
        .outerjoin(User, User.id == Lead.owner_id)
        .where(Lead.id.in_(lead_ids))
    )  # fmt: skip
    return [
        LeadView(
            row.id, row.name, row.company, row.source, row.status, row.rating, row.owner_id, row.owner or "", row.created_at, row.updated_at, row.version,
            tuple(_points(uow, row.id)),
        )
        for row in rows
    ]  # fmt: skip


def _points(uow: UnitOfWork, lead_id: int) -> list[tuple[str, str]]:
    point = ContactPoint
    rows = uow.connection.execute(
        select(point.kind, point.shown)
        .where(point.owner_kind == Kind.LEAD, point.owner_id == lead_id)
        .order_by(point.is_primary.desc(), point.id)
    )
    return [(row.kind, row.shown) for row in rows]
