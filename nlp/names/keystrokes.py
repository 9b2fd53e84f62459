"""Words as the keys that were struck: Telex and VNI typed while the input method was off ("Nguyeenx", "Nguye6n4").

Rules: the Vietnamese input methods as Unikey documents them; a key that marks a letter may stand anywhere behind it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nlp.language import is_syllable
from nlp.text import fold

_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_VNI_MARKS = {"6": ("aeo", _CIRCUMFLEX), "7": ("uo", _HORN), "8": ("a", _BREVE)}
_VOWELS = frozenset("aeiouy")
_LONGEST = 12
"""Keys of the longest syllable, "nghieengx", and some to spare."""


@lru_cache(maxsize=8_192)
def keyed(word: str) -> str:
    """The syllable that these keys would have written (lower case), or ``""`` where that is none, or is ``word`` itself.

    Its tone stands on the first vowel: ``spelling`` does not look at the place.
    """
    if len(word) > _LONGEST or not word.isascii():
        return ""
    written = _vni(word) if any(key.isdigit() for key in word) else _telex(word)
    return unicodedata.normalize("NFC", written) if written != word and is_syllable(fold(written)) else ""


def _telex(keys: str) -> str:
    letters: list[str] = []
    tone = ""
    for key in keys:
        if key in _TELEX_TONES and any(letter[0] in _VOWELS for letter in letters):
            tone = _TELEX_TONES[key]
        elif key == "z" and tone:
            tone = ""
        elif not (key == "w" and _add_horn(letters)) and not (key in "aeod" and _double(letters, key)):
            letters.append("u" + _HORN if key == "w" else key)
    return _with_tone(letters, tone)


def _vni(keys: str) -> str:
    letters: list[str] = []
    tone = ""
    for key in keys:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key == "9":
            _double(letters, "d")
        elif key == "7":
            _add_horn(letters)
        elif key in _VNI_MARKS:
            bases, mark = _VNI_MARKS[key]
            _mark_last(letters, bases, mark)
        elif key != "0":
            letters.append(key)
    return _with_tone(letters, tone)


def _double(letters: list[str], key: str) -> bool:
    """A letter struck twice: â, ê, ô, đ."""
    if key == "d":
        if not letters or letters[0] != "d":
            return False
        letters[0] = "đ"
        return True
    return _mark_last(letters, key, _CIRCUMFLEX)


def _add_horn(letters: list[str]) -> bool:
    """ "w": ươ, ư, ơ or ă, whatever the vowels allow."""
    for place in range(len(letters) - 1, 0, -1):
        if letters[place - 1 : place + 1] == ["u", "o"]:
            letters[place - 1 : place + 1] = ["u" + _HORN, "o" + _HORN]
            return True
    return (
        ("u" in letters and _mark_last(letters, "u", _HORN))
        if letters[-1:] == ["a"] and letters[-2:-1] == ["u"]
        else _mark_last(letters, "a", _BREVE) or _mark_last(letters, "uo", _HORN)
    )


def _mark_last(letters: list[str], bases: str, mark: str) -> bool:
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in bases:
            letters[place] += mark
            return True
    return False


def _with_tone(letters: list[str], tone: str) -> str:
    vowel = next((place for place, letter in enumerate(letters) if letter[0] in _VOWELS), None)
    if tone and vowel is not None:
        letters[vowel] += tone
    return "".join(letters)
