"""Who may do what. Plain Python.

The matrix is deliberately coarse (four roles, verbs for each kind of record); profiles, sharing and field access come
with the record system and will narrow it. Every use case calls ``require`` before it reads or writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_store.errors import Forbidden


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    SALES = "sales"
    SUPPORT = "support"


class Permission(StrEnum):
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    TICKETS_ASSIGN = "tickets.assign"
    CUSTOMERS_ANSWER = "customers.answer"
    CANNED_WRITE = "canned.write"
    CUSTOMERS_READ = "customers.read"
    CUSTOMERS_WRITE = "customers.write"
    LEADS_READ = "leads.read"
    LEADS_WRITE = "leads.write"
    ACTIVITIES_READ = "activities.read"
    ACTIVITIES_WRITE = "activities.write"
    ACTIVITIES_MANAGE = "activities.manage"
    SALES_READ = "sales.read"
    SALES_WRITE = "sales.write"
    INBOX_READ = "inbox.read"
    INBOX_WRITE = "inbox.write"
    USERS_READ = "users.read"
    USERS_WRITE = "users.write"
    AUDIT_READ = "audit.read"
    SYSTEM = "system"


_SUPPORT = {
    Permission.TICKETS_READ,
    Permission.TICKETS_WRITE,
    Permission.TICKETS_ASSIGN,
    Permission.CUSTOMERS_ANSWER,
    Permission.CUSTOMERS_READ,
    Permission.CUSTOMERS_WRITE,
    Permission.LEADS_READ,
    Permission.ACTIVITIES_READ,
    Permission.ACTIVITIES_WRITE,
    Permission.USERS_READ,
}
_SALES = _SUPPORT | {Permission.LEADS_WRITE, Permission.SALES_READ, Permission.SALES_WRITE}
_MANAGER = _SALES | {Permission.INBOX_READ, Permission.INBOX_WRITE, Permission.AUDIT_READ, Permission.ACTIVITIES_MANAGE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPPORT: frozenset(_SUPPORT),
    Role.SALES: frozenset(_SALES),
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(Permission),
}


class ActorKind(StrEnum):
    USER = "user"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where (``origin``: telegram, webchat, web, cli, email, system). ``timezone`` is an IANA name."""

    kind: ActorKind
    origin: str
    user_id: int | None = None
    role: Role | None = None
    name: str = ""
    language: str = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"

    def may(self, permission: Permission) -> bool:
        if self.kind is ActorKind.SYSTEM:
            return True
        return self.role is not None and permission in PERMISSIONS[self.role]


SYSTEM = Actor(ActorKind.SYSTEM, "system", name="crmbot")
COMMAND_LINE = Actor(ActorKind.SYSTEM, "cli", name="crmbot")


def require(actor: Actor, permission: Permission) -> None:
    """Raises ``Forbidden``. Called first, before any look at the record, so that absent and forbidden answer alike."""
    if not actor.may(permission):
        raise Forbidden("Your role does not allow this. Ask an administrator.")
