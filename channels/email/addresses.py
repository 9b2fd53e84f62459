"""Address lists (RFC 5322, 3.4; RFC 6532; the obsolete forms of section 4) read in one pass."""

from __future__ import annotations

import re

from channels.email import guards, headers
from channels.message import Address

_TOKEN = re.compile(r'"(?>(?:[^"\\]|\\.){0,300})"|<[^<>]{0,2000}>|[()]|[,;:]|[^",;:<>()]+|["<>]')
_SIMPLE = re.compile(r"([^\"(),:;<>@=]*)<([^\s\"(),:;<>@]+@[^\s\"(),:;<>@]+)>|([^\s\"(),:;<>@]+@[^\s\"(),:;<>@]+)")
_NAMED = re.compile(
    r"\s*(?:\"([^\"\\=]{0,300})\"|(=\?[^\s\"(),:;<>@]{1,500}(?:\s+=\?[^\s\"(),:;<>@]{1,500}){0,9}))\s*<([^\s\"(),:;<>@]+@[^\s\"(),:;<>@]+)>\s*"
)
"""One mailbox whose name is quoted, or encoded words alone: with ``_SIMPLE`` nearly all of From and To."""
_MAILTO = re.compile(r"^(?:mailto|smtp):", re.IGNORECASE)
_ADDRESS_IN_TEXT = re.compile(r"[^\s\"<>(),;:\[\]]{1,128}@[^\s\"<>(),;:\[\]']{1,255}")


def parse(value: bytes, defects: list[str]) -> tuple[Address, ...]:
    """All mailboxes of an address header; groups are opened, comments serve as names where no other is given."""
    text = headers.text_of(value, defects)
    if match := _SIMPLE.fullmatch(text):
        return (Address(normalised(match[2] or match[3]), (match[1] or "").strip()),)
    if match := _NAMED.fullmatch(text):
        name = match[1] if match[1] is not None else headers.decode_words(match[2], defects)
        address = normalised(match[3])
        return (Address(address, _clean(name, address)),)
    return _Reader(defects).read(text)


def normalised(address: str) -> str:
    """White space out, domain in lower case; the local part as written."""
    if address[:1] != '"':
        address = "".join(address.split())
    address = _MAILTO.sub("", address).strip("<>'").rstrip(".,; ")
    local, at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}" if at else address


class _Reader:
    """Collects the tokens of one mailbox at a time."""

    def __init__(self, defects: list[str]) -> None:
        self._defects = defects
        self._found: list[Address] = []
        self._words: list[str] = []
        self._comments: list[str] = []
        self._bracketed: str | None = None

    def read(self, text: str) -> tuple[Address, ...]:
        depth = 0
        comment: list[str] = []
        for match in _TOKEN.finditer(text):
            piece = match[0]
            if piece == "(":
                depth += 1
            elif piece == ")":
                depth = max(0, depth - 1)
                if not depth and comment:
                    self._comments.append("".join(comment).strip())
                    comment = []
            elif depth:
                comment.append(piece)
            else:
                self._take(piece)
            if len(self._found) >= guards.MAX_ADDRESSES:
                self._defects.append(f"more than {guards.MAX_ADDRESSES} addresses: the rest is left out")
                return tuple(self._found)
        if comment:
            self._comments.append("".join(comment).strip())
        self._finish()
        return tuple(self._found)

    def _take(self, piece: str) -> None:
        if piece in {",", ";"}:
            self._finish()
        elif piece == ":":
            self._open_group()
        elif piece[0] == "<" and len(piece) > 1:
            self._bracketed = piece[1:-1]
        elif piece not in {'"', "<", ">"}:
            self._words.append(piece)

    def _open_group(self) -> None:
        """What stands before the colon names the group, unless it is a scheme ("mailto:") or a route."""
        joined = "".join(self._words).strip().lower()
        if "@" in joined or joined in {"mailto", "smtp"}:
            self._words.append(":")
        else:
            self._words = []

    def _finish(self) -> None:
        words, self._words = self._words, []
        comments, self._comments = self._comments, []
        bracketed, self._bracketed = self._bracketed, None
        raw = "".join(words).strip()
        if bracketed is not None:
            address, name = bracketed, _name(words, self._defects)
            if "@" not in address and (inside := _ADDRESS_IN_TEXT.search(raw)) is not None:
                address = inside[0]
        elif raw:
            address, name = self._without_brackets(words, raw)
        else:
            return
        address = normalised(_route_removed(address))
        if not name and comments:
            name = headers.decode_words(comments[0], self._defects)
        if address or name:
            self._found.append(Address(address, _clean(name, address)))

    def _without_brackets(self, words: list[str], raw: str) -> tuple[str, str]:
        """``a@b``, ``"odd local"@b``, or a name and an address side by side."""
        if raw.startswith('"') and len(words) > 1 and words[1].startswith("@"):
            return raw, ""
        if " " in raw and (match := _ADDRESS_IN_TEXT.search(raw)) is not None:
            self._defects.append("an address stands without brackets beside a name")
            return match[0], _name([raw.replace(match[0], " ")], self._defects)
        if "=?" in raw:
            decoded = headers.decode_words(raw, self._defects)
            match = _ADDRESS_IN_TEXT.search(decoded)
            return (match[0], decoded.replace(match[0], "").strip(" <>\"'")) if match else ("", decoded)
        return raw.strip('"'), ""


def _route_removed(address: str) -> str:
    """RFC 5322, 4.4: ``<@relay,@other:user@host>``."""
    return address.rpartition(":")[2] if address.startswith("@") and ":" in address else address


def _name(words: list[str], defects: list[str]) -> str:
    joined = " ".join(_unquoted(word) for word in words if word.strip())
    return headers.decode_words(joined, defects) if "=?" in joined else joined


def _unquoted(word: str) -> str:
    word = word.strip()
    if len(word) > 1 and word[0] == word[-1] == '"':
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    return word


def _clean(name: str, address: str) -> str:
    text = " ".join("".join(char for char in name if char.isprintable() or char == " ").split()).strip("\"'").strip()
    return "" if text.casefold() == address.casefold() else text
