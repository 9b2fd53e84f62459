from __future__ import annotations

import pytest

from channels.message import Button, ChatParts, OutboundMessage, Span, StoredFile, Style
from channels.webchat.renderer import body


def message(*spans, buttons=(), **more):
    return OutboundMessage("k", spans, chat=ChatParts("staff:1", buttons=buttons, **more))


def test_a_card_keeps_its_styles_and_rows():
    card = message(
        Span("🎫 Máy in báo lỗi"),
        Span("T-1", Style.BOLD),
        Span(""),
        Span("chi tiết", Style.LINK, "https://crm.example/tickets/T-1"),
        buttons=((Button("Nhận", "take:1"), Button("Mở", url="/tickets/T-1")),),
        reply_to_ref="4",
        ask_reply=True,
    )
    assert body(card) == {
        "spans": [
            {"text": "🎫 Máy in báo lỗi"},
            {"text": "T-1", "style": "bold"},
            {"text": "chi tiết", "style": "link", "href": "https://crm.example/tickets/T-1"},
        ],
        "buttons": [[{"label": "Nhận", "data": "take:1"}, {"label": "Mở", "url": "/tickets/T-1"}]],
        "reply_to": "4",
        "ask_reply": True,
    }


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:x",
        "java\nscript:x",
        "data:text/html,x",
        "//evil.example",
        "",
        "\x01javascript:x",
    ],
)
def test_a_link_that_could_run_is_shown_as_text(href):
    assert body(message(Span("hier", Style.LINK, href)))["spans"] == [{"text": "hier"}]
    with pytest.raises(ValueError, match="Mở"):
        body(message(Span("a"), buttons=((Button("Mở", url=href or "x"),),)))


@pytest.mark.parametrize(
    "button", [Button("Nhận"), Button("Nhận", "a", "/b"), Button(" ", "a"), Button("Nhận", "ạ" * 22)]
)
def test_a_button_that_could_not_be_pressed_is_refused(button):
    with pytest.raises(ValueError, match="button"):
        body(message(Span("a"), buttons=((button,),)))


def test_files_are_named_by_hash():
    file = StoredFile("f" * 64, "hợp đồng.pdf", "application/pdf", 12)
    assert body(OutboundMessage("k", (Span("a"),), files=(file,)))["files"] == [
        {"sha256": "f" * 64, "filename": "hợp đồng.pdf", "content_type": "application/pdf", "size": 12}
    ]
