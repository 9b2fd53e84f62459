"""What the web chat may carry. Sizes are characters unless they say bytes."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "webchat"
STAFF, CUSTOMER = "staff", "customer"
"""The channel's two accounts. Which one a conversation belongs to stands in its key: ``staff:5``, ``visitor:<hash>``."""


@dataclass(frozen=True, slots=True)
class WebchatSettings:
    """Limits are per conversation, and per address of the network for visitors, who are nobody until they write."""

    longest_text: int = 8_000
    frame_bytes: int = 64 * 1024
    staff_per_minute: int = 120
    visitor_per_minute: int = 20
    address_per_minute: int = 60
    sockets_per_address: int = 20
