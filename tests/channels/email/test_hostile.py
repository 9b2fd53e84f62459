"""Mails made to hurt: each ends cut or refused, with a reason, within bounded time."""

from __future__ import annotations

import base64
import time

import pytest

from channels.email import guards, html_text, parser

HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Mon, 15 Apr 2024 10:23:00 +0700\r\nMIME-Version: 1.0\r\n"


def nested(levels: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
        + b"\r\nhi"
    )


MAILS = {
    "nested 1,000 deep": (nested(1000), "nested deeper than 40 levels: the rest stays closed"),
    "messages in messages": (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2000 + b"Subject: z\r\n\r\nhi", ""),
    "100,000 parts": (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 100_000,
        "more than 1000 parts: the rest is left out",
    ),
    "60 kB of semicolons": (HEAD + b"Content-Type: text/plain" + b";" * 60_000 + b"\r\n\r\nhi", ""),
    "20,000 parameters": (
        HEAD + b"Content-Type: text/plain" + b"; a*0*=x" * 20_000 + b"\r\n\r\nhi",
        "a header has too many parameters",
    ),
    "10,000 recipients": (
        HEAD + b"Cc: " + b",\r\n ".join(b"User %d <u%d@x.example>" % (n, n) for n in range(10_000)) + b"\r\n\r\nhi",
        "more than 1000 addresses: the rest is left out",
    ),
    "open quotes": (HEAD + b"Cc: " + b'"a\\' * 20_000 + b"\r\n\r\nhi", ""),
    "open brackets": (HEAD + b"Cc: " + b"(<" * 30_000 + b"\r\n\r\nhi", ""),
    "30 MB subject": (
        HEAD.replace(b"Subject: x", b"Subject: " + b"a" * 30_000_000) + b"\r\nhi",
        "a header field is cut",
    ),
    "folded 30 MB subject": (
        HEAD.replace(b"Subject: x", b"Subject: " + b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n " * 800_000 + b"x")
        + b"\r\nhi",
        "a header field is cut",
    ),
    "encoded words": (HEAD.replace(b"Subject: x", b"Subject: " + b"=?utf-8?q?" * 6_000) + b"\r\nhi", ""),
    "a million header fields": (
        HEAD + b"X-A: b\r\n" * 1_000_000 + b"\r\nhi",
        "more than 1000 header fields: the rest is left out",
    ),
    "NUL bytes": (HEAD + b"\r\n" + b"\0" * 1_000_000 + b"hi", "NUL characters removed"),
    "flowed lines": (HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 300_000, ""),
    "50 MB of text": (HEAD + b"\r\n" + b"hello world, a line of text\r\n" * 1_800_000, "text is cut"),
    "50 MB of quoted-printable": (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=41" * 16_000_000,
        "text is cut",
    ),
    "50 MB file": (
        HEAD
        + b"Content-Type: application/octet-stream; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(b"\1" * 37_000_000),
        "",
    ),
    "uuencode beginnings": (HEAD + b"\r\n" + b"begin 644 a\n" * 50_000, ""),
    "recipients in a report": (
        b"From: MAILER-DAEMON@x\r\nSubject: Undelivered\r\n\r\n" + b"user unknown a@b.example 550 " * 40_000,
        "",
    ),
    "status groups": (
        b"From: MAILER-DAEMON@x\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
        + b"Final-Recipient: rfc822;a@b.example\nAction: failed\n\n" * 50_000
        + b"--x--",
        "",
    ),
    "100,000 nested div": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"hi", ""),
    "100,000 blockquotes": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote>x" * 100_000, "text is cut"),
    "open tags": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a '\"" * 200_000, ""),
    "open comments": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 300_000, ""),
    "open styles": (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<style>" * 200_000, ""),
    "regions": (
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div id=signature>" * 50_000 + b"<p id=signature></p>" * 30_000,
        "",
    ),
}


@pytest.mark.parametrize(("content", "defect"), MAILS.values(), ids=MAILS.keys())
def test_bounded_time_and_a_reason(content, defect):
    started = time.process_time()
    message = parser.parse_bytes(content)
    assert time.process_time() - started < 2
    assert not defect or defect in message.defects
    assert len(message.text) <= guards.MAX_TEXT
    assert len(message.subject) <= guards.MAX_HEADER_BYTES


@pytest.mark.parametrize(
    "name",
    [
        "nested 1,000 deep",
        "100,000 parts",
        "60 kB of semicolons",
        "30 MB subject",
        "a million header fields",
        "50 MB file",
    ],
)
def test_the_worst_are_suspect(name):
    assert guards.suspicion(MAILS[name][0])


def test_an_ordinary_mail_is_not_suspect():
    assert guards.suspicion(HEAD + b"\r\n" + b"Dear all,\r\n-- \r\nLan\r\n" * 50) == ""
    assert (
        guards.suspicion(HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(bytes(3_000_000)))
        == ""
    )


def test_html_depth_is_an_upper_bound():
    assert html_text.depth_of("<div><p>a<br><b>c</b></p></div>") == 3
    assert html_text.depth_of("<div>" * 500) == 500
