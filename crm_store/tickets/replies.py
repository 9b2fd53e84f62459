"""The only way out to a customer: draft, preview, send (held for a few seconds), undo.

What staff write anywhere else stays inside. Recipients are the accepted participants; nobody is added here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update

from channels.message import StoredFile
from crm_store import clock
from crm_store.access import SYSTEM, Actor
from crm_store.audit import service as audit
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets import letters, queries
from crm_store.tickets.events import TicketChanged
from crm_store.tickets.models import ReplyDraft
from crm_store.tickets.outcomes import refuse_sent_again, reply_item, writer
from crm_store.tickets.queries import OpenDraft, Person
from crm_store.tickets.rules import Status
from crm_store.tickets.service import load
from crm_store.unit_of_work import UnitOfWork

REPLY_LENGTH = 50_000
LONGEST_WAIT = timedelta(days=60)
_IS_CUSTOMERS_WORD = and_(Interaction.direction == "in", Interaction.is_automatic.is_(False))


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """What would leave, to whom, by which channel. ``others`` are answering too; ``new_since``: the customer wrote again."""

    draft_id: int
    ticket_id: int
    channel: str
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    text: str
    others: tuple[OpenDraft, ...]
    new_since: bool


def begin(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> ReplyDraft:
    """Opens the actor's draft on this ticket (the open one, if there is one). Colleagues see who is answering."""
    user_id = writer(actor)
    load(uow, ticket_id)
    letters.recipients(uow, ticket_id)
    draft = uow.session.execute(
        select(ReplyDraft)
        .where(ReplyDraft.ticket_id == ticket_id, ReplyDraft.user_id == user_id, ReplyDraft.state == "open")
        .order_by(ReplyDraft.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    now = clock.now()
    if draft is None:
        draft = ReplyDraft(
            ticket_id=ticket_id,
            user_id=user_id,
            origin=actor.origin,
            text="",
            state="open",
            created_at=now,
            updated_at=now,
            last_interaction_id=_last_in(uow, ticket_id),
        )
        uow.session.add(draft)
    draft.updated_at = now
    draft.origin = actor.origin
    uow.flush()
    uow.record(TicketChanged(ticket_id, "answering", actor.user_id))
    return draft


def preview(uow: UnitOfWork, *, actor: Actor, draft_id: int, text: str) -> ReplyPreview:
    """Keeps the text and shows what would leave. Raises ``Invalid`` for an empty or overlong text."""
    draft = _own_draft(uow, actor, draft_id)
    if not text.strip():
        raise Invalid("The answer is empty. Type the text for the customer.")
    if len(text) > REPLY_LENGTH:
        raise Invalid("The answer has {length} characters; {limit} are the most.", length=len(text), limit=REPLY_LENGTH)
    draft.text = text.strip()
    draft.updated_at = clock.now()
    return _preview(uow, draft)


def look(uow: UnitOfWork, *, actor: Actor, draft_id: int) -> ReplyPreview:
    return _preview(uow, _own_draft(uow, actor, draft_id))


def _preview(uow: UnitOfWork, draft: ReplyDraft) -> ReplyPreview:
    channel, to, cc = letters.recipients(uow, draft.ticket_id, without=_have_got(uow, draft))
    others = tuple(queries.drafts(uow, ticket_id=draft.ticket_id, except_user_id=draft.user_id))
    return ReplyPreview(
        draft.id,
        draft.ticket_id,
        channel,
        to,
        cc,
        draft.text,
        others,
        new_since=_last_in(uow, draft.ticket_id) != draft.last_interaction_id,
    )


def cancel(uow: UnitOfWork, *, actor: Actor, draft_id: int) -> None:
    draft = _own_draft(uow, actor, draft_id)
    draft.state = "cancelled"
    draft.updated_at = clock.now()
    uow.record(TicketChanged(draft.ticket_id, "answering", actor.user_id))


def send(
    uow: UnitOfWork, *, actor: Actor, draft_id: int, files: Sequence[StoredFile] = (), at: datetime | None = None
) -> int:
    """Puts the answer into the outbox, held for the firm's undo time or until ``at``; the outbox id. Pressing twice sends
    once. Raises ``Invalid`` for a time that is over or too far away."""
    draft = _own_draft(uow, actor, draft_id)
    if not draft.text.strip():
        raise Invalid("The answer is empty. Type the text for the customer.")
    ticket = load(uow, draft.ticket_id, for_update=True)
    user = uow.session.get_one(User, draft.user_id)
    channel, to, cc = letters.recipients(uow, ticket.id, without=_have_got(uow, draft))
    now = clock.now()
    _check_time(at, now)
    message = (
        letters.mail(uow, ticket, user, to, cc, draft.text, files, sent_at=at)
        if channel == "email"
        else letters.chat(to[0], draft.text, files)
    )
    # One that waits for tomorrow must not hold up what its chat is told today.
    order_key = None if channel == "email" or at is not None else f"{channel}:{to[0].value}"
    outbox_id = outbox.enqueue(
        uow, kind=MessageKind.REPLY, channel=channel, subject=reference(Kind.TICKET, ticket.id), recipient=to[0].value,
        occasion=f"draft:{draft.id}", message=message, recipients=[person.value for person in (*to, *cc)],
        state=State.HELD, due=now + timedelta(seconds=uow.firm.undo_seconds), scheduled_at=at, order_key=order_key, author_id=user.id,
    )  # fmt: skip
    if outbox_id is None:
        raise ChangedMeanwhile("This answer is on its way already.")
    letters.keep_in_history(uow, ticket, user, message, outbox_id, channel, (*to, *cc), draft.text, files)
    draft.state, draft.outbox_id, draft.updated_at = "queued", outbox_id, now
    if ticket.assignee_id is None:
        ticket.assignee_id = user.id
        if ticket.status == Status.NEW:
            ticket.status = Status.OPEN
    ticket.updated_at = now
    uow.flush()
    audit.record(
        uow,
        actor=actor,
        action="reply",
        kind=Kind.TICKET,
        record_id=ticket.id,
        after={"outbox_id": outbox_id, "channel": channel},
    )
    uow.record(TicketChanged(ticket.id, "reply", actor.user_id))
    return outbox_id


def undo(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> ReplyDraft:
    """Takes an answer back while it is held. Raises ``ChangedMeanwhile`` when it has left, or may have reached somebody
    by an earlier try; the text stays as a draft.
    """
    item = reply_item(uow, actor, outbox_id)
    if item.attempts or any(one["state"] != "pending" for one in item.recipients):
        raise ChangedMeanwhile("Too late to undo: the answer has left already.")
    held = (
        update(OutboxItem)
        .where(OutboxItem.id == outbox_id, OutboxItem.state.in_([State.HELD, State.NO_RELAY]))
        .values(state=State.CANCELLED, updated_at=clock.now())
    )
    if uow.connection.execute(held).rowcount != 1:
        raise ChangedMeanwhile("Too late to undo: the answer has left already.")
    interaction_id = uow.connection.execute(
        select(Interaction.id).where(Interaction.outbox_id == outbox_id)
    ).scalar_one()
    interactions.remove_unsent(uow, interaction_id)
    draft = uow.session.execute(select(ReplyDraft).where(ReplyDraft.outbox_id == outbox_id)).scalar_one()
    draft.state = "cancelled"
    again = _open_anew(uow, draft, draft.user_id, draft.origin, corrects_id=draft.corrects_id)
    audit.record(
        uow,
        actor=actor,
        action="reply.undo",
        kind=Kind.TICKET,
        record_id=draft.ticket_id,
        before={"outbox_id": item.id},
    )
    uow.record(TicketChanged(draft.ticket_id, "reply", actor.user_id))
    return again


def begin_again(uow: UnitOfWork, *, actor: Actor, item: Any) -> ReplyDraft:
    """The words of an answer that failed (``item``, its outbox row) as a draft of the actor's. Pressed twice, it is one."""
    user_id = writer(actor)
    sent = uow.session.execute(select(ReplyDraft).where(ReplyDraft.outbox_id == item.id)).scalar_one()
    refuse_sent_again(uow, item.id)
    again = _open_anew(uow, sent, user_id, actor.origin, corrects_id=item.id)
    uow.record(TicketChanged(again.ticket_id, "answering", actor.user_id))
    return again


def _open_anew(uow: UnitOfWork, draft: ReplyDraft, user_id: int, origin: str, *, corrects_id: int | None) -> ReplyDraft:
    """A copy of the draft that can be sent; what else its author had begun on this ticket gives way to it."""
    now = clock.now()
    begun = select(ReplyDraft).where(
        ReplyDraft.ticket_id == draft.ticket_id, ReplyDraft.user_id == user_id, ReplyDraft.state == "open"
    )
    for other in uow.session.execute(begun).scalars():
        other.state = "cancelled"
    again = ReplyDraft(
        ticket_id=draft.ticket_id, user_id=user_id, origin=origin, text=draft.text, state="open", corrects_id=corrects_id,
        last_interaction_id=draft.last_interaction_id, created_at=now, updated_at=now,
    )  # fmt: skip
    uow.session.add(again)
    uow.flush()
    return again


def _check_time(at: datetime | None, now: datetime) -> None:
    if at is not None and at <= now:
        raise Invalid("This time is over already. Choose a later one.")
    if at is not None and at > now + LONGEST_WAIT:
        raise Invalid("This is too far away: an answer waits for {days} days at most.", days=LONGEST_WAIT.days)


def _have_got(uow: UnitOfWork, draft: ReplyDraft) -> frozenset[str]:
    """Whom the answer that this one corrects reached: nobody gets it twice."""
    if draft.corrects_id is None:
        return frozenset()
    recipients = uow.connection.execute(select(OutboxItem.recipients).where(OutboxItem.id == draft.corrects_id))
    return frozenset(one["address"] for one in recipients.scalar_one() if one["state"] == "sent")


def acknowledge(uow: UnitOfWork, *, ticket_id: int, interaction_id: int, text: str, subject: str) -> int | None:
    """The one automatic answer to a new request (RFC 3834). The caller has checked the loop guard and the limits."""
    ticket = letters.facts_of(uow, ticket_id)
    channel, to, _cc = letters.recipients(uow, ticket_id)
    if channel == "email":
        message = letters.mail(uow, ticket, None, to[:1], (), text, (), subject=subject)
    else:
        message = letters.chat(to[0], text, ())
    outbox_id = outbox.enqueue(
        uow, kind=MessageKind.ACKNOWLEDGEMENT, channel=channel, subject=reference(Kind.TICKET, ticket_id), recipient=to[0].value,
        occasion=f"ack:{interaction_id}", message=message, recipients=[to[0].value], order_key=None if channel == "email" else f"{channel}:{to[0].value}",
    )  # fmt: skip
    if outbox_id is not None:
        letters.keep_in_history(uow, ticket, None, message, outbox_id, channel, to[:1], text, ())
        audit.record(
            uow,
            actor=SYSTEM,
            action="acknowledge",
            kind=Kind.TICKET,
            record_id=ticket_id,
            after={"outbox_id": outbox_id},
        )
    return outbox_id


def _own_draft(uow: UnitOfWork, actor: Actor, draft_id: int) -> ReplyDraft:
    user_id = writer(actor)
    draft = uow.session.get(ReplyDraft, draft_id)
    if draft is None or draft.user_id != user_id:
        raise NotFound("There is no such draft of yours.")
    if draft.state != "open":
        raise ChangedMeanwhile(
            "This answer is on its way already." if draft.state == "queued" else "This draft was cancelled."
        )
    return draft


def _last_in(uow: UnitOfWork, ticket_id: int) -> int | None:
    return uow.connection.execute(
        select(Interaction.id)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(InteractionLink.record_kind == Kind.TICKET, InteractionLink.record_id == ticket_id, InteractionLink.moved_at.is_(None), _IS_CUSTOMERS_WORD, Interaction.is_pending.is_(False))
        .order_by(Interaction.id.desc())
        .limit(1)
    ).scalar_one_or_none()  # fmt: skip
