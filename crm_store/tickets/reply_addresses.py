"""The secret part of a ticket's reply address (``support+<token>@…``): made on first use, found again, withdrawn."""

from __future__ import annotations

import hashlib

from sqlalchemy import update

from channels.email.addressing import new_token
from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.references import Kind
from crm_store.statements import insert_rows
from crm_store.tickets import answered
from crm_store.tickets.events import TicketChanged
from crm_store.tickets.models import ReplyToken
from crm_store.tickets.service import load
from crm_store.unit_of_work import UnitOfWork


def reply_token(uow: UnitOfWork, *, ticket_id: int, mailbox: str) -> str:
    """The live token of this ticket's reply address; made on first use."""
    found: str | None = answered.TOKEN.scalar(uow.connection, {"ticket_id": ticket_id, "mailbox": mailbox})
    if found is not None:
        return found
    token = new_token()
    row = {
        "token_hash": token_hash(token),
        "token": token,
        "ticket_id": ticket_id,
        "mailbox": mailbox,
        "created_at": clock.now(),
    }
    insert_rows(uow.connection, answered.TOKENS, [row])
    return token


def revoke_tokens(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> int:
    """From now on nobody finds the ticket by an address that we gave away so far; our next mail names a new one. How many
    there were. Whoever takes part is still known by his address and by the thread."""
    require(actor, Permission.TICKETS_WRITE)
    load(uow, ticket_id, for_update=True)
    live = update(ReplyToken).where(ReplyToken.ticket_id == ticket_id, ReplyToken.revoked_at.is_(None))
    revoked = uow.connection.execute(live.values(revoked_at=clock.now())).rowcount
    if revoked:
        audit.record(
            uow, actor=actor, action="ticket.tokens", kind=Kind.TICKET, record_id=ticket_id, after={"revoked": revoked}
        )
        uow.record(TicketChanged(ticket_id, "tokens", actor.user_id))
    return revoked


def token_hash(token: str) -> str:
    return hashlib.sha256(token.lower().encode()).hexdigest()
