"""Why a message was not delivered, in plain words: codes of mail servers and of the Bot API, and our own parts' reasons."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Translator, mark
from bot.i18n.terms import REASONS

NO_SUCH_ADDRESS = mark("the address does not exist")
_FULL = mark("the mailbox is full")
_REFUSED = mark("the receiver's server refused the mail")
_UNREACHABLE = mark("the receiver's server cannot be reached")
_ENHANCED = re.compile(r"(?<![\d.])[45]\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_BY_STATUS = {
    "1.0": NO_SUCH_ADDRESS,
    "1.1": NO_SUCH_ADDRESS,
    "1.2": mark("the domain of this address takes no mail"),
    "1.3": mark("the address is not written correctly"),
    "1.6": mark("the mailbox has moved"),
    "1.7": mark("our sender address was refused"),
    "1.8": mark("our sender address was refused"),
    "1.10": NO_SUCH_ADDRESS,
    "2.1": mark("the mailbox is switched off"),
    "2.2": _FULL,
    "2.3": mark("the mail is too big"),
    "3.4": mark("the mail is too big"),
}
"""RFC 3463, 3: subject and detail of an enhanced status code."""
_BY_SUBJECT = {
    "4": _UNREACHABLE,
    "6": mark("the receiver's server does not take this content"),
    "7": mark("a rule of the receiver's server forbids it"),
}
_BY_CODE = {
    "550": mark("the mailbox is not available"),
    "551": NO_SUCH_ADDRESS,
    "552": _FULL,
    "553": mark("the address is not written correctly"),
    "554": _REFUSED,
    "403": mark("the customer has shut us out"),
    "chat_not_found": mark("the chat does not exist any more"),
}
"""RFC 5321, 4.2.3, and ``channels.telegram.failures``."""


def refusal(code: str, _: Translator) -> str:
    """Empty where the code says nothing that people could use."""
    status = _ENHANCED.search(code)
    if status is not None:
        known = _BY_STATUS.get(f"{status[1]}.{status[2]}") or _BY_SUBJECT.get(status[1])
        if known is not None:
            return _(known)
    plain = code.partition(" ")[0]
    return _(_BY_CODE[plain]) if plain in _BY_CODE else ""


def delivery_reason(code: str, error: str, _: Translator, *, said: str = "") -> str:
    """In the reader's language, then the code, then what the far end said: ``said`` about one recipient, else ``error``."""
    if error in REASONS:
        return _(REASONS[error])
    words = refusal(code, _)
    if not words:
        return f"{error or '—'} ({code})" if code and code not in error else error or "—"
    quoted = (said or error).removeprefix(code).strip()
    return f"{words} ({code})" + (f" – “{quoted}”" if quoted else "")
