"""Whom staff let into a ticket's conversation, and whom they keep out."""

from __future__ import annotations

from sqlalchemy import select, update

from crm_store.access import Actor, Permission, require
from crm_store.errors import NotFound
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.references import Kind, reference
from crm_store.tickets.models import TicketParticipant
from crm_store.tickets.rules import ParticipantState
from crm_store.tickets.service import changed, load
from crm_store.unit_of_work import UnitOfWork


def accept_sender(uow: UnitOfWork, *, actor: Actor, ticket_id: int, participant_id: int) -> None:
    """From now on this address takes part; what it wrote so far stops being marked."""
    _decide_sender(uow, actor, ticket_id, participant_id, ParticipantState.ACCEPTED)


def refuse_sender(uow: UnitOfWork, *, actor: Actor, ticket_id: int, participant_id: int) -> None:
    _decide_sender(uow, actor, ticket_id, participant_id, ParticipantState.REFUSED)


def _decide_sender(uow: UnitOfWork, actor: Actor, ticket_id: int, participant_id: int, state: ParticipantState) -> None:
    require(actor, Permission.TICKETS_WRITE)
    ticket = load(uow, ticket_id, for_update=True)
    person = uow.session.get(TicketParticipant, participant_id)
    if person is None or person.ticket_id != ticket_id:
        raise NotFound("There is no such sender on {reference}.", reference=reference(Kind.TICKET, ticket_id))
    before = {"participant_id": participant_id, "state": person.state}
    person.state = state
    if state is ParticipantState.ACCEPTED:
        uow.flush()
        _unmark(uow, ticket_id, person.value)
    changed(uow, actor, ticket, "sender", before, {"participant_id": participant_id, "state": state})


def _unmark(uow: UnitOfWork, ticket_id: int, address: str) -> None:
    here = select(InteractionLink.interaction_id).where(
        InteractionLink.record_kind == Kind.TICKET, InteractionLink.record_id == ticket_id
    )
    uow.connection.execute(
        update(Interaction)
        .where(Interaction.id.in_(here), Interaction.sender_address == address)
        .values(is_pending=False)
    )
