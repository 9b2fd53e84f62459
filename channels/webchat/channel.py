"""The web chat as a ``port.Channel``."""

from __future__ import annotations

from channels.message import InboundMessage, RawItem
from channels.webchat.parser import parse
from channels.webchat.settings import NAME


class WebchatChannel:
    name = NAME

    def parse(self, raw: RawItem) -> InboundMessage:
        return parse(raw)

    def group_of(self, raw: RawItem) -> str:
        """The conversation, which the receiver put before the browser's own id."""
        return raw.external_id.rpartition(":")[0][:64] or raw.external_id[:64]

    def is_suspect(self, _raw: RawItem) -> bool:
        return False
