"""What was said with a lead. It stands with the tickets because a lead's words may become one."""

from __future__ import annotations

from crm_store.access import Actor, Permission, require
from crm_store.leads import queries as leads
from crm_store.references import Kind
from crm_store.tickets import queries
from crm_store.tickets.queries import TimelineItem
from crm_store.unit_of_work import UnitOfWork


def lead_timeline(
    uow: UnitOfWork, *, actor: Actor, lead_id: int, before_id: int | None = None, limit: int = 50
) -> list[TimelineItem]:
    """The newest ``limit`` entries (before ``before_id``), oldest first. Raises ``NotFound``."""
    require(actor, Permission.LEADS_READ)
    leads.lead(uow, actor=actor, lead_id=lead_id)
    return queries.entries(uow, Kind.LEAD, lead_id, before_id=before_id, limit=limit)
