"""The one automatic answer: "we have your request, its number is T-5" (RFC 3834), within the limits or not at all.

A lead gets one too, without a number.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import ColumnElement, Integer, bindparam, literal_column, select

from bot.cards import customer as wording
from bot.pipeline.result import Prepared
from channels.email import loop_guard
from channels.email.addressing import new_message_id
from channels.message import Address, ChatParts, InboundMessage, MailParts, OutboundMessage, plain
from crm_store import clock
from crm_store.access import SYSTEM
from crm_store.audit import service as audit
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.identity import service as identity
from crm_store.interactions import service as interactions
from crm_store.linking.rules import Person
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind
from crm_store.references import Kind, reference
from crm_store.statements import Statement, literally
from crm_store.tickets import replies
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

TOO_OLD = timedelta(days=3)
_OUTBOX = table_of(OutboxItem)


def _automatic(*conditions: ColumnElement[bool]) -> Statement:
    """When an automatic mail was written, the newest after ``skip`` newer ones. Limits stand in rising order."""
    sent = select(_OUTBOX.c.created_at).where(_OUTBOX.c.channel == "email", *conditions)
    skip = bindparam("skip", type_=Integer)
    return Statement(sent.order_by(_OUTBOX.c.created_at.desc()).limit(literal_column("1", Integer)).offset(skip))


# Only the second one names the kind in its SQL, which is the condition of the index over all automatic mails: with it,
# SQLite would look for one recipient among all of them.
_TO_HIM = _automatic(_OUTBOX.c.recipient == bindparam("recipient"), _OUTBOX.c.kind == MessageKind.ACKNOWLEDGEMENT.value)
_TO_STRANGERS = _automatic(
    _OUTBOX.c.kind == literally(MessageKind.ACKNOWLEDGEMENT), _OUTBOX.c.occasion.startswith("ack:")
)
_SALUTATION = Statement(select(table_of(Contact).c.salutation).where(table_of(Contact).c.id == bindparam("contact_id")))


def acknowledge(uow: UnitOfWork, prepared: Prepared, person: Person, *, ticket_id: int, interaction_id: int) -> None:
    """The message itself is kept whatever is decided here."""
    message, analysis = prepared.message, prepared.analysis
    ref = reference(Kind.TICKET, ticket_id)
    language = wording.language_of(analysis.language, uow.firm.language)
    if not _may_answer(uow, message, person, ref):
        return
    salutation = _salutation(uow, person)
    if message.chat is not None:
        text, subject = wording.chat_acknowledgement(language, ref, salutation), ""
    else:
        # A subject that a stranger chose is not repeated: he may have written to us in somebody else's name.
        subject = "" if person.is_verified else wording.acknowledgement_subject(language, ref)
        text = wording.acknowledgement(language, ref, salutation)
    replies.acknowledge(uow, ticket_id=ticket_id, interaction_id=interaction_id, text=text, subject=subject)


def acknowledge_lead(
    uow: UnitOfWork, prepared: Prepared, person: Person, *, lead_id: int, interaction_id: int, mailbox: str
) -> None:
    """To somebody who wants to buy. It answers his message and asks for nothing: a reply finds the lead by its sender."""
    message, ref = prepared.message, reference(Kind.LEAD, lead_id)
    if not person.value or not _may_answer(uow, message, person, ref):
        return
    language = wording.language_of(prepared.analysis.language, uow.firm.language)
    text, sent = wording.lead_acknowledgement(language), _to_lead(uow, message, person, language, mailbox)
    is_mail = sent.mail is not None
    outbox_id = outbox.enqueue(
        uow, kind=MessageKind.ACKNOWLEDGEMENT, channel=message.channel, subject=ref, recipient=person.value, occasion=f"ack:{interaction_id}",
        message=sent, recipients=[person.value], order_key=None if is_mail else f"{message.channel}:{person.value}",
    )  # fmt: skip
    if outbox_id is None:
        return
    said = interactions.add(
        uow, medium=message.channel, direction="out", text=text, occurred_at=clock.now(), channel_account=mailbox, sender_name=uow.firm.organisation,
        recipients=[person.value], outbox_id=outbox_id, is_automatic=True, **_mail_fields(sent),
    )  # fmt: skip
    if sent.mail is not None:
        interactions.add_message_id(uow, said, channel_account=mailbox, value=sent.mail.message_id, is_ours=True)
    interactions.link(uow, said, kind=Kind.LEAD, record_id=lead_id, proof="staff", reason="our answer to this lead")
    facts = {"outbox_id": outbox_id}
    audit.record(uow, actor=SYSTEM, action="acknowledge", kind=Kind.LEAD, record_id=lead_id, after=facts)


def _to_lead(uow: UnitOfWork, message: InboundMessage, person: Person, language: str, mailbox: str) -> OutboundMessage:
    text, firm = plain(wording.lead_acknowledgement(language)), uow.firm
    if message.chat is not None:
        return OutboundMessage(outbox.new_key(), text, chat=ChatParts(message.chat.chat_id))
    parts = MailParts(
        sender=Address(mailbox, firm.organisation), to=(Address(person.value),), subject=wording.lead_acknowledgement_subject(language),
        message_id=new_message_id(firm.secrets[0], firm.mail_domain), in_reply_to=message.message_id or None,
        references=(message.message_id,) if message.message_id else (), automatic=True, sent_at=clock.now(), footer=firm.organisation,
    )  # fmt: skip
    return OutboundMessage(outbox.new_key(), text, mail=parts)


def _mail_fields(sent: OutboundMessage) -> dict[str, str]:
    if sent.mail is None:
        return {}
    return {
        "sender_address": sent.mail.sender.address,
        "subject": sent.mail.subject,
        "message_id": sent.mail.message_id,
    }


def _may_answer(uow: UnitOfWork, message: InboundMessage, person: Person, ref: str) -> bool:
    """Chats only answer whoever writes there just now; mail goes where its sender claims to be."""
    if message.chat is not None:
        return True
    refusal = loop_guard.may_answer_automatically(message, uow.firm.own_addresses)
    why = refusal.reason if refusal is not None else _too_old(message) or _beyond_limits(uow, person)
    if why is not None:
        log.info("not acknowledged", extra={"record": ref, "reason": refusal.code if refusal else why})
    return why is None


def _too_old(message: InboundMessage) -> str | None:
    """Whoever takes his archive in must not write to people about last year's mails."""
    if message.sent_at is not None and clock.now() - message.sent_at > TOO_OLD:
        return "written days ago"
    return None


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
