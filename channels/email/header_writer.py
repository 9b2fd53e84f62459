"""Header fields on their way out: encoded, folded, and closed against injection.

A field's value is a sequence of words. ``HeaderBlock.add`` is the one place where a field comes into being; it refuses
what could end a line early, so nothing that a stranger wrote can open a header of its own.
"""

from __future__ import annotations

import base64
import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from channels.email.addressing import Mailbox
from channels.port import CannotDeliver

LINE_LIMIT = 998
"""RFC 5322, 2.1.1: octets in a line, without CRLF."""

_FOLD_AT = 76
_ENCODED_WORD_LIMIT = 75  # RFC 2047, 2
_PLAIN_WORD_LIMIT = 60
_FILENAME_BYTES = 255
_SEGMENT = 54
_FIELD_NAME = re.compile(r"[!-9;-~]+")
_ATOM = re.compile(rf"[{re.escape(string.ascii_letters + string.digits)}!#$%&'*+\-/=?^_`{{|}}~]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


class HeaderBlock:
    """The header of a mail or of one of its parts, growing field by field."""

    def __init__(self, *, smtputf8: bool = False) -> None:
        self._lines: list[str] = []
        self._encoding = "utf-8" if smtputf8 else "ascii"

    def add(self, name: str, *words: str) -> None:
        """Adds one field, folded between ``words`` only. Raises ``CannotDeliver`` for CR, LF, NUL or an endless word."""
        if not _FIELD_NAME.fullmatch(name):
            raise CannotDeliver(f"{name!r} cannot be the name of a header field.")
        for word in words:
            self._check(name, word)
        line = f"{name}:"
        for position, word in enumerate(words):
            if position and len(line) + 1 + len(word) > _FOLD_AT:
                self._lines.append(line)
                line = ""
            line += f" {word}"
        self._lines.append(line)

    def __bytes__(self) -> bytes:
        return "".join(f"{line}\r\n" for line in self._lines).encode(self._encoding)

    def _check(self, name: str, word: str) -> None:
        if any(character in word for character in "\r\n\0"):
            raise CannotDeliver(f"The mail's {name} holds a line break or a NUL character.")
        try:
            octets = len(word.encode(self._encoding))
        except UnicodeEncodeError as error:
            raise CannotDeliver(f"The mail's {name} holds characters that this header cannot carry.") from error
        if len(name) + 2 + octets > LINE_LIMIT:
            raise CannotDeliver(f"The mail's {name} is longer than a line of a mail may be.")


def text_words(text: str, *, room: int = 0) -> list[str]:
    """An unstructured value such as a subject. ``room`` is what the field's name takes of the first line.

    A line break in it stays, for ``HeaderBlock.add`` to refuse.
    """
    words = text.split(" ")
    if _needs_encoding(text) or any(len(word) > _PLAIN_WORD_LIMIT for word in words):
        return encoded_words(text, room=room)
    return [word for word in words if word]


def encoded_words(text: str, *, room: int = 0) -> list[str]:
    """RFC 2047 words in UTF-8 and base64, none longer than 75 characters, none ending inside a character."""
    if any(character in text for character in "\r\n\0"):
        return [text]
    words: list[bytes] = []
    current = b""
    for character in unicodedata.normalize("NFC", text):
        octets = character.encode("utf-8", "replace")
        if len(current) + len(octets) > _payload(room if not words else 1):
            words.append(current)
            current = b""
        current += octets
    return [f"=?utf-8?B?{base64.b64encode(word).decode()}?=" for word in (*words, current)]


def mailbox_words(name: str, mailbox: Mailbox) -> list[str]:
    """``name <address>`` or the address alone. What cannot be seen in a name is left out: names come from strangers."""
    label = clean_label(name)
    if not label:
        return [str(mailbox)]
    return [*_phrase(label), f"<{mailbox}>"]


def mailbox_list(mailboxes: Iterable[tuple[str, Mailbox]]) -> list[str]:
    words: list[str] = []
    for name, mailbox in mailboxes:
        if words:
            words[-1] += ","
        words += mailbox_words(name, mailbox)
    return words


def parameter_words(value: str, parameters: Sequence[str]) -> list[str]:
    """``value; a=b; c=d`` as words, of ready-made parameters."""
    words = [value, *parameters]
    return [f"{word};" for word in words[:-1]] + words[-1:]


def disposition_parameters(filename: str) -> list[str]:
    """``filename`` plain, or in the way of RFC 2231 with continuations, cut between characters."""
    if filename.isascii():
        return [f"filename={_quoted(filename)}"]
    segments = [""]
    for character in filename:
        escaped = quote(character, safe="")
        if len(segments[-1]) + len(escaped) > _SEGMENT:
            segments.append("")
        segments[-1] += escaped
    if len(segments) == 1:
        return [f"filename*=utf-8''{segments[0]}"]
    first, *others = segments
    return [f"filename*0*=utf-8''{first}", *(f"filename*{number}*={each}" for number, each in enumerate(others, 1))]


def name_parameter(filename: str) -> str:
    """Content-Type's ``name`` as clients older than RFC 2231 read it: encoded words within quotes."""
    if filename.isascii():
        return f"name={_quoted(filename)}"
    return f'name="{" ".join(encoded_words(filename, room=7))}"'


def clean_label(text: str) -> str:
    """One line of what can be seen: NFC, no control, bidi or invisible characters, single spaces."""
    spaced = "".join(" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(each for each in spaced if unicodedata.category(each) not in _UNSEEN).split())


def clean_filename(text: str) -> str:
    """A name for people, never a path: ``clean_label`` without slashes, at most 255 bytes with its extension kept."""
    name = clean_label(text).replace("/", "_").replace("\\", "_").strip(". ") or "file"
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > _PLAIN_WORD_LIMIT:
        stem, dot, extension = name, "", ""
    room = _FILENAME_BYTES - len(f"{dot}{extension}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + extension


def _needs_encoding(text: str) -> bool:
    return "=?" in text or not all(" " <= character <= "~" for character in text)


def _payload(room: int) -> int:
    """Octets that fit into one encoded word: base64 makes four characters of three, the frame takes twelve."""
    return (_ENCODED_WORD_LIMIT - max(room - 1, 0) - len("=?utf-8?B??=")) // 4 * 3


def _phrase(label: str) -> list[str]:
    """RFC 5322, 3.2.5: atoms, a quoted string, or RFC 2047's words."""
    if _needs_encoding(label):
        return encoded_words(label)
    words = label.split(" ")
    if all(_ATOM.fullmatch(word) for word in words):
        return words
    return [_quoted(label)] if len(label) <= _PLAIN_WORD_LIMIT else encoded_words(label)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
