"""The tree of a MIME message as byte ranges of the original, tolerant and in bounded time.

Nothing is decoded until it is asked for. Unlike stricter parsers this one always returns a tree: a missing blank line,
a missing closing delimiter, a header that begins with a blank, bare CR line ends, all are read the way mail programs
read them and noted in ``defects``.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.email import guards
from channels.email.headers import Parameters, parse_parameters

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_HEADER = re.compile(rb"(?:[!-9;-~]{1,100}[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*\r?\n")
_FIELDS = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_ORDINARY_HEADER = 48 * 1024
_PREAMBLE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:>?From [^\n]*\n)?")
_DELIMITER_LINE = re.compile(rb"^--([!-~]{6,70})\r?$", re.MULTILINE)
_FIELD_START = re.compile(rb"\n(?![ \t])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)
_DEFAULT_TYPE = "text/plain"
_CR, _LF = 0x0D, 0x0A


@dataclass(slots=True)
class Part:
    """One node. ``start`` and ``end`` bound the body within ``source``; ``headers`` are raw values by lower-case name.

    ``enclosed`` parts belong to a message within the message: their faults are not this mail's.
    """

    source: bytes
    headers: dict[str, list[bytes]]
    content_type: str
    parameters: Parameters
    start: int
    end: int
    depth: int
    head_start: int
    enclosed: bool = False
    children: list[Part] = field(default_factory=list)

    def header(self, name: str) -> bytes:
        """The first value of that name, ``b""`` where there is none."""
        values = self.headers.get(name)
        return values[0] if values else b""

    @property
    def raw(self) -> bytes:
        return self.source[self.head_start : self.end]

    @property
    def body(self) -> bytes:
        return self.source[self.start : self.end]

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    def walk(self) -> Iterator[Part]:
        """This part and all below it, depth first; enclosed messages are entered."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def parse_tree(content: bytes, defects: list[str]) -> Part:
    """Never raises. ``content`` is a whole message; a leading mbox "From " line is skipped."""
    content = _with_line_feeds(content, defects)
    return _Builder(content, defects).build()


def _with_line_feeds(content: bytes, defects: list[str]) -> bytes:
    if b"\n" in content[:4096] or b"\r" not in content[:4096] or b"\n" in content:
        return content
    defects.append("lines end with bare CR")
    return content.replace(b"\r", b"\n")


class _Builder:
    def __init__(self, content: bytes, defects: list[str]) -> None:
        self._content = content
        self._defects = defects
        self._parts = 0
        self._in_enclosed = False

    def build(self) -> Part:
        root = self._part(_skip_preamble(self._content), len(self._content), 0, _DEFAULT_TYPE)
        open_parts = [root]
        while open_parts:
            part = open_parts.pop()
            self._in_enclosed = part.enclosed
            self._open(part)
            open_parts.extend(reversed(part.children))
        return root

    def _open(self, part: Part) -> None:
        is_message = part.content_type in {"message/rfc822", "message/global", "message/news"}
        if not (part.is_multipart or is_message):
            return
        if part.depth >= guards.MAX_DEPTH:
            self._note(f"nested deeper than {guards.MAX_DEPTH} levels: the rest stays closed")
            return
        if is_message:
            if not part.header("content-transfer-encoding").strip().lower().startswith((b"base64", b"quoted")):
                start = _skip_preamble(self._content, part.start)
                part.children = [self._part(start, part.end, part.depth + 1, _DEFAULT_TYPE, enclosed=True)]
            return
        boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
        if not boundary:
            boundary = self._guessed_boundary(part)
            self._note("multipart without a boundary: " + ("guessed" if boundary else "read as text"))
        if not boundary:
            part.content_type = _DEFAULT_TYPE
            return
        self._split(part, boundary)

    def _guessed_boundary(self, part: Part) -> bytes:
        """The first line that looks like a delimiter and stands there more than once."""
        match = _DELIMITER_LINE.search(self._content, part.start, min(part.end, part.start + 64 * 1024))
        if match and self._content.find(b"\n--" + match[1], match.end(), part.end) >= 0:
            return match[1]
        return b""

    def _split(self, part: Part, boundary: bytes) -> None:
        default = "message/rfc822" if part.content_type == "multipart/digest" else _DEFAULT_TYPE
        opened = -1
        closed = False
        for line_start, line_end, closing in _delimiters(self._content, part.start, part.end, b"--" + boundary):
            if opened >= 0:
                self._add(part, opened, _before_line_break(self._content, opened, line_start), default)
            if self._parts >= guards.MAX_PARTS:
                self._note(f"more than {guards.MAX_PARTS} parts: the rest is left out")
                return
            if closing:
                closed = True
                break
            opened = line_end
        if opened < 0:
            self._note("multipart without parts: read as text")
            part.content_type = _DEFAULT_TYPE
        elif not closed:
            self._note("closing delimiter is missing")
            self._add(part, opened, part.end, default)

    def _add(self, parent: Part, start: int, end: int, default: str) -> None:
        parent.children.append(self._part(start, end, parent.depth + 1, default, enclosed=parent.enclosed))

    def _part(self, start: int, end: int, depth: int, default: str, *, enclosed: bool = False) -> Part:
        self._parts += 1
        headers, body = self._headers(start, end)
        content_type, parameters = default, Parameters()
        if values := headers.get("content-type"):
            content_type, parameters = parse_parameters(values[0], self._defects)
            if "/" not in content_type:
                content_type = default
        return Part(self._content, headers, content_type, parameters, body, end, depth, start, enclosed)

    def _headers(self, start: int, end: int) -> tuple[dict[str, list[bytes]], int]:
        """The fields and where the body begins: at once where every line is in order, else line by line."""
        content = self._content
        match = _HEADER.match(content, start, min(end, start + _ORDINARY_HEADER))
        if match is None:
            return self._headers_by_line(start, end)
        headers: dict[str, list[bytes]] = {}
        for name, value in _FIELDS.findall(content, start, match.end()):
            headers.setdefault(name.decode("ascii").lower(), []).append(value)
        return headers, match.end()

    def _headers_by_line(self, start: int, end: int) -> tuple[dict[str, list[bytes]], int]:
        """A line that is no field ends the header (RFC 5322, 2.2)."""
        content = self._content
        headers: dict[str, list[bytes]] = {}
        count = 0
        at = start
        while at < end:
            stop = content.find(b"\n", at, end)
            stop = end if stop < 0 else stop
            line = content[at : min(stop, at + guards.MAX_HEADER_BYTES + 1)]
            if line in {b"", b"\r"}:
                return headers, min(stop + 1, end)
            if (match := _FIELD.match(line)) is not None:
                count += 1
                value, at = self._value(at + match.end(), end)
                headers.setdefault(match[1].decode("ascii").lower(), []).append(value)
                if count >= guards.MAX_HEADERS:
                    return self._give_up_headers(headers, at - 1, end)
                continue
            if line[:1] not in b" \t" and not line.startswith((b"From ", b">From ")):
                if headers:
                    self._note("no empty line between header and body")
                return headers, at
            at = stop + 1
        return headers, end

    def _value(self, start: int, end: int) -> tuple[bytes, int]:
        """A field's value, cut to its limit, and where the next line begins."""
        following = _FIELD_START.search(self._content, start, end)
        stop = following.start() if following else end
        if stop - start > guards.MAX_HEADER_BYTES:
            self._note("a header field is cut")
        return self._content[start : min(stop, start + guards.MAX_HEADER_BYTES)].rstrip(b"\n"), min(stop + 1, end)

    def _give_up_headers(
        self, headers: dict[str, list[bytes]], at: int, end: int
    ) -> tuple[dict[str, list[bytes]], int]:
        self._note(f"more than {guards.MAX_HEADERS} header fields: the rest is left out")
        ends = [
            found
            for found in (self._content.find(b"\n\n", at, end), self._content.find(b"\n\r\n", at, end))
            if found >= 0
        ]
        return headers, min((self._content.index(b"\n", found + 1) + 1 for found in ends), default=end)

    def _note(self, defect: str) -> None:
        if not self._in_enclosed and defect not in self._defects:
            self._defects.append(defect)


def _skip_preamble(content: bytes, at: int = 0) -> int:
    """Past blank lines, a byte order mark and an mbox "From " line in front of the header."""
    match = _PREAMBLE.match(content, at)
    return match.end() if match else at


def _delimiters(content: bytes, start: int, end: int, token: bytes) -> Iterator[tuple[int, int, bool]]:
    """Each delimiter line as (start of line, start of the next line, whether it closes)."""
    at = content.find(token, start, end)
    while at >= 0:
        after = at + len(token)
        if at == start or content[at - 1] == _LF:
            stop = content.find(b"\n", after, min(end, after + 200))
            line_end = stop + 1 if stop >= 0 else min(end, after + 200)
            rest = content[after:line_end]
            closing = rest.startswith(b"--")
            if closing or not rest.strip():
                yield at, line_end, closing
        at = content.find(token, after, end)


def _before_line_break(content: bytes, start: int, at: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
    if at > start and content[at - 1] == _LF:
        at -= 1
        if at > start and content[at - 1] == _CR:
            at -= 1
    return at


def decoded(part: Part, defects: list[str], limit: int | None = None) -> bytes:
    """The body without its transfer encoding. With ``limit`` no more than about that many bytes are decoded."""
    encoding = part.header("content-transfer-encoding").strip().lower().partition(b";")[0].rstrip().strip(b'"')
    body = part.body
    if encoding == b"base64":
        return _base64(body if limit is None else body[: limit * 2], defects)
    if encoding == b"quoted-printable":
        return quopri.decodestring(body if limit is None else body[: limit * 3])
    if encoding in {b"x-uuencode", b"uuencode", b"x-uue", b"uue"}:
        begin = _UU_BEGIN.search(body)
        return uudecode(body[begin.end() :] if begin else body, defects)
    return body if limit is None else body[:limit]


def _base64(body: bytes, defects: list[str]) -> bytes:
    """Foreign characters are skipped and lost padding is put back (RFC 2045, 6.8: must be ignored)."""
    try:
        return base64.b64decode(body)
    except binascii.Error:
        defects.append("base64 is damaged")
        clean = _NOT_BASE64.sub(b"", body)
        clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))


def uudecode(body: bytes, defects: list[str]) -> bytes:
    out: list[bytes] = []
    for line in body.lstrip(b"\r\n").splitlines():
        if line.strip() in {b"end", b"`", b""}:
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad the line: decode as many characters as its length byte asks for.
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:wanted]))
            except binascii.Error:
                defects.append("uuencoded text is damaged")
                break
    return b"".join(out)
