"""The statements behind one ticket's card, compiled once: each card that is drawn and each command about a ticket asks them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, bindparam, func, literal_column, select

from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.interactions.models import Attachment, Interaction, InteractionLink
from crm_store.references import Kind
from crm_store.statements import Statement
from crm_store.team.models import User
from crm_store.tickets.models import ReplyDraft, Ticket, TicketFollower, TicketParticipant

EXCERPT = 280
"""How many characters of the customer's last words are read."""

_TICKETS, _CONTACTS, _ACCOUNTS, _USERS, _FOLLOWERS, _PEOPLE, _DRAFTS, _LINKS, _INTERACTIONS, _FILES = map(
    table_of,
    (
        Ticket,
        Contact,
        Account,
        User,
        TicketFollower,
        TicketParticipant,
        ReplyDraft,
        InteractionLink,
        Interaction,
        Attachment,
    ),
)
ROW: tuple[ColumnElement[Any], ...] = (
    _TICKETS.c.id, _TICKETS.c.subject, _TICKETS.c.status, _TICKETS.c.priority, _TICKETS.c.contact_id, func.coalesce(_CONTACTS.c.name, ""),
    func.coalesce(_CONTACTS.c.salutation, ""), _TICKETS.c.account_id, func.coalesce(_ACCOUNTS.c.name, ""), _TICKETS.c.assignee_id,
    func.coalesce(_USERS.c.name, ""), _TICKETS.c.channel, _TICKETS.c.created_at, _TICKETS.c.updated_at, _TICKETS.c.customer_wrote_at,
    _TICKETS.c.staff_wrote_at, _TICKETS.c.version,
)  # fmt: skip
"""What one line of a list shows, in the order of ``queries.TicketRow``."""
MORE = ("external_id", "category", "language", "mailbox", "previous_id", "closed_at")
_THIS: BindParameter[int] = bindparam("ticket_id")
_ONE = literal_column("1", Integer)


def rows(*more: ColumnElement[Any]) -> Select[Any]:
    """Tickets with the names of customer, firm and assignee."""
    return (
        select(*ROW, *more)
        .select_from(_TICKETS)
        .outerjoin(_CONTACTS, _CONTACTS.c.id == _TICKETS.c.contact_id)
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.id == _TICKETS.c.account_id)
        .outerjoin(_USERS, _USERS.c.id == _TICKETS.c.assignee_id)
    )


_HERE = and_(_LINKS.c.record_kind == Kind.TICKET.value, _LINKS.c.record_id == _THIS, _LINKS.c.moved_at.is_(None))
_FILE_COUNT = (
    select(func.count())
    .where(_FILES.c.interaction_id == _INTERACTIONS.c.id, _FILES.c.is_inline.is_(False))
    .correlate(_INTERACTIONS)
    .scalar_subquery()
)

TICKET = Statement(rows(*(_TICKETS.c[name] for name in MORE)).where(_TICKETS.c.id == _THIS))
FOLLOWERS = Statement(select(_FOLLOWERS.c.user_id).where(_FOLLOWERS.c.ticket_id == _THIS))
PEOPLE = Statement(
    select(*(_PEOPLE.c[name] for name in ("id", "kind", "value", "name", "role", "state", "contact_id")))
    .where(_PEOPLE.c.ticket_id == _THIS)
    .order_by(_PEOPLE.c.id)
)
DRAFTS = Statement(
    select(_DRAFTS.c.id, _DRAFTS.c.user_id, _USERS.c.name, _DRAFTS.c.updated_at)
    .join(_USERS, _USERS.c.id == _DRAFTS.c.user_id)
    .where(_DRAFTS.c.ticket_id == _THIS, _DRAFTS.c.state == "open", _DRAFTS.c.updated_at >= bindparam("fresh"))
)
WHY = Statement(
    select(_LINKS.c.reason, _LINKS.c.reason_values, _LINKS.c.is_guess, _LINKS.c.proof)
    .where(_HERE)
    .order_by(_LINKS.c.id)
    .limit(_ONE)
)
LAST_FROM_CUSTOMER = Statement(
    select(
        _INTERACTIONS.c.id, func.substr(_INTERACTIONS.c.text, 1, EXCERPT), _FILE_COUNT
    )
    .join(_LINKS, _LINKS.c.interaction_id == _INTERACTIONS.c.id)
    .where(
        _HERE, _INTERACTIONS.c.direction == "in", _INTERACTIONS.c.is_pending.is_(False), _INTERACTIONS.c.is_automatic.is_(False)
    )
    .order_by(_INTERACTIONS.c.id.desc())
    .limit(_ONE)
)  # fmt: skip
