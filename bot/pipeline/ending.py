"""What became of items, read back from the store: the same answer whoever processed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import Outcome
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.references import Kind, reference
from crm_store.unit_of_work import UnitOfWork

LINKED = (Kind.CONTACT, Kind.ACCOUNT, Kind.LEAD, Kind.OPPORTUNITY, Kind.TICKET)


@dataclass(slots=True)
class Ending:
    """One item's end. ``records`` are references by kind; ``outcome`` is ``None`` while it is open."""

    inbox_id: int
    outcome: str | None
    reason: str = ""
    interaction: str | None = None
    intent: str = ""
    language: str = ""
    message_id: str = ""
    records: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def endings(uow: UnitOfWork, inbox_ids: Sequence[int]) -> dict[int, Ending]:
    table = InboxItem
    rows = uow.connection.execute(
        select(table.id, table.outcome, table.reason, table.interaction_id).where(table.id.in_(inbox_ids))
    ).all()
    found = {row.id: Ending(row.id, row.outcome, row.reason) for row in rows}
    shown: dict[int, list[Ending]] = {}
    for row in rows:
        if row.interaction_id is not None:
            shown.setdefault(row.interaction_id, []).append(found[row.id])
    for kept in uow.connection.execute(
        select(Interaction.id, Interaction.intent, Interaction.language, Interaction.message_id).where(
            Interaction.id.in_(list(shown))
        )
    ):
        for ending in shown[kept.id]:
            ending.interaction = reference(Kind.INTERACTION, kept.id)
            ending.intent, ending.language, ending.message_id = kept.intent, kept.language, kept.message_id
    _add_links(uow, shown)
    return found


def _add_links(uow: UnitOfWork, shown: dict[int, list[Ending]]) -> None:
    """A duplicate shows the interaction it doubles, so one interaction may stand for several items."""
    link = InteractionLink
    for row in uow.connection.execute(
        select(link.interaction_id, link.record_kind, link.record_id, link.reason, link.reason_values)
        .where(link.interaction_id.in_(list(shown)), link.moved_at.is_(None))
        .order_by(link.id)
    ):
        for ending in shown[row.interaction_id]:
            if row.record_kind in LINKED:
                ending.records.setdefault(row.record_kind, reference(Kind(row.record_kind), row.record_id))
            ending.reasons.append(f"{row.record_kind}: {row.reason.format(**row.reason_values)}")


def printed_outcome(outcome: str | None) -> str:
    """The nine outcomes of ``crmbot ingest``: our own mail come back is a copy; a colleague's word is logged."""
    return {
        Outcome.IGNORED.value: Outcome.DUPLICATE.value,
        Outcome.STAFF.value: Outcome.LOGGED.value,
        None: Outcome.QUARANTINED.value,
    }.get(outcome, outcome or "")
