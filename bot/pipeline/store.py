"""Writing one message down: the interaction, its files, its Message-ID and its links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.pipeline.result import Prepared
from channels.message import Attachment, InboundMessage
from crm_store import clock
from crm_store.interactions import service as interactions
from crm_store.linking.rules import Link, Person, envelope_of, is_own_address, mailboxes_of
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork


def mailbox_of(uow: UnitOfWork, message: InboundMessage) -> str:
    """Which of our addresses was written to; for chats the channel and its account."""
    if message.chat is not None:
        return f"{message.channel}:{message.account}"
    return next(iter(mailboxes_of(envelope_of(message), uow.firm.own_addresses)), uow.firm.support_address)


def keep_interaction(
    uow: UnitOfWork,
    prepared: Prepared,
    *,
    person: Person,
    mailbox: str,
    direction: str = "in",
    text: str | None = None,
    author_id: int | None = None,
    is_pending: bool = False,
    is_automatic: bool = False,
    notes: Sequence[str] = (),
    files: Iterable[Attachment] | None = None,
) -> int:
    """Its id. ``text`` replaces the writer's words (a forward's original)."""
    message, analysis = prepared.message, prepared.analysis
    now = clock.now()
    interaction_id = interactions.add(
        uow,
        medium=message.channel,
        direction=direction,
        text=text if text is not None else (message.reply_text or message.text),
        occurred_at=_occurred_at(message, prepared, now),
        quoted_text=message.quoted_text,
        signature=message.signature[:5000],
        channel_account=mailbox,
        author_id=author_id,
        sender_name=person.name,
        sender_address=person.value[:320],
        recipients=[one.address for one in (*message.to, *message.cc)][:200],
        subject=message.subject,
        has_html=bool(message.html),
        raw_sha256=prepared.claimed.raw.envelope.get("sha256") if message.channel == "email" else None,
        inbox_id=prepared.claimed.id,
        message_id=(message.message_id or "")[:998],
        contact_id=person.contact_id,
        account_id=person.account_id,
        language=analysis.language,
        intent=analysis.intent.label,
        is_pending=is_pending,
        is_automatic=is_automatic,
        notes=[*(defect for defect in message.defects if _lost(defect)), *notes][:20],
    )
    interactions.add_files(uow, interaction_id, list(message.attachments if files is None else files))
    if message.message_id:
        interactions.add_message_id(
            uow, interaction_id, channel_account=mailbox, value=message.message_id, is_ours=False
        )
    return interaction_id


def keep_links(uow: UnitOfWork, interaction_id: int, links: Iterable[Link]) -> None:
    """Links to real records; the reason of a new one is linked by whoever makes it."""
    interactions.link_all(
        uow,
        interaction_id,
        [
            interactions.NewLink(link.kind, link.id, link.proof, link.reason, link.values, link.is_guess)
            for link in links
            if link.id
        ],
    )


def _lost(defect: str) -> bool:
    """Whether staff should know: something of the message is not shown. A missing Date concerns nobody."""
    return any(word in defect for word in ("left out", "cut", "damaged", "truncated", "too large"))


def outsiders(uow: UnitOfWork, message: InboundMessage, person: Person) -> list[tuple[str, str]]:
    """(address, name) of the others in To and Cc who are neither we nor the sender."""
    found: dict[str, str] = {}
    for one in (*message.to, *message.cc):
        address = one.address.lower()
        if address != person.value and "@" in address and not is_own_address(address, uow.firm.own_addresses):
            found.setdefault(address, one.name)
    return list(found.items())[:20]


def reason_for_new(links: Iterable[Link]) -> Link | None:
    return next((link for link in links if link.kind == Kind.TICKET and not link.id), None)


def _occurred_at(message: InboundMessage, prepared: Prepared, now: datetime) -> datetime:
    """The sender's clock, unless it names a time to come; then ours."""
    received = prepared.claimed.raw.received_at
    sent = message.sent_at
    return sent if sent is not None and sent <= received and sent <= now else received
