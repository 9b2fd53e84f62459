"""The one automatic answer: "we have your request, its number is T-5" (RFC 3834), within the limits or not at all."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import ColumnElement, Integer, bindparam, literal_column, select

from bot.cards import customer as wording
from bot.pipeline.result import Prepared
from channels.email import loop_guard
from crm_store import clock
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.identity import service as identity
from crm_store.linking.rules import Person
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind
from crm_store.references import Kind, reference
from crm_store.statements import Statement, literally
from crm_store.tickets import replies
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
_OUTBOX = table_of(OutboxItem)


def _automatic(*conditions: ColumnElement[bool]) -> Statement:
    """When an automatic mail was written, the newest after ``skip`` newer ones. Limits stand in rising order."""
    sent = select(_OUTBOX.c.created_at).where(
        _OUTBOX.c.kind == literally(MessageKind.ACKNOWLEDGEMENT), _OUTBOX.c.channel == "email", *conditions
    )
    skip = bindparam("skip", type_=Integer)
    return Statement(sent.order_by(_OUTBOX.c.created_at.desc()).limit(literal_column("1", Integer)).offset(skip))


_TO_HIM = _automatic(_OUTBOX.c.recipient == bindparam("recipient"))
_TO_STRANGERS = _automatic(_OUTBOX.c.occasion.startswith("ack:"))
_SALUTATION = Statement(select(table_of(Contact).c.salutation).where(table_of(Contact).c.id == bindparam("contact_id")))


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
    salutation: str = _SALUTATION.scalar(uow.connection, {"contact_id": person.contact_id})
    return salutation


def _beyond_limits(uow: UnitOfWork, person: Person) -> str | None:
    """A ticket is acknowledged once, so the limits that can bite are the recipient's, and all strangers' together."""
    if identity.is_failing(uow, kind="email", value=person.value):
        return "mail to this address fails"
    if _are_reached(uow, _TO_HIM, loop_guard.PER_RECIPIENT, recipient=person.value):
        return "too many automatic mails to this address"
    if not person.is_verified and _are_reached(uow, _TO_STRANGERS, loop_guard.FIRST_CONTACTS):
        return "too many automatic mails to strangers"
    return None


def _are_reached(uow: UnitOfWork, newest: Statement, limits: loop_guard.Limits, **values: str) -> bool:
    """So many in so many seconds are reached when the so-manieth newest is younger. Times to come count."""
    now = clock.now()
    for most, seconds in limits:
        sent_at = newest.scalar(uow.connection, values | {"skip": most - 1})
        if sent_at is None:
            return False
        if sent_at > now - timedelta(seconds=seconds):
            return True
    return False
