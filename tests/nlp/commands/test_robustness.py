"""Whatever is typed, nothing raises, and every slot's words stand in the text."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.commands import read_commands
from nlp.commands.patterns import Pattern
from nlp.text import clean

NOW = datetime.fromisoformat("2026-08-12T10:00:00+07:00")
WORDS = [
    "gặp",
    "gọi",
    "nhắc",
    "tôi",
    "anh",
    "chị",
    "Lan",
    "T-5",
    "O-9",
    "thứ",
    "6",
    "3h",
    "chiều",
    "mai",
    "giao",
    "cho",
    "đóng",
    "xong",
    "rồi",
    "báo",
    "giá",
    "20",
    "cái",
    "5tr",
    ",",
    ".",
    ":",
    "!",
    "?",
    "và",
    "à",
    "không",
    "tell",
    "Linh",
    "that",
    "close",
    "won",
    "lost",
    "deal",
    "with",
    "at",
    "on",
    "Friday",
    "remind",
    "me",
    "to",
    "call",
    "note",
    "0912345678",
    "a@b.vn",
    "()",
    '"',
    "—",
    "😀",
    "\n",
    "ạ",
    "nhé",
    "thuws",
]

LINES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(LINES | st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    reading = read_commands(text, now=NOW)
    cleaned = clean(text)
    for spans in reading.why:
        for span in spans.values():
            assert 0 <= span.start <= span.end <= len(cleaned)
    assert all(0 < command.score < 1 for command in reading.commands)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "\u202eמזכיר לי",
        "nhắc tôi " * 3_000,
        "gặp " + "a" * 50_000,
        "1 " * 10_000,
        "giao T-1 cho " * 2_000,
        "e\u0302\u0301" * 500,
    ],
)
def test_hostile_and_empty_texts(text: str) -> None:
    read_commands(text, now=NOW)


@pytest.mark.parametrize("text", ["(a|b", "a)", "a | b"])
def test_a_pattern_with_open_brackets_is_refused(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        Pattern(text)
