"""What the contract suite needs from a channel's test bench. One class for each channel, in a module beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, Self

from channels.message import OutboundMessage, RawItem
from channels.port import Channel, Sender


class Trouble(Enum):
    """What the far end does to the next message."""

    REFUSES = "refuses it for good"
    ASKS_TO_WAIT = "says that it must come later"
    LOSES_THE_ANSWER = "takes it, and the connection breaks before the answer"
    IS_DOWN = "takes no connections until it is repaired"


class Harness(Protocol):
    """An async context manager: inside it the far end is up and ``sender`` is not started.

    ``samples`` are items as they really come; the far end of ``sender`` is a real server of the protocol.
    ``repeats_safely``: the same message again is the one that is there already, so no outcome can be unknown and there
    is no point of no return.
    """

    channel: Channel
    sender: Sender
    samples: Sequence[RawItem]
    repeats_safely: bool

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc_info: object) -> None: ...

    def message(self, text: str) -> OutboundMessage:
        """To a recipient who can get it."""
        ...

    def foreign_message(self) -> OutboundMessage:
        """One that is meant for another channel."""
        ...

    async def arrived(self) -> list[str]:
        """The texts of all messages that the far end took so far, in its order."""
        ...

    async def trouble(self, kind: Trouble) -> None: ...

    async def repair(self) -> None: ...
