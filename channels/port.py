"""What a channel must offer, what it may offer, and how it fails.

A library's own exceptions end in the channel's folder. What leaves it is one of three failures: try again later,
cannot be delivered, or nobody can know. The third is not a kind of the first: a message whose fate is unknown must
never be repeated without a person's word (RFC 1047).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from channels.message import InboundMessage, OutboundMessage, RawItem, ReadPosition, StoredFile


class ChannelError(Exception):
    """Base of what a channel raises. ``reason`` is one plain line for staff, without customers' text.

    ``recipients``, where not empty, tells the fate of each: in the states of ``RecipientOutcome``, or ``unknown``.
    """

    recipients: tuple[RecipientOutcome, ...] = ()

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class TryAgainLater(ChannelError):
    """Nothing was delivered; a later try is safe.

    ``after`` is the least number of seconds to wait, where the far end named one. ``whole_channel`` says that every
    message of the account must wait (flood limit, relay down), not only this recipient's. ``moved_to`` is a chat's
    new identifier, if that is why.
    """

    def __init__(
        self,
        reason: str,
        *,
        after: float | None = None,
        whole_channel: bool = False,
        code: str = "",
        moved_to: str | None = None,
    ) -> None:
        super().__init__(reason, code=code)
        self.after = after
        self.whole_channel = whole_channel
        self.moved_to = moved_to


class CannotDeliver(ChannelError):
    """It will never be delivered as it is. ``blocked`` says that the recipient shut us out (Telegram 403)."""

    def __init__(self, reason: str, *, code: str = "", blocked: bool = False) -> None:
        super().__init__(reason, code=code)
        self.blocked = blocked


class OutcomeUnknown(ChannelError):
    """The message may or may not have arrived."""


class IntakeUnavailable(Exception):
    """The store cannot keep anything now (locked, disk full). Acknowledge nothing: answer 451, 503, or do not confirm."""


class ParseRefused(Exception):
    """The item is not readable as a message. It is kept and quarantined with this reason, one plain line."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a raw item: its inbox id, and whether it is new (``False``: the same item was here before)."""

    inbox_id: int
    new: bool


class Intake(Protocol):
    """Where receivers put what came in. When ``keep`` returns, the items and the position are on disk, together.

    ``keep`` is called on the event loop, ``keep_blocking`` in a receiver's own thread. Both raise ``IntakeUnavailable``.
    """

    async def keep(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]: ...

    def keep_blocking(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]: ...

    async def read_position(self, channel: str, account: str) -> ReadPosition | None: ...

    def read_position_blocking(self, channel: str, account: str) -> ReadPosition | None: ...


@dataclass(slots=True)
class PartState:
    """What ``/readyz`` and ``crmbot check`` show of one part. ``detail`` is one line; the mend stands in it."""

    name: str
    ok: bool = False
    detail: str = "starting"
    facts: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class Receiver(Protocol):
    """Something that runs and takes messages in: an IMAP mailbox, an SMTP listener, Telegram polling.

    ``start`` returns when the receiver works or is trying to; it does not raise for a far end that is down, but raises
    ``OSError`` if a listening port cannot be bound. ``stop`` ends it within five seconds and leaves nothing half kept.
    """

    @property
    def state(self) -> PartState: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    status: int
    body: str = ""


@runtime_checkable
class AcceptsWebhooks(Protocol):
    """A channel whose messages come as HTTP requests. The web part mounts it at ``path``."""

    @property
    def path(self) -> str: ...

    async def accept(self, headers: Mapping[str, str], body: bytes) -> WebhookAnswer: ...


@dataclass(frozen=True, slots=True)
class RecipientOutcome:
    """``state`` is ``sent``, ``retry`` or ``failed``; ``code`` and ``detail`` are the far end's words."""

    address: str
    state: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The far end took the message, at least for some recipients.

    ``external_id`` is what it is called there (Telegram message id, the relay's queue id). An empty ``recipients``
    means: the one recipient, sent. ``part_ids`` are all identifiers, in order, where the channel made several messages
    of one; ``external_id`` is then the last, which carries the buttons. ``lacks_buttons``: they should have followed, and
    may not stand there.
    """

    external_id: str = ""
    recipients: tuple[RecipientOutcome, ...] = ()
    part_ids: tuple[str, ...] = ()
    lacks_buttons: bool = False


PointOfNoReturn = Callable[[], Awaitable[None]]
"""Awaited immediately before the step after which nobody can know. It commits that fact; if it raises, stop: do not send."""

ReadFile = Callable[[StoredFile], bytes]
"""Reads a stored file's bytes, checked against its hash. Blocking: call it in a thread."""


class Sender(Protocol):
    """Sends one message. Raises ``TryAgainLater``, ``CannotDeliver`` or ``OutcomeUnknown``."""

    @property
    def state(self) -> PartState: ...

    async def start(self) -> None: ...

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt: ...

    async def stop(self) -> None: ...


class Channel(Protocol):
    """One way of talking to people."""

    @property
    def name(self) -> str: ...

    def parse(self, raw: RawItem) -> InboundMessage:
        """Blocking and pure; raises ``ParseRefused``. Runs off the event loop."""
        ...

    def group_of(self, raw: RawItem) -> str:
        """The conversation an item seems to belong to, read off the bytes without parsing; at most 64 characters, never
        raises. Items of one group are worked on one after the other, so that an answer never overtakes what it answers."""
        ...

    def is_suspect(self, raw: RawItem) -> bool:
        """Whether reading it may be costly or harm the reader, as far as a quick look at the bytes tells; never raises.
        Suspects wait in a lane of their own."""
        ...
