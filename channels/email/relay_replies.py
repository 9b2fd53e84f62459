"""What a relay's answers mean (RFC 5321, 4.2; RFC 3463; RFC 4954), as outcomes and failures of the port. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from channels.email.header_writer import clean_label
from channels.port import CannotDeliver, ChannelError, OutcomeUnknown, RecipientOutcome, TryAgainLater

SENT, RETRY, FAILED, UNKNOWN = "sent", "retry", "failed", "unknown"

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_QUEUE_ID = re.compile(r"(?:queued as|id=)\s*<?([^\s<>]{1,120})", re.IGNORECASE)
_WORDS_LIMIT = 400
_CLOSING = 421
_WANTS_OTHER_SETTINGS = frozenset({530, 534, 535, 538})  # RFC 4954, 6: about us, not about this mail
_AUTH_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class Reply:
    """``code`` is -1 where the relay's line is no reply."""

    code: int
    text: str

    @classmethod
    def of(cls, answer: tuple[int, bytes]) -> Reply:
        code, text = answer
        return cls(code, clean_label(text.decode("utf-8", "replace"))[:_WORDS_LIMIT])

    @property
    def accepted(self) -> bool:
        return self.code // 100 == 2  # noqa: PLR2004 - the first digit is the class

    @property
    def temporary(self) -> bool:
        return self.code // 100 == 4  # noqa: PLR2004 - the first digit is the class

    @property
    def final(self) -> bool:
        return self.code // 100 == 5  # noqa: PLR2004 - the first digit is the class

    @property
    def closing(self) -> bool:
        """The service shuts the channel, whatever the command was."""
        return self.code == _CLOSING

    @property
    def short(self) -> str:
        """``550 5.1.1``, or the plain code."""
        match = _ENHANCED.match(self.text)
        return f"{self.code} {match[1]}" if match else str(self.code)

    @property
    def words(self) -> str:
        """The relay's own words, without the codes."""
        return _ENHANCED.sub("", self.text, count=1).strip()

    @property
    def queue_id(self) -> str:
        """What the relay calls the mail, or all that it said."""
        match = _QUEUE_ID.search(self.text)
        return match[1].rstrip(".;,") if match else self.text[:120]

    def __str__(self) -> str:
        return f"{self.short} {self.words}".strip()


def refused(reply: Reply, what: str) -> ChannelError:
    """The failure when a whole transaction is refused; ``what`` was refused ("the sender address")."""
    reason = f"The mail relay refused {what}: {reply}"
    if reply.closing or reply.code in _WANTS_OTHER_SETTINGS:
        return TryAgainLater(reason, whole_channel=True, code=reply.short)
    if reply.final:
        return CannotDeliver(reason, code=reply.short)
    if reply.temporary:
        return TryAgainLater(reason, code=reply.short)
    return TryAgainLater(f"The mail relay answered {what} with something that is no SMTP: {reply}", code=reply.short)


def relay_refused(reply: Reply, what: str) -> TryAgainLater:
    """The failure when the relay does not even let us begin: it concerns every mail."""
    return TryAgainLater(f"The mail relay refused {what}: {reply}", whole_channel=True, code=reply.short)


def sign_in_refused(reply: Reply, username: str) -> TryAgainLater:
    """A wrong password heals by a person's hand only: the pause keeps the account from being locked."""
    reason = f"The mail relay refused the sign-in as {username!r}: {reply}. Check user and password in CRMBOT_SMTP_URL."
    return TryAgainLater(reason, after=_AUTH_PAUSE if reply.final else None, whole_channel=True, code=reply.short)


def recipient_outcome(address: str, reply: Reply) -> RecipientOutcome:
    state = SENT if reply.accepted else FAILED if reply.final else RETRY
    return RecipientOutcome(address, state, reply.short, reply.words)


def nobody_accepted(outcomes: Sequence[RecipientOutcome]) -> ChannelError:
    """The failure when each recipient was refused: final only if it is for all of them."""
    said = "; ".join(f"{each.address}: {each.code} {each.detail}".strip() for each in outcomes)
    reason = f"The mail relay refused {'the recipient' if len(outcomes) == 1 else 'all recipients'}: {said}"
    deferred = [each for each in outcomes if each.state == RETRY]
    first = (deferred or list(outcomes))[0]
    error: ChannelError = TryAgainLater(reason, code=first.code) if deferred else CannotDeliver(reason, code=first.code)
    error.recipients = tuple(outcomes)
    return error


def decided(outcomes: Sequence[RecipientOutcome], reply: Reply) -> tuple[RecipientOutcome, ...]:
    """What became of each after the answer to the mail itself: it is the last word for those accepted before."""
    return tuple(recipient_outcome(each.address, reply) if each.state == SENT else each for each in outcomes)


def mail_refused(reply: Reply, outcomes: Sequence[RecipientOutcome]) -> ChannelError:
    """The failure when recipients were accepted, but DATA or the finished mail was not."""
    error = refused(reply, "the mail")
    error.recipients = decided(outcomes, reply)
    return error


def unknown(why: str, outcomes: Sequence[RecipientOutcome]) -> OutcomeUnknown:
    """After the dot: unknown for those accepted before, certain for those refused before."""
    error = OutcomeUnknown(f"Nobody can know whether the mail arrived: after it was complete, {why}.")
    error.recipients = tuple(replace(each, state=UNKNOWN) if each.state == SENT else each for each in outcomes)
    return error
