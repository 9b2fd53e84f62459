"""An outgoing message as JSON and back, for the outbox row."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.message import OutboundMessage


def to_json(message: OutboundMessage) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(message)
    return built


def from_json(payload: dict[str, Any]) -> OutboundMessage:
    """Raises ``msgspec.ValidationError`` if the row was written by another version of the program."""
    mail = payload.get("mail")
    if isinstance(mail, dict) and mail.get("only_to") == []:  # earlier versions wrote an empty list for everybody
        payload = payload | {"mail": mail | {"only_to": None}}
    return msgspec.convert(payload, OutboundMessage)
