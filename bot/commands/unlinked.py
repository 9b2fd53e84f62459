"""Customers' messages that have no ticket: the list, and what one decides about each."""

from __future__ import annotations

from bot.cards.unlinked import SHOWN, unlinked_list
from bot.commands.turn import Turn
from crm_store.interactions import queries
from crm_store.tickets import filing


def show_list(turn: Turn, _args: str) -> None:
    found = queries.unlinked(turn.uow, actor=turn.actor, limit=SHOWN)
    total = queries.unlinked_count(turn.uow, actor=turn.actor)
    turn.replace(unlinked_list(found, total, user=turn.user, now=turn.now))


def file_under(turn: Turn, interaction_id: int, record: str) -> None:
    """Under the record that the button names; an empty one is a new ticket."""
    filed = filing.file_under(turn.uow, actor=turn.actor, interaction_id=interaction_id, record=record)
    turn.answer(turn.translator("It belongs to {reference} now.").format(reference=filed))


def leave(turn: Turn, interaction_id: int) -> None:
    filing.leave(turn.uow, actor=turn.actor, interaction_id=interaction_id)
    turn.answer(turn.translator("Seen; it needs nothing."))
