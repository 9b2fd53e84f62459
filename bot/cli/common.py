"""What the commands share: settings, an open store, and output."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from crm_store.unit_of_work import Store

WIDEST_CELL = 48


def load_settings() -> Settings:
    """Raises ``SettingsError``. Errors of the parts go to stderr, with CRMBOT_LOG=debug everything."""
    settings = Settings.load()
    logging.basicConfig(level=logging.DEBUG if settings.log == "debug" else logging.ERROR, format="crmbot: %(message)s")
    return settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Store]:
    """The migrated store, closed afterwards. Raises ``SettingsError`` and ``StoreUnavailable``."""
    from bot.app import open_store

    store = open_store(settings or load_settings())
    try:
        yield store
    finally:
        store.close()


def print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))


def print_rows(
    rows: Iterable[Mapping[str, Any]], *, as_json: bool, columns: Sequence[str], whole: Collection[str] = ()
) -> None:
    """JSON lines with everything, or a table of these columns; long cells are cut but in the columns ``whole``."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    lines = [[column.replace("_", " ") for column in columns]]
    lines += [[_cell(row.get(column), cut=column not in whole) for column in columns] for row in rows]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any, *, cut: bool = True) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case {"amount": amount, "currency": currency}:
            text = f"{amount} {currency}"
        case list():
            text = ", ".join(_cell(one, cut=cut) for one in value)
        case dict():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    text = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text)
    text = " ".join(text.split())
    return text if not cut or _width(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _width(text: str) -> int:
    """Columns in a terminal: combining marks take none, wide characters two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
