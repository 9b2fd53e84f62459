from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.email import addresses, headers
from channels.message import Address


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b" =?UTF-8?B?VHLhuqMgbOG7nWk6?= =?UTF-8?Q?_=C4=91=C6=A1n?=", "Trả lời: đơn"),
        (b" =?utf-8?Q?=E1=BA?= =?utf-8?Q?=A3?=", "ả"),
        (b" a =?utf-8?q?b?= c", "a b c"),
        (b" =?utf-8*vi?q?ch=C3=A0o?=", "chào"),
        (b" =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テスト"),
        (b" =?utf-8?b?YWJj?=", "abc"),
        (b" =?utf-8?b?YWJ?= x", "ab x"),
        (b" =?utf-8?q?a b?=", "a b"),
        (b" folded\r\n line", "folded line"),
        ("Chào".encode(), "Chào"),
        (b" =?utf-7?q?a?=", "a"),
        (b" =?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        (b" =?broken?=", "=?broken?="),
    ],
)
def test_unstructured(raw, text):
    assert headers.decode_text(raw, []) == text


@pytest.mark.parametrize(
    ("raw", "main", "parameters"),
    [
        (b' text/plain; charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        (b" TEXT/HTML;charset=utf-8 ;format=flowed", "text/html", {"charset": "utf-8", "format": "flowed"}),
        (b" attachment; filename=This is a test.txt", "attachment", {"filename": "This is a test.txt"}),
        (b" attachment; filename*=UTF-8''b%C3%A1o%20gi%C3%A1.pdf", "attachment", {"filename": "báo giá.pdf"}),
        (b" a/b; name*0*=utf-8''b%C3%A1; name*1=\"o.pdf\"", "a/b", {"name": "báo.pdf"}),
        (b' a/b; name="=?utf-8?q?b=C3=A1o?="', "a/b", {"name": "báo"}),
        (b' a/b; name="a\\"b;c"; x=y', "a/b", {"name": 'a"b;c', "x": "y"}),
        ('a/b; name="báo.pdf"'.encode(), "a/b", {"name": "báo.pdf"}),
        (b' a/b; name="open', "a/b", {"name": "open"}),
        (b" text/plain (comment); charset=x", "text/plain", {"charset": "x"}),
        (b"", "", {}),
    ],
)
def test_parameters(raw, main, parameters):
    assert headers.parse_parameters(raw, []) == (main, parameters)


def test_message_ids():
    assert headers.message_ids(b" <a@b>\r\n <c\r\n d@e> <a@b>") == ("a@b", "cd@e")
    assert headers.message_ids(b"a@b, c@d") == ("a@b", "c@d")
    assert headers.message_ids(b"your message of Monday") == ()
    assert headers.message_id(b" <no-at-sign>") == "no-at-sign"
    assert headers.message_id(b"  ") is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Tue, 16 Apr 2024 08:15:00 +0700", datetime(2024, 4, 16, 1, 15, tzinfo=UTC)),
        (b"16 Apr 2024 08:15:00 -0000", datetime(2024, 4, 16, 8, 15, tzinfo=UTC)),
        (b"Tue, 16 Apr 24 08:15 EST", datetime(2024, 4, 16, 13, 15, tzinfo=UTC)),
        (b"Tue, 16 Apr 2024 08:15:00 +0700 (Indochina\r\n Time)", datetime(2024, 4, 16, 1, 15, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Tue, 99 Apr 2024 08:15:00 +0700", None),
        (b"Tue, 16 Apr 2024 08:15:00 +9999999", None),
        (b"", None),
    ],
)
def test_dates_are_aware_or_none(raw, expected):
    parsed = headers.parse_date(raw)
    assert parsed == expected
    assert parsed is None or parsed.tzinfo is not None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\báo giá.pdf", "báo giá.pdf"),
        ("x\u202efdp.exe", "xfdp.exe"),
        ("a\u200bb\x00c\r\n.txt", "abc.txt"),
        ("．．／ｅｖｉｌ", "evil"),
        ("...", ""),
        ("", ""),
    ],
)
def test_shown_filename(name, shown):
    assert headers.shown_filename(name) == shown


def test_shown_filename_is_at_most_255_bytes_and_keeps_its_extension():
    shown = headers.shown_filename("ả" * 300 + ".pdf")
    assert len(shown.encode()) <= 255
    assert shown.endswith("ả.pdf")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"lan@Khach.Example", [("lan@khach.example", "")]),
        (b'"Tran, Lan" <lan@khach.example>', [("lan@khach.example", "Tran, Lan")]),
        (
            b"=?utf-8?q?Tr=E1=BA=A7n=2C_Lan?= <lan@khach.example>, a@b.example",
            [("lan@khach.example", "Trần, Lan"), ("a@b.example", "")],
        ),
        ("Trần <lan@tiệm.example>".encode(), [("lan@tiệm.example", "Trần")]),
        (
            b"Team: a@b.example, C <c@d.example>; x@y.example",
            [("a@b.example", ""), ("c@d.example", "C"), ("x@y.example", "")],
        ),
        (b"undisclosed-recipients:;", []),
        (b"a@b.example (Lan (Tran))", [("a@b.example", "Lan Tran")]),
        (b'"quoted local"@b.example', [('"quoted local"@b.example', "")]),
        (b"<@relay.example:a@b.example>", [("a@b.example", "")]),
        (b"MAILER-DAEMON (Mail Delivery System)", [("MAILER-DAEMON", "Mail Delivery System")]),
        (b"Lan Tran lan@khach.example", [("lan@khach.example", "Lan Tran")]),
        (b"lan@khach.example <lan@khach.example>", [("lan@khach.example", "")]),
        (b'"lan@khach.example" <real@khach.example>', [("real@khach.example", "lan@khach.example")]),
        (b"<>", []),
        (b"", []),
    ],
)
def test_addresses(raw, found):
    assert addresses.parse(raw, []) == tuple(Address(address, name) for address, name in found)


def test_very_many_addresses_are_cut_with_a_note():
    defects: list[str] = []
    found = addresses.parse(b", ".join(b"u%d@x.example" % number for number in range(3000)), defects)
    assert len(found) == 1000
    assert defects == ["more than 1000 addresses: the rest is left out"]
