"""Who must never get an automatic mail, and how many anybody may get (RFC 3834, section 2). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from channels.email.addressing import base_address
from channels.message import InboundMessage, Marks

Limits = tuple[tuple[int, int], ...]
"""Pairs of (how many at most, within how many seconds)."""

PER_RECIPIENT: Limits = ((30, 600), (120, 3600))
"""Automatic mails to one recipient, whatever the ticket. On one ticket there is one: it is acknowledged once."""

FIRST_CONTACTS: Limits = ((30, 600), (120, 3600))
"""Automatic mails to all senders together whom nobody has vouched for and who never wrote before (backscatter)."""

_ROLE = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|abuse|root|no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?|listserv|majordomo)(?:[-+_.=].*)?"
    r"|owner-.*|.*-(?:owner|request|bounces)"
    r"|.*[-_.](?:no[-_.]?reply|do[-_.]?not[-_.]?reply)",
    re.DOTALL,
)
_LOCAL_PART_CHECKED = 256


class RefusalCode(StrEnum):
    NO_SENDER = "no_sender"
    OWN_ADDRESS = "own_address"
    ROLE_ADDRESS = "role_address"
    AUTOMATIC = "automatic"
    LIST = "list"
    BOUNCE = "bounce"
    LOOP = "loop"
    SPAM = "spam"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no automatic mail may go: ``reason`` is one line for the log and the ticket."""

    code: RefusalCode
    reason: str


def may_answer_automatically(message: InboundMessage, own_addresses: Collection[str]) -> Refusal | None:
    """``None``: an automatic answer may go, within the limits. The ``+…`` forms of ``own_addresses`` are ours too.

    What the headers say (Auto-Submitted, Precedence, List-*, X-Loop, X-Autoreply, empty Return-Path) comes in
    ``message.marks``. Both the sender and where he wants answers are checked.
    """
    if message.sender is None or "@" not in message.sender.address:
        return Refusal(RefusalCode.NO_SENDER, "The mail names no sender.")
    marked = _refused_by_marks(message.marks)
    if marked is not None:
        return marked
    own = {base_address(address) for address in own_addresses}
    for address in (message.sender.address, *(each.address for each in message.reply_to)):
        refusal = _refused_address(address, own)
        if refusal is not None:
            return refusal
    if message.authenticated is False:
        return Refusal(RefusalCode.FORGED, "Our mail server says that the sender's address is forged.")
    return None


def is_role_address(address: str) -> bool:
    """Addresses behind which a machine or a whole department sits."""
    local = address.rpartition("@")[0].strip('"').lower()
    return _ROLE.fullmatch(local[:_LOCAL_PART_CHECKED]) is not None


def _refused_by_marks(marks: Marks) -> Refusal | None:
    because = f" ({'; '.join(marks.reasons)})" if marks.reasons else ""
    refusals = (
        (marks.is_loop, RefusalCode.LOOP, "The mail has been through here before"),
        (marks.is_bounce or marks.is_delivery_notice, RefusalCode.BOUNCE, "The mail is a delivery report"),
        (marks.is_list, RefusalCode.LIST, "The mail came through a mailing list or in bulk"),
        (marks.is_auto_reply or marks.is_automatic, RefusalCode.AUTOMATIC, "A machine wrote the mail"),
        (marks.is_spam, RefusalCode.SPAM, "The mail is marked as spam"),
    )
    for holds, code, reason in refusals:
        if holds:
            return Refusal(code, f"{reason}{because}.")
    return None


def _refused_address(address: str, own: Collection[str]) -> Refusal | None:
    if base_address(address) in own:
        return Refusal(RefusalCode.OWN_ADDRESS, f"{address} is our own address.")
    if is_role_address(address):
        return Refusal(RefusalCode.ROLE_ADDRESS, f"{address} is an address that machines write from.")
    return None
