"""When and how often a message is tried. Plain Python."""

from __future__ import annotations

import random
from enum import StrEnum

LEASE_SECONDS = 90.0
FIRST_RETRY_SECONDS = 30.0
LONGEST_RETRY_SECONDS = 4 * 3600.0
GIVE_UP_SECONDS = {"email": 4 * 86400.0, "telegram": 86400.0, "webchat": 86400.0}
"""RFC 5321, 4.5.4.1: give up after 4 to 5 days. Chats grow stale sooner."""
FIRST_CHAT_RETRY_SECONDS = 1.0


class State(StrEnum):
    HELD = "held"
    PENDING = "pending"
    NO_RELAY = "no_relay"
    SENDING = "sending"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REVIEW = "review"


class MessageKind(StrEnum):
    """Why a message leaves. ``REPLY`` and ``ACKNOWLEDGEMENT`` reach a customer; the others stay with staff."""

    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    CARD = "card"
    STAFF = "staff"
    BUTTON = "button"


TO_CUSTOMERS = frozenset({MessageKind.REPLY, MessageKind.ACKNOWLEDGEMENT})


def retry_after(attempts: int, channel: str, *, at_least: float | None = None) -> float:
    """Seconds until the next try: doubled from 30 s (1 s for chats) to 4 h, with jitter of up to a quarter."""
    first = FIRST_RETRY_SECONDS if channel == "email" else FIRST_CHAT_RETRY_SECONDS
    doubled = min(LONGEST_RETRY_SECONDS, first * 2.0 ** min(attempts - 1, 20))
    jittered = doubled * random.uniform(1.0, 1.25)  # noqa: S311  jitter, not a secret
    return max(jittered, at_least or 0.0)
