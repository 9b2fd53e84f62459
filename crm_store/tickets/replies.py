"""The only way out to a customer: draft, preview, send (held for a few seconds), undo.

What staff write anywhere else stays inside. Recipients are the accepted participants; nobody is added here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select, update

from channels.email.addressing import new_message_id, new_token, reply_address
from channels.message import Address, ChatParts, MailParts, OutboundMessage, Span, StoredFile, plain
from crm_store import clock
from crm_store.access import SYSTEM, Actor, Permission, require
from crm_store.audit import service as audit
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.identity.rules import normalise_email
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.references import Kind, parse_reference, reference
from crm_store.statements import insert_rows
from crm_store.team.models import User
from crm_store.tickets import answered, queries
from crm_store.tickets.answered import ThreadMail, TicketFacts
from crm_store.tickets.events import ReplyEnded, TicketChanged
from crm_store.tickets.models import ReplyDraft, Ticket
from crm_store.tickets.queries import OpenDraft, Person
from crm_store.tickets.rules import QUOTE_HEADS, UNFINISHED, ParticipantState, Status, clean_subject
from crm_store.tickets.service import load
from crm_store.unit_of_work import UnitOfWork

REPLY_LENGTH = 50_000
QUOTE_LENGTH = 5_000
SENDABLE = ("email", "telegram", "webchat")
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
    relay_configured: bool = True


def begin(uow: UnitOfWork, *, actor: Actor, ticket_id: int) -> ReplyDraft:
    """Opens the actor's draft on this ticket (the open one, if there is one). Colleagues see who is answering."""
    user_id = _writer(actor)
    load(uow, ticket_id)
    _recipients(uow, ticket_id)
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
    channel, to, cc = _recipients(uow, draft.ticket_id)
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


def send(uow: UnitOfWork, *, actor: Actor, draft_id: int, files: Sequence[StoredFile] = ()) -> int:
    """Puts the answer into the outbox, held for the firm's undo time; the outbox id. Pressing twice sends once."""
    draft = _own_draft(uow, actor, draft_id)
    if not draft.text.strip():
        raise Invalid("The answer is empty. Type the text for the customer.")
    ticket = load(uow, draft.ticket_id, for_update=True)
    user = uow.session.get_one(User, draft.user_id)
    channel, to, cc = _recipients(uow, ticket.id)
    now = clock.now()
    message = (
        _mail(uow, ticket, user, to, cc, draft.text, files) if channel == "email" else _chat(to[0], draft.text, files)
    )
    outbox_id = outbox.enqueue(
        uow, kind=MessageKind.REPLY, channel=channel, subject=reference(Kind.TICKET, ticket.id), recipient=to[0].value,
        occasion=f"draft:{draft.id}", message=message, recipients=[person.value for person in (*to, *cc)],
        state=State.HELD, due=now + timedelta(seconds=uow.firm.undo_seconds),
        order_key=None if channel == "email" else f"{channel}:{to[0].value}", author_id=user.id,
    )  # fmt: skip
    if outbox_id is None:
        raise ChangedMeanwhile("This answer is on its way already.")
    _keep_in_history(uow, ticket, user, message, outbox_id, channel, (*to, *cc), draft.text, files)
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
    item = _own_reply(uow, actor, outbox_id)
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
    again = ReplyDraft(
        ticket_id=draft.ticket_id, user_id=draft.user_id, origin=draft.origin, text=draft.text, state="open",
        last_interaction_id=draft.last_interaction_id, created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    draft.state = "cancelled"
    for other in uow.session.execute(
        select(ReplyDraft).where(
            ReplyDraft.ticket_id == draft.ticket_id, ReplyDraft.user_id == draft.user_id, ReplyDraft.state == "open"
        )
    ).scalars():
        other.state = "cancelled"
    uow.session.add(again)
    uow.flush()
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


def retry(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> None:
    """A person decides that an unknown, failed or held back answer goes out again, with the same Message-ID."""
    item = _own_reply(uow, actor, outbox_id, anybodys=True)
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
            updated_at=clock.now(),
        )
    )
    if uow.connection.execute(again).rowcount != 1:
        raise ChangedMeanwhile("This answer is not waiting for a decision any more.")
    _decided(uow, actor, item, "reply.retry")


def mark_arrived(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> None:
    """A person knows that an answer of unknown fate has arrived."""
    item = _own_reply(uow, actor, outbox_id, anybodys=True)
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


def acknowledge(uow: UnitOfWork, *, ticket_id: int, interaction_id: int, text: str, subject: str) -> int | None:
    """The one automatic answer to a new request (RFC 3834). The caller has checked the loop guard and the limits."""
    ticket = _facts(uow, ticket_id)
    channel, to, _cc = _recipients(uow, ticket_id)
    if channel == "email":
        message = _mail(uow, ticket, None, to[:1], (), text, (), subject=subject)
    else:
        message = _chat(to[0], text, ())
    outbox_id = outbox.enqueue(
        uow, kind=MessageKind.ACKNOWLEDGEMENT, channel=channel, subject=reference(Kind.TICKET, ticket_id), recipient=to[0].value,
        occasion=f"ack:{interaction_id}", message=message, recipients=[to[0].value], order_key=None if channel == "email" else f"{channel}:{to[0].value}",
    )  # fmt: skip
    if outbox_id is not None:
        _keep_in_history(uow, ticket, None, message, outbox_id, channel, to[:1], text, ())
        audit.record(
            uow,
            actor=SYSTEM,
            action="acknowledge",
            kind=Kind.TICKET,
            record_id=ticket_id,
            after={"outbox_id": outbox_id},
        )
    return outbox_id


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


def token_hash(token: str) -> str:
    return hashlib.sha256(token.lower().encode()).hexdigest()


def _facts(uow: UnitOfWork, ticket_id: int) -> TicketFacts:
    found = answered.FACTS.first(uow.connection, {"ticket_id": ticket_id})
    if found is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Kind.TICKET, ticket_id))
    return TicketFacts(*found)


def _recipients(uow: UnitOfWork, ticket_id: int) -> tuple[str, tuple[Person, ...], tuple[Person, ...]]:
    """The channel of the ticket, the one addressed, the others. Raises ``Invalid`` when nobody can be written to."""
    channel = _facts(uow, ticket_id).channel
    accepted = [
        one for one in queries.people(uow, ticket_id) if one.state == ParticipantState.ACCEPTED and one.kind in SENDABLE
    ]
    if channel not in {one.kind for one in accepted} and accepted:
        channel = accepted[0].kind
    fitting = [one for one in accepted if one.kind == channel]
    if not fitting:
        raise Invalid(
            "{reference} has no address to answer to. Add one to the contact, or call.",
            reference=reference(Kind.TICKET, ticket_id),
        )
    first = next((one for one in fitting if one.role == "requester"), fitting[0])
    return channel, (first,), tuple(one for one in fitting if one is not first) if channel == "email" else ()


def _mail(
    uow: UnitOfWork,
    ticket: Ticket | TicketFacts,
    user: User | None,
    to: Sequence[Person],
    cc: Sequence[Person],
    text: str,
    files: Sequence[StoredFile],
    *,
    subject: str = "",
) -> OutboundMessage:
    firm = uow.firm
    mailbox = ticket.mailbox or firm.support_address
    sender = Address(mailbox, " – ".join(part for part in (user.name if user else "", firm.organisation) if part))
    chain, last = _thread(uow, ticket.id)
    words = clean_subject(last.subject if last is not None and last.subject.strip() else ticket.subject)
    # Gmail keeps a thread together only while the subject stays the same, so our reference stands in the footer.
    shown = subject or f"Re: {words}".rstrip()
    parts = MailParts(
        sender=sender, to=tuple(Address(one.value, one.name) for one in to), cc=tuple(Address(one.value, one.name) for one in cc), subject=shown,
        message_id=new_message_id(firm.secrets[0], firm.mail_domain), reply_to=Address(reply_address(mailbox, reply_token(uow, ticket_id=ticket.id, mailbox=mailbox)), firm.organisation),
        in_reply_to=chain[-1] if chain else None, references=tuple(chain), signature=user.signature if user else "",
        quoted_text="" if user is None or last is None or not _all_have_read(last, (*to, *cc)) else _quoted(last, language=ticket.language or firm.language, timezone=firm.timezone), automatic=user is None, sent_at=clock.now(),
        footer=" · ".join(part for part in (reference(Kind.TICKET, ticket.id), firm.organisation) if part),
    )  # fmt: skip
    return OutboundMessage(outbox.new_key(), plain(text), mail=parts, files=tuple(files))


def _chat(to: Person, text: str, files: Sequence[StoredFile]) -> OutboundMessage:
    return OutboundMessage(outbox.new_key(), (Span(text),), chat=ChatParts(to.value), files=tuple(files))


def _thread(uow: UnitOfWork, ticket_id: int) -> tuple[list[str], ThreadMail | None]:
    """Message-IDs of the ticket's mails, oldest first, the customer's last one at the end; and that last mail.

    Neither colleagues' notes by mail, which the customer must not see, nor what machines reported."""
    rows = [ThreadMail(*row) for row in answered.THREAD.all(uow.connection, {"ticket_id": ticket_id})]
    last = next((row for row in rows if row.direction == "in"), None)
    last_id = last.message_id if last is not None else ""
    chain = [row.message_id for row in reversed(rows) if row.message_id not in ("", last_id)]
    return ([*chain, last_id] if last_id else chain), last


def _all_have_read(last: ThreadMail | None, people: Sequence[Person]) -> bool:
    """Whether the mail to be quoted was written by or to each of these: nobody learns from a quote what he was not sent."""
    if last is None:
        return False
    readers = {normalise_email(address) for address in (last.sender_address, *last.recipients)}
    return all(normalise_email(one.value) in readers for one in people)


def _quoted(last: ThreadMail, *, language: str, timezone: str) -> str:
    """The customer's last words under the line by which mail programs know a quote, in his language and our time zone."""
    lines = last.text[:QUOTE_LENGTH].splitlines()
    when = last.occurred_at.astimezone(ZoneInfo(timezone))
    head = QUOTE_HEADS.get(language, QUOTE_HEADS["vi"]).format(
        when=f"{when:%d/%m/%Y %H:%M}", who=last.sender_name or last.sender_address
    )
    return head + "\n" + "\n".join(f"> {line}" for line in lines)


def _keep_in_history(
    uow: UnitOfWork,
    ticket: Ticket | TicketFacts,
    user: User | None,
    message: OutboundMessage,
    outbox_id: int,
    channel: str,
    people: Sequence[Person],
    text: str,
    files: Sequence[StoredFile],
) -> None:
    interaction_id = interactions.add(
        uow, medium=channel, direction="out", text=text, occurred_at=clock.now(), channel_account=ticket.channel_account, author_id=user.id if user else None,
        sender_name=user.name if user else uow.firm.organisation, sender_address=message.mail.sender.address if message.mail else "",
        recipients=[one.value for one in people], subject=message.mail.subject if message.mail else "", outbox_id=outbox_id,
        message_id=message.mail.message_id if message.mail else "", contact_id=ticket.contact_id, account_id=ticket.account_id, is_automatic=user is None,
    )  # fmt: skip
    interactions.add_stored_files(uow, interaction_id, files)
    if message.mail is not None:
        interactions.add_message_id(
            uow, interaction_id, channel_account=ticket.channel_account, value=message.mail.message_id, is_ours=True
        )
    interactions.link(
        uow, interaction_id, kind=Kind.TICKET, record_id=ticket.id, proof="staff", reason="our answer on this ticket"
    )


def _writer(actor: Actor) -> int:
    require(actor, Permission.CUSTOMERS_ANSWER)
    if actor.user_id is None:
        raise Invalid("Only a member of staff can answer a customer.")
    return actor.user_id


def _own_draft(uow: UnitOfWork, actor: Actor, draft_id: int) -> ReplyDraft:
    user_id = _writer(actor)
    draft = uow.session.get(ReplyDraft, draft_id)
    if draft is None or draft.user_id != user_id:
        raise NotFound("There is no such draft of yours.")
    if draft.state != "open":
        raise ChangedMeanwhile(
            "This answer is on its way already." if draft.state == "queued" else "This draft was cancelled."
        )
    return draft


def _own_reply(uow: UnitOfWork, actor: Actor, outbox_id: int, *, anybodys: bool = False) -> Any:
    user_id = _writer(actor)
    found = select(OutboxItem.__table__).where(OutboxItem.id == outbox_id).with_for_update()
    row = uow.connection.execute(found).first()
    if row is None or row.kind != MessageKind.REPLY or not (anybodys or row.author_id == user_id):
        raise NotFound("There is no such answer.")
    return row


def _decided(uow: UnitOfWork, actor: Actor, item: Any, action: str) -> None:
    ticket_id = int(item.subject.partition("-")[2])
    audit.record(
        uow,
        actor=actor,
        action=action,
        kind=Kind.TICKET,
        record_id=ticket_id,
        before={"outbox_id": item.id, "state": item.state},
    )
    uow.record(TicketChanged(ticket_id, "reply", actor.user_id))
    uow.wake("outbox")


def _last_in(uow: UnitOfWork, ticket_id: int) -> int | None:
    return uow.connection.execute(
        select(Interaction.id)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(InteractionLink.record_kind == Kind.TICKET, InteractionLink.record_id == ticket_id, InteractionLink.moved_at.is_(None), _IS_CUSTOMERS_WORD, Interaction.is_pending.is_(False))
        .order_by(Interaction.id.desc())
        .limit(1)
    ).scalar_one_or_none()  # fmt: skip
