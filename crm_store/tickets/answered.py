"""The statements behind an answer that leaves, compiled once: each new request is acknowledged."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, literal_column, or_, select

from crm_store.database import table_of
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.references import Kind
from crm_store.statements import Statement
from crm_store.tickets.models import ReplyToken, Ticket

REFERENCES = 20
"""How many mails of a thread are named in an answer."""

_TICKETS, _INTERACTIONS, _LINKS, TOKENS = map(table_of, (Ticket, Interaction, InteractionLink, ReplyToken))


class TicketFacts(NamedTuple):
    """What an answer takes from its ticket."""

    id: int
    subject: str
    language: str
    channel: str
    channel_account: str
    mailbox: str
    contact_id: int | None
    account_id: int | None


class ThreadMail(NamedTuple):
    message_id: str
    direction: str
    sender_name: str
    sender_address: str
    occurred_at: datetime
    text: str
    subject: str
    recipients: list[Any]


FACTS = Statement(
    select(*(_TICKETS.c[name] for name in TicketFacts._fields)).where(_TICKETS.c.id == bindparam("ticket_id"))
)
THREAD = Statement(
    select(*(_INTERACTIONS.c[name] for name in ThreadMail._fields))
    .join(_LINKS, _LINKS.c.interaction_id == _INTERACTIONS.c.id)
    .where(
        _LINKS.c.record_kind == Kind.TICKET.value,
        _LINKS.c.record_id == bindparam("ticket_id"),
        _LINKS.c.moved_at.is_(None),
        _INTERACTIONS.c.medium == "email",
        _INTERACTIONS.c.is_pending.is_(False),
        or_(
            _INTERACTIONS.c.direction == "out",
            and_(_INTERACTIONS.c.direction == "in", _INTERACTIONS.c.is_automatic.is_(False)),
        ),
    )
    .order_by(_INTERACTIONS.c.id.desc())
    .limit(literal_column(str(REFERENCES), Integer))
)
TOKEN = Statement(
    select(TOKENS.c.token)
    .where(
        TOKENS.c.ticket_id == bindparam("ticket_id"),
        TOKENS.c.mailbox == bindparam("mailbox"),
        TOKENS.c.revoked_at.is_(None),
    )
    .limit(literal_column("1", Integer))
)
