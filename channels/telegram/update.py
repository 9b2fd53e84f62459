"""Reads the bytes of an update into python-telegram-bot's types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from telegram import Message, Update

from channels.port import ParseRefused

_READ_ERRORS = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What missing, mistyped and out-of-range fields lead to."""


def load_update(content: bytes) -> dict[str, Any]:
    """The update as a mapping with an integral ``update_id``. Raises ``ValueError`` with one sentence."""
    try:
        update = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError("The update is not JSON.") from None
    update_id = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update_id, int) or isinstance(update_id, bool):
        raise ValueError("The update has no update_id.")  # noqa: TRY004 - the type is not the caller's mistake
    return dict(update)


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what the library and our own reading stumble over in a mangled update into ``ParseRefused``."""
    try:
        yield
    except _READ_ERRORS as error:
        reason = str(error) if type(error) is ValueError else f"a field is missing or mistyped ({type(error).__name__})"
        raise ParseRefused(f"Unreadable Telegram update: {reason}".replace("\n", " ")) from error
    except RecursionError:
        raise ParseRefused("Unreadable Telegram update: nested too deep") from None


def read_update(content: bytes) -> Update:
    """To be called within ``refusing``: the library checks neither types nor the presence of all fields."""
    return Update.de_json(load_update(content), None)


def message_of(update: Update) -> Message | None:
    """The message that somebody wrote or edited, not the one whose button was pressed."""
    return update.message or update.edited_message
