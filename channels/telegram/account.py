"""The bot itself: who it is, whether it can be reached, which commands its menu shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from channels.port import PartState
from channels.telegram.api import BotApi
from channels.telegram.failures import explain, port_failure
from channels.telegram.settings import TelegramSettings
from channels.telegram.splitting import shorten

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_DESCRIPTION_LENGTH = 256


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """``username`` is without ``@``; ``https://t.me/<username>?start=…`` opens the bot."""

    id: str
    username: str


class TelegramAccount:
    """Each call opens its own connection and closes it: these are rare."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings

    async def me(self) -> BotIdentity:
        """Raises the failures of ``channels.port``."""
        api = BotApi(self._settings)
        try:
            user = await api.bot.get_me()
        except TelegramError as error:
            raise port_failure(error, repeatable=True) from None
        finally:
            await api.close()
        return BotIdentity(str(user.id), user.username or "")

    async def check(self) -> PartState:
        """For ``crmbot check``: does not raise for a far end that is down or refuses."""
        state = PartState("telegram", facts={"api": self._settings.api_url})
        api = BotApi(self._settings)
        try:
            user = await api.bot.get_me()
            webhook = await api.bot.get_webhook_info()
        except TelegramError as error:
            state.detail = explain(error)
            return state
        finally:
            await api.close()
        state.ok = True
        state.detail = f"@{user.username} answers at {self._settings.api_url}"
        state.facts |= {
            "username": user.username,
            "webhook": webhook.url,
            "pending_updates": webhook.pending_update_count,
        }
        return state

    async def publish_commands(
        self, commands: Mapping[str, Sequence[tuple[str, str]]], chat_id: str | None = None
    ) -> None:
        """Sets the menu: language code (``""``: any other language) to (name without slash, description) pairs.

        Without ``chat_id`` it is everybody's menu, with it one chat's, which wins there. An empty sequence removes that
        language's menu. Raises ``ValueError`` for names Telegram does not take, else the failures of ``channels.port``.
        """
        menus = {language: [_command(name, text) for name, text in menu] for language, menu in commands.items()}
        if any(len(menu) > _MOST_COMMANDS for menu in menus.values()):
            raise ValueError(f"A Telegram menu holds at most {_MOST_COMMANDS} commands.")
        scope: BotCommandScope = (
            BotCommandScopeChat(_chat(chat_id)) if chat_id is not None else BotCommandScopeDefault()
        )
        api = BotApi(self._settings)
        try:
            for language, menu in menus.items():
                await api.bot.set_my_commands(menu, scope=scope, language_code=language or None)
        except TelegramError as error:
            raise port_failure(error, repeatable=True) from None
        finally:
            await api.close()


def _command(name: str, description: str) -> BotCommand:
    if not _COMMAND.fullmatch(name):
        raise ValueError(f"{name!r} is no Telegram command: 1 to 32 characters of a-z, 0-9 and _.")
    if not description.strip():
        raise ValueError(f"The command /{name} needs a description.")
    return BotCommand(name, shorten(description.strip(), _DESCRIPTION_LENGTH))


def _chat(chat_id: str) -> int:
    try:
        return int(chat_id)
    except ValueError:
        raise ValueError(f"{chat_id!r} is no Telegram chat.") from None
