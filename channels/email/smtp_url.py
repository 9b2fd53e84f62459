"""The relay that takes our mail, from one URL: ``smtp(s)://user:password@host:port?starttls=required|optional|off``."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_PARAMETERS = ("starttls", "ca_file", "null_return_path")
_YES_NO = {"yes": True, "no": False}


class Security(StrEnum):
    """How the connection is encrypted. The relay's certificate is checked wherever there is TLS."""

    TLS = "tls"
    STARTTLS_REQUIRED = "required"
    STARTTLS_OPTIONAL = "optional"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """``ca_file`` names a PEM file of further authorities to trust. ``null_return_path`` sends automatic mails from ``<>``."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    null_return_path: bool = True

    @classmethod
    def from_url(cls, url: str) -> SmtpSettings:
        """Raises ``ValueError``, one sentence without the password.

        Without a port: smtps 465 (RFC 8314), smtp with a user 587 (RFC 6409), else 25. Without ``starttls``: off on this
        machine, required where a password would cross a network, else optional.
        """
        parts = _split(url)
        parameters = _parameters(parts.query)
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        if bool(username) != bool(password):
            raise ValueError("The SMTP URL needs both a user and a password, or neither.")
        if any(ord(character) < ord(" ") for character in username + password):
            raise ValueError("The SMTP URL's user or password holds a control character.")
        host = parts.hostname or ""
        return cls(
            host=host,
            port=_port(parts) or _usual_port(parts.scheme, username),
            security=_security(
                parts.scheme, parameters.get("starttls"), local=is_loopback(host), signs_in=bool(username)
            ),
            username=username,
            password=password,
            ca_file=_ca_file(parameters.get("ca_file", "")),
            null_return_path=_yes_no("null_return_path", parameters.get("null_return_path", "yes")),
        )

    @property
    def name(self) -> str:
        """``host:port``, fit for logs and for people."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def tls_context(self) -> ssl.SSLContext:
        """TLS 1.2 or later with the system's authorities and ``ca_file``; reads files."""
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        return context


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise ValueError("The SMTP URL is not a URL: its host is not written rightly.") from error
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("The SMTP URL must begin with smtp:// or smtps://.")
    if not parts.hostname:
        raise ValueError("The SMTP URL names no host.")
    if parts.path not in {"", "/"} or parts.fragment:
        raise ValueError(
            "The SMTP URL has something after the host: write %2F, %23, %3F and %40 for / # ? @ in a password."
        )
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("The SMTP URL's port must be a number from 1 to 65535.") from error
    if port == 0:
        raise ValueError("The SMTP URL's port must be a number from 1 to 65535.")
    return port


def _usual_port(scheme: str, username: str) -> int:
    if scheme == "smtps":
        return 465
    return 587 if username else 25


def _parameters(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in _PARAMETERS:
            raise ValueError(f"The SMTP URL's parameter {name!r} is unknown: there are {', '.join(_PARAMETERS)}.")
        if name in found:
            raise ValueError(f"The SMTP URL gives {name} twice.")
        found[name] = value
    return found


def _security(scheme: str, starttls: str | None, *, local: bool, signs_in: bool) -> Security:
    if scheme == "smtps":
        if starttls is not None:
            raise ValueError("smtps:// is encrypted from the first byte: leave starttls out, or write smtp://.")
        return Security.TLS
    if starttls is None:
        if local:
            return Security.OFF
        return Security.STARTTLS_REQUIRED if signs_in else Security.STARTTLS_OPTIONAL
    if starttls not in {"required", "optional", "off"}:
        raise ValueError(f"The SMTP URL's starttls must be required, optional or off, not {starttls!r}.")
    return Security(starttls)


def _ca_file(path: str) -> str:
    if path and not Path(path).is_file():
        raise ValueError(f"The SMTP URL's ca_file {path!r} is no file.")
    return path


def _yes_no(name: str, value: str) -> bool:
    if value not in _YES_NO:
        raise ValueError(f"The SMTP URL's {name} must be yes or no, not {value!r}.")
    return _YES_NO[value]
