"""Chats as the store keeps them: web chat messages, cards that stand in chats, dialogues.

A conversation's ``revision`` grows with each change of its messages, under the lock of its row: a reader who has seen
revision n and asks for what came after it misses nothing that was committed later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm_store import clock
from crm_store.conversations.models import CardMessage, Conversation, ConversationMessage, Dialogue
from crm_store.database import upsert
from crm_store.errors import Invalid, NotFound
from crm_store.unit_of_work import UnitOfWork

__all__ = [
    "IN",
    "OUT",
    "TOPIC",
    "ConversationMessage",
    "by_client_id",
    "card_by_message",
    "card_message",
    "dialogue",
    "forget_user",
    "keep_card_message",
    "latest",
    "message",
    "messages_after",
    "post",
    "revision",
    "revisions",
    "set_dialogue",
]

TOPIC = "chat"
IN, OUT = "in", "out"
KEY_LENGTH = 80
CLIENT_ID_LENGTH = 64


def dialogue(uow: UnitOfWork, *, channel: str, chat_id: str) -> dict[str, Any]:
    """What the program waits for in this chat; empty when it waits for nothing."""
    found = uow.connection.execute(
        select(Dialogue.state).where(Dialogue.channel == channel, Dialogue.chat_id == chat_id)
    ).scalar_one_or_none()
    return dict(found) if found else {}


def set_dialogue(uow: UnitOfWork, *, channel: str, chat_id: str, state: dict[str, Any] | None) -> None:
    keys = {"channel": channel, "chat_id": chat_id}
    if state:
        upsert(uow.connection, Dialogue, keys, {"state": state, "updated_at": clock.now()})
    else:
        uow.connection.execute(delete(Dialogue).where(Dialogue.channel == channel, Dialogue.chat_id == chat_id))


def card_message(uow: UnitOfWork, *, channel: str, chat_id: str, record: str) -> CardMessage | None:
    return uow.session.scalar(
        select(CardMessage).where(
            CardMessage.channel == channel, CardMessage.chat_id == chat_id, CardMessage.record == record
        )
    )


def card_by_message(uow: UnitOfWork, *, channel: str, chat_id: str, message_ref: str) -> CardMessage | None:
    return uow.session.scalar(
        select(CardMessage)
        .where(CardMessage.channel == channel, CardMessage.chat_id == chat_id, CardMessage.message_ref == message_ref)
        .limit(1)
    )


def keep_card_message(
    uow: UnitOfWork, *, channel: str, chat_id: str, user_id: int, record: str, message_ref: str, content_hash: str
) -> None:
    """Remembers which message shows the record's card now, and what it showed."""
    upsert(
        uow.connection,
        CardMessage,
        {"channel": channel, "chat_id": chat_id, "record": record},
        {"user_id": user_id, "message_ref": message_ref, "content_hash": content_hash, "updated_at": clock.now()},
    )


def forget_user(uow: UnitOfWork, *, user_id: int) -> list[CardMessage]:
    """Ends the cards and dialogues of somebody who leaves; returns the cards, so that their buttons can be taken away."""
    cards = list(uow.session.scalars(select(CardMessage).where(CardMessage.user_id == user_id)))
    for card in cards:
        set_dialogue(uow, channel=card.channel, chat_id=card.chat_id, state=None)
        uow.session.expunge(card)
    uow.connection.execute(delete(CardMessage).where(CardMessage.user_id == user_id))
    return cards


def post(
    uow: UnitOfWork,
    *,
    key: str,
    direction: str,
    body: dict[str, Any],
    client_id: str | None = None,
    message_id: int | None = None,
) -> ConversationMessage:
    """Adds a message, or changes ``message_id``. The same ``client_id`` again gives the message that is there, unchanged.

    Raises ``NotFound`` when ``message_id`` is not a message of this conversation and direction.
    """
    if not key or len(key) > KEY_LENGTH or (client_id is not None and not 0 < len(client_id) <= CLIENT_ID_LENGTH):
        raise Invalid("This is not a message of this chat.")
    _lock(uow, key)
    known = None if client_id is None or message_id is not None else by_client_id(uow, key=key, client_id=client_id)
    if known is not None:
        return known
    now = clock.now()
    message = None if message_id is None else _own(uow, key, direction, message_id)
    revision = _next_revision(uow, key)
    if message is None:
        message = ConversationMessage(
            conversation_key=key, direction=direction, client_id=client_id, created_at=now, revision=revision
        )
        uow.session.add(message)
    message.body, message.updated_at, message.revision = body, now, revision
    uow.flush()
    uow.wake(TOPIC)
    return message


def by_client_id(uow: UnitOfWork, *, key: str, client_id: str) -> ConversationMessage | None:
    return uow.session.scalar(
        select(ConversationMessage).where(
            ConversationMessage.conversation_key == key, ConversationMessage.client_id == client_id
        )
    )


def message(uow: UnitOfWork, *, key: str, message_id: int) -> ConversationMessage:
    """Raises ``NotFound`` for absent messages and for other conversations' alike."""
    found = uow.session.get(ConversationMessage, message_id)
    if found is None or found.conversation_key != key:
        raise NotFound("There is no such message.")
    return found


def messages_after(uow: UnitOfWork, *, key: str, revision: int, limit: int = 200) -> list[ConversationMessage]:
    """Added or changed after ``revision``, in the order of the changes."""
    return list(
        uow.session.scalars(
            select(ConversationMessage)
            .where(ConversationMessage.conversation_key == key, ConversationMessage.revision > revision)
            .order_by(ConversationMessage.revision)
            .limit(limit)
        )
    )


def latest(uow: UnitOfWork, *, key: str, before_id: int | None = None, limit: int = 50) -> list[ConversationMessage]:
    """The newest messages (before ``before_id``), oldest first."""
    statement = select(ConversationMessage).where(ConversationMessage.conversation_key == key)
    if before_id is not None:
        statement = statement.where(ConversationMessage.id < before_id)
    return list(reversed(list(uow.session.scalars(statement.order_by(ConversationMessage.id.desc()).limit(limit)))))


def revision(uow: UnitOfWork, *, key: str) -> int:
    found = uow.connection.execute(select(Conversation.revision).where(Conversation.key == key)).scalar_one_or_none()
    return found or 0


def revisions(uow: UnitOfWork, *, keys: Sequence[str]) -> dict[str, int]:
    """Of those that exist."""
    rows = uow.connection.execute(select(Conversation.key, Conversation.revision).where(Conversation.key.in_(keys)))
    return {row.key: row.revision for row in rows}


def _lock(uow: UnitOfWork, key: str) -> None:
    """Makes the conversation if need be, and holds its row until the commit."""
    now = clock.now()
    insert = sqlite.insert if uow.is_sqlite else postgresql.insert
    statement = insert(Conversation).values(key=key, revision=0, created_at=now, updated_at=now)
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"updated_at": now}))


def _next_revision(uow: UnitOfWork, key: str) -> int:
    return uow.connection.execute(
        update(Conversation)
        .where(Conversation.key == key)
        .values(revision=Conversation.revision + 1)
        .returning(Conversation.revision)
    ).scalar_one()


def _own(uow: UnitOfWork, key: str, direction: str, message_id: int) -> ConversationMessage:
    found = message(uow, key=key, message_id=message_id)
    if found.direction != direction:
        raise NotFound("There is no such message.")
    return found
