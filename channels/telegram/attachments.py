"""Which files a Telegram message carries, and fetching them."""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from telegram import File, Message, PhotoSize
from telegram.error import BadRequest, InvalidToken, TelegramError

from channels.message import Attachment, RawItem
from channels.port import TryAgainLater
from channels.telegram.api import BotApi, Flooded
from channels.telegram.failures import explain
from channels.telegram.settings import TelegramSettings
from channels.telegram.update import message_of, read_update, refusing

DOWNLOAD_BYTES = 20 * 1024 * 1024
"""The most that getFile gives a bot (https://core.telegram.org/bots/api#getfile)."""

NOT_FETCHED = "not fetched yet"
_NAME_LENGTH = 120
_KINDS = ("document", "video", "audio", "voice", "video_note", "sticker")
_FALLBACK_TYPES = {
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "video_note": "video/mp4",
}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """``size`` is ``None`` where Telegram does not say."""

    file_id: str
    filename: str
    content_type: str
    size: int | None


def remote_files(message: Message) -> tuple[RemoteFile, ...]:
    return tuple(_remote_files(message))


def placeholders(message: Message) -> tuple[Attachment, ...]:
    """The message's files before anybody fetched them: names and types, no bytes but those inside the update."""
    remote = (Attachment(file.filename, file.content_type, b"", note=NOT_FETCHED) for file in remote_files(message))
    return (*remote, *_cards(message))


class TelegramFiles:
    """Fetches the files of kept updates. ``start`` and ``stop`` open and close its connections."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self._api: BotApi | None = None

    async def start(self) -> None:
        self._api = BotApi(self._settings)

    async def stop(self) -> None:
        api, self._api = self._api, None
        if api is not None:
            await api.close()

    async def fetch(self, raw: RawItem) -> list[Attachment]:
        """All attachments of an update, to replace those that ``parse`` listed.

        A file that Telegram will not give is there with empty ``content`` and the reason as ``note``. Raises
        ``TryAgainLater`` where a later try may succeed, ``ParseRefused`` where ``parse`` would.
        """
        if self._api is None:
            raise TryAgainLater("The Telegram file reader is not running", whole_channel=True, code="stopped")
        with refusing():
            message = message_of(read_update(raw.content))
            remote, cards = (remote_files(message), tuple(_cards(message))) if message else ((), ())
        fetched = [await self._fetch_one(self._api, file) for file in remote]
        return [*fetched, *cards]

    async def _fetch_one(self, api: BotApi, file: RemoteFile) -> Attachment:
        if file.size is not None and file.size > DOWNLOAD_BYTES:
            return _missing(file, _too_large(file.size))
        try:
            remote = await api.bot.get_file(file.file_id)
        except BadRequest as error:
            if "too big" in error.message.lower():
                return _missing(file, _too_large(file.size))
            return _missing(file, explain(error))
        except TelegramError as error:
            raise _later(error) from None
        if remote.file_size is not None and remote.file_size > DOWNLOAD_BYTES:
            return _missing(file, _too_large(remote.file_size))
        return await self._download(file, remote)

    async def _download(self, file: RemoteFile, remote: File) -> Attachment:
        try:
            content = await remote.download_as_bytearray(read_timeout=self._settings.upload_seconds)
        except InvalidToken:  # the file server's 404: the path lives for an hour only
            raise TryAgainLater("Telegram's file address has expired", code="file_address") from None
        except TelegramError as error:
            raise _later(error) from None
        return Attachment(file.filename, file.content_type, bytes(content))


def clean_filename(name: str, fallback: str) -> str:
    """Text for people: no folders, control, bidirectional or invisible characters; the extension survives shortening."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    ).strip(" .")
    if len(shown) > _NAME_LENGTH:
        stem, dot, extension = shown.rpartition(".")
        tail = dot + extension if stem and len(extension) <= 10 else ""  # noqa: PLR2004 - no real extension is longer
        shown = shown[: _NAME_LENGTH - len(tail)] + tail
    return shown or fallback


def _later(error: TelegramError) -> TryAgainLater:
    after = error.after if isinstance(error, Flooded) else None
    return TryAgainLater(explain(error), after=after, whole_channel=True, code="fetch")


def _missing(file: RemoteFile, reason: str) -> Attachment:
    return Attachment(file.filename, file.content_type, b"", note=reason)


def _too_large(size: int | None) -> str:
    measured = f"{size / 1024 / 1024:.0f} MB" if size else "too many MB"
    return f"{measured}: Telegram gives bots files up to {DOWNLOAD_BYTES // 1024 // 1024} MB"


def _remote_files(message: Message) -> Iterator[RemoteFile]:
    if message.photo:
        best = _largest(message.photo)
        yield RemoteFile(best.file_id, f"photo-{message.message_id}.jpg", "image/jpeg", best.file_size)
    for kind in _KINDS:
        if (media := getattr(message, kind)) is not None:
            yield _described(kind, media, message.message_id)


def _largest(sizes: tuple[PhotoSize, ...]) -> PhotoSize:
    return max(sizes, key=lambda size: size.width * size.height)


def _described(kind: str, media: Any, message_id: int) -> RemoteFile:
    content_type = (getattr(media, "mime_type", None) or _fallback_type(kind, media)).lower()
    extension = ".ogg" if kind == "voice" else mimetypes.guess_extension(content_type) or ""
    filename = clean_filename(
        getattr(media, "file_name", None) or "", f"{kind.replace('_', '-')}-{message_id}{extension}"
    )
    return RemoteFile(media.file_id, filename, content_type, media.file_size)


def _fallback_type(kind: str, media: Any) -> str:
    if kind != "sticker":
        return _FALLBACK_TYPES.get(kind, "application/octet-stream")
    if media.is_video:
        return "video/webm"
    return "application/gzip" if media.is_animated else "image/webp"


def _cards(message: Message) -> Iterator[Attachment]:
    contact = message.contact
    if contact is not None and contact.vcard:
        name = clean_filename(f"{contact.first_name} {contact.last_name or ''}".strip() + ".vcf", "contact.vcf")
        yield Attachment(name, "text/vcard", contact.vcard.encode("utf-8", "replace"))
