"""The web chat as a ``port.Channel``."""

from __future__ import annotations

from channels.message import InboundMessage, RawItem
from channels.port import Limits
from channels.webchat.parser import parse
from channels.webchat.settings import NAME


class WebchatChannel:
    name = NAME
    limits = Limits(text_length=20_000, attachment_bytes=25 * 1024 * 1024, can_edit=True, can_buttons=True)

    def parse(self, raw: RawItem) -> InboundMessage:
        return parse(raw)
