"""What our messages show, as far as this process knows: an edit that would change nothing is not asked for."""

from __future__ import annotations

from collections import OrderedDict

from telegram import InlineKeyboardMarkup

MOST = 5_000
"""Messages remembered. The Bot API refuses an edit that changes nothing ("message is not modified"); one of an older message
is asked for and refused, which does no harm."""

Looks = tuple[int | None, int]


class ShownMessages:
    """Hashes of text and keyboard by chat and message; the text is ``None`` where only the keyboard is known."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Looks] = OrderedDict()

    def keep(self, chat_id: str, message_id: str, html: str | None, keyboard: InlineKeyboardMarkup | None) -> None:
        key = (chat_id, message_id)
        known = self._known.pop(key, (None, 0))
        self._known[key] = (hash(html) if html is not None else known[0], _hash(keyboard))
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def forget(self, chat_id: str, message_id: str) -> None:
        """Nobody knows what it shows now."""
        self._known.pop((chat_id, message_id), None)

    def shows(self, chat_id: str, message_id: str, html: str | None, keyboard: InlineKeyboardMarkup | None) -> bool:
        """``html`` ``None`` asks about the keyboard alone."""
        known = self._known.get((chat_id, message_id))
        if known is None or known[1] != _hash(keyboard):
            return False
        return html is None or known[0] == hash(html)


def _hash(keyboard: InlineKeyboardMarkup | None) -> int:
    return hash(keyboard.to_json()) if keyboard is not None else 0
