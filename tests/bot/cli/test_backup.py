"""Backup while the service writes, restore elsewhere and over old data, and everything that can be wrong with a file."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from servers.postgres import PrivatePostgres
from sqlalchemy import insert

from bot.cli.backup import KEPT, make_backup
from bot.locks import RoleLocks
from bot.settings import Settings
from crm_store import clock
from crm_store.backups import service
from crm_store.interactions.models import Attachment
from crm_store.outbox.models import OutboxItem

OPEN_AND_ENDED = ("held", "pending", "no_relay", "sending", "transmitting", "sent", "failed", "cancelled")


def fill(store) -> str:
    """A stored file on the sample's first message, and an outgoing message in each state; the file's hash."""

    def more(uow) -> str:
        name = uow.files.put("Phiếu bảo hành".encode() * 1000)
        uow.connection.execute(
            insert(Attachment).values(
                interaction_id=1, sha256=name, filename="phieu.txt", content_type="text/plain", size=1
            )
        )
        now = clock.now()
        for state in OPEN_AND_ENDED:
            uow.connection.execute(
                insert(OutboxItem).values(
                    key=state, kind="reply", channel="email", subject="T-1", recipient="a@b.example", occasion=state,
                    payload={}, recipients=[], state=state, next_try_at=now, created_at=now, updated_at=now, lease_token="x",
                )
            )  # fmt: skip
        return name

    return store.write_blocking(more)


@pytest.fixture
def data(sample: Path, bare_data: Path) -> Path:
    """With the sample firm."""
    return Path(shutil.copytree(sample, bare_data))


@pytest.fixture
def backup(store, crmbot, tmp_path: Path) -> Path:
    fill(store)
    file = tmp_path / "crm.tar.gz"
    said = crmbot("backup", file)
    assert (said.status, said.err) == (0, "")
    return file


def contents(data: Path) -> dict[str, str]:
    """Everything of value in a data folder."""
    with closing(sqlite3.connect(data / "crmbot.db")) as connection:
        database = "\n".join(connection.iterdump())
    files = sorted(file.name for file in data.glob("files/??/*"))
    return {"database": database, "files": str(files), "secret": (data / "secret_key").read_text()}


def test_a_backup_restores_elsewhere(backup: Path, crmbot, data: Path, tmp_path: Path, monkeypatch) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    tickets = crmbot("list", "tickets", "--json").out
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "elsewhere"))
    said = crmbot("restore", backup)
    assert said.status == 0
    assert "1 stored files, 5 outgoing messages to review" in said.out
    assert crmbot("list", "tickets", "--json").out == tickets
    states = {row["key"]: row["state"] for row in crmbot("list", "outbox", "--json").rows}
    assert states == {
        "held": "review", "pending": "review", "no_relay": "review", "sending": "review", "transmitting": "review",
        "sent": "sent", "failed": "failed", "cancelled": "cancelled",
    }  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    assert contents(elsewhere)["files"] == contents(data)["files"]
    assert (elsewhere / "secret_key").read_text() == (data / "secret_key").read_text()
    (stored,) = elsewhere.glob("files/??/*")
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == stored.name


def test_data_that_are_there_are_not_touched_without_force(backup: Path, crmbot, store, data: Path) -> None:
    before = contents(data)
    said = crmbot("restore", backup)
    assert said.status == 1
    assert "holds data already" in said.err
    assert contents(data) == before


def test_force_exchanges_the_folder_and_keeps_the_old_one(
    backup: Path, crmbot, store, data: Path, tmp_path: Path
) -> None:
    (data / "backups").mkdir()
    (data / "backups" / "older.tar.gz").write_bytes(b"")
    crmbot("user", "add", "--name", "Mới", "--email", "moi@saomai.example", "--role", "sales")
    store.close()
    said = crmbot("restore", "--force", backup)
    assert said.status == 0
    assert len(crmbot("list", "users", "--json").rows) == 6
    (old,) = tmp_path.glob("data.before-restore-*")
    assert str(old) in said.out
    with closing(sqlite3.connect(old / "crmbot.db")) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (7,)
    assert (data / "backups" / "older.tar.gz").exists()
    assert not list(tmp_path.glob(".restoring-*"))


def test_somebody_elses_folder_is_not_empty(backup: Path, crmbot, tmp_path: Path, monkeypatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.odt").write_bytes(b"years of work")
    monkeypatch.setenv("CRMBOT_DATA", str(home))
    assert crmbot("restore", backup).status == 1
    assert (home / "thesis.odt").read_bytes() == b"years of work"


def test_a_running_service_keeps_its_data(backup: Path, crmbot, data: Path, tmp_path: Path) -> None:
    running = RoleLocks(data / "locks")
    running.take(["deliver"])
    try:
        said = crmbot("restore", "--force", backup)
    finally:
        running.release()
    assert said.status == 1
    assert "has the role 'deliver' on this data folder. Stop it first" in said.err


def damaged(backup: Path, how: str) -> Path:
    content = bytearray(gzip.decompress(backup.read_bytes()))
    with tarfile.open(backup) as tar:
        members = {member.name: member for member in tar}
        stored = next(member for name, member in members.items() if name.startswith("files/"))
    match how:
        case "database byte":
            content[members["database.sqlite"].offset_data + 5000] ^= 1
        case "file byte":
            content[stored.offset_data + 7] ^= 1
        case "cut off":
            del content[members["manifest.json"].offset :]
        case "no tar":
            content = bytearray(b"this is no archive" * 100)
        case "newer":
            place = content.index(b'"format": 1')
            content[place : place + 11] = b'"format": 9'
    target = backup.with_name(f"{how.replace(' ', '-')}.tar.gz")
    target.write_bytes(gzip.compress(bytes(content)))
    if how == "half a gzip":
        target.write_bytes(backup.read_bytes()[:-2000])
    return target


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("database byte", "does not fit its checksum"),
        ("file byte", "do not fit their checksums"),
        ("cut off", "was cut off"),
        ("half a gzip", "is damaged or no backup of crmbot"),
        ("no tar", "is damaged or no backup of crmbot"),
        ("newer", "was made by a newer version of crmbot"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    backup: Path, crmbot, tmp_path: Path, monkeypatch, how: str, error: str
) -> None:
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "elsewhere"))
    said = crmbot("restore", damaged(backup, how))
    assert said.status == 1
    assert error in said.err
    assert said.err.count("\n") == 1
    left = {entry.name for entry in (tmp_path / "elsewhere").iterdir()}
    assert left <= {"secret_key", "locks"}


@pytest.mark.parametrize("name", ["../../evil", "/etc/cron.d/evil", "files/../../evil", "link"])
def test_a_hostile_archive_writes_nowhere(crmbot, bare_data: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as tar:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    said = crmbot("restore", hostile)
    assert said.status == 1
    assert "is not a backup of crmbot: it holds" in said.err
    assert not list(tmp_path.rglob("evil"))


def test_a_backup_under_load_is_consistent(store, tmp_path: Path) -> None:
    """Rows are added in pairs while the backups are made; no copy holds half a pair."""
    ending = threading.Event()

    def write() -> None:
        number = 0
        while not ending.is_set():
            number += 1

            def pair(uow, number=number) -> None:
                name = uow.files.put(b"%d" % number)
                for twin in ("a", "b"):
                    row = {"interaction_id": 1, "sha256": name, "filename": twin, "content_type": "x", "size": number}
                    uow.connection.execute(insert(Attachment).values(**row))

            store.write_blocking(pair)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [
            service.make(store.database, store.files, secret=b"k", target=tmp_path / f"{n}.tar").file for n in range(4)
        ]
    finally:
        ending.set()
        writer.join()
    for file in made:
        with tarfile.open(file) as tar:
            tar.extract("database.sqlite", tmp_path, filter="data")
            names = {member.name for member in tar}
        with closing(sqlite3.connect(tmp_path / "database.sqlite")) as copy:
            twins = dict(copy.execute("SELECT filename, count(*) FROM attachments GROUP BY filename").fetchall())
            hashes = {row[0] for row in copy.execute("SELECT sha256 FROM attachments")}
        assert twins.get("a") == twins.get("b")
        assert {f"files/{name}" for name in hashes} <= names


def test_a_failing_backup_leaves_the_last_one(store, crmbot, tmp_path: Path, data: Path) -> None:
    file = tmp_path / "crm.tar"
    file.write_bytes(b"the last good one")
    store.close()
    content = bytearray((data / "crmbot.db").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = b"\xff" * 40_000
    (data / "crmbot.db").write_bytes(content)
    said = crmbot("backup", file)
    assert said.status == 1
    assert "is damaged" in said.err
    assert file.read_bytes() == b"the last good one"
    assert {entry.name for entry in tmp_path.iterdir()} == {"crm.tar", "data"}


def test_a_damaged_stored_file_is_named_and_left_out(store, crmbot, tmp_path: Path, monkeypatch) -> None:
    name = fill(store)
    (store.files.folder / name[:2] / name).write_bytes(b"rotten")
    said = crmbot("backup", tmp_path / "crm.tar")
    assert said.status == 1
    assert f"stored file {name} is damaged" in said.err
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "elsewhere"))
    said = crmbot("restore", tmp_path / "crm.tar")
    assert said.status == 0
    assert "1 stored files are named in the database and missing in the backup" in said.out


def test_no_backup_of_nothing(crmbot, bare_data: Path, tmp_path: Path) -> None:
    said = crmbot("backup", tmp_path / "crm.tar")
    assert (said.status, said.err) == (1, "crmbot: There is no database yet. “crmbot init” makes it.\n")


def test_scheduled_backups_make_room(store, data: Path) -> None:
    settings = Settings.load()
    settings.backups.mkdir()
    for number in range(KEPT + 2):
        (settings.backups / f"crmbot-2020010{number}-000000.tar.gz").write_bytes(b"")
    (settings.backups / "mine.tar.gz").write_bytes(b"")
    name = make_backup(settings, store)
    left = sorted(file.name for file in settings.backups.iterdir())
    assert len(left) == KEPT + 1
    assert name in left
    assert "mine.tar.gz" in left
    with tarfile.open(settings.backups / name) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        assert json.load(manifest)["revision"] == "0001"


KILLED = """
import os, signal, sys
from crm_store.backups import archive, restore, sqlite_copy
point, call = sys.argv[1], sys.argv[2:]
def at(module, name, after=False):
    original = getattr(module, name)
    def killed(*arguments, **named):
        if after:
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, name, killed)
{
    "checked": lambda: at(sqlite_copy, "check"),
    "ready": lambda: at(restore, "_made_ready", after=True),
    "files merged": lambda: at(restore, "_merge_files", after=True),
    "before exchange": lambda: at(restore, "exchange"),
    "after exchange": lambda: at(restore, "exchange", after=True),
}[point]()
from bot.__main__ import main
sys.exit(main(call))
"""


@pytest.mark.parametrize(
    ("point", "is_new"),
    [("checked", False), ("ready", False), ("before exchange", False), ("after exchange", True)],
)
def test_a_kill_leaves_the_old_state_or_the_new_one(
    backup: Path, crmbot, store, data: Path, point: str, is_new: bool
) -> None:
    crmbot("user", "add", "--name", "Mới", "--email", "moi@saomai.example", "--role", "sales")
    store.close()
    before = contents(data)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, point, "restore", "--force", str(backup)], timeout=60, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    after = contents(data)
    assert (len(crmbot("list", "users", "--json").rows) == 6) is is_new
    if not is_new:
        assert after == before
    assert crmbot("restore", "--force", backup).status == 0
    assert len(crmbot("list", "users", "--json").rows) == 6


def test_a_kill_while_an_empty_folder_is_filled_can_be_repeated(
    backup: Path, crmbot, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "elsewhere"))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "files merged", "restore", str(backup)],
        env=dict(os.environ),  # noqa: TID251  this test's settings, handed on
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "elsewhere" / "crmbot.db").exists()
    assert crmbot("restore", backup).status == 0
    assert len(crmbot("list", "users", "--json").rows) == 6
    assert not list((tmp_path / "elsewhere").glob(".restoring-*"))


@pytest.mark.postgres
def test_postgresql_there_and_back(
    crmbot, bare_data: Path, postgres_server: PrivatePostgres, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("CRMBOT_DATABASE_URL", postgres_server.create_database("backup_source"))
    crmbot("demo")
    crmbot("user", "add", "--name", "Mới", "--email", "moi@saomai.example", "--role", "sales")
    assert crmbot("backup", tmp_path / "crm.tar").status == 0
    users = crmbot("list", "users", "--json").out
    monkeypatch.setenv("CRMBOT_DATABASE_URL", postgres_server.create_database("backup_target"))
    assert crmbot("demo").status == 0
    said = crmbot("restore", tmp_path / "crm.tar")
    assert said.status == 1
    assert "holds data already" in said.err
    with psycopg.connect(postgres_server.conninfo("backup_target")):
        said = crmbot("restore", "--force", tmp_path / "crm.tar")
    assert said.err == "crmbot: The database is in use by 1 other connections. Stop every crmbot process first.\n"
    said = crmbot("restore", "--force", tmp_path / "crm.tar")
    assert (said.status, said.err) == (0, "")
    assert crmbot("list", "users", "--json").out == users
    assert crmbot("user", "add", "--name", "B", "--email", "b@saomai.example", "--role", "sales").row["user"] == "U-8"
    monkeypatch.delenv("CRMBOT_DATABASE_URL")
    said = crmbot("restore", tmp_path / "crm.tar")
    assert "holds a PostgreSQL database; CRMBOT_DATABASE_URL names SQLite" in said.err
