"""From a kept item of the web chat to an ``InboundMessage``. Pure."""

from __future__ import annotations

import unicodedata

from channels.message import Address, ChatContext, ChatEvent, InboundMessage, RawItem
from channels.port import ParseRefused
from channels.webchat.receiver import FromBrowser, from_browser
from channels.webchat.settings import NAME

_NAME_LENGTH = 200


def parse(raw: RawItem) -> InboundMessage:
    """``message_id`` is ``conversation:message``; a button press has none of its own, its ``message_ref`` is the card.

    ``sender.address`` is the conversation's key, the only thing proven about a visitor. An e-mail address that he typed
    stands in ``reply_to``: claimed by anybody, good for an answer after his word, never a proof of who he is.
    Raises ``ParseRefused``.
    """
    try:
        sent = from_browser(raw.content)
    except ValueError as error:
        raise ParseRefused(f"This is no message of the web chat: {error}") from error
    text = _clean(sent.text)
    return InboundMessage(
        channel=NAME,
        account=raw.account,
        external_id=raw.external_id,
        sender=Address(sent.conversation, _one_line(sent.name)),
        text=text,
        reply_text=text,
        sent_at=raw.received_at,
        reply_to=(Address(sent.email.strip(), _one_line(sent.name)),) if sent.email.strip() else (),
        message_id=None if sent.button or sent.message_id is None else f"{sent.conversation}:{sent.message_id}",
        in_reply_to=None if sent.reply_to is None else f"{sent.conversation}:{sent.reply_to}",
        chat=_context(sent),
    )


def _context(sent: FromBrowser) -> ChatContext:
    return ChatContext(
        chat_id=sent.conversation,
        sender_id=sent.conversation,
        event=ChatEvent.BUTTON if sent.button else ChatEvent.MESSAGE,
        message_ref=None if sent.message_id is None else str(sent.message_id),
        reply_to_ref=None if sent.reply_to is None else str(sent.reply_to),
        language=sent.language,
        button_data=sent.button,
        button_query_id=sent.client_id if sent.button else None,
    )


def _clean(text: str) -> str:
    """NFC, newlines as ``\\n``, no other control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _one_line(name: str) -> str:
    return " ".join(_clean(name).split())[:_NAME_LENGTH]
