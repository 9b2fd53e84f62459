"""What stands behind a preview: the draft, its files, and what happened on the ticket since it was begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.cards.reply import Shown
from bot.i18n import mark
from channels.message import StoredFile
from crm_store.access import Actor
from crm_store.conversations import service as conversations
from crm_store.errors import ChangedMeanwhile
from crm_store.notifications import queries
from crm_store.references import Kind
from crm_store.tickets import replies
from crm_store.tickets.models import ReplyDraft
from crm_store.unit_of_work import UnitOfWork

_CHANGED = mark("This is not what would be sent any more. Look at the new preview.")
_NEWS = mark("Something happened on this ticket meanwhile. Look again, then send.")
_DRAFTS = "draft"
"""Files of drafts stand beside the dialogues, under this channel: they outlive the dialogue that brought them."""


class NotAsShown(ChangedMeanwhile):
    """What would leave is not what its author saw."""


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


def send(uow: UnitOfWork, *, actor: Actor, draft_id: int, token: str, seen: str, at: datetime | None = None) -> int:
    """The outbox id. An answer leaves only as its preview showed it (``token`` and ``seen`` are that preview's): raises
    ``NotAsShown`` where words, recipients or files are others now, or where something happened that it did not tell."""
    now = shown(uow, actor=actor, draft_id=draft_id)
    if now.token != token:
        raise NotAsShown(_CHANGED)
    if now.has_news_since(seen):
        raise NotAsShown(_NEWS)
    return replies.send(uow, actor=actor, draft_id=draft_id, files=now.files, at=at)


def take_back(uow: UnitOfWork, *, actor: Actor, outbox_id: int) -> ReplyDraft:
    """The answer as a draft again, with its files. Raises what ``replies.undo`` raises."""
    draft = replies.undo(uow, actor=actor, outbox_id=outbox_id)
    keep_files_sent(uow, draft.id, outbox_id)
    return draft


def keep_files_sent(uow: UnitOfWork, draft_id: int, outbox_id: int) -> None:
    facts = queries.reply_facts(uow, outbox_id)
    keep_files(uow, draft_id, facts.message.files if facts is not None else ())


def files_of(uow: UnitOfWork, draft_id: int) -> tuple[StoredFile, ...]:
    kept = conversations.dialogue(uow, channel=_DRAFTS, chat_id=str(draft_id))
    return msgspec.convert(kept.get("files", []), tuple[StoredFile, ...])


def keep_files(uow: UnitOfWork, draft_id: int, files: Sequence[StoredFile]) -> None:
    state = {"files": [msgspec.to_builtins(file) for file in dict.fromkeys(files)]} if files else None
    conversations.set_dialogue(uow, channel=_DRAFTS, chat_id=str(draft_id), state=state)
