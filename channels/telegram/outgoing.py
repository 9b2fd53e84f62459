"""What one outgoing message becomes: the requests, in order, that carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import ForceReply, InlineKeyboardMarkup

from channels.message import ChatParts, OutboundMessage, StoredFile
from channels.port import CannotDeliver
from channels.telegram.renderer import render, render_caption

UPLOAD_BYTES = 50 * 1024 * 1024
_PHOTO_BYTES = 10 * 1024 * 1024
_PHOTO_TYPES = {"image/jpeg", "image/png", "image/webp"}
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One request. ``html`` is the text, or the caption where there is a ``file``."""

    html: str = ""
    file: StoredFile | None = None
    content: bytes = b""
    as_photo: bool = False
    markup: InlineKeyboardMarkup | ForceReply | None = None


def plan(message: OutboundMessage, chat: ChatParts, contents: Sequence[bytes]) -> list[Part]:
    """``contents`` are the bytes of ``message.files``. Raises ``CannotDeliver`` for what Telegram would never take.

    With buttons the files come first, so that the text that is edited later carries the buttons and stands below;
    without them a short text becomes the caption of a single file, and a longer one precedes the files.
    """
    try:
        rendered = render(message.text, chat.buttons)
    except ValueError as error:
        raise CannotDeliver(str(error), code="bad_button") from error
    files = [_file_part(file, content) for file, content in zip(message.files, contents, strict=True)]
    texts = [Part(html=html) for html in rendered.texts]
    markup = rendered.keyboard or _force_reply(chat)
    parts = _arranged(message, texts, files, buttons=rendered.keyboard is not None)
    if not parts:
        raise CannotDeliver("The message is empty", code="empty")
    if len(parts) > _MOST_PARTS:
        raise CannotDeliver(
            f"The message would need {len(parts)} Telegram messages, more than {_MOST_PARTS}", code="too_long"
        )
    return [*parts[:-1], replace(parts[-1], markup=markup)]


def _arranged(message: OutboundMessage, texts: list[Part], files: list[Part], *, buttons: bool) -> list[Part]:
    if buttons:
        if not texts:
            raise CannotDeliver("Buttons need a text to stand under", code="empty")
        return files + texts
    if len(files) == 1 and texts and (caption := render_caption(message.text)) is not None:
        return [replace(files[0], html=caption)]
    return texts + files


def _force_reply(chat: ChatParts) -> ForceReply | None:
    return ForceReply(selective=chat.reply_to_ref is not None) if chat.ask_reply else None


def _file_part(file: StoredFile, content: bytes) -> Part:
    if not content:
        raise CannotDeliver(f"The file {file.filename} is empty; Telegram takes no empty files", code="file_empty")
    if len(content) > UPLOAD_BYTES:
        size = len(content) // (1024 * 1024)
        raise CannotDeliver(f"The file {file.filename} has {size} MB; a bot may send 50 MB", code="file_too_large")
    as_photo = file.content_type.lower() in _PHOTO_TYPES and len(content) <= _PHOTO_BYTES
    return Part(file=file, content=content, as_photo=as_photo)
