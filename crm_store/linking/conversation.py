"""Then the conversation: proofs 3 to 6 of the order, each with the check that the sender takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, or_, select

from channels.email.addressing import tokens_in
from channels.message import InboundMessage
from crm_store.database import table_of
from crm_store.identity.rules import normalise
from crm_store.interactions.models import Interaction, InteractionLink, MessageId
from crm_store.linking.rules import Link, Person, Proof, envelope_of, thread_ids
from crm_store.references import Kind, reference
from crm_store.statements import ListStatement, Statement
from crm_store.tickets.models import ReplyToken, Ticket, TicketParticipant
from crm_store.tickets.reply_addresses import token_hash
from crm_store.tickets.rules import ParticipantState
from crm_store.unit_of_work import UnitOfWork
from nlp.analysis import Analysis

_IDS, _LINKS, _INTERACTIONS, _PEOPLE, _TOKENS = map(
    table_of, (MessageId, InteractionLink, Interaction, TicketParticipant, ReplyToken)
)


class _Known(NamedTuple):
    value: str
    interaction_id: int
    is_ours: bool


class _Participant(NamedTuple):
    state: str
    kind: str
    value: str
    contact_id: int | None


class _Envelope(NamedTuple):
    sender_address: str
    recipients: list[Any]
    is_pending: bool
    contact_id: int | None


def _live_links(*columns: str) -> Select[Any]:
    return select(*(_LINKS.c[name] for name in columns)).where(
        _LINKS.c.interaction_id == bindparam("interaction_id"), _LINKS.c.moved_at.is_(None)
    )


_BY_TOKEN = ListStatement(
    lambda hashes: select(_TOKENS.c.token_hash, _TOKENS.c.mailbox, _TOKENS.c.ticket_id).where(
        _TOKENS.c.token_hash.in_(hashes), _TOKENS.c.revoked_at.is_(None)
    )
)
_KNOWN = ListStatement(
    lambda ids: select(*(_IDS.c[name] for name in _Known._fields)).where(
        _IDS.c.value.in_(ids), or_(_IDS.c.channel_account == bindparam("mailbox"), _IDS.c.is_ours.is_(True))
    )
)
_PARTICIPANTS = Statement(
    select(*(_PEOPLE.c[name] for name in _Participant._fields)).where(_PEOPLE.c.ticket_id == bindparam("ticket_id"))
)
_TICKET_OF = Statement(_live_links("record_id").where(_LINKS.c.record_kind == Kind.TICKET.value).limit(1))
_OTHER_LINKS = Statement(
    _live_links("record_kind", "record_id").where(
        _LINKS.c.record_kind.in_([bindparam("lead", Kind.LEAD.value), bindparam("deal", Kind.OPPORTUNITY.value)])
    )
)
_ENVELOPE = Statement(
    select(*(_INTERACTIONS.c[name] for name in _Envelope._fields)).where(
        _INTERACTIONS.c.id == bindparam("interaction_id")
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that the message names. ``takes_part``: the sender is in it; otherwise staff only see it there."""

    ticket_id: int | None
    link: Link | None
    takes_part: bool
    other_links: tuple[Link, ...] = ()


def by_token(uow: UnitOfWork, message: InboundMessage, person: Person) -> Found | None:
    """Step 3: our reply address among the recipients."""
    ticket_id = _ticket_by_token(uow, envelope_of(message))
    if ticket_id is None:
        return None
    return _on_ticket(
        uow,
        ticket_id,
        message,
        person,
        Link(Kind.TICKET, ticket_id, Proof.TOKEN, "written to the reply address of this ticket"),
    )


def _ticket_by_token(uow: UnitOfWork, addresses: Sequence[str]) -> int | None:
    """The first address that is one of ours with a live token. A token holds for the mailbox it was made for only."""
    named = [
        (token_hash(token), normalise("email", own))
        for address in addresses
        for own in uow.firm.own_addresses
        for token in tokens_in([address], own)
    ]
    if not named:
        return None
    live = {
        (token, mailbox): ticket_id
        for token, mailbox, ticket_id in _BY_TOKEN.all(uow.connection, [token for token, _ in named])
    }
    return next((live[one] for one in named if one in live), None)


def by_our_message(uow: UnitOfWork, message: InboundMessage, person: Person, known: Sequence[_Known]) -> Found | None:
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


def by_thread(uow: UnitOfWork, message: InboundMessage, person: Person, known: Sequence[_Known]) -> Found | None:
    """Step 5: it answers a mail that we know, and the sender was in that mail. On a ticket that is not enough: whom a
    participant added in Cc was in the mail, and still takes no part until staff say so."""
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
        if ticket_id is not None and link is not None:
            return replace(_on_ticket(uow, ticket_id, message, person, link), other_links=others)
        if others:
            return Found(None, None, takes_part=message.authenticated is not False, other_links=others)
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


def known_message_ids(uow: UnitOfWork, message: InboundMessage, mailbox: str) -> list[_Known]:
    """Rows of the messages that this one answers and that we know in this mailbox, the nearest first."""
    wanted = thread_ids(message)
    if not wanted:
        return []
    rows = [_Known(*row) for row in _KNOWN.all(uow.connection, wanted, {"mailbox": mailbox})]
    order = {value: place for place, value in enumerate(wanted)}
    return sorted(rows, key=lambda row: (order[row.value], row.interaction_id))


def participation(uow: UnitOfWork, ticket_id: int, person: Person) -> str | None:
    """The state of this address on the ticket, or of another address of the same contact that is accepted there."""
    rows = [_Participant(*row) for row in _PARTICIPANTS.all(uow.connection, {"ticket_id": ticket_id})]
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
    ticket_id: int | None = _TICKET_OF.scalar(uow.connection, {"interaction_id": interaction_id})
    return ticket_id


def _other_links(uow: UnitOfWork, interaction_id: int) -> tuple[Link, ...]:
    rows = _OTHER_LINKS.all(uow.connection, {"interaction_id": interaction_id})
    return tuple(Link(kind, record_id, Proof.THREAD, "answers a mail of this thread") for kind, record_id in rows)


def _was_in(uow: UnitOfWork, interaction_id: int, person: Person) -> bool:
    row = _Envelope(*_ENVELOPE.all(uow.connection, {"interaction_id": interaction_id})[0])
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
