"""Texts in the reader's language: catalogues, times, the store's words, errors."""

from __future__ import annotations

from typing import Any

from bot.i18n.catalogue import DOMAIN, LANGUAGES, LOCALE, Translator, filled, mark, translator
from bot.i18n.refusals import delivery_reason
from bot.i18n.terms import FIELD, PRIORITY, STATUS, term
from bot.i18n.times import say_ago, say_day, say_length, say_time
from crm_store.errors import CrmError

__all__ = [
    "DOMAIN",
    "LANGUAGES",
    "LOCALE",
    "Translator",
    "delivery_reason",
    "describe",
    "filled",
    "mark",
    "say_ago",
    "say_day",
    "say_length",
    "say_time",
    "translator",
]

_TERMS = {"status": STATUS, "priority": PRIORITY, "field": FIELD}


def describe(error: CrmError, _: Translator) -> str:
    """The error's sentence, with the store's own words in it translated too."""
    values: dict[str, Any] = {
        name: term(_TERMS[name], str(value), _) if name in _TERMS else value for name, value in error.values.items()
    }
    return filled(_(error.text), values)
