"""Databases and disks that are locked, full or away (D1, D2, D5), and two processes on one database (R1)."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import missing
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import mail, post, post_until_taken, unique
from flows.databases import PostgresDatabases, SqliteDatabases
from flows.desk import Desk, desk, second
from flows.journeys import answer
from servers.postgres import IMMEDIATE, PrivatePostgres

BIG = os.urandom(400_000)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds the database and does not let go."""
    if url.startswith("sqlite"):
        holder: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(url.replace("+psycopg", ""))
        holder.execute("LOCK TABLE inbox_items IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback() if not url.startswith("sqlite") else holder.execute("ROLLBACK")
        holder.close()


async def test_a_locked_database_acknowledges_nothing_and_loses_nothing(new_desk: OpenDesk) -> None:
    """D1: SQLite answers 451 after its wait; PostgreSQL waits for the lock. Telegram's update is not confirmed."""
    async with new_desk() as desk_:
        program = desk_.program
        minh = await desk_.agent("Minh")
        await desk_.ticket_of(await desk_.write())
        hoa = unique("hoa")
        posting = None
        with locked(program.database_url):
            posting = asyncio.create_task(post(program.smtp_port, mail(hoa)))
            await minh.phone.send("/tickets")
            await asyncio.sleep(3.5)
            assert (await program.get("/healthz"))[0] == 200
            if program.database_url.startswith("sqlite"):
                assert (await posting)[0] == 451
            else:
                assert not posting.done(), "nothing may be acknowledged while nothing can be kept"
        if program.database_url.startswith("sqlite"):
            await post_until_taken(program.smtp_port, mail(hoa))
        else:
            assert (await posting)[0] == 250
        await desk_.ticket_of(hoa)
        await minh.until(lambda: next((one for one in minh.messages if one.text.startswith("Phiếu đang mở")), None))
        await checks.settled(desk_)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        missing("the right to mount a small tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def full(folder: Path, *, leave: int = 0) -> Iterator[None]:
    """Fills the disk up to ``leave`` bytes."""
    filler = folder / "filler"
    room = os.statvfs(folder)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, room.f_bavail * room.f_frsize - leave))
    try:
        yield
    finally:
        filler.unlink()


async def test_a_full_disk_acknowledges_nothing_and_goes_on_by_itself(
    tmp_path: Path, sqlite_databases: SqliteDatabases
) -> None:
    """D2: while the mail is stored. Logs go elsewhere than the data here."""
    with small_disk(tmp_path / "data", 24) as folder:
        url = sqlite_databases.new(folder)
        async with desk(folder, url) as desk_:
            await desk_.ticket_of(await desk_.write())
            await checks.settled(desk_)
            hoa = unique("hoa")
            big = mail(hoa, attachment=("scan.bin", BIG))
            with full(folder, leave=64_000):
                assert (await post(desk_.program.smtp_port, big))[0] in (451, 452)
                assert (await desk_.program.get("/healthz"))[0] == 200
                assert desk_.program.listed("tickets")
                incoming = list((folder / "files" / "incoming").iterdir())
                assert incoming == [], "a failed write must leave nothing behind"
            await post_until_taken(desk_.program.smtp_port, big)
            assert (await desk_.ticket_of(hoa))["subject"]
            await checks.settled(desk_)


async def test_a_disk_that_fills_after_the_acknowledgement_quarantines_nothing(
    tmp_path: Path, sqlite_databases: SqliteDatabases
) -> None:
    """D2: while the mail is processed. A full disk is no fault of the mail, so its tries do not count."""
    with small_disk(tmp_path / "data", 24) as folder:
        url = sqlite_databases.new(folder)
        async with desk(folder, url, roles="receive,web") as desk_:
            hoa = unique("hoa")
            await post_until_taken(desk_.program.smtp_port, mail(hoa, attachment=("scan.bin", BIG)))
            await desk_.program.stop()
            desk_.program.roles = ""
            with full(folder, leave=200_000):
                await desk_.program.start()
                await asyncio.sleep(6)
                assert [row["state"] for row in desk_.program.listed("inbox")] in (["received"], ["processing"])
            ticket = await desk_.ticket_of(hoa, 30)
            assert [f["filename"] for entry in ticket["timeline"] for f in entry["attachments"]] == ["scan.bin"]
            await checks.settled(desk_)


@pytest.mark.postgres
async def test_postgresql_restarts_under_load(tmp_path: Path, postgres_databases: PostgresDatabases) -> None:
    """D5: it crashes and comes back while mails and answers are on their way; later somebody ends every session."""
    del postgres_databases  # skips with its reason where there is no server
    with PrivatePostgres() as server:
        url = PostgresDatabases(server).new(tmp_path)
        async with desk(tmp_path / "data", url) as desk_:
            minh = await desk_.agent("Minh")
            first = await desk_.write()
            ref = (await desk_.ticket_of(first))["ref"]
            await minh.card(ref)
            senders = [unique("load") for _ in range(12)]
            posting = [asyncio.create_task(post_until_taken(desk_.program.smtp_port, mail(one))) for one in senders]
            answering = asyncio.create_task(answer(minh, ref))
            desk_.program.store.close()
            desk_.program._store = None
            await asyncio.to_thread(server.stop, IMMEDIATE)
            await asyncio.sleep(1.0)
            await asyncio.to_thread(server.start)
            await asyncio.gather(*posting, answering)
            with psycopg.connect(server.conninfo(), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            for one in senders:
                await desk_.ticket_of(one, 30)
            await desk_.mail_to(first, seconds=30)
            await checks.settled(desk_)
            assert len(desk_.mails_to(first)) == 1
            assert (await desk_.program.readyz())["status"] == "ok"


@pytest.mark.postgres
async def test_two_processes_share_the_work_and_double_nothing(
    tmp_path: Path, postgres_databases: PostgresDatabases
) -> None:
    """R1: the first two mails of a thread at the same moment make one ticket; each message leaves once."""
    url = postgres_databases.new(tmp_path)
    async with desk(tmp_path / "data", url) as desk_, second(desk_, roles="process,deliver"):
        pairs = []
        for _ in range(12):
            hoa = unique("pair")
            one = mail(hoa, subject="Máy in kẹt giấy")
            two = mail(
                hoa,
                "Em gửi thêm ảnh chụp ạ.",
                subject="Re: Máy in kẹt giấy",
                headers={"In-Reply-To": one["Message-ID"], "References": one["Message-ID"]},
            )
            pairs.append((hoa, one, two))

        async def write(one: Any, two: Any) -> None:
            await post_until_taken(desk_.program.smtp_port, one)
            await post_until_taken(desk_.program.smtp_port, two)

        await asyncio.gather(*(write(one, two) for _, one, two in pairs))
        await checks.settled(desk_, seconds=60)
        for hoa, _, _ in pairs:
            rows = desk_.program.listed("interactions", sender_address=hoa)
            assert len(rows) == 2
            assert len({row["ticket"] for row in rows}) == 1, rows
            assert len(desk_.mails_to(hoa, automatic=True)) == 1
        done = [program.log_file.read_text().count('"processed"') for program in (desk_.program, *_others(desk_))]
        assert len(done) == 2
        assert all(done), f"one of two workers did nothing: {done}"


def _others(desk_: Desk) -> list[Any]:
    class Log:
        log_file = next(desk_.program.data.glob("second-*.log"))

    return [Log]
