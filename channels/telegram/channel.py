"""Telegram as a ``port.Channel``: what it is called, what it carries, how it is read."""

from __future__ import annotations

import re

from channels.message import InboundMessage, RawItem
from channels.telegram.parser import parse

NAME = "telegram"
_CHAT = re.compile(rb'"chat"\s*:\s*\{\s*"id"\s*:\s*(-?\d{1,20})')


class TelegramChannel:
    """``limits.text_length`` is one message's; the sender splits what is longer."""

    name = NAME

    def parse(self, raw: RawItem) -> InboundMessage:
        return parse(raw)

    def group_of(self, raw: RawItem) -> str:
        """The chat."""
        chat = _CHAT.search(raw.content)
        return f"{NAME}:{chat[1].decode()}" if chat else f"{NAME}:{raw.external_id}"[:64]

    def is_suspect(self, _raw: RawItem) -> bool:
        return False
