"""One mail of each kind that broke a mail program: ``python -m benchmarks.hostile_mails FOLDER``.

Each is built when it is asked for, because some are large. What must hold for them: accepted (cut, with a note) or
quarantined, in bounded time and memory, with the raw bytes kept.
"""

from __future__ import annotations

import argparse
import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

_SENDER = "attacker@odd.example"
_RECIPIENT = "support@crm.example"
_MEGABYTE = 1_000_000


def _mail(
    body: bytes,
    *,
    kind: str = "text/plain; charset=utf-8",
    subject: str = "Odd mail",
    extra: str = "",
    name: str = "odd",
) -> bytes:
    head = (
        f"From: Odd <{_SENDER}>\r\nTo: {_RECIPIENT}\r\nSubject: {subject}\r\nMessage-ID: <{name}@odd.example>\r\n"
        f"Date: Mon, 05 Jan 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n{extra}Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + body


def _attached(content: bytes, filename: str, kind: str) -> bytes:
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    part = f'Content-Type: {kind}; name="{filename}"\r\nContent-Disposition: attachment; filename="{filename}"\r\n'
    return (
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\n"
        + part.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + encoded
        + b"\r\n--b--\r\n"
    )


def big() -> bytes:
    """50 MB on the wire."""
    return _mail(
        _attached(b"\x00\x01\x02" * (12 * _MEGABYTE), "video.mp4", "video/mp4"),
        kind="multipart/mixed; boundary=b",
        name="big",
    )


def long_subject() -> bytes:
    return _mail(b"short\r\n", subject="A" * (30 * _MEGABYTE), name="long-subject")


def many_recipients() -> bytes:
    addresses = ",\r\n ".join(f"Person {n} <person{n}@many.example>" for n in range(10_000))
    return _mail(b"to all\r\n", extra=f"Cc: {addresses}\r\n", name="many-recipients")


def deep_parts() -> bytes:
    """1,000 multiparts inside one another."""
    depth = 1_000
    opened = "".join(f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(depth))
    closed = "".join(f"--b{n}--\r\n" for n in reversed(range(depth)))
    inner = f"--b{depth}\r\nContent-Type: text/plain\r\n\r\ninnermost\r\n--b{depth}--\r\n"
    return _mail((opened + inner + closed).encode(), kind='multipart/mixed; boundary="b0"', name="deep-parts")


def deep_messages() -> bytes:
    """500 forwarded mails inside one another."""
    inner = "Subject: forwarded\r\nContent-Type: message/rfc822\r\n\r\n" * 500 + "Subject: last\r\n\r\ninnermost\r\n"
    return _mail(inner.encode(), kind="message/rfc822", name="deep-messages")


def many_parts() -> bytes:
    return _mail(b"--b\r\n\r\nx\r\n" * 100_000 + b"--b--\r\n", kind="multipart/mixed; boundary=b", name="many-parts")


def quoted_printable_bomb() -> bytes:
    return _mail(
        b"=0D=0A" * (3 * _MEGABYTE),
        extra="Content-Transfer-Encoding: quoted-printable\r\n",
        name="quoted-printable-bomb",
    )


def base64_bomb() -> bytes:
    """20 MB of base64 with a line end after every character and rubbish between."""
    return _mail(b"Q\r\n=!" * (4 * _MEGABYTE), extra="Content-Transfer-Encoding: base64\r\n", name="base64-bomb")


def encoded_word_bomb() -> bytes:
    """20,000 encoded words, one of a "charset" that is really Python's zlib."""
    words = "\r\n ".join(["=?utf-8?B?w6k=?="] * 20_000 + ["=?zlib_codec?B?eJwLAAAASABI?="])
    return _mail(b"see the subject\r\n", subject=words, name="encoded-word-bomb")


def zip_bomb() -> bytes:
    """Ten archives in one, each with 100 MB of zeros."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.bin", b"\x00" * (100 * _MEGABYTE))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.zip", packed.getvalue())
    return _mail(
        _attached(outer.getvalue(), "photos.zip", "application/zip"),
        kind="multipart/mixed; boundary=b",
        name="zip-bomb",
    )


def nul_bytes() -> bytes:
    return _mail(b"be\x00fore\r\n\x00\x00\x00after\r\n", subject="N\x00UL", name="nul-bytes")


def invalid_utf8() -> bytes:
    return _mail(b"M\xe1y in \xff\xfe\xc3\x28 \xed\xa0\x80 \xf8\x88\x80\x80\x80 h\xe1\xbb\r\n", name="invalid-utf8")


def charset_lies() -> bytes:
    """Says one charset and uses another; names one that does not exist, and one that is no charset."""
    parts = [
        b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + "Máy in".encode("utf-16"),
        b"Content-Type: text/plain; charset=x-martian\r\n\r\n" + "Máy in".encode(),
        b"Content-Type: text/plain; charset=zlib_codec\r\n\r\nx\x9c",
        b"Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-script+AD4-",
    ]
    return _mail(
        b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n",
        kind="multipart/mixed; boundary=b",
        name="charset-lies",
    )


def semicolons() -> bytes:
    """60 kB of ";" in Content-Type: quadratic in the standard library's new policies."""
    return _mail(b"x\r\n", kind="text/plain" + ";" * 60_000, name="semicolons")


def parameter_pieces() -> bytes:
    """A file name of 10,000 numbered pieces (RFC 2231, section 3)."""
    pieces = "".join(f";\r\n filename*{n}*=%C3%A9" for n in range(10_000))
    return _mail(b"x\r\n", extra=f"Content-Disposition: attachment{pieces}\r\n", name="parameter-pieces")


def quote_headers() -> bytes:
    """1 MB of beginnings of a quote header."""
    return _mail(b"On Mon, 5 Jan 2026 at 08:00, somebody\r\n" * 13_000 + b"On said " * 65_000, name="quote-headers")


def quote_marks() -> bytes:
    return _mail((b">" * 5_000 + b" deep\r\n") * 200, name="quote-marks")


def nested_html() -> bytes:
    return _mail(
        b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000, kind="text/html; charset=utf-8", name="nested-html"
    )


def comments_in_address() -> bytes:
    """Comments inside comments (RFC 5322, section 3.2.2), never closed."""
    return _mail(b"x\r\n", extra=f"Reply-To: {'(' * 50_000}\r\n", name="comments-in-address")


def long_references() -> bytes:
    ids = "\r\n ".join(f"<{n}.thread@odd.example>" for n in range(50_000))
    return _mail(b"x\r\n", extra=f"References: {ids}\r\n", name="long-references")


def no_headers() -> bytes:
    return b"\r\njust a body without any header\r\n"


def empty() -> bytes:
    return b""


HOSTILE: dict[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        big,
        long_subject,
        many_recipients,
        deep_parts,
        deep_messages,
        many_parts,
        quoted_printable_bomb,
        base64_bomb,
        encoded_word_bomb,
        zip_bomb,
        nul_bytes,
        invalid_utf8,
        charset_lies,
        semicolons,
        parameter_pieces,
        quote_headers,
        quote_marks,
        nested_html,
        comments_in_address,
        long_references,
        no_headers,
        empty,
    )
}
LARGE = frozenset({"big", "long_subject", "quoted_printable_bomb", "base64_bomb"})
"""Those of tens of megabytes, which may take longer."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile_mails", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in HOSTILE.items():
        content = make()
        (folder / f"{name}.eml").write_bytes(content)
        print(f"{len(content):>12,} {name}")


if __name__ == "__main__":
    main()
