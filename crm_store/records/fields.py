"""How one kind of record is looked at from outside: which columns may be seen and asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from crm_store.access import Permission
from crm_store.database import Base, UtcDateTime
from crm_store.errors import Invalid
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork

Row = dict[str, Any]
Column = InstrumentedAttribute[Any]
Condition = Callable[[UnitOfWork, str], ColumnElement[bool]]
Enrich = Callable[[UnitOfWork, Sequence[Any], list[Row]], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """``links`` are columns that hold another record's number. ``conditions`` are what may be asked for besides columns
    and links. ``enrich`` adds to all rows of a page at once what stands in other tables."""

    permission: Permission
    model: type[Base]
    kind: Kind | None
    columns: Mapping[str, Column]
    links: Mapping[str, tuple[Column, Kind]] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    enrich: Enrich | None = None
    table: tuple[str, ...] = ()
    """What a table for people shows."""
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Columns that hold one of these words only."""

    @property
    def askable(self) -> list[str]:
        return sorted({"ref"} | set(self.columns) | set(self.links) | set(self.conditions))


def shown(value: Any, zone: ZoneInfo) -> Any:
    """As JSON: times with the firm's offset, amounts as decimal text."""
    match value:
        case datetime():
            return value.astimezone(zone).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
    return value


def wanted(column: Column, name: str, text: str) -> ColumnElement[bool]:
    """``column = text`` in the column's type; an empty text means "no value". Raises ``Invalid``."""
    kept = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
    if text == "":
        return (column.is_(None)) | (column == "") if kept is str else column.is_(None)
    readers: dict[type, Callable[[str], Any]] = {
        str: str,
        int: int,
        bool: _yes_or_no,
        Decimal: _decimal,
        date: date.fromisoformat,
        datetime: _time,
    }
    reader = readers.get(kept)
    if reader is None:
        raise Invalid("“{field}” cannot be asked for.", field=name)
    try:
        found: ColumnElement[bool] = column == reader(text)
    except ValueError as error:
        raise Invalid("“{value}” does not fit the field “{field}”.", value=text, field=name) from error
    return found


def _yes_or_no(text: str) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text) from error


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def page(statement: Select[Any], shape: Shape, before_id: int | None, limit: int) -> Select[Any]:
    """The newest first."""
    number: Column = shape.model.id  # type: ignore[attr-defined]  # every kind has one
    statement = statement.order_by(number.desc()).limit(limit)
    return statement if before_id is None else statement.where(number < before_id)
