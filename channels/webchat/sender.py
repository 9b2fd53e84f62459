"""Puts messages into web conversations, through whatever keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from channels.message import ChatAction, ChatParts, OutboundMessage, text_of
from channels.port import CannotDeliver, PartState, PointOfNoReturn, Receipt, TryAgainLater
from channels.webchat import renderer
from channels.webchat.receiver import CONVERSATION

EDIT_GONE = "edit_gone"


class Postbox(Protocol):
    """Keeps conversations and tells their browsers. Each call is durable when it returns.

    Raises ``TryAgainLater`` when nothing can be kept now, and ``CannotDeliver`` with code ``edit_gone`` when
    ``message_ref`` is no message of ours in that conversation.
    """

    async def post(
        self, conversation: str, body: Mapping[str, Any], *, message_ref: str | None = None, once: str | None = None
    ) -> str:
        """Adds a message or changes ``message_ref``; its id. The same ``once`` again is the message that is there."""
        ...

    async def clear_buttons(self, conversation: str, message_ref: str) -> None: ...

    async def toast(self, conversation: str, body: Mapping[str, Any]) -> None:
        """A short line that passes; it does not stay in the conversation."""
        ...


class WebchatSender:
    """Implements ``port.Sender``.

    ``point_of_no_return`` is never awaited: the outbox key goes with the message, so a second try finds what the first
    one wrote, and no outcome can be unknown.
    """

    def __init__(self, postbox: Postbox) -> None:
        self._postbox = postbox
        self._state = PartState("webchat sender")
        self._stopped = True

    @property
    def state(self) -> PartState:
        return self._state

    async def start(self) -> None:
        self._stopped = False
        self._state.ok, self._state.detail = True, "ready"

    async def stop(self) -> None:
        self._stopped = True
        self._state.ok, self._state.detail = False, "stopped"

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt:  # noqa: ARG002  see the class
        chat = message.chat
        if chat is None or not CONVERSATION.fullmatch(chat.chat_id):
            raise CannotDeliver("This message is not meant for a web chat", code="no_chat")
        if self._stopped:
            raise TryAgainLater("The web chat sender is not running", whole_channel=True, code="stopped")
        try:
            receipt = await self._put(message, chat)
        except TryAgainLater as error:
            self._state.ok, self._state.detail = False, error.reason
            raise
        self._state.ok, self._state.detail = True, "ready"
        return receipt

    async def _put(self, message: OutboundMessage, chat: ChatParts) -> Receipt:
        match chat.action:
            case ChatAction.SEND:
                return Receipt(await self._postbox.post(chat.chat_id, _body(message), once=message.key))
            case ChatAction.EDIT:
                message_ref = _message_ref(chat)
                return Receipt(await self._postbox.post(chat.chat_id, _body(message), message_ref=message_ref))
            case ChatAction.CLEAR_BUTTONS:
                await self._postbox.clear_buttons(chat.chat_id, _message_ref(chat))
                return Receipt(_message_ref(chat))
            case ChatAction.ANSWER_BUTTON:
                await self._postbox.toast(chat.chat_id, _toast(message, chat))
                return Receipt()


def _body(message: OutboundMessage) -> dict[str, Any]:
    try:
        return renderer.body(message)
    except ValueError as error:
        raise CannotDeliver(str(error), code="bad_button") from error


def _toast(message: OutboundMessage, chat: ChatParts) -> dict[str, Any]:
    """``query`` is the client id of the press that this answers."""
    return {"toast": text_of(message.text), "alert": chat.alert, "query": chat.button_query_id or ""}


def _message_ref(chat: ChatParts) -> str:
    if not chat.message_ref:
        raise CannotDeliver("The message to change is not named", code=EDIT_GONE)
    return chat.message_ref
