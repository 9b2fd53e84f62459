"""Whole mails, each with one thing that senders really do."""

from __future__ import annotations

import base64
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest

from channels.email import parser
from channels.email.channel import EmailChannel
from channels.message import Address, RawItem
from channels.port import ParseRefused

HEAD = "From: Lan <lan@khach.example>\r\nTo: hotro@abc.example\r\nSubject: Test\r\nDate: Tue, 16 Apr 2024 08:15:00 +0700\r\nMessage-ID: <1@khach.example>\r\nMIME-Version: 1.0\r\n"


def mail(rest: str | bytes, head: str = HEAD) -> bytes:
    return head.encode() + (rest if isinstance(rest, bytes) else rest.encode())


def parse(rest: str | bytes, head: str = HEAD):
    return parser.parse_bytes(mail(rest, head))


def test_an_ordinary_reply():
    message = parse(
        "In-Reply-To: <b@abc.example>\r\nReferences: <a@abc.example>\r\n <b@abc.example>\r\nCc: =?utf-8?q?Tr=E1=BA=A7n?= <nam@khach.example>\r\nReply-To: <kd@khach.example>\r\n"
        'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(
            "Đồng ý.\r\n\r\nVào Th 2, 15 thg 4, 2024 vào lúc 10:23 Hỗ trợ <hotro@abc.example> đã viết:\r\n> Cũ\r\n".encode()
        ).decode()
        + "\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C4=90=E1=BB=93ng =C3=BD.</p>\r\n--x--\r\n"
    )
    assert message.sender == Address("lan@khach.example", "Lan")
    assert message.to == (Address("hotro@abc.example"),)
    assert message.cc == (Address("nam@khach.example", "Trần"),)
    assert message.reply_to == (Address("kd@khach.example"),)
    assert message.message_id == "1@khach.example"
    assert message.in_reply_to == "b@abc.example"
    assert message.references == ("a@abc.example", "b@abc.example")
    assert message.sent_at == datetime(2024, 4, 16, 8, 15, tzinfo=timezone(timedelta(hours=7)))
    assert message.reply_text == "Đồng ý."
    assert "> Cũ" in message.quoted_text
    assert "> Cũ" in message.text
    assert message.html == "<p>Đồng ý.</p>"
    assert message.attachments == ()
    assert message.marks.is_automatic is False
    assert message.defects == ()


def test_parse_takes_identity_and_envelope_from_the_raw_item():
    raw = RawItem(
        "email",
        "imap:x",
        "abc",
        mail("Delivered-To: a@abc.example\r\n\r\nhi"),
        datetime.now(UTC),
        {"rcpt_to": ["hotro+x@ABC.example"]},
    )
    message = parser.parse(raw)
    assert (message.channel, message.account, message.external_id) == ("email", "imap:x", "abc")
    assert message.delivered_to == ("a@abc.example", "hotro+x@abc.example")


def test_html_only_is_read():
    message = parse("Content-Type: text/html; charset=utf-8\r\n\r\n<p>Chào <b>bạn</b></p><p>Hai</p>")
    assert message.text == "Chào bạn\n\nHai"


def test_html_is_read_where_the_plain_part_is_empty_or_a_stub():
    for plain in ("", "This is an HTML email. Please use an HTML reader."):
        message = parse(
            f"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n{plain}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Real</p>\r\n--x--"
        )
        assert message.text == "Real"


def test_html_that_declares_its_own_charset():
    body = '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>'.encode("cp1251")
    assert parse(b"Content-Type: text/html\r\n\r\n" + body).text == "Привет"


def test_attachments_inline_pictures_and_names():
    message = parse(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nXem file.\r\n"
        "--x\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Disposition: attachment; filename*=utf-8''b%C3%A1o%20gi%C3%A1.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"
        "--x\r\nContent-Type: image/png\r\nContent-ID: <pic@1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n"
        "--x\r\nContent-Type: text/plain; name=notes.txt\r\n\r\nline 1\r\nline 2\r\n--x--"
    )
    assert [(item.filename, item.content_type, item.inline, item.size) for item in message.attachments] == [
        ("báo giá.pdf", "application/pdf", False, 5),
        ("attachment.png", "image/png", True, 4),
        ("notes.txt", "text/plain", False, 14),
    ]
    assert message.attachments[1].content_id == "pic@1"
    assert message.attachments[2].content == b"line 1\r\nline 2"
    assert message.text == "Xem file."


def test_text_between_pictures_is_joined():
    message = parse(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nMột\r\n"
        "--x\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: inline\r\n\r\nX\r\n--x\r\nContent-Type: text/plain\r\n\r\nHai\r\n--x--"
    )
    assert message.text == "Một\nHai"


def test_calendar_is_a_file_with_a_note():
    message = parse(
        "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nHọp\r\n--x\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n--x--"
    )
    assert [(item.filename, item.note) for item in message.attachments] == [("attachment.ics", "calendar REQUEST")]


def test_damaged_winmail_dat_is_kept_and_noted():
    message = parse("Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nxx")
    assert [(item.filename, item.note) for item in message.attachments] == [("winmail.dat", "TNEF")]


def test_enclosed_message_is_a_file_named_by_its_subject():
    message = parse(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee.\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: nam@khach.example\r\nSubject: Inner\r\n\r\nInner text\r\n--x--"
    )
    assert [item.filename for item in message.attachments] == ["Inner.eml"]
    assert message.attachments[0].content.startswith(b"From: nam@khach.example")
    assert message.text == "See."


def test_uuencoded_file_in_the_text():
    message = parse("\r\nHere:\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n")
    assert [(item.filename, item.content) for item in message.attachments] == [("a.txt", b"abc")]
    assert message.text.strip() == "Here:"


def test_format_flowed_is_joined_and_the_signature_line_is_not():
    message = parse(
        "Content-Type: text/plain; format=flowed\r\n\r\nMột dòng dài \r\nđược nối.\r\n> cũ \r\n> nữa\r\n-- \r\nLan\r\n"
    )
    assert message.text.startswith("Một dòng dài được nối.\n> cũ nữa\n-- \nLan")
    assert message.signature.endswith("Lan")


@pytest.mark.parametrize("delsp", ["yes", "no"])
def test_flowed_delsp(delsp):
    message = parse(f"Content-Type: text/plain; format=flowed; delsp={delsp}\r\n\r\nab \r\ncd\r\n")
    assert message.text == ("abcd" if delsp == "yes" else "ab cd")


def test_quoted_printable_and_base64_with_faults():
    assert parse("Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=ZZ=\r\nc").text == "a=b=ZZc"
    message = parse("Content-Transfer-Encoding: base64\r\n\r\nSGkg!!dGhl\r\ncmU")
    assert message.text == "Hi there"
    assert "base64 is damaged" in message.defects


@pytest.mark.parametrize(
    ("rest", "text", "defect"),
    [
        (
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nopen end",
            "open end",
            "closing delimiter is missing",
        ),
        (
            "Content-Type: multipart/mixed; boundary=x\r\n\r\nno parts",
            "no parts",
            "multipart without parts: read as text",
        ),
        (
            "Content-Type: multipart/mixed\r\n\r\nno boundary",
            "no boundary",
            "multipart without a boundary: read as text",
        ),
        (
            "Content-Type: multipart/mixed\r\n\r\n--abcdefg\r\n\r\nguessed\r\n--abcdefg--",
            "guessed",
            "multipart without a boundary: guessed",
        ),
        ("this is no field\r\nhello", "this is no field\nhello", "no empty line between header and body"),
        (
            "Content-Type: text/plain; charset=x-nothing\r\n\r\nchào".encode(),
            "chào",
            "charset x-nothing is unknown or refused",
        ),
        ("\r\na\x00b", "ab", "NUL characters removed"),
    ],
)
def test_broken_structure_is_read_and_noted(rest, text, defect):
    message = parse(rest)
    assert message.text == text
    assert defect in message.defects


def test_bare_cr_line_ends():
    message = parser.parse_bytes(mail("\r\nMột\r\nHai").replace(b"\r\n", b"\r"))
    assert message.text == "Một\nHai"
    assert "lines end with bare CR" in message.defects


@pytest.mark.parametrize(
    "prefix", [b"From lan@khach.example Tue Apr 16 08:15:00 2024\n", b">From x\r\n", b"\r\n\r\n  ", b"\xef\xbb\xbf"]
)
def test_what_stands_before_the_header_is_skipped(prefix):
    assert parser.parse_bytes(prefix + mail("\r\nhi")).subject == "Test"


def test_missing_headers_leave_none_and_say_so():
    message = parser.parse_bytes(b"Subject: x\r\n\r\nhi")
    assert message.sender is None
    assert message.sent_at is None
    assert message.message_id is None
    assert {"From is missing or unreadable", "Date is missing"} <= set(message.defects)


def test_several_authors_and_repeated_fields():
    message = parser.parse_bytes(
        b"From: a@b.example, c@d.example\r\nTo: x@y.example\r\nTo: z@y.example\r\nDate: never\r\n\r\nhi"
    )
    assert message.sender == Address("a@b.example")
    assert [address.address for address in message.to] == ["x@y.example", "z@y.example"]
    assert {"several authors: the first is taken", "to stands 2 times", "Date is unreadable"} <= set(message.defects)


def test_sender_field_stands_in_for_from():
    assert parser.parse_bytes(b"Sender: a@b.example\r\nSubject: x\r\n\r\nhi").sender == Address("a@b.example")


def test_internationalised_headers():
    message = parser.parse_bytes("From: Jöhn <jöhn@tiệm.example>\r\nSubject: Chào\r\n\r\nhi".encode())
    assert message.sender == Address("jöhn@tiệm.example", "Jöhn")
    assert message.subject == "Chào"


def test_decomposed_text_is_composed():
    text = unicodedata.normalize("NFD", "Vào Th 2, 15 thg 4, 2024 vào lúc 10:23 Lan <lan@khach.example> đã viết:")
    message = parse(f"Content-Type: text/plain; charset=utf-8\r\n\r\nĐồng ý\r\n\r\n{text}\r\n\r\nCũ")
    assert message.reply_text == "Đồng ý"


def test_authentication_results_count_from_our_own_server_only():
    head = "Authentication-Results: mx.abc.example; spf=pass; dmarc={result} header.from=khach.example\r\n\r\nhi"
    for server, result, expected in (
        ("mx.abc.example", "pass", True),
        ("mx.abc.example", "fail", False),
        ("mx.other.example", "pass", None),
        ("", "pass", None),
    ):
        message = parser.parse_bytes(mail(head.format(result=result)), envelope={"authserv_id": server})
        assert message.authenticated is expected


@pytest.mark.parametrize(
    "content", [b"", b"  \r\n", b"\x00\x01\x02\xff" * 50, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"just words"]
)
def test_what_is_no_mail_is_refused_with_one_sentence(content):
    with pytest.raises(ParseRefused, match=r"^The item .*\.$"):
        parser.parse_bytes(content)


def test_multipart_digest_and_nested_alternatives():
    message = parse(
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
        "--a\r\n\r\nChữ\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>Chu</b>\r\n--a--\r\n--r\r\nContent-Type: image/gif\r\nContent-ID: <g>\r\n\r\nGIF\r\n--r--\r\n"
        "--o\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: One\r\n\r\n1\r\n--d--\r\n--o--"
    )
    assert message.text == "Chữ"
    assert message.html == "<b>Chu</b>"
    assert [item.filename for item in message.attachments] == ["attachment.gif", "One.eml"]


def test_the_channel_says_whose_authentication_results_count():
    content = mail(
        "Authentication-Results: mx.abc.example; dmarc=fail\r\nAuthentication-Results: mx.other.example; dmarc=pass\r\n\r\nhi"
    )
    when = datetime(2026, 11, 21, tzinfo=UTC)
    for own, expected in (("mx.abc.example", False), ("mx.other.example", None), ("", None)):
        channel = EmailChannel(authserv_id=own)
        claims = {"authserv_id": "mx.abc.example"}  # what came with the item names nobody
        assert channel.parse(RawItem("email", "a", "1", content, when, claims)).authenticated is expected
        channel.close()
