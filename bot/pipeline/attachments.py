"""Files that a chat only names (Telegram) are fetched before the transaction; parsing itself stays pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from channels.message import InboundMessage, RawItem

if TYPE_CHECKING:
    from channels.telegram.attachments import TelegramFiles

FetchFiles = Callable[[RawItem, InboundMessage], Awaitable[InboundMessage]]
"""Returns the message with its files. Raises ``TryAgainLater``."""


def from_telegram(files: TelegramFiles) -> FetchFiles:
    """``files`` is started by whoever stops it."""

    async def fetch(raw: RawItem, message: InboundMessage) -> InboundMessage:
        if raw.channel != "telegram" or not message.attachments:
            return message
        return replace(message, attachments=tuple(await files.fetch(raw)))

    return fetch
