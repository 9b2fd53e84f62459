"""Notes that readers must see beside a message: its sender may be somebody else."""

from __future__ import annotations

from bot.i18n import mark

FORGED = mark("sender not verified: our mail server says that it is forged")
NOT_VERIFIED = mark("by mail; the sender is not verified")
DOUBTS = frozenset({FORGED, NOT_VERIFIED})
