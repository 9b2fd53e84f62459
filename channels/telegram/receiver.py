"""Long polling: ``getUpdates``, kept on disk before the next request confirms them.

https://core.telegram.org/bots/api#getupdates: an update is confirmed by a request with a higher ``offset``.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from typing import Any

from telegram.error import Conflict, TelegramError

from channels.message import RawItem, ReadPosition
from channels.port import Intake, IntakeUnavailable, PartState
from channels.telegram.api import BotApi, Flooded, NoAnswer
from channels.telegram.background import end, in_background
from channels.telegram.backoff import Backoff
from channels.telegram.channel import NAME
from channels.telegram.failures import explain
from channels.telegram.settings import TelegramSettings

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_log = logging.getLogger(__name__)
_BATCH = 100
_ANSWER_MARGIN_SECONDS = 10.0
_STOP_SECONDS = 4.0
_NOTHING_NEW_SECONDS = 0.1
# The lower-case spelling (method names are case-insensitive) yields the raw objects: ``Bot.get_updates`` would turn
# them into its types and refuse a whole batch for one update it does not know.
_GET_UPDATES = "getupdates"


class TelegramPoller:
    """Implements ``port.Receiver``. Items are kept in order of ``update_id``; the store recognises repeats."""

    def __init__(self, settings: TelegramSettings, intake: Intake) -> None:
        self._settings = settings
        self._intake = intake
        self._state = PartState("telegram polling")
        self._backoff = Backoff(settings.first_retry_seconds, settings.longest_retry_seconds)
        self._keeping = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._next: int | None = None
        self._webhook_removed = False

    @property
    def state(self) -> PartState:
        return self._state

    async def start(self) -> None:
        self._webhook_removed = False
        self._task = in_background(self._run(), self._state)

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        try:
            async with asyncio.timeout(_STOP_SECONDS), self._keeping:
                task.cancel()
        except TimeoutError:
            _log.warning("updates were still being kept when polling had to stop; Telegram will send them again")
        await end(task)
        self._state.ok, self._state.detail = False, "stopped"

    async def _run(self) -> None:
        api = BotApi(self._settings, answer_seconds=self._settings.long_poll_seconds + _ANSWER_MARGIN_SECONDS)
        try:
            while True:
                pause = await self._round_or_pause(api)
                await asyncio.sleep(pause)
        finally:
            await api.close()

    async def _round_or_pause(self, api: BotApi) -> float:
        """One request and what follows from it; returns the seconds to wait before the next."""
        try:
            pause = await self._round(api)
        except TelegramError as error:
            self._webhook_removed = self._webhook_removed and not isinstance(error, Conflict)
            return self._trouble(explain(error), error.after if isinstance(error, Flooded) else 0.0)
        except IntakeUnavailable as error:
            return self._trouble(f"the store keeps nothing at the moment: {error}")
        except Exception:  # noqa: BLE001 - a fault in the store must not end the reading of messages for good
            _log.exception("keeping Telegram updates failed")
            return self._trouble("keeping updates failed; the log has the details")
        self._backoff.reset()
        self._state.ok, self._state.detail = True, f"reading updates of bot {self._settings.account}"
        return pause

    async def _round(self, api: BotApi) -> float:
        if not self._webhook_removed:
            await api.bot.delete_webhook(drop_pending_updates=False)
            self._webhook_removed = True
        if self._next is None:
            position = await self._intake.read_position(NAME, self._settings.account)
            self._next = position.value + 1 if position else 0
        updates = await self._get_updates(api, self._next)
        if not updates:
            return 0.0
        async with self._keeping:
            new = await self._keep(updates)
        # A server that repeats itself in spite of the offset must not keep us spinning.
        return 0.0 if new else _NOTHING_NEW_SECONDS

    async def _get_updates(self, api: BotApi, offset: int) -> list[dict[str, Any]]:
        asked = {
            "offset": offset,
            "limit": _BATCH,
            # The first request answers at once, so that the state soon tells whether polling works.
            "timeout": self._settings.long_poll_seconds if self._state.ok else 0,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        updates = await api.bot.do_api_request(_GET_UPDATES, asked)
        if not isinstance(updates, list) or not all(_has_id(update) for update in updates):
            raise NoAnswer("getUpdates answered something other than updates")
        return sorted(updates, key=lambda update: int(update["update_id"]))

    async def _keep(self, updates: list[dict[str, Any]]) -> int:
        """Returns how many were new. The next offset follows the newest of these, for identifiers may start anew."""
        received_at = datetime.now(UTC)
        account = self._settings.account
        items = [RawItem(NAME, account, str(update["update_id"]), _encoded(update), received_at) for update in updates]
        last = int(updates[-1]["update_id"])
        kept = await self._intake.keep(items, ReadPosition(NAME, account, 0, last))
        self._next = last + 1
        new = sum(one.new for one in kept)
        self._state.facts["last_update_id"] = last
        self._state.facts["kept"] = self._state.facts.get("kept", 0) + new
        return new

    def _trouble(self, detail: str, at_least: float = 0.0) -> float:
        if self._state.detail != detail:
            _log.warning("Telegram polling: %s", detail)
        self._state.ok, self._state.detail = False, detail
        return self._backoff.next(at_least)


def _has_id(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _encoded(update: dict[str, Any]) -> bytes:
    """Compact JSON in UTF-8, fields in the order received; half surrogates, which UTF-8 cannot hold, stay escaped."""
    try:
        return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(update, separators=(",", ":")).encode()
