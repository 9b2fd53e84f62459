"""The machine-readable part of a delivery report (RFC 3464; RFC 6533 for addresses beyond ASCII)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from channels.email import addresses, bounce_reasons, headers
from channels.email.bounce_recipients import ADDRESS, MAX_RECIPIENTS

_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{2,40}):[ \t]?(.{0,2000}(?:\n[ \t].{0,1000}){0,30})", re.MULTILINE)
_DIAGNOSTIC = frozenset({"diagnostic-code", "x-display-name", "x-supplementary-info", "x-notes"})


@dataclass(slots=True)
class FailedRecipient:
    address: str = ""
    original: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(slots=True)
class Facts:
    """What was found so far, from whichever source."""

    recipients: list[FailedRecipient] = field(default_factory=list)
    envelope_id: str | None = None
    text: str = ""


def read_status(content: bytes, facts: Facts) -> None:
    """RFC 3464, 2: groups of fields, the first about the message, each other about one recipient."""
    text = content.replace(b"\r\n", b"\n").decode("utf-8", "replace")
    for block in re.split(r"\n[ \t]*\n", text)[: MAX_RECIPIENTS + 1]:
        current = FailedRecipient()
        for match in _FIELD.finditer(block):
            name, value = match[1].lower(), " ".join(match[2].split())
            if name == "original-envelope-id":
                facts.envelope_id = value
            elif name == "final-recipient" and current.address:
                facts.recipients.append(current)
                current = FailedRecipient(address=_typed_address(value))
            else:
                _take(current, name, value)
        if current.address or current.original or (current.action and current.status):
            facts.recipients.append(current)


def _take(current: FailedRecipient, name: str, value: str) -> None:
    if name == "final-recipient":
        current.address = _typed_address(value)
    elif name == "original-recipient":
        current.original = _typed_address(value)
    elif name == "action":
        current.action = next(iter(value.split()), "").strip(",;.").lower()
    elif name == "status":
        current.status = bounce_reasons.first_status(value) or ""
    elif name in _DIAGNOSTIC and not current.diagnostic:
        current.diagnostic = (
            value.partition(";")[2].strip() if name == "diagnostic-code" and ";" in value[:20] else value
        )


def _typed_address(value: str) -> str:
    """``rfc822; user@host``; some leave the type out, some quote, some add comments."""
    kind, typed, rest = value.partition(";")
    text = rest if typed and "@" not in kind else value
    text = (text if "=?" in text else headers.decode_words(text, [])).strip().strip("<>").strip()
    match = ADDRESS.search(text)
    return addresses.normalised(match[0]) if match else next(iter(text.split()), "")
