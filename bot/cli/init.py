"""``crmbot init``: creates or migrates the database."""

from __future__ import annotations

import argparse

from bot.cli.common import load_settings

HELP = "Creates the data folder, the secret key and the database, or brings the database to this version's tables."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # there are none


def run(args: argparse.Namespace) -> int:
    del args
    from crm_store.database import Database
    from crm_store.migrations import runner

    settings = load_settings()
    settings.files.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        changed = runner.upgrade(database)
        where = database.url.render_as_string(hide_password=True)
    finally:
        database.close()
    print(f"{where}: {'now' if changed else 'already'} at revision {runner.HEAD}; data in {settings.data}")
    return 0
