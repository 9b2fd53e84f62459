"""From an ``OutboundMessage`` to the JSON body that the browser draws. No HTML: the page sets text, never markup."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.message import Button, Keyboard, OutboundMessage, RichText, Span, StoredFile, Style

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_DATA_BYTES = 64
_LABEL_LENGTH = 80


def body(message: OutboundMessage) -> dict[str, Any]:
    """Keys that hold nothing are left out. Raises ``ValueError`` for a button that could not be pressed."""
    chat = message.chat
    found: dict[str, Any] = {"spans": spans(message.text)}
    if chat is not None and chat.buttons:
        found["buttons"] = buttons(chat.buttons)
    if chat is not None and chat.reply_to_ref:
        found["reply_to"] = chat.reply_to_ref
    if chat is not None and chat.ask_reply:
        found["ask_reply"] = True
    if chat is not None and chat.silent:
        found["silent"] = True
    if message.files:
        found["files"] = [_file(file) for file in message.files]
    return found


def spans(text: RichText) -> list[dict[str, str]]:
    return [_span(span) for span in text if span.text]


def buttons(keyboard: Keyboard) -> list[list[dict[str, str]]]:
    return [[_button(button) for button in row] for row in keyboard if row]


def _span(span: Span) -> dict[str, str]:
    """A link that is none of the web's or mail's schemes is shown as text."""
    if span.style is Style.LINK and _is_safe(span.href):
        return {"text": span.text, "style": Style.LINK.value, "href": span.href}
    style = Style.PLAIN if span.style is Style.LINK else span.style
    return {"text": span.text} if style is Style.PLAIN else {"text": span.text, "style": style.value}


def _button(button: Button) -> dict[str, str]:
    label = button.label.strip()[:_LABEL_LENGTH]
    if bool(button.data) == bool(button.url) or not label:
        raise ValueError(f"the button {button.label!r} needs a label and either data or a link")
    if button.url:
        if not _is_safe(button.url):
            raise ValueError(f"the button {button.label!r} leads to no web address")
        return {"label": label, "url": button.url}
    if len(button.data.encode()) > _DATA_BYTES:
        raise ValueError(f"the data of the button {button.label!r} is longer than {_DATA_BYTES} bytes")
    return {"label": label, "data": button.data}


def _file(file: StoredFile) -> dict[str, Any]:
    return {"sha256": file.sha256, "filename": file.filename, "content_type": file.content_type, "size": file.size}


def _is_safe(href: str) -> bool:
    """Control characters and blanks are refused first: browsers drop some of them before they read the scheme."""
    if any(c <= " " or c == "\x7f" for c in href):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES or (not parts.scheme and not parts.netloc and href.startswith("/"))
