"""Corrects where a message belongs: to another ticket, or to one of its own."""

from __future__ import annotations

from sqlalchemy import select

from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import NotFound
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction
from crm_store.references import Kind
from crm_store.tickets.events import TicketChanged
from crm_store.tickets.models import TicketParticipant
from crm_store.tickets.rules import ParticipantState, clean_subject
from crm_store.tickets.service import add_participant, load, open_ticket
from crm_store.unit_of_work import UnitOfWork

SUBJECT_WORDS = 70
"""How many characters of the words stand for a subject that is missing."""


def move_interaction(uow: UnitOfWork, *, actor: Actor, interaction_id: int, ticket_id: int | None) -> int:
    """Corrects a link: the message goes to another ticket, or (``None``) to a new one. The ticket's id."""
    require(actor, Permission.TICKETS_WRITE)
    found = uow.session.get(Interaction, interaction_id)
    if found is None:
        raise NotFound("There is no such message.")
    if ticket_id is not None:
        load(uow, ticket_id)
    left = interactions.unlink(uow, interaction_id, kind=Kind.TICKET, user_id=actor.user_id)
    target = ticket_id if ticket_id is not None else _ticket_from(uow, found)
    if found.is_pending and _takes_part(uow, target, found):
        found.is_pending = False
    interactions.link(
        uow,
        interaction_id,
        kind=Kind.TICKET,
        record_id=target,
        proof="staff",
        reason="moved here by {name}",
        reason_values={"name": actor.name},
    )
    audit.record(
        uow,
        actor=actor,
        action="move",
        kind=Kind.INTERACTION,
        record_id=interaction_id,
        before={"tickets": left},
        after={"tickets": [target]},
    )
    for changed in {*left, target}:
        uow.record(TicketChanged(changed, "moved", actor.user_id))
    return target


def _takes_part(uow: UnitOfWork, ticket_id: int, said: Interaction) -> bool:
    who = select(TicketParticipant.id).where(
        TicketParticipant.ticket_id == ticket_id,
        TicketParticipant.kind == said.medium,
        TicketParticipant.value == said.sender_address,
        TicketParticipant.state == ParticipantState.ACCEPTED,
    )
    return uow.connection.execute(who).first() is not None


def _first_words(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SUBJECT_WORDS else words[:SUBJECT_WORDS].rsplit(" ", 1)[0] + "…"


def _ticket_from(uow: UnitOfWork, found: Interaction) -> int:
    ticket_id = open_ticket(
        uow, subject=clean_subject(found.subject) or _first_words(found.text), interaction_id=found.id, wrote_at=found.occurred_at,
        contact_id=found.contact_id, account_id=found.account_id, channel=found.medium, channel_account=found.channel_account,
        mailbox=found.channel_account if found.medium == "email" else "", language=found.language,
    )  # fmt: skip
    if found.sender_address:
        add_participant(
            uow,
            ticket_id,
            kind=found.medium,
            value=found.sender_address,
            name=found.sender_name,
            role="requester",
            contact_id=found.contact_id,
        )
    return ticket_id
