"""An answer that failed because the address is wrong: the right one takes its place, and the words become a draft again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from crm_store.access import Actor
from crm_store.audit import service as audit
from crm_store.errors import ChangedMeanwhile, Invalid
from crm_store.identity import service as identity
from crm_store.outbox.rules import State
from crm_store.references import Kind, parse_reference
from crm_store.team.service import folded_email
from crm_store.tickets import replies
from crm_store.tickets.events import TicketChanged
from crm_store.tickets.models import ReplyDraft, Ticket, TicketParticipant
from crm_store.tickets.outcomes import reply_item
from crm_store.tickets.rules import ParticipantState
from crm_store.tickets.service import load
from crm_store.unit_of_work import UnitOfWork


def wrong_address(recipients: Sequence[dict[str, str]]) -> str:
    """The first whom an answer did not reach for good; empty where there is none."""
    return next((one["address"] for one in recipients if one["state"] == "failed"), "")


def correct_address(uow: UnitOfWork, *, actor: Actor, outbox_id: int, address: str) -> ReplyDraft:
    """From now on the ticket is answered at ``address`` instead of the one that failed. The draft holds the same words and
    leaves through the usual preview, only to those who have not got it.

    Raises ``Invalid`` for what is no address, ``ChangedMeanwhile`` where the answer is not waiting for this any more.
    """
    item = reply_item(uow, actor, outbox_id, anybodys=True)
    wrong = wrong_address(item.recipients)
    if item.channel != "email" or item.state not in (State.FAILED, State.SENT) or not wrong:
        raise ChangedMeanwhile("This answer is not waiting for a decision any more.")
    right = _checked(uow, address)
    if right == wrong:
        raise Invalid("{address} is the address that did not work. Type the right one.", address=right)
    _x, ticket_id = parse_reference(item.subject)
    ticket = load(uow, ticket_id, for_update=True)
    _replace(uow, ticket, wrong, right)
    uow.flush()
    audit.record(
        uow, actor=actor, action="ticket.address", kind=Kind.TICKET, record_id=ticket_id,
        before={"address": wrong}, after={"address": right},
    )  # fmt: skip
    uow.record(TicketChanged(ticket_id, "sender", actor.user_id))
    return replies.begin_again(uow, actor=actor, item=item)


def _checked(uow: UnitOfWork, address: str) -> str:
    right = folded_email(address)
    local, _at, domain = right.rpartition("@")
    if f"{local.partition('+')[0]}@{domain}" in uow.firm.own_addresses:
        raise Invalid("{address} is our own address. Type the customer's.", address=right)
    return right


def _replace(uow: UnitOfWork, ticket: Ticket, wrong: str, right: str) -> None:
    """In the wrong one's place; somebody who takes part already under the right address takes its role."""
    people = {one.value: one for one in _people(uow, ticket.id)}
    old, known = people.get(wrong), people.get(right)
    if known is not None:
        known.state = ParticipantState.ACCEPTED
        if old is not None:
            known.role, old.role, old.state = old.role, "cc", ParticipantState.REFUSED
    elif old is not None:
        old.value = right
    contact_id = (old.contact_id if old is not None else None) or ticket.contact_id
    if contact_id is not None:
        identity.add(uow, owner_kind=Kind.CONTACT, owner_id=contact_id, kind="email", value=right, is_verified=True)


def _people(uow: UnitOfWork, ticket_id: int) -> Sequence[TicketParticipant]:
    here = select(TicketParticipant).where(TicketParticipant.ticket_id == ticket_id, TicketParticipant.kind == "email")
    return uow.session.execute(here).scalars().all()
