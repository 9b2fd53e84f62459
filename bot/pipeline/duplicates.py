"""The same mail, come another way: a second mailbox, a copy, a mail moved and moved back (I-6)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.pipeline.result import Result
from bot.pipeline.store import mailbox_of
from channels.message import InboundMessage
from crm_store.database import table_of
from crm_store.identity.rules import normalise_email
from crm_store.inbox.rules import Outcome
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction, MessageId
from crm_store.linking.people import ADDRESS_LENGTH
from crm_store.statements import Statement
from crm_store.unit_of_work import UnitOfWork

_IDS, _INTERACTIONS = table_of(MessageId), table_of(Interaction)


class _Twin(NamedTuple):
    id: int
    sender_address: str
    subject: str
    text: str


_SAME_MESSAGE_ID = Statement(
    select(*(_INTERACTIONS.c[name] for name in _Twin._fields))
    .join(_IDS, _IDS.c.interaction_id == _INTERACTIONS.c.id)
    .where(_IDS.c.value == bindparam("message_id"), _IDS.c.is_ours.is_(False))
    .limit(5)
)


def twin_of(uow: UnitOfWork, message: InboundMessage) -> Result | None:
    """The end of a mail that is here already: the same Message-ID, sender, subject, words and files. The Message-ID
    alone proves nothing: some programs use one twice for different mails."""
    if not message.message_id or message.sender is None:
        return None
    rows = [_Twin(*row) for row in _SAME_MESSAGE_ID.all(uow.connection, {"message_id": message.message_id})]
    if not rows:
        return None
    forms = _forms(message)
    files = [hashlib.sha256(one.content).hexdigest() for one in message.attachments if one.content or not one.note]
    alike = (row for row in rows if _Form(row.sender_address, row.subject.split(), row.text.split()) in forms)
    twin = next((row.id for row in alike if interactions.files_of(uow, row.id) == files), None)
    if twin is None:
        return None
    interactions.came_also_to(uow, twin, channel_account=mailbox_of(uow, message), message_id=message.message_id)
    return Result(Outcome.DUPLICATE, twin, (f"the same mail is here already, as X-{twin}",))


def group_of(message: InboundMessage) -> str:
    """What copies of one mail share: they are worked on one after the other."""
    return f"group:{message.references[0] if message.references else message.message_id}"


def locks_of(message: InboundMessage) -> list[str]:
    """What a customer's message needs for itself: its person, and what shares its thread."""
    if message.chat is not None:
        return [f"person:{message.channel}:{message.chat.chat_id}"]
    address = normalise_email(message.sender.address) if message.sender else ""
    return [f"person:{address}", group_of(message)]


class _Form(NamedTuple):
    """What makes a mail the same, as its interaction would show it."""

    sender: str
    subject: list[str]
    words: list[str]


def _forms(message: InboundMessage) -> list[_Form]:
    """As the sender's own words, or, where a colleague passed it on, as those of the original."""
    assert message.sender is not None
    forms = [_form(message.sender.address, message.subject, message.reply_text or message.text)]
    original = message.forwarded
    return [*forms, _form(original.sender.address, original.subject, original.text)] if original is not None else forms


def _form(address: str, subject: str, text: str) -> _Form:
    kept = interactions.subject_as_kept(subject), interactions.text_as_kept(text)
    return _Form(normalise_email(address)[:ADDRESS_LENGTH], kept[0].split(), kept[1].split())
