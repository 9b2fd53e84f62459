from __future__ import annotations

from dataclasses import replace

import pytest
from telegram_emulator import TelegramEmulator

from channels.port import CannotDeliver, TryAgainLater
from channels.telegram.account import BotIdentity, TelegramAccount


async def test_who_the_bot_is(settings) -> None:
    assert await TelegramAccount(settings).me() == BotIdentity("12345", "crm_test_bot")


async def test_commands_per_language_for_everybody_and_for_one_chat(tg: TelegramEmulator, settings) -> None:
    lan, anna, staff = (
        tg.user("Lan", language_code="vi"),
        tg.user("Anna", language_code="en"),
        tg.user("Minh", language_code="vi"),
    )
    for user in (lan, anna, staff):
        await user.start()
    account = TelegramAccount(settings)
    await account.publish_commands({"vi": [("help", "Trợ giúp")], "": [("help", "Help")]})
    await account.publish_commands({"vi": [("today", "Hôm nay"), ("help", "Trợ giúp")]}, chat_id=str(staff.id))
    menus = [list(user.commands()) for user in (lan, anna, staff)]
    assert menus == [["help"], ["help"], ["today", "help"]]
    assert [user.commands()["help"] for user in (lan, anna)] == ["Trợ giúp", "Help"]
    tg.assert_clean()


@pytest.mark.parametrize(
    "menu",
    [
        [("Today", "x")],
        [("hôm", "x")],
        [("", "x")],
        [("a" * 33, "x")],
        [("today", " ")],
        [(f"c{number}", "x") for number in range(101)],
    ],
)
async def test_impossible_commands_are_refused_before_anything_is_sent(
    tg: TelegramEmulator, settings, menu: list
) -> None:
    with pytest.raises(ValueError, match=r"command|menu"):
        await TelegramAccount(settings).publish_commands({"": menu})
    with pytest.raises(ValueError, match="no Telegram chat"):
        await TelegramAccount(settings).publish_commands({}, chat_id="x")
    assert not tg.calls


async def test_a_chat_that_does_not_exist_is_said(settings) -> None:
    with pytest.raises(CannotDeliver):
        await TelegramAccount(settings).publish_commands({"": [("help", "Help")]}, chat_id="4242")


async def test_check_says_what_works(tg: TelegramEmulator, settings) -> None:
    state = await TelegramAccount(settings).check()
    assert state.ok
    assert "@crm_test_bot" in state.detail
    assert state.facts["pending_updates"] == 0


@pytest.mark.parametrize(
    ("code", "said"), [(401, "@BotFather"), (404, "@BotFather"), (502, "answered 502"), (429, "asks to wait")]
)
async def test_check_says_what_does_not(tg: TelegramEmulator, settings, code: int, said: str) -> None:
    tg.fail_next("getMe", code, retry_after=3)
    state = await TelegramAccount(settings).check()
    assert not state.ok
    assert said in state.detail


async def test_check_names_the_server_that_cannot_be_reached(settings) -> None:
    nowhere = TelegramAccount(replace(settings, api_url="http://127.0.0.1:9"))
    assert "no connection to http://127.0.0.1:9" in (await nowhere.check()).detail
    with pytest.raises(TryAgainLater):
        await nowhere.me()
