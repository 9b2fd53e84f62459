"""What the Telegram channel must be told. ``bot/settings.py`` fills it; nothing here reads the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+")
_WEBHOOK_PATH = "/webhooks/telegram"
_LONGEST_POLL_SECONDS = 50


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """Raises ``ValueError`` with one sentence fit for the person who wrote the setting; the token is never in it.

    ``webhook_url`` is the public address; a bare host gets a path of ours. The remaining fields are seconds:
    ``answer_seconds`` is how long an answer is awaited before the outcome counts as unknown, ``part_patience_seconds``
    how long a message of several parts may wait between its parts.
    """

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    webhook_url: str = ""
    long_poll_seconds: int = 30
    connect_seconds: float = 5.0
    answer_seconds: float = 20.0
    upload_seconds: float = 60.0
    first_retry_seconds: float = 1.0
    longest_retry_seconds: float = 60.0
    part_patience_seconds: float = 30.0
    recheck_webhook_seconds: float = 300.0

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError(
                "The Telegram bot token does not look like 123456:ABC-DEF; copy it from @BotFather into CRMBOT_TELEGRAM_TOKEN."
            )
        _check_url("CRMBOT_TELEGRAM_API_URL", self.api_url)
        if self.webhook_url:
            _check_url("CRMBOT_TELEGRAM_WEBHOOK_URL", self.webhook_url)
        if not 0 <= self.long_poll_seconds <= _LONGEST_POLL_SECONDS:
            raise ValueError(f"A long poll lasts 0 to {_LONGEST_POLL_SECONDS} seconds, not {self.long_poll_seconds}.")

    @property
    def account(self) -> str:
        """The bot's own user id: the digits before the colon of its token."""
        return self.token.partition(":")[0]

    @property
    def base_url(self) -> str:
        return f"{self.api_url.rstrip('/')}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.api_url.rstrip('/')}/file/bot"

    @property
    def webhook_path(self) -> str:
        path = urlsplit(self.webhook_url).path
        return path if path not in {"", "/"} else _WEBHOOK_PATH

    @property
    def public_webhook_url(self) -> str:
        """``webhook_url`` with the path under which the web part mounts the webhook."""
        parts = urlsplit(self.webhook_url)
        return parts._replace(path=self.webhook_path).geturl()


def _check_url(name: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{name} must be an http or https address such as https://api.telegram.org.")
    if parts.username or parts.password:
        raise ValueError(f"{name} must not hold a user name or password.")
