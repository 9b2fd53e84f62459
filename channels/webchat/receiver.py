"""What a browser sent, as a raw item. The sockets themselves are the web part's; it keeps the item and then acknowledges."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.message import RawItem
from channels.webchat.settings import CUSTOMER, NAME, STAFF

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONVERSATION = re.compile(r"(staff:\d{1,18}|visitor:[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class FromBrowser:
    """``message_id`` is what the text became in the conversation, or the message whose button was pressed."""

    conversation: str
    client_id: str
    text: str = ""
    button: str | None = None
    message_id: int | None = None
    reply_to: int | None = None
    name: str = ""
    email: str = ""
    language: str = ""


def raw_item(sent: FromBrowser, received_at: datetime) -> RawItem:
    """Raises ``ValueError`` for keys that are none of ours: they would become identities."""
    if not CONVERSATION.fullmatch(sent.conversation) or not CLIENT_ID.fullmatch(sent.client_id):
        raise ValueError("not the key of a web chat message")
    content = {name: getattr(sent, name) for name in FromBrowser.__dataclass_fields__}
    return RawItem(
        channel=NAME,
        account=account_of(sent.conversation),
        external_id=f"{sent.conversation}:{sent.client_id}",
        content=json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(),
        received_at=received_at,
    )


def from_browser(content: bytes) -> FromBrowser:
    """The reverse. Raises ``ValueError`` with what is wrong."""
    try:
        fields = json.loads(content)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(fields, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004  callers catch one kind
    sent = FromBrowser(
        conversation=_text(fields, "conversation"),
        client_id=_text(fields, "client_id"),
        text=_text(fields, "text"),
        button=_text(fields, "button") or None,
        message_id=_number(fields, "message_id"),
        reply_to=_number(fields, "reply_to"),
        name=_text(fields, "name"),
        email=_text(fields, "email"),
        language=_text(fields, "language"),
    )
    if not CONVERSATION.fullmatch(sent.conversation) or not CLIENT_ID.fullmatch(sent.client_id):
        raise ValueError("it names no conversation")
    return sent


def account_of(conversation: str) -> str:
    return STAFF if conversation.startswith(f"{STAFF}:") else CUSTOMER


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")  # noqa: TRY004  callers catch one kind
    return value


def _number(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"{name} is not a number")
