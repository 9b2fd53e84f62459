"""Whatever follows the first header line: a message comes out, never an error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.email import parser
from channels.email.sanitise import sanitise

PIECES = [
    b"From: Lan <lan@khach.example>\r\n", b"Subject: =?utf-8?q?x?=", b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: text/html; charset=gb2312\r\n",
    b"Content-Type: message/rfc822\r\n", b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n", b"Content-Type: message/delivery-status\r\n", b"\r\n", b"\r\n\r\n",
    b"--x\r\n", b"--x--\r\n", b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"On Mon, Apr 15, 2024 at 10:23 AM L <l@x.example> wrote:\r\n",
    b"> old\r\n", b"From: a@b.example\r\nSent: x\r\nSubject: y\r\n", b"-- \r\n", b"Sent from my iPhone\r\n", b"<div class=gmail_quote>", b"<blockquote>", b"</div>", b"<style>", b"<!--",
    b"begin 644 a\r\n", b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n", b"550 5.1.1 user unknown <a@b.example>\r\n", b"\x00", b"\xff\xfe", b"\xc3", b"=E1=BA", b'"', b"(", b"<",
]  # fmt: skip


@settings(max_examples=150, deadline=2000)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=40))
def test_any_bytes(pieces):
    content = b"Subject: x\r\n" + b"".join(pieces)
    message = parser.parse_bytes(content)
    assert message.channel == "email"
    assert "\x00" not in message.text + message.reply_text + message.subject
    assert message.sent_at is None or message.sent_at.tzinfo is not None
    assert all("/" not in item.filename and len(item.filename.encode()) <= 255 for item in message.attachments)
    assert "<script" not in sanitise(message.html).lower()
