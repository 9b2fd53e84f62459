"""One browser's line to one conversation, for staff and visitors alike.

The browser gives each message an id of its own and repeats it until it hears ``kept``, which is said only after the raw
item is on disk. What the program says has revisions; after a break the browser names the last one it saw.

From the browser: ``hello`` (revision), ``say`` (id, text, reply_to), ``press`` (id, message, data), ``earlier`` (before).
To the browser: ``messages``, ``earlier``, ``kept``, ``later`` (repeat it after some seconds), ``refused`` (do not).
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiohttp import WSMsgType, web

from bot.i18n import describe
from bot.web.context import CONTEXT
from bot.web.hub import HUB
from bot.web.pages import translator_of
from bot.web.sockets import HEARTBEAT_SECONDS, serve
from channels.port import IntakeUnavailable
from channels.webchat.receiver import CLIENT_ID, FromBrowser, raw_item
from crm_store import clock
from crm_store.conversations import service as conversations
from crm_store.conversations.service import ConversationMessage
from crm_store.errors import CrmError, Invalid, NotFound, StoreUnavailable
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
PAGE = 50
BATCH = 200
BUTTON_BYTES = 64
RETRY_SECONDS = 3
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""JSON can name half of a pair (RFC 8259, 8.2); no text on a disk or a wire can hold it."""

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """Who speaks. ``wait`` gives the seconds until the next message is allowed; ``admit`` completes a message or raises
    ``CrmError``; ``is_over`` says that the right to speak has ended; ``seen`` is told of each message; ``files`` is where the page fetches files."""

    key: str
    files: str
    wait: Callable[[], float]
    is_over: Callable[[], Awaitable[bool]]
    seen: Callable[[], Awaitable[None]] | None = None
    admit: Callable[[FromBrowser, Frame], FromBrowser] = lambda sent, _frame: sent


class ChatSocket:
    def __init__(self, request: web.Request, line: Line) -> None:
        context = request.app[CONTEXT]
        self._request = request
        self._line = line
        self._hub = request.app[HUB]
        self._store, self._intake = context.store, context.intake
        self._longest_text = context.webchat.longest_text
        self._socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=context.webchat.frame_bytes, timeout=1.0
        )
        self._translate = translator_of(request)
        self._hello: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def run(self) -> web.WebSocketResponse:
        await self._socket.prepare(self._request)
        await serve(self._request, self._socket, self._line.is_over, self._read(), self._push())
        return self._socket

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                return
            frame = _frame(message.data)
            if frame.get("type") == "hello":
                if self._hello.done():
                    return
                self._hello.set_result(_number(frame, "revision"))
            else:
                await self._handle(frame)

    async def _handle(self, frame: Frame) -> None:
        name = frame.get("id")
        client_id = name if isinstance(name, str) and CLIENT_ID.fullmatch(name) else None
        wait = self._line.wait()
        if wait:
            await self._later(client_id, int(wait) + 1, why="rate")
            return
        try:
            match frame.get("type"):
                case "say":
                    await self._keep(client_id, self._line.admit(self._said(client_id, frame), frame))
                case "press":
                    await self._keep(client_id, await self._pressed(client_id, frame))
                case "earlier":
                    await self._earlier(_number(frame, "before"))
                case _:
                    raise Invalid("This request cannot be read.")
        except CrmError as error:
            await self._refuse(client_id, error)
        except ValueError:
            log.exception("a message of a browser could not be kept")
            await self._refuse(client_id, Invalid("This request cannot be read."))
        except (StoreUnavailable, IntakeUnavailable):
            await self._later(client_id, RETRY_SECONDS, why="store")

    def _said(self, client_id: str | None, frame: Frame) -> FromBrowser:
        text = frame.get("text")
        if client_id is None or not isinstance(text, str):
            raise Invalid("This request cannot be read.")
        if not text.strip():
            raise Invalid("The message is empty.")
        if len(text) > self._longest_text:
            raise Invalid(
                "The message has {length} characters; {limit} are the most.", length=len(text), limit=self._longest_text
            )
        return FromBrowser(self._line.key, client_id, text=text, reply_to=_number(frame, "reply_to"))

    async def _pressed(self, client_id: str | None, frame: Frame) -> FromBrowser:
        """Only a button that stands on a message of this conversation counts: a page cannot invent others."""
        data, message_id = frame.get("data"), _number(frame, "message")
        if client_id is None or not isinstance(data, str) or message_id is None or len(data.encode()) > BUTTON_BYTES:
            raise Invalid("This request cannot be read.")
        key = self._line.key
        message = await self._store.read(lambda uow: conversations.message(uow, key=key, message_id=message_id))
        offered = {button.get("data") for row in message.body.get("buttons", []) for button in row}
        if data not in offered:
            raise NotFound("This button is not there any more.")
        return FromBrowser(key, client_id, button=data, message_id=message_id)

    async def _keep(self, client_id: str | None, sent: FromBrowser) -> None:
        """Conversation first, so that no answer can stand above its question; both steps bear repetition."""
        if sent.button is None:
            posted = await self._store.write(lambda uow: _post(uow, sent))
            sent = replace(sent, message_id=posted)
        await self._intake.keep([raw_item(sent, clock.now())])
        await self._tell({"type": "kept", "id": client_id})
        if self._line.seen is not None:
            await self._line.seen()

    async def _earlier(self, before: int | None) -> None:
        key = self._line.key
        found = await self._store.read(lambda uow: conversations.latest(uow, key=key, before_id=before, limit=PAGE + 1))
        more, found = len(found) > PAGE, found[-PAGE:]
        await self._tell({"type": "earlier", "messages": self._shown(found), "more": more})

    async def _push(self) -> None:
        """From the browser's revision on, everything; the first time the newest page."""
        seen = await self._hello
        with self._hub.follow(self._line.key) as changed:
            while True:
                changed.clear()
                try:
                    seen = await self._catch_up(seen)
                except StoreUnavailable:
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                await changed.wait()

    async def _catch_up(self, seen: int | None) -> int:
        key = self._line.key
        while True:
            news = await self._store.read(partial(_news, key=key, seen=seen))
            if news.messages or news.first:
                facts = {
                    "revision": news.revision,
                    "first": news.first,
                    "more": news.first and len(news.messages) == PAGE,
                }
                await self._tell({"type": "messages", "messages": self._shown(news.messages)} | facts)
            seen = news.revision
            if news.complete:
                return seen

    async def _later(self, client_id: str | None, seconds: int, *, why: str) -> None:
        await self._tell({"type": "later", "id": client_id, "seconds": seconds, "why": why})

    async def _refuse(self, client_id: str | None, error: CrmError) -> None:
        await self._tell({"type": "refused", "id": client_id, "error": describe(error, self._translate)})

    async def _tell(self, frame: Frame) -> None:
        with suppress(ConnectionError):
            await self._socket.send_str(_whole(json.dumps(frame, ensure_ascii=False, separators=(",", ":"))))

    def _shown(self, messages: list[ConversationMessage]) -> list[Frame]:
        return [shown(message, self._line.files) for message in messages]


def shown(message: ConversationMessage, files: str) -> Frame:
    """As the browser gets it. Hashes stay here: files are asked for by message and place."""
    body = dict(message.body)
    if "files" in body:
        body["files"] = [
            {"filename": file["filename"], "size": file["size"], "url": f"{files}/{message.id}/{place}"}
            for place, file in enumerate(body["files"])
        ]
    return {
        "id": message.id,
        "direction": message.direction,
        "at": message.created_at.isoformat(),
        "changed": message.updated_at.isoformat(),
        "client_id": message.client_id if message.direction == conversations.IN else None,
        "body": body,
    }


def _post(uow: UnitOfWork, sent: FromBrowser) -> int:
    body: dict[str, Any] = {"spans": [{"text": sent.text}]}
    if sent.reply_to is not None:
        body["reply_to"] = str(conversations.message(uow, key=sent.conversation, message_id=sent.reply_to).id)
    posted = conversations.post(
        uow, key=sent.conversation, direction=conversations.IN, body=body, client_id=sent.client_id
    )
    return posted.id


@dataclass(frozen=True, slots=True)
class _News:
    """``first``: the newest page, for a browser that has seen nothing, or more than there is (a restored backup)."""

    messages: list[ConversationMessage]
    revision: int
    first: bool
    complete: bool


def _news(uow: UnitOfWork, *, key: str, seen: int | None) -> _News:
    current = conversations.revision(uow, key=key)
    if seen is None or seen > current:
        return _News(conversations.latest(uow, key=key, limit=PAGE), current, first=True, complete=True)
    found = conversations.messages_after(uow, key=key, revision=seen, limit=BATCH)
    return _News(found, found[-1].revision if found else seen, first=False, complete=len(found) < BATCH)


def _frame(data: str) -> Frame:
    try:
        frame = json.loads(data)
        if "\\u" in data:
            frame = json.loads(_whole(json.dumps(frame, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def _whole(text: str) -> str:
    return _HALF_CHARACTER.sub("\ufffd", text)


def _number(frame: Frame, name: str) -> int | None:
    value = frame.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62 else None
