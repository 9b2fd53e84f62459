"""What became of items that a command put through, whoever did the work."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.pipeline.ending import Ending, endings, printed_outcome
from bot.pipeline.worker import Processor
from crm_store.unit_of_work import Store

PATIENCE_SECONDS = 120.0
"""How long to wait for an item that a running service took first."""
_RECORDS = ("contact", "account", "lead", "opportunity", "ticket")


async def put_through(store: Store, processor: Processor, ids: Sequence[int]) -> dict[int, Ending]:
    """A service that runs beside may have taken some; those end there."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        await processor.work_on(ids)
        found = await store.read(lambda uow: endings(uow, ids))
        if all(ending.outcome is not None for ending in found.values()) or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.2)


def facts(ending: Ending | None) -> dict[str, Any]:
    """The keys of a line of ``crmbot ingest``; without an outcome there is an error."""
    shown = ending or Ending(0, None)
    ended = shown.outcome is not None
    return {
        "message_id": shown.message_id,
        "outcome": printed_outcome(shown.outcome) if ended else None,
        **{kind: shown.records.get(kind) for kind in _RECORDS},
        "interaction": shown.interaction,
        "intent": shown.intent,
        "language": shown.language,
        "reasons": shown.reasons or ([shown.reason] if shown.reason else []),
        "inbox": shown.inbox_id or None,
        "error": None if ended and shown.outcome != "quarantined" else shown.reason or "not processed yet",
    }
