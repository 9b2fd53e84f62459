"""The webhook: updates as HTTP requests from Telegram (https://core.telegram.org/bots/api#setwebhook)."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from telegram.error import TelegramError

from channels.message import RawItem
from channels.port import Intake, IntakeUnavailable, PartState, WebhookAnswer
from channels.telegram.api import BotApi, Flooded
from channels.telegram.background import end, in_background
from channels.telegram.backoff import Backoff
from channels.telegram.channel import NAME
from channels.telegram.failures import explain
from channels.telegram.receiver import ALLOWED_UPDATES
from channels.telegram.settings import TelegramSettings
from channels.telegram.update import load_update

BODY_BYTES = 1024 * 1024
_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_log = logging.getLogger(__name__)


class TelegramWebhook:
    """Implements ``port.AcceptsWebhooks`` and, by registering itself with Telegram, ``port.Receiver``.

    ``stop`` leaves the registration in place: Telegram keeps updates for 24 hours and brings them after a restart.
    """

    def __init__(self, settings: TelegramSettings, intake: Intake, secret_token: str) -> None:
        """``secret_token``: 1 to 256 characters of ``A-Za-z0-9_-``, known to nobody but Telegram. Raises ``ValueError``."""
        if not settings.webhook_url:
            raise ValueError("A Telegram webhook needs its public address in CRMBOT_TELEGRAM_WEBHOOK_URL.")
        if not _SECRET.fullmatch(secret_token):
            raise ValueError("The secret token of a Telegram webhook is 1 to 256 characters of A-Z, a-z, 0-9, _ and -.")
        self._settings = settings
        self._intake = intake
        self._secret = secret_token
        self._state = PartState("telegram webhook")
        self._task: asyncio.Task[None] | None = None

    @property
    def path(self) -> str:
        return self._settings.webhook_path

    @property
    def state(self) -> PartState:
        return self._state

    async def accept(self, headers: Mapping[str, str], body: bytes) -> WebhookAnswer:
        """200 once the update is on disk, also for a repeat; any other answer makes Telegram bring it again."""
        given = next((value for name, value in headers.items() if name.lower() == _SECRET_HEADER), "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return WebhookAnswer(401, "wrong or missing secret token")
        if len(body) > BODY_BYTES:
            return WebhookAnswer(413, "an update has at most 1 MB")
        try:
            update_id = load_update(body)["update_id"]
        except ValueError as error:
            return WebhookAnswer(400, str(error))
        item = RawItem(NAME, self._settings.account, str(update_id), body, datetime.now(UTC))
        try:
            await self._intake.keep([item])
        except IntakeUnavailable as error:
            _log.warning("Telegram update %s is not kept: %s", update_id, error)
            return WebhookAnswer(503, "try again later")
        self._state.facts["last_update_id"] = update_id
        return WebhookAnswer(200)

    async def start(self) -> None:
        self._task = in_background(self._stay_registered(), self._state)

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        await end(task)
        self._state.ok, self._state.detail = False, "stopped"

    async def _stay_registered(self) -> None:
        backoff = Backoff(self._settings.first_retry_seconds, self._settings.longest_retry_seconds)
        api = BotApi(self._settings)
        registered = False
        try:
            while True:
                try:
                    registered = await self._check(api) if registered else await self._register(api)
                except TelegramError as error:
                    await asyncio.sleep(backoff.next(self._trouble(error)))
                else:
                    backoff.reset()
                    if registered:
                        await asyncio.sleep(self._settings.recheck_webhook_seconds)
        finally:
            await api.close()

    async def _register(self, api: BotApi) -> bool:
        url = self._settings.public_webhook_url
        await api.bot.set_webhook(
            url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
        )
        self._state.ok, self._state.detail = True, f"registered at {url}"
        return True

    async def _check(self, api: BotApi) -> bool:
        """Whether the registration is still ours; a program that polls removes it."""
        info = await api.bot.get_webhook_info()
        ours = info.url == self._settings.public_webhook_url
        self._state.ok = ours
        self._state.facts["pending_updates"] = info.pending_update_count
        self._state.facts["last_error"] = info.last_error_message or ""
        if not ours:
            self._state.detail = "the webhook was removed or pointed elsewhere; it is being registered again"
            _log.warning("Telegram webhook: %s", self._state.detail)
        return ours

    def _trouble(self, error: TelegramError) -> float:
        detail = explain(error)
        if self._state.detail != detail:
            _log.warning("Telegram webhook: %s", detail)
        self._state.ok, self._state.detail = False, detail
        return error.after if isinstance(error, Flooded) else 0.0
