"""Who reads where, and what the messages to staff are drawn from. Callers have checked permission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from channels.message import OutboundMessage, StoredFile
from crm_store.access import Actor, Permission, Role, require
from crm_store.contacts import queries as contacts
from crm_store.conversations.models import CardMessage
from crm_store.conversations.telling import StaffChat, chats_of
from crm_store.database import table_of
from crm_store.interactions.models import Attachment, Interaction, InteractionLink
from crm_store.outbox import payload as payloads
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS, MessageKind, State
from crm_store.references import Kind, reference
from crm_store.statements import ListStatement, Row, Statement
from crm_store.team.models import User
from crm_store.tickets.models import ReplyDraft, Ticket
from crm_store.tickets.outcomes import ticket_of
from crm_store.unit_of_work import UnitOfWork

DRAFT_PREFIX = "RD-"
PROBLEMS = (State.UNKNOWN, State.FAILED, State.NO_RELAY, State.REVIEW)
LOST = (State.UNKNOWN, State.FAILED)
_IS_PROBLEM = (
    OutboxItem.state.in_(PROBLEMS),
    OutboxItem.kind.in_(TO_CUSTOMERS),
    ~exists().where(ReplyDraft.corrects_id == OutboxItem.id, ReplyDraft.state == "queued"),
)


_USERS, _CARD_MESSAGES, _DRAFTS = map(table_of, (User, CardMessage, ReplyDraft))


class _Reader(NamedTuple):
    id: int
    telegram_id: str | None
    telegram_blocked_at: datetime | None
    web_seen_at: datetime | None


def _readers(who: ColumnElement[bool]) -> Select[Any]:
    can_read = or_(
        and_(_USERS.c.telegram_id.is_not(None), _USERS.c.telegram_blocked_at.is_(None)),
        _USERS.c.web_seen_at.is_not(None),
    )
    return select(*(_USERS.c[name] for name in _Reader._fields)).where(_USERS.c.is_active, can_read, who)


_BY_ROLE = ListStatement(lambda roles: _readers(_USERS.c.role.in_(roles)))
_BY_NUMBER = ListStatement(lambda numbers: _readers(_USERS.c.id.in_(numbers)))
_CARDS = Statement(
    select(_CARD_MESSAGES.c.user_id, _CARD_MESSAGES.c.channel, _CARD_MESSAGES.c.chat_id)
    .join(_USERS, _USERS.c.id == _CARD_MESSAGES.c.user_id)
    .where(_CARD_MESSAGES.c.record == bindparam("record"), _USERS.c.is_active)
    .order_by(_CARD_MESSAGES.c.id)
)
_OPEN_PREVIEWS = Statement(
    select(_DRAFTS.c.id, _CARD_MESSAGES.c.user_id, _CARD_MESSAGES.c.channel, _CARD_MESSAGES.c.chat_id)
    .join(_CARD_MESSAGES, _CARD_MESSAGES.c.record == literal(DRAFT_PREFIX) + cast(_DRAFTS.c.id, String))
    .where(_DRAFTS.c.ticket_id == bindparam("ticket_id"), _DRAFTS.c.state == "open")
)

_OUTBOX = table_of(OutboxItem)
_WAITING_ANSWERS = Statement(
    select(_OUTBOX.c.id, _OUTBOX.c.author_id).where(
        _OUTBOX.c.subject == bindparam("subject"),
        _OUTBOX.c.state == State.HELD.value,
        _OUTBOX.c.scheduled_at.is_not(None),
    )
)

_THIS_CHAT = (_CARD_MESSAGES.c.channel == bindparam("channel"), _CARD_MESSAGES.c.chat_id == bindparam("chat_id"))
_SHOWN = Statement(
    select(_CARD_MESSAGES.c.message_ref, _CARD_MESSAGES.c.content_hash).where(
        *_THIS_CHAT, _CARD_MESSAGES.c.record == bindparam("record")
    )
)
_OF_MESSAGE = (*_THIS_CHAT, _CARD_MESSAGES.c.message_ref == bindparam("message_ref"))
_RECORD_OF, _LOOKS_OF = (
    Statement(
        select(column).where(*_OF_MESSAGE).order_by(_CARD_MESSAGES.c.id.desc()).limit(literal_column("1", Integer))
    )
    for column in (_CARD_MESSAGES.c.record, _CARD_MESSAGES.c.content_hash)
)


@dataclass(frozen=True, slots=True)
class Listener:
    """A member of staff in one chat."""

    user_id: int
    chat: StaffChat


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows a record, and the digest of what it showed last."""

    message_ref: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class News:
    """What somebody outside wrote. ``participant_id`` is set for one who takes no part yet."""

    interaction_id: int
    sender_name: str
    sender_address: str
    medium: str
    text: str
    files: int
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """An answer on its way, as its author sees it. ``message`` is exactly what leaves. ``sent_again`` is where the same words
    went after this one had failed; ``phones`` are the customer's, where they may be needed now."""

    outbox_id: int
    draft_id: int | None
    kind: str
    ticket_ref: str
    channel: str
    author_id: int | None
    author_name: str
    state: str
    message: OutboundMessage
    recipients: tuple[dict[str, str], ...]
    attempts: int
    code: str
    error: str
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    scheduled_at: datetime | None = None
    sent_again: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A colleague's draft, whoever looks; ``outbox_id`` once it was sent."""

    id: int
    ticket_id: int
    user_id: int
    text: str
    state: str
    outbox_id: int | None
    created_at: datetime


def audience(uow: UnitOfWork, roles: Collection[Role], also: Collection[int | None] = ()) -> list[Listener]:
    """Every chat of the active users with these roles or numbers. One statement, however large the team."""
    users = [number for number in also if number is not None]
    found = _BY_ROLE.all(uow.connection, [role.value for role in roles])
    return _listeners(found + _BY_NUMBER.all(uow.connection, users))


def listeners(uow: UnitOfWork, user_ids: Collection[int | None]) -> list[Listener]:
    users = [number for number in user_ids if number is not None]
    return _listeners(_BY_NUMBER.all(uow.connection, users))


def _listeners(rows: Sequence[Row]) -> list[Listener]:
    """Each user once, by number."""
    readers = sorted({reader.id: reader for reader in (_Reader(*row) for row in rows)}.values())
    return [Listener(reader.id, chat) for reader in readers for chat in chats_of(reader)]


def card_listeners(uow: UnitOfWork, record: str) -> list[Listener]:
    """Those in whose chats the record's card stands."""
    rows = _CARDS.all(uow.connection, {"record": record})
    return [Listener(user_id, StaffChat(channel, chat_id)) for user_id, channel, chat_id in rows]


def shown(uow: UnitOfWork, chat: StaffChat, record: str) -> Shown | None:
    """Where the record's card stands in this chat, as the database has it now."""
    row = _SHOWN.first(uow.connection, {"channel": chat.channel, "chat_id": chat.chat_id, "record": record})
    return None if row is None else Shown(*row)


def record_of(uow: UnitOfWork, chat: StaffChat, message_ref: str) -> str | None:
    """What the message shows, if it is one that is kept up to date: ``T-5``, ``T-5/X-9`` (news), ``RD-7``, ``OUT-3``."""
    values = {"channel": chat.channel, "chat_id": chat.chat_id, "message_ref": message_ref}
    record: str | None = _RECORD_OF.scalar(uow.connection, values)
    return record


def looks_of(uow: UnitOfWork, chat: StaffChat, message_ref: str) -> str:
    """The digest of what the message showed last, whatever it stood for; empty where nobody knows."""
    values = {"channel": chat.channel, "chat_id": chat.chat_id, "message_ref": message_ref}
    known: str | None = _LOOKS_OF.scalar(uow.connection, values)
    return known or ""


def news(uow: UnitOfWork, interaction_id: int, *, kind: str, record_id: int) -> News | None:
    """``None`` when the message does not stand on this record any more."""
    row = uow.connection.execute(
        select(Interaction.id, Interaction.sender_name, Interaction.sender_address, Interaction.medium, Interaction.text, Interaction.is_pending)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(
            Interaction.id == interaction_id, InteractionLink.record_kind == kind, InteractionLink.record_id == record_id,
            InteractionLink.moved_at.is_(None),
        )
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    files = uow.connection.execute(
        select(func.count()).where(Attachment.interaction_id == row.id, Attachment.is_inline.is_(False))
    ).scalar_one()
    return News(row.id, row.sender_name, row.sender_address, row.medium, row.text, files, row.is_pending)


def latest_news(uow: UnitOfWork, *, kind: str, record_id: int) -> News | None:
    """The last message from outside on a record."""
    found = uow.connection.execute(
        select(Interaction.id)
        .join(InteractionLink, InteractionLink.interaction_id == Interaction.id)
        .where(
            InteractionLink.record_kind == kind, InteractionLink.record_id == record_id, InteractionLink.moved_at.is_(None),
            Interaction.direction == "in",
        )
        .order_by(Interaction.id.desc())
        .limit(1)
    ).scalar_one_or_none()  # fmt: skip
    return None if found is None else news(uow, found, kind=kind, record_id=record_id)


def own_note(uow: UnitOfWork, *, interaction_id: int, user_id: int) -> Note | None:
    """One's own internal note with its files."""
    text = uow.connection.execute(
        select(Interaction.text).where(
            Interaction.id == interaction_id, Interaction.direction == "internal", Interaction.author_id == user_id
        )
    ).scalar_one_or_none()
    if text is None:
        return None
    table = Attachment
    rows = uow.connection.execute(
        select(table.sha256, table.filename, table.content_type, table.size)
        .where(table.interaction_id == interaction_id, table.sha256.is_not(None))
        .order_by(table.id)
    )
    return Note(text, tuple(StoredFile(row.sha256, row.filename, row.content_type, row.size) for row in rows))


def reply_facts(uow: UnitOfWork, outbox_id: int) -> ReplyFacts | None:
    """``None`` for anything that does not go to a customer."""
    table = OutboxItem.__table__
    row = uow.connection.execute(
        select(table).where(OutboxItem.id == outbox_id, OutboxItem.kind.in_(TO_CUSTOMERS))
    ).first()
    return None if row is None else _facts(uow, row)


def _facts(uow: UnitOfWork, row: Any) -> ReplyFacts:
    author = (
        uow.connection.execute(select(User.name).where(User.id == row.author_id)).scalar_one_or_none()
        if row.author_id
        else None
    )
    draft_id = uow.connection.execute(
        select(ReplyDraft.id).where(ReplyDraft.outbox_id == row.id).limit(1)
    ).scalar_one_or_none()
    is_lost = row.state in LOST or any(one["state"] == "failed" for one in row.recipients)
    return ReplyFacts(
        outbox_id=row.id, draft_id=draft_id, kind=row.kind, ticket_ref=row.subject, channel=row.channel, author_id=row.author_id, author_name=author or "",
        state=row.state, message=payloads.from_json(row.payload), recipients=tuple(row.recipients), attempts=row.attempts, code=row.last_code,
        error=row.last_error, due_at=row.next_try_at, created_at=row.created_at, sent_at=row.sent_at,
        scheduled_at=row.scheduled_at, sent_again=_sent_again(uow, row.id) if is_lost else "", phones=_phones(uow, row.subject) if is_lost else (),
    )  # fmt: skip


def _sent_again(uow: UnitOfWork, outbox_id: int) -> str:
    to = (
        select(OutboxItem.recipient)
        .join(ReplyDraft, ReplyDraft.outbox_id == OutboxItem.id)
        .where(ReplyDraft.corrects_id == outbox_id, ReplyDraft.state == "queued")
        .limit(1)
    )
    return uow.connection.execute(to).scalar_one_or_none() or ""


def _phones(uow: UnitOfWork, subject: str) -> tuple[str, ...]:
    """Of the ticket's contact, else of its firm."""
    ticket_id = ticket_of(subject)
    if ticket_id is None:
        return ()
    owners = uow.connection.execute(select(Ticket.contact_id, Ticket.account_id).where(Ticket.id == ticket_id)).one()
    for kind, owner_id in zip((Kind.CONTACT, Kind.ACCOUNT), owners, strict=True):
        known = contacts.points(uow, kind, owner_id) if owner_id is not None else ()
        phones = tuple(point.shown for point in known if point.kind == "phone")
        if phones:
            return phones
    return ()


def problems(uow: UnitOfWork, *, actor: Actor, limit: int = 8) -> list[ReplyFacts]:
    """Answers that wait for a person's decision, the newest first."""
    require(actor, Permission.CUSTOMERS_ANSWER)
    rows = uow.connection.execute(
        select(OutboxItem.__table__).where(*_IS_PROBLEM).order_by(OutboxItem.id.desc()).limit(limit)
    ).all()
    return [_facts(uow, row) for row in rows]


def problem_counts(uow: UnitOfWork, *, actor: Actor) -> dict[str, int]:
    require(actor, Permission.CUSTOMERS_ANSWER)
    rows = uow.connection.execute(
        select(OutboxItem.state, func.count().label("problems")).where(*_IS_PROBLEM).group_by(OutboxItem.state)
    )
    return {row.state: row.problems for row in rows}


def draft(uow: UnitOfWork, draft_id: int) -> Draft | None:
    table = ReplyDraft
    row = uow.connection.execute(
        select(
            table.id, table.ticket_id, table.user_id, table.text, table.state, table.outbox_id, table.created_at
        ).where(table.id == draft_id)
    ).first()
    return None if row is None else Draft(*row)


def open_previews(uow: UnitOfWork, ticket_id: int) -> list[tuple[int, Listener]]:
    """Drafts of this ticket whose previews stand in chats: they must warn of what happens meanwhile."""
    rows = _OPEN_PREVIEWS.all(uow.connection, {"ticket_id": ticket_id})
    return [(draft_id, Listener(user_id, StaffChat(channel, chat_id))) for draft_id, user_id, channel, chat_id in rows]


def waiting_answers(uow: UnitOfWork, ticket_id: int) -> list[tuple[int, int | None]]:
    """Answers (number, author) on this ticket that wait for the time which their author chose."""
    rows = _WAITING_ANSWERS.all(uow.connection, {"subject": reference(Kind.TICKET, ticket_id)})
    return [(number, author_id) for number, author_id in rows]


def corrected(uow: UnitOfWork, ticket_id: int) -> list[int]:
    """Answers on this ticket that somebody is sending again, or has sent again, to a better address."""
    rows = select(ReplyDraft.corrects_id).where(ReplyDraft.ticket_id == ticket_id, ReplyDraft.corrects_id.is_not(None))
    return [number for number in uow.connection.execute(rows.distinct()).scalars() if number is not None]


def answered_since(uow: UnitOfWork, *, ticket_id: int, since: datetime, except_user_id: int) -> list[tuple[int, str]]:
    """Colleagues (number, name) whose answer on this ticket was sent off after ``since``."""
    rows = uow.connection.execute(
        select(User.id, User.name)
        .join(ReplyDraft, ReplyDraft.user_id == User.id)
        .join(OutboxItem, OutboxItem.id == ReplyDraft.outbox_id)
        .where(
            ReplyDraft.ticket_id == ticket_id, ReplyDraft.user_id != except_user_id, ReplyDraft.state == "queued",
            OutboxItem.kind == MessageKind.REPLY, OutboxItem.created_at >= since,
        )
        .distinct()
    )  # fmt: skip
    return [(row.id, row.name) for row in rows]
