"""Words for opportunities. Plain Python."""

from __future__ import annotations

OPPORTUNITY_STATUSES = ("open", "won", "lost")
