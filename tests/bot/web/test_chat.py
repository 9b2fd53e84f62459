"""The staff chat over its socket: kept before acknowledged, nothing lost over a break, nobody else's line."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.web.app import create_app
from bot.web.postbox import StorePostbox
from channels.message import Button, ChatAction, ChatParts, OutboundMessage, RawItem, Span, StoredFile, plain
from channels.webchat.parser import parse
from channels.webchat.sender import WebchatSender
from channels.webchat.settings import WebchatSettings
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.conversations import service as conversations
from crm_store.inbox.models import InboxItem
from crm_store.team import service as team


async def frame_of(socket, kind, seconds=3.0):
    """The next frame of this kind."""
    async with asyncio.timeout(seconds):
        while True:
            message = await socket.receive()
            assert message.type is WSMsgType.TEXT, message
            frame = json.loads(message.data)
            if frame["type"] == kind:
                return frame


async def nothing_of(socket, kind):
    with pytest.raises(TimeoutError):
        await frame_of(socket, kind, 0.3)


async def hello(browser, path="/chat/ws", revision=None):
    socket = await browser.socket(path)
    await socket.send_json({"type": "hello", "revision": revision})
    return socket, await frame_of(socket, "messages")


async def kept_items(store):
    rows = await store.read(lambda uow: uow.session.scalars(select(InboxItem).order_by(InboxItem.id)).all())
    return [parse(RawItem(row.channel, row.account, row.external_id, row.raw, row.received_at)) for row in rows]


async def never():
    raise AssertionError("web chat messages have no point of no return")


@pytest.fixture
async def say(store):
    """The program's side: ``await say("staff:1", "text", key="k1")``."""
    sender = WebchatSender(StorePostbox(store))
    await sender.start()

    async def run(conversation, text, key="k", **parts):
        message = OutboundMessage(
            key, plain(text) if isinstance(text, str) else text, chat=ChatParts(conversation, **parts)
        )
        return (await sender.send(message, never)).external_id

    return run


def texts(frame):
    return ["".join(span["text"] for span in one["body"]["spans"]) for one in frame["messages"]]


async def test_a_line_is_on_disk_before_it_is_acknowledged(store, at_mai, mai, intake):
    socket, first = await hello(at_mai)
    assert (first["messages"], first["revision"], first["first"]) == ([], 0, True)
    await socket.send_json({"type": "say", "id": "c1", "text": "T-1 giao Minh"})
    assert (await frame_of(socket, "kept"))["id"] == "c1"
    (message,) = await kept_items(store)
    assert (message.text, message.account, message.chat.chat_id) == ("T-1 giao Minh", "staff", f"staff:{mai.id}")


async def test_one_sees_ones_own_line(at_mai):
    socket, _ = await hello(at_mai)
    await socket.send_json({"type": "say", "id": "c1", "text": "Chào"})
    frame = await frame_of(socket, "messages")
    assert texts(frame) == ["Chào"]
    assert (frame["messages"][0]["direction"], frame["messages"][0]["client_id"]) == ("in", "c1")


async def test_who_speaks_is_not_idle(store, at_mai, mai):
    """A chat that stays open for weeks has no other sign of life."""
    socket, _ = await hello(at_mai)
    start = clock.now()
    for day in range(1, 20):
        clock.use(lambda day=day: start + timedelta(days=day))
        await socket.send_json({"type": "say", "id": f"c{day}", "text": "a"})
        await frame_of(socket, "kept")
    await socket.close()
    assert (await at_mai.get("/settings")).status == 200


async def test_what_cannot_be_kept_is_not_acknowledged_and_a_repeat_is_one(store, at_mai, intake):
    socket, _ = await hello(at_mai)
    intake.available = False
    say = {"type": "say", "id": "c1", "text": "Chào"}
    await socket.send_json(say)
    later = await frame_of(socket, "later")
    assert (later["id"], later["seconds"] > 0) == ("c1", True)
    intake.available = True
    for _ in range(3):
        await socket.send_json(say)
        await frame_of(socket, "kept")
    assert [one.text for one in await kept_items(store)] == ["Chào"]
    again, first = await hello(at_mai)
    assert texts(first) == ["Chào"], "and stands once in the conversation"
    await again.close()


async def test_after_a_break_the_browser_gets_what_it_missed(at_mai, mai, say):
    socket, _ = await hello(at_mai)
    key = f"staff:{mai.id}"
    first = await say(key, "một", key="k1")
    seen = (await frame_of(socket, "messages"))["revision"]
    await socket.close()
    await say(key, "hai", key="k2")
    await say(key, "một, đã sửa", action=ChatAction.EDIT, message_ref=first)
    await say(key, "ba", key="k3")
    socket, missed = await hello(at_mai, revision=seen)
    assert not missed["first"]
    assert texts(missed) == ["hai", "một, đã sửa", "ba"]
    assert [str(one["id"]) for one in missed["messages"]][1] == first
    await say(key, "bốn", key="k4")
    assert texts(await frame_of(socket, "messages")) == ["bốn"]


async def test_breaks_at_any_point_lose_and_double_nothing(store, at_mai, mai, say):
    """The far side cuts after every message; the browser's bookkeeping is the revision and the unacknowledged ids."""
    key, seen, shown, waiting = f"staff:{mai.id}", None, {}, []
    for number in range(12):
        waiting.append({"type": "say", "id": f"c{number}", "text": f"in {number}"})
        await say(key, f"out {number}", key=f"k{number}")
        socket = await at_mai.socket("/chat/ws")
        await socket.send_json({"type": "hello", "revision": seen})
        for frame in waiting:
            await socket.send_json(frame)
        if number % 3 == 2:
            for _ in list(waiting):
                gone = (await frame_of(socket, "kept"))["id"]
                waiting = [frame for frame in waiting if frame["id"] != gone]
        elif number % 3 == 1:
            news = await frame_of(socket, "messages")
            seen = news["revision"]
            shown |= {one["id"]: one["body"]["spans"][0]["text"] for one in news["messages"]}
        await socket.close()
    socket = await at_mai.socket("/chat/ws")
    await socket.send_json({"type": "hello", "revision": seen})
    for frame in waiting:
        await socket.send_json(frame)
    async with asyncio.timeout(5):
        while len(shown) < 24:
            news = await frame_of(socket, "messages")
            shown |= {one["id"]: one["body"]["spans"][0]["text"] for one in news["messages"]}
    assert sorted(shown.values()) == sorted([f"in {n}" for n in range(12)] + [f"out {n}" for n in range(12)])
    kept = await kept_items(store)
    assert sorted({one.text for one in kept}) == sorted({f"in {n}" for n in range(12)})
    assert len(kept) == 12


async def test_a_first_look_shows_the_newest_page_and_more_on_demand(at_mai, mai, say):
    key = f"staff:{mai.id}"
    for number in range(53):
        await say(key, str(number), key=f"k{number}")
    socket, first = await hello(at_mai)
    assert (texts(first)[0], len(first["messages"]), first["more"]) == ("3", 50, True)
    await socket.send_json({"type": "earlier", "before": first["messages"][0]["id"]})
    earlier = await frame_of(socket, "earlier")
    assert (texts(earlier), earlier["more"]) == (["0", "1", "2"], False)


async def test_a_browser_that_knows_more_than_there_is_begins_anew(at_mai, mai, say):
    """A backup was restored."""
    await say(f"staff:{mai.id}", "một")
    _socket, frame = await hello(at_mai, revision=900)
    assert (frame["first"], frame["revision"], texts(frame)) == (True, 1, ["một"])


async def test_a_pressed_button_is_one_of_the_cards(store, at_mai, mai, say):
    card = await say(
        f"staff:{mai.id}", "🎫 T-1", buttons=((Button("Nhận", "take:T-1:3"), Button("Mở", url="/tickets/T-1")),)
    )
    socket, first = await hello(at_mai)
    assert first["messages"][0]["body"]["buttons"] == [
        [{"label": "Nhận", "data": "take:T-1:3"}, {"label": "Mở", "url": "/tickets/T-1"}]
    ]
    await socket.send_json({"type": "press", "id": "p1", "message": int(card), "data": "close:T-1:3"})
    assert (await frame_of(socket, "refused"))["error"] == "This button is not there any more."
    await socket.send_json({"type": "press", "id": "p2", "message": int(card), "data": "take:T-1:3"})
    await frame_of(socket, "kept")
    (message,) = await kept_items(store)
    assert (message.chat.button_data, message.chat.message_ref, message.chat.button_query_id) == (
        "take:T-1:3",
        card,
        "p2",
    )


async def test_buttons_go_and_toasts_pass(at_mai, mai, say):
    key = f"staff:{mai.id}"
    card = await say(key, "🎫 T-1", buttons=((Button("Nhận", "take"),),))
    socket, _ = await hello(at_mai)
    await say(key, "", action=ChatAction.CLEAR_BUTTONS, message_ref=card)
    cleared = (await frame_of(socket, "messages"))["messages"]
    assert [(str(one["id"]), "buttons" in one["body"]) for one in cleared] == [(card, False)]
    for text in ("Đã nhận", "Đã giao"):
        await say(key, text, action=ChatAction.ANSWER_BUTTON, button_query_id="p1")
        (toast,) = (await frame_of(socket, "messages"))["messages"]
        assert toast["body"] == {"toast": text, "alert": False, "query": "p1"}
    again, first = await hello(at_mai)
    assert [one["body"].get("toast") for one in first["messages"]] == [None, "Đã giao"], "the last one only"
    await again.close()


async def test_a_second_try_of_the_same_message_writes_nothing(at_mai, mai, say):
    key = f"staff:{mai.id}"
    assert await say(key, "một", key="same") == await say(key, "một", key="same")
    _socket, first = await hello(at_mai)
    assert texts(first) == ["một"]


async def test_a_file_is_fetched_under_its_conversation_only(store, at_mai, at_minh, mai):
    content = "hợp đồng".encode()
    stored = StoredFile(store.files.put(content), "hợp đồng.html", "text/html", len(content))
    message = OutboundMessage("k", (Span("đây"),), chat=ChatParts(f"staff:{mai.id}"), files=(stored,))
    sender = WebchatSender(StorePostbox(store))
    await sender.start()
    await sender.send(message, never)
    _socket, first = await hello(at_mai)
    (file,) = first["messages"][0]["body"]["files"]
    assert "sha256" not in file
    answer = await at_mai.get(file["url"])
    assert (await answer.read(), answer.content_type) == (content, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (await at_minh.get(file["url"])).status == 404
    assert (await at_mai.get(file["url"] + "9")).status == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}]
)
@pytest.mark.parametrize("path", ["/chat/ws", "/live"])
async def test_only_our_own_pages_open_a_line(at_mai, path, headers):
    with pytest.raises(WSServerHandshakeError) as refused:
        await at_mai.socket(path, headers=headers)
    assert refused.value.status == 403


@pytest.mark.parametrize("path", ["/chat/ws", "/live"])
async def test_a_line_needs_a_session(new_browser, path):
    with pytest.raises(WSServerHandshakeError) as refused:
        await new_browser().socket(path)
    assert refused.value.status == 401


async def test_lines_do_not_hear_each_other(at_mai, at_minh, mai, say):
    of_mai, _ = await hello(at_mai)
    of_minh, _ = await hello(at_minh)
    await say(f"staff:{mai.id}", "cho Mai")
    assert texts(await frame_of(of_mai, "messages")) == ["cho Mai"]
    await nothing_of(of_minh, "messages")


async def test_anothers_message_is_neither_pressed_nor_answered(at_minh, mai, say):
    card = await say(f"staff:{mai.id}", "🎫 T-1", buttons=((Button("Nhận", "take"),),))
    socket, _ = await hello(at_minh)
    await socket.send_json({"type": "press", "id": "p", "message": int(card), "data": "take"})
    assert (await frame_of(socket, "refused"))["id"] == "p"
    await socket.send_json({"type": "say", "id": "s", "text": "a", "reply_to": int(card)})
    assert (await frame_of(socket, "refused"))["id"] == "s"


async def test_the_line_of_a_disabled_user_ends_at_once(store, at_minh, minh):
    chat, _ = await hello(at_minh)
    live = await at_minh.socket("/live")
    await store.write(lambda uow: team.disable_user(uow, actor=COMMAND_LINE, user_id=minh.id))
    for socket in (chat, live):
        async with asyncio.timeout(3):
            while (await socket.receive()).type is WSMsgType.TEXT:
                pass
        assert socket.close_code == 4401


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"type": "nothing"},
        {"type": "say"},
        {"type": "say", "id": "c"},
        {"type": "say", "id": "bad id", "text": "a"},
        {"type": "say", "id": "c" * 65, "text": "a"},
        {"type": "say", "id": "c", "text": "  "},
        {"type": "say", "id": "c", "text": "x" * 8_001},
        {"type": "say", "id": 5, "text": "a"},
        {"type": "say", "id": "c", "text": ["a"]},
        {"type": "press", "id": "c", "message": 1, "data": "x" * 65},
        {"type": "press", "id": "c", "message": "1", "data": "x"},
        {"type": "press", "id": "c", "message": 10**30, "data": "x"},
    ],
)
async def test_a_frame_that_means_nothing_is_refused_and_the_line_stays(store, at_mai, frame):
    socket, _ = await hello(at_mai)
    await socket.send_json(frame)
    assert (await frame_of(socket, "refused"))["error"]
    await socket.send_json({"type": "say", "id": "ok", "text": "vẫn ở đây"})
    assert (await frame_of(socket, "kept"))["id"] == "ok"
    assert len(await kept_items(store)) == 1


@pytest.mark.parametrize("text", ["not json", "[1,2]", "[" * 50_000, '"x"'])
async def test_text_that_is_no_frame_is_refused(at_mai, text):
    socket, _ = await hello(at_mai)
    await socket.send_str(text)
    await frame_of(socket, "refused")


async def test_a_frame_that_is_too_large_ends_the_line(at_mai):
    socket, _ = await hello(at_mai)
    await socket.send_str("x" * 70_000)
    async with asyncio.timeout(3):
        message = await socket.receive()
    assert message.type is WSMsgType.CLOSE
    assert message.data == 1009


async def test_a_flood_is_slowed_and_told_when_to_come_back(context, store, at_mai):
    """Whatever is asked costs, also what is refused."""
    app = create_app(replace(context, webchat=WebchatSettings(staff_per_minute=4)))
    async with TestServer(app) as strict:
        base = str(strict.make_url("")).rstrip("/")
        socket = await at_mai.session.ws_connect(f"{base}/chat/ws", headers={"Origin": base})
        asked = [{"type": "nothing"}, {"type": "press", "id": "p", "message": 1, "data": "x"}]
        asked += [{"type": "say", "id": f"s{number}", "text": "a"} for number in range(3)]
        for frame in asked:
            await socket.send_json(frame)
        answers = [json.loads((await socket.receive()).data) for _ in asked]
        assert [one["type"] for one in answers] == ["refused", "refused", "kept", "kept", "later"]
        assert 1 <= answers[-1]["seconds"] <= 16
    assert len(await kept_items(store)) == 2


async def test_the_server_stops_with_lines_open(server, at_mai):
    socket, _ = await hello(at_mai)
    async with asyncio.timeout(5):
        closing = asyncio.create_task(server.close())
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
        await closing
    assert socket.close_code == 1001


async def test_open_pages_hear_of_changes(store, at_mai):
    live = await at_mai.socket("/live")
    await asyncio.sleep(0.05)
    for _ in range(5):
        await store.write(lambda uow: uow.wake("tickets"))
    assert await frame_of(live, "changed") == {"type": "changed"}


@pytest.mark.parametrize("path", ["/chat/ws", "/visitor/ws"])
async def test_half_a_character_does_not_break_a_conversation(store, new_browser, at_mai, path):
    browser = at_mai if path == "/chat/ws" else new_browser()
    if browser is not at_mai:
        assert (await browser.get("/visitor")).status == 200
    socket, _first = await hello(browser, path)
    await socket.send_str('{"type":"say","id":"c1","text":"a\\ud800b \\ud83d\\ude00","name":"\\udfff"}')
    assert (await frame_of(socket, "kept"))["id"] == "c1"
    await socket.send_str('{"type":"press","id":"c2","message":1,"data":"\\ud800"}')
    assert (await frame_of(socket, "refused"))["id"] == "c2"
    await socket.close()
    socket, again = await hello(browser, path)
    assert texts(again) == ["a\ufffdb \U0001f600"]
    assert [item.text for item in await kept_items(store)] == ["a\ufffdb \U0001f600"]


async def test_half_a_character_that_was_kept_earlier_is_shown_whole(store, at_mai, mai):
    key = f"staff:{mai.id}"
    body = {"spans": [{"text": "a\ud800b"}]}
    await store.write(lambda uow: conversations.post(uow, key=key, direction=conversations.OUT, body=body))
    _socket, first = await hello(at_mai)
    assert texts(first) == ["a\ufffdb"]
