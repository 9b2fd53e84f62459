"""Mail addresses written in a text."""

from __future__ import annotations

import re

from nlp.analysis import Email, Span

MOST = 20

_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_ADDRESS = re.compile(
    rf"(?<![\w.+@-])(?P<local>\w(?:[\w.+'-]{{0,62}}[\w+-])?)(?P<at>@|\s?[(\[{{]\s?(?:at|@|a còng)\s?[)\]}}]\s?)"
    rf"(?P<domain>(?:{_LABEL}(?:\.|\s?[(\[{{]\s?(?:dot|\.|chấm)\s?[)\]}}]\s?)){{1,6}}(?:[a-z]{{2,24}}|[^\W\d_a-z]{{2,12}}|xn--[a-z0-9-]{{2,40}}))(?![\w@]|\.\w)",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s?[(\[{]\s?(?:dot|\.|chấm)\s?[)\]}]\s?", re.IGNORECASE)
_MAY_BE = re.compile(r"@|[(\[{]\s?(?:at|a còng)\b", re.IGNORECASE)


def find_emails(text: str) -> tuple[str, ...]:
    """Lower case, each once, in order."""
    return tuple(dict.fromkeys(email.address for email in locate_emails(text)))[:MOST]


def locate_emails(text: str) -> tuple[Email, ...]:
    """As ``find_emails``, with the words ("lan (at) saomai.example")."""
    if not _MAY_BE.search(text):
        return ()
    found = []
    for match in _ADDRESS.finditer(text):
        local = match["local"]
        if ".." not in local:
            address = f"{local}@{_DOT.sub('.', match['domain'])}".lower()
            found.append(Email(address, Span(match.start(), match.end(), match[0])))
        if len(found) == MOST:
            break
    return tuple(found)
