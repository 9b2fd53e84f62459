"""Files that a chat only names (Telegram) are fetched before the transaction; parsing itself stays pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from channels.message import InboundMessage, RawItem

FetchFiles = Callable[[RawItem, InboundMessage], Awaitable[InboundMessage]]
"""Returns the message with its files. Raises ``TryAgainLater``."""
