"""Mails as a firm gets them, the same ones on every machine: ``python -m benchmarks.mails FOLDER --count 2000``.

On average 18.5 kB, the median 7 kB, in 13 charsets; 38 % are replies that quote their history and name it in References;
9 % carry a file of 100 kB. Every mail is 7-bit or UTF-8 on the wire, as relays hand them on, so that every importer can
read them; what relays do not hand on is in ``hostile_mails``.
"""

from __future__ import annotations

import argparse
import base64
import html
import quopri
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from benchmarks import mail_texts as texts

SUPPORT_ADDRESS = "support@crm.example"

_SEED = 20_260_101
_FIRST_SENT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_REPLIES = 0.38
_WITH_FILE = 9
"""In a hundred."""
_SPREAD = 37
_FILE_BYTES = 100_000
_SMALLEST, _LARGEST = 1_800, 10_600
"""Bytes of a mail without its file. Evenly spread, they give the average and the median wanted."""
_OPEN_THREADS = 400
_LONGEST_THREAD = 8
_CHARSETS = {
    "utf-8": 60,
    "us-ascii": 8,
    "windows-1258": 6,
    "windows-1252": 5,
    "iso-8859-1": 4,
    "iso-8859-15": 2,
    "gb18030": 3,
    "utf-16": 2,
    "big5": 2,
    "shift_jis": 2,
    "iso-2022-jp": 2,
    "euc-kr": 2,
    "koi8-r": 2,
}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SPEAK_VIETNAMESE = frozenset({"utf-8", "windows-1258", "gb18030", "utf-16"})


@dataclass(slots=True)
class _Thread:
    """A conversation that a customer may take up again."""

    sender_name: str
    sender_address: str
    vietnamese: bool
    subject: str
    message_ids: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    sent_at: datetime = _FIRST_SENT


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    charset: str


def ordinary_mails(count: int, seed: int = _SEED) -> Iterator[bytes]:
    """The same ``count`` mails for the same ``seed``; a reply comes after what it answers."""
    chance = random.Random(seed)
    threads: list[_Thread] = []
    for number in range(count):
        is_reply = bool(threads) and chance.random() < _REPLIES
        thread = chance.choice(threads) if is_reply else _new_thread(chance, number)
        yield _mail(chance, thread, number, is_reply=is_reply)
        if not is_reply:
            threads.append(thread)
        if len(threads) > _OPEN_THREADS or len(thread.message_ids) >= _LONGEST_THREAD:
            threads.remove(thread if len(thread.message_ids) >= _LONGEST_THREAD else threads[0])


def written_texts(count: int, seed: int = _SEED) -> list[tuple[str, str]]:
    """Subject and new text of first mails, as the parser hands them on."""
    chance = random.Random(seed)
    threads = [_new_thread(chance, number) for number in range(count)]
    return [(thread.subject, _new_text(chance, thread, "utf-8")) for thread in threads]


def write_mails(folder: Path, count: int, seed: int = _SEED) -> list[Path]:
    """Files named in the order in which the mails were sent."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, content in enumerate(ordinary_mails(count, seed)):
        path = folder / f"{number:06d}.eml"
        path.write_bytes(content)
        paths.append(path)
    return paths


def _new_thread(chance: random.Random, number: int) -> _Thread:
    vietnamese = chance.random() < 0.6
    name = _person(chance, vietnamese=vietnamese)
    domain = f"{chance.choice(texts.FIRMS)}.example" if chance.random() < 0.7 else chance.choice(texts.FREE_MAIL)
    subject = chance.choice(texts.VIETNAMESE_SUBJECTS if vietnamese else texts.ENGLISH_SUBJECTS)
    return _Thread(name, f"customer{number % 5_000}@{domain}", vietnamese, _filled(chance, subject))


def _person(chance: random.Random, *, vietnamese: bool) -> str:
    if not vietnamese:
        return chance.choice(texts.ENGLISH_NAMES)
    return " ".join(chance.choice(names) for names in (texts.FAMILY_NAMES, texts.MIDDLE_NAMES, texts.GIVEN_NAMES))


def _filled(chance: random.Random, sentence: str) -> str:
    return sentence.format(
        count=chance.randint(2, 60),
        code=f"E{chance.randint(1, 99)}",
        phone=f"{chance.randint(100, 999)} {chance.randint(100, 999)}",
    )


def _mail(chance: random.Random, thread: _Thread, number: int, *, is_reply: bool) -> bytes:
    charset = _charset(chance, vietnamese=thread.vietnamese)
    message_id = f"<{number:07d}.{chance.getrandbits(64):016x}@{thread.sender_address.rpartition('@')[2]}>"
    thread.sent_at = max(thread.sent_at, _FIRST_SENT + timedelta(minutes=2 * number))
    size = chance.randint(_SMALLEST, _LARGEST)
    headers = _headers(chance, thread, message_id, is_reply=is_reply)
    written = _new_text(chance, thread, charset)
    body = _Body(
        _grown(chance, thread, written, is_reply=is_reply, characters=max(0, size - len(headers)) // 4), charset
    )
    thread.message_ids.append(message_id)
    thread.history.append(written)
    return headers + _content(chance, body, size - len(headers), with_file=number * _SPREAD % 100 < _WITH_FILE)


def _charset(chance: random.Random, *, vietnamese: bool) -> str:
    names = [name for name in _CHARSETS if not vietnamese or name in _SPEAK_VIETNAMESE]
    return chance.choices(names, [_CHARSETS[name] for name in names])[0]


def _headers(chance: random.Random, thread: _Thread, message_id: str, *, is_reply: bool) -> bytes:
    host = thread.sender_address.rpartition("@")[2]
    sent = format_datetime(thread.sent_at)
    signature = base64.b64encode(chance.randbytes(256)).decode()
    subject = f"Re: {thread.subject}" if is_reply else thread.subject
    lines = [
        f"Return-Path: <{thread.sender_address}>",
        f"Received: from mx.{host} (mx.{host} [192.0.2.{chance.randint(1, 254)}])",
        f"\tby mail.crm.example with ESMTPS id {chance.getrandbits(48):x}; {sent}",
        f"Received: from [198.51.100.{chance.randint(1, 254)}] by mx.{host} with ESMTPSA; {sent}",
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=key1;",
        f"\th=from:to:subject:date:message-id; bh={base64.b64encode(chance.randbytes(32)).decode()};",
        *(f"\t{'b=' if start == 0 else ''}{signature[start : start + 64]}" for start in range(0, len(signature), 64)),
        f"From: {Header(thread.sender_name, 'utf-8').encode() if not thread.sender_name.isascii() else thread.sender_name} <{thread.sender_address}>",
        f"To: {SUPPORT_ADDRESS}",
        f"Subject: {Header(subject, 'utf-8').encode() if not subject.isascii() else subject}",
        f"Date: {sent}",
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0",
    ]
    if is_reply:
        lines += [f"In-Reply-To: {thread.message_ids[-1]}", "References: " + "\r\n ".join(thread.message_ids)]
    return "".join(f"{line}\r\n" for line in lines).replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def _new_text(chance: random.Random, thread: _Thread, charset: str) -> str:
    vietnamese = thread.vietnamese
    sentences = texts.VIETNAMESE_SENTENCES if vietnamese else texts.ENGLISH_SENTENCES
    greeting = chance.choice(texts.VIETNAMESE_GREETINGS if vietnamese else texts.ENGLISH_GREETINGS)
    said = [_filled(chance, sentence) for sentence in chance.sample(sentences, chance.randint(1, 5))]
    sign_off = "Trân trọng," if vietnamese else "Best regards,"
    native = "" if vietnamese else texts.NATIVE_SIGN_OFFS.get(charset, "")
    return "\n".join([greeting, "", *said, "", sign_off, thread.sender_name, *([native] if native else [])])


def _grown(chance: random.Random, thread: _Thread, written: str, *, is_reply: bool, characters: int) -> str:
    """With its history below, newest first; a first mail that should be long gets the firm's small print instead."""
    if not is_reply:
        small_print = texts.VIETNAMESE_SENTENCES if thread.vietnamese else texts.ENGLISH_SENTENCES
        lines = [written, "", "-- ", thread.sender_address]
        while sum(map(len, lines)) < characters:
            lines.append(_filled(chance, chance.choice(small_print)))
        return "\n".join(lines)
    said = (
        f"Vào {thread.sent_at:%d/%m/%Y}, {SUPPORT_ADDRESS} đã viết:"
        if thread.vietnamese
        else f"On {thread.sent_at:%d %b %Y}, {SUPPORT_ADDRESS} wrote:"
    )
    quoted = [f"> {line}" for text in reversed(thread.history) for line in (*text.splitlines(), "")]
    return "\n".join([written, "", said, *quoted])


def _content(chance: random.Random, body: _Body, size: int, *, with_file: bool) -> bytes:
    """Content headers and body. ``size`` is met by the mail's HTML part, whose styles are as long as those of real mails."""
    text = _text_part(chance, body.text, body.charset, "plain")
    if size - len(text) > 1_500:
        text = _multipart(chance, "alternative", [text, _html_part(chance, body, size - len(text) - 400)])
    if with_file:
        text = _multipart(chance, "mixed", [text, _file_part(chance)])
    return text


def _html_part(chance: random.Random, body: _Body, size: int) -> bytes:
    paragraphs = "".join(f'<p class="MsoNormal">{html.escape(line)}</p>\n' for line in body.text.splitlines())
    document = f"<html><head><style>\n{{styles}}</style></head><body>{paragraphs}</body></html>"
    bare = _text_part(chance, document.replace("{styles}", ""), body.charset, "html", encoding="quoted-printable")
    rule = "p.MsoNormal, li.MsoNormal {{ margin: 0cm; font-size: {0}pt; font-family: Calibri, sans-serif; color: #{1:06x}; }}\n"
    styles = ""
    while len(bare) + len(styles) * 1.05 < size:
        styles += rule.format(chance.randint(8, 14), chance.getrandbits(24))
    return _text_part(chance, document.replace("{styles}", styles), body.charset, "html", encoding="quoted-printable")


def _text_part(chance: random.Random, text: str, charset: str, subtype: str, encoding: str = "") -> bytes:
    """Charsets of more than one byte, and those that are not ASCII below 128, go as base64."""
    content = _encoded(text.replace("\n", "\r\n"), charset)
    if charset in {"utf-16", "iso-2022-jp", "shift_jis", "big5", "gb18030", "euc-kr"}:
        encoding = "base64"
    encoding = encoding or chance.choice(
        ("quoted-printable", "base64", "8bit" if charset == "utf-8" else "quoted-printable")
    )
    encoded = {"base64": base64.encodebytes, "quoted-printable": _quoted_printable, "8bit": bytes}[encoding](content)
    head = f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + encoded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _encoded(text: str, charset: str) -> bytes:
    if charset == "windows-1258":
        return b"".join(_windows_1258(char) for char in text)
    return text.encode(charset, "replace")


@cache
def _windows_1258(char: str) -> bytes:
    """The charset has tone marks for themselves; Python's codec does not take letters apart by itself."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = list(unicodedata.normalize("NFD", char))
        tones = [mark for mark in marks if mark in _TONES]
        shape = [mark for mark in marks if mark not in _TONES]
        letter = unicodedata.normalize("NFC", "".join([base, *shape]))
        return letter.encode("cp1258", "replace") + "".join(tones).encode("cp1258")


def _quoted_printable(content: bytes) -> bytes:
    return quopri.encodestring(content.replace(b"\r\n", b"\n"))


def _file_part(chance: random.Random) -> bytes:
    kind, name, start = chance.choice(
        (
            ("image/jpeg", "anh-chup.jpg", b"\xff\xd8\xff\xe0"),
            ("application/pdf", "hop-dong.pdf", b"%PDF-1.7\n"),
            ("application/zip", "du-lieu.zip", b"PK\x03\x04"),
        )
    )
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode("ascii") + base64.encodebytes(start + chance.randbytes(_FILE_BYTES - len(start))).replace(
        b"\n", b"\r\n"
    )


def _multipart(chance: random.Random, subtype: str, parts: list[bytes]) -> bytes:
    boundary = f"=_{chance.getrandbits(96):024x}"
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    between = f"\r\n--{boundary}\r\n".encode("ascii")
    return head.encode("ascii") + b"".join(between + part for part in parts) + f"\r\n--{boundary}--\r\n".encode("ascii")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mails", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=_SEED)
    wanted = parser.parse_args()
    paths = write_mails(wanted.folder, wanted.count, wanted.seed)
    sizes = sorted(path.stat().st_size for path in paths)
    print(f"{len(sizes)} mails, {sum(sizes) / len(sizes):,.0f} bytes on average, median {sizes[len(sizes) // 2]:,}")


if __name__ == "__main__":
    main()
