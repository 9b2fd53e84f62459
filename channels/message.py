"""The shapes that every channel shares. Standard library only.

A channel turns raw bytes into an ``InboundMessage`` and an ``OutboundMessage`` into bytes. Nothing here knows
what a ticket is. All times are aware; all addresses are as the channel writes them, the domain of an e-mail
address in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item exactly as it came, before anybody looked inside.

    ``external_id`` is the identity within (channel, account): for mail the account and the SHA-256 of the bytes,
    because a Message-ID may be used twice for different mails; for Telegram the ``update_id``.
    ``envelope`` holds what the transport said beside the bytes (``mail_from``, ``rcpt_to``, ``peer``, ``uid``…),
    JSON types only.
    """

    channel: str
    account: str
    external_id: str
    content: bytes
    received_at: datetime
    envelope: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadPosition:
    """How far a receiver has read, committed together with the items it read.

    For IMAP ``epoch`` is UIDVALIDITY and ``value`` the last UID (RFC 9051, 2.3.1.1); for Telegram ``epoch`` is 0
    and ``value`` the last ``update_id``.
    """

    channel: str
    account: str
    epoch: int
    value: int


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: ``address`` without brackets or comments, ``name`` decoded, ``""`` where there is none."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came or goes with a message. ``filename`` is text for people, never a path."""

    filename: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str | None = None
    note: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says (RFC 3464). ``hard`` is ``None`` where the report does not tell."""

    recipient: str | None
    recipients: tuple[str, ...] = ()
    status: str | None = None
    hard: bool | None = None
    reason: str | None = None
    diagnostic: str = ""
    original_message_id: str | None = None
    original_envelope_id: str | None = None
    action: str = "failed"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original inside a mail that somebody passed on."""

    sender: Address
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    message_id: str | None = None
    text: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a machine did to or with this message."""

    is_auto_reply: bool = False
    is_bounce: bool = False
    is_automatic: bool = False
    is_list: bool = False
    is_delivery_notice: bool = False
    is_loop: bool = False
    is_spam: bool = False
    reasons: tuple[str, ...] = ()


class ChatEvent(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    BUTTON = "button"
    START = "start"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What only chats have. Identifiers are strings because channels differ in type and width."""

    chat_id: str
    sender_id: str
    event: ChatEvent = ChatEvent.MESSAGE
    is_private: bool = True
    message_ref: str | None = None
    reply_to_ref: str | None = None
    thread_ref: str | None = None
    username: str = ""
    language: str = ""
    button_data: str | None = None
    button_query_id: str | None = None
    start_payload: str | None = None
    contact_phone: str | None = None
    contact_is_sender: bool = False
    blocked: bool | None = None
    migrated_to: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One shape for all channels.

    ``text`` is everything readable; ``reply_text`` the writer's own new words; ``quoted_text`` the history below or
    between; ``signature`` the sign-off block. ``html`` is the original HTML part as decoded, **unsafe**: sanitise when
    it is shown. ``message_id``, ``in_reply_to`` and ``references`` stand without angle brackets.
    ``delivered_to`` are the addresses of Delivered-To, X-Original-To, X-Forwarded-To and of the SMTP envelope.
    ``authenticated`` is ``True`` only where our own server vouched for the sender's domain (DMARC), ``False`` where it
    said no, ``None`` where nobody can say.
    """

    channel: str
    account: str
    external_id: str
    sender: Address | None
    text: str
    reply_text: str
    sent_at: datetime | None = None
    subject: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    quoted_text: str = ""
    signature: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    marks: Marks = Marks()
    bounce: Bounce | None = None
    forwarded: Forwarded | None = None
    authenticated: bool | None = None
    chat: ChatContext | None = None
    defects: tuple[str, ...] = ()


class Style(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"
    CODE = "code"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``href`` is set for ``LINK`` only. Text is plain: renderers escape."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""


RichText = tuple[Span, ...]


def plain(text: str) -> RichText:
    return (Span(text),)


def text_of(rich: RichText) -> str:
    """The words alone, for channels and logs that have no styles."""
    return "".join(span.text for span in rich)


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled choice. Exactly one of ``data`` (1 to 64 bytes of UTF-8, Bot API limit) and ``url`` is set."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file named by its content: the hash under which the store keeps it, and what people see."""

    sha256: str
    filename: str
    content_type: str
    size: int
    inline: bool = False
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class MailParts:
    """What only mail needs. ``message_id`` is fixed when the message is enqueued, so that a second try is the same mail.

    So is ``sent_at``, the Date header; ``None`` takes the time of the try. ``only_to`` names those of ``to`` and ``cc``
    who have not got it yet; ``None`` means all, and nobody is an error. The headers name everybody either way.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    message_id: str
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    signature: str = ""
    quoted_text: str = ""
    automatic: bool = False
    footer: str = ""
    footer_url: str = ""
    sent_at: datetime | None = None
    only_to: tuple[str, ...] | None = None


class ChatAction(StrEnum):
    SEND = "send"
    EDIT = "edit"
    ANSWER_BUTTON = "answer_button"
    CLEAR_BUTTONS = "clear_buttons"


@dataclass(frozen=True, slots=True)
class ChatParts:
    """What only chats need. ``EDIT`` and ``CLEAR_BUTTONS`` name the message in ``message_ref``.

    ``buttons_follow``: where a channel cannot recognise a message that it sends a second time, the buttons come when the
    message is known to stand there. A copy whose answer was lost has none, so that two never live.
    """

    chat_id: str
    action: ChatAction = ChatAction.SEND
    message_ref: str | None = None
    reply_to_ref: str | None = None
    thread_ref: str | None = None
    buttons: Keyboard = ()
    buttons_follow: bool = False
    button_query_id: str | None = None
    alert: bool = False
    silent: bool = False
    ask_reply: bool = False


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message on its way out. ``key`` is the stable id of the outbox row; a channel repeats it where it can."""

    key: str
    text: RichText
    mail: MailParts | None = None
    chat: ChatParts | None = None
    files: tuple[StoredFile, ...] = ()
