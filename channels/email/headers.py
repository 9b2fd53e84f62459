"""Header values: encoded words (RFC 2047), parameters (RFC 2045, 2231), identifiers and dates (RFC 5322).

Values come as raw bytes, still folded. Everything here is linear in the value's length, which ``guards`` bounds.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from channels.email import charsets, guards

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,4000})\?=")
_PARAMETER = re.compile(r";\s*([^\s=;\"]{1,100})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)")
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,3})\*?)?\Z")
_BRACKETED = re.compile(r"<([^<>]{1,998})>")
_ESCAPED = re.compile(r"\\(.)")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_ODD_WHITE = re.compile(r"[\r\n\t ]+")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MAX_FILENAME_BYTES = 255
_CACHED_BYTES = 100


class Parameters(dict[str, str]):
    """Parameter values by lower-case name, decoded."""

    __slots__ = ()


def text_of(value: bytes, defects: list[str]) -> str:
    """The bytes as text, encoded words still in place, unfolded (RFC 5322, 2.2.3)."""
    text = charsets.decode(value, "", defects) if not value.isascii() or b"\x00" in value else value.decode("ascii")
    return _ODD_WHITE.sub(" ", text).strip() if "\n" in text or "\t" in text else text.strip()


def decode_text(value: bytes, defects: list[str]) -> str:
    """An unstructured header (Subject) as people read it."""
    text = text_of(value, defects)
    return decode_words(text, defects) if "=?" in text else text


def decode_words(text: str, defects: list[str]) -> str:
    """Decodes encoded words. Neighbours in one charset are joined as bytes first: senders split inside characters."""
    out: list[str] = []
    pending = b""
    charset = ""
    at = 0
    for match in _ENCODED_WORD.finditer(text):
        gap = text[at : match.start()]
        label = match[1].partition("*")[0]  # RFC 2231, 5: charset*language
        if (pending and gap and not gap.isspace()) or (pending and label.lower() != charset.lower()):
            out.append(_visible(charsets.decode(pending, charset, defects)))
            pending = b""
        if gap and (not gap.isspace() or at == 0):
            out.append(gap)
        charset = label
        pending += _word_bytes(match[2], match[3])
        at = match.end()
    if pending:
        out.append(_visible(charsets.decode(pending, charset, defects)))
    out.append(text[at:])
    return unicodedata.normalize("NFC", "".join(out))


def _visible(text: str) -> str:
    """No line breaks can come out of an encoded word."""
    return _ODD_WHITE.sub(" ", text) if "\n" in text or "\r" in text else text


def _word_bytes(encoding: str, data: str) -> bytes:
    raw = data.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    clean = re.sub(rb"[^A-Za-z0-9+/]+", b"", raw)
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


def parse_parameters(value: bytes, defects: list[str]) -> tuple[str, Parameters]:
    """The lower-case main value and its parameters, of Content-Type or Content-Disposition. Not to be changed by callers."""
    if len(value) < _CACHED_BYTES and value.isascii() and b"=?" not in value and b"*" not in value:
        return _common_parameters(value)
    return _read_parameters(value, defects)


@lru_cache(maxsize=1024)
def _common_parameters(value: bytes) -> tuple[str, Parameters]:
    return _read_parameters(value, [])


def _read_parameters(value: bytes, defects: list[str]) -> tuple[str, Parameters]:
    text = text_of(value, defects)
    main, found, _ = text.partition(";")
    main = (_COMMENT.sub("", main) if "(" in main else main).strip().strip("\"'").lower()
    if not found:
        return main.partition(" ")[0], Parameters()
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for number, match in enumerate(_PARAMETER.finditer(text, len(text.partition(";")[0]))):
        if number >= guards.MAX_PARAMETERS:
            defects.append("a header has too many parameters")
            break
        name = match[1].lower()
        content = _unquoted(match[2].strip())
        continued = _CONTINUED.match(name) if "*" in name else None
        if continued:
            pieces.setdefault(continued[1], []).append((int(continued[2] or 0), name.endswith("*"), content))
        else:
            plain.setdefault(name, content)
    result = Parameters({name: _word_in_parameter(content, defects) for name, content in plain.items()})
    result.update({name: _join_continued(parts, defects) for name, parts in pieces.items()})
    return main.partition(" ")[0], result


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
        return _ESCAPED.sub(r"\1", text) if "\\" in text else text
    return text


def _word_in_parameter(text: str, defects: list[str]) -> str:
    """RFC 2047 forbids encoded words in parameters; half the mail programs send them."""
    return decode_words(text, defects) if "=?" in text else text


def _join_continued(parts: list[tuple[int, bool, str]], defects: list[str]) -> str:
    """RFC 2231, 3 and 4: numbered pieces, percent-encoded ones with the charset in front of the first."""
    parts.sort(key=lambda part: part[0])
    charset = ""
    data = b""
    for position, (_, encoded, content) in enumerate(parts):
        piece = content
        if position == 0 and encoded and piece.count("'") >= 2:  # noqa: PLR2004 - charset'language'text
            charset, _, piece = piece.split("'", 2)
        data += unquote_to_bytes(piece) if encoded else piece.encode("utf-8", "surrogateescape")
    return _word_in_parameter(charsets.decode(data, charset, defects), defects)


def message_ids(value: bytes) -> tuple[str, ...]:
    """Identifiers without brackets, in order, each once. Bare ones are taken where no bracket is found."""
    text = value.decode("utf-8", "replace")
    found = _BRACKETED.findall(text)
    if not found:
        found = [word.strip("<>,;") for word in text.split() if "@" in word]
    return tuple(dict.fromkeys(cleaned for item in found if (cleaned := "".join(item.split()))))


def message_id(value: bytes) -> str | None:
    """The one identifier of a Message-ID field; a value without ``@`` counts too."""
    text = value.decode("utf-8", "replace").replace("\x00", "")
    match = _BRACKETED.search(text)
    found = "".join((match[1] if match else text).split()).strip("<>")
    return found[:998] or None


def parse_date(value: bytes) -> datetime | None:
    """Aware, or ``None`` where the field is no date. A missing or unknown zone counts as UTC (RFC 5322, 3.3 and 4.3)."""
    text = " ".join(value[:200].decode("ascii", "replace").split())
    if not text:
        return None
    try:
        parsed = parsedate_to_datetime(text)
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        parsed.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed


def shown_filename(name: str) -> str:
    """A name for people: NFKC, no path, no control, bidirectional or invisible characters, at most 255 bytes."""
    text = unicodedata.normalize("NFKC", name[:4000]).replace("\\", "/")
    text = text.rpartition("/")[2] if "/" in text.rstrip("/") else text.strip("/")
    text = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE).strip().strip(".").strip()
    if len(text.encode()) <= _MAX_FILENAME_BYTES:
        return text
    stem, dot, extension = text.rpartition(".")
    tail = dot + extension if stem and len(extension) <= 10 else ""  # noqa: PLR2004 - longer is no extension
    stem = stem if tail else text
    return stem.encode()[: _MAX_FILENAME_BYTES - len(tail.encode())].decode("utf-8", "ignore").rstrip() + tail
