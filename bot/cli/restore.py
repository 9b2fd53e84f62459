"""``crmbot restore FILE``: brings a backup back."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.common import load_settings

HELP = """Brings a backup back into the data folder and database of the settings; the service must not run.

Data that are there already are refused unless --force is given; --force keeps the former data folder beside the new one.
Outgoing messages that had not left when the backup was made wait for a decision (state “review”)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--force", action="store_true", help="replace data that are there")


def run(args: argparse.Namespace) -> int:
    from bot.app import Part
    from bot.locks import RoleLocks
    from crm_store.backups.restore import restore

    settings = load_settings()
    locks = RoleLocks(settings.data / "locks")
    locks.take(part.value for part in Part)
    try:
        done = restore(args.file, data=settings.data, database_url=settings.database_url, force=args.force)
    finally:
        locks.release()
    print(
        f"restored the backup of {done.made_at}: {done.files} stored files, {done.review} outgoing messages to review"
    )
    if done.missing:
        print(f"{done.missing} stored files are named in the database and missing in the backup")
    if done.old_folder is not None:
        print(f"the former data lie in {done.old_folder}")
    return 0
