"""The same mail, come another way: a second mailbox, a copy, a mail moved and moved back (I-6)."""

from __future__ import annotations

from sqlalchemy import select

from channels.message import InboundMessage
from crm_store.interactions.models import Interaction, MessageId
from crm_store.unit_of_work import UnitOfWork


def twin_of(uow: UnitOfWork, message: InboundMessage) -> int | None:
    """The interaction of a mail with the same Message-ID, sender, subject and words. The Message-ID alone proves
    nothing: some programs use one twice for different mails."""
    if not message.message_id or message.sender is None:
        return None
    rows = uow.connection.execute(
        select(Interaction.id, Interaction.sender_address, Interaction.subject, Interaction.text)
        .join(MessageId, MessageId.interaction_id == Interaction.id)
        .where(MessageId.value == message.message_id, MessageId.is_ours.is_(False), Interaction.direction == "in")
        .limit(5)
    ).all()
    words = (message.reply_text or message.text).split()
    return next(
        (
            row.id
            for row in rows
            if row.sender_address == message.sender.address.lower()
            and row.subject.split() == message.subject[:500].split()
            and row.text.split() == words
        ),
        None,
    )
