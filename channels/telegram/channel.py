"""Telegram as a ``port.Channel``: what it is called, what it carries, how it is read."""

from __future__ import annotations

import re

from channels.message import InboundMessage, RawItem
from channels.port import Limits
from channels.telegram.outgoing import UPLOAD_BYTES
from channels.telegram.parser import parse
from channels.telegram.renderer import TEXT_LENGTH

NAME = "telegram"
_CHAT = re.compile(rb'"chat"\s*:\s*\{\s*"id"\s*:\s*(-?\d{1,20})')


class TelegramChannel:
    """``limits.text_length`` is one message's; the sender splits what is longer."""

    name = NAME
    limits = Limits(
        text_length=TEXT_LENGTH,
        attachment_bytes=UPLOAD_BYTES,
        can_edit=True,
        can_buttons=True,
        per_second=30.0,
        per_chat_per_second=1.0,
    )

    def parse(self, raw: RawItem) -> InboundMessage:
        return parse(raw)

    def group_of(self, raw: RawItem) -> str:
        """The chat."""
        chat = _CHAT.search(raw.content)
        return f"{NAME}:{chat[1].decode()}" if chat else f"{NAME}:{raw.external_id}"[:64]

    def is_suspect(self, _raw: RawItem) -> bool:
        return False
