"""Relays and Telegram that refuse, stall, vanish or repeat themselves (S2, S3, T1–T6)."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import aiohttp
from flows import checks
from flows.conftest import OpenDesk
from flows.customers import mail, opened, post_until_taken, text_of, unique
from flows.desk import Desk, eventually
from flows.journeys import answer
from flows.staff import button, names

from crm_store.access import COMMAND_LINE
from crm_store.tickets import queries, senders
from crm_store.tickets.rules import ParticipantState
from crm_store.unit_of_work import UnitOfWork


def reply(desk: Desk, ref: str) -> dict[str, Any]:
    """The last answer on the ticket; before there is one, a state that fits nothing."""
    return (desk.program.listed("outbox", record=ref, kind="reply") or [{"state": "", "attempts": 0}])[-1]


async def asked(desk: Desk, **more: Any) -> tuple[str, str]:
    hoa = await desk.write(**more)
    ref = (await desk.ticket_of(hoa))["ref"]
    await (await desk.agent("Minh")).card(ref)
    await eventually(
        lambda: [r for r in desk.program.listed("outbox", record=ref, kind="acknowledgement") if r["state"] == "sent"]
    )
    return hoa, ref


def let_in(desk: Desk, ref: str) -> None:
    """Staff accept whoever the customer wrote in Cc."""

    def accept(uow: UnitOfWork) -> None:
        number = int(ref.partition("-")[2])
        for person in queries.people(uow, number):
            if person.state == ParticipantState.PENDING:
                senders.accept_sender(uow, actor=COMMAND_LINE, ticket_id=number, participant_id=person.participant_id)

    desk.program.store.write_blocking(accept)


async def test_a_relay_that_refuses_and_delays_single_recipients(desk: Desk) -> None:
    """S2: 550 on one of three, 452 on another at first: each recipient has his own state, nobody gets it twice."""
    minh = await desk.agent("Minh")
    gone, full = unique("gone"), unique("full")
    hoa, ref = await asked(desk, headers={"Cc": f"{gone}, {full}"})
    let_in(desk, ref)
    desk.sink.script("RCPT", reply="550 5.1.1 No such user here", only=gone)
    desk.sink.script("RCPT", reply="452 4.2.2 Mailbox full", only=full, times=1)
    await answer(minh, ref)
    await eventually(lambda: len(desk.mails_to(full)) == 1)
    await checks.settled(desk)
    states = {one["address"]: one["state"] for one in reply(desk, ref)["recipients"]}
    assert states == {hoa: "sent", gone: "failed", full: "sent"}
    assert (len(desk.mails_to(hoa)), len(desk.mails_to(gone)), len(desk.mails_to(full))) == (1, 0, 1)
    told = await minh.until(lambda: next((one for one in minh.messages if "5.1.1" in one.text), None))
    assert gone in told.text


async def test_a_relay_that_refuses_for_now_and_for_good(desk: Desk) -> None:
    """S2: 451 is tried again; 552 ends, and the author sees the relay's words."""
    minh = await desk.agent("Minh")
    hoa, ref = await asked(desk)
    desk.sink.script("MAIL", reply="451 4.3.0 Try later", times=1)
    desk.sink.script("DATA", reply="421 4.3.2 Shutting down", times=1)
    await answer(minh, ref)
    await desk.mail_to(hoa, seconds=40)
    await checks.settled(desk)
    assert reply(desk, ref)["state"] == "sent"
    assert reply(desk, ref)["attempts"] == 3

    lan, other = await asked(desk)
    desk.sink.script("DOT", reply="552 5.2.3 Message too large for us", times=1)
    await answer(minh, other)
    await eventually(lambda: reply(desk, other)["state"] == "failed")
    told = await minh.until(
        lambda: next((one for one in minh.messages if "Message too large" in one.text or "552" in one.text), None)
    )
    await minh.press(told, "Resend")
    await desk.mail_to(lan)
    await checks.settled(desk)
    assert len(desk.mails_to(lan)) == 1


async def test_a_relay_that_is_down_then_slow(desk: Desk) -> None:
    """S3: the queue grows, chats go on, it drains when the relay is back, and nobody is told once for each mail."""
    minh = await desk.agent("Minh")
    pairs = [await asked(desk) for _ in range(3)]
    port = desk.sink.port
    await desk.sink.close()
    for _, ref in pairs:
        await answer(minh, ref)
    await eventually(lambda: all(reply(desk, ref)["attempts"] >= 1 for _, ref in pairs))
    assert {reply(desk, ref)["state"] for _, ref in pairs} <= {"pending", "held", "sending"}
    state = next(part for part in (await desk.program.readyz())["parts"] if part["name"] == "smtp")
    assert not state["ok"]
    before = minh.newest
    await minh.phone.send("/tickets")
    await minh.until(lambda: minh.messages[-1] if minh.newest > before else None)
    assert not [one for one in minh.messages if "⚠" in one.text and "relay" in one.text.lower()]
    desk.sink.script("MAIL", trickle=0.02, times=2)
    desk.sink.script("DOT", trickle=0.02, times=2)
    await desk.sink.open(port)
    for hoa, _ in pairs:
        await desk.mail_to(hoa, seconds=40)
    await checks.settled(desk)
    assert [len(desk.mails_to(hoa)) for hoa, _ in pairs] == [1, 1, 1]


async def test_telegram_that_floods_breaks_and_answers_html(desk: Desk) -> None:
    """T1: 429 is obeyed for its chat, 5xx and a proxy's HTML are tried again, others go on, nothing is lost."""
    minh, lan = await desk.agent("Minh"), await desk.agent("Lan")
    desk.tg.fail_next("sendMessage", 429, retry_after=3, chat_id=minh.phone.id)
    desk.tg.fail_next("sendMessage", 502, times=2, chat_id=lan.phone.id)
    began = asyncio.get_running_loop().time()
    ref = (await desk.ticket_of(await desk.write()))["ref"]
    await lan.card(ref)
    await minh.card(ref)
    assert asyncio.get_running_loop().time() - began >= 3
    assert len(minh.cards(ref)) == len(lan.cards(ref)) == 1
    await checks.settled(desk)


async def test_telegram_does_it_and_its_answer_is_lost(desk: Desk) -> None:
    """T2: to a customer it is unknown and never repeated by itself; a card may double, but one of the two has no buttons."""
    minh = await desk.agent("Minh")
    tuan = desk.tg.user("Tuấn", language_code="vi")
    await tuan.start()
    await tuan.send("Máy giặt không vắt được, nhờ sửa giúp tôi")
    ref = (await desk.ticket_of(str(tuan.id)))["ref"]
    await minh.card(ref)
    await desk.tg.settle()
    desk.tg.drop_next("sendMessage", executed=True, chat_id=tuan.id)
    await answer(minh, ref)
    await eventually(lambda: reply(desk, ref)["state"] == "unknown", 40)
    told = await minh.with_button("Arrived")
    assert sum("tắt máy 30 giây" in text for text in tuan.chat.texts) == 1
    await minh.press(told, "Arrived")
    await eventually(lambda: reply(desk, ref)["state"] == "sent")

    desk.tg.drop_next("sendMessage", executed=True, chat_id=minh.phone.id)
    second = (await desk.ticket_of(await desk.write()))["ref"]
    copies = lambda: [one for one in minh.messages if names(one, second)]  # noqa: E731
    await eventually(lambda: len(copies()) == 2, 40)
    await eventually(
        lambda: not [row for row in desk.program.listed("outbox", kind="card") if row["state"] in checks.OPEN]
    )
    orphan, live = copies()
    assert (orphan.text, orphan.buttons) == (live.text, [])
    await minh.press(live, "Take")
    await eventually(lambda: desk.program.shown(second)["assignee"] == minh.ref)
    await checks.settled(desk)
    assert sum("tắt máy 30 giây" in text for text in tuan.chat.texts) == 1


async def test_who_shut_the_bot_out(desk: Desk) -> None:
    """T3: the answer fails with its reason; a colleague who blocked the bot holds nobody up, and is back when he writes."""
    minh, lan = await desk.agent("Minh"), await desk.agent("Lan")
    tuan = desk.tg.user("Tuấn", language_code="vi")
    await tuan.start()
    await tuan.send("Quạt trần kêu lạch cạch, nhờ xem giúp")
    ref = (await desk.ticket_of(str(tuan.id)))["ref"]
    await minh.card(ref)
    await tuan.block_bot()
    await lan.phone.block_bot()
    await answer(minh, ref)
    await eventually(lambda: reply(desk, ref)["state"] == "failed")
    await minh.with_button("Resend")
    other = (await desk.ticket_of(await desk.write()))["ref"]
    await minh.card(other)
    await eventually(lambda: [row for row in desk.program.listed("users") if row["telegram_blocked_at"]])
    await lan.phone.unblock_bot()
    await lan.phone.send(f"/ticket {other}")
    await lan.card(other)
    await checks.settled(desk)


async def test_updates_that_come_twice_late_and_reversed(desk: Desk) -> None:
    """T4: each once, and the conversation in its order."""
    tuan = desk.tg.user("Tuấn", language_code="vi")
    await tuan.start()
    desk.tg.hold_updates()
    words = [f"Tủ lạnh kêu to, lần thứ {number}" for number in range(6)]
    for one in words:
        await tuan.send(one)
    desk.tg.duplicate_next(3)
    desk.tg.reverse_batches()
    desk.tg.release_updates("shuffled")
    await eventually(lambda: len(desk.program.listed("interactions", sender_address=str(tuan.id))) == 6)
    desk.tg.redeliver(4)
    await desk.tg.settle()
    await checks.settled(desk)
    rows = desk.program.listed("interactions", sender_address=str(tuan.id))
    assert sorted(row["text"] for row in rows) == words
    assert len({row["ticket"] for row in rows}) == 1


async def test_a_webhook_that_is_forged_repeated_or_huge(new_desk: OpenDesk) -> None:
    """T5, and the main way over a webhook."""
    async with new_desk(telegram="webhook") as desk:
        minh = await desk.agent("Minh")
        await eventually(lambda: desk.tg.webhook.info()["url"])
        hoa, ref = await asked(desk)
        await answer(minh, ref)
        assert "tắt máy" in text_of(await desk.mail_to(hoa))
        await checks.settled(desk)
        kept = len(desk.program.listed("inbox"))

        url = desk.tg.webhook.info()["url"]
        update = {
            "update_id": 999_999,
            "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"},
        }
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
                async with session.post(url, data=json.dumps(update), headers=headers) as answer_:
                    assert answer_.status in (401, 403)
            async with session.post(url, data=io.BytesIO(bytes(10_000_000))) as answer_:
                assert answer_.status in (401, 403, 413)
        assert len(desk.program.listed("inbox")) == kept

        desk.tg.duplicate_next(2)
        await minh.phone.send(f"/note {ref} một lần thôi")
        await eventually(lambda: _notes(desk, ref))
        await desk.tg.settle()
        await checks.settled(desk)
        assert _notes(desk, ref) == ["một lần thôi"]


def _notes(desk: Desk, ref: str) -> list[str]:
    return [e["text"] for e in desk.program.shown(ref)["timeline"] if e["direction"] == "internal"]


async def test_buttons_pressed_twice_late_and_after_a_restart(desk: Desk) -> None:
    """T6: a second press of Send sends nothing; a second Take says who was first; old cards work after a restart."""
    minh, lan = await desk.agent("Minh"), await desk.agent("Lan")
    hoa, ref = await asked(desk)
    card, hers = await minh.card(ref), await lan.card(ref)
    shown = await minh.preview(card, "Em qua ngay ạ.")
    presses = [await minh.press(shown, "Send") for _ in range(2) if button(shown, "Send")]
    await desk.mail_to(hoa)
    take = button(hers, "Take")
    if take is not None:
        pressed = await lan.phone.press(take, message=hers)
        assert "Minh" in (await pressed.answer(20)).text
    await eventually(lambda: desk.program.shown(ref)["status"] == "waiting")
    await checks.settled(desk)
    await desk.tg.settle(quiet=1.0)
    await desk.program.stop()
    await desk.program.start()
    await minh.press(card, "Resolve")
    await eventually(lambda: desk.program.shown(ref)["status"] == "resolved")
    await checks.settled(desk)
    assert len(presses) == 2
    assert len(desk.mails_to(hoa)) == 1
    assert len(desk.program.listed("outbox", record=ref, kind="reply")) == 1


async def test_a_mail_with_a_file_is_answered_in_its_thread_after_a_restart(desk: Desk) -> None:
    """Nothing that an answer needs lives in memory."""
    minh = await desk.agent("Minh")
    first = mail(hoa := unique("hoa"), attachment=("ảnh lỗi.bin", b"\x89PNG" + bytes(5000)))
    await post_until_taken(desk.program.smtp_port, first)
    ref = (await desk.ticket_of(hoa))["ref"]
    await minh.card(ref)
    await desk.program.stop()
    await desk.program.start()
    await answer(minh, ref)
    assert opened(await desk.mail_to(hoa))["In-Reply-To"] == first["Message-ID"]
    await checks.settled(desk)
