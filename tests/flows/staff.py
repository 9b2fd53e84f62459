"""Staff on their phones: waiting for cards, pressing buttons by the words that every language keeps to."""

from __future__ import annotations

import re
from collections.abc import Callable

from telegram_emulator import ButtonView, EmulatedUser, MessageView, Pressed

LABELS = {
    "Reply": ("Reply", "Trả lời"),
    "Assign": ("Assign", "Giao"),
    "Take": ("Take", "Nhận"),
    "Resolve": ("Resolve", "Xong"),
    "Close": ("Close", "Đóng"),
    "Send": ("Send", "Gửi"),
    "Edit": ("Edit", "Sửa"),
    "Undo": ("Undo", "Hoàn tác"),
    "Cancel": ("Cancel", "Hủy"),
    "Note": ("Note", "Ghi chú"),
    "Resend": ("Send again", "Gửi lại"),
    "Arrived": ("It arrived", "Arrived", "Đã đến"),
}
WAIT = 20.0


def button(message: MessageView, label: str) -> ButtonView | None:
    """The shortest label that contains the words: “Gửi”, not “Gửi lại”."""
    words = LABELS.get(label, (label,))
    fitting = [one for one in message.buttons if any(word.casefold() in one.text.casefold() for word in words)]
    return min(fitting, key=lambda one: len(one.text), default=None)


class Agent:
    """A member of staff with a phone."""

    def __init__(self, phone: EmulatedUser, ref: str, email: str) -> None:
        self.phone = phone
        self.ref = ref
        self.email = email

    @property
    def messages(self) -> list[MessageView]:
        return self.phone.chat.bot_messages

    async def until(self, found: Callable[[], MessageView | None], seconds: float = WAIT) -> MessageView:
        return await self.phone.wait_for(lambda _chat: found(), timeout=seconds)

    def cards(self, ref: str) -> list[MessageView]:
        """Messages that name the ticket and can be answered from."""
        return [one for one in self.messages if names(one, ref) and button(one, "Reply") is not None]

    async def card(self, ref: str, seconds: float = WAIT) -> MessageView:
        """The first one that shows the ticket."""
        return await self.until(lambda: next(iter(self.cards(ref)), None), seconds)

    async def card_about(self, words: str, seconds: float = WAIT) -> MessageView:
        return await self.until(
            lambda: next((one for one in self.messages if words in one.text and one.buttons), None), seconds
        )

    async def news(self, words: str, seconds: float = WAIT) -> MessageView:
        """A message of its own under a card, with the customer's new words."""
        return await self.until(
            lambda: next((one for one in self.messages if words in one.text and one.reply_to is not None), None),
            seconds,
        )

    async def press(self, message: MessageView, label: str) -> Pressed:
        """Waits for the button: a card may be showing a menu just now."""
        await self.until(lambda: message if button(message, label) is not None else None, 8)
        found = button(message, label)
        assert found is not None
        return await self.phone.press(found, message=message)

    async def with_button(self, label: str, *, after: int = 0, words: str = "", seconds: float = WAIT) -> MessageView:
        """The newest message with this button and these words, younger than the message ``after``."""

        def look() -> MessageView | None:
            fitting = [
                one for one in self.messages if one.id > after and words in one.text and button(one, label) is not None
            ]
            return fitting[-1] if fitting else None

        return await self.until(look, seconds)

    async def preview(self, card: MessageView, text: str) -> MessageView:
        """Presses Reply and types; the message that shows recipients and channel, with Send."""
        before = self.newest
        await self.press(card, "Reply")
        await self.until(lambda: self.messages[-1] if self.newest > before else None)
        await self.phone.send(text)
        return await self.with_button("Send", after=before, words=text[:40])

    async def answer(self, card: MessageView, text: str) -> MessageView:
        """Reply, text, Send; the message that then tells the fate."""
        shown = await self.preview(card, text)
        await self.press(shown, "Send")
        return shown

    @property
    def newest(self) -> int:
        return self.messages[-1].id if self.messages else 0


def names(message: MessageView, ref: str) -> bool:
    return re.search(rf"\b{re.escape(ref)}\b", message.text) is not None
