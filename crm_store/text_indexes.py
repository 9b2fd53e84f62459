"""Full-text indexes: FTS5 beside the tables on SQLite, GIN on PostgreSQL. Derived data, never a record's only home.

All text in them is folded (lower case, no accents, đ as d), because neither FTS5's ``unicode61`` nor PostgreSQL's
``unaccent`` does that the same way; what was typed with accents is ranked by the callers. SQLite's triggers keep an
index in step with its table, so no writer can forget it. ``ensure`` runs after every migration: a table that Alembic
rebuilds loses its triggers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Integer, MetaData, Select, Text, TypeDecorator, func, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.sql import column, select, table

LONGEST_WORD = 64
_WORD = re.compile(r"[^\W_]+")
_LEAST_LETTERS = 2
"""A trigram is a blank and two letters at the beginning of a word."""


class IndexKind(StrEnum):
    """``WORDS`` finds whole words and their beginnings in long texts; ``TRIGRAMS`` any part of a short one, and slips."""

    WORDS = "words"
    TRIGRAMS = "trigrams"


@dataclass(frozen=True, slots=True)
class TextIndex:
    """``key`` is the integer primary key of ``table``."""

    table: str
    column: str
    kind: IndexKind
    key: str = "id"

    @property
    def name(self) -> str:
        """On SQLite the index is a table of its own."""
        return f"fts_{self.table}_{self.column}"

    @property
    def postgresql_name(self) -> str:
        return f"ix_{self.table}_{self.column}_text"

    def on_sqlite(self) -> list[str]:
        """Trigrams see a blank at both ends, so that " an" is the beginning of a word."""
        old, new = self._value("old"), self._value("new")
        took = f"INSERT INTO {self.name}({self.name}, rowid, {self.column}) VALUES ('delete', old.{self.key}, {old});"  # noqa: S608  names of ours
        put = f"INSERT INTO {self.name}(rowid, {self.column}) VALUES (new.{self.key}, {new});"  # noqa: S608  names of ours
        when = f"UPDATE OF {self.column} ON {self.table} WHEN old.{self.column} IS NOT new.{self.column}"
        options = (
            "tokenize='unicode61 remove_diacritics 0', detail='none', columnsize=0"
            if self.kind is IndexKind.WORDS
            else "tokenize='trigram'"
        )
        fill = f"INSERT INTO {self.name}(rowid, {self.column}) SELECT {self.key}, {self._value(self.table)} FROM {self.table}"  # noqa: S608  names of ours
        return [
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({self.column}, content='{self.table}', content_rowid='{self.key}', {options})",
            f"CREATE TRIGGER {self.name}_added AFTER INSERT ON {self.table} BEGIN {put} END",
            f"CREATE TRIGGER {self.name}_gone AFTER DELETE ON {self.table} BEGIN {took} END",
            f"CREATE TRIGGER {self.name}_changed AFTER {when} BEGIN {took} {put} END",
            fill,
        ]

    def on_postgresql(self) -> str:
        """The pending list of GIN is kept short: every search has to read all of it."""
        if self.kind is IndexKind.WORDS:
            kind = f"gin ({self.column}) WITH (gin_pending_list_limit = 256)"
        else:
            kind = f"gin ({self.column} gin_trgm_ops)"
        return f"CREATE INDEX IF NOT EXISTS {self.postgresql_name} ON {self.table} USING {kind}"

    def _value(self, row: str) -> str:
        value = f"{row}.{self.column}"
        return value if self.kind is IndexKind.WORDS else f"' ' || {value} || ' '"


INDEXES = (
    TextIndex("interaction_words", "words", IndexKind.WORDS, key="interaction_id"),
    TextIndex("contacts", "name_folded", IndexKind.TRIGRAMS),
    TextIndex("accounts", "name_folded", IndexKind.TRIGRAMS),
    TextIndex("leads", "name_folded", IndexKind.TRIGRAMS),
    TextIndex("leads", "company_folded", IndexKind.TRIGRAMS),
    TextIndex("tickets", "subject_folded", IndexKind.TRIGRAMS),
    TextIndex("contact_points", "value", IndexKind.TRIGRAMS),
)
_TRIGGERS = ("added", "gone", "changed")
POSTGRESQL_NAMES = frozenset(index.postgresql_name for index in INDEXES)
_BY_COLUMN = {(one.table, one.column): one for one in INDEXES}


class Words(TypeDecorator[str]):
    """Distinct folded words with blanks between (``words_of``): a ``tsvector`` on PostgreSQL, plain text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(postgresql.TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return " ".join(f"'{word}'" for word in value.split())


def words_of(folded: str, most: int) -> list[str]:
    """The first ``most`` distinct words of a folded text, in order, cut at a length that both databases take."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(folded):
        found.setdefault(match[0][:LONGEST_WORD])
        if len(found) == most:
            break
    return list(found)


def ensure(connection: Connection) -> None:
    """Makes what is missing and fills it. Tables that are not there yet or no more are left out."""
    tables = set(inspect(connection).get_table_names())
    wanted = [index for index in INDEXES if index.table in tables]
    if connection.dialect.name == "sqlite":
        _ensure_sqlite(connection, wanted)
    elif wanted:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        for index in wanted:
            connection.execute(text(index.on_postgresql()))


def after_create(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    """For ``event.listen(metadata, "after_create", …)``: tables made without a migration get their indexes too."""
    ensure(connection)


def _ensure_sqlite(connection: Connection, wanted: list[TextIndex]) -> None:
    rows = connection.execute(text("SELECT name, type FROM sqlite_master WHERE name LIKE 'fts\\_%' ESCAPE '\\'"))
    there = {row.name for row in rows}
    complete = {index.name for index in wanted if {index.name, *(f"{index.name}_{end}" for end in _TRIGGERS)} <= there}
    for index in INDEXES:
        if index.name not in there or index.name in complete:
            continue
        for end in _TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {index.name}_{end}"))
        connection.execute(text(f"DROP TABLE {index.name}"))
    for index in wanted:
        if index.name not in complete:
            for statement in index.on_sqlite():
                connection.exec_driver_sql(statement)


def holds_word(dialect: str, indexed: ColumnElement[str], key: ColumnElement[int], word: str) -> ColumnElement[bool]:
    """A condition: some word of the trigram-indexed column begins with this folded word."""
    if dialect == "postgresql":
        return indexed.regexp_match(rf"\m{re.escape(word)}" + ("" if len(word) >= _LEAST_LETTERS else r"\M"))
    return key.in_(_sqlite_keys(indexed, f" {word}" if len(word) >= _LEAST_LETTERS else f" {word} "))


def holds_part(dialect: str, indexed: ColumnElement[str], key: ColumnElement[int], part: str) -> ColumnElement[bool]:
    """A condition: the trigram-indexed column has this folded text (three characters or more) somewhere."""
    if dialect == "postgresql":
        return indexed.contains(part, autoescape=True)
    return key.in_(_sqlite_keys(indexed, part))


def most_alike(
    dialect: str, indexed: ColumnElement[str], key: ColumnElement[int], folded: str, most: int
) -> Select[Any]:
    """Keys of the rows that share the most trigrams with the text, for slips of the finger; callers judge them."""
    if dialect == "postgresql":
        likeness = func.similarity(indexed, folded)
        return select(key).where(indexed.op("%")(folded)).order_by(likeness.desc()).limit(most)
    index, padded = _BY_COLUMN[indexed.table.name, indexed.name], f" {folded} "
    trigrams = dict.fromkeys(padded[place : place + 3].replace('"', '""') for place in range(len(padded) - 2))
    asked = " OR ".join(f'"{trigram}"' for trigram in trigrams)
    searched = select(column("rowid", Integer)).select_from(table(index.name))
    return searched.where(column(index.name).op("MATCH")(asked)).order_by(column("rank")).limit(most)


def match_words(dialect: str, words: Sequence[str], *, unfinished: bool) -> str:
    """The query language of the database for "all of these words"; the last one may go on if it is ``unfinished``."""
    if dialect == "postgresql":
        return " & ".join(f"'{word}'" for word in words) + (":*" if unfinished else "")
    return " AND ".join(f'"{word}"' for word in words) + ("*" if unfinished else "")


def _sqlite_keys(indexed: ColumnElement[str], phrase: str) -> Any:
    index = _BY_COLUMN[indexed.table.name, indexed.name]
    quoted = phrase.replace('"', '""')
    return select(column("rowid")).select_from(table(index.name)).where(column(index.name).op("MATCH")(f'"{quoted}"'))
