import unicodedata

import pytest

from nlp.text import LOOKED_AT, Words, clean, fold, fold_aligned, spelling


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đơn hàng", "don hang"),
        ("ĐƯỜNG NGUYỄN HUỆ", "duong nguyen hue"),
        ("Can’t open", "can't open"),
        ("Größe İstanbul", "große istanbul"),
        ("zero\u200bwidth", "zerowidth"),
        ("Привет", "привет"),
        ("", ""),
    ],
)
def test_folds_accents_case_and_d_with_stroke(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folds_combining_marks_as_windows_1258_gives_them() -> None:
    assert fold(unicodedata.normalize("NFD", "Bảo hành điện tử")) == "bao hanh dien tu"


def test_old_and_new_place_of_the_tone_mark_are_one_spelling() -> None:
    assert spelling("hòa") == spelling("hoà")
    assert spelling("bán") != spelling("bạn")


def test_words_keep_accents_beside_their_folded_form() -> None:
    words = Words.of("Máy in KHÔNG in được, anh ơi")
    assert list(words.folded) == ["may", "in", "khong", "in", "duoc", "anh", "oi"]
    assert list(words.written) == ["máy", "in", "không", "in", "được", "anh", "ơi"]
    assert words.said(2, 5) == "không in được"


def test_words_leave_addresses_out_and_stop_early() -> None:
    assert list(Words.of("xem https://example.com/cancel nhé hoa@example.com").folded) == ["xem", "nhe"]
    assert len(Words.of("a " * 10_000).folded) == LOOKED_AT // 2


@pytest.mark.parametrize("text", ["đặt lịch 3h chiều", "İstanbul ở Ðà Nẵng", "Straße ŉ", "plain", "😀 thứ 6", "ǰ"])
def test_a_folded_text_keeps_the_places_of_its_characters(text: str) -> None:
    cleaned = clean(text)
    assert len(fold_aligned(cleaned)) == len(cleaned)


def test_clean_composes_and_drops_what_nobody_sees() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Hoà")
    assert clean(decomposed) == "Nguyễn Thị Hoà"
    assert clean("ch\u200bào") == "chào"
    assert clean("h\u0335\u0336i") == "hi"
    assert fold_aligned(clean("Đơn hàng SỐ 5")) == "don hang so 5"


def test_clean_text_stays_clean_and_nothing_unclean_is_overlooked() -> None:
    every = "".join(map(chr, (*range(0x80, 0x3100), *range(0xFE00, 0x10000), *range(0x1D400, 0x1D800))))
    for char in every:
        assert clean(f"{char}x") == clean(clean(f"{char}x") + "\u200b"), hex(ord(char))
