from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from telegram_emulator import TelegramEmulator

from channels.port import AcceptsWebhooks, Receiver
from channels.telegram.settings import TelegramSettings
from channels.telegram.webhook import BODY_BYTES, TelegramWebhook

SECRET = "s3cret_Token-1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = b'{"update_id": 7, "message": {}}'


@pytest.fixture
async def webhook(settings: TelegramSettings, intake) -> AsyncIterator[TelegramWebhook]:
    """Mounted on a web server as the web part does it."""
    hook: TelegramWebhook

    async def handle(request: web.Request) -> web.Response:
        answer = await hook.accept(request.headers, await request.read())
        return web.Response(status=answer.status, text=answer.body)

    app = web.Application(client_max_size=20 * 1024 * 1024)
    app.router.add_post("/webhooks/telegram", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    hook = TelegramWebhook(replace(settings, webhook_url=address, recheck_webhook_seconds=0.1), intake, SECRET)
    yield hook
    await hook.stop()
    await runner.cleanup()


async def test_updates_come_through_the_registered_webhook(tg: TelegramEmulator, webhook, intake, until) -> None:
    assert isinstance(webhook, AcceptsWebhooks)
    assert isinstance(webhook, Receiver)
    await webhook.start()
    await until(lambda: webhook.state.ok)
    lan = tg.user("Lan")
    tg.duplicate_next()
    await lan.start()
    await lan.send("chào")
    messages = await intake.has(2)
    await until(lambda: tg.pending_updates == 0)
    assert [message.text for message in messages] == ["/start", "chào"]
    assert intake.raws[1].external_id == str(json.loads(intake.raws[1].content)["update_id"])
    tg.redeliver(2)
    await until(lambda: tg.pending_updates == 0)
    assert len(intake.items) == 2
    assert all(attempt.status == 200 for attempt in tg.webhook.attempts)
    tg.assert_clean()


async def test_a_store_that_is_down_answers_503_and_telegram_comes_again(
    tg: TelegramEmulator, webhook, intake, until
) -> None:
    await webhook.start()
    await until(lambda: webhook.state.ok)
    intake.unavailable = 2
    await tg.user("Lan").start()
    await intake.has(1)
    await until(lambda: tg.pending_updates == 0)
    assert [attempt.status for attempt in tg.webhook.attempts] == [503, 503, 200]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, UPDATE, 401),
        ({HEADER: ""}, UPDATE, 401),
        ({HEADER: SECRET + "x"}, UPDATE, 401),
        ({HEADER: "sécret"}, UPDATE, 401),
        ({HEADER: "\udc80"}, UPDATE, 401),
        ({}, b"x" * (BODY_BYTES * 10), 401),
        ({HEADER: SECRET}, b" " * (BODY_BYTES + 1), 413),
        ({HEADER: SECRET}, b"", 400),
        ({HEADER: SECRET}, b"not json", 400),
        ({HEADER: SECRET}, b"[1]", 400),
        ({HEADER: SECRET}, b"{}", 400),
        ({HEADER: SECRET}, b'{"update_id": true}', 400),
        ({HEADER: SECRET}, b'{"update_id": "7"}', 400),
        ({HEADER: SECRET}, b'\xff\xfe{"update_id": 7', 400),
        ({HEADER: SECRET}, b"[" * 200_000, 400),
    ],
)
async def test_forged_and_malformed_requests_store_nothing(
    webhook, intake, headers: dict, body: bytes, status: int
) -> None:
    answer = await webhook.accept(headers, body)
    assert answer.status == status
    assert intake.calls == 0


async def test_the_header_name_is_case_insensitive_and_repeats_are_taken(webhook, intake) -> None:
    for name in (HEADER, HEADER.lower(), HEADER.upper()):
        assert (await webhook.accept({name: SECRET}, UPDATE)).status == 200
    assert [raw.content for raw in intake.raws] == [UPDATE]


async def test_a_forged_request_over_http_is_refused(webhook, intake, until) -> None:
    await webhook.start()
    url = webhook._settings.public_webhook_url
    async with aiohttp.ClientSession() as http, http.post(url, data=UPDATE, headers={HEADER: "guess"}) as response:
        assert response.status == 401
    assert intake.calls == 0


async def test_registration_is_repeated_until_it_works_and_renewed_when_lost(
    tg: TelegramEmulator, webhook, until
) -> None:
    tg.fail_next("setWebhook", 502, times=2)
    await webhook.start()
    await until(lambda: "502" in webhook.state.detail)
    await until(lambda: webhook.state.ok)
    assert tg.webhook.secret_token == SECRET
    tg.webhook.url = ""
    await until(lambda: tg.webhook.url == webhook._settings.public_webhook_url)
    await until(lambda: webhook.state.ok)


async def test_stopping_leaves_the_registration(tg: TelegramEmulator, webhook, until) -> None:
    await webhook.start()
    await until(lambda: webhook.state.ok)
    await webhook.stop()
    assert tg.webhook.url
    assert not tg.calls_of("deleteWebhook")


@pytest.mark.parametrize(
    ("url", "secret"), [("", SECRET), ("https://crm.example.com", ""), ("https://crm.example.com", "with space")]
)
def test_what_is_missing_is_named(settings: TelegramSettings, intake, url: str, secret: str) -> None:
    with pytest.raises(ValueError, match="webhook"):
        TelegramWebhook(replace(settings, webhook_url=url), intake, secret)
