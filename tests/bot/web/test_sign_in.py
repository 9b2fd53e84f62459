from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.web.context import WebContext
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.outbox.models import OutboxItem
from crm_store.team import service as team
from crm_store.tickets import service as tickets


async def link(store, user):
    return "/sign-in/" + await store.write(lambda uow: team.sign_in_link(uow, user_id=user.id))


async def test_looking_at_a_link_does_not_use_it_up(store, new_browser, mai):
    browser, path = new_browser(), await link(store, mai)
    for _ in range(3):
        assert (await browser.get(path)).status == 200
    assert (await browser.post(path)).status == 303
    assert (await browser.get("/tickets")).status == 200


async def test_a_link_signs_in_once_and_says_so(store, new_browser, mai):
    first, second, path = new_browser(), new_browser(), await link(store, mai)
    await first.get(path)
    await second.get(path)
    assert (await first.post(path)).status == 303
    answer = await second.post(path)
    assert answer.status == 410
    assert "Ask for a new one" in second.page
    assert "crmbot" not in answer.cookies


async def test_unknown_used_and_expired_links_answer_alike(store, new_browser, mai):
    browser, path = new_browser(), await link(store, mai)
    later = clock.now() + timedelta(minutes=16)
    clock.use(lambda: later)
    pages = set()
    for wrong in (path, "/sign-in/unknown", "/invite/unknown"):
        await browser.get(wrong)
        pages.add(((await browser.post(wrong)).status, browser.page))
    assert len(pages) == 1


async def test_an_invitation_signs_in(store, new_browser):
    user, token = await store.write(
        lambda uow: team.add_user(uow, actor=COMMAND_LINE, name="Lan", email="lan@f.example", role="sales")
    )
    browser = new_browser("vi")
    await browser.get(f"/invite/{token}")
    assert (await browser.post(f"/invite/{token}")).status == 303
    await browser.get("/settings")
    assert user.email in browser.page


async def test_the_session_cookie_is_shut_from_scripts_and_other_sites(store, new_browser, mai):
    browser, path = new_browser(), await link(store, mai)
    await browser.get(path)
    cookie = (await browser.post(path)).cookies["crmbot"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", str(30 * 86400))


async def test_a_new_sign_in_ends_the_session_before(store, new_browser, enter, mai):
    browser = await enter(new_browser(), mai)
    before = await store.read(lambda uow: team.sessions_of(uow, actor=team.actor_of(mai, "web")))
    await enter(browser, mai)
    after = await store.read(lambda uow: team.sessions_of(uow, actor=team.actor_of(mai, "web")))
    assert len(before) == len(after) == 1
    assert before[0].id != after[0].id


@pytest.mark.parametrize(
    "path",
    ["/tickets", "/tickets/T-1", "/chat", "/settings", "/", "/tickets/T-1/files/1", "/tickets/T-1/messages/1/original"],
)
async def test_pages_need_a_session(new_browser, path):
    answer = await new_browser().get(path)
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/sign-in")


async def test_scripts_without_a_session_are_told_so(new_browser):
    browser = new_browser()
    answer = await browser.get("/tickets", headers={"X-Requested-With": "fetch"})
    assert answer.status == 401
    assert await answer.json() == {"error": "You are not signed in any more. Sign in again."}


async def test_everything_but_the_known_few_is_closed(server):
    """A new page is closed until somebody opens it on purpose."""
    from bot.web import sessions

    opened = {route.resource.canonical for route in server.app.router.routes() if route.handler in sessions._PUBLIC}
    assert opened == {
        "/sign-in", "/sign-in/{token}", "/invite/{token}", "/visitor", "/visitor/ws", "/visitor/files/{message}/{place}",
        "/healthz", "/readyz", "/metrics", "/static/{version}/{name}", "/favicon.ico",
    }  # fmt: skip


async def test_a_form_needs_the_sessions_own_token(at_mai, at_minh):
    for token in ("", "wrong", at_minh.csrf):
        assert (await at_mai.post("/settings/language", csrf=token or "x", language="vi")).status == 403
    assert (await at_mai.get("/settings")).status == 200
    assert 'lang="en"' in at_mai.page
    assert (await at_mai.post("/settings/language", language="vi")).status == 303
    await at_mai.get("/settings")
    assert '<html lang="vi"' in at_mai.page


async def test_a_form_of_another_site_is_refused(at_mai):
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": at_mai.base + ".evil.example"},
    ):
        at_mai.headers = headers
        assert (await at_mai.post("/settings/language", language="vi")).status == 403
        await at_mai.get("/settings")
    assert '<html lang="en"' in at_mai.page


async def test_signing_in_needs_a_form_of_ours_too(store, new_browser, mai):
    """Otherwise another site could sign a visitor in as somebody else."""
    browser, path = new_browser(), await link(store, mai)
    assert (await browser.post(path, csrf="x")).status == 403
    await browser.get(path)
    assert (await browser.post(path)).status == 303


async def test_sessions_are_listed_and_ended(new_browser, enter, mai):
    here, there = await enter(new_browser(), mai), await enter(new_browser(), mai)
    await here.get("/settings")
    other = here.page.split("/settings/sessions/")[1].split("/")[0]
    assert (await here.post(f"/settings/sessions/{other}/revoke")).status == 303
    assert (await there.get("/tickets")).status == 303
    assert (await here.get("/tickets")).status == 200


async def test_anothers_session_is_not_ended(store, new_browser, enter, mai, at_minh):
    at_mai = await enter(new_browser(), mai)
    (of_mai,) = await store.read(lambda uow: team.sessions_of(uow, actor=team.actor_of(mai, "web")))
    assert (await at_minh.post(f"/settings/sessions/{of_mai.id}/revoke")).status == 404
    foreign = at_minh.page
    await at_minh.get("/settings")
    assert (await at_minh.post("/settings/sessions/999/revoke")).status == 404
    assert at_minh.page == foreign, "absent and foreign answer alike"
    assert (await at_mai.get("/tickets")).status == 200


async def test_signing_out_ends_the_session_on_the_server(at_mai):
    cookie = next(iter(at_mai.session.cookie_jar)).value
    assert (await at_mai.post("/sign-out")).status == 303
    at_mai.session.cookie_jar.clear()
    answer = await at_mai.get("/tickets", headers={"Cookie": f"crmbot={cookie}"})
    assert answer.status == 303


async def test_a_disabled_user_is_out_at_once(store, at_minh, minh):
    await store.write(lambda uow: team.disable_user(uow, actor=COMMAND_LINE, user_id=minh.id))
    assert (await at_minh.get("/tickets")).status == 303


async def test_guessing_links_is_slowed_down(new_browser):
    browser = new_browser()
    statuses = []
    for _ in range(12):
        await browser.get("/sign-in/x")
        statuses.append((await browser.post("/sign-in/x")).status)
    assert statuses[:10] == [410] * 10
    assert statuses[10:] == [429] * 2


async def test_over_https_cookies_are_secure_and_bound_to_the_host(context, store, mai):
    from dataclasses import replace

    from aiohttp.test_utils import TestClient, TestServer

    from bot.web.app import create_app

    secure: WebContext = replace(context, base_url="https://crm.firm.example")
    path = await link(store, mai)
    async with TestClient(TestServer(create_app(secure))) as client:
        page = await client.get(path)
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        form = page.cookies["crmbot_form"]
        assert form["secure"]
        csrf = (await page.text()).split('name="csrf" value="')[1].split('"')[0]
        answer = await client.post(
            path,
            data={"csrf": csrf},
            headers={"Cookie": f"crmbot_form={form.value}", "Origin": "https://crm.firm.example"},
            allow_redirects=False,
        )
        assert answer.status == 303
        assert answer.cookies["__Host-crmbot"]["secure"]


async def test_a_newcomer_finds_what_nobody_has_yet_once(store, new_browser, enter, desk, mai, minh):
    """The mails that came before anybody had looked at the web chat."""
    numbers = [await desk.ticket(f"Máy in {n}", "Giúp em với") for n in range(7)]
    actor = team.actor_of(mai, "web")
    await store.write(lambda uow: tickets.assign(uow, actor=actor, ticket_id=numbers[3], user_id=mai.id))

    async def cards():
        where = OutboxItem.recipient == f"staff:{minh.id}"
        rows = await store.read(
            lambda uow: uow.connection.execute(select(OutboxItem.subject).where(where).order_by(OutboxItem.id)).all()
        )
        return [row.subject for row in rows]

    assert await cards() == []
    await enter(new_browser(), minh)
    assert await cards() == [f"T-{numbers[place]}" for place in (1, 2, 4, 5, 6)]
    await enter(new_browser(), minh)
    assert len(await cards()) == 5
