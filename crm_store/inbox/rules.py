"""What becomes of raw items. Plain Python."""

from __future__ import annotations

from enum import IntEnum, StrEnum

MAX_ATTEMPTS = 3
LEASE_SECONDS = 60.0
RETRY_SECONDS = (5.0, 30.0, 120.0)


class State(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    DONE = "done"
    QUARANTINED = "quarantined"


class Lane(IntEnum):
    """``FRESH`` items are worked on in batches. ``TRIED`` ones (an earlier try failed or never ended) and ``SUSPECT`` ones
    (their bytes look like an attack, or are very many) go one by one beside them, in this order: so neither a killer nor
    a queue of hostile mails holds up what is ordinary.
    """

    FRESH = 0
    TRIED = 1
    SUSPECT = 2


class Outcome(StrEnum):
    """The visible end of an item. The first nine are what ``crmbot ingest`` prints; ``staff`` is a command or an answer
    of staff, ``ignored`` an update without content (a blocked bot, our own mail come back)."""

    NEW_TICKET = "new_ticket"
    TICKET_REPLY = "ticket_reply"
    NEW_LEAD = "new_lead"
    LOGGED = "logged"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    QUARANTINED = "quarantined"
    STAFF = "staff"
    IGNORED = "ignored"


def retry_after(attempts: int) -> float:
    """Seconds until the next try after ``attempts`` failures."""
    return RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
