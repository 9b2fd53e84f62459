"""The web chat's bench for the contract suite: its postbox on a real store."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from contracts.harness import Trouble

from bot.web.postbox import StorePostbox
from channels.message import Address, ChatAction, ChatParts, MailParts, OutboundMessage, RawItem, plain
from channels.webchat.channel import WebchatChannel
from channels.webchat.receiver import FromBrowser, raw_item
from channels.webchat.sender import WebchatSender
from crm_store.conversations import service as conversations
from crm_store.database import Database
from crm_store.files.service import FileStore
from crm_store.firm import Firm
from crm_store.schema import METADATA
from crm_store.unit_of_work import Store

VISITOR = f"visitor:{'a' * 64}"


class WebchatHarness:
    repeats_safely = True

    def __init__(self) -> None:
        self.channel = WebchatChannel()
        self.samples = [self._item(n, text) for n, text in enumerate(("Xin chào 😀", "Lo\u0302\u0303i\r\nE3\0", "ok"))]
        self._folder = tempfile.TemporaryDirectory()
        self._written = 0
        self._gone = False
        self._lock: sqlite3.Connection | None = None
        self.store: Store
        self.sender: WebchatSender

    @staticmethod
    def _item(number: int, text: str) -> RawItem:
        sent = FromBrowser(VISITOR, f"c{number}", text, message_id=number, name="Hoa", email="hoa@example.com")
        return raw_item(sent, datetime.now(UTC))

    async def __aenter__(self) -> Self:
        folder = Path(self._folder.name)
        database = Database(f"sqlite:///{folder / 'crmbot.sqlite'}")
        METADATA.create_all(database.engine)
        self.store = Store(database, FileStore(folder / "files"), Firm(), lambda _uow, _event: None)
        await self.store.write(lambda uow: uow.connection.exec_driver_sql("PRAGMA busy_timeout=20"))
        self.sender = WebchatSender(StorePostbox(self.store))
        return self

    async def __aexit__(self, *_exc_info: object) -> None:
        await self.sender.stop()
        await self.repair()
        self.store.close()
        self._folder.cleanup()

    def message(self, text: str) -> OutboundMessage:
        self._written += 1
        parts = ChatParts(VISITOR, ChatAction.EDIT, message_ref="4711") if self._gone else ChatParts(VISITOR)
        return OutboundMessage(f"o-{self._written}", plain(text), chat=parts)

    def foreign_message(self) -> OutboundMessage:
        mail = MailParts(Address("support@saomai.vn"), (Address("hoa@example.com"),), "Báo giá", "1@saomai.vn")
        return OutboundMessage("o-mail", plain("x"), mail=mail)

    async def arrived(self) -> list[str]:
        kept = await self.store.read(lambda uow: conversations.messages_after(uow, key=VISITOR, revision=0))
        return ["".join(span["text"] for span in message.body["spans"]) for message in kept]

    async def trouble(self, kind: Trouble) -> None:
        match kind:
            case Trouble.REFUSES:
                self._gone = True
            case Trouble.ASKS_TO_WAIT | Trouble.IS_DOWN:
                self._lock = sqlite3.connect(str(self.store.database.url.database), isolation_level=None)
                self._lock.execute("BEGIN IMMEDIATE")
            case Trouble.LOSES_THE_ANSWER:
                raise AssertionError("an answer that is lost here is asked for again")

    async def repair(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None
