"""What stands behind a preview: the draft, its files, and what happened on the ticket since it was begun."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.cards.reply import Shown
from channels.message import StoredFile
from crm_store.access import Actor
from crm_store.conversations import service as conversations
from crm_store.notifications import queries
from crm_store.references import Kind
from crm_store.tickets import replies
from crm_store.unit_of_work import UnitOfWork

_DRAFTS = "draft"
"""Files of drafts stand beside the dialogues, under this channel: they outlive the dialogue that brought them."""


def shown(uow: UnitOfWork, *, actor: Actor, draft_id: int) -> Shown:
    """Raises what ``replies.look`` raises."""
    preview = replies.look(uow, actor=actor, draft_id=draft_id)
    draft = queries.draft(uow, draft_id)
    assert draft is not None
    answered = queries.answered_since(
        uow, ticket_id=draft.ticket_id, since=draft.created_at, except_user_id=draft.user_id
    )
    last = queries.latest_news(uow, kind=Kind.TICKET, record_id=draft.ticket_id)
    return Shown(preview, files_of(uow, draft_id), tuple(answered), last.interaction_id if last else None)


def files_of(uow: UnitOfWork, draft_id: int) -> tuple[StoredFile, ...]:
    kept = conversations.dialogue(uow, channel=_DRAFTS, chat_id=str(draft_id))
    return msgspec.convert(kept.get("files", []), tuple[StoredFile, ...])


def keep_files(uow: UnitOfWork, draft_id: int, files: Sequence[StoredFile]) -> None:
    state = {"files": [msgspec.to_builtins(file) for file in dict.fromkeys(files)]} if files else None
    conversations.set_dialogue(uow, channel=_DRAFTS, chat_id=str(draft_id), state=state)
