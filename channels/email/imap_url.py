"""What one mailbox needs, read from its URL: ``imap(s)://user:password@host:port/INBOX?option=value``."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

DEFAULT_PORTS: Final = {"imaps": 993, "imap": 143}
MEBIBYTE: Final = 1 << 20
DEFAULT_MAIL_MIB: Final = 50
POLL_RANGE: Final = (2, 28 * 60)
"""Seconds. Above 29 minutes a server may hang up on IDLE (RFC 2177, section 3)."""

SINCE_ALL: Final = date.min
"""``since`` of a mailbox whose whole history is wanted."""

_OPTIONS: Final = ("auth", "token_command", "starttls", "since", "poll", "max_mb")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """One mailbox.

    ``since``: ``None`` takes what arrives from the first connection on, ``SINCE_ALL`` everything, a date what the
    server received on that day or later. It counts on the first connection only. ``poll`` is in seconds, ``None`` for
    the receiver's own choice; ``size_limit`` in bytes. ``token_command`` prints an OAuth2 access token.
    """

    host: str
    user: str
    password: str = field(default="", repr=False)
    port: int = DEFAULT_PORTS["imaps"]
    folder: str = "INBOX"
    tls: bool = True
    starttls: bool = False
    token_command: tuple[str, ...] = field(default=(), repr=False)
    since: date | None = None
    poll: float | None = None
    size_limit: int = DEFAULT_MAIL_MIB * MEBIBYTE

    @classmethod
    def from_url(cls, url: str) -> ImapSettings:
        """Raise ``ValueError`` with one sentence that never holds the password."""
        parts, port = _split(url)
        options = _options(parts.query)
        token_command = _token_command(options)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        _check_credentials(user, password, folder, by_token=bool(token_command))
        scheme = parts.scheme.lower()
        return cls(
            host=parts.hostname or "",
            user=user,
            password=password,
            port=port or DEFAULT_PORTS[scheme],
            folder="INBOX" if folder.upper() == "INBOX" else folder,
            tls=scheme == "imaps",
            starttls=_starttls(options, scheme),
            token_command=token_command,
            since=_since(options),
            poll=_number(options, "poll", *POLL_RANGE),
            size_limit=int((_number(options, "max_mb", 1, 2048) or DEFAULT_MAIL_MIB) * MEBIBYTE),
        )

    @classmethod
    def from_urls(cls, urls: Sequence[str]) -> tuple[ImapSettings, ...]:
        """Several mailboxes. Raises ``ValueError`` for one that is named twice: two readers would fetch each mail twice."""
        mailboxes = tuple(cls.from_url(url) for url in urls)
        accounts = [mailbox.account for mailbox in mailboxes]
        for account in accounts:
            if accounts.count(account) > 1:
                raise ValueError(f"The IMAP mailbox {account.removeprefix('imap:')} is named twice. Name it once.")
        return mailboxes

    @property
    def account(self) -> str:
        """Who this mailbox is, in positions and items. Without the port: a move to TLS must not make all mail new."""
        return f"imap:{self.user}@{self.host}/{self.folder}"

    @property
    def encrypted(self) -> bool:
        return self.tls or self.starttls

    @property
    def is_local(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(
            "The IMAP address has a host or port that cannot be read; write imaps://user:password@host:993/INBOX, "
            "with special characters of the password as %XX."
        ) from None
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise ValueError("An IMAP address begins with imap:// or imaps://.")
    if not parts.hostname:
        raise ValueError("The IMAP address names no host; write imaps://user:password@host/INBOX.")
    if parts.fragment:
        raise ValueError("The IMAP address holds a bare #; write %23 where user, password or folder have one.")
    return parts, port


def _options(query: str) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    except ValueError:
        raise ValueError("The part after ? of the IMAP address is not of the form option=value&option=value.") from None
    for name, _ in pairs:
        if name not in _OPTIONS:
            raise ValueError(f"The IMAP address knows no option {name!r}; there are {', '.join(_OPTIONS)}.")
    return dict(pairs)


def _check_credentials(user: str, password: str, folder: str, *, by_token: bool) -> None:
    if not user:
        raise ValueError("The IMAP address names no user; write imaps://user:password@host/INBOX.")
    if not password and not by_token:
        raise ValueError("The IMAP address has no password and no token_command.")
    if _CONTROL.search(user + password + folder):
        raise ValueError("User, password and folder of the IMAP address must not hold control characters.")


def _token_command(options: Mapping[str, str]) -> tuple[str, ...]:
    auth = options.get("auth", "password").lower()
    if auth not in ("password", "xoauth2"):
        raise ValueError("The option auth of the IMAP address is password or xoauth2.")
    if auth == "password":
        if "token_command" in options:
            raise ValueError("The option token_command of the IMAP address needs auth=xoauth2.")
        return ()
    try:
        command = tuple(shlex.split(options.get("token_command", "")))
    except ValueError:
        raise ValueError("The token_command of the IMAP address has an open quotation mark.") from None
    if not command:
        raise ValueError("auth=xoauth2 needs token_command, a command that prints an access token.")
    return command


def _starttls(options: Mapping[str, str], scheme: str) -> bool:
    value = options.get("starttls", "off").lower()
    if value not in ("required", "off"):
        raise ValueError("The option starttls of the IMAP address is required or off.")
    if value == "required" and scheme == "imaps":
        raise ValueError("imaps:// is encrypted from the start; starttls belongs to imap://.")
    return value == "required"


def _since(options: Mapping[str, str]) -> date | None:
    value = options.get("since")
    if value is None or value == "now":
        return None
    if value == "all":
        return SINCE_ALL
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("The option since of the IMAP address is all, now or a date such as 2026-01-31.") from None


def _number(options: Mapping[str, str], name: str, least: float, most: float) -> float | None:
    if name not in options:
        return None
    try:
        value = float(options[name])
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise ValueError(f"The option {name} of the IMAP address is a number from {least} to {most}.")
    return value
