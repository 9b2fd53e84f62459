"""The one automatic answer: "we have your request, its number is T-5" (RFC 3834), within the limits or not at all."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from bot.cards import customer as wording
from bot.pipeline.result import Prepared
from channels.email import loop_guard
from crm_store import clock
from crm_store.contacts.models import Contact
from crm_store.identity import service as identity
from crm_store.linking.rules import Person
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind
from crm_store.references import Kind, reference
from crm_store.tickets import replies
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


def acknowledge(uow: UnitOfWork, prepared: Prepared, person: Person, *, ticket_id: int, interaction_id: int) -> None:
    """The message itself is kept whatever is decided here."""
    message, analysis = prepared.message, prepared.analysis
    ref = reference(Kind.TICKET, ticket_id)
    language = wording.language_of(analysis.language, uow.firm.language)
    if message.chat is None:
        refusal = loop_guard.may_answer_automatically(message, uow.firm.own_addresses)
        why = refusal.reason if refusal is not None else _beyond_limits(uow, person)
        if why is not None:
            log.info("not acknowledged", extra={"ticket": ref, "reason": refusal.code if refusal else why})
            return
    salutation = _salutation(uow, person)
    if message.chat is not None:
        text, subject = wording.chat_acknowledgement(language, ref, salutation), ""
    else:
        # A subject that a stranger chose is not repeated: he may have written to us in somebody else's name.
        subject = "" if person.is_verified else wording.acknowledgement_subject(language, ref)
        text = wording.acknowledgement(language, ref, salutation)
    replies.acknowledge(uow, ticket_id=ticket_id, interaction_id=interaction_id, text=text, subject=subject)


def _salutation(uow: UnitOfWork, person: Person) -> str:
    if person.contact_id is None or not person.is_verified:
        return ""
    return uow.connection.execute(select(Contact.salutation).where(Contact.id == person.contact_id)).scalar_one()


def _beyond_limits(uow: UnitOfWork, person: Person) -> str | None:
    """A ticket is acknowledged once, so the limits that can bite are the recipient's, and all strangers' together."""
    if identity.is_failing(uow, kind="email", value=person.value):
        return "mail to this address fails"
    now = clock.now()
    since = now - timedelta(seconds=max(seconds for _, seconds in loop_guard.PER_RECIPIENT))
    automatic = select(OutboxItem.created_at).where(
        OutboxItem.kind == MessageKind.ACKNOWLEDGEMENT, OutboxItem.channel == "email", OutboxItem.created_at >= since
    )
    most = max(count for count, _ in loop_guard.PER_RECIPIENT)
    to_him = uow.connection.execute(automatic.where(OutboxItem.recipient == person.value).limit(most)).scalars()
    if not loop_guard.within_limits(to_him, now, loop_guard.PER_RECIPIENT):
        return "too many automatic mails to this address"
    if person.is_verified:
        return None
    most = max(count for count, _ in loop_guard.FIRST_CONTACTS)
    to_strangers = uow.connection.execute(
        automatic.where(OutboxItem.occasion.startswith("ack:")).order_by(OutboxItem.id.desc()).limit(most)
    ).scalars()
    return (
        None
        if loop_guard.within_limits(to_strangers, now, loop_guard.FIRST_CONTACTS)
        else "too many automatic mails to strangers"
    )
