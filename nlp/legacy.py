"""Vietnamese in encodings from before Unicode, converted where that is certain: TCVN3 ("C«ng ty"), VNI ("ñöôïc"), and UTF-8
that somebody read as Windows-1252 ("Ä‘Æ°á»£c").

Tables: TCVN 5712:1993 (VN3) and VNI-Windows, as the character sets of Unikey list them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from nlp.language import is_syllable

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT, "â": "\u0302", "à": "\u0302" + _GRAVE, "á": "\u0302" + _ACUTE, "å": "\u0302" + _HOOK,
    "ã": "\u0302" + _TILDE, "ä": "\u0302" + _DOT, "ê": "\u0306", "è": "\u0306" + _GRAVE, "é": "\u0306" + _ACUTE, "ú": "\u0306" + _HOOK, "ü": "\u0306" + _TILDE,
    "ë": "\u0306" + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ö": "ư", "ô": "ơ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
_VNI_ALL_MARKS = "".join(_VNI_MARKS) + "".join(_VNI_MARKS).upper()
_VNI_PAIR = re.compile(rf"([aeouyôöAEOUYÔÖ])([{_VNI_ALL_MARKS}])")
_VNI_LETTER = re.compile(rf"[{''.join(_VNI_LETTERS)}{''.join(_VNI_LETTERS).upper()}]")

_SUSPECT = re.compile(
    r"(?P<tcvn3>[^\W\d_][\u00ad«®µ¸¶·¹¨©ª¬»¼½¾]|[®§«][^\W\d_])|(?P<vni>[aeouyôöAEOUYÔÖ][øûïåäêëüØÛÏÅÄÊËÜ]|[ñÑ][öôaeouyÖÔAEOUY])|(?P<utf8>á»|áº|Æ°|Ä‘|Ã[ \u00a0-¿])"
)
_OURS = re.compile("[ăđơưĂĐƠƯạ-ỹẠ-Ỹ]")
_WORD = re.compile(r"[^\W\d_\u00ad]+")
_READ = 20_000
_LEAST_SHARE = 0.9
"""Of the words that change, so many must become Vietnamese syllables."""


def converted(text: str) -> str:
    """The text in Unicode, or as it was where it has letters of Unicode's Vietnamese already or its words would make none."""
    suspect = _SUSPECT.search(text, 0, _READ)
    if suspect is None:
        return text
    if suspect["utf8"]:
        return _from_windows_1252(text)
    if _OURS.search(text):
        return text
    for convert in (_from_tcvn3, _from_vni) if suspect["tcvn3"] else (_from_vni, _from_tcvn3):
        result = convert(text)
        if _is_vietnamese(text[:_READ], result[:_READ]):
            return result
    return text


def _from_windows_1252(text: str) -> str:
    """Also where copying made plain spaces of the no-break space in "à"."""
    try:
        return _bytes_of(text.replace("Ã ", "Ã\u00a0")).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _bytes_of(text: str) -> bytes:
    """Windows-1252, and the five codes that it leaves out as they are."""
    return b"".join(bytes([ord(char)]) if ord(char) in _UNDEFINED else char.encode("cp1252") for char in text)


_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _from_tcvn3(text: str) -> str:
    return "".join(_TCVN3.get(char, char) for char in text)


def _from_vni(text: str) -> str:
    marked = _VNI_PAIR.sub(lambda pair: _vni_letter(pair[1]) + _VNI_MARKS[pair[2].lower()], text)
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(lambda letter: _vni_letter(letter[0]), marked))


def _vni_letter(letter: str) -> str:
    converted_letter = _VNI_LETTERS.get(letter.lower(), letter.lower())
    return converted_letter.upper() if letter.isupper() else converted_letter


def _is_vietnamese(before: str, after: str) -> bool:
    """Whether the words that were changed are syllables now, and were changed at all."""
    changed = [word for word in _WORD.findall(after) if not word.isascii()]
    if before == after or not changed:
        return False
    right = sum(_is_word(word) for word in changed)
    return right >= _LEAST_SHARE * len(changed) and not any(
        one.islower() and two.isupper() for one, two in pairwise(changed[0])
    )


def _is_word(word: str) -> bool:
    base = "".join(
        char for char in unicodedata.normalize("NFD", word.lower().replace("đ", "d")) if not unicodedata.combining(char)
    )
    return is_syllable(base)
