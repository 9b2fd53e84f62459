"""Our words as simple HTML that Outlook's and Gmail's renderers show alike: no classes, no style sheet, no tables."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape

from channels.message import RichText, Span, Style

_SAFE_URL = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x20\"<>]+", re.IGNORECASE)
_PAGE = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.45;color:#202124"
_QUOTE = "margin:0 0 0 8px;padding-left:8px;border-left:2px solid #c0c4c9;color:#5f6368"
_SMALL = "font-size:12px;color:#5f6368"
_CODE = "font-family:Consolas,Menlo,monospace"
_CID = "cid:"


def safe_url(url: str) -> str:
    """The URL if a mail may link to it (http, https, mailto, tel), else ``""``."""
    return url if _SAFE_URL.fullmatch(url) else ""


def page(*blocks: str) -> str:
    body = "\n".join(block for block in blocks if block)
    return (
        '<!DOCTYPE html>\n<html>\n<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>\n'
        f'<body style="{_PAGE}">\n{body}\n</body>\n</html>\n'
    )


def text_block(rich: RichText, images: Collection[str]) -> str:
    """``images`` are the Content-IDs that the mail carries: a link to ``cid:<one of them>`` becomes that image."""
    return f"<div>{''.join(_span(span, images) for span in rich)}</div>" if rich else ""


def image_block(content_id: str, alt: str) -> str:
    return f"<div>{_image(content_id, alt)}</div>"


def signature_block(lines: str) -> str:
    return f'<div style="{_SMALL}">-- <br>{with_breaks(lines)}</div>'


def footer_block(text: str, url: str) -> str:
    shown = f'<a href="{escape(url)}">{escape(text or url)}</a>' if url else with_breaks(text)
    return f'<p style="{_SMALL}">{shown}</p>'


def quote_block(attribution: str, quoted: str) -> str:
    """History in the form that Gmail, Thunderbird and our own parser fold away."""
    head = f'<div class="gmail_attr">{with_breaks(attribution)}</div>' if attribution else ""
    body = f'<blockquote class="gmail_quote" type="cite" style="{_QUOTE}">{with_breaks(quoted)}</blockquote>'
    return f'<br><div class="gmail_quote">{head}{body if quoted else ""}</div>'


def with_breaks(text: str) -> str:
    """Escaped; line breaks and runs of spaces stay visible."""
    return escape(text).replace("  ", "&nbsp; ").replace("\n", "<br>\n")


def _span(span: Span, images: Collection[str]) -> str:
    shown = with_breaks(span.text)
    match span.style:
        case Style.BOLD:
            return f"<b>{shown}</b>"
        case Style.ITALIC:
            return f"<i>{shown}</i>"
        case Style.CODE:
            return f'<code style="{_CODE}">{shown}</code>'
        case Style.QUOTE:
            return f'<blockquote style="{_QUOTE}">{shown}</blockquote>'
        case Style.LINK:
            return _link(span, shown, images)
        case Style.PLAIN:
            return shown


def _link(span: Span, shown: str, images: Collection[str]) -> str:
    if span.href.startswith(_CID) and span.href.removeprefix(_CID) in images:
        return _image(span.href.removeprefix(_CID), span.text)
    url = safe_url(span.href)
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _image(content_id: str, alt: str) -> str:
    return f'<img src="cid:{escape(content_id)}" alt="{escape(alt)}" style="max-width:100%">'
