"""What the stages hand on."""

from __future__ import annotations

from dataclasses import dataclass

from channels.message import InboundMessage
from crm_store.inbox.rules import Outcome
from crm_store.inbox.service import Claimed
from nlp.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message in the one shape, with what it says. ``analysis`` is of the writer's own new words."""

    claimed: Claimed
    message: InboundMessage
    analysis: Analysis


class NotYet(Exception):
    """The item can only be judged when something else has ended. Nothing is written; it is due again ``after`` seconds, and
    the try does not count."""

    def __init__(self, reason: str, *, after: float) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True, slots=True)
class Result:
    """The visible end of an item."""

    outcome: Outcome
    interaction_id: int | None = None
    reasons: tuple[str, ...] = ()
