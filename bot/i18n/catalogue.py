"""The catalogues. The English text is the key; what a catalogue lacks stays English."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

DOMAIN = "crmbot"
LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("vi", "en")


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
    """Any other language than ours is answered in English."""
    return Translator(language)


def mark(text: str) -> str:
    """Names a text for the catalogues where it stands in a table; whoever shows it translates it."""
    return text


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A catalogue's text with its values; a text whose places do not fit the values is shown as it is."""
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):
        return text
