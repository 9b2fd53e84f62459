"""Who hears of what by role. Plain Python."""

from __future__ import annotations

from datetime import timedelta

from crm_store.access import Role

TICKET_AUDIENCE = frozenset({Role.SUPPORT, Role.ADMIN})
LEAD_AUDIENCE = frozenset({Role.SALES, Role.ADMIN})
LATE_SECONDS = 120.0
"""An answer that ends later than this after it was written gets a message of its own: nobody watches the old one."""
SETTLE_SECONDS = 3.0
"""How long after the undo time the report of an answer looks whether it is still on its way."""
UNDO_SHOWN = timedelta(minutes=2)
"""How long a card offers to take back one's own last change; ``/undo`` does it for longer."""
