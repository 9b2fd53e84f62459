"""Alembic's way in: ``runner.py`` hands over a connection with an open transaction, which Alembic neither begins nor ends."""

from __future__ import annotations

from alembic import context

from crm_store.migrations.compare import compare_server_default, include_object, render_item
from crm_store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=not context.config.attributes.get("first"),
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=compare_server_default,
    include_object=include_object,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
