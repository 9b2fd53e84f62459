"""What a Telegram message says, as plain text that needs no language."""

from __future__ import annotations

import unicodedata

from telegram import Contact, Message, MessageEntity, Poll, Venue

_SERVICE_FIELDS = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created",
    "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed", "pinned_message",
    "migrate_to_chat_id", "migrate_from_chat_id", "connected_website", "write_access_allowed", "boost_added",
    "chat_background_set", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "video_chat_scheduled", "video_chat_started",
    "video_chat_ended", "video_chat_participants_invited", "proximity_alert_triggered", "users_shared", "chat_shared",
)  # fmt: skip


def service_event(message: Message) -> str:
    """The name of what happened to the chat, where nobody wrote anything; else ``""``."""
    return next((name for name in _SERVICE_FIELDS if getattr(message, name, None)), "")


def readable_text(message: Message) -> str:
    """Text or caption with the targets of its links, then what stands in contacts, places, polls and stickers."""
    lines = [_with_links(message.text, message.entities), _with_links(message.caption, message.caption_entities)]
    if message.contact is not None:
        lines.append(_contact(message.contact))
    if message.venue is not None:
        lines.append(_venue(message.venue))
    elif message.location is not None:
        lines.append(_place(message.location.latitude, message.location.longitude))
    if message.poll is not None:
        lines.append(_poll(message.poll))
    if message.dice is not None:
        lines.append(f"{message.dice.emoji} {message.dice.value}")
    if message.sticker is not None:
        lines.append(message.sticker.emoji or "")
    return clean_text("\n".join(line for line in lines if line))


def clean_text(text: str) -> str:
    """NFC, line feeds only, no NUL or other control characters, no half surrogates."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    unified = unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in unified if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


def phone_of(contact: Contact) -> str:
    """International where it is a Telegram user's number, which comes without the plus; else as the address book has it."""
    number = contact.phone_number.strip()
    return f"+{number}" if contact.user_id is not None and number.isdecimal() and not number.startswith("0") else number


def _with_links(text: str | None, entities: tuple[MessageEntity, ...]) -> str:
    if not text:
        return ""
    units = text.encode("utf-16-le", "surrogatepass")  # entity offsets count UTF-16 code units
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        if entity.type != MessageEntity.TEXT_LINK or not entity.url:
            continue
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        shown = units[start:end].decode("utf-16-le", "replace").strip()
        if 0 <= start < end <= len(units) and shown.rstrip("/") != entity.url.rstrip("/"):
            units = units[:end] + f" ({entity.url})".encode("utf-16-le", "surrogatepass") + units[end:]
    return units.decode("utf-16-le", "replace")


def _contact(contact: Contact) -> str:
    name = f"{contact.first_name} {contact.last_name or ''}".strip()
    return f"👤 {name} · {phone_of(contact)}"


def _place(latitude: float, longitude: float) -> str:
    point = f"{latitude:.6f},{longitude:.6f}"
    return f"📍 {point} https://maps.google.com/?q={point}"


def _venue(venue: Venue) -> str:
    return f"📍 {venue.title}, {venue.address}\n{_place(venue.location.latitude, venue.location.longitude)}"


def _poll(poll: Poll) -> str:
    return "\n".join([f"📊 {poll.question}", *(f"– {option.text}" for option in poll.options)])
