"""Customers' HTML made safe to show: an allow-list (nh3), no scripts, forms or remote loads.

It is applied when a mail is shown, from the HTML as it came; the frame it is shown in forbids scripts as well.
"""

from __future__ import annotations

import html
import re

import nh3

from channels.email import guards, html_text

_TAGS = frozenset(
    [
        "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
        "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    ]
)  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "bgcolor", "color", "dir", "lang", "style", "title", "valign", "width", "height"},
    "a": {"href", "name"},
    "img": {"src", "alt", "border", "data-src"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "font": {"face", "size"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "blockquote": {"type"},
}
_STYLES = frozenset(
    [
        "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right", "border-spacing", "border-style",
        "border-top", "border-width", "color", "direction", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height",
        "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom", "padding-left",
        "padding-right", "padding-top", "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width", "height",
    ]
)  # fmt: skip
_SAFE_PICTURE = re.compile(r"(?:cid:|data:image/(?:png|jpe?g|gif|webp);base64,)", re.IGNORECASE)
_REMOTE_PICTURE = re.compile(r"https?://", re.IGNORECASE)
_LINK = re.compile(r"(?:https?:|mailto:|tel:|#)", re.IGNORECASE)
_CSS_LOAD = re.compile(r"url\s*\(|expression|@import|\\|image-set", re.IGNORECASE)
_REMOTE = "cid:remote-picture:"
"""Stands before a remote address while the cleaner works, so that one that escaped notice would load nothing."""


def sanitise(markup: str) -> str:
    """HTML for showing. Pictures are ``cid:`` or ``data:`` only; the address of a remote one moves to ``data-src``.

    Links open elsewhere and tell nothing (``rel="noopener noreferrer"``). What is too big or too deep for a browser, or
    for the cleaner, comes back as its plain text.
    """
    if len(markup) > guards.MAX_HTML or html_text.depth_of(markup) > guards.MAX_HTML_DEPTH:
        text = html_text.to_text(markup, [])
        return f"<pre>{html.escape(text[: guards.MAX_QUOTING])}</pre>"
    cleaned = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "object",
            "svg",
            "math",
            "iframe",
            "textarea",
            "select",
        },
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        filter_style_properties=set(_STYLES),
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return cleaned.replace(f'src="{_REMOTE}', 'data-src="')


def _filtered(_tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value, or ``None`` to drop it."""
    if attribute == "style":
        return None if _CSS_LOAD.search(value) else value
    if attribute == "src":
        bare = value.strip()
        if _REMOTE_PICTURE.match(bare):
            return _REMOTE + bare
        return bare if _SAFE_PICTURE.match(bare) and not bare.startswith(_REMOTE) else None
    if attribute == "data-src":
        return None
    if attribute == "href":
        return value if _LINK.match(value.strip()) else None
    return value
