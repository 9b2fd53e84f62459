"""The channel's parser makes one shape of a raw item."""

from __future__ import annotations

from collections.abc import Mapping

from channels.message import InboundMessage, RawItem
from channels.port import Channel, ParseRefused


class Normaliser:
    """Blocking: call it in a thread."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    def __call__(self, raw: RawItem) -> InboundMessage:
        """Raises ``ParseRefused``; the item is then quarantined with the reason."""
        channel = self._channels.get(raw.channel)
        if channel is None:
            raise ParseRefused(f"no channel is called {raw.channel!r}")
        return channel.parse(raw)
