"""Sends, edits and answers in Telegram chats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from channels.message import ChatAction, ChatParts, OutboundMessage
from channels.port import CannotDeliver, OutcomeUnknown, PartState, PointOfNoReturn, ReadFile, Receipt, TryAgainLater
from channels.telegram.api import BotApi, Flooded, NotSent
from channels.telegram.background import end, in_background
from channels.telegram.backoff import Backoff
from channels.telegram.failures import EDIT_GONE, explain, is_expired_query, is_harmless_edit, port_failure
from channels.telegram.outgoing import Part, plan
from channels.telegram.pacer import Pacer
from channels.telegram.renderer import CAPTION_LENGTH, RenderedChat, render, render_answer, render_parts
from channels.telegram.settings import TelegramSettings
from channels.telegram.shown import ShownMessages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 2.0
_STOP_SECONDS = 4.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """Implements ``port.Sender`` for ``ChatParts``.

    ``point_of_no_return`` is awaited for ``SEND`` only: the other actions may be repeated, so nothing about them can
    become unknown. A chat's messages keep their order if they are sent one after the other. ``Receipt.external_id`` is the id of the last part, the one with the buttons.
    """

    def __init__(self, settings: TelegramSettings, read_file: ReadFile, pacer: Pacer | None = None) -> None:
        self._settings = settings
        self._read_file = read_file
        self._pacer = pacer or Pacer()
        self._shown = ShownMessages()
        self._state = PartState("telegram sender")
        self._api: BotApi | None = None
        self._probe: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._running = 0

    @property
    def state(self) -> PartState:
        return self._state

    def delay(self, chat_id: str) -> float:
        """Seconds to wait before ``send`` to this chat; a worker that asks first never blocks in it."""
        return self._pacer.delay(chat_id)

    async def start(self) -> None:
        self._stopping.clear()
        self._api = BotApi(self._settings)
        self._probe = in_background(self._find_out_whether_it_works(self._api), self._state)

    async def stop(self) -> None:
        """Lets running sends end for four seconds; a wait between parts ends at once, as an unknown outcome."""
        self._stopping.set()
        api, self._api = self._api, None
        if api is None:
            return
        if self._probe is not None:
            await end(self._probe)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("%d Telegram messages were still being sent at the end", self._running)
        await api.close()

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt:
        if message.chat is None:
            raise CannotDeliver("This message is not meant for a chat", code="no_chat")
        async with self._working() as api:
            match message.chat.action:
                case ChatAction.SEND:
                    return await self._send(api, message, message.chat, point_of_no_return)
                case ChatAction.EDIT:
                    return await self._edit(api, message, message.chat)
                case ChatAction.CLEAR_BUTTONS:
                    return await self._clear_buttons(api, message.chat)
                case ChatAction.ANSWER_BUTTON:
                    return await self._answer(api, message, message.chat)

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[BotApi]:
        if self._api is None:
            raise TryAgainLater("The Telegram sender is not running", whole_channel=True, code="stopped")
        self._running += 1
        self._idle.clear()
        try:
            yield self._api
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def _find_out_whether_it_works(self, api: BotApi) -> None:
        backoff = Backoff(self._settings.first_retry_seconds, self._settings.longest_retry_seconds)
        while True:
            try:
                me = await api.bot.get_me()
            except TelegramError as error:
                self._note(error)
                await asyncio.sleep(backoff.next(error.after if isinstance(error, Flooded) else 0))
            else:
                self._state.facts["username"] = me.username
                return self._note(None)

    async def _send(
        self, api: BotApi, message: OutboundMessage, chat: ChatParts, point_of_no_return: PointOfNoReturn
    ) -> Receipt:
        target = _chat_id(chat)
        options = _options(chat)
        parts = plan(message, chat, await self._contents(message))
        buttons = parts[-1].markup if chat.buttons_follow else None
        if isinstance(buttons, InlineKeyboardMarkup):
            parts[-1] = replace(parts[-1], markup=None)
        await self._wait_for_turn(chat.chat_id, _PATIENCE_SECONDS)
        await point_of_no_return()
        try:
            sent = await self._post(api, target, parts[0], options)
        except TelegramError as error:
            raise self._failure(error, chat, repeatable=False) from None
        ids = [sent.message_id]
        options.pop("reply_parameters", None)
        try:
            async with asyncio.timeout(self._settings.part_patience_seconds):
                for part in parts[1:]:
                    sent = await self._post_patiently(api, target, part, options)
                    ids.append(sent.message_id)
        except (TelegramError, TryAgainLater, TimeoutError) as error:
            raise self._partly_sent(len(ids), len(parts), error) from None
        last = str(ids[-1])
        self._shown.keep(chat.chat_id, last, parts[-1].html, _keyboard_of(parts[-1]))
        lacks = isinstance(buttons, InlineKeyboardMarkup) and not await self._add_buttons(api, target, ids[-1], buttons)
        return Receipt(last, part_ids=tuple(str(message_id) for message_id in ids), lacks_buttons=lacks)

    async def _add_buttons(
        self, api: BotApi, target: int | str, message_id: int, buttons: InlineKeyboardMarkup
    ) -> bool:
        """At once, as a part of the message that was sent. What fails here is drawn again by whoever sent it."""
        try:
            await api.bot.edit_message_reply_markup(target, message_id, reply_markup=buttons)
        except TelegramError as error:
            self._shown.forget(str(target), str(message_id))
            _log.info("the buttons of a message in chat %s come later: %s", target, explain(error))
            return False
        self._shown.keep(str(target), str(message_id), None, buttons)
        return True

    async def _contents(self, message: OutboundMessage) -> list[bytes]:
        contents: list[bytes] = []
        for file in message.files:
            try:
                contents.append(await asyncio.to_thread(self._read_file, file))
            except OSError as error:
                _log.exception("stored file %s cannot be read", file.sha256)
                raise CannotDeliver(
                    f"The file {file.filename} cannot be read from the store", code="file_unreadable"
                ) from error
        return contents

    async def _post_patiently(self, api: BotApi, target: int | str, part: Part, options: dict[str, Any]) -> Message:
        """For the parts after the first: waits and tries again where nothing happened."""
        backoff = Backoff(self._settings.first_retry_seconds, self._settings.longest_retry_seconds)
        while True:
            await self._wait_for_turn(str(target), self._settings.part_patience_seconds)
            try:
                return await self._post(api, target, part, options)
            except Flooded as error:
                self._pacer.refused(str(target), error.after)
            except NotSent:
                await self._pause(backoff.next())

    async def _post(self, api: BotApi, target: int | str, part: Part, options: dict[str, Any]) -> Message:
        sent = await self._request(api, target, part, options)
        self._pacer.accepted()
        self._note(None)
        return sent

    async def _request(self, api: BotApi, target: int | str, part: Part, options: dict[str, Any]) -> Message:
        common = {**options, "parse_mode": ParseMode.HTML, "reply_markup": part.markup}
        if part.file is None:
            return await api.bot.send_message(target, part.html, link_preview_options=_NO_PREVIEW, **common)
        common |= {"caption": part.html or None, "filename": part.file.filename}
        if part.as_photo:
            try:
                return await api.bot.send_photo(target, part.content, **common)
            except BadRequest as error:
                if not _is_bad_picture(error):
                    raise
        return await api.bot.send_document(target, part.content, disable_content_type_detection=True, **common)

    async def _edit(self, api: BotApi, message: OutboundMessage, chat: ChatParts) -> Receipt:
        target, message_id = _chat_id(chat), _message_id(chat)
        try:
            rendered = render(message.text, chat.buttons)
        except ValueError as error:
            raise CannotDeliver(str(error), code="bad_button") from error
        if len(rendered.texts) != 1:
            reason = "The new text does not fit into one message" if rendered.texts else "The new text is empty"
            raise CannotDeliver(reason, code=EDIT_GONE if rendered.texts else "empty")
        if self._shown.shows(chat.chat_id, str(message_id), rendered.texts[0], rendered.keyboard):
            return Receipt(external_id=str(message_id))
        await self._wait_for_turn(chat.chat_id, _PATIENCE_SECONDS)
        self._shown.forget(chat.chat_id, str(message_id))
        try:
            await self._edit_text(api, target, message_id, rendered, render_parts(message.text, CAPTION_LENGTH))
        except TelegramError as error:
            if not is_harmless_edit(error):
                raise self._failure(error, chat, repeatable=True) from None
        self._shown.keep(chat.chat_id, str(message_id), rendered.texts[0], rendered.keyboard)
        self._note(None)
        return Receipt(external_id=str(message_id))

    async def _edit_text(
        self, api: BotApi, target: int | str, message_id: int, rendered: RenderedChat, captions: Sequence[str]
    ) -> None:
        where: dict[str, Any] = {"chat_id": target, "message_id": message_id}
        how: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": rendered.keyboard}
        try:
            await api.bot.edit_message_text(rendered.texts[0], link_preview_options=_NO_PREVIEW, **where, **how)
        except BadRequest as error:
            if "there is no text in the message" not in error.message.lower() or len(captions) != 1:
                raise
            await api.bot.edit_message_caption(caption=captions[0], **where, **how)

    async def _clear_buttons(self, api: BotApi, chat: ChatParts) -> Receipt:
        target, message_id = _chat_id(chat), _message_id(chat)
        if self._shown.shows(chat.chat_id, str(message_id), None, None):
            return Receipt(external_id=str(message_id))
        await self._wait_for_turn(chat.chat_id, _PATIENCE_SECONDS)
        try:
            await api.bot.edit_message_reply_markup(target, message_id, reply_markup=None)
        except TelegramError as error:
            self._shown.forget(chat.chat_id, str(message_id))
            gone = isinstance(error, BadRequest) and "message to edit not found" in error.message.lower()
            if not gone and not is_harmless_edit(error):
                raise self._failure(error, chat, repeatable=True) from None
        self._shown.keep(chat.chat_id, str(message_id), None, None)
        self._note(None)
        return Receipt(external_id=str(message_id))

    async def _answer(self, api: BotApi, message: OutboundMessage, chat: ChatParts) -> Receipt:
        if not chat.button_query_id:
            raise CannotDeliver("No button press to answer was named", code="no_query")
        try:
            await api.bot.answer_callback_query(
                chat.button_query_id, render_answer(message.text) or None, show_alert=chat.alert
            )
        except TelegramError as error:
            if not is_expired_query(error):
                raise self._failure(error, chat, repeatable=True) from None
            _log.info("a button press in chat %s was answered too late", chat.chat_id)
        return Receipt()

    async def _wait_for_turn(self, chat_id: str, patience: float) -> None:
        while (wait := self._pacer.take(chat_id)) > 0:
            if wait > patience:
                raise TryAgainLater("Telegram's sending limit for this chat is reached", after=wait, code="paced")
            await self._pause(wait)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise TryAgainLater("The Telegram sender is stopping", whole_channel=True, code="stopped")

    def _failure(self, error: TelegramError, chat: ChatParts, *, repeatable: bool) -> Exception:
        self._note(error)
        failure = port_failure(error, repeatable=repeatable)
        if isinstance(error, Flooded) and isinstance(failure, TryAgainLater):
            failure.whole_channel = self._pacer.refused(chat.chat_id, error.after)
        return failure

    def _partly_sent(self, done: int, total: int, error: Exception) -> OutcomeUnknown:
        if isinstance(error, TelegramError):
            self._note(error)
            why = explain(error)
        else:
            why = (
                error.reason if isinstance(error, TryAgainLater) else "Telegram made us wait too long between the parts"
            )
        return OutcomeUnknown(f"part {done + 1} of {total} may be missing: {why}", code="partial")

    def _note(self, error: TelegramError | None) -> None:
        """A refusal of one message says that the channel works; a lost connection or a bad token that it does not."""
        works = (
            error is None
            or not isinstance(port_failure(error, repeatable=True), TryAgainLater)
            or isinstance(error, Flooded)
        )
        self._state.ok = works
        if error is None or not works:
            self._state.detail = "sending" if error is None else explain(error)


def _chat_id(chat: ChatParts) -> int | str:
    try:
        return chat.chat_id if chat.chat_id.startswith("@") else int(chat.chat_id)
    except ValueError:
        raise CannotDeliver(f"{chat.chat_id!r} is no Telegram chat", code="chat_not_found") from None


def _keyboard_of(part: Part) -> InlineKeyboardMarkup | None:
    return part.markup if isinstance(part.markup, InlineKeyboardMarkup) else None


def _message_id(chat: ChatParts) -> int:
    return _number(chat.message_ref, "message")


def _number(ref: str | None, what: str) -> int:
    if ref is None or not ref.isdecimal():
        raise CannotDeliver(f"{ref!r} is no Telegram {what}", code=EDIT_GONE if what == "message" else "bad_reference")
    return int(ref)


def _options(chat: ChatParts) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if chat.silent:
        options["disable_notification"] = True
    if chat.thread_ref is not None:
        options["message_thread_id"] = _number(chat.thread_ref, "topic")
    if chat.reply_to_ref is not None:
        options["reply_parameters"] = ReplyParameters(
            _number(chat.reply_to_ref, "reply"), allow_sending_without_reply=True
        )
    return options


def _is_bad_picture(error: BadRequest) -> bool:
    text = error.message.lower()
    return any(
        word in text
        for word in ("photo_invalid", "image_process_failed", "photo must be", "wrong type", "invalid dimensions")
    )
