"""Whom a returned mail was for, where no machine-readable part says it."""

from __future__ import annotations

import re

from channels.email import addresses, mime
from channels.email.body import Body
from channels.email.mime import Part

MAX_RECIPIENTS = 100
_ADDRESS = r"(?:\"[^\"\s]{1,64}\"|[^\s\"<>(),;:\[\]|]{1,100})@[^\s\"<>(),;:\[\]|'`!]{1,200}"
ADDRESS = re.compile(_ADDRESS)
_LINE_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^[ \t>*-]{{0,8}}<({_ADDRESS})>?\s?[:.]",
        rf"^[ \t(]{{0,10}}(?:generated|expanded|originally) (?:from|by|to)\s<?({_ADDRESS})",
        (
            rf"^[ \t]{{0,10}}(?:failed |final |original |bad |invalid |unknown |intended |error-for|failed-)?(?:recipients?|address(?:es)?|rcpt to|users?|mailbox|user name|"
            rf"delivery failed for|delivery failed \d+ attempts|to|failed|for|người nhận|địa chỉ)\s?(?:name|address|\(s\)|s)?\s?[:=]\s*(?:\S{{1,20}};)?[ \t]*\"?[<(\[]?({_ADDRESS})"
        ),
        rf"^[ \t>*-]{{0,10}}<?({_ADDRESS})>?[ \t]*(?:\.\.\.|[:,;(-]|$)",
        rf"(?:\b(?:rcpt to|user|recipient|address|mailbox|account|unknown|to|for|deliver(?:ed|y)? to|người nhận|địa chỉ)|smtp=)(?:\s?:\s?|\s|(?<==))['\"<(\[]{{0,2}}({_ADDRESS})",
        rf"<({_ADDRESS})>",
        rf"({_ADDRESS})",
    )
)
_NOT_RECIPIENT = re.compile(
    r"(?:postmaster|mailer-daemon|mail-?daemon|abuse|support|helpdesk|noc|hostmaster|root|administrator)@",
    re.IGNORECASE,
)


def recipients_in_text(root: Part, read: Body, text: str) -> list[str]:
    """From the likeliest wording to the likeliest; the addressee of the report itself sent the original."""
    own = {
        address.address.lower()
        for name in ("to", "from", "cc")
        for address in addresses.parse(root.header(name)[:4000], [])
    }
    targets = {address.lower() for address in _original_targets(read)}
    unlikely: list[str] = []
    for pattern in _LINE_PATTERNS:
        found: list[str] = []
        for match in pattern.finditer(text):
            address = addresses.normalised(match[1].strip("<>*'`"))
            if not plausible(address) or address.lower() in (own - targets):
                continue
            (unlikely if _NOT_RECIPIENT.match(address) and address.lower() not in targets else found).append(address)
        if found:
            known = [address for address in found if address.lower() in targets]
            return list(dict.fromkeys(known or found))[:MAX_RECIPIENTS]
    return list(dict.fromkeys(_original_targets(read)))[:MAX_RECIPIENTS] or list(dict.fromkeys(unlikely))[:1]


def plausible(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    return (
        bool(local)
        and "." in domain.strip(".")
        and "/" not in domain
        and "=" not in domain
        and not re.match(r"\d+\.\w+\.", local)
    )


def _original_targets(read: Body) -> list[str]:
    found: list[str] = []
    for part in originals(read):
        for name in ("x-original-to", "to", "cc"):
            for value in part.headers.get(name, ())[:3]:
                found.extend(address.address for address in addresses.parse(value[:4000], []) if "@" in address.address)
    return found


def header_parts(read: Body) -> list[Part]:
    """The header of the returned mail, where only that came back."""
    return [
        mime.parse_tree(mime.decoded(part, [], 64 * 1024), [])
        for part in read.reports
        if part.content_type in {"text/rfc822-headers", "message/global-headers"}
    ]


def originals(read: Body) -> list[Part]:
    """The returned mails, or what came back of them."""
    return [*(child for enclosed in read.enclosed for child in enclosed.children), *header_parts(read)]
