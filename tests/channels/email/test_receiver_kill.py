"""SIGKILL at the marked steps of receiving: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import asyncio
import signal
import smtplib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fakes.sqlite_intake import SqliteIntake
from servers.pymap_server import pymap_server
from servers.receiving import mail
from servers.waiting import eventually

TESTS = Path(__file__).parents[2]


@asynccontextmanager
async def receiver_process(*arguments: str) -> AsyncIterator[tuple[Process, int]]:
    program = TESTS / "servers" / "receiver_process.py"
    paths = {"PYTHONPATH": f"{TESTS.parent}:{TESTS}"}
    process = await asyncio.create_subprocess_exec(sys.executable, str(program), *arguments, stdout=PIPE, env=paths)
    assert process.stdout is not None
    try:
        ready = await asyncio.wait_for(process.stdout.readline(), 20)
        yield process, int(ready.split()[1])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


# The first three commits of a mailbox are its positions, the fourth is the first batch.
@pytest.mark.parametrize(("point", "at", "kept"), [("before", 4, 0), ("after", 4, 50), ("before", 5, 50)])
async def test_imap(tmp_path: Path, intake: SqliteIntake, point: str, at: int, kept: int):
    mails = [mail(n) for n in range(70)]
    database = str(tmp_path / "intake.db")
    async with pymap_server() as server:
        await server.deliver(*mails)
        url = server.url + "?since=all"
        async with receiver_process("imap", url, database, point, str(at)) as (process, _):
            assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGKILL
        assert intake.count() == kept
        async with receiver_process("imap", url, database, "never", "0"):
            await eventually(lambda: intake.count() == 70)
    assert intake.contents() == mails


@pytest.mark.parametrize(("point", "kept"), [("before", 0), ("after", 1)])
async def test_smtp(tmp_path: Path, intake: SqliteIntake, point: str, kept: int):
    database = str(tmp_path / "intake.db")

    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("a@customer.example", ["support@firm.example"], mail(1))

    async with receiver_process("smtp", "127.0.0.1:0", database, point, "1") as (process, port):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            await asyncio.to_thread(send, port)
        assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGKILL
    assert intake.count() == kept
    # No 250, so the sender repeats: one item either way.
    async with receiver_process("smtp", "127.0.0.1:0", database, "never", "0") as (_, port):
        await asyncio.to_thread(send, port)
    assert intake.contents() == [mail(1)]
