"""The customer chat: anybody may write, nobody may read another's, nobody may flood."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.web.app import create_app
from bot.web.postbox import StorePostbox
from bot.web.visitor import conversation_key
from channels.message import ChatParts, OutboundMessage, RawItem, plain
from channels.webchat.parser import parse
from channels.webchat.sender import WebchatSender
from channels.webchat.settings import WebchatSettings
from crm_store.inbox.models import InboxItem


async def frame_of(socket, kind, seconds=3.0):
    async with asyncio.timeout(seconds):
        while True:
            message = await socket.receive()
            assert message.type is WSMsgType.TEXT, message
            frame = json.loads(message.data)
            if frame["type"] == kind:
                return frame


async def visit(browser, revision=None):
    if not any(cookie.key == "crmbot_visitor" for cookie in browser.session.cookie_jar):
        assert (await browser.get("/visitor")).status == 200
    socket = await browser.socket("/visitor/ws")
    await socket.send_json({"type": "hello", "revision": revision})
    return socket, await frame_of(socket, "messages")


def key_of(browser):
    token = next(cookie.value for cookie in browser.session.cookie_jar if cookie.key == "crmbot_visitor")
    return conversation_key(token)


async def kept_items(store):
    rows = await store.read(lambda uow: uow.session.scalars(select(InboxItem).order_by(InboxItem.id)).all())
    return [parse(RawItem(row.channel, row.account, row.external_id, row.raw, row.received_at)) for row in rows]


async def test_a_visitor_writes_and_is_answered_after_a_reload(store, new_browser):
    browser = new_browser("vi")
    socket, first = await visit(browser)
    assert first["messages"] == []
    say = {"type": "say", "id": "c1", "text": "Máy in hỏng", "name": "Hoa", "email": "Hoa@SaoMai.example"}
    await socket.send_json(say)
    await frame_of(socket, "kept")
    (message,) = await kept_items(store)
    assert (message.account, message.sender.address, message.sender.name) == ("customer", key_of(browser), "Hoa")
    assert (message.reply_to[0].address, message.chat.language) == ("hoa@saomai.example", "vi")
    await socket.close()
    answer = OutboundMessage("k", plain("Dạ, em xem ngay ạ."), chat=ChatParts(key_of(browser)))
    sender = WebchatSender(StorePostbox(store))
    await sender.start()
    await sender.send(answer, asyncio.sleep)
    socket, again = await visit(browser)
    assert [one["body"]["spans"][0]["text"] for one in again["messages"]] == ["Máy in hỏng", "Dạ, em xem ngay ạ."]


async def test_the_cookie_is_the_only_key_and_shut_from_scripts(new_browser):
    browser = new_browser()
    cookie = (await browser.get("/visitor")).cookies["crmbot_visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in browser.page
    assert "crmbot_visitor" not in (await browser.get("/visitor")).cookies, "a second look keeps it"


async def test_visitors_do_not_see_each_other(store, new_browser):
    first, second = new_browser(), new_browser()
    of_first, _ = await visit(first)
    of_second, _ = await visit(second)
    await of_first.send_json({"type": "say", "id": "c1", "text": "bí mật"})
    await frame_of(of_first, "kept")
    with pytest.raises(TimeoutError):
        await frame_of(of_second, "messages", 0.3)
    _again, seen = await visit(second)
    assert seen["messages"] == []


async def test_a_visitor_is_no_member_of_staff(new_browser):
    browser = new_browser()
    await visit(browser)
    assert (await browser.get("/tickets")).status == 303
    with pytest.raises(WSServerHandshakeError):
        await browser.socket("/chat/ws")


@pytest.mark.parametrize("cookie", [None, "short", "x" * 44, "staff:1", "../" + "x" * 40])
async def test_a_line_needs_the_pages_cookie(server, new_browser, cookie):
    browser = new_browser()
    headers = {"Origin": browser.base} | ({"Cookie": f"crmbot_visitor={cookie}"} if cookie else {})
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.socket("/visitor/ws", headers=headers)
    assert refused.value.status == 403


async def test_only_our_own_page_opens_a_line(new_browser):
    browser = new_browser()
    await browser.get("/visitor")
    for headers in ({}, {"Origin": "https://evil.example"}):
        with pytest.raises(WSServerHandshakeError):
            await browser.socket("/visitor/ws", headers=headers)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"email": "not an address"}, "not an address"),
        ({"email": ["a"]}, "not an e-mail address"),
        ({"name": "x" * 101}, "at most 100"),
        ({"name": {"a": 1}}, "at most 100"),
    ],
)
async def test_a_wrong_introduction_is_said_and_nothing_is_kept(store, new_browser, more, said):
    socket, _ = await visit(new_browser())
    await socket.send_json({"type": "say", "id": "c1", "text": "a"} | more)
    assert said in (await frame_of(socket, "refused"))["error"]
    assert await kept_items(store) == []


@pytest.fixture
async def strict(context):
    small = WebchatSettings(visitor_per_minute=3, address_per_minute=5, sockets_per_address=4)
    server = TestServer(create_app(replace(context, webchat=small)))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def sessions():
    opened = []
    yield opened
    for session in opened:
        await session.close()


async def open_lines(server, sessions, count):
    lines = []
    for _ in range(count):
        session = ClientSession(cookie_jar=CookieJar(unsafe=True))
        sessions.append(session)
        base = str(server.make_url("")).rstrip("/")
        await session.get(f"{base}/visitor")
        lines.append(await session.ws_connect(f"{base}/visitor/ws", headers={"Origin": base}))
    return lines


async def test_one_visitor_and_one_address_are_slowed_down(strict, sessions):
    lines = await open_lines(strict, sessions, 2)
    answers = []
    for number in range(4):
        await lines[0].send_json({"type": "say", "id": f"a{number}", "text": "a"})
        answers.append(json.loads((await lines[0].receive()).data)["type"])
    assert answers == ["kept"] * 3 + ["later"]
    answers = []
    for number in range(3):
        await lines[1].send_json({"type": "say", "id": f"b{number}", "text": "b"})
        answers.append(json.loads((await lines[1].receive()).data)["type"])
    assert answers == ["kept"] * 2 + ["later"], "five from one address, whoever they are"


async def test_one_address_holds_so_many_lines_and_no_more(strict, sessions):
    lines = await open_lines(strict, sessions, 4)
    with pytest.raises(WSServerHandshakeError) as refused:
        await open_lines(strict, sessions, 1)
    assert refused.value.status == 429
    await lines[0].close()
    await asyncio.sleep(0.05)
    lines += await open_lines(strict, sessions, 1)
