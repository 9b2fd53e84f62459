"""``crmbot backup FILE``: database, stored files and secret key in one file, while the service runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import load_settings
from bot.settings import Settings
from crm_store import clock

if TYPE_CHECKING:
    from crm_store.backups.service import Made
    from crm_store.unit_of_work import Store

HELP = """Writes database, stored files and secret key into one tar file (name it .tar.gz to compress it).

The service may run meanwhile. Keep the file as safe as the data: it holds everything."""
KEPT = 7
"""Scheduled backups that stay; older ones make room."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    from crm_store.backups import service
    from crm_store.database import Database
    from crm_store.files.service import FileStore

    settings = load_settings()
    database = Database(settings.database_url)
    try:
        made = service.make(
            database, FileStore(settings.files), secret=settings.secrets[0], target=args.file.absolute()
        )
    finally:
        database.close()
    print(f"{made.file}: {made.size / 1e6:.1f} MB, {made.files} stored files")
    return _complaints(made)


def _complaints(made: Made) -> int:
    for name in made.damaged:
        print(f"crmbot: stored file {name} is damaged; an older backup may still have it", file=sys.stderr)
    return 1 if made.damaged else 0


def make_backup(settings: Settings, store: Store) -> str:
    """The scheduler's: a new file in the backups folder, of which the last seven stay. Blocking; returns its name."""
    from crm_store.backups import service

    target = settings.backups / f"crmbot-{clock.now():%Y%m%d-%H%M%S}.tar.gz"
    made = service.make(store.database, store.files, secret=settings.secrets[0], target=target)
    for old in sorted(settings.backups.glob("crmbot-*.tar.gz"))[:-KEPT]:
        old.unlink()
    return made.file.name
