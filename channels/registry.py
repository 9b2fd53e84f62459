"""The one list of channels. Each is imported when it is first used: a firm without Telegram does not load its library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from channels.port import Channel


def _email(authserv_id: str) -> Channel:
    from channels.email.channel import EmailChannel

    return EmailChannel(authserv_id=authserv_id)


def _telegram(_authserv_id: str) -> Channel:
    from channels.telegram.channel import TelegramChannel

    return TelegramChannel()


def _webchat(_authserv_id: str) -> Channel:
    from channels.webchat.channel import WebchatChannel

    return WebchatChannel()


CHANNELS: Mapping[str, Callable[[str], Channel]] = {"email": _email, "telegram": _telegram, "webchat": _webchat}


class Channels(Mapping[str, Channel]):
    """Every channel by its name, made on first use. ``authserv_id`` is our mail server's name in the
    Authentication-Results that it writes (RFC 8601, 2.5); without it no mail's sender counts as proven or forged."""

    def __init__(self, *, authserv_id: str = "") -> None:
        self._authserv_id = authserv_id
        self._made: dict[str, Channel] = {}

    def __getitem__(self, name: str) -> Channel:
        if name not in self._made:
            self._made.setdefault(name, CHANNELS[name](self._authserv_id))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(CHANNELS)

    def __len__(self) -> int:
        return len(CHANNELS)

    def close(self) -> None:
        """Ends helpers of channels that have any (the mail parser's child process)."""
        for channel in self._made.values():
            close = getattr(channel, "close", None)
            if close is not None:
                close()
