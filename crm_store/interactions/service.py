"""Writing interactions, their files, Message-IDs and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from channels.message import Attachment as MessageFile
from channels.message import StoredFile
from crm_store import clock
from crm_store.interactions.models import Attachment, Interaction, InteractionLink, MessageId
from crm_store.unit_of_work import UnitOfWork

TEXT_LENGTH = 200_000
SHORT = 500
NAME = 200


def add(uow: UnitOfWork, *, medium: str, direction: str, text: str, occurred_at: datetime, **fields: Any) -> int:
    """Writes one interaction; its id. Texts that are too long are cut and say so; the raw file has the whole."""
    notes = list(fields.pop("notes", []))
    quoted = fields.pop("quoted_text", "")
    if len(text) > TEXT_LENGTH:
        notes.append("text cut; the original is complete")
    values = fields | {
        "medium": medium,
        "direction": direction,
        "text": _storable(text)[:TEXT_LENGTH],
        "quoted_text": _storable(quoted)[:TEXT_LENGTH],
        "subject": _storable(fields.get("subject", ""))[:SHORT],
        "sender_name": _storable(fields.get("sender_name", ""))[:NAME],
        "recipients": fields.get("recipients", []),
        "notes": notes,
        "occurred_at": occurred_at,
        "created_at": clock.now(),
    }
    interaction_id: int = uow.connection.execute(
        insert(Interaction).values(**values).returning(Interaction.id)
    ).scalar_one()
    return interaction_id


def add_files(uow: UnitOfWork, interaction_id: int, files: Sequence[MessageFile]) -> None:
    """Keeps each file by its content and names it on the interaction. Files the channel could not fetch have a note only."""
    rows = [
        {
            "interaction_id": interaction_id,
            "sha256": uow.files.put(file.content) if file.content or not file.note else None,
            "filename": _storable(file.filename)[:300],
            "content_type": file.content_type[:150],
            "size": file.size,
            "is_inline": file.inline,
            "content_id": file.content_id[:300] if file.content_id else None,
            "note": file.note[:300],
        }
        for file in files
    ]
    if rows:
        uow.connection.execute(insert(Attachment), rows)


def add_stored_files(uow: UnitOfWork, interaction_id: int, files: Sequence[StoredFile]) -> None:
    rows = [
        {"interaction_id": interaction_id, "sha256": f.sha256, "filename": f.filename, "content_type": f.content_type, "size": f.size, "is_inline": f.inline, "content_id": f.content_id}
        for f in files
    ]  # fmt: skip
    if rows:
        uow.connection.execute(insert(Attachment), rows)


def add_message_id(uow: UnitOfWork, interaction_id: int, *, channel_account: str, value: str, is_ours: bool) -> None:
    uow.connection.execute(
        insert(MessageId).values(
            interaction_id=interaction_id, channel_account=channel_account, value=value[:998], is_ours=is_ours
        )
    )


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
    uow.connection.execute(
        insert(InteractionLink).values(
            interaction_id=interaction_id, record_kind=kind, record_id=record_id, proof=proof, is_guess=is_guess,
            reason=reason, reason_values=reason_values or {}, created_at=clock.now(),
        )
    )  # fmt: skip


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
    for model in (InteractionLink, MessageId, Attachment):
        uow.connection.execute(delete(model).where(model.interaction_id == interaction_id))
    uow.connection.execute(delete(Interaction).where(Interaction.id == interaction_id, Interaction.direction == "out"))


def _storable(text: str) -> str:
    """PostgreSQL refuses NUL in text, and lone surrogates cannot be encoded."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
