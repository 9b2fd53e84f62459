"""From a kept update to an ``InboundMessage``. Pure: no network, so files are only named (``attachments.py`` fetches them)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
    User,
)

from channels.message import Address, ChatContext, ChatEvent, Forwarded, InboundMessage, Marks, RawItem
from channels.port import ParseRefused
from channels.telegram.attachments import placeholders
from channels.telegram.readable import clean_text, phone_of, readable_text, service_event
from channels.telegram.update import read_update, refusing

_GONE = {ChatMember.LEFT, ChatMember.BANNED}
_START = "/start"


def parse(raw: RawItem) -> InboundMessage:
    """``message_id`` is ``chat:message``, the same for a message and its edits; a button press has none of its own.

    ``sender.address`` is the user's id. A forwarded message is somebody else's: its words stand in ``text`` and
    ``forwarded.text``, and ``reply_text`` is empty. Raises ``ParseRefused``.
    """
    with refusing():
        return _parsed(raw, read_update(raw.content))


def _parsed(raw: RawItem, update: Update) -> InboundMessage:
    if update.message is not None:
        return _message(raw, update.message, ChatEvent.MESSAGE)
    if update.edited_message is not None:
        return _message(raw, update.edited_message, ChatEvent.EDIT)
    if update.callback_query is not None:
        return _button(raw, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(raw, update.my_chat_member)
    raise ParseRefused(f"This kind of Telegram update is not read: {_kind(update)}")


def _kind(update: Update) -> str:
    return ", ".join(sorted(set(update.to_dict()) - {"update_id"})) or "unknown"


def _message(raw: RawItem, message: Message, event: ChatEvent) -> InboundMessage:
    service = service_event(message)
    if service:
        return _service(raw, message, service)
    text = readable_text(message)
    forwarded = _forwarded(message, text)
    chat = _context(message, event)
    defects = () if text or placeholders(message) else ("Telegram content that is not read",)
    return replace(
        _base(raw, chat, message.from_user or message.sender_chat),
        text=text,
        reply_text="" if forwarded else text,
        quoted_text=clean_text(message.quote.text) if message.quote else "",
        sent_at=message.edit_date if event is ChatEvent.EDIT and message.edit_date else message.date,
        message_id=f"{message.chat.id}:{message.message_id}",
        in_reply_to=f"{message.chat.id}:{chat.reply_to_ref}" if chat.reply_to_ref else None,
        attachments=placeholders(message),
        marks=_marks(message),
        forwarded=forwarded,
        defects=defects,
    )


def _context(message: Message, event: ChatEvent) -> ChatContext:
    payload = _start_payload(message) if event is ChatEvent.MESSAGE else None
    contact = message.contact
    return replace(
        _chat_context(message.chat, message.from_user or message.sender_chat),
        event=event if payload is None else ChatEvent.START,
        message_ref=str(message.message_id),
        reply_to_ref=_replied_to(message),
        thread_ref=_thread(message),
        start_payload=payload,
        contact_phone=phone_of(contact) if contact else None,
        contact_is_sender=bool(contact and message.from_user and contact.user_id == message.from_user.id),
    )


def _service(raw: RawItem, message: Message, event: str) -> InboundMessage:
    """Somebody joined, a message was pinned, a group became a supergroup: nothing to answer."""
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.chat.id if message.migrate_from_chat_id else message.migrate_to_chat_id
    chat = replace(
        _chat_context(message.chat, message.from_user or message.sender_chat),
        chat_id=str(old_id),
        event=ChatEvent.MEMBERSHIP,
        message_ref=str(message.message_id),
        thread_ref=_thread(message),
        migrated_to=str(new_id) if new_id else None,
    )
    return replace(
        _base(raw, chat, message.from_user or message.sender_chat),
        sent_at=message.date,
        message_id=f"{message.chat.id}:{message.message_id}",
        marks=Marks(is_automatic=True, reasons=(f"Telegram service message: {event}",)),
    )


def _button(raw: RawItem, query: CallbackQuery) -> InboundMessage:
    message = query.message
    accessible = message if isinstance(message, Message) else None
    chat = replace(
        _chat_context(message.chat if message else None, query.from_user),
        event=ChatEvent.BUTTON,
        message_ref=str(message.message_id) if message else None,
        thread_ref=_thread(accessible) if accessible else None,
        button_data=query.data or "",
        button_query_id=query.id,
    )
    return _base(raw, chat, query.from_user)


def _membership(raw: RawItem, change: ChatMemberUpdated) -> InboundMessage:
    chat = replace(
        _chat_context(change.chat, change.from_user),
        event=ChatEvent.MEMBERSHIP,
        blocked=change.new_chat_member.status in _GONE,
    )
    reason = f"The bot is now {change.new_chat_member.status} in the chat"
    return replace(
        _base(raw, chat, change.from_user), sent_at=change.date, marks=Marks(is_automatic=True, reasons=(reason,))
    )


def _base(raw: RawItem, chat: ChatContext, sender: User | Chat | None) -> InboundMessage:
    return InboundMessage(
        channel=raw.channel,
        account=raw.account,
        external_id=raw.external_id,
        sender=_address(sender) if sender else None,
        text="",
        reply_text="",
        chat=chat,
    )


def _chat_context(chat: Chat | None, sender: User | Chat | None) -> ChatContext:
    """An inline message's button names no chat: then it is the presser's private one."""
    user = sender if isinstance(sender, User) else None
    return ChatContext(
        chat_id=str(chat.id) if chat else str(sender.id if sender else ""),
        sender_id=str(sender.id) if sender else "",
        is_private=chat is None or chat.type == Chat.PRIVATE,
        username=(sender.username or "") if sender else "",
        language=(user.language_code or "") if user else "",
    )


def _address(sender: User | Chat) -> Address:
    name = sender.full_name if isinstance(sender, User) else sender.effective_name
    return Address(str(sender.id), clean_text(name or "").replace("\n", " "))


def _thread(message: Message) -> str | None:
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _replied_to(message: Message) -> str | None:
    """Every message in a forum topic formally answers the topic's first; that is no answer."""
    original = message.reply_to_message
    if original is None or original.forum_topic_created or str(original.message_id) == _thread(message):
        return None
    return str(original.message_id)


def _start_payload(message: Message) -> str | None:
    """``None`` unless the message is ``/start``, alone or with the payload of a ``start`` or ``startgroup`` link."""
    command, _, payload = (message.text or "").partition(" ")
    return payload.strip() if command.partition("@")[0] == _START else None


def _marks(message: Message) -> Marks:
    reasons = []
    if message.from_user and message.from_user.is_bot and not message.sender_chat:
        reasons.append("written by a bot")
    if message.is_automatic_forward:
        reasons.append("forwarded by Telegram from a linked channel")
    return Marks(is_automatic=bool(reasons), reasons=tuple(reasons))


def _forwarded(message: Message, text: str) -> Forwarded | None:
    origin: Any = message.forward_origin
    match origin:
        case MessageOriginUser():
            sender = _address(origin.sender_user)
        case MessageOriginHiddenUser():
            sender = Address("", clean_text(origin.sender_user_name))
        case MessageOriginChat():
            sender = _address(origin.sender_chat)
        case MessageOriginChannel():
            sender = _address(origin.chat)
        case _:
            return None
    return Forwarded(sender=sender, sent_at=origin.date, text=text)
