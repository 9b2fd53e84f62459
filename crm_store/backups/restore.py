"""Bringing a backup back: the old state or the new one, never half of each.

What was on its way out when the backup was made may have left since, so it waits for a person's word (state
``review``). Mailboxes are read again from the old position; what came in before is known by its hash.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text, update

from crm_store import clock
from crm_store.backups import archive, postgres_dump, sqlite_copy
from crm_store.backups.swap import exchange
from crm_store.conversations.models import Installation
from crm_store.database import Database, upsert
from crm_store.errors import Invalid
from crm_store.files.service import FileStore
from crm_store.inbox.models import InboxItem
from crm_store.interactions.models import Attachment, Interaction
from crm_store.migrations import runner
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.schema import METADATA
from crm_store.team.models import User

OURS = frozenset({archive.SECRET, "locks", "files", "backups"})
"""What may stand in a data folder that counts as empty, because the program makes it by itself."""
UNSENT = (State.HELD, State.PENDING, State.NO_RELAY, State.SENDING, State.TRANSMITTING)
WHY_HELD = "restored from a backup: it may have left since"
COMPANY_LOOKS, COMPANY_SECONDS = 5, 0.3
_MARK = ".restoring-"
_OTHER_SESSIONS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """``review``: outgoing messages that wait for a decision. ``missing``: stored files that rows name and nobody has.
    ``old_folder``: where the former data lie, if there were any."""

    made_at: str
    revision: str
    files: int
    review: int
    missing: int
    old_folder: Path | None = None


def restore(source: Path, *, data: Path, database_url: str, force: bool = False) -> Restored:
    """Puts the backup in place. No other process may use the data meanwhile; the caller sees to that. Blocking.

    Raises ``Invalid`` when there are data already and ``force`` is not set, or the backup is damaged or does not fit the
    database, and ``OSError``.
    """
    if not source.is_file():
        raise Invalid("{file} is no file.", file=source)
    database = Database(database_url)
    try:
        if database.is_sqlite:
            return _into_folder(source, data, Path(database.url.database or ""), force=force)
        return _into_postgresql(source, data, database, force=force)
    finally:
        database.close()


def _into_folder(source: Path, data: Path, database_file: Path, *, force: bool) -> Restored:
    """A folder with data is exchanged as a whole, in one step; an empty one is filled, the database last."""
    if not database_file.is_absolute():
        database_file = database_file.absolute()
    if not database_file.is_relative_to(data):
        raise Invalid(
            "The database {file} lies outside the data folder {data}. Restore works on a data folder as a whole: unset "
            "CRMBOT_DATABASE_URL, or let it name a file in that folder.",
            file=database_file,
            data=data,
        )
    empty = _is_empty(data, database_file)
    if not empty and not force:
        raise Invalid("{data} holds data already. --force puts them aside and restores.", data=data)
    data.mkdir(parents=True, exist_ok=True)
    fresh = _fresh_folder(data if empty else data.parent, like=data)
    try:
        restored = _unpacked(source, fresh, fresh / database_file.relative_to(data))
        if empty:
            _fill(fresh, data, database_file)
        else:
            exchange(fresh, data)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if not empty:
        return _put_aside(fresh, data, restored)  # the name now means the former data
    shutil.rmtree(fresh)
    return restored


def _fresh_folder(parent: Path, *, like: Path) -> Path:
    for left_over in like.glob(f"{_MARK}*"):
        shutil.rmtree(left_over)
    fresh = Path(tempfile.mkdtemp(prefix=_MARK, dir=parent))
    fresh.chmod(like.stat().st_mode)
    return fresh


def _is_empty(data: Path, database_file: Path) -> bool:
    if not data.exists():
        return True
    found = {entry.name for entry in data.iterdir() if not entry.name.startswith(_MARK)}
    return found <= OURS and not database_file.exists()


def _unpacked(source: Path, folder: Path, database_file: Path) -> Restored:
    files = folder / "files"
    manifest = archive.unpack(
        source,
        database=database_file,
        stored=lambda name: archive.shelf(files, name),
        secret=folder / archive.SECRET,
    )
    if manifest.database != "sqlite":
        raise Invalid("{file} holds a PostgreSQL database; CRMBOT_DATABASE_URL names SQLite.", file=source)
    sqlite_copy.check(database_file)
    restored = _made_ready(f"sqlite:///{database_file}", files, manifest)
    os.sync()
    return restored


def _made_ready(url: str, files: Path, manifest: archive.Manifest) -> Restored:
    """Brings the restored database to this version's tables and holds back what was on its way out."""
    database = Database(url)
    try:
        runner.upgrade(database)
        review = database.write_blocking(lambda connection: _hold_back(connection, manifest.made_at))
        missing = database.read_blocking(lambda connection: _count_missing(connection, FileStore(files)))
    finally:
        database.close()
    return Restored(manifest.made_at, manifest.revision, manifest.files, review, missing)


def _hold_back(connection: Any, made_at: str) -> int:
    now = clock.now()
    held = (
        update(OutboxItem)
        .where(OutboxItem.state.in_(UNSENT))
        .values(
            state=State.REVIEW,
            lease_token=None,
            lease_until=None,
            last_error=WHY_HELD,
            updated_at=now,
        )
    )
    review: int = connection.execute(held).rowcount
    facts = {"at": now.isoformat(), "backup_made_at": made_at, "review": review}
    upsert(connection, Installation, {"name": "restored"}, {"value": facts})
    return review


def _count_missing(connection: Any, files: FileStore) -> int:
    raw_mails = select(InboxItem.raw_sha256).where(InboxItem.channel == "email")
    names = {
        name
        for column in (raw_mails, select(Interaction.raw_sha256), select(Attachment.sha256))
        for name in connection.execute(column.distinct()).scalars()
        if name is not None
    }
    return sum(not files.exists(name) for name in names)


def _fill(fresh: Path, data: Path, database_file: Path) -> None:
    """The database last: without it the folder still counts as empty."""
    _merge_files(fresh / "files", data / "files")
    (fresh / archive.SECRET).replace(data / archive.SECRET)
    archive.sync_folder(data)
    database_file.parent.mkdir(parents=True, exist_ok=True)
    (fresh / database_file.relative_to(data)).replace(database_file)
    archive.sync_folder(database_file.parent)


def _merge_files(source: Path, target: Path) -> None:
    """Names are hashes of contents, so an equal name is the equal file."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.glob("[0-9a-f][0-9a-f]/*"):
        shelf = target / file.parent.name
        shelf.mkdir(exist_ok=True)
        file.replace(shelf / file.name)
    os.sync()


def _put_aside(former: Path, data: Path, restored: Restored) -> Restored:
    archive.sync_folder(data.parent)
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    old = former.rename(data.with_name(f"{data.name}.before-restore-{stamp}"))
    if (old / "backups").is_dir() and not (data / "backups").exists():
        (old / "backups").rename(data / "backups")
    return replace(restored, old_folder=old)


def _into_postgresql(source: Path, data: Path, database: Database, *, force: bool) -> Restored:
    """One transaction for the database; stored files only ever add up, so they come first and harm nothing."""
    if not force and _has_records(database):
        raise Invalid("The database holds data already. --force replaces them.")
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_MARK, dir=data) as folder:
        fresh = Path(folder)
        dump, before, after = fresh / "dump.sql", fresh / "before.sql", fresh / "after.sql"
        manifest = archive.unpack(
            source,
            database=dump,
            stored=lambda name: archive.shelf(fresh / "files", name),
            secret=fresh / archive.SECRET,
        )
        if manifest.database != "postgresql":
            raise Invalid("{file} holds a SQLite database; CRMBOT_DATABASE_URL names PostgreSQL.", file=source)
        before.write_text(_drop_everything(), "utf-8")
        after.write_text(_hold_back_script(manifest.made_at), "utf-8")
        _refuse_company(database)
        _merge_files(fresh / "files", data / "files")
        postgres_dump.load(database.url, [before, dump, after])
        (fresh / archive.SECRET).replace(data / archive.SECRET)
        archive.sync_folder(data)
    return _facts(database, data, manifest)


def _refuse_company(database: Database) -> None:
    """Whoever is connected would go on with rows that are gone. A session that just ended may still be counted."""
    for left in reversed(range(COMPANY_LOOKS)):
        database.engine.dispose()
        with database.engine.connect() as connection:
            count = connection.execute(_OTHER_SESSIONS).scalar_one()
        database.engine.dispose()
        if not count:
            return
        if left:
            time.sleep(COMPANY_SECONDS)
    raise Invalid("The database is in use by {count} other connections. Stop every crmbot process first.", count=count)


def _drop_everything() -> str:
    tables = ", ".join([*METADATA.tables, runner.VERSION_TABLE])
    return f"SET client_min_messages = warning;\nDROP TABLE IF EXISTS {tables} CASCADE;\n"


def _hold_back_script(made_at: str) -> str:
    """The same as ``_hold_back``, in the transaction of the load. A dump leaves the search path empty."""
    states = ", ".join(f"'{state.value}'" for state in UNSENT)
    facts = json.dumps({"at": clock.now().isoformat(), "backup_made_at": made_at})
    return (
        "RESET search_path;\n"
        f"UPDATE outbox_items SET state = '{State.REVIEW.value}', lease_token = NULL, lease_until = NULL,"
        f" last_error = '{WHY_HELD}' WHERE state IN ({states});\n"
        f"INSERT INTO installation (name, value) VALUES ('restored', '{facts}')"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value;\n"
    )


def _has_records(database: Database) -> bool:
    if runner.current(database) is None:
        return False
    found: int = database.read_blocking(lambda connection: connection.execute(select(func.count(User.id))).scalar_one())
    return found > 0


def _facts(database: Database, data: Path, manifest: archive.Manifest) -> Restored:
    runner.upgrade(database)
    review = database.read_blocking(
        lambda connection: connection.execute(
            text("SELECT count(*) FROM outbox_items WHERE state = 'review'")
        ).scalar_one()
    )
    missing = database.read_blocking(lambda connection: _count_missing(connection, FileStore(data / "files")))
    return Restored(manifest.made_at, manifest.revision, manifest.files, review, missing)
