"""The columns of each kind. Names and choices are part of the interface: other systems write such files."""

from __future__ import annotations

from collections.abc import Mapping

from crm_store.accounts.rules import TIERS
from crm_store.imports.values import (
    AMOUNT,
    CURRENCY,
    DAY,
    DOMAIN,
    EMAIL,
    PHONE,
    TIME,
    Column,
    choice,
    needed,
    text,
)
from crm_store.leads.rules import LEAD_STATUSES, RATINGS
from crm_store.opportunities.rules import OPPORTUNITY_STATUSES
from crm_store.tickets.rules import Priority, Status

KEY = needed(text(100))
SOURCES = ("referral", "existing_customer", "campaign", "event", "web_form", "email", "chat", "call", "import")

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "accounts": {
        "external_id": KEY,
        "name": text(300),
        "short_name": text(100),
        "domain": DOMAIN,
        "email": EMAIL,
        "phone": PHONE,
        "address": text(500, lines=True),
        "tax_code": text(20),
        "tier": choice(*TIERS),
        "owner": EMAIL,
    },
    "contacts": {
        "external_id": KEY,
        "salutation": text(20),
        "name": text(200),
        "title": text(200),
        "account": text(300),
        "email": EMAIL,
        "email2": EMAIL,
        "email3": EMAIL,
        "phone": PHONE,
        "phone2": PHONE,
        "owner": EMAIL,
    },
    "leads": {
        "external_id": KEY,
        "name": text(200),
        "company": text(300),
        "email": EMAIL,
        "phone": PHONE,
        "source": choice(*SOURCES),
        "status": choice(*LEAD_STATUSES),
        "rating": choice(*RATINGS),
        "owner": EMAIL,
    },
    "opportunities": {
        "external_id": KEY,
        "name": text(300),
        "account": text(300),
        "contact": text(320),
        "stage": text(100),
        "status": choice(*OPPORTUNITY_STATUSES),
        "amount": AMOUNT,
        "currency": CURRENCY,
        "close_date": DAY,
        "owner": EMAIL,
    },
    "tickets": {
        "external_id": KEY,
        "subject": text(500),
        "account": text(300),
        "contact": text(320),
        "status": choice(*(status.value for status in Status)),
        "priority": choice(*(priority.value for priority in Priority)),
        "category": text(50),
        "assignee": EMAIL,
        "created_at": TIME,
        "closed_at": TIME,
    },
}
