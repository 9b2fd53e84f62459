"""Making contacts."""

from __future__ import annotations

from crm_store import clock
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.identity.rules import fold
from crm_store.statements import insert_row
from crm_store.unit_of_work import UnitOfWork

CONTACTS = table_of(Contact)


def create(
    uow: UnitOfWork, *, name: str, account_id: int | None = None, language: str = "", owner_id: int | None = None
) -> int:
    """A contact that a message introduced; its id. Its addresses are added by identity.service."""
    now = clock.now()
    shown = name.strip()[:200] or "?"
    values = {
        "name": shown,
        "name_folded": fold(shown)[:200],
        "account_id": account_id,
        "language": language,
        "owner_id": owner_id,
        "created_at": now,
        "updated_at": now,
    }
    contact_id: int = insert_row(uow.connection, CONTACTS, values)
    return contact_id
