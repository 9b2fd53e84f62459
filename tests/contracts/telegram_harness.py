"""Telegram's bench for the contract suite: the strict Bot API server and one user."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Self

from contracts.harness import Trouble
from telegram_emulator import EmulatedUser, TelegramEmulator

from channels.message import Address, ChatParts, MailParts, OutboundMessage, RawItem, plain
from channels.telegram.channel import TelegramChannel
from channels.telegram.sender import TelegramSender
from channels.telegram.settings import TelegramSettings


class TelegramHarness:
    repeats_safely = False

    def __init__(self) -> None:
        self.channel = TelegramChannel()
        self.samples: list[RawItem] = []
        self.server = TelegramEmulator()
        self.customer: EmulatedUser
        self.sender: TelegramSender

    async def __aenter__(self) -> Self:
        await self.server.start()
        self.customer = self.server.user("Lan", language_code="vi")
        await self.customer.start("ref_42")
        await self.customer.send("Máy in báo lỗi E3 😀")
        await self.customer.send_photo(caption="ảnh chụp")
        await self.customer.send_location()
        self.samples = [self._item(update.to_json()) for update in self.server.world.queue.pending()]
        self.sender = TelegramSender(
            TelegramSettings(
                self.server.token,
                api_url=self.server.url,
                first_retry_seconds=0.02,
                longest_retry_seconds=0.1,
                answer_seconds=1.0,
            ),
            lambda _file: b"",
        )
        return self

    async def __aexit__(self, *_exc_info: object) -> None:
        await self.sender.stop()
        await self.server.stop()

    @staticmethod
    def _item(update: dict) -> RawItem:
        content = json.dumps(update, ensure_ascii=False).encode()
        return RawItem("telegram", "12345", str(update["update_id"]), content, datetime.now(UTC))

    def message(self, text: str) -> OutboundMessage:
        return OutboundMessage("o-1", plain(text), chat=ChatParts(str(self.customer.id)))

    def foreign_message(self) -> OutboundMessage:
        mail = MailParts(Address("support@saomai.vn"), (Address("hoa@example.com"),), "Báo giá", "1@saomai.vn")
        return OutboundMessage("o-2", plain("x"), mail=mail)

    async def arrived(self) -> list[str]:
        return [message.text for message in self.customer.chat.bot_messages]

    async def trouble(self, kind: Trouble) -> None:
        match kind:
            case Trouble.REFUSES:
                await self.customer.block_bot()
            case Trouble.ASKS_TO_WAIT:
                self.server.fail_next("sendMessage", 429, retry_after=5)
            case Trouble.LOSES_THE_ANSWER:
                self.server.drop_next("sendMessage", executed=True)
            case Trouble.IS_DOWN:
                await self.server.go_offline()

    async def repair(self) -> None:
        await self.server.go_online()
