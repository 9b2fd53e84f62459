"""What happens to tickets."""

from __future__ import annotations

from dataclasses import dataclass

from crm_store.events import Event


@dataclass(frozen=True, slots=True)
class TicketOpened(Event):
    ticket_id: int
    interaction_id: int


@dataclass(frozen=True, slots=True)
class CustomerWrote(Event):
    """A participant wrote on a ticket. ``reopened``: it was resolved or closed before."""

    ticket_id: int
    interaction_id: int
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class StrangerWrote(Event):
    """Somebody who takes no part wrote to a ticket's address: shown to staff, without any other effect."""

    ticket_id: int
    interaction_id: int


@dataclass(frozen=True, slots=True)
class TicketChanged(Event):
    """``what`` names the change: taken, assigned, status, priority, note, reply, sender."""

    ticket_id: int
    what: str
    actor_id: int | None = None
    for_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReplyEnded(Event):
    """A reply reached its end: sent, failed, unknown, no_relay."""

    outbox_id: int
    ticket_id: int
    state: str
