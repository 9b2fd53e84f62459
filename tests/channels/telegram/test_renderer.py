from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.message import Button, Span, Style, plain
from channels.telegram.renderer import render, render_answer, render_caption, render_parts
from channels.telegram.splitting import cut_points, shorten, utf16_length

SHOWN = re.compile(r"<[^>]+>")


def shown(markup: str) -> str:
    """What Telegram counts: the text after parsing."""
    return html.unescape(SHOWN.sub("", markup))


def test_styles_become_tags_and_text_is_escaped() -> None:
    rich = (
        Span("a<b & c "),
        Span("đậm", Style.BOLD),
        Span(" nghiêng", Style.ITALIC),
        Span("\n"),
        Span("trích <i>", Style.QUOTE),
        Span("x = 1", Style.CODE),
        Span("một\nhai", Style.CODE),
    )
    assert render_parts(rich, 4096) == [
        "a&lt;b &amp; c <b>đậm</b><i> nghiêng</i>\n<blockquote>trích &lt;i&gt;</blockquote><pre>x = 1một\nhai</pre>"
    ]


def test_a_link_is_escaped_and_an_unusable_one_stands_as_text() -> None:
    (good,) = render_parts((Span("trang", Style.LINK, 'https://a.vn/?q="x"&y=1'),), 100)
    assert good == '<a href="https://a.vn/?q=&quot;x&quot;&amp;y=1">trang</a>'
    for href in ("javascript:alert(1)", "http://localhost:8080/t", "", "http://[bad"):
        (bad,) = render_parts((Span("trang", Style.LINK, href),), 100)
        assert "<a" not in bad
        assert href in bad


def test_text_is_cut_at_paragraphs_then_lines_then_words() -> None:
    paragraph = "câu " * 300
    parts = render_parts(plain("\n\n".join([paragraph.strip()] * 5)), 4096)
    assert len(parts) == 2
    assert all(part.startswith("câu") and part.endswith("câu") for part in parts)
    assert [part.count("\n\n") for part in parts] == [2, 1]
    lines = render_parts(plain("\n".join(["dòng " * 20] * 100)), 4096)
    assert all(part.endswith("dòng") and part.startswith("dòng") for part in lines)
    words = render_parts(plain("từ " * 4000), 4096)
    assert all(part.startswith("từ") and part.endswith("từ") for part in words)
    assert sum(part.count("từ") for part in words) == 4000


def test_tags_are_closed_and_opened_again_at_a_cut() -> None:
    parts = render_parts((Span("b " * 3000, Style.BOLD),), 4096)
    assert len(parts) == 2
    assert all(part.startswith("<b>") and part.endswith("</b>") for part in parts)


def test_emoji_count_twice_and_are_not_torn() -> None:
    family = "👨‍👩‍👧"
    parts = render_parts(plain(family * 1000), 4096)
    assert all(utf16_length(part) <= 4096 for part in parts)
    assert all(part.count("👨") == part.count("👧") for part in parts)
    assert "".join(parts) == family * 1000


def test_accents_stay_with_their_letter() -> None:
    assert all(not slice_.startswith("\u0301") for slice_ in render_parts(plain("e\u0301" * 3000), 4095))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(list(Style))), max_size=8), st.integers(8, 40))
def test_no_part_is_too_long_blank_or_malformed(pieces: list, limit: int) -> None:
    rich = tuple(Span(text, style, "https://a.vn" if style is Style.LINK else "") for text, style in pieces)
    parts = render_parts(rich, limit)
    for part in parts:
        assert utf16_length(shown(part)) <= limit
        assert shown(part).strip()
        assert part.count("<b>") == part.count("</b>")
    kept = "".join("".join(shown(part).split()) for part in parts)
    given_text = "".join(text for text, _ in pieces).encode("utf-8", "replace").decode()
    printable = "".join(char for char in given_text if char in "\r\n\t" or char >= " ")
    assert kept == "".join(printable.split())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(2, 50))
def test_cuts_go_forward_and_lose_only_blanks(text: str, limit: int) -> None:
    slices = cut_points(text, limit)
    assert all(start < end for start, end in slices)
    assert "".join("".join(text[start:end].split()) for start, end in slices) == "".join(text.split())


def test_a_caption_is_one_part_of_1024_or_none() -> None:
    assert render_caption(plain("a" * 1024)) == "a" * 1024
    assert render_caption(plain("a" * 1025)) is None
    assert render_caption(plain("😀" * 513)) is None


def test_answers_to_buttons_are_short_and_plain() -> None:
    assert render_answer((Span("Đã "), Span("nhận", Style.BOLD))) == "Đã nhận"
    assert utf16_length(render_answer(plain("x" * 300))) == 200
    assert shorten("abc", 3) == "abc"


def test_buttons_become_a_keyboard() -> None:
    rendered = render(
        plain("x"), ((Button("Nhận", "t:1"), Button("Mở", url="https://a.vn")), (Button(" Trả\nlời ", "t:2"),))
    )
    rows = rendered.keyboard.inline_keyboard
    assert [[button.text for button in row] for row in rows] == [["Nhận", "Mở"], ["Trả lời"]]
    assert rows[0][1].url == "https://a.vn"


def test_a_url_button_that_telegram_refuses_becomes_text() -> None:
    rendered = render(plain("T-1"), ((Button("Mở", url="http://localhost:8080/t/1"),),))
    assert rendered.keyboard is None
    assert rendered.texts == ("T-1\nMở: http://localhost:8080/t/1",)


@pytest.mark.parametrize(
    "button",
    [
        Button("", "x"),
        Button("  ", "x"),
        Button("x"),
        Button("x", "d", "https://a.vn"),
        Button("x", "đ" * 33),
        Button("x", "y" * 65),
    ],
)
def test_impossible_buttons_are_refused(button: Button) -> None:
    with pytest.raises(ValueError, match=r"button|label"):
        render(plain("x"), ((button,),))


def test_sixty_four_bytes_of_data_and_a_long_label_are_fine() -> None:
    rendered = render(plain("x"), ((Button("nhãn " * 40, "đ" * 32),),))
    assert utf16_length(rendered.keyboard.inline_keyboard[0][0].text) <= 64


def test_more_than_a_hundred_buttons_are_refused() -> None:
    with pytest.raises(ValueError, match="100 buttons"):
        render(plain("x"), tuple((Button("b", "d"),) for _ in range(101)))


def test_blank_text_gives_no_parts() -> None:
    assert render(plain(" \n\t ")).texts == ()
