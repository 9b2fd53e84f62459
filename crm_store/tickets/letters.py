"""What an answer is made of: its readers, its mail or chat message, and its entry in the customer's history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from channels.email.addressing import new_message_id, reply_address
from channels.message import Address, ChatParts, MailParts, OutboundMessage, Span, StoredFile, plain
from crm_store import clock
from crm_store.errors import Invalid, NotFound
from crm_store.identity.rules import normalise_email
from crm_store.interactions import service as interactions
from crm_store.outbox import service as outbox
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets import answered, queries
from crm_store.tickets.answered import ThreadMail, TicketFacts
from crm_store.tickets.models import Ticket
from crm_store.tickets.queries import Person
from crm_store.tickets.reply_addresses import reply_token
from crm_store.tickets.rules import QUOTE_HEADS, ParticipantState, clean_subject
from crm_store.unit_of_work import UnitOfWork

QUOTE_LENGTH = 5_000
SENDABLE = ("email", "telegram", "webchat")


def facts_of(uow: UnitOfWork, ticket_id: int) -> TicketFacts:
    found = answered.FACTS.first(uow.connection, {"ticket_id": ticket_id})
    if found is None:
        raise NotFound("There is no ticket {reference}.", reference=reference(Kind.TICKET, ticket_id))
    return TicketFacts(*found)


def recipients(
    uow: UnitOfWork, ticket_id: int, *, without: frozenset[str] = frozenset()
) -> tuple[str, tuple[Person, ...], tuple[Person, ...]]:
    """The channel of the ticket, the one addressed, the others. Raises ``Invalid`` when nobody can be written to."""
    channel = facts_of(uow, ticket_id).channel
    accepted = [
        one
        for one in queries.people(uow, ticket_id)
        if one.state == ParticipantState.ACCEPTED and one.kind in SENDABLE and one.value not in without
    ]
    if channel not in {one.kind for one in accepted} and accepted:
        channel = accepted[0].kind
    fitting = [one for one in accepted if one.kind == channel]
    if not fitting:
        raise Invalid(
            "{reference} has no address to answer to. Add one to the contact, or call.",
            reference=reference(Kind.TICKET, ticket_id),
        )
    first = next((one for one in fitting if one.role == "requester"), fitting[0])
    return channel, (first,), tuple(one for one in fitting if one is not first) if channel == "email" else ()


def mail(
    uow: UnitOfWork,
    ticket: Ticket | TicketFacts,
    user: User | None,
    to: Sequence[Person],
    cc: Sequence[Person],
    text: str,
    files: Sequence[StoredFile],
    *,
    subject: str = "",
    sent_at: datetime | None = None,
) -> OutboundMessage:
    firm = uow.firm
    mailbox = ticket.mailbox or firm.support_address
    sender = Address(mailbox, " – ".join(part for part in (user.name if user else "", firm.organisation) if part))
    chain, last = _thread(uow, ticket.id)
    words = clean_subject(last.subject if last is not None and last.subject.strip() else ticket.subject)
    # Gmail keeps a thread together only while the subject stays the same, so our reference stands in the footer.
    shown = subject or f"Re: {words}".rstrip()
    parts = MailParts(
        sender=sender, to=tuple(Address(one.value, one.name) for one in to), cc=tuple(Address(one.value, one.name) for one in cc), subject=shown,
        message_id=new_message_id(firm.secrets[0], firm.mail_domain), reply_to=Address(reply_address(mailbox, reply_token(uow, ticket_id=ticket.id, mailbox=mailbox)), firm.organisation),
        in_reply_to=chain[-1] if chain else None, references=tuple(chain), signature=user.signature if user else "",
        quoted_text="" if user is None or last is None or not _all_have_read(last, (*to, *cc)) else _quoted(last, language=ticket.language or firm.language, timezone=firm.timezone), automatic=user is None, sent_at=sent_at or clock.now(),
        footer=" · ".join(part for part in (reference(Kind.TICKET, ticket.id), firm.organisation) if part),
    )  # fmt: skip
    return OutboundMessage(outbox.new_key(), plain(text), mail=parts, files=tuple(files))


def chat(to: Person, text: str, files: Sequence[StoredFile]) -> OutboundMessage:
    return OutboundMessage(outbox.new_key(), (Span(text),), chat=ChatParts(to.value), files=tuple(files))


def _thread(uow: UnitOfWork, ticket_id: int) -> tuple[list[str], ThreadMail | None]:
    """Message-IDs of the ticket's mails, oldest first, the customer's last one at the end; and that last mail.

    Neither colleagues' notes by mail, which the customer must not see, nor what machines reported."""
    rows = [ThreadMail(*row) for row in answered.THREAD.all(uow.connection, {"ticket_id": ticket_id})]
    last = next((row for row in rows if row.direction == "in"), None)
    last_id = last.message_id if last is not None else ""
    chain = [row.message_id for row in reversed(rows) if row.message_id not in ("", last_id)]
    return ([*chain, last_id] if last_id else chain), last


def _all_have_read(last: ThreadMail | None, people: Sequence[Person]) -> bool:
    """Whether the mail to be quoted was written by or to each of these: nobody learns from a quote what he was not sent."""
    if last is None:
        return False
    readers = {normalise_email(address) for address in (last.sender_address, *last.recipients)}
    return all(normalise_email(one.value) in readers for one in people)


def _quoted(last: ThreadMail, *, language: str, timezone: str) -> str:
    """The customer's last words under the line by which mail programs know a quote, in his language and our time zone."""
    lines = last.text[:QUOTE_LENGTH].splitlines()
    when = last.occurred_at.astimezone(ZoneInfo(timezone))
    head = QUOTE_HEADS.get(language, QUOTE_HEADS["vi"]).format(
        when=f"{when:%d/%m/%Y %H:%M}", who=last.sender_name or last.sender_address
    )
    return head + "\n" + "\n".join(f"> {line}" for line in lines)


def keep_in_history(
    uow: UnitOfWork,
    ticket: Ticket | TicketFacts,
    user: User | None,
    message: OutboundMessage,
    outbox_id: int,
    channel: str,
    people: Sequence[Person],
    text: str,
    files: Sequence[StoredFile],
) -> None:
    interaction_id = interactions.add(
        uow, medium=channel, direction="out", text=text, occurred_at=clock.now(), channel_account=ticket.channel_account, author_id=user.id if user else None,
        sender_name=user.name if user else uow.firm.organisation, sender_address=message.mail.sender.address if message.mail else "",
        recipients=[one.value for one in people], subject=message.mail.subject if message.mail else "", outbox_id=outbox_id,
        message_id=message.mail.message_id if message.mail else "", contact_id=ticket.contact_id, account_id=ticket.account_id, is_automatic=user is None,
    )  # fmt: skip
    interactions.add_stored_files(uow, interaction_id, files)
    if message.mail is not None:
        interactions.add_message_id(
            uow, interaction_id, channel_account=ticket.channel_account, value=message.mail.message_id, is_ours=True
        )
    interactions.link(
        uow, interaction_id, kind=Kind.TICKET, record_id=ticket.id, proof="staff", reason="our answer on this ticket"
    )
