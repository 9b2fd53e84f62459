"""Errors that a person may read.

Each carries a text key of the catalogues (English text with ``{named}`` places) and its values; whoever shows it
translates it. ``str(error)`` is the English sentence.
"""

from __future__ import annotations

from typing import Any


class CrmError(Exception):
    """Base: what is wrong and what to do, fit for a user."""

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(text.format(**values) if values else text)
        self.text = text
        self.values = values


class Forbidden(CrmError):
    """The actor's role does not allow it. Raised before anything is written."""


class NotFound(CrmError):
    """No such record, or none that this actor may see: the answer is the same."""


class Invalid(CrmError):
    """A value breaks a rule."""


class ChangedMeanwhile(CrmError):
    """Somebody else changed the record first."""


class LeaseLost(Exception):
    """Another worker has taken the item over; what this one did must not count."""


class StoreUnavailable(Exception):
    """The database or the disk cannot take a write now. Nothing was written."""
