"""Mails that attack the reader, and loops and floods of mail (P1, P2, L1, L2)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from pathlib import Path

import pytest
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import mail, post_until_taken, unique
from flows.desk import Desk, eventually
from flows.desk import desk as open_desk
from flows.program import Program

from benchmarks.hostile_mails import HOSTILE, LARGE
from channels.email.loop_guard import FIRST_CONTACTS
from channels.message import RawItem
from crm_store import clock
from crm_store.inbox import service as inbox

MOST_MEMORY_KB = 600_000


def peak_memory_kb(program: Program) -> int:
    assert program.process is not None
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


async def walk(desk: Desk, names: list[str]) -> None:
    """Each has an end that says something, its bytes are kept, and ordinary mail behind it is not held up."""
    for name in names:
        content = HOSTILE[name]()
        before = len(desk.program.listed("inbox"))
        await post_until_taken(desk.program.smtp_port, content, sender="attacker@odd.example")
        after = time.monotonic()
        good = await desk.write()
        await desk.ticket_of(good, 30)
        held_up = time.monotonic() - after
        rows = await eventually(lambda before=before: _ended(desk, before), 40, f"{name} has no end")
        hostile = rows[0]
        assert hostile["outcome"], name
        assert desk.program.store.files.get(hostile["raw_sha256"]) is not None
        assert held_up < 20, f"{name} held up the next mail for {held_up:.1f} s"
    assert peak_memory_kb(desk.program) < MOST_MEMORY_KB
    await checks.settled(desk)


def _ended(desk: Desk, before: int) -> list[dict]:
    rows = desk.program.listed("inbox")[before:]
    return rows if rows and all(row["state"] in ("done", "quarantined") for row in rows) else []


async def test_hostile_mails_through_the_whole_program(new_desk: OpenDesk) -> None:
    async with new_desk(telegram="none") as desk:
        names = sorted(set(HOSTILE) - LARGE)
        if desk.program.database_url.startswith(
            "postgres"
        ):  # reading a mail does not depend on the database; keeping it does
            names = ["charset_lies", "invalid_utf8", "many_recipients", "nul_bytes"]
        await walk(desk, names)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_large_hostile_mails_through_the_whole_program(new_desk: OpenDesk) -> None:
    async with new_desk(telegram="none") as desk:
        await walk(desk, sorted(LARGE))


HOSTILE_QUEUE = 10_000
ORDINARY_SECONDS = 60.0


async def test_a_queue_of_hostile_mails_does_not_hold_up_ordinary_ones(new_desk: OpenDesk) -> None:
    """P3. That many wait already when the program starts; among them some that claim to belong to its conversations."""
    async with new_desk(telegram="none", start=False) as desk:
        hoa, store = unique("hoa"), desk.program.store
        first = mail(hoa)
        kept = store.files.put(HOSTILE["deep_parts"]())
        items = [
            RawItem("email", "support", f"hostile {number}", b"", clock.now(), {}) for number in range(HOSTILE_QUEUE)
        ]
        thread = hashlib.sha256(str(first["Message-ID"]).strip("<>").encode()).hexdigest()
        groups = [thread if number % 2 else f"hostile {number}" for number in range(HOSTILE_QUEUE)]
        many = [True] * HOSTILE_QUEUE
        store.write_blocking(lambda uow: inbox.keep(uow, items, groups, files=[kept] * HOSTILE_QUEUE, suspects=many))
        await desk.program.start()
        await eventually(lambda: desk.program.listed("inbox", state="processing"), 30)
        for message in (first, *(mail(unique("hoa")) for _ in range(3))):
            began = time.monotonic()
            await post_until_taken(desk.program.smtp_port, message)
            await desk.ticket_of(message["From"].addresses[0].addr_spec, ORDINARY_SECONDS)
            assert time.monotonic() - began < ORDINARY_SECONDS
        assert len(checks.waiting_in(desk)) > HOSTILE_QUEUE / 2, "the queue is not what was waited for"
        await eventually(lambda: len(checks.waiting_in(desk)) < HOSTILE_QUEUE, 30, "the queue is not worked on")
        assert all(one.difference == 0 for one in desk.program.balance())


async def test_a_parser_that_crashes_costs_only_its_own_mail(new_desk: OpenDesk) -> None:
    """P1: the suspect's child dies; the item is quarantined with a reason, and after the mend replay puts it through."""
    async with new_desk(telegram="none", start=False) as desk:
        desk.program.inherited = {
            "FLOWS_MARKS": json.dumps([{"at": "channels.email.parser:parse"}])
        }  # for children only
        await desk.program.start()
        await post_until_taken(desk.program.smtp_port, HOSTILE["deep_parts"](), sender="attacker@odd.example")
        await desk.ticket_of(await desk.write())
        (bad,) = await eventually(lambda: [r for r in desk.program.listed("inbox") if r["state"] == "quarantined"])
        assert "signal 9" in bad["reason"]
        await checks.settled(desk)
        await desk.program.stop()
        desk.program.inherited = {}
        await desk.program.start()
        await desk.program.cli("replay", bad["ref"])
        await eventually(lambda: desk.program.shown(bad["ref"])["state"] == "done")
        await checks.settled(desk)


async def test_two_programs_that_write_to_each_other_stop_at_once(
    tmp_path: Path, database_url: str, request: pytest.FixtureRequest
) -> None:
    """L1: at most one automatic mail each way."""
    kind = "postgres" if database_url.startswith("postgres") else "sqlite"
    other_url = request.getfixturevalue(f"{kind}_databases").new(tmp_path / "other")
    here_address, there_address = "support@firm.example", "support@other.example"
    async with (
        open_desk(tmp_path / "here", database_url, telegram="none", start=False) as here,
        open_desk(tmp_path / "there", other_url, telegram="none", start=False, support_address=there_address) as there,
    ):
        here.program.environment["SMTP_URL"] = f"smtp://127.0.0.1:{there.program.smtp_port}?starttls=off"
        there.program.environment["SMTP_URL"] = f"smtp://127.0.0.1:{here.program.smtp_port}?starttls=off"
        await asyncio.gather(here.program.start(), there.program.start())
        await post_until_taken(
            here.program.smtp_port, mail(there_address, name="Support", headers={"Reply-To": there_address})
        )
        await post_until_taken(
            there.program.smtp_port, mail(here_address, name="Support", to=there_address), to=[there_address]
        )
        await post_until_taken(
            here.program.smtp_port, mail(here_address, name="Support", headers={"Reply-To": here_address})
        )
        await asyncio.sleep(4)
        for one in (here, there):
            await eventually(lambda one=one: not checks.waiting_in(one))
            automatic = one.program.listed("outbox", kind="acknowledgement", channel="email")
            assert len(automatic) <= 1, automatic
            assert all(one_sum.difference == 0 for one_sum in one.program.balance())
            assert [row["outcome"] for row in one.program.listed("inbox")].count("quarantined") == 0


async def test_a_flood_of_forged_first_contacts_makes_no_backscatter(new_desk: OpenDesk) -> None:
    """L2: all are kept, and strangers together get no more automatic mails than the limit."""
    most = FIRST_CONTACTS[0][0]
    async with new_desk(telegram="none") as desk:
        senders = [unique("victim") for _ in range(most + 15)]
        gate = asyncio.Semaphore(8)

        async def forge(sender: str) -> None:
            async with gate:
                await post_until_taken(desk.program.smtp_port, mail(sender))

        await asyncio.gather(*(forge(one) for one in senders))
        await checks.settled(desk, seconds=60)
        assert len(desk.program.listed("tickets")) == len(senders)
        assert len(desk.sink.messages) <= most
        assert len(desk.program.listed("outbox", kind="acknowledgement")) <= most
