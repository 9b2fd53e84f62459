"""kill -9 at marked steps of receive, process and deliver (C1–C9, S1): nothing lost, nobody mailed twice, and it goes on by itself."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from typing import Any

import pytest
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import mail, post_until_taken, unique
from flows.desk import Desk, eventually, second
from flows.journeys import Mark, answer, journey, kept_alive
from flows.test_flow_mail import bounce_of

KILLS: dict[str, Mark] = {
    "S1 before the raw item is committed": {"at": "bot.pipeline.receive:StoreIntake.keep", "if": "items[0].channel == 'email'"},
    "S1 the raw file on disk, its row not": {"at": "bot.pipeline.receive:StoreIntake._put_files", "when": "after", "if": "items[0].channel == 'email'"},
    "S1 C2 after the commit, before 250": {"at": "bot.pipeline.receive:StoreIntake.keep", "when": "after", "if": "items[0].channel == 'email'"},
    "T4 after an update is kept, before it is confirmed": {
        "at": "bot.pipeline.receive:StoreIntake.keep", "when": "after", "if": "items[0].channel == 'telegram'",
    },
    "C4 handed out, before COMMIT": {"at": "crm_store.inbox.service:claim", "when": "after", "if": "any(one.raw.channel == 'email' for one in result)"},
    "C4 claimed, before any work": {"at": "bot.pipeline.worker:Processor._prepare_all"},
    "C4 parsed, before the transaction": {"at": "bot.pipeline.worker:Processor._store_all"},
    "C4 in the transaction, at its last statement": {"at": "crm_store.inbox.service:finish"},
    "C4 before COMMIT": {"at": "crm_store.unit_of_work:UnitOfWork.finish", "when": "after", "if": "{'outbox', 'tickets'} <= self.topics"},
    "C4 C5 records committed, nothing told": {"at": "bot.pipeline.worker:Processor._count", "if": "results[0][0].raw.channel == 'email'"},
    "C5 records committed, no card sent": {"at": "scheduler.delivery:Delivery._deliver", "if": "due.kind == 'card'"},
    "C5 card sent, not recorded": {"at": "scheduler.delivery:Delivery._sent", "if": "due.kind == 'card'"},
    "C9 the answer written down, before COMMIT": {"at": "crm_store.tickets.replies:send", "when": "after"},
    "C6 the answer handed out, before COMMIT": {"at": "crm_store.outbox.service:claim", "when": "after", "if": "any(one.kind == 'reply' for one in result)"},
    "C6 before MAIL": {"at": "channels.email.relay_session:RelaySession._mail_from", "if": "not mail.automatic"},
    "C6 before RCPT": {"at": "channels.email.relay_session:RelaySession._rcpt_to", "if": "not mail.automatic"},
    "C6 before DATA": {"at": "channels.email.relay_session:RelaySession._data", "if": "not mail.automatic"},
    "C6 before the point of no return is committed": {"at": "crm_store.outbox.service:pass_point_of_no_return", "when": "after", "if": "due.kind == 'reply'"},
    "C8 the answer of the relay recorded": {"at": "scheduler.delivery:Delivery._sent", "when": "after", "if": "due.kind == 'reply'"},
}  # fmt: skip
"""Deaths after which a customer's answer is surely sent, once."""

UNSURE: dict[str, Mark] = {
    "C7 before the dot is written": {"at": "channels.email.relay_session:RelaySession._final_dot", "count": 2},
    "C8 the answer of the relay written down, before COMMIT": {
        "at": "crm_store.outbox.service:sent",
        "when": "after",
        "if": "due.kind == 'reply'",
    },
    "C8 after 250, before it is recorded": {"at": "scheduler.delivery:Delivery._sent", "if": "due.kind == 'reply'"},
}
"""Deaths after which nobody can know. The second final dot is the answer's: the first is the acknowledgement's."""


async def walk(desk: Desk, marks: list[Mark]) -> None:
    """Journeys until each mark has killed once, and one more in peace."""
    async with kept_alive(desk, marks) as keeper:
        for _ in range(len(marks) + 3):
            peace = keeper.armed is None
            hoa, reply = await journey(desk)
            assert keeper.trouble is None, keeper.trouble
            assert reply["state"] == "sent", reply
            assert len(desk.mails_to(hoa)) == 1
            if peace:
                break
        assert keeper.deaths == marks, "a mark was never reached"
        await checks.settled(desk)
        seen = desk.program.listed("interactions", direction="in")
        assert len({row["sender_address"] for row in seen if "@" in row["sender_address"]}) == len(
            [row for row in seen if row["medium"] == "email"]
        )


@pytest.mark.timeout(400)
async def test_a_chain_of_deaths_loses_and_doubles_nothing(new_desk: OpenDesk) -> None:
    """Every second step first, then the others: an item that dies three times would be quarantined, which is another test."""
    marks = list(KILLS.values())
    async with new_desk(start=False) as desk:
        await walk(desk, [*marks[::2], *marks[1::2]])


TIMES = 10
"""On each of the two databases, so twenty deaths at each step."""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", KILLS)
async def test_many_deaths_at_each_step(new_desk: OpenDesk, name: str) -> None:
    """One death in each journey: an item that kills its program three times is quarantined, which is another test."""
    async with new_desk(start=False) as desk:
        for _ in range(TIMES):
            async with kept_alive(desk, [KILLS[name]]) as keeper:
                hoa, reply = await journey(desk)
                await keeper.outlived()
                assert reply["state"] == "sent", reply
                assert len(desk.mails_to(hoa)) == 1
            await desk.program.stop()
        await desk.program.start()
        await checks.settled(desk)


async def unsure(desk: Desk, mark: Mark, times: int) -> None:
    """What nobody can know is unknown, listed, never resent by itself, and ended by one tap."""
    for _ in range(times):
        async with kept_alive(desk, [mark]) as keeper:
            hoa, reply = await journey(desk)
            assert reply["state"] == "unknown", reply
            await keeper.outlived()
            left = len(desk.mails_to(hoa))
            minh = await desk.agent("Minh")
            told = await minh.with_button("Arrived")
            await checks.settled(desk)
            assert len(desk.mails_to(hoa)) == left <= 1
            if left:
                await minh.press(told, "Arrived")
            else:
                await minh.press(told, "Resend")
            await eventually(lambda ref=reply["ref"]: desk.program.shown(ref)["state"] == "sent")
            await checks.settled(desk)
            assert len(desk.mails_to(hoa)) == 1
        await desk.program.stop()


@pytest.mark.parametrize("name", UNSURE)
async def test_what_nobody_can_know_is_shown_and_decided_by_a_person(new_desk: OpenDesk, name: str) -> None:
    async with new_desk(start=False) as desk:
        await unsure(desk, UNSURE[name], 1)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", UNSURE)
async def test_many_unknown_ends(new_desk: OpenDesk, name: str) -> None:
    async with new_desk(start=False) as desk:
        await unsure(desk, UNSURE[name], TIMES)


async def test_killed_while_the_relay_is_silent_after_the_dot(desk: Desk) -> None:
    """C7 from outside: the relay has the mail and says nothing; a delivery report clears the doubt by itself."""
    minh = await desk.agent("Minh")
    hoa = await desk.write()
    ref = (await desk.ticket_of(hoa))["ref"]
    await eventually(lambda: desk.mails_to(hoa, automatic=True))
    await minh.card(ref)
    desk.sink.script("DOT", silent=True, keep=True, times=1)
    await answer(minh, ref)
    sunk = await desk.mail_to(hoa)
    await desk.program.kill()
    await desk.program.start()
    await eventually(lambda: _reply(desk, ref)["state"] == "unknown")
    await checks.settled(desk)
    assert len(desk.mails_to(hoa)) == 1

    await post_until_taken(desk.program.smtp_port, delivered_report(sunk, hoa), sender="")
    await eventually(lambda: _reply(desk, ref)["state"] == "sent")
    await checks.settled(desk)


async def test_a_bounce_that_is_faster_than_the_relays_last_word_counts_all_the_same(desk: Desk) -> None:
    """The report comes in while we wait for the answer to the dot, and the program dies before it gets one."""
    minh = await desk.agent("Minh")
    hoa = await desk.write()
    ref = (await desk.ticket_of(hoa))["ref"]
    await eventually(lambda: desk.mails_to(hoa, automatic=True))
    await minh.card(ref)
    desk.sink.script("DOT", silent=True, keep=True, times=1)
    await answer(minh, ref)
    sunk = await desk.mail_to(hoa)
    await post_until_taken(desk.program.smtp_port, bounce_of(sunk.content, hoa), sender="")
    await eventually(lambda: [line for line in desk.program.log_lines() if line.get("message") == "an item waits"])
    assert _reply(desk, ref)["state"] == "transmitting"
    await desk.program.kill()
    await desk.program.start()
    await eventually(lambda: _reply(desk, ref)["state"] == "failed")
    assert "5.1.1" in _reply(desk, ref)["last_error"] + _reply(desk, ref)["last_code"]
    await checks.settled(desk)
    assert len(desk.mails_to(hoa)) == 1


def _reply(desk: Desk, ref: str) -> dict[str, Any]:
    return (desk.program.listed("outbox", record=ref, kind="reply") or [{"state": ""}])[-1]


def delivered_report(sunk: Any, recipient: str) -> bytes:
    """DSN "delivered" (RFC 3464) that names our mail by its envelope id (RFC 3461, 4.4)."""
    envelope_id = sunk.mail_options.partition("ENVID=")[2].split()[0]
    return f"""From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: support@firm.example
Subject: Successful Mail Delivery Report
Message-ID: <dsn-{recipient}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Your message was successfully delivered.

--B
Content-Type: message/delivery-status

Original-Envelope-Id: {envelope_id}
Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {recipient}
Action: delivered
Status: 2.0.0

--B--
""".encode()


async def test_killed_in_the_dialogue_and_in_the_undo_window(new_desk: OpenDesk) -> None:
    """C9: the state stands in the database; nothing is sent that was undone."""
    async with new_desk(undo_seconds="4") as desk:
        minh = await desk.agent("Minh")
        hoa = await desk.write()
        ref = (await desk.ticket_of(hoa))["ref"]
        card = await minh.card(ref)
        before = minh.newest
        await minh.press(card, "Reply")
        await minh.until(lambda: minh.messages[-1] if minh.newest > before else None)
        await desk.program.kill()
        await minh.phone.send("Chị đợi em kiểm tra nhé.")
        await desk.program.start()
        preview = await minh.with_button("Send", words="kiểm tra")
        await minh.press(preview, "Send")
        held = await minh.with_button("Undo")
        await minh.press(held, "Undo")
        await desk.program.kill()
        await desk.program.start()
        await eventually(lambda: _reply(desk, ref)["state"] == "cancelled")
        again = await minh.with_button("Send", words="kiểm tra")
        await minh.press(again, "Send")
        await eventually(lambda: _reply(desk, ref)["state"] == "held")
        await desk.program.kill()
        assert desk.mails_to(hoa) == []
        await desk.program.start()
        await desk.mail_to(hoa)
        await checks.settled(desk)


async def test_an_item_that_kills_the_program_three_times_is_quarantined(new_desk: OpenDesk) -> None:
    """C4: the counter is written before the work; the others go on; replay puts it through after the mend."""
    mark = {"at": "bot.pipeline.customer:CustomerMessages.handle_mail", "if": "'poison' in prepared.message.subject"}
    async with new_desk(start=False) as desk:
        async with kept_alive(desk, [mark, mark, mark, mark]) as keeper:
            bad, good = unique("bad"), unique("good")
            await post_until_taken(desk.program.smtp_port, mail(bad, subject="poison"))
            await post_until_taken(desk.program.smtp_port, mail(good, subject="Máy in hỏng"))
            await eventually(lambda: [r for r in desk.program.listed("inbox") if r["state"] == "quarantined"], 60)
            assert len(keeper.deaths) == 3
            await desk.ticket_of(good, 30)
            await checks.settled(desk)
        await desk.program.stop()
        await desk.program.start()
        _, _, _ = await desk.program.cli("replay")
        assert (await desk.ticket_of(bad))["subject"] == "poison"
        await checks.settled(desk)


async def test_sigterm_under_load_ends_in_ten_seconds_without_an_unknown(desk: Desk) -> None:
    """C12."""
    senders = [unique("load") for _ in range(25)]
    await asyncio.gather(*(post_until_taken(desk.program.smtp_port, mail(one)) for one in senders[:15]))
    rest = [asyncio.create_task(post_until_taken(desk.program.smtp_port, mail(one))) for one in senders[15:]]
    await eventually(lambda: len(desk.sink.messages) >= 2)
    assert await desk.program.stop() < 10
    await desk.program.start()
    await asyncio.gather(*rest)
    await checks.settled(desk)
    assert {row["state"] for row in checks.to_customers(desk)} == {"sent"}
    assert {to for one in desk.sink.messages for to in one.rcpt_to} == set(senders)


@pytest.mark.parametrize("passed", [False, True])
async def test_frozen_past_the_lease(new_desk: OpenDesk, passed: bool) -> None:
    """C11: who wakes up late is refused: before the point of no return nothing leaves from him; after it nothing leaves twice."""
    mark = {
        "at": "channels.email.relay_session:RelaySession._data",
        "when": "after",
        "do": "stop",
        "if": "not mail.automatic",
    }
    if passed:
        mark = {"at": "channels.email.relay_session:RelaySession._final_dot", "do": "stop", "count": 2}
    async with new_desk(start=False) as desk, AsyncExitStack() as processes:
        minh = await desk.agent("Minh")
        await desk.program.start(marks=[mark])
        hoa = await desk.write()
        ref = (await desk.ticket_of(hoa))["ref"]
        await minh.card(ref)
        await answer(minh, ref)
        await desk.program.frozen(20)
        if desk.program.database_url.startswith("postgres"):
            await processes.enter_async_context(second(desk, roles="process,deliver,schedule"))
            await eventually(lambda: _reply(desk, ref)["state"] == ("unknown" if passed else "sent"))
        else:
            await asyncio.sleep(2.5)  # the lease is two seconds; nobody else may work on this database
        desk.program.signal(signal.SIGCONT)
        await eventually(lambda: _reply(desk, ref)["state"] == "sent", why="who comes back knows the outcome")
        await asyncio.sleep(1)
        await checks.settled(desk)
        assert len(desk.mails_to(hoa)) == 1
