"""Short references that people type: ``T-123``, ``L-12``."""

from __future__ import annotations

import re
from enum import StrEnum

from crm_store.errors import Invalid


class Kind(StrEnum):
    """A kind of record; the value is what the store and the command line call it."""

    LEAD = "lead"
    ACCOUNT = "account"
    CONTACT = "contact"
    OPPORTUNITY = "opportunity"
    TICKET = "ticket"
    ACTIVITY = "activity"
    INTERACTION = "interaction"
    USER = "user"
    OUTBOX = "outbox"
    INBOX = "inbox"


PREFIXES: dict[Kind, str] = {
    Kind.LEAD: "L",
    Kind.ACCOUNT: "A",
    Kind.CONTACT: "C",
    Kind.OPPORTUNITY: "O",
    Kind.TICKET: "T",
    Kind.ACTIVITY: "M",
    Kind.INTERACTION: "X",
    Kind.USER: "U",
    Kind.OUTBOX: "OUT",
    Kind.INBOX: "IN",
}
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
_FORM = re.compile(r"\s*\[?#?([A-Za-z]{1,4})-?(\d{1,15})\]?\s*")


def reference(kind: Kind, number: int) -> str:
    return f"{PREFIXES[kind]}-{number}"


def parse_reference(text: str) -> tuple[Kind, int]:
    """``"t-12"`` is ticket 12. Raises ``Invalid`` with what was typed."""
    match = _FORM.fullmatch(text)
    kind = _KINDS.get(match[1].upper()) if match else None
    if match is None or kind is None:
        raise Invalid(
            "“{text}” is not a reference. References look like T-12 (ticket), L-3 (lead) or C-7 (contact).", text=text
        )
    return kind, int(match[2])
