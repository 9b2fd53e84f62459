"""Asks for cards and reports in staff chats. They are drawn when they leave, from the state at that moment.

Each is an outbox row of kind ``card`` without a text. ``payload`` holds ``user_id`` and, where they apply, ``note``
(``X-9``: announce this message under the card), ``given_by`` (who gave the ticket to the reader; 0: the program),
``menu`` (which buttons to open), ``view`` (``reply_outcome``, ``preview``), ``alarm`` and ``look_again`` (draws nothing, asks for a
drawing in its turn). Rows of one record leave one after the other; a reader's own answers do not wait for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from channels.message import ChatAction, ChatParts
from crm_store import clock
from crm_store.conversations import service as conversations
from crm_store.conversations.models import CardMessage
from crm_store.conversations.telling import StaffChat, tell_chat
from crm_store.database import table_of
from crm_store.notifications import queries
from crm_store.notifications.queries import Listener
from crm_store.notifications.rules import SETTLE_SECONDS
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.references import Kind, reference
from crm_store.statements import Statement, insert_those_missing
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

DRAW, MENU, NEWS, ALARM, GIVEN = "draw", "menu", "news", "alarm", "given"
OUTCOME, PREVIEW = "reply_outcome", "preview"
_OUTBOX = table_of(OutboxItem)
_WAITING = Statement(
    select(_OUTBOX.c.channel, _OUTBOX.c.recipient)
    .where(
        _OUTBOX.c.subject == bindparam("record"),
        _OUTBOX.c.kind == MessageKind.CARD.value,
        _OUTBOX.c.state == State.PENDING.value,
        _OUTBOX.c.occasion.startswith(f"{DRAW}:"),
    )
    .with_for_update(skip_locked=True)
)
"""Locked, so that no worker takes one before this change is committed and draws what was before it; what a worker is
taking at this moment does not count."""


def draw(uow: UnitOfWork, listeners: Iterable[Listener], record: str, **payload: Any) -> None:
    """Draws the record's card in these chats: an edit where it stands, else a new message. What waits already is enough."""
    wanted = list(listeners)
    if wanted:
        waiting = _waiting(uow, record)
        _enqueue(
            uow, [one for one in wanted if one.chat not in waiting], record, f"{DRAW}:{secrets.token_hex(8)}", payload
        )
        if waiting:
            uow.wake("outbox")  # a worker that passed over the locked rows looks again


def announce(uow: UnitOfWork, listeners: Iterable[Listener], record: str, interaction_id: int) -> None:
    """A new short message under the card, once for each message from outside."""
    key = reference(Kind.INTERACTION, interaction_id)
    _enqueue(uow, listeners, record, f"{NEWS}:{key}", {"note": key})


def tell_given(uow: UnitOfWork, listeners: Iterable[Listener], record: str, by_user_id: int | None) -> None:
    """A new short message under the card: somebody else put you in charge."""
    _enqueue(uow, listeners, record, f"{GIVEN}:{secrets.token_hex(8)}", {"given_by": by_user_id or 0})


def open_menu(uow: UnitOfWork, listener: Listener, record: str, menu: str) -> None:
    """Shows other buttons under the card that stands there; ``""`` gives the usual ones back."""
    _enqueue(uow, [listener], record, f"{MENU}:{secrets.token_hex(8)}", {"menu": menu} if menu else {})


def place(uow: UnitOfWork, listener: Listener, record: str, **payload: Any) -> None:
    """Draws the record anew at the end of the chat; the message that showed it so far loses its buttons."""
    known = queries.shown(uow, listener.chat, record)
    if known is not None:
        clear_buttons(uow, listener.chat, known.message_ref, occasion=f"clear:{secrets.token_hex(8)}")
        forget(uow, listener.chat, record)
    _enqueue(uow, [listener], record, f"{DRAW}:{secrets.token_hex(8)}", payload)


def adopt(uow: UnitOfWork, listener: Listener, record: str, message_ref: str) -> None:
    """From now on this message shows the record; the next drawing edits it unless it is known to look like that."""
    conversations.keep_card_message(
        uow, channel=listener.chat.channel, chat_id=listener.chat.chat_id, user_id=listener.user_id, record=record, message_ref=message_ref,
        content_hash=queries.looks_of(uow, listener.chat, message_ref),
    )  # fmt: skip


def forget(uow: UnitOfWork, chat: StaffChat, record: str) -> None:
    uow.connection.execute(
        delete(CardMessage).where(
            CardMessage.channel == chat.channel, CardMessage.chat_id == chat.chat_id, CardMessage.record == record
        )
    )


def report_reply(
    uow: UnitOfWork, listener: Listener, outbox_id: int, message_ref: str, *, at: datetime | None = None
) -> None:
    """This message tells the fate of the answer from now on: at once, and when the undo time is over (or ``at`` has come)."""
    record = reference(Kind.OUTBOX, outbox_id)
    adopt(uow, listener, record, message_ref)
    _enqueue(uow, [listener], record, f"{DRAW}:{secrets.token_hex(8)}", {"view": OUTCOME, "outbox_id": outbox_id})
    leaves = at or clock.now() + timedelta(seconds=uow.firm.undo_seconds)
    later = leaves + timedelta(seconds=SETTLE_SECONDS)
    payload = {"view": OUTCOME, "outbox_id": outbox_id, "look_again": True}
    _enqueue(uow, [listener], record, f"{DRAW}:{secrets.token_hex(8)}", payload, due=later, ordered=False)


def tell_outcome(uow: UnitOfWork, listeners: Iterable[Listener], outbox_id: int, *, alarm: bool = False) -> None:
    """Draws the report of an answer; ``alarm`` makes a message of its own that rings."""
    payload = {"view": OUTCOME, "outbox_id": outbox_id} | ({"alarm": True} if alarm else {})
    occasion = f"{ALARM if alarm else DRAW}:{secrets.token_hex(8)}"
    _enqueue(uow, listeners, reference(Kind.OUTBOX, outbox_id), occasion, payload)


def draft_record(draft_id: int) -> str:
    return f"{queries.DRAFT_PREFIX}{draft_id}"


def show_preview(uow: UnitOfWork, listener: Listener, draft_id: int, *, at: str | None = None) -> None:
    """The draft's preview at the end of the chat, or in place of the message ``at``."""
    record = draft_record(draft_id)
    payload = {"view": PREVIEW, "draft_id": draft_id}
    if at is None:
        place(uow, listener, record, **payload)
    else:
        adopt(uow, listener, record, at)
        draw(uow, [listener], record, **payload)


def redraw_previews(uow: UnitOfWork, ticket_id: int) -> None:
    for draft_id, listener in queries.open_previews(uow, ticket_id):
        draw(uow, [listener], draft_record(draft_id), view=PREVIEW, draft_id=draft_id)


def clear_buttons(uow: UnitOfWork, chat: StaffChat, message_ref: str, *, occasion: str) -> None:
    parts = ChatParts(chat.chat_id, ChatAction.CLEAR_BUTTONS, message_ref=message_ref)
    tell_chat(uow, chat=chat, text=(), occasion=occasion, parts=parts)


def telegram_blocked(uow: UnitOfWork, *, user_id: int, blocked: bool) -> None:
    """A user who shut the bot out gets nothing there until he writes again. Core: a look at the world is no edit of the user."""
    users = User.__table__
    state = users.c.telegram_blocked_at.is_(None) if blocked else users.c.telegram_blocked_at.is_not(None)
    uow.connection.execute(
        update(users)  # type: ignore[arg-type]  # a Table is what Core updates
        .where(users.c.id == user_id, state)
        .values(telegram_blocked_at=clock.now() if blocked else None)
    )


def end_user(uow: UnitOfWork, user_id: int) -> None:
    """Takes the buttons away from every card of somebody who leaves; what waits for him is not sent."""
    for card in conversations.forget_user(uow, user_id=user_id):
        chat = StaffChat(card.channel, card.chat_id)
        clear_buttons(uow, chat, card.message_ref, occasion=f"end:{card.id}:{secrets.token_hex(4)}")


def _waiting(uow: UnitOfWork, record: str) -> set[StaffChat]:
    rows = _WAITING.all(uow.connection, {"record": record})
    return {StaffChat(channel, chat_id) for channel, chat_id in rows}


def _enqueue(
    uow: UnitOfWork,
    listeners: Iterable[Listener],
    record: str,
    occasion: str,
    payload: dict[str, Any],
    *,
    due: datetime | None = None,
    ordered: bool = True,
) -> None:
    """One statement for all chats. The same occasion never twice in one chat."""
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "key": outbox.new_key(),
            "kind": MessageKind.CARD,
            "channel": one.chat.channel,
            "subject": record,
            "recipient": one.chat.chat_id,
            "occasion": occasion,
            "order_key": f"{one.chat.channel}:{one.chat.chat_id}:{record}"[:80] if ordered else None,
            "payload": {"user_id": one.user_id, "note": ""} | payload,
            "recipients": [],
            "state": State.PENDING,
            "next_try_at": due or now,
            "created_at": now,
            "updated_at": now,
        }
        for one in dict.fromkeys(listeners)
    ]
    if rows:
        insert_those_missing(uow.connection, _OUTBOX, rows)
        uow.wake("outbox")
