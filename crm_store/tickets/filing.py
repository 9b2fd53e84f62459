"""What staff decide about a customer's message that was kept without a ticket. Each is decided once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import String, cast, select

from crm_store import clock
from crm_store.access import SYSTEM, Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import Invalid, NotFound
from crm_store.interactions import service as interactions
from crm_store.interactions.events import MessageDecided
from crm_store.interactions.models import Interaction, LoggedMessage
from crm_store.opportunities.models import Opportunity
from crm_store.references import PREFIXES, Kind, parse_reference, reference
from crm_store.tickets import moving
from crm_store.tickets import service as tickets
from crm_store.tickets.models import Ticket
from crm_store.unit_of_work import UnitOfWork

NEEDED = {Kind.TICKET: Permission.TICKETS_WRITE, Kind.OPPORTUNITY: Permission.SALES_WRITE}
"""What filing under a record of this kind takes."""
DECIDE_WITHIN, FORGOTTEN_AFTER = timedelta(minutes=30), timedelta(days=2)
"""How long staff are asked before the safe default, and how late it may still come."""
AT_ONCE = 50


def file_under(uow: UnitOfWork, *, actor: Actor, interaction_id: int, record: str) -> str:
    """Under a ticket (``T-4``), a deal (``O-3``), or (empty) under a new ticket. The record's reference.

    Raises ``ChangedMeanwhile`` with the name of whoever decided before.
    """
    kind, number = parse_reference(record) if record else (Kind.TICKET, None)
    require(actor, NEEDED.get(kind, Permission.TICKETS_WRITE))
    if kind not in NEEDED:
        raise Invalid("“{text}” is neither a ticket nor a deal.", text=record)
    interactions.decide(uow, interaction_id, user_id=actor.user_id)
    if kind is Kind.OPPORTUNITY and number is not None:
        _link_to_deal(uow, actor, interaction_id, number)
    else:
        number = _move_to_ticket(uow, actor, interaction_id, number)
    filed = reference(kind, number)
    interactions.decided(uow, interaction_id, record=filed)
    _tell(uow, actor, interaction_id, "message.filed", filed)
    return filed


def leave(uow: UnitOfWork, *, actor: Actor, interaction_id: int) -> None:
    """It needs nothing: seen, and off the list. Raises ``ChangedMeanwhile`` as ``file_under`` does."""
    require(actor, Permission.TICKETS_WRITE)
    interactions.decide(uow, interaction_id, user_id=actor.user_id)
    _tell(uow, actor, interaction_id, "message.left", "")


def open_undecided(uow: UnitOfWork) -> int:
    """What several tickets fitted and nobody decided in time becomes a ticket of its own: a customer must be heard. A sender
    who may be forged waits for staff all the same. How many there were."""
    now = clock.now()
    overdue = (
        select(LoggedMessage.interaction_id)
        .join(Interaction, Interaction.id == LoggedMessage.interaction_id)
        .where(
            LoggedMessage.decided_at.is_(None), LoggedMessage.created_at.between(now - FORGOTTEN_AFTER, now - DECIDE_WITHIN),
            cast(LoggedMessage.choices, String).contains(f'"{PREFIXES[Kind.TICKET]}-'), Interaction.is_pending.is_(False),
        )
        .order_by(LoggedMessage.interaction_id)
        .limit(AT_ONCE)
    )  # fmt: skip
    found = list(uow.connection.execute(overdue).scalars())
    for interaction_id in found:
        file_under(uow, actor=SYSTEM, interaction_id=interaction_id, record="")
    return len(found)


def names_of(uow: UnitOfWork, records: Iterable[str]) -> dict[str, str]:
    """What tickets and deals are called, by reference. Callers have checked permission."""
    wanted = [parse_reference(one) for one in records]
    found: dict[str, str] = {}
    for kind, number, name in ((Kind.TICKET, Ticket.id, Ticket.subject), (Kind.OPPORTUNITY, Opportunity.id, Opportunity.name)):  # fmt: skip
        numbers = [one for its_kind, one in wanted if its_kind is kind]
        if numbers:
            rows = uow.connection.execute(select(number, name).where(number.in_(numbers)))
            found |= {reference(kind, row[0]): row[1] for row in rows}
    return found


def _move_to_ticket(uow: UnitOfWork, actor: Actor, interaction_id: int, ticket_id: int | None) -> int:
    """The customer said it on that ticket, then: whoever is in charge hears it, and the ticket waits for us again."""
    target = moving.move_interaction(uow, actor=actor, interaction_id=interaction_id, ticket_id=ticket_id)
    said = uow.session.get_one(Interaction, interaction_id)
    uow.flush()
    if ticket_id is not None and not said.is_pending:
        before = tickets.load(uow, target).customer_wrote_at
        tickets.customer_wrote(
            uow, ticket_id=target, interaction_id=interaction_id, wrote_at=max(said.occurred_at, before or said.occurred_at), thanks_only=False, channel=said.medium,
            channel_account=said.channel_account,
        )  # fmt: skip
    return target


def _link_to_deal(uow: UnitOfWork, actor: Actor, interaction_id: int, deal_id: int) -> None:
    if uow.session.get(Opportunity, deal_id) is None:
        raise NotFound("There is no deal {reference}.", reference=reference(Kind.OPPORTUNITY, deal_id))
    interactions.link(
        uow,
        interaction_id,
        kind=Kind.OPPORTUNITY,
        record_id=deal_id,
        proof="staff",
        reason="moved here by {name}",
        reason_values={"name": actor.name},
    )


def _tell(uow: UnitOfWork, actor: Actor, interaction_id: int, action: str, record: str) -> None:
    audit.record(
        uow,
        actor=actor,
        action=action,
        kind=Kind.INTERACTION,
        record_id=interaction_id,
        after={"record": record},
    )
    uow.record(MessageDecided(interaction_id, actor.user_id))
