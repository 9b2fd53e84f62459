"""From a cell's text to a value. Every error names the column, the value and what would be right. No database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from crm_store.errors import Invalid
from crm_store.identity.rules import is_free_mail, normalise_phone
from crm_store.team.service import folded_email

_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_AMOUNT = re.compile(r"\d{1,16}(\.\d{1,4})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SHORTEST_PHONE = 3


class BadCell(Exception):
    """This row cannot be taken as it is."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """``read`` raises ``ValueError`` with the reason."""

    read: Callable[[str], Any]
    needed: bool = False


def read_row(columns: Mapping[str, Column], cells: Mapping[str, str]) -> dict[str, Any]:
    """The values that the row gives: missing columns and empty cells are absent. Raises ``BadCell``."""
    values: dict[str, Any] = {}
    for name, column in columns.items():
        text = unicodedata.normalize("NFC", cells.get(name, "")).strip()
        if not text:
            if column.needed:
                raise BadCell(name, "", "is needed and empty")
            continue
        try:
            values[name] = column.read(text)
        except ValueError as error:
            raise BadCell(name, text, str(error)) from error
    return values


def text(longest: int, *, lines: bool = False) -> Column:
    def read(value: str) -> str:
        value = value.replace("\r\n", "\n") if lines else value
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if any(unicodedata.category(c) == "Cc" and not (lines and c in "\n\t") for c in value):
            raise ValueError("holds a control character or a line break")
        return value

    return Column(read)


def needed(column: Column) -> Column:
    return Column(column.read, needed=True)


def choice(*choices: str) -> Column:
    def read(value: str) -> str:
        if value.lower() not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value.lower()

    return Column(read)


def email(value: str) -> str:
    try:
        return folded_email(value)
    except Invalid as error:
        raise ValueError("is not an e-mail address") from error


def phone(value: str) -> str:
    """As written; only checked."""
    digits = [c for c in normalise_phone(value) if c.isdigit()]
    if len(digits) < _SHORTEST_PHONE or any(c.isalpha() for c in value) or len(value) > 40:  # noqa: PLR2004  ITU-T E.164 allows 15 digits
        raise ValueError("is not a phone number")
    return value


def domain(value: str) -> str:
    try:
        ascii_name = value.lower().removeprefix("@").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("is not a mail domain such as firm.vn") from error
    if not _DOMAIN.fullmatch(ascii_name):
        raise ValueError("is not a mail domain such as firm.vn")
    if is_free_mail(ascii_name):
        raise ValueError("is a free-mail domain: it names no firm; leave the cell empty")
    return value.lower().removeprefix("@")


def amount(value: str) -> Decimal:
    if not _AMOUNT.fullmatch(value):
        raise ValueError("is not a plain number with a point, such as 1200000 or 99.50")
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise ValueError("is not a number") from error


def currency(value: str) -> str:
    if not _CURRENCY.fullmatch(value.upper()):
        raise ValueError("is not a currency such as VND or USD (ISO 4217)")
    return value.upper()


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("is not a day of the form YYYY-MM-DD") from error


def time(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("is not a time such as 2026-09-12T09:00:00+07:00") from error
    if found.tzinfo is None:
        raise ValueError("has no offset; write it such as 2026-09-12T09:00:00+07:00")
    return found


EMAIL, PHONE, DOMAIN, AMOUNT = Column(email), Column(phone), Column(domain), Column(amount)
CURRENCY, DAY, TIME = Column(currency), Column(day), Column(time)
