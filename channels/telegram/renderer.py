"""RichText and buttons to Telegram's HTML and inline keyboards (https://core.telegram.org/bots/api#html-style)."""

from __future__ import annotations

import html
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels.message import Button, Keyboard, RichText, Span, Style, text_of
from channels.telegram.splitting import cut_points, shorten

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
ANSWER_LENGTH = 200
LABEL_LENGTH = 64
_DATA_BYTES = 64
_MOST_BUTTONS = 100
_LINK_SCHEMES = {"http", "https", "tg"}
_LINKED_BY_THE_APP = ("tel:", "mailto:")
"""Telegram takes no such links; its apps make them of numbers and addresses by themselves."""
_TAGS = {
    Style.BOLD: ("<b>", "</b>"),
    Style.ITALIC: ("<i>", "</i>"),
    Style.QUOTE: ("<blockquote>", "</blockquote>"),
    Style.CODE: ("<code>", "</code>"),
}


@dataclass(frozen=True, slots=True)
class RenderedChat:
    """``texts`` in order, none empty; ``keyboard`` belongs to the last of them."""

    texts: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None


def render(text: RichText, buttons: Keyboard = ()) -> RenderedChat:
    """Raises ``ValueError`` for buttons that the Bot API does not take. Empty or blank text gives no parts.

    A URL button that Telegram would refuse (a host without a dot such as ``localhost``) becomes a line of text.
    """
    usable, links = _sort_buttons(buttons)
    return RenderedChat(tuple(render_parts((*text, *links), TEXT_LENGTH)), _keyboard(usable))


def render_parts(text: RichText, limit: int) -> list[str]:
    """HTML pieces of at most ``limit`` UTF-16 code units each, counted after parsing."""
    spans = _merged(_clean(span) for span in text)
    return [_html(_between(spans, start, end)) for start, end in cut_points(text_of(spans), limit)]


def render_caption(text: RichText) -> str | None:
    """``None`` where the text does not fit under a file."""
    parts = render_parts(text, CAPTION_LENGTH)
    return parts[0] if len(parts) == 1 else None


def render_answer(text: RichText) -> str:
    """The toast or alert after a button: plain, at most 200 characters."""
    return shorten(text_of(tuple(_clean(span) for span in text)).strip(), ANSWER_LENGTH)


def _clean(span: Span) -> Span:
    text = span.text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    text = "".join(char for char in text if char in "\n\t" or char >= " ")
    if span.style is Style.LINK and not _can_link(span.href):
        is_said_already = span.href in {"", text} or span.href.startswith(_LINKED_BY_THE_APP)
        return Span(text if is_said_already else f"{text} ({span.href})")
    return replace(span, text=text)


def _merged(spans: Iterable[Span]) -> RichText:
    merged: list[Span] = []
    for span in spans:
        if merged and (merged[-1].style, merged[-1].href) == (span.style, span.href):
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def _between(spans: RichText, start: int, end: int) -> list[Span]:
    """The spans of ``text_of(spans)[start:end]``."""
    inside: list[Span] = []
    offset = 0
    for span in spans:
        piece = span.text[max(0, start - offset) : max(0, end - offset)]
        if piece:
            inside.append(replace(span, text=piece))
        offset += len(span.text)
    return inside


def _html(spans: list[Span]) -> str:
    return "".join(_element(span) for span in spans)


def _element(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    if span.style is Style.PLAIN or not span.text.strip():
        return text
    if span.style is Style.LINK:
        return f'<a href="{html.escape(span.href)}">{text}</a>'
    if span.style is Style.CODE and "\n" in span.text:
        return f"<pre>{text}</pre>"
    opening, closing = _TAGS[span.style]
    return opening + text + closing


def _can_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in _LINK_SCHEMES or any(char.isspace() for char in url):
        return False
    return parts.scheme == "tg" or "." in host or _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _sort_buttons(buttons: Keyboard) -> tuple[Keyboard, RichText]:
    links: list[Span] = []
    rows: list[tuple[Button, ...]] = []
    for row in buttons:
        links.extend(
            Span(f"\n{button.label}: {button.url}") for button in row if button.url and not _can_link(button.url)
        )
        rows.append(tuple(button for button in row if not button.url or _can_link(button.url)))
    return tuple(row for row in rows if row), tuple(links)


def _keyboard(buttons: Keyboard) -> InlineKeyboardMarkup | None:
    if sum(len(row) for row in buttons) > _MOST_BUTTONS:
        raise ValueError(f"A Telegram message carries at most {_MOST_BUTTONS} buttons.")
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in buttons]) if buttons else None


def _button(button: Button) -> InlineKeyboardButton:
    label = shorten(" ".join(button.label.split()), LABEL_LENGTH)
    if not label:
        raise ValueError("A button needs a label.")
    if bool(button.data) == bool(button.url):
        raise ValueError(f"The button {label!r} needs either data or a URL.")
    if button.url:
        return InlineKeyboardButton(label, url=button.url)
    if len(button.data.encode()) > _DATA_BYTES:
        raise ValueError(
            f"The data of the button {label!r} is {len(button.data.encode())} bytes; Telegram takes 1 to {_DATA_BYTES}."
        )
    return InlineKeyboardButton(label, callback_data=button.data)
