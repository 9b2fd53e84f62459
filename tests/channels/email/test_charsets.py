from __future__ import annotations

import unicodedata

import pytest

from channels.email import charsets, vietnamese_legacy

SENTENCE = "Công ty chúng tôi muốn đặt hàng"


@pytest.mark.parametrize(
    ("encoding", "label", "text"),
    [
        ("koi8-r", "koi8-r", "Привет"),
        ("gb18030", "gb2312", "你好，朋友"),
        ("iso2022_jp", "iso-2022-jp", "こんにちは"),
        ("cp932", "Shift_JIS", "①こんにちは"),
        ("cp949", "ks_c_5601-1987", "안녕하세요"),
        ("big5hkscs", "big5", "您好"),
        ("cp1252", "iso-8859-1", "“Grüße”"),
        ("utf-16", "utf-16", "Chào"),
        ("cp874", "tis-620", "สวัสดี"),
        ("utf-8", "utf8", SENTENCE),
        ("utf-8", '"UTF-8"', SENTENCE),
    ],
)
def test_labelled_text(encoding, label, text):
    defects: list[str] = []
    assert charsets.decode(text.encode(encoding), label, defects) == text
    assert defects == []


def test_windows_1258_comes_out_composed():
    decomposed = "Tôi muô\u0301n hu\u0309y đơn ha\u0300ng"
    assert charsets.decode(decomposed.encode("cp1258"), "windows-1258", []) == unicodedata.normalize("NFC", decomposed)


@pytest.mark.parametrize(
    ("mojibake", "font"),
    [("C«ng ty chóng t«i muèn ®Æt hµng", "TCVN3"), ("Coâng ty chuùng toâi muoán ñaët haøng", "VNI")],
)
def test_vietnamese_fonts_labelled_as_latin(mojibake, font):
    defects: list[str] = []
    assert charsets.decode(mojibake.encode("latin-1"), "iso-8859-1", defects) == SENTENCE
    assert any(font in defect for defect in defects)


def test_viscii():
    assert charsets.decode(bytes([0xD0]) + b"\xd5t h\xe0ng", "viscii", []) == "Đạt hàng"


@pytest.mark.parametrize(
    "text", ["Le goût du café coûte très cher à Noël", "Über größere Mädchen", "naïve façade", "São João não é já"]
)
def test_western_text_is_left_alone(text):
    assert charsets.decode(text.encode("cp1252"), "iso-8859-1", []) == text


def test_utf8_labelled_as_latin_is_utf8():
    defects: list[str] = []
    assert charsets.decode(SENTENCE.encode(), "iso-8859-1", defects) == SENTENCE
    assert defects == ["charset cp1252 is UTF-8 in truth"]


def test_unlabelled_vietnamese_bytes():
    data = (
        unicodedata.normalize("NFC", "Tôi muốn hủy đơn hàng và hoàn tiền")
        .replace("ố", "ô\u0301")
        .replace("ủ", "u\u0309")
    )
    data = data.replace("à", "a\u0300").replace("ề", "ê\u0300").encode("cp1258")
    assert charsets.decode(data, "", []) == "Tôi muốn hủy đơn hàng và hoàn tiền"


@pytest.mark.parametrize("label", ["utf-7", "zip", "hex", "idna", "unicode_escape", "x-nothing", "rot13", "undefined"])
def test_refused_labels(label):
    defects: list[str] = []
    assert charsets.decode("Chào +ADw-script+AD4-".encode(), label, defects) == "Chào +ADw-script+AD4-"
    assert defects == [f"charset {label} is unknown or refused"]


def test_damaged_utf8_keeps_what_is_readable():
    defects: list[str] = []
    text = charsets.decode(SENTENCE.encode() * 10 + b"\xff" + b" het", "utf-8", defects)
    assert text.startswith(SENTENCE)
    assert text.endswith("het")
    assert defects == ["bytes are not valid utf-8"]


def test_nul_is_removed_and_noted():
    defects: list[str] = []
    assert charsets.decode(b"a\x00b", "utf-8", defects) == "ab"
    assert defects == ["NUL characters removed"]


def test_syllables():
    assert all(map(vietnamese_legacy.is_syllable, ["nghiêng", "Đường", "quyển", "giếng", "khuỷu", "xoong"]))
    assert not any(map(vietnamese_legacy.is_syllable, ["street", "größe", "café", "ắb"]))
