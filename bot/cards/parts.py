"""The shape of a card, the data of its buttons, and small pieces of text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from channels.message import Button, Keyboard, RichText, Span, Style

RULE = "───"
EXCERPT = 200
DATA_BYTES = 64
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Card:
    text: RichText
    buttons: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says: do ``verb`` to ``ref``, which was at ``version`` when it was drawn, with ``arg``.

    Nothing in it is believed: the use case checks who presses, and whether the record is still as it was shown.
    """

    verb: str
    ref: str
    version: str = "0"
    arg: str = ""

    @property
    def number(self) -> int:
        """Of the record: 5 for ``T-5``; 0 where ``ref`` names none."""
        digits = self.ref.rpartition("-")[2]
        return int(digits) if digits.isdecimal() else 0

    @property
    def kind(self) -> str:
        """``T`` for ``T-5``."""
        return self.ref.rpartition("-")[0]

    @property
    def version_number(self) -> int | None:
        return int(self.version) if self.version.isdecimal() else None

    @property
    def arg_number(self) -> int:
        return int(self.arg) if self.arg.isdecimal() else 0


def button(label: str, verb: str, ref: str, version: int | str = 0, arg: int | str = "") -> Button:
    """Raises ``ValueError`` where the data would not fit (64 bytes, Bot API)."""
    data = f"{verb}:{ref}:{version}" + (f":{arg}" if arg != "" else "")
    if len(data.encode()) > DATA_BYTES:
        raise ValueError(f"the button {verb} of {ref} carries too much")
    return Button(label, data=data)


def read_press(data: str) -> Press | None:
    """``None`` for what no button of ours says."""
    parts = data.split(":", _FIELDS - 1)
    if len(parts) < _FIELDS - 1 or not all(parts[:2]):
        return None
    return Press(*parts)


def digest(text: RichText, buttons: Keyboard) -> str:
    """Equal for messages that look and work alike."""
    return hashlib.sha256(msgspec.json.encode((text, buttons))).hexdigest()


def rows(buttons: Sequence[Button | None], per_row: int = 3) -> Keyboard:
    """Those that are there, in rows of equal length."""
    there = [one for one in buttons if one is not None]
    return tuple(tuple(there[at : at + per_row]) for at in range(0, len(there), per_row))


def lines(*parts: RichText | str | None) -> RichText:
    """One below the other; empty ones are left out."""
    shown: list[Span] = []
    for part in parts:
        spans = (Span(part),) if isinstance(part, str) else part
        if spans and any(span.text for span in spans):
            shown.extend((Span("\n"), *spans) if shown else spans)
    return tuple(shown)


def bold(text: str) -> Span:
    return Span(text, Style.BOLD)


def quote(text: str) -> RichText:
    return (Span(text, Style.QUOTE),) if text else ()


def excerpt(text: str, length: int = EXCERPT) -> str:
    """One line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(",.;:–- ") + "…"


def shortened(text: str, length: int) -> str:
    """Its beginning, with its line breaks."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def joined(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)
