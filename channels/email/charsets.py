"""Bytes to text when the label is missing, wrong or dangerous.

Labels follow the WHATWG Encoding Standard where mail programs do (iso-8859-1 means windows-1252, gb2312 means gb18030).
Only true character sets are looked up: Python's other codecs (zip, idna, unicode_escape) are not for strangers' labels,
and UTF-7 is refused because it hides markup from every later check.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

from channels.email import vietnamese_legacy

_ALIASES = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "unicode": "utf-16",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-viet-tcvn": "tcvn",
    "tcvn": "tcvn",
    "tcvn3": "tcvn",
    "x-viet-vps": "cp1258",
    "viscii": "viscii",
    "csviscii": "viscii",
}
_UNLABELLED = frozenset(
    {
        "",
        "unknown-8bit",
        "x-unknown",
        "unknown",
        "8bit",
        "binary",
        "none",
        "default",
        "x-user-defined",
        "_autodetect_all",
    }
)
_TRUE_CHARSET = re.compile(
    r"(?:utf_(?:8|16|32)(?:_(?:le|be|sig))?|ascii|latin_1|cp\d+|iso8859_\d+|iso2022_(?:jp|kr)\w*|koi8_[rtu]|euc_\w+|"
    r"gb2312|gbk|gb18030|hz|big5\w*|shift_jis\w*|johab|mac_\w+|tis_620|ptcp154|kz1048|hp_roman8)"
)
_LATIN = frozenset({"cp1252", "cp1254", "iso8859_15", "mac_roman"})
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
_VISCII_80_TO_FF = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
_VISCII = {0x80 + offset: char for offset, char in enumerate(_VISCII_80_TO_FF)} | {
    0x02: "Ẳ",
    0x05: "Ẵ",
    0x06: "Ẫ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
}  # RFC 1456


@lru_cache(maxsize=256)
def codec_for(label: str) -> str | None:
    """The codec behind a label: ``""`` where nothing is said, ``None`` where the label is unknown or refused."""
    name = label.strip().strip("\"'").strip().lower()[:40]
    name = name.removeprefix("charset=").partition("//")[0].partition(";")[0]
    if name in _UNLABELLED:
        return ""
    name = _ALIASES.get(name, name)
    if name in {"tcvn", "viscii"}:
        return name
    try:
        found = codecs.lookup(name.replace("windows-", "cp").replace("x-cp", "cp")).name.replace("-", "_")
    except (LookupError, ValueError, UnicodeError):
        return None
    found = re.sub(r"^iso8859(\d)", r"iso8859_\1", found)
    return found if _TRUE_CHARSET.fullmatch(found) else None


def decode(data: bytes, label: str, defects: list[str]) -> str:
    """The text in NFC. Never raises; what had to be guessed or replaced is added to ``defects``."""
    if data.isascii() and b"\x1b" not in data and not _wide(label):
        return data.decode("ascii") if b"\x00" not in data else _without_nul(data.decode("ascii"), defects)
    codec = codec_for(label)
    if codec is None:
        defects.append(f"charset {_shown(label)} is unknown or refused")
        codec = ""
    text = _decode_with(codec, data, label, defects)
    if "\x00" in text:
        text = _without_nul(text, defects)
    return unicodedata.normalize("NFC", text)


def _wide(label: str) -> bool:
    """Charsets in which pure ASCII bytes do not mean ASCII."""
    codec = codec_for(label)
    return codec is not None and codec.startswith(("utf_16", "utf_32", "hz", "viscii"))


def _decode_with(codec: str, data: bytes, label: str, defects: list[str]) -> str:
    if codec == "viscii":
        return data.decode("latin-1").translate(_VISCII)
    if codec == "tcvn":
        return vietnamese_legacy.from_tcvn3(data.decode("latin-1"))
    if codec in _LATIN or not codec:
        return _western_or_better(codec, data, defects)
    try:
        return data.decode(codec)
    except UnicodeError:
        return _lied_about(codec, data, label, defects)


def _western_or_better(codec: str, data: bytes, defects: list[str]) -> str:
    """Latin-1 is what senders write when they do not know. Bytes that are valid UTF-8 are UTF-8."""
    if not codec or _MULTIBYTE.search(data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if codec:
                defects.append(f"charset {codec} is UTF-8 in truth")
            return text
    if not codec:
        return guess(data, defects)
    text, font = vietnamese_legacy.repair(data.decode(codec, "replace") if codec != "cp1252" else _cp1252(data))
    if font:
        defects.append(f"converted from the Vietnamese font encoding {font}")
    return text


def _cp1252(data: bytes) -> str:
    """windows-1252 as browsers read it: its five holes stay C1 controls instead of failing."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(chunk.decode("cp1252", "ignore") or chunk.decode("latin-1") for chunk in _bytes_of(data))


def _bytes_of(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\x81\x8d\x8f\x90\x9d]+|[\x81\x8d\x8f\x90\x9d]", data)


def guess(data: bytes, defects: list[str]) -> str:
    """8-bit bytes that nobody labelled and that are not UTF-8: Vietnamese if it reads so, else Western."""
    vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    western = _cp1252(data)
    text, font = vietnamese_legacy.repair(western)
    if font:
        defects.append(f"unlabelled 8-bit text taken for the Vietnamese font encoding {font}")
    elif vietnamese != western and "\ufffd" not in vietnamese and vietnamese_legacy.looks_vietnamese(vietnamese):
        text = vietnamese
        defects.append("unlabelled 8-bit text taken for windows-1258")
    else:
        defects.append("unlabelled 8-bit text taken for windows-1252")
    return text


def _lied_about(codec: str, data: bytes, label: str, defects: list[str]) -> str:
    defects.append(f"bytes are not valid {_shown(label)}")
    text = data.decode(codec, "replace")
    if text.count("\ufffd") * 50 <= len(text):
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return guess(data, defects) if codec == "utf_8" else text


def _without_nul(text: str, defects: list[str]) -> str:
    if "NUL characters removed" not in defects:
        defects.append("NUL characters removed")
    return text.replace("\x00", "")


def _shown(label: str) -> str:
    return "".join(char for char in label[:40] if char.isprintable())
