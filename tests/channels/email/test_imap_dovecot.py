"""The receiver against Dovecot."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from fakes.sqlite_intake import SqliteIntake
from servers.dovecot import PROGRAM, Dovecot, dovecot
from servers.receiving import facts, mail, receiving
from servers.tcp_proxy import tcp_proxy
from servers.waiting import eventually

pytestmark = [pytest.mark.dovecot, pytest.mark.skipif(PROGRAM is None, reason="dovecot-imapd is missing")]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Dovecot]:
    async with dovecot() as started:
        yield started


async def test_mail_comes_through_idle_and_is_flagged_but_not_seen(server: Dovecot, intake: SqliteIntake):
    async with receiving(server.url(), intake, idle=60) as receiver:
        await eventually(lambda: receiver.state.ok)
        began = time.monotonic()
        await server.deliver(mail(1))
        await eventually(lambda: intake.count() == 1)
        # Dovecot itself waits half a second before it says so.
        assert time.monotonic() - began < 2
        await server.deliver(mail(2), mail(3))
        await eventually(lambda: intake.count() == 3)
        await eventually(lambda: facts(receiver)["position"] == 3)

        def flags() -> set[tuple[bytes, ...]]:
            with server.client() as client:
                client.select_folder("INBOX", readonly=True)
                return {answer[b"FLAGS"] for answer in client.fetch(client.search(), ["FLAGS"]).values()}

        for _ in range(50):
            if await asyncio.to_thread(flags) == {(b"$CrmbotKept",)}:
                break
        else:
            pytest.fail("not flagged")
    assert intake.contents() == [mail(1), mail(2), mail(3)]


async def test_history_by_date_and_big_mail(server: Dovecot, intake: SqliteIntake):
    def fill() -> None:
        with server.client() as client:
            old = datetime.now(UTC) - timedelta(days=90)
            client.append("INBOX", mail(1), msg_time=old)
            client.append("INBOX", mail(2))
            client.append("INBOX", mail(3, size=3 << 20))

    await asyncio.to_thread(fill)
    since = (datetime.now(UTC) - timedelta(days=7)).date()
    async with receiving(f"{server.url()}?since={since}&max_mb=1", intake) as receiver:
        await eventually(lambda: intake.count() == 2)
        await eventually(lambda: facts(receiver)["position"] == 3)
    second, third = intake.items()
    assert second.content == mail(2)
    assert third.envelope["truncated"]
    assert third.content == mail(3, size=3 << 20)[: 1 << 20]


async def test_a_folder_deleted_and_made_anew_under_the_receiver(server: Dovecot, intake: SqliteIntake):
    def make(*mails: bytes) -> None:
        with server.client() as client:
            client.create_folder("Support")
            for one in mails:
                client.append("Support", one)

    def remove() -> None:
        with server.client() as client:
            client.delete_folder("Support")

    await asyncio.to_thread(make, mail(1), mail(2))
    async with receiving(server.url("Support") + "?since=all", intake, idle=0.3) as receiver:
        await eventually(lambda: intake.count() == 2)
        await asyncio.to_thread(remove)
        await eventually(lambda: not receiver.state.ok)
        await asyncio.to_thread(make, mail(2), mail(3))
        await eventually(lambda: intake.count() == 3)
        await eventually(lambda: receiver.state.ok)
        assert facts(receiver)["recounts"] == 1
        assert facts(receiver)["repeated"] == 1


async def test_mail_expunged_and_read_by_others(server: Dovecot, intake: SqliteIntake):
    await server.deliver(*(mail(n) for n in range(6)))

    def meddle() -> None:
        with server.client() as client:
            client.select_folder("INBOX")
            client.add_flags([2, 3], [rb"\Seen"])
            client.delete_messages([1, 4])
            client.expunge()

    await asyncio.to_thread(meddle)
    async with receiving(server.url() + "?since=all", intake) as receiver:
        await eventually(lambda: facts(receiver)["position"] == 6)
    assert intake.contents() == [mail(1), mail(2), mail(4), mail(5)]


async def test_a_wrong_password(server: Dovecot, intake: SqliteIntake):
    async with receiving(server.url().replace("secret", "falsch"), intake) as receiver:
        await eventually(lambda: "refuses the login of support" in receiver.state.detail)


async def test_random_cuts_lose_nothing_and_double_nothing(server: Dovecot, intake: SqliteIntake):
    dice = random.Random(3)
    mails = [mail(n, size=dice.choice([10, 2_000, 60_000])) for n in range(60)]

    def cut_after(number: int) -> int | None:
        return dice.randrange(1, 300_000) if number < 20 else None

    await server.deliver(*mails)
    async with tcp_proxy(server.port, cut_after) as proxy:
        url = server.url().replace(str(server.port), str(proxy.port)) + "?since=all"
        async with receiving(url, intake, first_pause=0.005, longest_pause=0.02, aside=0.02) as receiver:
            await eventually(lambda: intake.count() == len(mails), within=20)
            await eventually(lambda: receiver.state.ok)
    assert intake.contents() == mails
    assert proxy.cuts >= 3
