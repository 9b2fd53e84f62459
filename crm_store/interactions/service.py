"""Writing interactions, their files, Message-IDs and links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from channels.message import Attachment as MessageFile
from channels.message import StoredFile
from crm_store import clock
from crm_store.database import table_of
from crm_store.errors import ChangedMeanwhile, NotFound
from crm_store.interactions.models import (
    Attachment,
    Interaction,
    InteractionLink,
    InteractionWords,
    LoggedMessage,
    MessageId,
)
from crm_store.references import Kind, reference
from crm_store.statements import Statement, binds, insert_row, insert_rows
from crm_store.team.models import User
from crm_store.text_indexes import words_of
from crm_store.unit_of_work import UnitOfWork
from nlp.text import fold

TEXT_LENGTH = 200_000
SHORT = 500
NAME = 200
MOST_WORDS = 3_000
"""Distinct words of one message that full-text search knows."""
INTERACTIONS, LINKS, MESSAGE_IDS, ATTACHMENTS = map(table_of, (Interaction, InteractionLink, MessageId, Attachment))
_WORDS = table_of(InteractionWords)
LOGGED, _USERS = table_of(LoggedMessage), table_of(User)
_DIRECTION = Statement(select(INTERACTIONS.c.direction).where(INTERACTIONS.c.id == bindparam("interaction_id")))
_THIS_LOGGED = LOGGED.c.interaction_id == bindparam("interaction_id")
_DECIDE = Statement(
    update(LOGGED).where(_THIS_LOGGED, LOGGED.c.decided_at.is_(None)).values(**binds("decided_at", "decided_by_id"))
)
_FILED = Statement(update(LOGGED).where(_THIS_LOGGED).values(**binds("decision")))
_DECIDED_BY = Statement(
    select(func.coalesce(_USERS.c.name, "crmbot"))
    .select_from(LOGGED)
    .outerjoin(_USERS, _USERS.c.id == LOGGED.c.decided_by_id)
    .where(_THIS_LOGGED)
)


def add(uow: UnitOfWork, *, medium: str, direction: str, text: str, occurred_at: datetime, **fields: Any) -> int:
    """Writes one interaction; its id. Texts that are too long are cut and say so; the raw file has the whole."""
    notes = list(fields.pop("notes", []))
    quoted = fields.pop("quoted_text", "")
    if len(text) > TEXT_LENGTH:
        notes.append("text cut; the original is complete")
    clean = {name: _storable(value) if isinstance(value, str) else value for name, value in fields.items()}
    values = clean | {
        "medium": medium,
        "direction": direction,
        "text": text_as_kept(text),
        "quoted_text": text_as_kept(quoted),
        "subject": subject_as_kept(fields.get("subject", "")),
        "sender_name": clean.get("sender_name", "")[:NAME],
        "recipients": [_storable(str(address)) for address in fields.get("recipients", [])],
        "notes": [_storable(note) for note in notes],
        "occurred_at": occurred_at,
        "created_at": clock.now(),
    }
    interaction_id: int = insert_row(uow.connection, INTERACTIONS, values)
    words = words_of(fold(f"{values['sender_name']} {values['subject']} {values['text']}"), MOST_WORDS)
    insert_rows(uow.connection, _WORDS, [{"interaction_id": interaction_id, "words": " ".join(words)}])
    return interaction_id


def add_files(uow: UnitOfWork, interaction_id: int, files: Sequence[MessageFile]) -> None:
    """Keeps each file by its content and names it on the interaction. Files the channel could not fetch have a note only."""
    rows = [
        {
            "interaction_id": interaction_id,
            "sha256": uow.files.put(file.content) if file.content or not file.note else None,
            "filename": _storable(file.filename)[:300],
            "content_type": _storable(file.content_type)[:150],
            "size": file.size,
            "is_inline": file.inline,
            "content_id": _storable(file.content_id)[:300] if file.content_id else None,
            "note": _storable(file.note)[:300],
        }
        for file in files
    ]
    insert_rows(uow.connection, ATTACHMENTS, rows)


def add_stored_files(uow: UnitOfWork, interaction_id: int, files: Sequence[StoredFile]) -> None:
    rows = [
        {"interaction_id": interaction_id, "sha256": f.sha256, "filename": f.filename, "content_type": f.content_type, "size": f.size, "is_inline": f.inline, "content_id": f.content_id}
        for f in files
    ]  # fmt: skip
    insert_rows(uow.connection, ATTACHMENTS, rows)


def add_message_id(uow: UnitOfWork, interaction_id: int, *, channel_account: str, value: str, is_ours: bool) -> None:
    row = {
        "interaction_id": interaction_id,
        "channel_account": channel_account,
        "value": _storable(value)[:998],
        "is_ours": is_ours,
    }
    insert_rows(uow.connection, MESSAGE_IDS, [row])


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be written, with the rule that made it."""

    kind: str
    record_id: int
    proof: str
    reason: str
    reason_values: dict[str, Any]
    is_guess: bool = False


def link(
    uow: UnitOfWork,
    interaction_id: int,
    *,
    kind: str,
    record_id: int,
    proof: str,
    reason: str,
    reason_values: dict[str, Any] | None = None,
    is_guess: bool = False,
) -> None:
    link_all(uow, interaction_id, [NewLink(kind, record_id, proof, reason, reason_values or {}, is_guess)])


def link_all(uow: UnitOfWork, interaction_id: int, links: Iterable[NewLink]) -> None:
    """In one statement."""
    now = clock.now()
    rows = [
        {
            "interaction_id": interaction_id,
            "record_kind": one.kind,
            "record_id": one.record_id,
            "proof": one.proof,
            "is_guess": one.is_guess,
            "reason": one.reason,
            "reason_values": one.reason_values,
            "created_at": now,
        }
        for one in links
    ]
    insert_rows(uow.connection, LINKS, rows)


def unlink(uow: UnitOfWork, interaction_id: int, *, kind: str, user_id: int | None) -> list[int]:
    """Marks the live links of this kind as moved; the records they pointed to."""
    live = (
        update(InteractionLink)
        .where(
            InteractionLink.interaction_id == interaction_id,
            InteractionLink.record_kind == kind,
            InteractionLink.moved_at.is_(None),
        )
        .values(moved_at=clock.now(), moved_by_id=user_id)
        .returning(InteractionLink.record_id)
    )
    return list(uow.connection.execute(live).scalars())


def linked_records(uow: UnitOfWork, interaction_id: int) -> list[tuple[str, int]]:
    rows = uow.connection.execute(
        select(InteractionLink.record_kind, InteractionLink.record_id).where(
            InteractionLink.interaction_id == interaction_id, InteractionLink.moved_at.is_(None)
        )
    )
    return [(row.record_kind, row.record_id) for row in rows]


def remove_unsent(uow: UnitOfWork, interaction_id: int) -> None:
    """Takes back an outgoing interaction that never left. Nothing else may ever be deleted this way."""
    for model in (InteractionLink, MessageId, Attachment, InteractionWords):
        uow.connection.execute(delete(model).where(model.interaction_id == interaction_id))
    uow.connection.execute(delete(Interaction).where(Interaction.id == interaction_id, Interaction.direction == "out"))


def ask_where(uow: UnitOfWork, interaction_id: int, choices: Sequence[str]) -> bool:
    """A customer's message has no ticket: staff shall say where it belongs. ``False`` for what staff sent themselves."""
    if _DIRECTION.scalar(uow.connection, {"interaction_id": interaction_id}) != "in":
        return False
    row = {"interaction_id": interaction_id, "choices": list(choices), "created_at": clock.now()}
    insert_rows(uow.connection, LOGGED, [row])
    return True


def decide(uow: UnitOfWork, interaction_id: int, *, user_id: int | None) -> None:
    """Once only: of two at the same time the second hears who was first (``ChangedMeanwhile``). Callers have checked
    permission. Raises ``NotFound`` for a message about which nobody is asked."""
    values = {"interaction_id": interaction_id, "decided_at": clock.now(), "decided_by_id": user_id}
    if _DECIDE.run(uow.connection, values) == 1:
        return
    first = _DECIDED_BY.first(uow.connection, {"interaction_id": interaction_id})
    if first is None:
        raise NotFound("There is no such message.")
    ref = reference(Kind.INTERACTION, interaction_id)
    raise ChangedMeanwhile("{name} has decided about {reference} already.", name=first[0], reference=ref)


def decided(uow: UnitOfWork, interaction_id: int, *, record: str) -> None:
    """Under which record it was filed."""
    _FILED.run(uow.connection, {"interaction_id": interaction_id, "decision": record})


def text_as_kept(text: str) -> str:
    return _storable(text)[:TEXT_LENGTH]


def subject_as_kept(subject: str) -> str:
    return _storable(subject)[:SHORT]


def files_of(uow: UnitOfWork, interaction_id: int) -> list[str]:
    """The hashes of what came with it, in order."""
    held = select(Attachment.sha256).where(Attachment.interaction_id == interaction_id, Attachment.sha256.is_not(None))
    return [name for name in uow.connection.execute(held.order_by(Attachment.id)).scalars() if name is not None]


def came_also_to(uow: UnitOfWork, interaction_id: int, *, channel_account: str, message_id: str) -> None:
    """The same mail in another mailbox of ours: noted, and known there by its Message-ID from now on."""
    ids = MessageId
    known = select(ids.id).where(
        ids.interaction_id == interaction_id, ids.channel_account == channel_account, ids.value == message_id[:998]
    )
    if uow.connection.execute(known).first() is not None:
        return
    add_message_id(uow, interaction_id, channel_account=channel_account, value=message_id, is_ours=False)
    interaction = uow.session.get_one(Interaction, interaction_id)
    interaction.notes = [*interaction.notes, f"came to {channel_account} as well"]
    uow.flush()


def _storable(text: str) -> str:
    """PostgreSQL refuses NUL in text, and lone surrogates cannot be encoded."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
