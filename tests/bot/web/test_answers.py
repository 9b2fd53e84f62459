"""What every answer carries, and what machines get."""

from __future__ import annotations

import logging
from dataclasses import replace
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.app import create_app
from bot.web.security import CSP
from channels.port import PartState, WebhookAnswer
from crm_store.database import Database
from crm_store.unit_of_work import Store


@pytest.mark.parametrize(
    "path", ["/sign-in", "/healthz", "/nothing", "/static/x/app.css", "/visitor", "/metrics", "/tickets"]
)
async def test_every_answer_has_the_headers(new_browser, path):
    headers = (await new_browser().get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"] == CSP
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers


def test_the_policy_allows_no_foreign_or_inline_code():
    for directive in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert directive in CSP
    assert "unsafe" not in CSP


async def test_pages_hold_no_inline_code(at_mai, new_browser):
    visitor = new_browser()
    for browser, path in (
        (at_mai, "/tickets"),
        (at_mai, "/chat"),
        (at_mai, "/settings"),
        (visitor, "/visitor"),
        (visitor, "/sign-in"),
    ):
        assert (await browser.get(path)).status == 200
        assert "<style" not in browser.page
        assert " style=" not in browser.page
        assert " onclick=" not in browser.page
        assert "<script>" not in browser.page


async def test_pages_are_not_cached_and_their_parts_for_ever(at_mai):
    assert (await at_mai.get("/tickets")).headers["Cache-Control"] == "no-store"
    sheet = at_mai.page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = await at_mai.get(sheet)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await at_mai.get("/static/old/app.css")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["..%2fapp.py", "%2e%2e/app.py", "nothing.css", "..", "%2fetc%2fpasswd"])
async def test_only_files_of_the_folder_are_given(new_browser, name):
    assert (await new_browser().get(f"/static/x/{name}")).status == 404


async def test_an_error_is_one_sentence_in_the_readers_language(at_mai, new_browser):
    answer = await at_mai.get("/nothing")
    assert answer.status == 404
    assert "There is nothing at this address." in at_mai.page
    assert (await new_browser("vi").get("/sign-in/a/b")).status == 404


async def test_a_defect_is_logged_and_not_shown(context, caplog):
    app = create_app(context)

    async def broken(_request: web.Request) -> web.Response:
        raise RuntimeError("secret detail")

    from bot.web.sessions import public

    app.router.add_get("/broken", public(broken))
    async with TestClient(TestServer(app)) as client:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/broken")
        text = await answer.text()
    assert answer.status == 500
    assert "secret detail" not in text
    assert "Traceback" not in text
    assert "secret detail" in caplog.text


async def test_a_store_that_does_not_answer_is_503(context, store, tmp_path):
    (tmp_path / "no-file").mkdir()
    broken = Store(Database(f"sqlite:///{tmp_path / 'no-file'}"), store.files, store.firm, lambda _uow, _event: None)
    async with TestClient(TestServer(create_app(replace(context, store=broken)))) as client:
        answer = await client.get("/readyz")
        assert answer.status == 503
        (part,) = (await answer.json())["parts"]
        assert (part["name"], part["ok"]) == ("store", False)
        assert "unable to open" in part["detail"]
        page = await client.get("/tickets", headers={"Cookie": f"crmbot={'x' * 43}", "Accept-Language": "en"})
        assert page.status == 503
        assert "try again in a minute" in await page.text()
        assert (await client.get("/healthz")).status == 200
    broken.close()


async def test_readiness_follows_the_needed_parts(new_browser, parts):
    browser = new_browser()
    parts += [
        PartState("imap", ok=True, detail="idle"),
        PartState("telegram", ok=False, detail="401", facts={"needed": False}),
    ]
    answer = await browser.get("/readyz")
    assert (answer.status, (await answer.json())["status"]) == (200, "ok")
    parts[0].ok = False
    answer = await browser.get("/readyz")
    body = await answer.json()
    assert (answer.status, body["status"]) == (503, "unready")
    assert {"name": "imap", "ok": False, "detail": "idle", "facts": {}} in body["parts"]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_strangers_learn_only_which_parts_work(new_browser, at_mai, parts, header):
    parts.append(PartState("smtp", ok=False, detail="mail.firm.example: 535 wrong password", facts={"queue": 3}))
    passed_on = {header: "203.0.113.9"}
    answer = await new_browser().get("/readyz", headers=passed_on)
    outline = {"status": "unready", "parts": [{"name": "store", "ok": True}, {"name": "smtp", "ok": False}]}
    assert (answer.status, await answer.json()) == (503, outline)
    assert "535" in await (await at_mai.get("/readyz", headers=passed_on)).text(), "staff see it all"
    assert "535" in await (await new_browser().get("/readyz")).text(), "so does this machine"


async def test_metrics_are_prometheus_text(new_browser):
    answer = await new_browser().get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert await answer.text() == "crmbot_up 1\n"


class Hook:
    """A channel that accepts what carries its secret."""

    path = "/webhooks/test"

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def accept(self, headers, body):
        if headers.get("X-Secret") != "s":
            return WebhookAnswer(401)
        self.bodies.append(body)
        return WebhookAnswer(200, "ok")


async def test_webhooks_are_judged_by_their_channel(context):
    hook = Hook()
    async with TestClient(TestServer(create_app(replace(context, webhooks=[hook])))) as client:
        assert (await client.post(hook.path, data=b"{}")).status == 401
        answer = await client.post(
            hook.path, data=b"{}", headers={"X-Secret": "s", "Origin": "https://api.telegram.org"}
        )
        assert (answer.status, await answer.text()) == (200, "ok")
        assert (
            await client.post(hook.path, data=BytesIO(b"x" * (1024 * 1024 + 1)), headers={"X-Secret": "s"})
        ).status == 413

        async def chunks():
            for _ in range(33):
                yield b"x" * 32768

        assert (await client.post(hook.path, data=chunks(), headers={"X-Secret": "s"})).status == 413
        assert (await client.get(hook.path)).status == 405
    assert hook.bodies == [b"{}"]


async def test_a_form_that_is_too_long_is_refused(at_mai):
    answer = await at_mai.post("/settings/language", language="x" * 300_000)
    assert answer.status == 413
