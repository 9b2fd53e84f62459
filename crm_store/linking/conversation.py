"""Then the conversation: proofs 3 to 6 of the order, each with the check that the sender takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from channels.email.addressing import tokens_in
from channels.message import InboundMessage
from crm_store.identity.rules import normalise
from crm_store.interactions.models import Interaction, InteractionLink, MessageId
from crm_store.linking.rules import Link, Person, Proof, envelope_of, thread_ids
from crm_store.references import Kind, reference
from crm_store.tickets.models import ReplyToken, Ticket, TicketParticipant
from crm_store.tickets.replies import token_hash
from crm_store.tickets.rules import ParticipantState
from crm_store.unit_of_work import UnitOfWork
from nlp.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that the message names. ``takes_part``: the sender is in it; otherwise staff only see it there."""

    ticket_id: int | None
    link: Link | None
    takes_part: bool
    other_links: tuple[Link, ...] = ()


def by_token(uow: UnitOfWork, message: InboundMessage, person: Person) -> Found | None:
    """Step 3: our reply address among the recipients."""
    addresses = envelope_of(message)
    tokens = [token for own in uow.firm.own_addresses for token in tokens_in(addresses, own)]
    if not tokens:
        return None
    ticket_id = uow.connection.execute(
        select(ReplyToken.ticket_id)
        .where(ReplyToken.token_hash.in_([token_hash(token) for token in tokens]), ReplyToken.revoked_at.is_(None))
        .limit(1)
    ).scalar_one_or_none()
    if ticket_id is None:
        return None
    return _on_ticket(
        uow,
        ticket_id,
        message,
        person,
        Link(Kind.TICKET, ticket_id, Proof.TOKEN, "written to the reply address of this ticket"),
    )


def by_our_message(uow: UnitOfWork, message: InboundMessage, person: Person, known: Sequence[Any]) -> Found | None:
    """Step 4: it answers a message of ours."""
    ours = next((row for row in known if row.is_ours), None)
    ticket_id = _ticket_of(uow, ours.interaction_id) if ours else None
    if ticket_id is None:
        return None
    return _on_ticket(
        uow,
        ticket_id,
        message,
        person,
        Link(Kind.TICKET, ticket_id, Proof.OUR_MESSAGE, "answers our message on this ticket"),
    )


def by_thread(uow: UnitOfWork, message: InboundMessage, person: Person, known: Sequence[Any]) -> Found | None:
    """Step 5: it answers a mail that we know, and the sender was in that mail."""
    for row in known:
        if row.is_ours or not _was_in(uow, row.interaction_id, person):
            continue
        ticket_id = _ticket_of(uow, row.interaction_id)
        link = (
            Link(Kind.TICKET, ticket_id, Proof.THREAD, "answers a mail of this thread")
            if ticket_id is not None
            else None
        )
        others = _other_links(uow, row.interaction_id)
        if link is not None or others:
            return Found(ticket_id, link, takes_part=message.authenticated is not False, other_links=others)
    return None


def by_reference(
    uow: UnitOfWork, message: InboundMessage, person: Person, analysis: Analysis
) -> tuple[Found | None, list[str]]:
    """Step 6: a ticket named in the words, only when the sender takes part in it. Else the refused references, for a
    note to staff (the "ticket trick")."""
    refused = []
    for named in analysis.references:
        if named.kind not in ("T", "#"):
            continue
        takes_part = participation(uow, named.number, person) == ParticipantState.ACCEPTED
        if takes_part and message.authenticated is not False:
            values = {"words": named.text}
            return Found(
                named.number,
                Link(Kind.TICKET, named.number, Proof.REFERENCE, "names this ticket: “{words}”", values),
                takes_part=True,
            ), []
        if named.explicit:
            refused.append(reference(Kind.TICKET, named.number))
    return None, refused


def known_message_ids(uow: UnitOfWork, message: InboundMessage, mailbox: str) -> list[Any]:
    """Rows of the messages that this one answers and that we know in this mailbox, the nearest first."""
    wanted = thread_ids(message)
    if not wanted:
        return []
    rows = uow.connection.execute(
        select(MessageId.value, MessageId.interaction_id, MessageId.is_ours).where(
            MessageId.value.in_(wanted), or_(MessageId.channel_account == mailbox, MessageId.is_ours.is_(True))
        )
    ).all()
    order = {value: place for place, value in enumerate(wanted)}
    return sorted(rows, key=lambda row: (order[row.value], row.interaction_id))


def participation(uow: UnitOfWork, ticket_id: int, person: Person) -> str | None:
    """The state of this address on the ticket, or of another address of the same contact that is accepted there."""
    rows = uow.connection.execute(
        select(
            TicketParticipant.state, TicketParticipant.kind, TicketParticipant.value, TicketParticipant.contact_id
        ).where(TicketParticipant.ticket_id == ticket_id)
    ).all()
    own = next((row.state for row in rows if (row.kind, row.value) == (person.kind, person.value)), None)
    if own is not None and own != ParticipantState.PENDING:
        return str(own)
    same_contact = (
        person.contact_id is not None
        and person.is_verified
        and any(row.contact_id == person.contact_id and row.state == ParticipantState.ACCEPTED for row in rows)
    )
    return ParticipantState.ACCEPTED if same_contact else own


def _on_ticket(uow: UnitOfWork, ticket_id: int, message: InboundMessage, person: Person, link: Link) -> Found:
    accepted = participation(uow, ticket_id, person) == ParticipantState.ACCEPTED
    return Found(ticket_id, link, takes_part=accepted and message.authenticated is not False)


def _ticket_of(uow: UnitOfWork, interaction_id: int) -> int | None:
    return uow.connection.execute(
        select(InteractionLink.record_id)
        .where(
            InteractionLink.interaction_id == interaction_id,
            InteractionLink.record_kind == Kind.TICKET,
            InteractionLink.moved_at.is_(None),
        )
        .limit(1)
    ).scalar_one_or_none()


def _other_links(uow: UnitOfWork, interaction_id: int) -> tuple[Link, ...]:
    rows = uow.connection.execute(
        select(InteractionLink.record_kind, InteractionLink.record_id).where(
            InteractionLink.interaction_id == interaction_id,
            InteractionLink.record_kind.in_([Kind.LEAD, Kind.OPPORTUNITY]),
            InteractionLink.moved_at.is_(None),
        )
    ).all()
    return tuple(Link(row.record_kind, row.record_id, Proof.THREAD, "answers a mail of this thread") for row in rows)


def _was_in(uow: UnitOfWork, interaction_id: int, person: Person) -> bool:
    row = uow.connection.execute(
        select(
            Interaction.sender_address, Interaction.recipients, Interaction.is_pending, Interaction.contact_id
        ).where(Interaction.id == interaction_id)
    ).one()
    if row.is_pending:
        return False
    inside = {normalise("email", str(address)) for address in row.recipients} | {row.sender_address}
    if person.value in inside or (
        person.contact_id is not None and person.is_verified and person.contact_id == row.contact_id
    ):
        return True
    ticket_id = _ticket_of(uow, interaction_id)
    return ticket_id is not None and participation(uow, ticket_id, person) == ParticipantState.ACCEPTED


def by_chat(uow: UnitOfWork, message: InboundMessage, person: Person) -> Found | None:
    """A chat goes on where it was: at the message answered, else at the chat's latest ticket."""
    if message.chat is None:
        return None
    if message.chat.reply_to_ref:
        named = f"{message.chat.chat_id}:{message.chat.reply_to_ref}"
        row = uow.connection.execute(
            select(MessageId.interaction_id).where(
                MessageId.value == named, MessageId.channel_account == f"{message.channel}:{message.account}"
            )
        ).first()
        ticket_id = _ticket_of(uow, row.interaction_id) if row else None
        if ticket_id is not None:
            return _on_ticket(
                uow,
                ticket_id,
                message,
                person,
                Link(Kind.TICKET, ticket_id, Proof.CHAT, "answers a message of this ticket"),
            )
    latest = uow.connection.execute(
        select(func.max(TicketParticipant.ticket_id))
        .join(Ticket, Ticket.id == TicketParticipant.ticket_id)
        .where(
            TicketParticipant.kind == person.kind, TicketParticipant.value == person.value, TicketParticipant.state == ParticipantState.ACCEPTED,
            Ticket.channel == person.kind,
        )
    ).scalar_one_or_none()  # fmt: skip
    if latest is None:
        return None
    return Found(latest, Link(Kind.TICKET, latest, Proof.CHAT, "the same chat"), takes_part=True)
