"""The original inside a mail that somebody passed on: as an attached message, or as text below a header block.

Inline forwards have no standard. Every program writes the fields From, Date, To and Subject, in its user's language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from channels.email import addresses, body, headers, quote_headers
from channels.email.body import Body
from channels.email.mime import Part
from channels.email.quoting import Split
from channels.message import Address, Forwarded

_FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|fw|wg|tr|rv|enc|i|doorst|vs|vb|vl|pd|pdl|yml|i̇lt|ilt|chuyển tiếp|ct|转发|轉寄|転送|전달|переслано|továbbítás|přeposlaná)\s*[:：]|\s*\[?(?:fwd|forwarded)\b",
    re.IGNORECASE,
)
_MAX_LINES = 60
_ADDRESS = re.compile(r"[^\s\"<>(),;:\[\]]{1,100}@[^\s\"<>(),;:\[\]]{1,200}")


def examine(read: Body, split: Split, subject: str, defects: list[str]) -> Forwarded | None:
    """An attached message wins over text; a reply's history below is no forward."""
    forwards = _FORWARD_SUBJECT.match(subject) is not None
    if read.enclosed and (forwards or len(split.reply) < 2000):  # noqa: PLR2004 - longer mails attach messages as papers
        found = _attached(read.enclosed[0], split, defects)
        if found is not None:
            return found
    if split.forward_at is None and not (forwards and split.quoted):
        return None
    return _inline(read, split)


def _attached(part: Part, split: Split, defects: list[str]) -> Forwarded | None:
    if not part.children:
        return None
    inner = part.children[0]
    senders = addresses.parse(inner.header("from"), defects)
    if not senders:
        return None
    read = body.read(inner, [])
    return Forwarded(
        sender=senders[0],
        recipients=addresses.parse(inner.header("to"), defects),
        subject=headers.decode_text(inner.header("subject"), defects),
        sent_at=headers.parse_date(inner.header("date")),
        message_id=headers.message_id(inner.header("message-id")),
        text=read.text.strip("\n"),
        comment=split.reply,
    )


def _inline(read: Body, split: Split) -> Forwarded | None:
    lines = [line.text for line in read.lines] if read.lines is not None else read.text.split("\n")
    start = split.forward_at if split.forward_at is not None else 0
    lines = [re.sub(r"^(?:[>|]\s?)+", "", line) for line in lines[start:]]
    for at in range(min(len(lines), _MAX_LINES)):
        if quote_headers.label_of(lines[at])[0] in {"from", "date", "subject", "to"}:
            fields, end = _fields(lines, at)
            if found := _from_fields(fields, "\n".join(lines[end:]).strip("\n"), split):
                return found
    return None


def _fields(lines: Sequence[str], at: int) -> tuple[dict[str, str], int]:
    """The run of header lines, wrapped values joined."""
    fields: dict[str, str] = {}
    last = ""
    for number in range(at, min(len(lines), at + _MAX_LINES)):
        kind, value = quote_headers.label_of(lines[number])
        if kind and kind not in fields:
            fields[kind] = value
            last = kind
        elif kind in {"cc", "reply"}:
            last = kind
        elif not lines[number].strip():
            if {"from"} < fields.keys():
                return fields, number
        elif last and fields and _continues(lines[number], last):
            fields[last] = f"{fields[last]} {lines[number].strip()}"
        else:
            return fields, number
    return fields, min(len(lines), at + _MAX_LINES)


def _continues(line: str, last: str) -> bool:
    return last == "subject" or "@" in line or (last in {"from", "to", "cc"} and line.strip().startswith("<"))


def _from_fields(fields: dict[str, str], text: str, split: Split) -> Forwarded | None:
    sender = _address(fields.get("from", ""))
    if sender is None:
        return None
    recipients = tuple(
        address for piece in fields.get("to", "").split(";")[:50] if (address := _address(piece)) is not None
    )
    return Forwarded(
        sender=sender,
        recipients=recipients,
        subject=fields.get("subject", "").strip(),
        sent_at=_date(fields.get("date", "")),
        text=text,
        comment=split.reply,
    )


def _address(value: str) -> Address | None:
    """``Lan <lan@x>``, ``Lan [mailto:lan@x]``, ``Lan (lan@x)`` or the bare address."""
    match = _ADDRESS.search(re.sub(r"\bmailto:", "", value))
    if match is None:
        return None
    name = re.split(r"[<\[(]", value.replace(match[0], "<", 1))[0].replace("mailto:", "").strip(" \"'*<>\t")
    address = addresses.normalised(match[0].strip("*'"))
    return Address(address, "" if "@" in name else name[:200])


def _date(value: str) -> datetime | None:
    """RFC 5322 dates, and such as "15/04/2024 10:23" only where day and month cannot be mistaken; else ``None``."""
    return headers.parse_date(value.encode("ascii", "ignore")) if re.search(r"[+-]\d{4}\b|GMT|UTC", value) else None
