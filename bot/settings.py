"""The only reader of the environment and of ``crmbot.toml``. Typed, checked at start.

Environment variables are called ``CRMBOT_…``; the file holds the same names in lower case without the prefix; the
environment wins.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crm_store.firm import Firm

PREFIX = "CRMBOT_"
LANGUAGES = ("vi", "en")
LOG_LEVELS = ("debug", "info", "warning", "error")
SECRET_BYTES = 32
LEAST_SECRET = 16


_NEXT_IMAP_URL = re.compile(r",(?=\s*imaps?://)", re.IGNORECASE)
"""A comma inside a URL (a token command) is part of it."""


class SettingsError(ValueError):
    """One sentence: which setting is wrong, and what it should look like."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``secrets`` is the signing key, then older ones still honoured (``CRMBOT_SECRET_KEY=new,old``)."""

    data: Path
    database_url: str
    organisation: str
    language: str
    timezone: str
    currency: str
    secrets: tuple[bytes, ...]
    support_address: str
    authserv_id: str
    imap_urls: tuple[str, ...]
    smtp_url: str | None
    smtp_listen: str | None
    lmtp_listen: str | None
    telegram_token: str | None
    telegram_api_url: str
    telegram_webhook_url: str | None
    web_listen: str
    web_url: str
    behind_proxy: bool
    log: str
    undo_seconds: float
    backup_hours: float

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
        """Raises ``SettingsError``. Makes the data folder and the secret key on the first run."""
        raw = _read(environment if environment is not None else os.environ, folder or Path.cwd())  # noqa: TID251  the one place
        data = Path(raw.get("data") or "data").absolute()
        support = _address(raw.get("support_address") or "support@localhost")
        return cls(
            data=data,
            database_url=raw.get("database_url") or f"sqlite:///{data / 'crmbot.db'}",
            organisation=raw.get("organisation", ""),
            language=_choice("language", raw.get("language") or "vi", LANGUAGES),
            timezone=_timezone(raw.get("timezone") or "Asia/Ho_Chi_Minh"),
            currency=(raw.get("currency") or "VND").upper(),
            secrets=_secrets(raw.get("secret_key"), data),
            support_address=support,
            authserv_id=_host("authserv_id", raw.get("authserv_id", "")),
            imap_urls=tuple(url.strip() for url in _NEXT_IMAP_URL.split(raw.get("imap_url") or "") if url.strip()),
            smtp_url=raw.get("smtp_url") or None,
            smtp_listen=_listen("smtp_listen", raw.get("smtp_listen", "127.0.0.1:2525")),
            lmtp_listen=_listen("lmtp_listen", raw.get("lmtp_listen")),
            telegram_token=raw.get("telegram_token") or None,
            telegram_api_url=_web_address(
                "telegram_api_url", raw.get("telegram_api_url") or "https://api.telegram.org"
            ),
            telegram_webhook_url=_web_address("telegram_webhook_url", raw["telegram_webhook_url"])
            if raw.get("telegram_webhook_url")
            else None,
            web_listen=_listen("web_listen", raw.get("web_listen") or "127.0.0.1:8080") or "",
            web_url=_web_address("web_url", raw.get("web_url") or "http://127.0.0.1:8080"),
            behind_proxy=_choice("behind_proxy", (raw.get("behind_proxy") or "no").lower(), ("yes", "no")) == "yes",
            log=_choice("log", (raw.get("log") or "info").lower(), LOG_LEVELS),
            undo_seconds=_number("undo_seconds", raw.get("undo_seconds") or "10"),
            backup_hours=_number("backup_hours", raw.get("backup_hours") or "24"),
        )

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def firm(self) -> Firm:
        return Firm(
            organisation=self.organisation,
            support_address=self.support_address,
            own_addresses=frozenset({self.support_address}),
            secrets=self.secrets,
            language=self.language,
            timezone=self.timezone,
            currency=self.currency,
            web_url=self.web_url,
            undo_seconds=self.undo_seconds,
        )


_KNOWN = frozenset(
    {
        "data", "database_url", "organisation", "language", "timezone", "currency", "secret_key", "support_address", "authserv_id", "imap_url", "smtp_url",
        "smtp_listen", "lmtp_listen", "telegram_token", "telegram_api_url", "telegram_webhook_url", "web_listen", "web_url", "behind_proxy", "log", "undo_seconds",
        "backup_hours",
    }
)  # fmt: skip


def _read(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    file = folder / "crmbot.toml"
    values: dict[str, str] = {}
    if file.exists():
        try:
            values = {name: _text(name, value) for name, value in tomllib.loads(file.read_text("utf-8")).items()}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"crmbot.toml cannot be read: {error}.") from error
        unknown = sorted(set(values) - _KNOWN)
        if unknown:
            raise SettingsError(
                f"{unknown[0]!r} in crmbot.toml is not a setting of crmbot. Known ones: {', '.join(sorted(_KNOWN))}."
            )
    for name, value in environment.items():
        short = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and short in _KNOWN:
            values[short] = value.strip()
    return values


def _text(name: str, value: object) -> str:
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    if isinstance(value, str | int | float):
        return str(value)
    raise SettingsError(f"{name} in crmbot.toml must be a text or a number.")


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError as error:
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be a number.") from error
    if not 0 <= number < 1e6:  # noqa: PLR2004  nan and infinity fail here too
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must lie between 0 and 1000000.")
    return number


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"{PREFIX}TIMEZONE is {name!r}; it must be an IANA name such as Asia/Ho_Chi_Minh."
        ) from error
    return name


def _address(value: str) -> str:
    local, at, domain = value.strip().lower().rpartition("@")
    if not (local and at and domain) or any(c.isspace() for c in value.strip()):
        raise SettingsError(
            f"{PREFIX}SUPPORT_ADDRESS is {value!r}; it must be an e-mail address such as support@firm.vn."
        )
    return f"{local}@{domain}"


def _host(name: str, value: str) -> str:
    if any(c.isspace() or c in ";=()" for c in value):
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be one name such as mx.firm.vn.")
    return value.lower()


def _listen(name: str, value: str | None) -> str | None:
    """``host:port``; an empty value or ``none`` switches the listener off."""
    if not value or value.lower() in ("none", "off"):
        return None
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isdecimal() and int(port) < 65536):  # noqa: PLR2004  the highest TCP port
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be host:port such as 127.0.0.1:2525.")
    return value


def _web_address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"{PREFIX}{name.upper()} is {value!r}; it must be an address such as https://crm.firm.vn.")
    return value.rstrip("/")


def _secrets(value: str | None, data: Path) -> tuple[bytes, ...]:
    """Several keys, separated by commas: the first signs, all are honoured."""
    text = value.encode() if value else _kept_secret(data)
    keys = tuple(part.strip() for part in text.split(b",") if part.strip())
    if keys and all(len(key) >= LEAST_SECRET for key in keys):
        return keys
    if value:
        raise SettingsError(f"{PREFIX}SECRET_KEY is too short; use at least {LEAST_SECRET} random characters.")
    raise SettingsError(
        f"{data / 'secret_key'} is damaged. Restore it from a backup, or delete it to make a new key (old reply addresses then become guesses)."
    )


def _kept_secret(data: Path) -> bytes:
    """The keys in the data folder; the first is made once, whoever starts first, and is whole before it has its name."""
    file = data / "secret_key"
    try:
        if not file.exists():
            _make_secret(file)
    except OSError as error:
        raise SettingsError(
            f"The data folder {data} cannot be written: {error.strerror}. Set {PREFIX}DATA to another folder."
        ) from error
    return file.read_bytes()


def _make_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w") as fresh:
            fresh.write(secrets.token_urlsafe(SECRET_BYTES))
            fresh.flush()
            os.fsync(fresh.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(temporary, file)
    finally:
        Path(temporary).unlink()
