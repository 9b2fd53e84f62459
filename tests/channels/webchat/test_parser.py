from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from channels.message import Address, ChatEvent, RawItem
from channels.port import ParseRefused
from channels.webchat.channel import WebchatChannel
from channels.webchat.receiver import FromBrowser, raw_item

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
VISITOR = "visitor:" + "a" * 64
parse = WebchatChannel().parse


def test_a_typed_line_of_staff():
    raw = raw_item(FromBrowser("staff:5", "c-1", text="T-1 giao Minh", message_id=7, reply_to=6), NOW)
    assert (raw.channel, raw.account, raw.external_id) == ("webchat", "staff", "staff:5:c-1")
    message = parse(raw)
    assert (message.text, message.reply_text, message.sent_at) == ("T-1 giao Minh", "T-1 giao Minh", NOW)
    assert (message.message_id, message.in_reply_to) == ("staff:5:7", "staff:5:6")
    chat = message.chat
    assert (chat.chat_id, chat.sender_id, chat.event) == ("staff:5", "staff:5", ChatEvent.MESSAGE)
    assert (chat.message_ref, chat.reply_to_ref, chat.button_data) == ("7", "6", None)


def test_a_pressed_button():
    message = parse(raw_item(FromBrowser("staff:5", "c-2", button="take:5:3", message_id=7), NOW))
    chat = message.chat
    assert (chat.event, chat.button_data, chat.button_query_id) == (ChatEvent.BUTTON, "take:5:3", "c-2")
    assert (chat.message_ref, message.message_id) == ("7", None)


def test_a_visitors_address_is_claimed_and_no_identity():
    sent = FromBrowser(
        VISITOR, "c", text="Chào", message_id=1, name=" Hoa \n Trần", email="hoa@saomai.example", language="vi"
    )
    message = parse(raw_item(sent, NOW))
    assert message.account == "customer"
    assert message.sender == Address(VISITOR, "Hoa Trần")
    assert message.reply_to == (Address("hoa@saomai.example", "Hoa Trần"),)
    assert (message.authenticated, message.chat.language) == (None, "vi")


def test_text_is_composed_and_free_of_control_characters():
    message = parse(
        raw_item(FromBrowser("staff:1", "c", text=" Tie\u0302\u0301ng\x00 Vie\u0323\u0302t\r\ndo\u0300ng 2\x07 "), NOW)
    )
    assert message.text == "Tiếng Việt\ndòng 2"


@pytest.mark.parametrize(
    ("conversation", "client_id"),
    [
        ("staff:x", "c"),
        ("admin", "c"),
        ("visitor:abc", "c"),
        ("staff:1", ""),
        ("staff:1", "a b"),
        ("staff:1", "x" * 65),
    ],
)
def test_foreign_keys_are_no_raw_items(conversation, client_id):
    with pytest.raises(ValueError, match="key"):
        raw_item(FromBrowser(conversation, client_id, text="a"), NOW)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        json.dumps({"conversation": "staff:1", "client_id": "c", "text": 5}).encode(),
        json.dumps({"conversation": "staff:1", "client_id": "c", "message_id": "7"}).encode(),
        json.dumps({"conversation": "staff:1", "client_id": "c", "message_id": True}).encode(),
        json.dumps({"conversation": "someone", "client_id": "c"}).encode(),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(content):
    with pytest.raises(ParseRefused, match="no message of the web chat"):
        parse(RawItem("webchat", "staff", "staff:1:c", content, NOW))
