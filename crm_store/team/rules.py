"""How long links and sessions live. Plain Python."""

from __future__ import annotations

from crm_store.access import COMMAND_LINE, PERMISSIONS, SYSTEM, Actor, ActorKind, Permission, Role, require

__all__ = ["COMMAND_LINE", "PERMISSIONS", "SYSTEM", "Actor", "ActorKind", "Permission", "Role", "require"]

SIGN_IN_MINUTES = 15  # OWASP ASVS 5.0, 6.3/7: short-lived, single use
INVITATION_DAYS = 7
SESSION_DAYS = 30
SESSION_IDLE_DAYS = 7
