"""Why a mail came back, in the reason words that Sisimai made common, from status codes (RFC 3463) and servers' phrases.

``hard`` means that the address itself is dead: the user, the host or the mail service does not exist, or has moved.
Everything else (a full mailbox, a refused sender, a policy) may work for another mail and is soft.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.email import bounce_phrases

_MAX = 8_000
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})
_VAGUE = frozenset({"onhold", "securityerror", "policyviolation", "filtered", "systemerror", "mailererror"})
_VAGUE_STATUS = frozenset({"securityerror", "blocked", "filtered", "mailererror", "systemerror"})
_SPECIAL_STATUS = re.compile(r"5\.6\.\d|[45]\.2\.[23]|5\.1\.[678]|5\.1\.10|5\.3\.[24]|5\.7\.2[567]|4\.3\.2")
"""Codes that say more than the words beside them."""
_BY_STATUS = {
    "1.0": "userunknown", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.4": "filtered", "1.6": "hasmoved", "1.7": "rejected",
    "1.8": "rejected", "1.9": "userunknown", "1.10": "notaccept", "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull", "2.3": "exceedlimit",
    "2.4": "filtered", "3.0": "systemerror", "3.1": "systemfull", "3.2": "notaccept", "3.3": "systemerror", "3.4": "mesgtoobig", "3.5": "systemerror",
    "4.0": "networkerror", "4.1": "networkerror", "4.2": "networkerror", "4.3": "systemerror", "4.4": "hostunknown", "4.5": "networkerror",
    "4.6": "networkerror", "4.7": "expired", "5.0": "mailererror", "5.2": "syntaxerror", "5.3": "syntaxerror", "5.4": "syntaxerror",
    "6.0": "contenterror", "6.1": "contenterror", "6.2": "contenterror", "6.3": "contenterror", "6.9": "contenterror", "7.0": "securityerror",
    "7.1": "blocked", "7.2": "filtered", "7.3": "securityerror", "7.7": "contenterror", "7.8": "securityerror", "7.9": "policyviolation",
    "7.13": "suspend", "7.17": "hasmoved", "7.20": "authfailure", "7.23": "authfailure", "7.25": "requireptr", "7.26": "authfailure", "7.27": "notaccept",
}  # fmt: skip
_BOILERPLATE = re.compile(
    r"this is the [^.\n]{0,80}\.|(?:i'm|i am|we are) (?:sorry|afraid)[^.]{0,200}\.|for (?:further )?(?:assistance|help|more)[^.]{0,160}\.?|"
    r"if you (?:do so|require|have|think|believe|need|are)[^.]{0,200}\.?|(?:please )?do not reply[^.]{0,80}|"
    r"this (?:message|e-?mail|mail|is a permanent|is an auto|report)[^.]{0,160}\.|a message that you (?:have )?sent[^:.]{0,160}[.:]|"
    r"the following address\S* (?:have )?failed:?|delivery to the following recipients? (?:has )?(?:failed|been delayed)[^.:]{0,60}[.:]|"
    r"technical details of (?:permanent|temporary) failure:?|we recommend contacting[^.]{0,160}\.|google tried to deliver[^.]{0,160}\.|"
    r"the error that the other server returned was:?|you can delete[^.]{0,120}\.|it'?s attached below\.?|the mail system|the postfix program|"
    r"your (?:original )?(?:message|mail|e-?mail) (?:was|is|has been)? ?(?:received|not delivered)[^.\n]{0,160}|"
    r"the original message was received at[^\n]{0,160}\n(?:from [^\n]{0,160}\n)?|-{3,}[^-\n]{0,80}-{3,}|\.\.\. while talking to[^\n]{0,120}|"
    r"^hi[.!, ][^\n]{0,40}$|learn more at[^\n]{0,160}",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS_OR_LINK = re.compile(
    r"[^\s<>(),;:\[\]\"]{1,120}@[^\s<>(),;:\[\]\"]{1,120}|https?://(?!groups\.google)\S{1,300}"
)
_AFTER_DATA = re.compile(
    r"in reply to end of data|end of data command|after (?:the )?data\b|during data", re.IGNORECASE
)
_SERVER_LINE = re.compile(
    r"^[^\n]{0,200}(?<![\d.:])(?:[45]\d\d[ -](?!\d\d:)|[45]\.\d{1,2}\.\d{1,3}\b)[^\n]{3,}(?:\n[ \t]+[^\n]+|\n[45]\d\d[ -][^\n]+){0,4}",
    re.MULTILINE,
)
_REASON_LINE = re.compile(r"\((?:reason|host)[: ]([^\n]{4,300})\)")


@dataclass(frozen=True, slots=True)
class Verdict:
    status: str | None
    reason: str
    hard: bool | None
    evidence: str = ""


def first_status(text: str) -> str | None:
    """The first enhanced status code of a failure."""
    match = _STATUS.search(text[:_MAX])
    return match[1] if match else None


def judge(status: str, diagnostic: str, text: str, *, recipient: str = "", is_delay: bool = False) -> Verdict:
    """Weighs the far server's words, the report's own status and, last, what is written around the recipient."""
    said = diagnostic if len(diagnostic) > 8 else ""  # noqa: PLR2004 - "smtp;550" alone says nothing
    evidence = said or _server_line(text)
    best = _best_status(status, evidence, text)
    reason = _reason(evidence, text, best, recipient)
    if reason == "userunknown" and _AFTER_DATA.search(diagnostic or text[:_MAX]):
        reason = "filtered"  # the server knew the address until it saw the content
    if (best or "").startswith("4"):
        reason = {"hostunknown": "networkerror", "notaccept": "toomanyconn"}.get(reason or "", reason)
    if is_delay and reason in {None, "userunknown", "mailererror"}:
        reason = "expired"
    known = reason is not None or best is not None or bool(evidence)
    reason = reason or "undefined"
    hard = reason in _HARD and not (best or "5").startswith("4") if known else None
    return Verdict(best, reason, hard, evidence[:300])


def _best_status(status: str, evidence: str, text: str) -> str | None:
    """The far server's own code is the most special; a general one (5.0.0) gives way."""
    quoted = first_status(evidence)
    if quoted and not quoted.endswith(".0.0"):
        return quoted
    if status and not status.endswith(".0.0"):
        return status
    found = first_status(text)
    return found if found and not (status and found.endswith(".0.0")) else status or quoted or found


def _server_line(text: str) -> str:
    """The lines with the far server's answer; sendmail puts the one that counts behind "(reason:"."""
    if given := _REASON_LINE.search(text[:_MAX]):
        return given[1]
    found = [match[0] for match in _SERVER_LINE.finditer(text[:_MAX])]
    return " ".join("\n".join(found[:4]).split())


def _reason(evidence: str, text: str, status: str | None, recipient: str) -> str | None:
    by_status = _BY_STATUS.get(status.partition(".")[2]) if status else None
    if status and by_status and _SPECIAL_STATUS.fullmatch(status):
        return by_status
    found = _by_phrase(_plain(evidence[:2000]))
    if found and found not in _VAGUE:
        return found
    near = _by_phrase(_plain(_BOILERPLATE.sub(" ", _around(text, recipient))))
    if near and near not in _VAGUE:
        return near
    if by_status and by_status not in _VAGUE_STATUS:
        return by_status
    return found or by_status or near or _by_phrase(_plain(_BOILERPLATE.sub(" ", text[:3000])))


def _plain(text: str) -> str:
    """On one line, without addresses and links, whose words are no evidence."""
    return " ".join(_ADDRESS_OR_LINK.sub("<>", text).split())


def _around(text: str, recipient: str) -> str:
    """The paragraph that names the recipient and the one after it."""
    at = text.lower().find(recipient.lower()) if recipient else -1
    if at < 0:
        return text[:3000]
    start = max(text.rfind("\n\n", 0, at), 0)
    end = text.find("\n\n", at)
    end = text.find("\n\n", end + 2) if end >= 0 else -1
    return text[start : end if end >= 0 else at + 1500][:3000]


def _by_phrase(text: str) -> str | None:
    return next(bounce_phrases.reasons_in(text), None) if text else None
