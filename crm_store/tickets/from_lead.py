"""A lead that is to be answered becomes a ticket."""

from __future__ import annotations

from sqlalchemy import Select, select

from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.leads.models import Lead
from crm_store.references import Kind, reference
from crm_store.tickets.moving import move_interaction
from crm_store.unit_of_work import UnitOfWork


def open_for_lead(uow: UnitOfWork, *, actor: Actor, lead_id: int) -> int:
    """A new ticket from what the lead wrote last; its id. The message stays on the lead as well.

    Raises ``ChangedMeanwhile`` with the ticket where that message is on one already, ``Invalid`` where nothing was written.
    """
    require(actor, Permission.LEADS_READ)
    require(actor, Permission.TICKETS_WRITE)
    ref = reference(Kind.LEAD, lead_id)
    if uow.connection.execute(select(Lead.id).where(Lead.id == lead_id).with_for_update()).first() is None:
        raise NotFound("There is no lead {reference}.", reference=ref)
    interaction_id = uow.connection.execute(_last_words(lead_id)).scalar_one_or_none()
    if interaction_id is None:
        raise Invalid("{reference} has written nothing that could be answered.", reference=ref)
    ticket_id = uow.connection.execute(_ticket_of(interaction_id)).scalar_one_or_none()
    if ticket_id is not None:
        raise ChangedMeanwhile(
            "{reference} is a ticket already: {ticket}.", reference=ref, ticket=reference(Kind.TICKET, ticket_id)
        )
    ticket_id = move_interaction(uow, actor=actor, interaction_id=interaction_id, ticket_id=None)
    audit.record(
        uow, actor=actor, action="lead.ticket", kind=Kind.LEAD, record_id=lead_id, after={"ticket_id": ticket_id}
    )
    return ticket_id


def _last_words(lead_id: int) -> Select[int]:
    return (
        select(Interaction.id)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(
            InteractionLink.record_kind == Kind.LEAD, InteractionLink.record_id == lead_id, InteractionLink.moved_at.is_(None),
            Interaction.direction == "in", Interaction.is_automatic.is_(False),
        )
        .order_by(Interaction.id.desc())
        .limit(1)
    )  # fmt: skip


def _ticket_of(interaction_id: int) -> Select[int]:
    link = InteractionLink
    here = (link.interaction_id == interaction_id, link.record_kind == Kind.TICKET, link.moved_at.is_(None))
    return select(link.record_id).where(*here).order_by(link.id.desc()).limit(1)
