"""Decisions about tickets. Plain Python."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

REOPEN_DAYS = 14
SUGGESTION_DAYS = 60
DRAFT_FRESH_MINUTES = 15
SUBJECT_LENGTH = 300
QUOTE_HEADS = {"vi": "Vào {when}, {who} đã viết:", "en": "On {when}, {who} wrote:"}


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class ParticipantState(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"
    REFUSED = "refused"


UNFINISHED = (Status.NEW, Status.OPEN, Status.WAITING, Status.ON_HOLD)
ENDED = (Status.RESOLVED, Status.CLOSED)
_REPLY_MARKS = re.compile(
    r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|rép|antw|odp|trả lời|tra loi|chuyển tiếp|chuyen tiep)\s*(?:\[\d{1,3}\])?\s*[:：]\s*){1,20}",
    re.IGNORECASE,
)
_OUR_MARK = re.compile(r"\[?\bT-\d{1,12}\b\]?")


def clean_subject(subject: str) -> str:
    """Without Re:, Fwd:, Trả lời: and our own [T-5]; how two subjects are compared and a ticket is called."""
    bare = _OUR_MARK.sub("", subject[:1000])
    bare = _REPLY_MARKS.sub("", bare.strip())
    return " ".join(bare.split())[:SUBJECT_LENGTH]


def takes_new_messages(status: str, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a message may still join: unfinished ones always, ended ones for ``REOPEN_DAYS``."""
    if status in UNFINISHED:
        return True
    return closed_at is not None and now - closed_at <= timedelta(days=REOPEN_DAYS)


def status_after_customer(status: str, *, says_thanks_only: bool) -> Status:
    """A customer's words open what waited and reopen what ended; thanks alone changes nothing."""
    if says_thanks_only or status == Status.NEW:
        return Status(status)
    return Status.OPEN
