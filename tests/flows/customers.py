"""Customers who write mails: what they write, and how it gets to us."""

from __future__ import annotations

import asyncio
import email
import itertools
import smtplib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid
from typing import Any

from flows.program import SUPPORT
from servers.smtp_sink import SunkMessage

_numbers = itertools.count(1)


def unique(name: str) -> str:
    """An address that no other test writes from."""
    return f"{name}{next(_numbers)}.{time.time_ns() % 10**9}@saomai.example"


def mail(
    sender: str,
    text: str = "Máy in HP của em báo lỗi E3 từ sáng nay, nhờ anh chị xem giúp.",
    *,
    subject: str = "Máy in báo lỗi E3",
    to: str = SUPPORT,
    name: str = "Trần Thị Hoa",
    headers: dict[str, str] | None = None,
    attachment: tuple[str, bytes] | None = None,
    message_id: str = "",
) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"] = f"{name} <{sender}>" if name.isascii() else email.utils.formataddr((name, sender))
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = format_datetime(datetime.now(UTC))
    made["Message-ID"] = message_id or make_msgid(domain="saomai.example")
    for header, value in (headers or {}).items():
        made[header] = value
    made.set_content(text)
    if attachment is not None:
        made.add_attachment(attachment[1], maintype="application", subtype="octet-stream", filename=attachment[0])
    return made


def answer_to(
    sunk: SunkMessage, sender: str, text: str, *, to: str | None = None, threaded: bool = True, **more: Any
) -> EmailMessage:
    """What the customer's program sends on Reply to a mail of ours."""
    ours = opened(sunk)
    headers = {
        "In-Reply-To": ours["Message-ID"],
        "References": f"{ours['References'] or ''} {ours['Message-ID']}".strip(),
    }
    return mail(
        sender, text, to=to or str(ours["Reply-To"] or ours["From"]), subject=f"Re: {ours['Subject']}", headers=headers if threaded else None, **more
    )  # fmt: skip


def opened(sunk: SunkMessage) -> EmailMessage:
    found = email.message_from_bytes(sunk.content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(sunk: SunkMessage) -> str:
    part = opened(sunk).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def post(
    port: int,
    message: EmailMessage | bytes,
    *,
    sender: str | None = None,
    to: Sequence[str] = (SUPPORT,),
    lmtp: bool = False,
) -> tuple[int, bytes]:
    """Hands it over by SMTP or LMTP; the answer to the dot. Raises what smtplib raises before it."""
    return await asyncio.to_thread(_post, port, message, sender, list(to), lmtp)


def _post(port: int, message: EmailMessage | bytes, sender: str | None, to: list[str], lmtp: bool) -> tuple[int, bytes]:
    content = message if isinstance(message, bytes) else message.as_bytes()
    envelope = sender if sender is not None else _address(message)
    kind = smtplib.LMTP if lmtp else smtplib.SMTP
    with kind("127.0.0.1", port, timeout=30) as client:
        client.ehlo("customer.example")
        client.mail(envelope)
        for one in to:
            code, words = client.rcpt(one)
            if code != 250:
                return code, words
        return client.data(content)


def _address(message: EmailMessage | bytes) -> str:
    return "" if isinstance(message, bytes) else str(message["From"].addresses[0].addr_spec)


async def post_until_taken(port: int, message: EmailMessage | bytes, *, seconds: float = 40.0, **how: Any) -> int:
    """As a mail server does that keeps its queue: again until 250. How often it had to be sent."""
    end = time.monotonic() + seconds
    for attempt in itertools.count(1):
        try:
            if (await post(port, message, **how))[0] == 250:
                return attempt
        except (OSError, smtplib.SMTPException):
            pass  # the listener is away or died in the middle: a queue tries again
        assert time.monotonic() < end, "the mail was never taken"
        await asyncio.sleep(0.1)
    raise AssertionError
