"""What happens to leads."""

from __future__ import annotations

from dataclasses import dataclass

from crm_store.events import Event


@dataclass(frozen=True, slots=True)
class LeadOpened(Event):
    lead_id: int
    interaction_id: int


@dataclass(frozen=True, slots=True)
class LeadWrote(Event):
    """A known lead wrote again."""

    lead_id: int
    interaction_id: int
