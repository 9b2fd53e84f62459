"""Words for leads. Plain Python."""

from __future__ import annotations

LEAD_STATUSES = ("new", "assigned", "in_process", "converted", "recycled", "rejected")
OPEN = ("new", "assigned", "in_process", "recycled")
RATINGS = ("hot", "warm", "cold")
