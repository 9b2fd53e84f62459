import unicodedata

import pytest

from nlp.text import clean


@pytest.mark.parametrize(
    ("legacy", "text"),
    [
        ("C«ng ty cæ phÇn Th¸i D­¬ng", "Công ty cổ phần Thái Dương"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("®Æt hµng", "đặt hàng"),
        ("Ñöôïc roài, caûm ôn anh", "Được rồi, cảm ơn anh"),
        ("Coâng ty TNHH thöông maïi dòch vuï", "Công ty TNHH thương mại dịch vụ"),
        ("ñôn haøng 0903123456", "đơn hàng 0903123456"),
        ("Ä‘Æ¡n hÃ ng cá»§a tÃ´i Ä‘Ã¢u", "đơn hàng của tôi đâu"),
        ("Xin chÃ o cÃ´ng ty", "Xin chào công ty"),
    ],
)
def test_legacy_encodings_are_converted(legacy: str, text: str) -> None:
    assert clean(legacy) == text


@pytest.mark.parametrize(
    "text",
    [
        "Đơn hàng của tôi đâu", "café à la carte, señor Müller", "© 2026 ACME® «Bên A»", "5µm ±2°, 3½ giờ", "Größe: 10 m²", "naïve coöperation, Ångström", "Bên A® và bên B",
        "El niño está aquí", "Ça va, garçon?", "Łódź", "không ăn",
    ],
)  # fmt: skip
def test_other_text_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("ＴＥＬ：０９０３　１２３", "TEL:0903 123"), ("𝐇𝐨𝐭 sale", "Hot sale"), ("1\u00a0200\u202f000 đ", "1 200 000 đ"), ("x\ud800y", "x\ufffdy"),
        ("h\u0335\u0336e\u0301\u0301\u0301llo", "héllo"), ("\u202eabc\u202c", "abc"),
    ],
)  # fmt: skip
def test_wide_styled_and_broken_characters_become_ordinary(written: str, text: str) -> None:
    assert clean(written) == text


def test_decomposed_text_is_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "Nguyễn Thị Hường đặt")) == "Nguyễn Thị Hường đặt"
