"""Raw bytes of a mail to an ``InboundMessage``. Blocking and pure; the order of the steps is the text of ``parse_bytes``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.email import addresses, body, bounces, forwards, guards, headers, marks, mime, quoting
from channels.email.mime import Part
from channels.message import Address, InboundMessage, RawItem
from channels.port import ParseRefused

_KNOWN_FIELDS = (
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "received",
    "content-type",
    "return-path",
    "sender",
    "mime-version",
    "cc",
)
_MAX_REFERENCES = 100
_DELIVERY_FIELDS = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "x-envelope-to")
_LISTED_DEFECTS = 30


def parse(raw: RawItem) -> InboundMessage:
    """Raises ``ParseRefused`` only where the bytes are no mail at all."""
    return parse_bytes(raw.content, account=raw.account, external_id=raw.external_id, envelope=raw.envelope)


def parse_bytes(
    content: bytes, *, account: str = "", external_id: str = "", envelope: Mapping[str, Any] | None = None
) -> InboundMessage:
    """Everything that the mail says, cut to the limits of ``guards``; what was cut or guessed stands in ``defects``."""
    defects: list[str] = []
    root = mime.parse_tree(content, defects)
    if not any(name in root.headers for name in _KNOWN_FIELDS):
        raise ParseRefused(_why_no_mail(content))
    envelope = envelope or {}
    senders = addresses.parse(root.header("from"), defects)
    sender = _sender(root, senders, defects)
    read = body.read(root, defects)
    subject = headers.decode_text(root.header("subject"), defects)
    if len(root.header("subject")) > guards.MAX_HEADER_BYTES:
        subject = subject[:1000]
    bounce, report_kind = bounces.examine(root, read, subject, sender)
    found = marks.examine(root, subject=subject, sender=sender, report_kind=report_kind, envelope=envelope)
    split = _split(read, sender, bounced=found.is_bounce)
    references = headers.message_ids(root.header("references"))
    return InboundMessage(
        channel="email",
        account=account,
        external_id=external_id,
        sender=sender,
        text=read.text,
        reply_text=split.reply,
        sent_at=_sent_at(root, defects),
        subject=subject,
        to=_addresses(root, "to", defects),
        cc=_addresses(root, "cc", defects),
        reply_to=_addresses(root, "reply-to", defects),
        delivered_to=_delivered_to(root, envelope),
        message_id=headers.message_id(root.header("message-id")),
        in_reply_to=next(iter(headers.message_ids(root.header("in-reply-to"))), None),
        references=references
        if len(references) <= _MAX_REFERENCES
        else (references[0], *references[1 - _MAX_REFERENCES :]),
        quoted_text=split.quoted,
        signature=split.signature,
        html=read.html,
        attachments=tuple(read.attachments),
        marks=found,
        bounce=bounce if found.is_bounce or found.is_delivery_notice else None,
        forwarded=None if found.is_bounce else forwards.examine(read, split, subject, defects),
        authenticated=_authenticated(root, envelope),
        defects=tuple(dict.fromkeys(defects))[:_LISTED_DEFECTS],
    )


def _why_no_mail(content: bytes) -> str:
    if not content.strip():
        return "The item is empty."
    return (
        "The item has no mail header: none of From, To, Date, Subject, Message-ID or Received stands at its beginning."
    )


def _sender(root: Part, senders: tuple[Address, ...], defects: list[str]) -> Address | None:
    """The first author. Without a usable From: Sender, then Return-Path (RFC 5322, 3.6.2)."""
    if len(senders) > 1:
        defects.append("several authors: the first is taken")
    if senders:
        return senders[0]
    defects.append("From is missing or unreadable")
    for name in ("sender", "return-path", "x-sender"):
        if found := addresses.parse(root.header(name), defects):
            return found[0]
    return None


def _addresses(root: Part, name: str, defects: list[str]) -> tuple[Address, ...]:
    values = root.headers.get(name)
    if not values:
        return ()
    if len(values) == 1:
        return addresses.parse(values[0], defects)
    defects.append(f"{name} stands {len(values)} times")
    found = [address for value in values[:20] for address in addresses.parse(value, defects)]
    return tuple(found[: guards.MAX_ADDRESSES])


def _delivered_to(root: Part, envelope: Mapping[str, Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in _DELIVERY_FIELDS:
        for value in root.headers.get(name, ())[:20]:
            found.update((address.address, None) for address in addresses.parse(value, []))
    recipients = envelope.get("rcpt_to")
    for recipient in [recipients] if isinstance(recipients, str) else recipients or ():
        found[addresses.normalised(str(recipient))] = None
    return tuple(found)


def _sent_at(root: Part, defects: list[str]) -> datetime | None:
    value = root.header("date")
    sent_at = headers.parse_date(value)
    if sent_at is None:
        defects.append("Date is missing" if not value.strip() else "Date is unreadable")
    return sent_at


def _split(read: body.Body, sender: Address | None, *, bounced: bool) -> quoting.Split:
    name = sender.name or sender.address.partition("@")[0] if sender else ""
    if bounced:
        return quoting.Split(reply=read.text[: guards.MAX_QUOTING].strip())
    if read.lines is not None:
        return quoting.split_lines(read.lines, sender_name=name)
    return quoting.split_text(read.text, sender_name=name)


def _authenticated(root: Part, envelope: Mapping[str, Any]) -> bool | None:
    """Only the topmost Authentication-Results, and only where the receiver named its own server in ``authserv_id`` (RFC 8601, 5)."""
    server = envelope.get("authserv_id")
    value = root.header("authentication-results").decode("ascii", "replace").lower()
    if not server or value.split(";")[0].split()[:1] != [str(server).lower()]:
        return None
    return marks.dmarc_result(value)
