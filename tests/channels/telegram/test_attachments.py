from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from telegram_emulator import TelegramEmulator, make_png

from channels.port import TryAgainLater
from channels.telegram.attachments import DOWNLOAD_BYTES, TelegramFiles, clean_filename


@pytest.fixture
async def files(settings) -> AsyncIterator[TelegramFiles]:
    reader = TelegramFiles(replace(settings, answer_seconds=2.0))
    await reader.start()
    yield reader
    await reader.stop()


async def test_files_come_with_their_bytes(tg: TelegramEmulator, files, raw_updates) -> None:
    lan = tg.user("Lan")
    await lan.start()
    picture = make_png(300, 200)
    await lan.send_photo(picture)
    await lan.send_document(b"%PDF-1.7", "Báo giá.pdf", mime_type="application/pdf")
    await lan.send_voice(b"OggS\0voice")
    start, photo, document, voice = [await files.fetch(raw) for raw in raw_updates()]
    assert start == []
    assert photo[0].content == picture
    assert (document[0].filename, document[0].content_type, document[0].content) == (
        "Báo giá.pdf",
        "application/pdf",
        b"%PDF-1.7",
    )
    assert voice[0].content == b"OggS\0voice"
    assert not any(file[0].note for file in (photo, document, voice))
    tg.assert_clean()


async def test_a_file_over_the_limit_is_noted(tg: TelegramEmulator, files, raw_updates) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_document(bytes(DOWNLOAD_BYTES + 1), "lớn.bin")
    (attachment,) = await files.fetch(raw_updates()[-1])
    assert attachment.content == b""
    assert attachment.filename == "lớn.bin"
    assert "20 MB" in attachment.note
    assert not tg.calls_of("getFile")


async def test_what_telegram_says_too_late_is_noted_too(tg: TelegramEmulator, files, raw_updates) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_document(b"x", "a.bin")
    tg.fail_next("getFile", 400, description="Bad Request: file is too big")
    tg.fail_next(
        "getFile", 400, description="Bad Request: wrong file_id or the file is temporarily unavailable", skip=0
    )
    raw = raw_updates()[-1]
    assert "20 MB" in (await files.fetch(raw))[0].note
    assert "rong file_id" in (await files.fetch(raw))[0].note
    assert (await files.fetch(raw))[0].content == b"x"


@pytest.mark.parametrize(("code", "after"), [(429, 3.0), (502, None), (401, None)])
async def test_trouble_means_later(tg: TelegramEmulator, files, raw_updates, code: int, after: float | None) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_document(b"x", "a.bin")
    tg.fail_next("getFile", code, retry_after=3)
    with pytest.raises(TryAgainLater) as later:
        await files.fetch(raw_updates()[-1])
    assert later.value.after == after
    assert tg.token not in later.value.reason


async def test_an_expired_address_means_later(tg: TelegramEmulator, files, raw_updates) -> None:
    lan = tg.user("Lan")
    await lan.start()
    await lan.send_document(b"x", "a.bin")
    stored = tg.world.files
    real, stored.download = stored.download, lambda _path: None
    with pytest.raises(TryAgainLater, match="expired"):
        await files.fetch(raw_updates()[-1])
    stored.download = real


async def test_before_start_nothing_is_fetched(settings, raw_updates, tg: TelegramEmulator) -> None:
    await tg.user("Lan").start()
    with pytest.raises(TryAgainLater):
        await TelegramFiles(settings).fetch(raw_updates()[0])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tmp\\a.exe", "a.exe"),
        ("hoa\u202egpj.exe", "hoagpj.exe"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_text_for_people(given: str, shown: str) -> None:
    assert clean_filename(given, "file") == shown
