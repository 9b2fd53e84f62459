"""Cuts long text where a reader would. Lengths are UTF-16 code units, as the Bot API counts (MessageEntity)."""

from __future__ import annotations

import unicodedata

_LAST_BMP = 0xFFFF
_JOINER = "\u200d"
_SEPARATORS = ("\n\n", "\n", " ")
_LEAST_SHARE = 3
"""A cut at a separator must leave at least one part in three of the room used; else the next finer separator."""


def utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def cut_points(text: str, limit: int) -> list[tuple[int, int]]:
    """Slices of ``text``, in order, each at most ``limit`` units, without blank edges and without blank slices."""
    slices: list[tuple[int, int]] = []
    start = _skip_blanks(text, 0)
    while start < len(text):
        end = _cut(text, start, limit)
        trimmed = start + len(text[start:end].rstrip())
        slices.append((start, trimmed))
        start = _skip_blanks(text, end)
    return slices


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` units, with an ellipsis where something was left out."""
    if utf16_length(text) <= limit:
        return text
    return text[: _whole_characters(text, 0, _reach(text, 0, limit - 1))].rstrip() + "…"


def _skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _cut(text: str, start: int, limit: int) -> int:
    end = _reach(text, start, limit)
    if end == len(text):
        return end
    for separator in _SEPARATORS:
        # A separator that begins exactly at the end is as good as one inside.
        at = text.rfind(separator, start, end + len(separator))
        if at - start >= (end - start) // _LEAST_SHARE:
            return at
    return _whole_characters(text, start, end)


def _reach(text: str, start: int, limit: int) -> int:
    units = 0
    for index in range(start, min(len(text), start + limit)):
        units += 2 if ord(text[index]) > _LAST_BMP else 1
        if units > limit:
            return index
    return min(len(text), start + limit)


def _whole_characters(text: str, start: int, end: int) -> int:
    """Moves a cut back so that accents, emoji joiners and skin tones stay with what they modify."""
    cut = end
    while cut > start and cut < len(text) and (_continues(text[cut]) or text[cut - 1] == _JOINER):
        cut -= 1
    return cut if cut > start else end


def _continues(char: str) -> bool:
    return char == _JOINER or unicodedata.category(char) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= char <= "\U0001f3ff"
