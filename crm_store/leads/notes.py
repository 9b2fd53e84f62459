"""Internal notes on leads."""

from __future__ import annotations

from sqlalchemy import select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import Invalid, NotFound
from crm_store.interactions import service as interactions
from crm_store.leads.models import Lead
from crm_store.references import Kind, reference
from crm_store.unit_of_work import UnitOfWork

NOTE_LENGTH = 20_000


def add_note(uow: UnitOfWork, *, actor: Actor, lead_id: int, text: str) -> int:
    """Its interaction id. It stays inside."""
    require(actor, Permission.LEADS_WRITE)
    lead = uow.connection.execute(select(Lead.contact_id, Lead.account_id).where(Lead.id == lead_id)).first()
    if lead is None:
        raise NotFound("There is no lead {reference}.", reference=reference(Kind.LEAD, lead_id))
    if not text.strip():
        raise Invalid("The note is empty. Type some text.")
    if len(text) > NOTE_LENGTH:
        raise Invalid("The note has {length} characters; {limit} are the most.", length=len(text), limit=NOTE_LENGTH)
    note = interactions.add(
        uow, medium="note", direction="internal", text=text.strip(), occurred_at=clock.now(), author_id=actor.user_id, sender_name=actor.name,
        contact_id=lead.contact_id, account_id=lead.account_id,
    )  # fmt: skip
    interactions.link(uow, note, kind=Kind.LEAD, record_id=lead_id, proof="staff", reason="written on this lead")
    audit.record(uow, actor=actor, action="note", kind=Kind.LEAD, record_id=lead_id, after={"interaction_id": note})
    return note
