"""How the program speaks to staff. Nothing here can reach a customer: that takes tickets/replies.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from channels.message import ChatAction, ChatParts, Keyboard, OutboundMessage, RichText
from crm_store import clock
from crm_store.outbox import service as outbox
from crm_store.outbox.rules import MessageKind
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StaffChat:
    """One place where a member of staff reads us."""

    channel: str
    chat_id: str


class Reader(Protocol):
    """What decides where a member of staff reads us: a ``User``, or a row with these columns."""

    @property
    def id(self) -> int: ...
    @property
    def telegram_id(self) -> str | None: ...
    @property
    def telegram_blocked_at(self) -> datetime | None: ...
    @property
    def web_seen_at(self) -> datetime | None: ...


def chats_of(user: Reader) -> list[StaffChat]:
    """Telegram when linked and not blocked; the web chat once the user has been there."""
    chats = []
    if user.telegram_id and user.telegram_blocked_at is None:
        chats.append(StaffChat("telegram", user.telegram_id))
    if user.web_seen_at is not None:
        chats.append(StaffChat("webchat", f"staff:{user.id}"))
    return chats


def tell_chat(
    uow: UnitOfWork,
    *,
    chat: StaffChat,
    text: RichText,
    occasion: str,
    subject: str = "",
    parts: ChatParts | None = None,
    kind: MessageKind = MessageKind.STAFF,
    expires_in: float | None = None,
) -> int | None:
    """One message to one staff chat, after those written before it."""
    now = clock.now()
    parts = replace(parts, chat_id=chat.chat_id) if parts else ChatParts(chat.chat_id)
    return outbox.enqueue(
        uow,
        kind=kind,
        channel=chat.channel,
        subject=subject,
        recipient=chat.chat_id,
        occasion=occasion,
        message=OutboundMessage(outbox.new_key(), text, chat=parts),
        order_key=None if kind is MessageKind.BUTTON else f"{chat.channel}:{chat.chat_id}",
        expires_at=now + timedelta(seconds=expires_in) if expires_in else None,
    )


def tell_staff(
    uow: UnitOfWork,
    *,
    user: User,
    text: RichText,
    occasion: str,
    subject: str = "",
    buttons: Keyboard = (),
    ask_reply: bool = False,
) -> None:
    """To each chat of one user."""
    for chat in chats_of(user):
        parts = ChatParts(chat.chat_id, ChatAction.SEND, buttons=buttons, ask_reply=ask_reply)
        tell_chat(uow, chat=chat, text=text, occasion=occasion, subject=subject, parts=parts)
