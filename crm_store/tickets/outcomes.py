"""How answers end, and what a person decides about one that did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS, MessageKind, State
from crm_store.references import Kind, parse_reference
from crm_store.tickets.events import ReplyEnded, TicketChanged
from crm_store.tickets.models import ReplyDraft
from crm_store.tickets.rules import UNFINISHED, Status
from crm_store.tickets.service import load
from crm_store.unit_of_work import UnitOfWork


def refuse_sent_again(uow: UnitOfWork, outbox_id: int) -> None:
    """Raises ``ChangedMeanwhile`` when somebody sent the same words again to a corrected address."""
    again = select(ReplyDraft.id).where(ReplyDraft.corrects_id == outbox_id, ReplyDraft.state == "queued")
    if uow.connection.execute(again.limit(1)).first() is not None:
        raise ChangedMeanwhile("This answer was sent again to another address already.")


def retry(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> None:
    """A person decides that an unknown, failed or held back message to a customer goes out again, with the same Message-ID.

    Acknowledgements and greetings too: what nobody can know must not stand there without a way out."""
    item = _item(uow, actor, outbox_id)
    refuse_sent_again(uow, outbox_id)
    waits_for_decision = (State.UNKNOWN, State.FAILED, State.NO_RELAY, State.REVIEW)
    open_again = [
        one | {"state": "pending", "code": "", "detail": ""} if one["state"] != "sent" else one
        for one in item.recipients
    ]
    again = (
        update(OutboxItem)
        .where(OutboxItem.id == outbox_id, OutboxItem.state.in_(waits_for_decision))
        .values(
            state=State.PENDING,
            next_try_at=clock.now(),
            attempts=min(item.attempts, 1),
            recipients=open_again,
            created_at=clock.now(),
            scheduled_at=None,
            expires_at=None,
            updated_at=clock.now(),
        )
    )
    if uow.connection.execute(again).rowcount != 1:
        raise ChangedMeanwhile("This answer is not waiting for a decision any more.")
    _decided(uow, actor, item, "reply.retry")


def mark_arrived(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> None:
    """A person knows that a message of unknown fate has arrived."""
    item = _item(uow, actor, outbox_id)
    now = clock.now()
    arrived = (
        update(OutboxItem)
        .where(OutboxItem.id == outbox_id, OutboxItem.state == State.UNKNOWN)
        .values(state=State.SENT, sent_at=now, updated_at=now, recipients=[_arrived(one) for one in item.recipients])
    )
    if uow.connection.execute(arrived).rowcount != 1:
        raise ChangedMeanwhile("This answer is not waiting for a decision any more.")
    _decided(uow, actor, item, "reply.arrived")
    ended(uow, outbox_id=outbox_id, state=State.SENT)


def _arrived(recipient: dict[str, str]) -> dict[str, str]:
    return recipient if recipient["state"] == "failed" else recipient | {"state": "sent"}


def ended(uow: UnitOfWork, *, outbox_id: int, state: State) -> None:
    """Called by the delivery when an answer reaches an end: the ticket follows, and whoever wrote it hears of it.

    A message that is on no ticket (a greeting, a line on a lead) has no consequences.
    """
    row = uow.connection.execute(select(OutboxItem.subject, OutboxItem.kind).where(OutboxItem.id == outbox_id)).one()
    ticket_id = ticket_of(row.subject)
    if ticket_id is None:
        return
    if state is State.SENT and row.kind == MessageKind.REPLY:
        _answered(uow, ticket_id)
    uow.record(ReplyEnded(outbox_id, ticket_id, state.value))


def ticket_of(subject: str) -> int | None:
    """The ticket that an outbox row's subject names, if it names one."""
    try:
        kind, number = parse_reference(subject)
    except Invalid:
        return None
    return number if kind is Kind.TICKET else None


def take_over_expired(uow: UnitOfWork, *, only: Sequence[int] | None = None) -> int:
    """What a dead worker was sending is due again, or unknown, and then staff hear of it. How many there were."""
    taken = outbox.take_over_expired(uow, only=only)
    for outbox_id in taken.unknown:
        ended(uow, outbox_id=outbox_id, state=State.UNKNOWN)
    for outbox_id in taken.failed:
        ended(uow, outbox_id=outbox_id, state=State.FAILED)
    return len(taken.unknown) + len(taken.again) + len(taken.failed)


def _answered(uow: UnitOfWork, ticket_id: int) -> None:
    now = clock.now()
    ticket = load(uow, ticket_id, for_update=True)
    ticket.first_answered_at = ticket.first_answered_at or now
    ticket.staff_wrote_at = ticket.updated_at = now
    if ticket.status in UNFINISHED and ticket.status != Status.ON_HOLD:
        ticket.status = Status.WAITING
    uow.flush()


def writer(actor: Actor) -> int:
    """The user who answers. Raises ``Forbidden``, or ``Invalid`` for a program."""
    require(actor, Permission.CUSTOMERS_ANSWER)
    if actor.user_id is None:
        raise Invalid("Only a member of staff can answer a customer.")
    return actor.user_id


def reply_item(uow: UnitOfWork, actor: Actor, outbox_id: int, *, anybodys: bool = False) -> Any:
    """What a member of staff wrote to a customer. Raises ``NotFound`` for anything else."""
    row = _item(uow, actor, outbox_id)
    if row.kind != MessageKind.REPLY or not (anybodys or row.author_id == actor.user_id):
        raise NotFound("There is no such answer.")
    return row


def _item(uow: UnitOfWork, actor: Actor, outbox_id: int) -> Any:
    writer(actor)
    found = select(OutboxItem.__table__).where(OutboxItem.id == outbox_id).with_for_update()
    row = uow.connection.execute(found).first()
    if row is None or row.kind not in TO_CUSTOMERS:
        raise NotFound("There is no such answer.")
    return row


def _decided(uow: UnitOfWork, actor: Actor, item: Any, action: str) -> None:
    """On the ticket or lead that it is about; a greeting is about none."""
    kind, record_id = parse_reference(item.subject) if item.subject else (Kind.OUTBOX, item.id)
    before = {"outbox_id": item.id, "state": item.state}
    audit.record(uow, actor=actor, action=action, kind=kind, record_id=record_id, before=before)
    if kind is Kind.TICKET:
        uow.record(TicketChanged(record_id, "reply", actor.user_id))
    uow.wake("outbox")
