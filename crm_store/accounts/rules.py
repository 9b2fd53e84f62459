"""Words for accounts. Plain Python."""

from __future__ import annotations

TIERS = ("potential", "new", "regular", "vip")
