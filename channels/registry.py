"""The one list of channels."""

from __future__ import annotations

from collections.abc import Mapping

from channels.email.channel import EmailChannel
from channels.port import Channel
from channels.telegram.channel import TelegramChannel
from channels.webchat.channel import WebchatChannel


def channels() -> Mapping[str, Channel]:
    """Every channel by its name."""
    made: tuple[Channel, ...] = (EmailChannel(), TelegramChannel(), WebchatChannel())
    return {channel.name: channel for channel in made}
