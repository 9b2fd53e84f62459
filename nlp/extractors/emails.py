"""Mail addresses written in a text."""

from __future__ import annotations

import re

MOST = 20

_ADDRESS = re.compile(
    r"(?<![\w.+@-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}(?![\w@])"
)


def find_emails(text: str) -> tuple[str, ...]:
    """Lower case, each once, in order."""
    if "@" not in text:
        return ()
    return tuple(dict.fromkeys(match[0].lower() for match in _ADDRESS.finditer(text)))[:MOST]
