"""What happens to messages that belong to no ticket and no lead."""

from __future__ import annotations

from dataclasses import dataclass

from crm_store.events import Event


@dataclass(frozen=True, slots=True)
class MessageLogged(Event):
    """A customer's message was kept without a ticket. ``choices`` are references that fit equally."""

    interaction_id: int
    contact_id: int | None = None
    opportunity_id: int | None = None
    choices: tuple[str, ...] = ()
    wants_to_buy: bool = False


@dataclass(frozen=True, slots=True)
class MessageDecided(Event):
    """Staff filed such a message under a record, or left it as it is."""

    interaction_id: int
    actor_id: int | None = None
