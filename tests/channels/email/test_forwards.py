from __future__ import annotations

import pytest
from samples.mails import header_blocks

from channels.email import parser
from channels.message import Address

HEAD = "From: Minh <minh@abc.example>\r\nTo: hotro@abc.example\r\nContent-Type: text/plain; charset=utf-8\r\n"


@pytest.mark.parametrize("block", header_blocks.FORWARDS.values(), ids=header_blocks.FORWARDS.keys())
@pytest.mark.parametrize("comment", ["Nhờ bạn xử lý giúp.", ""])
def test_inline_forward(block, comment):
    mark = "> " if "> From" in block else ""
    text = f"{comment}\n\n{block}\n{mark}Xin báo giá 20 cái ghế.\n{mark}Lan"
    message = parser.parse_bytes(f"{HEAD}Subject: Fwd: Order\r\n\r\n{text}".encode())
    forwarded = message.forwarded
    assert forwarded is not None
    assert forwarded.sender == Address("lan@khach.example", "Lan Tran")
    assert forwarded.subject == "Order"
    assert [address.address for address in forwarded.recipients] == ["minh@abc.example"]
    assert "Xin báo giá 20 cái ghế." in forwarded.text
    assert forwarded.comment == message.reply_text == comment


def test_forward_as_attached_message():
    inner = "From: Lan <lan@khach.example>\r\nTo: minh@abc.example\r\nSubject: Order\r\nDate: Mon, 15 Apr 2024 10:23:00 +0700\r\nMessage-ID: <o@khach.example>\r\n\r\nXin báo giá."
    message = parser.parse_bytes(
        (
            "From: minh@abc.example\r\nSubject: FW: Order\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nXử lý giúp.\r\n"
            f"--x\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--x--"
        ).encode()
    )
    forwarded = message.forwarded
    assert forwarded is not None
    assert forwarded.sender == Address("lan@khach.example", "Lan")
    assert forwarded.message_id == "o@khach.example"
    assert forwarded.sent_at is not None
    assert forwarded.text == "Xin báo giá."
    assert forwarded.comment == "Xử lý giúp."


def test_html_forward():
    markup = (
        '<div dir="ltr">Xử lý giúp.<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>Từ: <strong>Lan</strong> '
        '&lt;<a href="mailto:lan@khach.example">lan@khach.example</a>&gt;<br>Date: Th 2, 15 thg 4, 2024<br>Subject: Order<br>To: &lt;minh@abc.example&gt;<br></div><br>Xin báo giá.</div></div>'
    )
    message = parser.parse_bytes(
        f"From: minh@abc.example\r\nSubject: Fwd: Order\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{markup}".encode()
    )
    assert message.forwarded is not None
    assert message.forwarded.sender == Address("lan@khach.example", "Lan")
    assert message.forwarded.comment == message.reply_text == "Xử lý giúp."


@pytest.mark.parametrize(
    "text",
    [
        "Đồng ý.\n\nFrom: Lan <lan@khach.example>\nSent: Monday\nTo: x\nSubject: Re: Order\n\ncũ",
        "Đồng ý.\n\nOn 15/04/2024 10:23, Lan wrote:\n> cũ",
        "Chỉ là thư.",
    ],
)
def test_history_below_an_answer_is_no_forward(text):
    assert parser.parse_bytes(f"{HEAD}Subject: Re: Order\r\n\r\n{text}".encode()).forwarded is None
