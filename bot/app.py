"""Composition root: builds the parts of the chosen roles, starts and stops them."""

from __future__ import annotations

from bot.settings import Settings
from crm_store.database import Database
from crm_store.files.service import FileStore
from crm_store.unit_of_work import Store


def open_store(settings: Settings, *, migrate: bool = True) -> Store:
    """The database and the files, migrated. Raises ``StoreUnavailable`` when the database cannot be reached."""
    from crm_store.migrations import runner
    from crm_store.notifications.subscriptions import react

    database = Database(settings.database_url)
    if migrate:
        runner.upgrade(database)
    return Store(database, FileStore(settings.files), settings.firm, react)
