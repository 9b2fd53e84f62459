"""Texts in the reader's language. The English text is the key; what a catalogue lacks stays English."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "crmbot"
LOCALE = Path(__file__).parent / "locale"


class Translator:
    """Callable, so that ``_("…")`` reads as usual."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation(DOMAIN, LOCALE, [language], fallback=True)

    def __call__(self, text: str) -> str:
        return self.gettext(text)

    def gettext(self, text: str) -> str:
        """The empty text is the catalogue's header; here it is empty."""
        return self._catalogue.gettext(text) if text else ""

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self._catalogue.ngettext(singular, plural, number)


@cache
def translator(language: str) -> Translator:
    return Translator(language)
