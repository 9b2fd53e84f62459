"""The bot token is in every request's URL. It must be in nothing that a person or a log reads."""

from __future__ import annotations

import contextlib
import logging
import traceback

import pytest
from telegram_emulator import TelegramEmulator

from channels.message import ChatParts
from channels.port import ChannelError
from channels.telegram.account import TelegramAccount
from channels.telegram.attachments import TelegramFiles
from channels.telegram.receiver import TelegramPoller
from channels.telegram.settings import TelegramSettings

WORDS = "lời của khách"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture):
    """Everything that any library logs, at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text


async def fails(awaitable) -> str:
    try:
        await awaitable
    except ChannelError as error:
        return "".join(traceback.format_exception(error))
    return ""


TROUBLES = [
    lambda _tg, _method: None,
    lambda tg, method: tg.fail_next(method, 401),
    lambda tg, method: tg.fail_next(method, 404, description=f"Not Found: /bot{tg.token}/x"),
    lambda tg, method: tg.fail_next(method, 400, description=f"Bad Request: bad URL https://api/bot{tg.token}/x"),
    lambda tg, method: tg.fail_next(method, 403, description=f"Forbidden: {tg.token}"),
    lambda tg, method: tg.fail_next(method, 502),
    lambda tg, method: tg.fail_next(method, 200, html=True),
    lambda tg, method: tg.drop_next(method),
    lambda tg, method: tg.delay_next(method, 1.4),
]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_sending(tg: TelegramEmulator, outbox, lines, trouble) -> None:
    lan = tg.user("Lan")
    await lan.start()
    trouble(tg, "sendMessage")
    said = await fails(outbox(ChatParts(str(lan.id)), WORDS))
    assert tg.token not in said + lines()
    assert WORDS not in said + lines()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_polling_checking_and_fetching(
    tg: TelegramEmulator, settings: TelegramSettings, intake, lines, trouble, raw_updates, until
) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_document(b"x", "a.txt", caption=WORDS)
    raw = raw_updates()[-1]
    trouble(tg, "get*")
    poller = TelegramPoller(settings, intake)
    await poller.start()
    await until(lambda: poller.state.detail != "starting")
    details = [poller.state.detail]
    await intake.has(2)
    await poller.stop()
    trouble(tg, "getMe")
    details.append((await TelegramAccount(settings).check()).detail)
    trouble(tg, "getFile")
    files = TelegramFiles(settings)
    await files.start()
    details.append(await fails(files.fetch(raw)))
    await files.stop()
    assert tg.token not in "".join(details) + lines()
    assert WORDS not in "".join(details) + lines()


async def test_without_a_server(settings: TelegramSettings, tg: TelegramEmulator, outbox, lines) -> None:
    await tg.go_offline()
    said = await fails(outbox(ChatParts("5"), WORDS))
    assert "no connection" in said
    assert tg.token not in said + lines()
    with contextlib.suppress(ChannelError):
        await TelegramAccount(settings).me()
    assert tg.token not in lines()
