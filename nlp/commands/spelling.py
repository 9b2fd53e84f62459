"""One spelling for what people type in several: tone marks in either place, apostrophes, keystrokes of Telex."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.text import fold_word

PAD = "\ue00f"
"""Fills a word that became shorter, so that places stay the same."""

_MOVED = "oáóa oàòa oảỏa oãõa oạọa oéóe oèòe oẻỏe oẽõe oẹọe uýúy uỳùy uỷủy uỹũy uỵụy"
_PLACES = {pair[:2]: pair[2:] for pair in re.findall(r"\S+", _MOVED)}
_NEW = tuple(_PLACES)
_NEW_PLACE = re.compile("|".join(_NEW))
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'"})

_TELEX_SIGN = re.compile(r"[a-z]+(?:[jxfz]|w[a-z]{0,4}|aa|ee|oo|dd|[sr])[a-z]{0,4}")
_TELEX_LETTERS = (
    ("dd", "d"),
    ("aa", "a"),
    ("ee", "e"),
    ("oo", "o"),
    ("uow", "uo"),
    ("aw", "a"),
    ("ow", "o"),
    ("uw", "u"),
    ("w", ""),
)


def listed(words: str) -> frozenset[str]:
    """Words separated by spaces."""
    return frozenset(words.split())


def levelled(lower: str) -> str:
    """Lower-case text with tone marks in one place, as long as before."""
    return _NEW_PLACE.sub(lambda found: _PLACES[found[0]], lower.translate(_STRAIGHT))


@lru_cache(maxsize=4_096)
def alike(word: str) -> str:
    """An expression for a word as written in a pattern, and for it without its accents."""
    written = levelled(word.lower())
    folded = fold_word(written)
    return re.escape(written) if written == folded else f"(?:{re.escape(written)}|{re.escape(folded)})"


@lru_cache(maxsize=4_096)
def without_keystrokes(word: str) -> str:
    """ "nhawcs", typed where the input method was off → "nhac"; the word itself where it has no sign of that."""
    if not word.isascii() or not _TELEX_SIGN.fullmatch(word):
        return word
    plain = word.rstrip("sfrxjz") if word[-1] in "sfrxjz" else re.sub("[sfrxjz](?=[a-z]{1,3}$)", "", word)
    for typed, letter in _TELEX_LETTERS:
        plain = plain.replace(typed, letter)
    return plain
