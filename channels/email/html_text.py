"""HTML to readable lines, each with what the markup says about it: quoted, history from here on, signature.

One pass over the tags instead of a tree: mail HTML is tag soup, and a hundred thousand nested elements cost here what
as many flat ones cost. The result is for reading and for telling new words from old; it is never shown as HTML.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import Enum

from channels.email import guards


class Mark(Enum):
    NONE = "none"
    QUOTE = "quote"
    HISTORY = "history"
    SIGNATURE = "signature"


@dataclass(slots=True)
class Line:
    """``depth`` counts the quotes around it."""

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})((?>(?:[^<>\"']+|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,60}))>")
_DATA_URL = re.compile(r"data:[a-z/+.-]{0,60};base64,[A-Za-z0-9+/=%\s]+")
_BLOCKS = _names(
    "address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tr ul caption"
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"])
_UNREAD = re.compile(
    r"<(?:!--|[!?]|(script|style|title|template|noscript|object|svg|math|textarea|select|xml)\b)", re.IGNORECASE
)
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_INLINE = _names(
    "span b i u a font strong em o:p small big s strike sub sup code tt label abbr bdi bdo wbr ins del mark nobr cite"
)
_SPECIAL = frozenset({"blockquote", "pre", "li", "hr", "img"})
_CELLS = frozenset({"td", "th"})
_RULE = "_" * 32
_MAX_REGIONS = 50

_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INDENTATION = re.compile(r"border\s*:\s*(?:none|0)|margin\s*:\s*0[^;]*40px", re.IGNORECASE)
_OUTLOOK_RULE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?(?:e1e1e1|b5c4df|[0-9a-f]{6}|windowtext)\s+1\.0pt|border-top:\s*solid\s*#(?:e1e1e1|b5c4df)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\b(?:class|id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_HISTORY_NAMES = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|appendonsend|stopspelling|outlookmessageheader|ms-outlook-mobile-reference-message|"
    r"mail-editor-reference-message-container|replysplit|isreplycontent|isforwardcontent|original-message|"
    r"composer_reply_header|_replysplit|olk_src_body_section|zmail_reply|mailoriginal|reply-intro)",
    re.IGNORECASE,
)
_QUOTE_NAMES = re.compile(
    r"(?:x_)*(?:yahoo_quoted\w*|moz-cite-prefix|protonmail_quote|tutanota_quote|gmail_extra_quote|applemailquote|zmail_extra|"
    r"moz-email-headers-table|yahooquotedcontent|sogou-mail-quote|mail-quote-collapse|front-blockquote|yandex-quote|hcsdk-quote|"
    r"cloudy-quote|ntes-mailmaster-quote|mailquote)",
    re.IGNORECASE,
)
_SIGNATURE_NAMES = re.compile(
    r"(?:x_)*(?:gmail_signature(?:_prefix)?|moz-signature|moz-txt-sig|signature|ms-outlook-(?:mobile|ios)-signature|applemailsignature|protonmail_signature_block\S*|"
    r"ymail_android_signature|yahoo_signature|composer_signature|mobile-?signature|mail-signature|emailsignature|front-signature|"
    r"zm_signature|elementtoproof-signature|samsung_signature|ntes-mailmaster-signature|outlook_signature|divsignature)",
    re.IGNORECASE,
)


def lines_of(markup: str, defects: list[str]) -> list[Line]:
    """Readable lines, bounded by ``guards.MAX_HTML``."""
    if len(markup) > guards.MAX_HTML:
        defects.append("HTML is cut")
        markup = markup[: guards.MAX_HTML]
    if len(markup) > 4000 and "base64," in markup:  # noqa: PLR2004 - shorter attributes do no harm
        markup = _DATA_URL.sub("", markup)
    reader = _Reader()
    reader.read(_without_unread(markup), defects)
    return reader.lines


def to_text(markup: str, defects: list[str]) -> str:
    return text_of(lines_of(markup, defects))


def text_of(lines: list[Line]) -> str:
    return "\n".join("> " * min(line.depth, 9) + line.text if line.depth else line.text for line in lines).strip("\n")


class _Reader:
    """Counts the nesting only of those elements whose end it waits for."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._words: list[str] = []
        self._blank = True
        self._quotes: list[bool] = []
        self._depth = 0
        self._regions: list[tuple[str, int, Mark]] = []
        self._nesting: dict[str, int] = {}
        self._preformatted = 0
        self._hidden = ""
        self._mark = Mark.NONE

    def read(self, markup: str, defects: list[str]) -> None:
        pieces = _TAG.split(markup, guards.MAX_HTML_TOKENS)
        if len(pieces) > 4 * guards.MAX_HTML_TOKENS:
            defects.append("HTML has too many tags: the rest is left out")
            pieces[-1] = ""
        nesting = self._nesting
        for at in range(0, len(pieces) - 1, 4):
            text, closing, name, attributes = pieces[at : at + 4]
            if text:
                self._text(text)
            if name in _INLINE and name not in nesting and not _speaks(attributes):
                continue
            name = name.lower()
            if closing:
                self._close(name)
            else:
                self._open(name, attributes)
        self._text(pieces[-1])
        self._flush()

    def _text(self, token: str) -> None:
        if self._hidden:
            return
        if self._preformatted:
            head, *rest = html.unescape(token).split("\n")
            self._words.append(head)
            for piece in rest:
                self._flush(keep=True)
                self._words.append(piece)
        elif not token.isspace():
            self._words.append(html.unescape(token) if "&" in token else token)
        elif self._words:
            self._words.append(" ")

    def _open(self, name: str, attributes: str) -> None:
        if name in self._nesting:
            self._nesting[name] += 1
        if self._hidden:
            return
        if name in _BLOCKS:
            self._break(name)
        elif name in _CELLS:
            self._words.append("\t")
        if attributes and name not in _VOID:
            if "display" in attributes and _HIDDEN.search(attributes):
                self._hidden = name
                self._nesting.setdefault(name, 1)
                self._regions.append((name, self._nesting[name], Mark.NONE))
                return
            self._look_at(name, attributes)
        if name in _SPECIAL:
            self._open_special(name, attributes)

    def _open_special(self, name: str, attributes: str) -> None:
        if name == "blockquote":
            quoted = not (
                attributes
                and "type" not in attributes
                and "class" not in attributes
                and _INDENTATION.search(attributes)
            )
            self._quotes.append(quoted)
            self._depth += quoted
        elif name == "pre":
            self._preformatted += 1
        elif name == "li":
            self._words.append("- ")
        elif name == "hr":
            if _HISTORY_NAMES.search(attributes):
                self._history()
            self._rule()
        elif name == "img":
            self._image(attributes)

    def _look_at(self, name: str, attributes: str) -> None:
        """What the element's class or id says it holds."""
        if "order" in attributes and name in {"div", "p"} and _OUTLOOK_RULE.search(attributes):
            self._history()
            return
        for match in _MARKED.finditer(attributes):
            for word in (match[1] or match[2] or match[3] or "").split():
                if _HISTORY_NAMES.fullmatch(word):
                    self._history()
                elif _SIGNATURE_NAMES.fullmatch(word):
                    self._region(name, Mark.SIGNATURE)
                elif _QUOTE_NAMES.fullmatch(word):
                    self._region(name, Mark.QUOTE)

    def _history(self) -> None:
        self._flush()
        if not self._depth:
            self.lines.append(Line("", 0, Mark.HISTORY))

    def _region(self, name: str, mark: Mark) -> None:
        self._flush()
        if len(self._regions) >= _MAX_REGIONS:
            return
        self._nesting.setdefault(name, 1)
        self._regions.append((name, self._nesting[name], mark))
        self._mark = mark
        self._depth += mark is Mark.QUOTE

    def _leave(self, name: str) -> None:
        """Ends the regions that this closing tag ends."""
        count = self._nesting[name]
        while self._regions and self._regions[-1][:2] == (name, count):
            self._flush()
            mark = self._regions.pop()[2]
            self._depth -= mark is Mark.QUOTE
            self._hidden = "" if mark is Mark.NONE else self._hidden
            self._mark = self._regions[-1][2] if self._regions else Mark.NONE
        if count > 1 or any(region[0] == name for region in self._regions):
            self._nesting[name] = count - 1
        else:
            del self._nesting[name]

    def _image(self, attributes: str) -> None:
        """Emoji pictures are words; other pictures are not."""
        match = re.search(r"\balt\s*=\s*[\"']([^\"'\s<>]{1,8})[\"']", attributes)
        if match and not match[1].isascii():
            self._words.append(html.unescape(match[1]))

    def _close(self, name: str) -> None:
        if not self._hidden:
            if name in _BLOCKS:
                self._break(name)
            if name == "blockquote" and self._quotes:
                self._depth -= self._quotes.pop()
            elif name == "pre":
                self._preformatted = max(0, self._preformatted - 1)
        if name in self._nesting:
            self._leave(name)

    def _break(self, name: str) -> None:
        self._flush(keep=name == "br")
        if name in _PARAGRAPHS and not self._blank:
            self.lines.append(Line("", self._depth, self._mark))
            self._blank = True

    def _rule(self) -> None:
        self._words.append(_RULE)
        self._flush()

    def _flush(self, *, keep: bool = False) -> None:
        """Ends the line. ``keep`` keeps an empty one, as ``<br>`` does."""
        text = ""
        if self._words:
            text = "".join(self._words)
            text = text.replace("\xa0", " ").rstrip() if self._preformatted else " ".join(text.split())
            self._words.clear()
        if text or (keep and not self._blank):
            self.lines.append(Line(text, self._depth, self._mark))
            self._blank = not text


def _speaks(attributes: str) -> bool:
    """Whether the attributes may say what the element holds."""
    return bool(attributes) and ("class" in attributes or "id=" in attributes or "display" in attributes)


def _without_unread(markup: str) -> str:
    """Without comments, declarations, scripts and styles. What is never closed swallows the rest, as in browsers."""
    kept: list[str] = []
    lowered = ""
    at = 0
    while (match := _UNREAD.search(markup, at)) is not None:
        kept.append(markup[at : match.start()])
        name = match[1]
        if name:
            lowered = lowered or markup.lower()
            found = lowered.find(f"</{name.lower()}", match.end())
            end = markup.find(">", found) if found >= 0 else -1
        elif match[0] == "<!--":
            found = markup.find("-->", match.end())
            end = found + 2 if found >= 0 else -1
        else:
            end = markup.find(">", match.end())
        if end < 0:
            return "".join(kept)
        at = end + 1
    kept.append(markup[at:])
    return "".join(kept)


def depth_of(markup: str) -> int:
    """The deepest nesting that the tags could make; an upper bound, in one pass."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})", markup):
        if match[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
