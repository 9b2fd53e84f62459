"""The one table of what may be listed and shown, and in which columns. Nothing that is not named here leaves the store."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import select

from crm_store.access import Permission, Role
from crm_store.accounts.models import Account, AccountDomain
from crm_store.accounts.rules import TIERS
from crm_store.activities.models import Activity
from crm_store.activities.rules import ActivityKind
from crm_store.activities.rules import Status as ActivityStatus
from crm_store.audit.models import AuditEntry
from crm_store.contacts.models import Contact
from crm_store.inbox import rules as inbox
from crm_store.inbox.models import InboxItem
from crm_store.interactions.models import Interaction
from crm_store.leads.models import Lead
from crm_store.leads.rules import LEAD_STATUSES, RATINGS
from crm_store.opportunities.models import Opportunity
from crm_store.opportunities.rules import OPPORTUNITY_STATUSES
from crm_store.outbox import rules as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.records import linked
from crm_store.records.fields import Column, Condition, Enrich, Row, Shape, wanted
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets.models import Ticket
from crm_store.tickets.rules import Priority
from crm_store.tickets.rules import Status as TicketStatus
from crm_store.unit_of_work import UnitOfWork


def _words(choices: type[StrEnum]) -> tuple[str, ...]:
    return tuple(one.value for one in choices)


def _columns(model: Any, names: str) -> dict[str, Column]:
    return {name: getattr(model, name) for name in names.split()}


def _reached(kind: Kind, number: Any) -> dict[str, Condition]:
    return {
        name: lambda _uow, text, name=name: linked.has_contact_point(kind, number, name, text)  # type: ignore[misc]  # the default binds the loop's value
        for name in ("email", "phone")
    }


def _enriched(*steps: Any) -> Enrich:
    def enrich(uow: UnitOfWork, raws: Sequence[Any], rows: list[Row]) -> None:
        ids = [raw.id for raw in raws]
        for step in steps:
            step(uow, ids, rows)

    return enrich


def _money(_uow: UnitOfWork, raws: Sequence[Any], rows: list[Row]) -> None:
    for raw, row in zip(raws, rows, strict=True):
        row["amount"] = None if raw.amount is None else {"amount": row["amount"], "currency": raw.currency}
        row["close_date"] = row.pop("close_on")


def _outgoing(_uow: UnitOfWork, raws: Sequence[Any], rows: list[Row]) -> None:
    """Cards have no text: they are drawn when they leave."""
    for raw, row in zip(raws, rows, strict=True):
        mail, chat = raw.payload.get("mail") or {}, raw.payload.get("chat") or {}
        row |= {
            "record": raw.subject,
            "subject": mail.get("subject"),
            "from": (mail.get("sender") or {}).get("address"),
            "to": [one["address"] for one in mail.get("to", ())] if mail else [raw.recipient],
            "cc": [one["address"] for one in mail.get("cc", ())],
            "reply_to": (mail.get("reply_to") or {}).get("address"),
            "in_reply_to": mail.get("in_reply_to"),
            "references": list(mail.get("references", ())),
            "text": linked.joined(raw.payload.get("text", ())),
            "chat_id": chat.get("chat_id"),
            "buttons": [button["label"] for line in chat.get("buttons", ()) for button in line],
            "attachments": [
                {"filename": one["filename"], "content_type": one["content_type"], "size": one["size"]}
                for one in raw.payload.get("files", ())
            ],
            "recipients": raw.recipients,
        }


def _audited(_uow: UnitOfWork, raws: Sequence[Any], rows: list[Row]) -> None:
    for raw, row in zip(raws, rows, strict=True):
        known = raw.record_kind in set(Kind)
        row["record"] = reference(Kind(raw.record_kind), raw.record_id) if known else raw.record_kind


def _of_domain(_uow: UnitOfWork, text: str) -> Any:
    return Account.id.in_(select(AccountDomain.account_id).where(AccountDomain.domain == text.lower()))


KINDS: dict[str, Shape] = {
    "tickets": Shape(
        Permission.TICKETS_READ, Ticket, Kind.TICKET,
        _columns(Ticket, "external_id subject status priority category language channel channel_account mailbox created_at updated_at closed_at first_answered_at customer_wrote_at staff_wrote_at version"),
        {"account": (Ticket.account_id, Kind.ACCOUNT), "contact": (Ticket.contact_id, Kind.CONTACT), "assignee": (Ticket.assignee_id, Kind.USER), "previous": (Ticket.previous_id, Kind.TICKET)},
        table=("ref", "status", "priority", "subject", "contact_name", "account_name", "assignee_name", "created_at"),
        choices={"status": _words(TicketStatus), "priority": _words(Priority)},
    ),
    "leads": Shape(
        Permission.LEADS_READ, Lead, Kind.LEAD,
        _columns(Lead, "external_id name company source status rating language created_at updated_at version"),
        {"owner": (Lead.owner_id, Kind.USER), "contact": (Lead.contact_id, Kind.CONTACT), "account": (Lead.account_id, Kind.ACCOUNT)},
        _reached(Kind.LEAD, Lead.id), _enriched(partial(linked.add_contact_points, Kind.LEAD)),
        ("ref", "status", "rating", "name", "company", "email", "phone", "owner_name"),
        {"status": LEAD_STATUSES, "rating": RATINGS},
    ),
    "contacts": Shape(
        Permission.CUSTOMERS_READ, Contact, Kind.CONTACT,
        _columns(Contact, "external_id salutation name title language is_opted_out created_at updated_at version"),
        {"account": (Contact.account_id, Kind.ACCOUNT), "owner": (Contact.owner_id, Kind.USER)},
        _reached(Kind.CONTACT, Contact.id), _enriched(partial(linked.add_contact_points, Kind.CONTACT)),
        ("ref", "salutation", "name", "title", "account_name", "email", "phone", "owner_name"),
    ),
    "accounts": Shape(
        Permission.CUSTOMERS_READ, Account, Kind.ACCOUNT,
        _columns(Account, "external_id name short_name is_person tier tax_code address created_at updated_at version"),
        {"owner": (Account.owner_id, Kind.USER)},
        _reached(Kind.ACCOUNT, Account.id) | {"domain": _of_domain},
        _enriched(partial(linked.add_contact_points, Kind.ACCOUNT), linked.add_domains),
        ("ref", "tier", "name", "short_name", "domains", "email", "phone", "owner_name"),
        {"tier": TIERS},
    ),
    "opportunities": Shape(
        Permission.SALES_READ, Opportunity, Kind.OPPORTUNITY,
        _columns(Opportunity, "external_id name stage status amount currency close_on created_at updated_at version"),
        {"account": (Opportunity.account_id, Kind.ACCOUNT), "contact": (Opportunity.contact_id, Kind.CONTACT), "owner": (Opportunity.owner_id, Kind.USER)},
        {"close_date": lambda _uow, text: _on_day(Opportunity.close_on, text)}, _money,
        ("ref", "status", "stage", "name", "account_name", "amount", "close_date", "owner_name"),
        {"status": OPPORTUNITY_STATUSES},
    ),
    "activities": Shape(
        Permission.ACTIVITIES_READ, Activity, Kind.ACTIVITY,
        _columns(Activity, "external_id kind direction subject status timezone is_all_day starts_at ends_at place cost currency preparation happened result rule created_at updated_at ended_at version"),
        {"owner": (Activity.owner_id, Kind.USER), "account": (Activity.account_id, Kind.ACCOUNT), "contact": (Activity.contact_id, Kind.CONTACT), "lead": (Activity.lead_id, Kind.LEAD), "opportunity": (Activity.opportunity_id, Kind.OPPORTUNITY), "ticket": (Activity.ticket_id, Kind.TICKET), "series": (Activity.series_id, Kind.ACTIVITY), "previous": (Activity.previous_id, Kind.ACTIVITY)},
        table=("ref", "kind", "status", "starts_at", "ends_at", "subject", "contact_name", "owner_name"),
        choices={"kind": _words(ActivityKind), "status": _words(ActivityStatus)},
    ),
    "interactions": Shape(
        Permission.CUSTOMERS_READ, Interaction, Kind.INTERACTION,
        _columns(Interaction, "medium direction channel_account sender_name sender_address recipients subject text quoted_text signature has_html raw_sha256 message_id language intent is_automatic is_pending notes occurred_at created_at"),
        {"author": (Interaction.author_id, Kind.USER), "contact": (Interaction.contact_id, Kind.CONTACT), "account": (Interaction.account_id, Kind.ACCOUNT), "inbox": (Interaction.inbox_id, Kind.INBOX), "outbox": (Interaction.outbox_id, Kind.OUTBOX)},
        {kind.value: linked.with_record(kind) for kind in (Kind.TICKET, Kind.LEAD, Kind.OPPORTUNITY, Kind.CONTACT, Kind.ACCOUNT)},
        _enriched(linked.add_links, linked.add_files),
        ("ref", "occurred_at", "medium", "direction", "sender_address", "subject", "ticket", "reasons"),
        {"direction": ("in", "out", "internal")},
    ),
    "outbox": Shape(
        Permission.CUSTOMERS_READ, OutboxItem, Kind.OUTBOX,
        _columns(OutboxItem, "external_id key kind channel recipient occasion message_id state attempts next_try_at scheduled_at expires_at last_code last_error created_at updated_at sent_at"),
        {"author": (OutboxItem.author_id, Kind.USER)},
        {"record": lambda _uow, text: OutboxItem.subject == text.upper(), "to": lambda _uow, text: OutboxItem.recipient == text}, _outgoing,
        ("ref", "state", "kind", "channel", "recipient", "record", "subject", "last_error"),
        {"state": _words(outbox.State), "kind": _words(outbox.MessageKind)},
    ),
    "inbox": Shape(
        Permission.INBOX_READ, InboxItem, Kind.INBOX,
        _columns(InboxItem, "channel account external_id raw_sha256 size envelope received_at state outcome reason attempts arrivals next_try_at done_at"),
        {"interaction": (InboxItem.interaction_id, Kind.INTERACTION)},
        table=("ref", "received_at", "channel", "account", "size", "state", "outcome", "reason"),
        choices={"state": _words(inbox.State), "outcome": _words(inbox.Outcome)},
    ),
    "users": Shape(
        Permission.USERS_READ, User, Kind.USER,
        _columns(User, "name email role team language timezone signature telegram_id telegram_blocked_at web_seen_at is_active created_at"),
        table=("ref", "name", "email", "role", "team", "language", "telegram_id", "is_active"),
        choices={"role": _words(Role)},
    ),
    "audit": Shape(
        Permission.AUDIT_READ, AuditEntry, None,
        _columns(AuditEntry, "id at actor_kind origin action record_kind before after seal_number seal"),
        {"actor": (AuditEntry.actor_id, Kind.USER)},
        {"record": linked.with_audited_record(AuditEntry.record_kind, AuditEntry.record_id)}, _audited,
        ("id", "at", "actor_name", "origin", "action", "record", "before", "after"),
    ),
}  # fmt: skip

LATER = frozenset({"rooms", "reminders", "quotes", "contracts", "campaigns", "products", "documents"})
"""Named in the interface; the parts that hold them come with later versions."""


def _on_day(column: Column, text: str) -> Any:
    return wanted(column, "close_date", text)
