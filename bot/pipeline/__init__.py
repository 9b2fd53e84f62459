"""The way of an incoming message, told in order.

    receive     the raw item is on disk before it is acknowledged          receive.py
    normalise   the channel's parser makes one shape of it                  normalise.py
    understand  what the text says                                          understand.py
    route       staff who speak to the program leave here for commands      route.py
    link        people first, then the conversation, then the record        crm_store/linking
    store       interaction, changes, cards and answers, one transaction    store.py

``prepare`` (everything up to *understand*) needs no database and runs in a worker thread; ``process`` runs in the
transaction that also writes the item's visible end. worker.py drives both, retries and quarantines.
"""

from __future__ import annotations

from bot.pipeline.normalise import Normaliser
from bot.pipeline.result import Prepared, Result
from bot.pipeline.route import Router
from bot.pipeline.understand import Understanding
from channels.message import RawItem
from crm_store.inbox import service as inbox
from crm_store.inbox.service import Claimed
from crm_store.unit_of_work import UnitOfWork


def prepare(raw: RawItem, claimed: Claimed, normalise: Normaliser, understand: Understanding) -> Prepared:
    """Blocking. Raises ``ParseRefused`` when the item is not readable at all."""
    message = normalise(raw)
    return Prepared(claimed, message, understand(message))


def process(uow: UnitOfWork, prepared: Prepared, route: Router) -> Result:
    """Links, stores and tells, in one transaction with the item's visible end."""
    result = route(uow, prepared)
    inbox.finish(
        uow,
        prepared.claimed,
        outcome=result.outcome,
        interaction_id=result.interaction_id,
        reason="; ".join(result.reasons),
    )
    return result
