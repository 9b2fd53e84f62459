"""A customer's message: people first, then the conversation, then the record; then who should know."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import customer as wording
from bot.pipeline import duplicates
from bot.pipeline.acknowledge import acknowledge, acknowledge_lead
from bot.pipeline.doubts import FORGED, NOT_VERIFIED
from bot.pipeline.result import Prepared, Result
from bot.pipeline.store import keep_interaction, keep_links, mailbox_of, outsiders, reason_for_new
from channels.message import ChatEvent, ChatParts, InboundMessage, OutboundMessage, plain
from crm_store import clock
from crm_store.contacts import service as contacts
from crm_store.identity import service as identity
from crm_store.inbox.rules import Outcome
from crm_store.interactions import service as interactions
from crm_store.interactions.events import MessageLogged
from crm_store.leads import service as leads
from crm_store.leads.events import LeadWrote
from crm_store.linking import people
from crm_store.linking import service as linking
from crm_store.linking.rules import SPAM_SCORE, Link, Person, Placing, Proof, leaning_of
from crm_store.linking.rules import Kind as Placed
from crm_store.outbox import service as outbox
from crm_store.outbox.rules import MessageKind
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.tickets import service as tickets
from crm_store.tickets.rules import ParticipantState, clean_subject
from crm_store.unit_of_work import UnitOfWork
from nlp.analysis import Leaning

log = logging.getLogger(__name__)

SUBJECT_WORDS = 70
_COMMAND = re.compile(r"/[A-Za-z]\w{0,31}(?:@\w{1,32})?")
"""The Bot API's form of a command, alone."""
OUTCOMES = {
    Placed.JOIN_TICKET: Outcome.TICKET_REPLY,
    Placed.SHOW_ON_TICKET: Outcome.LOGGED,
    Placed.NEW_TICKET: Outcome.NEW_TICKET,
    Placed.NEW_LEAD: Outcome.NEW_LEAD,
    Placed.LOG: Outcome.LOGGED,
}


class CustomerMessages:
    """Everything here runs in the transaction of the item."""

    def handle_mail(self, uow: UnitOfWork, prepared: Prepared, *, is_named_only: bool = False) -> Result:
        """``is_named_only``: somebody else named the sender (a form on our web site did, in Reply-To). He is new here,
        whoever he says he is, gets no automatic answer, and joins nothing."""
        message = prepared.message
        sender = message.sender
        address = sender.address.lower() if sender else ""
        uow.lock(duplicates.locks_of(message))
        mailbox = mailbox_of(uow, message)
        twin = duplicates.twin_of(uow, message)
        if twin is not None:
            return twin
        person = people.recognise(
            uow, kind="email", value=address, name=sender.name if sender else "", phones=prepared.analysis.phones
        )
        if is_named_only:
            person = replace(person, is_verified=False)
        elif person.is_known and message.authenticated is not False:
            identity.mark_working(uow, kind="email", value=address)
        if self._is_spam(prepared) and self._is_nobody(uow, prepared, person, mailbox):
            return self._keep_spam(uow, prepared, person, mailbox)
        return self.place(uow, prepared, person, mailbox, may_answer=not is_named_only, may_join=not is_named_only)

    def handle_chat(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        message = prepared.message
        chat = message.chat
        assert chat is not None
        uow.lock(duplicates.locks_of(message))
        says_nothing = not message.text.strip() or _is_command(message)
        if chat.event is ChatEvent.START or (says_nothing and not message.attachments and not chat.contact_phone):
            self._greet(uow, prepared)
            return Result(Outcome.IGNORED, reasons=("greeted",))
        name = message.sender.name if message.sender else ""
        person = people.recognise(
            uow, kind=message.channel, value=chat.chat_id, name=name, phones=prepared.analysis.phones
        )
        return self.place(uow, prepared, person, mailbox_of(uow, message))

    def place(
        self,
        uow: UnitOfWork,
        prepared: Prepared,
        person: Person,
        mailbox: str,
        *,
        text: str | None = None,
        may_answer: bool = True,
        may_join: bool = True,
    ) -> Result:
        """The order of proofs, then the effects. Not ``may_join``: nothing proves who passed it on for this person, so
        that in a conversation that goes on it is only shown."""
        message = prepared.message
        now = clock.now()
        placing = linking.place(
            uow, message=message, person=person, analysis=prepared.analysis, mailbox=mailbox, now=now
        )
        if not may_join:
            shown = Placed.SHOW_ON_TICKET if placing.kind is Placed.JOIN_TICKET else placing.kind
            placing = replace(placing, kind=shown, notes=(NOT_VERIFIED, *placing.notes))
        if placing.kind is Placed.NEW_TICKET:
            person = self._with_contact(uow, person, prepared.analysis.language)
        is_forged = message.authenticated is False
        interaction_id = keep_interaction(
            uow, prepared, person=person, mailbox=mailbox, text=text,
            is_pending=placing.kind is Placed.SHOW_ON_TICKET or (is_forged and placing.kind is Placed.LOG),
            notes=[*([FORGED] if is_forged else []), *placing.notes, *(f"fits {choice} as well" for choice in placing.choices)],
        )  # fmt: skip
        keep_links(uow, interaction_id, self._links(person, placing))
        self._effects(uow, prepared, person, placing, interaction_id, mailbox, now=now, may_answer=may_answer)
        return Result(
            OUTCOMES[placing.kind],
            interaction_id,
            tuple(_told(link) for link in (*placing.links, *person.links)) + placing.notes,
        )

    def _effects(
        self,
        uow: UnitOfWork,
        prepared: Prepared,
        person: Person,
        placing: Placing,
        interaction_id: int,
        mailbox: str,
        *,
        now: datetime,
        may_answer: bool,
    ) -> None:
        message, analysis = prepared.message, prepared.analysis
        if placing.kind is Placed.NEW_TICKET:
            ticket_id = self._open_ticket(uow, prepared, person, placing, interaction_id, mailbox, now=now)
            if may_answer:
                acknowledge(uow, prepared, person, ticket_id=ticket_id, interaction_id=interaction_id)
        elif placing.kind is Placed.JOIN_TICKET and placing.ticket_id is not None:
            self._join(uow, message, person, placing.ticket_id)
            tickets.customer_wrote(
                uow, ticket_id=placing.ticket_id, interaction_id=interaction_id, wrote_at=now, thanks_only=analysis.is_thanks,
                channel=message.channel, channel_account=mailbox,
            )  # fmt: skip
        elif placing.kind is Placed.SHOW_ON_TICKET and placing.ticket_id is not None:
            tickets.stranger_wrote(
                uow,
                ticket_id=placing.ticket_id,
                interaction_id=interaction_id,
                kind=person.kind,
                value=person.value,
                name=person.name,
            )
        elif placing.kind is Placed.NEW_LEAD:
            lead_id = self._open_lead(uow, prepared, person, interaction_id)
            if may_answer:
                acknowledge_lead(uow, prepared, person, lead_id=lead_id, interaction_id=interaction_id, mailbox=mailbox)
        elif person.lead_id is not None:
            uow.record(LeadWrote(person.lead_id, interaction_id))
        else:
            deal = next((link.id for link in placing.links if link.kind == Kind.OPPORTUNITY), None)
            buys = leaning_of(analysis, message) is Leaning.SALES
            uow.record(MessageLogged(interaction_id, person.contact_id, deal, placing.choices, buys))

    def _open_ticket(
        self,
        uow: UnitOfWork,
        prepared: Prepared,
        person: Person,
        placing: Placing,
        interaction_id: int,
        mailbox: str,
        *,
        now: datetime,
    ) -> int:
        message, analysis = prepared.message, prepared.analysis
        is_mail = message.channel == "email"
        ticket_id = tickets.open_ticket(
            uow, subject=_subject_of(message), interaction_id=interaction_id, wrote_at=now, contact_id=person.contact_id, account_id=person.account_id,
            category=_category(analysis.intent.label), language=analysis.language, channel=message.channel, channel_account=mailbox,
            mailbox=mailbox if is_mail else "", previous_id=placing.previous_id,
        )  # fmt: skip
        reason = reason_for_new(placing.links) or Link(Kind.TICKET, 0, Proof.NEW, "first message from this address")
        proof = Proof.FORWARDED if message.forwarded is not None else Proof.NEW
        interactions.link(
            uow,
            interaction_id,
            kind=Kind.TICKET,
            record_id=ticket_id,
            proof=proof,
            reason=reason.reason,
            reason_values=reason.values,
        )
        is_forged = message.authenticated is False
        if person.value:
            tickets.add_participant(
                uow,
                ticket_id,
                kind=person.kind,
                value=person.value,
                name=person.name,
                role="requester",
                contact_id=person.proven_contact_id,
                state=ParticipantState.PENDING if is_forged else ParticipantState.ACCEPTED,
            )
        if is_mail and message.forwarded is None:
            for address, name in self._new_people(uow, message, person):
                known = None if is_forged else _colleague(uow, person, address)
                tickets.add_participant(
                    uow,
                    ticket_id,
                    kind="email",
                    value=address,
                    name=name,
                    contact_id=known,
                    state=ParticipantState.PENDING if known is None else ParticipantState.ACCEPTED,
                )
        return ticket_id

    def _join(self, uow: UnitOfWork, message: InboundMessage, person: Person, ticket_id: int) -> None:
        """The writer takes part; whom he adds in Cc does not, until staff say so."""
        tickets.add_participant(
            uow, ticket_id, kind=person.kind, value=person.value, name=person.name, contact_id=person.proven_contact_id
        )
        if message.channel == "email" and message.forwarded is None:
            for address, name in self._new_people(uow, message, person):
                tickets.add_participant(
                    uow, ticket_id, kind="email", value=address, name=name, state=ParticipantState.PENDING
                )

    @staticmethod
    def _new_people(uow: UnitOfWork, message: InboundMessage, person: Person) -> list[tuple[str, str]]:
        return [
            (address, name)
            for address, name in outsiders(uow, message, person)
            if team.user_by_email(uow, address) is None
        ]

    def _open_lead(self, uow: UnitOfWork, prepared: Prepared, person: Person, interaction_id: int) -> int:
        message, analysis = prepared.message, prepared.analysis
        source = "email" if message.channel == "email" else "chat"
        lead_id = leads.open_lead(
            uow,
            name=person.name or _called(uow, person) or person.value,
            source=source,
            interaction_id=interaction_id,
            language=analysis.language,
        )
        if person.value:
            identity.add(
                uow,
                owner_kind=Kind.LEAD,
                owner_id=lead_id,
                kind=person.kind,
                value=person.value,
                is_verified=False,
                is_primary=True,
            )
        for phone in analysis.phones[:2]:
            identity.add(uow, owner_kind=Kind.LEAD, owner_id=lead_id, kind="phone", value=phone, is_verified=False)
        interactions.link(
            uow,
            interaction_id,
            kind=Kind.LEAD,
            record_id=lead_id,
            proof=Proof.NEW,
            reason="first message from this address",
        )
        return lead_id

    @staticmethod
    def _with_contact(uow: UnitOfWork, person: Person, language: str) -> Person:
        """A new ticket needs somebody to answer; the address is only claimed until something proves it. A contact that is
        only guessed gets no address by it, and a mail without a sender makes nobody."""
        if person.contact_id is not None or not person.value:
            return person
        contact_id = contacts.create(
            uow,
            name=person.name or _called(uow, person) or person.value.partition("@")[0],
            account_id=person.account_id,
            language=language,
        )
        identity.add(
            uow,
            owner_kind=Kind.CONTACT,
            owner_id=contact_id,
            kind=person.kind,
            value=person.value,
            is_verified=False,
            is_primary=True,
        )
        link = Link(Kind.CONTACT, contact_id, Proof.NEW, "first message from this address")
        return replace(person, contact_id=contact_id, links=(link, *person.links))

    @staticmethod
    def _links(person: Person, placing: Placing) -> list[Link]:
        """Each record once; what the placing says comes first."""
        found: dict[tuple[str, int], Link] = {}
        for link in (*placing.links, *person.links):
            if link.id:
                found.setdefault((link.kind, link.id), link)
        return list(found.values())

    @staticmethod
    def _is_spam(prepared: Prepared) -> bool:
        return prepared.message.marks.is_spam or prepared.analysis.spam.score >= SPAM_SCORE

    @staticmethod
    def _is_nobody(uow: UnitOfWork, prepared: Prepared, person: Person, mailbox: str) -> bool:
        """Neither known nor in a conversation with us: whoever takes part in a ticket may sound like an offer."""
        if person.is_known or person.account_id is not None:
            return False
        found, _refused = linking.conversation_of(
            uow, message=prepared.message, person=person, analysis=prepared.analysis, mailbox=mailbox
        )
        return found is None or not found.takes_part

    @staticmethod
    def _keep_spam(uow: UnitOfWork, prepared: Prepared, person: Person, mailbox: str) -> Result:
        reasons = prepared.analysis.spam.reasons or prepared.message.marks.reasons
        interaction_id = keep_interaction(
            uow,
            prepared,
            person=person,
            mailbox=mailbox,
            notes=[f"unsolicited offer: {reason}" for reason in reasons[:3]],
        )
        return Result(Outcome.SPAM, interaction_id, tuple(reasons[:3]))

    @staticmethod
    def _greet(uow: UnitOfWork, prepared: Prepared) -> None:
        """One line; no menus. Not more than once an hour, whatever is pressed."""
        chat = prepared.message.chat
        assert chat is not None
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        text = wording.greeting(wording.language_of(chat.language, uow.firm.language), uow.firm.organisation)
        outbox.enqueue(
            uow, kind=MessageKind.ACKNOWLEDGEMENT, channel=prepared.message.channel, subject="", recipient=chat.chat_id, occasion=f"greeting:{hour.isoformat()}",
            message=OutboundMessage(outbox.new_key(), plain(text), chat=ChatParts(chat.chat_id)), recipients=[chat.chat_id],
            order_key=f"{prepared.message.channel}:{chat.chat_id}", expires_at=clock.now() + timedelta(hours=1),
        )  # fmt: skip


def _colleague(uow: UnitOfWork, person: Person, address: str) -> int | None:
    """The verified contact of the writer's firm behind an address in Cc. Anybody else waits for staff: ``From`` proves
    nothing, and a forged first mail would send our answers to whoever its Cc names."""
    found = people.recognise(uow, kind="email", value=address, name="")
    is_colleague = found.is_verified and person.account_id is not None and found.account_id == person.account_id
    return found.contact_id if is_colleague else None


def _is_command(message: InboundMessage) -> bool:
    """``/help`` and the like are for the bot. With words behind it, the words are a customer's like any others."""
    return message.channel == "telegram" and _COMMAND.fullmatch(message.text.strip()) is not None


def _subject_of(message: InboundMessage) -> str:
    """The mail's subject without its marks; of a chat, or a mail without one, the first words."""
    if message.forwarded is not None and message.forwarded.subject:
        return clean_subject(message.forwarded.subject)
    subject = clean_subject(message.subject)
    if subject:
        return subject
    words = " ".join((message.reply_text or message.text).split())
    if len(words) <= SUBJECT_WORDS:
        return words or next((file.filename for file in message.attachments), "")
    return words[:SUBJECT_WORDS].rsplit(" ", 1)[0] + "…"


def _category(intent: str) -> str:
    return {"complaint": "complaint", "warranty": "warranty", "payment": "billing", "support_request": "repair"}.get(
        intent, "question"
    )


def _called(uow: UnitOfWork, person: Person) -> str:
    """Somebody in a chat who gives no name; the number of his chat says nothing to anybody. Empty for mail."""
    return "" if person.kind == "email" else wording.nameless(person.kind, uow.firm.language)


def _told(link: Link) -> str:
    shown = link.reason.format(**link.values) if link.values else link.reason
    return f"{link.kind}: {shown}" if link.kind else shown
