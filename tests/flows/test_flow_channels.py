"""The main way over IMAP (pymap and Dovecot), the web chat and the web console's staff chat; and IMAP's own faults."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from conftest import missing
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import answer_to, mail, unique
from flows.desk import Desk
from flows.journeys import answer, kept_alive
from servers.dovecot import PROGRAM as DOVECOT
from servers.dovecot import dovecot
from servers.pymap_server import pymap_server


async def over_imap(new_desk: OpenDesk, server: Any) -> None:
    """Mail in the mailbox, card, answer, the customer's next mail on the same ticket; nothing is deleted on the server."""
    async with new_desk(imap_url=server.url if isinstance(server.url, str) else server.url()) as desk:
        minh = await desk.agent("Minh")
        hoa = unique("hoa")
        await server.deliver(mail(hoa).as_bytes())
        ref = (await desk.ticket_of(hoa))["ref"]
        await minh.card(ref)
        await answer(minh, ref)
        sunk = await desk.mail_to(hoa)
        await server.deliver(answer_to(sunk, hoa, "Vẫn báo lỗi E3 ạ.").as_bytes())
        await minh.news("Vẫn báo lỗi")
        assert {row["account"] for row in desk.program.listed("inbox") if row["channel"] == "email"} != set()
        await checks.settled(desk)
        assert len(desk.program.listed("interactions", sender_address=hoa)) == 2


async def test_the_main_way_over_imap(new_desk: OpenDesk) -> None:
    async with pymap_server() as server:
        await over_imap(new_desk, server)


@pytest.mark.dovecot
async def test_the_main_way_over_dovecot(new_desk: OpenDesk) -> None:
    if DOVECOT is None:
        missing("Debian's dovecot-imapd")
    async with dovecot() as server:
        await over_imap(new_desk, server)


IMAP_KILLS = [
    {"at": "bot.pipeline.receive:StoreIntake.keep_blocking"},
    {"at": "bot.pipeline.receive:StoreIntake.keep_blocking", "when": "after"},
    {"at": "bot.pipeline.receive:StoreIntake.keep_blocking", "when": "after", "count": 2},
]


async def test_killed_while_reading_a_mailbox(new_desk: OpenDesk) -> None:
    """C1, C2, C3, I-4: before the commit it is read again, after it not; a batch may end in its middle; a mail that somebody
    else has read is not missed."""
    async with pymap_server() as server:
        senders = [unique("imap") for _ in range(7)]
        for one in senders[:3]:
            await server.deliver(mail(one).as_bytes())
        async with new_desk(start=False, telegram="none", imap_url=f"{server.url}?since=all&poll=2") as desk:
            async with kept_alive(desk, IMAP_KILLS) as keeper:
                for one in senders[3:]:
                    await server.deliver(mail(one).as_bytes())
                    await asyncio.sleep(0.3)
                for one in senders:
                    await desk.ticket_of(one, 40)
                assert len(keeper.deaths) >= 2
                await checks.settled(desk)
                assert len(desk.program.listed("tickets")) == len(senders)
            await desk.program.stop()
            await desk.program.start()
            await server.deliver(mail(last := unique("imap")).as_bytes())
            await desk.ticket_of(last)
            assert len(desk.program.listed("interactions", direction="in")) == len(senders) + 1


async def test_a_mailbox_that_was_made_anew_doubles_nothing(new_desk: OpenDesk) -> None:
    """I-1: another UIDVALIDITY on the same account; everything is read again and recognised by its bytes."""
    mails = {one: mail(one).as_bytes() for one in (unique("imap") for _ in range(3))}
    async with new_desk(telegram="none", start=False) as desk:
        async with pymap_server() as server:
            await server.deliver(*mails.values())
            desk.program.environment["IMAP_URL"] = f"{server.url}?since=all&poll=2"
            await desk.program.start()
            for one in mails:
                await desk.ticket_of(one)
            await desk.program.stop()
        async with pymap_server() as server:
            await server.deliver(*mails.values(), mail(late := unique("imap")).as_bytes())
            desk.program.environment["IMAP_URL"] = f"{server.url}?since=all&poll=2"
            await desk.program.start()
            await desk.ticket_of(late)
            await checks.settled(desk)
            assert len(desk.program.listed("interactions", direction="in")) == 4


@asynccontextmanager
async def signed_in(desk: Desk, email: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser with a session got through the one-time link; looking at the link does not use it up."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(desk.program.url, cookie_jar=jar, headers={"Origin": desk.program.url}) as browser:
        process = await asyncio.create_subprocess_exec(
            *desk.program.command("sign-in", email), cwd=desk.program.data, env=desk.program.surroundings(), stdout=asyncio.subprocess.PIPE
        )  # fmt: skip
        link = (await process.communicate())[0].decode().strip()
        path = link.removeprefix(desk.program.url)
        for _ in range(2):
            async with browser.get(path) as looked:
                assert looked.status == 200
                page = await looked.text()
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token is not None
        async with browser.post(path, data={"csrf": token[1]}) as done:
            assert done.status == 200, await done.text()
        yield browser


class Line:
    """One WebSocket of the chat pages."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._said = 0
        self.messages: dict[int, dict[str, Any]] = {}
        self.kept: set[str] = set()

    async def hello(self, revision: int | None = None) -> None:
        await self._socket.send_json(
            {"type": "hello", "revision": revision} if revision is not None else {"type": "hello"}
        )

    async def say(self, text: str, **more: Any) -> str:
        return await self._send({"type": "say", "text": text} | more)

    async def press(self, message: dict[str, Any], words: tuple[str, ...]) -> str:
        offered = [button for row in message["body"]["buttons"] for button in row]
        fitting = [one for one in offered if any(word in one["label"] for word in words)]
        chosen = min(fitting, key=lambda one: len(one["label"]))
        return await self._send({"type": "press", "message": message["id"], "data": chosen["data"]})

    async def _send(self, frame: dict[str, Any]) -> str:
        self._said += 1
        name = f"client-message-{id(self)}-{self._said}"
        await self._socket.send_json(frame | {"id": name})
        await self.until(lambda: name in self.kept)
        return name

    async def until(self, holds: Any, seconds: float = 20.0) -> Any:
        async with asyncio.timeout(seconds):
            while not (found := holds()):
                frame = json.loads((await self._socket.receive()).data)
                for message in frame.get("messages", ()):
                    self.messages[message["id"]] = message
                if frame["type"] == "kept":
                    self.kept.add(frame["id"])
                assert frame["type"] not in ("refused", "bye"), frame
        return found

    async def message(self, *words: str, label: tuple[str, ...] = ()) -> dict[str, Any]:
        """The newest one from the program with all these words, and with such a button."""

        def look() -> dict[str, Any] | None:
            for one in sorted(self.messages.values(), key=lambda m: -m["id"]):
                text = "".join(span["text"] for span in one["body"].get("spans", ()))
                labels = [b["label"] for row in one["body"].get("buttons", ()) for b in row]
                fits = not label or any(word in have for word in label for have in labels)
                if one["direction"] == "out" and all(word in text for word in words) and fits:
                    return one
            return None

        found: dict[str, Any] = await self.until(look)
        return found


async def test_a_visitor_and_an_agent_in_the_browser(new_desk: OpenDesk) -> None:
    """Customer chat and staff chat over WebSocket: the same card, buttons and preview as in Telegram; what was said while a
    line was down arrives when it is back."""
    async with new_desk(telegram="none") as desk:
        minh = await desk.agent("Minh")
        jar = aiohttp.CookieJar(unsafe=True)
        async with (
            signed_in(desk, minh.email) as browser,
            aiohttp.ClientSession(desk.program.url, cookie_jar=jar, headers={"Origin": desk.program.url}) as visitor,
        ):
            async with browser.get("/tickets") as page:
                assert page.status == 200
            async with visitor.get("/visitor") as page:
                assert page.status == 200
            async with browser.ws_connect("/chat/ws") as staff_socket, visitor.ws_connect("/visitor/ws") as socket:
                staff, customer = Line(staff_socket), Line(socket)
                await staff.hello()
                await customer.hello()
                await customer.say("Máy in nhà tôi không in được, nhờ xem giúp", name="Bình", email="")
                card = await staff.message("không in được", label=("Trả lời", "Reply"))
                await staff.press(card, ("Trả lời", "Reply"))
                await staff.say("Dạ anh thử rút điện 30 giây ạ.")
                preview = await staff.message("rút điện", label=("Gửi", "Send"))
                assert "Bình" in "".join(span["text"] for span in preview["body"]["spans"])
                await staff.press(preview, ("Gửi", "Send"))
                await customer.message("rút điện 30 giây")
                await staff.say("khách này khó tính")
                revision = max(0, len(customer.messages) - 1)
            async with visitor.ws_connect("/visitor/ws") as socket:
                again = Line(socket)
                await again.hello(0)
                await again.message("rút điện 30 giây")
                texts = [
                    "".join(span["text"] for span in one["body"].get("spans", ())) for one in again.messages.values()
                ]
                assert not any("khó tính" in text for text in texts)
                assert revision >= 0
        await checks.settled(desk)


async def test_a_stranger_gets_no_staff_line(desk: Desk) -> None:
    async with aiohttp.ClientSession(desk.program.url) as browser:
        async with browser.get("/tickets", allow_redirects=False) as page:
            assert page.status in (302, 303, 401, 403)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect("/chat/ws", headers={"Origin": "https://evil.example"})
