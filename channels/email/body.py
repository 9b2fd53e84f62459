"""Chooses what of a MIME tree is read and what is kept as a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from channels.email import charsets, guards, headers, html_text, mime
from channels.email.html_text import Line
from channels.email.mime import Part
from channels.message import Attachment

_READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html"})
_NOT_SHOWN = frozenset({"text/x-amp-html", "text/watch-html"})
_REPORT_PARTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/feedback-report",
        "message/disposition-notification",
        "message/global-headers",
        "text/rfc822-headers",
    }
)
_ENCLOSED = frozenset({"message/rfc822", "message/global", "message/news"})
_FLOWED_SIGNATURE = "-- "
_STUB = re.compile(
    r"\s*(?:this (?:is a|message is in|email (?:was|is) (?:sent|formatted) in|mail requires)?[^\n]{0,40}(?:html|multi-?part)[^\n]{0,120}|"
    r"your (?:e?mail|email) (?:client|reader|program) (?:does not|doesn't|cannot|can't)[^\n]{0,120}|"
    r"(?:please )?(?:view|open|read) this (?:e-?mail|message) in[^\n]{0,120})\s*",
    re.IGNORECASE,
)
_UU_BLOCK = re.compile(
    r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[ -`]{1,62}\r?\n){1,500000}?)`?\r?\n?end[ \t]*\r?$", re.MULTILINE
)
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/vcard": ".vcf",
    "application/ms-tnef": ".dat",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "application/zip": ".zip",
}


@dataclass(slots=True)
class Body:
    """``lines`` is set where the text comes from HTML; ``html`` is unsafe."""

    text: str = ""
    html: str = ""
    lines: list[Line] | None = None
    attachments: list[Attachment] = field(default_factory=list)
    reports: list[Part] = field(default_factory=list)
    enclosed: list[Part] = field(default_factory=list)


def read(root: Part, defects: list[str]) -> Body:
    """Goes through the tree once. Files stay closed; enclosed messages are files and are listed in ``enclosed`` too."""
    collector = _Collector(defects)
    collector.collect(root)
    return collector.finish()


class _Collector:
    def __init__(self, defects: list[str]) -> None:
        self._defects = defects
        self._body = Body()
        self._pieces: list[tuple[str, list[Line] | None]] = []
        self._htmls: list[str] = []

    def collect(self, part: Part) -> None:
        if part.content_type == "multipart/alternative":
            self._alternative(part)
        elif part.is_multipart and part.children:
            for child in part.children:
                self.collect(child)
        else:
            self._leaf(part)

    def _leaf(self, part: Part) -> None:
        if self._is_text(part):
            text = self._decoded(part)
            if part.content_type == "text/html":
                self._add_html(text)
            else:
                self._add_plain(part, text)
        else:
            self._file(part)

    def _is_text(self, part: Part) -> bool:
        if part.content_type not in _READABLE:
            return False
        disposition, parameters = _disposition(part, self._defects)
        named = parameters.get("filename") or part.parameters.get("name")
        return disposition != "attachment" and not named

    def _alternative(self, part: Part) -> None:
        """Plain text is read where it says something, else HTML; both are decoded, files beside them are kept (RFC 2046, 5.1.4)."""
        plain: list[Part] = []
        rich: list[Part] = []
        for leaf in _leaves(part):
            if self._is_text(leaf) and leaf.content_type not in _NOT_SHOWN:
                (rich if leaf.content_type == "text/html" else plain).append(leaf)
            elif leaf.content_type not in _NOT_SHOWN:
                self._file(leaf)
        texts = [(leaf, self._decoded(leaf)) for leaf in plain]
        markup = [self._decoded(leaf) for leaf in rich]
        if any(text.strip() and not _STUB.fullmatch(text[:400]) for _, text in texts) or not markup:
            self._htmls.extend(markup)
            for leaf, text in texts:
                self._add_plain(leaf, text)
        else:
            for text in markup:
                self._add_html(text)

    def _decoded(self, part: Part) -> str:
        data = mime.decoded(part, self._defects, guards.MAX_TEXT_BYTES)
        if len(data) > guards.MAX_TEXT_BYTES or len(part.body) > 3 * guards.MAX_TEXT_BYTES:
            self._note("text is cut")
            data = data[: guards.MAX_TEXT_BYTES]
        charset = part.parameters.get("charset", "")
        if not charset and part.content_type == "text/html":
            charset = _declared_charset(data)
        text = charsets.decode(data, charset, self._defects)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _add_html(self, text: str) -> None:
        self._htmls.append(text)
        lines = html_text.lines_of(text, self._defects)
        self._pieces.append((html_text.text_of(lines), lines))

    def _add_plain(self, part: Part, text: str) -> None:
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        if "\nbegin " in text or text.startswith("begin "):
            text = self._take_uuencoded(text)
        self._pieces.append((text, None))

    def _take_uuencoded(self, text: str) -> str:
        """Files that old programs put between the lines of the text."""

        def take(match: re.Match[str]) -> str:
            content = mime.uudecode(match[2].encode("utf-8", "replace"), self._defects)
            self._attach(
                Attachment(
                    headers.shown_filename(match[1]) or "attachment",
                    "application/octet-stream",
                    content,
                    note="uuencoded in the text",
                )
            )
            return ""

        return _UU_BLOCK.sub(take, text)

    def _file(self, part: Part) -> None:
        kind = part.content_type
        if kind in _REPORT_PARTS:
            self._body.reports.append(part)
            return
        disposition, parameters = _disposition(part, self._defects)
        enclosed = kind in _ENCLOSED
        content = part.body if enclosed and part.children else mime.decoded(part, self._defects)
        name = headers.shown_filename(parameters.get("filename") or part.parameters.get("name") or "")
        if enclosed:
            self._body.enclosed.append(part)
            name = name or headers.shown_filename(_subject_of(part, self._defects) + ".eml")
        if not content and not name:
            return
        content_id = part.header("content-id").decode("ascii", "replace").strip().strip("<>").strip() or None
        inline = disposition == "inline" or (content_id is not None and disposition != "attachment")
        attachment = Attachment(
            filename=name or "attachment" + _EXTENSIONS.get(kind, ""),
            content_type=kind,
            content=content,
            inline=inline and not enclosed,
            content_id=content_id,
            note=_note_on(part, name, content, self._defects),
        )
        self._attach(attachment)

    def _attach(self, attachment: Attachment) -> None:
        if len(self._body.attachments) < guards.MAX_ATTACHMENTS:
            self._body.attachments.append(attachment)
        else:
            self._note(f"more than {guards.MAX_ATTACHMENTS} files: the rest is left out")

    def finish(self) -> Body:
        body = self._body
        body.html = "\n".join(self._htmls)
        filled = [piece for piece in self._pieces if piece[0].strip()]
        body.text = "\n".join(text.strip("\n") for text, _ in filled)
        if any(lines is not None for _, lines in filled):
            body.lines = [line for text, lines in filled for line in (lines or [Line(row) for row in text.split("\n")])]
        if len(body.text) > guards.MAX_TEXT:
            self._note("text is cut")
            body.text = body.text[: guards.MAX_TEXT]
        return body

    def _note(self, defect: str) -> None:
        if defect not in self._defects:
            self._defects.append(defect)


def _leaves(part: Part) -> list[Part]:
    """Leaves below, enclosed messages closed."""
    found: list[Part] = []
    stack = [part]
    while stack:
        current = stack.pop()
        if current.is_multipart and current.children:
            stack.extend(reversed(current.children))
        else:
            found.append(current)
    return found


def _disposition(part: Part, defects: list[str]) -> tuple[str, headers.Parameters]:
    value = part.header("content-disposition")
    return headers.parse_parameters(value, defects) if value else ("", headers.Parameters())


def _subject_of(part: Part, defects: list[str]) -> str:
    subject = part.children[0].header("subject") if part.children else b""
    return headers.decode_text(subject[:1000], defects)[:120].replace("/", "-") or "message"


_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def _declared_charset(data: bytes) -> str:
    match = _META_CHARSET.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else ""


def unflowed(text: str, *, delete_space: bool) -> str:
    """RFC 3676, 4: joins lines that end with a blank, within one quote depth; "-- " is never joined."""
    paragraphs: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != _FLOWED_SIGNATURE
        kept = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != _FLOWED_SIGNATURE and paragraphs:
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([(">" * depth + " " if depth else "") + kept])
        open_depth = depth if flows else -1
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def _note_on(part: Part, name: str, content: bytes, defects: list[str]) -> str:
    if part.content_type == "text/calendar":
        method = part.parameters.get("method", "")
        return f"calendar {method.upper()}".strip()[:60]
    if part.content_type in {"application/ms-tnef", "application/vnd.ms-tnef"} or name.lower() == "winmail.dat":
        return _tnef_note(content, defects)
    return ""


def _tnef_note(content: bytes, defects: list[str]) -> str:
    """What is inside Outlook's winmail.dat, by name; it stays closed."""
    if len(content) > guards.SUSPECT_BYTES:
        return "TNEF"
    import tnefparse

    try:
        names = [
            str(item.long_filename() or item.name) for item in tnefparse.TNEF(content, do_checksum=False).attachments
        ]
    except Exception as error:  # noqa: BLE001 - the library raises whatever damaged input leads it to
        defects.append(f"winmail.dat is damaged ({type(error).__name__})")
        return "TNEF"
    return ("TNEF: " + ", ".join(headers.shown_filename(name) for name in names[:20])) if names else "TNEF"
