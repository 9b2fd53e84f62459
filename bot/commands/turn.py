"""One thing that a member of staff wrote or pressed, and what is said back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cards.parts import Card, Press
from bot.i18n import Translator, translator
from channels.message import ChatAction, ChatParts, InboundMessage, RichText, StoredFile, plain
from crm_store.access import Actor
from crm_store.conversations import service as conversations
from crm_store.conversations.telling import StaffChat, tell_chat
from crm_store.notifications.queries import Listener
from crm_store.outbox.rules import MessageKind
from crm_store.team.models import User
from crm_store.team.service import actor_of
from crm_store.unit_of_work import UnitOfWork

ANSWER_SECONDS = 25.0
"""Telegram forgets a button press soon; an answer after that helps nobody."""


@dataclass(slots=True)
class Turn:
    """Everything said back has an occasion made of the inbox item and a number: the same item never answers twice."""

    uow: UnitOfWork
    user: User
    message: InboundMessage
    item_id: int
    now: datetime
    press: Press | None = None
    files: tuple[StoredFile, ...] = ()
    _said: int = 0
    _answered: bool = False
    _dialogue: dict[str, Any] | None = field(default=None)

    @property
    def translator(self) -> Translator:
        return translator(self.user.language)

    @property
    def actor(self) -> Actor:
        return actor_of(self.user, self.message.channel)

    @property
    def chat(self) -> StaffChat:
        assert self.message.chat is not None
        return StaffChat(self.message.channel, self.message.chat.chat_id)

    @property
    def listener(self) -> Listener:
        return Listener(self.user.id, self.chat)

    @property
    def pressed_ref(self) -> str | None:
        """The message whose button was pressed."""
        return self.message.chat.message_ref if self.press is not None and self.message.chat is not None else None

    @property
    def reply_to_ref(self) -> str | None:
        return self.message.chat.reply_to_ref if self.message.chat is not None else None

    @property
    def dialogue(self) -> dict[str, Any]:
        """What we wait for in this chat."""
        if self._dialogue is None:
            self._dialogue = conversations.dialogue(self.uow, channel=self.chat.channel, chat_id=self.chat.chat_id)
        return self._dialogue

    def wait_for(self, kind: str, **facts: Any) -> None:
        """The next free text is this."""
        state = {"kind": kind, "at": self.now.isoformat(), **facts}
        conversations.set_dialogue(self.uow, channel=self.chat.channel, chat_id=self.chat.chat_id, state=state)
        self._dialogue = state

    def wait_for_nothing(self) -> None:
        conversations.set_dialogue(self.uow, channel=self.chat.channel, chat_id=self.chat.chat_id, state=None)
        self._dialogue = {}

    def say(
        self,
        text: str | RichText,
        buttons: Any = (),
        *,
        ask_reply: bool = False,
        subject: str = "",
        expires_in: float | None = None,
    ) -> None:
        """A new message in this chat; not sent any more after ``expires_in`` seconds."""
        parts = ChatParts(self.chat.chat_id, buttons=buttons, ask_reply=ask_reply)
        self._tell(text, parts, subject=subject, expires_in=expires_in)

    def show(self, card: Card, *, ask_reply: bool = False) -> None:
        self.say(card.text, card.buttons, ask_reply=ask_reply)

    def replace(self, card: Card) -> None:
        """In place of the message whose button was pressed; a new one where there was no press."""
        if self.pressed_ref is None:
            self.show(card)
            return
        parts = ChatParts(self.chat.chat_id, ChatAction.EDIT, message_ref=self.pressed_ref, buttons=card.buttons)
        self._tell(card.text, parts)

    def clear_buttons(self, message_ref: str) -> None:
        self._tell((), ChatParts(self.chat.chat_id, ChatAction.CLEAR_BUTTONS, message_ref=message_ref))

    def answer(self, text: str = "", *, alert: bool = False) -> None:
        """The short line over the chat that ends a press; a plain message where nothing was pressed. Said once."""
        if self.press is None:
            if text:
                self.say(text)
            return
        query = self.message.chat.button_query_id if self.message.chat is not None else None
        if self._answered or not query:
            return
        self._answered = True
        parts = ChatParts(self.chat.chat_id, ChatAction.ANSWER_BUTTON, button_query_id=query, alert=alert)
        self._tell(text, parts, kind=MessageKind.BUTTON, expires_in=ANSWER_SECONDS)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """What fails inside leaves no trace; what was said before stays said."""
        with self.uow.session.begin_nested():
            yield

    def _tell(
        self,
        text: str | RichText,
        parts: ChatParts,
        *,
        subject: str = "",
        kind: MessageKind = MessageKind.STAFF,
        expires_in: float | None = None,
    ) -> None:
        self._said += 1
        tell_chat(
            self.uow, chat=self.chat, text=plain(text) if isinstance(text, str) else text, occasion=f"in:{self.item_id}:{self._said}",
            subject=subject, parts=parts, kind=kind, expires_in=expires_in,
        )  # fmt: skip
