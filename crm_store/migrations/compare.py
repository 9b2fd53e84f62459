"""How tables are compared with the models and how our column types are written down in a revision.

A revision names database types only, so it keeps its meaning when the models' classes change later.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate import compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import DefaultClause, False_, True_
from sqlalchemy.engine import Connection
from sqlalchemy.types import BigInteger

from crm_store.database import Json, UtcDateTime
from crm_store.schema import METADATA
from crm_store.text_indexes import POSTGRESQL_NAMES, Words


def include_object(_object: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Tables in the database that no model knows are somebody else's; full-text indexes are made apart."""
    if kind == "index" and reflected and name in POSTGRESQL_NAMES:
        return False
    return not (kind == "table" and reflected and name not in METADATA.tables)


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """``False`` leaves the rendering to Alembic."""
    if kind == "server_default" and isinstance(item, DefaultClause) and isinstance(item.arg, True_ | False_):
        return "sa.true()" if isinstance(item.arg, True_) else "sa.false()"  # 0 and 1 are no booleans for PostgreSQL
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, BigInteger):
        return "IDENTIFIER"
    if not isinstance(item, type(Json) | Words):
        return False
    autogen.imports.add("from sqlalchemy.dialects import postgresql")
    return "JSON" if isinstance(item, type(Json)) else "sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql')"


def compare_server_default(
    context: MigrationContext,
    _inspected: Any,
    _column: Any,
    stored: str | None,
    _default: Any,
    wanted: str | None,
) -> bool | None:
    """``None`` leaves the comparison to Alembic, which takes SQLite's ``''`` and an empty text for different."""
    if context.dialect.name == "sqlite" and stored in ("''", "('')") and wanted in ("", "''"):
        return False
    return None


def differences(connection: Connection) -> list[Any]:
    """What autogenerate would change to make the tables equal to the models; empty is right."""
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "compare_server_default": compare_server_default, "include_object": include_object},
    )
    found: list[Any] = compare_metadata(context, METADATA)
    return found
