"""What the pipeline and staff do with leads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.database import table_of
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.identity.rules import fold
from crm_store.leads.events import LeadOpened
from crm_store.leads.models import Lead
from crm_store.references import Kind, reference
from crm_store.statements import insert_row
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


def open_lead(
    uow: UnitOfWork, *, name: str, source: str, interaction_id: int, company: str = "", language: str = ""
) -> int:
    """A stranger who wants to buy; the lead's id."""
    now = clock.now()
    shown = name.strip()[:200] or "?"
    values = {
        "name": shown,
        "name_folded": fold(shown)[:200],
        "company": company[:300],
        "company_folded": fold(company)[:300],
        "source": source,
        "language": language,
        "created_at": now,
        "updated_at": now,
    }
    lead_id: int = insert_row(uow.connection, table_of(Lead), values)
    uow.record(LeadOpened(lead_id, interaction_id))
    return lead_id


def get(uow: UnitOfWork, *, actor: Actor, lead_id: int) -> Lead:
    """Raises ``NotFound``."""
    require(actor, Permission.LEADS_READ)
    return _load(uow, lead_id, select(Lead))


def _load(uow: UnitOfWork, lead_id: int, statement: Select[Lead]) -> Lead:
    found = statement.where(Lead.id == lead_id).execution_options(populate_existing=True)
    lead = uow.session.execute(found).scalar_one_or_none()
    if lead is None:
        raise NotFound("There is no lead {reference}.", reference=reference(Kind.LEAD, lead_id))
    return lead


def take(uow: UnitOfWork, *, actor: Actor, lead_id: int) -> Lead:
    """Raises ``ChangedMeanwhile`` with the name of whoever was first."""
    require(actor, Permission.LEADS_WRITE)
    if actor.user_id is None:
        raise Invalid("Only a member of staff can take a lead.")
    lead = _load(uow, lead_id, select(Lead).with_for_update())
    if lead.owner_id not in (None, actor.user_id):
        raise ChangedMeanwhile(
            "{name} has {reference} already.",
            name=uow.session.get_one(User, lead.owner_id).name,
            reference=reference(Kind.LEAD, lead_id),
        )
    before = {"owner_id": lead.owner_id, "status": lead.status}
    lead.owner_id = actor.user_id
    lead.status = "assigned" if lead.status == "new" else lead.status
    lead.updated_at = clock.now()
    _record(uow, actor, lead, "lead.taken", before)
    return lead


def give_back(uow: UnitOfWork, *, actor: Actor, lead_id: int) -> Lead:
    """Undo of one's own taking. Raises ``ChangedMeanwhile`` when it is not the actor's."""
    require(actor, Permission.LEADS_WRITE)
    lead = _load(uow, lead_id, select(Lead).with_for_update())
    if actor.user_id is None or lead.owner_id != actor.user_id:
        raise ChangedMeanwhile("{reference} is not yours.", reference=reference(Kind.LEAD, lead_id))
    before = {"owner_id": lead.owner_id, "status": lead.status}
    lead.owner_id = None
    lead.status = "new" if lead.status == "assigned" else lead.status
    lead.updated_at = clock.now()
    _record(uow, actor, lead, "lead.given_back", before)
    return lead


def _record(uow: UnitOfWork, actor: Actor, lead: Lead, action: str, before: dict[str, Any]) -> None:
    after = {"owner_id": lead.owner_id, "status": lead.status}
    audit.record(uow, actor=actor, action=action, kind=Kind.LEAD, record_id=lead.id, before=before, after=after)
