"""E-mail as a ``port.Channel``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from channels.email import guards
from channels.email.isolation import ParserPool
from channels.message import InboundMessage, RawItem

NAME = "email"
HEAD_BYTES = 64 * 1024
ATTACHMENT_BYTES = 20 * 1024 * 1024
"""Most relays refuse more than 25 MB of encoded mail; base64 adds a third."""

_THREAD_HEADERS = re.compile(
    rb"^(references|in-reply-to|message-id)[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t]){0,4000})", re.IGNORECASE | re.MULTILINE
)
_FIRST_ID = re.compile(rb"<([^<>\s]{1,500})>")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


class EmailChannel:
    """Suspect mails are parsed in a limited child process, ordinary ones here."""

    name = NAME

    def __init__(self, pool: ParserPool | None = None, *, authserv_id: str = "") -> None:
        self._pool = pool or ParserPool()
        self._authserv_id = authserv_id

    def parse(self, raw: RawItem) -> InboundMessage:
        """Whose Authentication-Results count is said by the settings alone, never by what came with the item.

        A mail whose first reading ended badly is suspect too: the second is done in a child."""
        envelope = {**raw.envelope, "authserv_id": self._authserv_id}
        again = raw.envelope.get("attempt", 1) > 1
        return self._pool.parse_blocking(replace(raw, envelope=envelope), apart=again)

    def group_of(self, raw: RawItem) -> str:
        """The first Message-ID of the thread: the oldest reference, else what it answers, else its own."""
        head = raw.content[:HEAD_BYTES]
        end = _END_OF_HEAD.search(head)
        named = {
            name.lower(): value
            for name, value in reversed(_THREAD_HEADERS.findall(head, 0, end.start() if end else len(head)))
        }
        for name in (b"references", b"in-reply-to", b"message-id"):
            first = _FIRST_ID.search(named.get(name, b""))
            if first:
                return hashlib.sha256(first[1]).hexdigest()
        return raw.external_id[:64]

    def is_suspect(self, raw: RawItem) -> bool:
        return bool(guards.suspicion(raw.content))

    def close(self) -> None:
        self._pool.close()
