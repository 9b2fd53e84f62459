"""Making a backup while the program runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from crm_store import clock
from crm_store.backups import archive, postgres_dump, sqlite_copy
from crm_store.database import Database
from crm_store.errors import Invalid
from crm_store.files.service import FileStore
from crm_store.migrations import runner


@dataclass(frozen=True, slots=True)
class Made:
    """``damaged``: stored files that cannot be read as they were written; they are in the archive as they are."""

    file: Path
    size: int
    files: int
    damaged: tuple[str, ...]


def make(database: Database, files: FileStore, *, secret: bytes, target: Path) -> Made:
    """Writes database, stored files and secret key into ``target``, which is replaced only by a whole backup.

    The database is copied first: files are kept before the row that names them is committed, so every file that the
    copy names is there. Blocking; needs room for a second copy of the database beside ``target``. Raises ``Invalid``
    (database damaged or empty, no pg_dump) and ``OSError``.
    """
    revision = runner.current(database)
    if revision is None:
        raise Invalid("There is no database yet. “crmbot init” makes it.")
    manifest = archive.Manifest(database.url.get_backend_name(), revision, clock.now().isoformat())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / archive.DATABASES[manifest.database]
        if database.is_sqlite:
            sqlite_copy.snapshot(Path(database.url.database or ""), copy)
        else:
            postgres_dump.dump(database.url, copy)
        with archive.writing(target, manifest) as writer:
            writer.add_database(copy)
            for name in files.names():
                writer.add_stored(name, archive.shelf(files.folder, name))
            writer.add_secret(secret)
    return Made(target, target.stat().st_size, manifest.files, tuple(manifest.damaged))
