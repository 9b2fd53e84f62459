"""Every table, imported in one place: migrations and tests see them all."""

from __future__ import annotations

from sqlalchemy import event

import crm_store.accounts.models
import crm_store.activities.models
import crm_store.audit.models
import crm_store.canned.models
import crm_store.contacts.models
import crm_store.conversations.models
import crm_store.identity.models
import crm_store.inbox.models
import crm_store.interactions.models
import crm_store.leads.models
import crm_store.opportunities.models
import crm_store.outbox.models
import crm_store.team.models
import crm_store.tickets.models  # noqa: F401
from crm_store import text_indexes
from crm_store.database import Base

METADATA = Base.metadata
event.listen(METADATA, "after_create", text_indexes.after_create)
