"""Wishes are no request; a request wrapped in wishes is one."""

from __future__ import annotations

import pytest

from nlp.extractors.greetings import is_greeting_only


@pytest.mark.parametrize(
    "text",
    [
        "Chúc mừng năm mới anh chị em trong công ty!",
        "Happy New Year to the whole team",
        "Chúc công ty mình thêm tuổi mới thật nhiều thành công",
        "chuc mung khai truong chi nhanh moi nhe",
    ],
)
def test_wishes(text: str) -> None:
    assert is_greeting_only(text)


@pytest.mark.parametrize(
    "text",
    ["Chúc mừng năm mới, cho em xin báo giá 10 máy", "Happy new year! Can you fix the printer?", "Máy in báo lỗi E3"],
)
def test_requests(text: str) -> None:
    assert not is_greeting_only(text)
