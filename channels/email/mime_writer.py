"""MIME parts on their way out (RFC 2045, 2046): of known size, written piece by piece, the same each time.

Only seven-bit octets and lines of at most 78 characters come out of bodies, so every relay takes them unchanged.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from channels.email.header_writer import (
    HeaderBlock,
    clean_filename,
    disposition_parameters,
    name_parameter,
    parameter_words,
)
from channels.message import StoredFile

_CONTENT_TYPE = re.compile(r"([a-z0-9!#$&^_.+-]{1,64})/([a-z0-9!#$&^_.+-]{1,64})", re.ASCII)
_CHARSET = re.compile(r";\s*charset=\"?([A-Za-z0-9_.:-]{1,40})\"?", re.ASCII)
_CONTENT_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]{1,200}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINE_BREAK = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")
_LINE = 78
_BASE64_LINE = 57  # octets of content in one line of 76 characters
_PIECE = _BASE64_LINE * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """``size`` is exactly the number of octets that ``pieces`` yields. Each piece begins at the start of a line."""

    headers: bytes
    body_size: int
    body: Callable[[], Iterator[bytes]]

    @property
    def size(self) -> int:
        return len(self.headers) + len(b"\r\n") + self.body_size

    def pieces(self) -> Iterator[bytes]:
        yield self.headers + b"\r\n"
        yield from self.body()


def text_part(subtype: str, text: str) -> Part:
    """``text/plain`` or ``text/html`` in UTF-8: as it is, quoted-printable or base64, whichever is shortest and safe."""
    encoding, body = _encode_text(text)
    headers = HeaderBlock()
    headers.add("Content-Type", *parameter_words(f"text/{subtype}", ['charset="utf-8"']))
    headers.add("Content-Transfer-Encoding", encoding)
    return Part(bytes(headers), len(body), lambda: iter((body,)))


def file_part(file: StoredFile, read: Callable[[StoredFile], bytes], *, content_id: str = "") -> Part:
    """An attachment, or with ``content_id`` an image that the HTML shows. ``read`` is called when its turn comes."""
    filename = clean_filename(file.filename)
    kind, charset = content_type(file.content_type)
    headers = HeaderBlock()
    headers.add("Content-Type", *parameter_words(kind, [*charset, name_parameter(filename)]))
    headers.add("Content-Transfer-Encoding", "base64")
    disposition = "inline" if content_id else "attachment"
    headers.add("Content-Disposition", *parameter_words(disposition, disposition_parameters(filename)))
    if content_id:
        headers.add("Content-ID", f"<{content_id}>")
    return Part(bytes(headers), base64_size(file.size), lambda: _base64_pieces(read(file)))


def multipart(subtype: str, boundary: str, parts: Sequence[Part], *, parameters: Sequence[str] = ()) -> Part:
    """``boundary`` must begin with ``=_``, which neither encoding of ours can produce (RFC 2045, 6.7)."""
    headers = HeaderBlock()
    headers.add("Content-Type", *parameter_words(f"multipart/{subtype}", [*parameters, f'boundary="{boundary}"']))
    opening, closing = f"--{boundary}\r\n".encode(), f"--{boundary}--\r\n".encode()

    def body() -> Iterator[bytes]:
        for part in parts:
            yield opening
            yield from part.pieces()
        yield closing

    size = sum(len(opening) + part.size for part in parts) + len(closing)
    return Part(bytes(headers), size, body)


def content_type(declared: str) -> tuple[str, list[str]]:
    """A type that may stand in a header, with its charset parameter if it is text.

    ``message/*`` and ``multipart/*`` must not be in base64 (RFC 2046, 5.1 and 5.2): they travel as plain octets.
    """
    kind = declared.partition(";")[0].strip().lower()
    match = _CONTENT_TYPE.fullmatch(kind)
    if match is None or match[1] in {"message", "multipart"}:
        return "application/octet-stream", []
    charset = _CHARSET.search(declared) if match[1] == "text" else None
    return kind, [f'charset="{charset[1]}"'] if charset else []


def usable_content_id(content_id: str | None) -> str:
    """Without brackets; ``""`` where there is none that a header and a ``cid:`` URL can carry."""
    bare = (content_id or "").strip("<> ")
    return bare if _CONTENT_ID.fullmatch(bare) else ""


def tidy_text(text: str) -> str:
    """Line ends as LF, other control characters except TAB left out."""
    return _CONTROLS.sub("", _LINE_BREAK.sub("\n", text))


def base64_size(octets: int) -> int:
    """Of ``octets`` in lines of 76 characters, CRLF included."""
    return (octets + 2) // 3 * 4 + (octets + _BASE64_LINE - 1) // _BASE64_LINE * 2


def _encode_text(text: str) -> tuple[str, bytes]:
    octets = tidy_text(text).encode("utf-8", "replace")
    if not octets.endswith(b"\n"):
        octets += b"\n"
    if _travels_unchanged(octets):
        return "7bit", octets.replace(b"\n", b"\r\n")
    printable = binascii.b2a_qp(octets, quotetabs=False, istext=True).replace(b"\n", b"\r\n")
    if len(printable) <= base64_size(len(octets)):
        return "quoted-printable", printable
    return "base64", b"".join(_base64_pieces(octets.replace(b"\n", b"\r\n")))


def _travels_unchanged(octets: bytes) -> bool:
    if not octets.isascii() or b"=_" in octets:
        return False
    lines = octets.split(b"\n")
    return all(len(line) <= _LINE and line == line.rstrip() and not line.startswith(b"From ") for line in lines)


def _base64_pieces(content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    for start in range(0, len(view), _PIECE):
        yield base64.encodebytes(view[start : start + _PIECE]).replace(b"\n", b"\r\n")
