"""The bot's name, for links that open it."""

from __future__ import annotations

import asyncio

from bot.settings import Settings

ANSWER_SECONDS = 10.0


def ask(settings: Settings) -> str | None:
    """The bot's user name; ``None`` without a token. Raises ``ChannelError`` or ``TimeoutError`` when nobody tells."""
    if settings.telegram_token is None:
        return None
    from channels.telegram.account import TelegramAccount
    from channels.telegram.settings import TelegramSettings

    account = TelegramAccount(TelegramSettings(settings.telegram_token, settings.telegram_api_url))

    async def me() -> str:
        async with asyncio.timeout(ANSWER_SECONDS):
            return (await account.me()).username

    return asyncio.run(me())
