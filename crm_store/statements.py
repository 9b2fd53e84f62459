"""Statements of the hot path (receive, process, deliver): built once, compiled once for each database.

SQLAlchemy Core writes the SQL, converts the values and names the errors; what it would do again for every execution of
the same statement (coercion, cache keys, result metadata: 50 to 500 µs) is done once. Rows are plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Dialect, Executable, String, Table, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Values = Mapping[str, Any]
Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``names`` in the order of the driver's marks; ``None`` where the driver takes parameters by name.

    ``binds`` say which values are converted: by place in ``names``, else by name.
    """

    sql: str
    names: tuple[str, ...] | None
    constants: dict[str, Any]
    binds: tuple[tuple[Any, Convert], ...]
    results: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Values) -> Any:
        """Raises ``KeyError`` for a value that is missing."""
        named = {**self.constants, **values} if self.constants else values
        given: Any = dict(named) if self.names is None else [named[name] for name in self.names]
        for at, convert in self.binds:
            given[at] = convert(given[at])
        return given

    def row(self, found: Sequence[Any]) -> Row:
        converted = list(found)
        for place, convert in self.results:
            converted[place] = convert(converted[place])
        return tuple(converted)

    def execute(
        self, connection: Connection, take: Callable[[Any], Any], values: Values | None, many: Any = None
    ) -> Any:
        """What ``take`` reads from the driver's cursor. ``many`` stands in the place of ``values``."""
        parameters = self.parameters(values) if values is not None else [self.parameters(one) for one in many]
        cursor = connection.connection.cursor()
        try:
            (cursor.execute if values is not None else cursor.executemany)(self.sql, parameters)
            return take(cursor)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _named(connection, self.sql, error) from error
        finally:
            cursor.close()


def _all_rows(cursor: Any) -> Any:
    return cursor.fetchall()


_touched = attrgetter("rowcount")


class Statement:
    """One constant statement with ``bindparam`` where values go; every value is given by name at each execution.

    Runs in the transaction of the connection and raises what SQLAlchemy raises. An ``IN`` needs a fixed number of binds.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, values: Values) -> list[Row]:
        compiled = self._for(connection.dialect)
        found: list[Row] = compiled.execute(connection, _all_rows, values)
        return [compiled.row(row) for row in found] if compiled.results else found

    def first(self, connection: Connection, values: Values) -> Row | None:
        found = self.all(connection, values)
        return found[0] if found else None

    def scalar(self, connection: Connection, values: Values) -> Any:
        """The first column of the first row; ``None`` when there is no row."""
        found = self.all(connection, values)
        return found[0][0] if found else None

    def run(self, connection: Connection, values: Values) -> int:
        """For statements without rows: how many it touched."""
        touched: int = self._for(connection.dialect).execute(connection, _touched, values)
        return touched

    def many(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Once for each of ``rows``, none of which returns anything: how many rows of the table it touched together."""
        if len(rows) == 1:
            return self.run(connection, rows[0])
        touched: int = self._for(connection.dialect).execute(connection, _touched, None, rows)
        return touched

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return found


class ListStatement:
    """Statements that differ only in how many values stand in an ``IN``: one for each power of two.

    ``build`` gets that many binds. The last value is repeated up to the next size, which changes nothing in an ``IN``.
    """

    def __init__(self, build: Callable[[list[BindParameter[Any]]], Executable]) -> None:
        self._build = build
        self._sizes: dict[int, Statement] = {}

    def all(self, connection: Connection, listed: Sequence[Any], values: Values | None = None) -> list[Row]:
        """No rows for an empty list."""
        if not listed:
            return []
        size = 1 << (len(listed) - 1).bit_length()
        padded = [*listed, *[listed[-1]] * (size - len(listed))]
        named = {f"in_{place}": value for place, value in enumerate(padded)}
        return self._of(size).all(connection, {**named, **(values or {})})

    def _of(self, size: int) -> Statement:
        if size not in self._sizes:
            self._sizes[size] = Statement(self._build([bindparam(f"in_{place}") for place in range(size)]))
        return self._sizes[size]


def binds(*names: str) -> dict[str, BindParameter[Any]]:
    """What ``values(...)`` of an UPDATE takes for values that are given at execution."""
    return {name: bindparam(name) for name in names}


def literally(value: str) -> ColumnElement[str]:
    """A constant of ours that stands in the SQL itself: partial indexes are only used for constants that are seen."""
    assert value.isidentifier()
    return literal_column(f"'{value}'", String)


def literally_in(column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    return column.in_([literally(value) for value in values])


def insert_row(connection: Connection, table: Table, values: Values, *, key: str = "id") -> Any:
    """One new row; the value of its ``key``."""
    return _insert(connection.dialect.name, table, tuple(values), key, False).scalar(connection, values)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """New rows with the same columns each."""
    if rows:
        _insert(connection.dialect.name, table, tuple(rows[0]), None, False).many(connection, rows)


def insert_missing(connection: Connection, table: Table, values: Values, *, key: str = "id") -> Any:
    """As ``insert_row``, unless a unique key is taken already: then ``None``. One statement, so two processes agree."""
    return _insert(connection.dialect.name, table, tuple(values), key, True).scalar(connection, values)


def insert_those_missing(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        _insert(connection.dialect.name, table, tuple(rows[0]), None, True).many(connection, rows)


def insert_or_update(connection: Connection, table: Table, keys: Values, values: Values) -> None:
    """Writes ``values`` under the primary or unique ``keys``."""
    _upsert(connection.dialect.name, table, tuple(keys), tuple(values)).run(connection, {**keys, **values})


@cache
def _upsert(dialect: str, table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Statement:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table).values(_values(table, (*keys, *columns)))
    written = {name: statement.excluded[name] for name in columns}
    return Statement(statement.on_conflict_do_update(index_elements=list(keys), set_=written))


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...], key: str | None, missing_only: bool) -> Statement:
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).values(_values(table, columns))
    statement = statement.on_conflict_do_nothing() if missing_only else statement
    return Statement(statement if key is None else statement.returning(table.c[key]))


def _values(table: Table, columns: Sequence[str]) -> dict[str, Any]:
    """Columns that are not named get the model's default, if that is a constant; others are the database's business."""
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in columns and isinstance(column.default, ScalarElementColumnDefault)
    }
    return defaults | {name: bindparam(name, type_=table.c[name].type) for name in columns}


def _compile(statement: Executable, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every Executable we use is a ClauseElement
    assert isinstance(compiled, SQLCompiler)
    converts: dict[str, Convert] = {}
    for bind, name in compiled.bind_names.items():  # a name that stands in two places is two binds
        processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if processor is not None:
            converts[name] = processor
    results = []
    for place, column in enumerate(compiled._result_columns):  # noqa: SLF001  the one list of result types there is
        processor = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if processor is not None:
            results.append((place, processor))
    constants = {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}
    names = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup is not None else None
    places = [(name, name) for name in converts] if names is None else list(enumerate(names))
    converted = tuple((at, converts[name]) for at, name in places if name in converts)
    return _Compiled(str(compiled), names, constants, converted, tuple(results))


def _named(connection: Connection, sql: str, error: Exception) -> Exception:
    """The driver's error under SQLAlchemy's name, so that callers see one kind of error; a lost connection is dropped."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    named = DBAPIError.instance(
        sql,
        {},
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
    if lost:
        connection.invalidate(error)
    assert isinstance(named, Exception)
    return named
