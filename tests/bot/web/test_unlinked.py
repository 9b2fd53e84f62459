"""The page of messages without a ticket: there while there are any, with the same decisions as in chat."""

from __future__ import annotations

import re

import pytest

from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.interactions import queries
from crm_store.interactions import service as interactions
from crm_store.interactions.events import MessageLogged
from crm_store.notifications.subscriptions import react as react_to_events
from crm_store.unit_of_work import React, UnitOfWork

NAV = 'href="/unlinked"'


@pytest.fixture
def react() -> React:
    return react_to_events


@pytest.fixture
def logged(store):
    """``await logged("text", choices)``: a customer's message that opened nothing."""

    async def make(text, *choices, subject="Việc của <em>"):
        def work(uow: UnitOfWork) -> int:
            number = interactions.add(
                uow,
                medium="email",
                direction="in",
                text=text,
                subject=subject,
                occurred_at=clock.now(),
                sender_name="Trần Thị Hoa",
                sender_address="hoa@saomai.example",
                intent="follow_up" if choices else "thanks",
                channel_account="support@localhost",
            )
            uow.record(MessageLogged(number, choices=choices))
            return number

        return await store.write(work)

    return make


async def count(store):
    return await store.read(lambda uow: queries.unlinked_count(uow, actor=COMMAND_LINE))


async def test_the_way_there_is_shown_while_something_waits(store, at_minh, logged):
    await at_minh.get("/tickets")
    assert NAV not in at_minh.page
    number = await logged("Cảm ơn anh")
    await at_minh.get("/tickets")
    assert NAV in at_minh.page
    await at_minh.get("/unlinked")
    answer = await at_minh.post(f"/unlinked/{number}/leave")
    assert (answer.status, answer.headers["Location"]) == (303, "/unlinked")
    await at_minh.get("/unlinked")
    assert "Mọi tin nhắn trong 30 ngày qua đều đã có chỗ." in at_minh.page
    assert NAV not in at_minh.page


async def test_it_says_what_who_and_why(at_mai, desk, logged):
    tickets = [f"T-{await desk.ticket(name, 'a', email=f'{name}@x.example')}" for name in ("Printer", "Scanner")]
    number = await logged("Any news & more?", *tickets)
    await at_mai.get("/unlinked")
    letter = at_mai.page.split('class="letterbox"')[1].split("</article>")[0]
    for fact in (
        f"X-{number}",
        "Việc của &lt;em&gt;",
        "Trần Thị Hoa",
        "Any news &amp; more?",
        "fits T-1 and T-2 equally",
    ):
        assert fact in letter
    assert re.findall(r'name="record" value="([^"]*)"', letter) == ["T-1", "T-2", ""]


async def test_filed_under_a_ticket_or_a_new_one(store, at_mai, desk, logged):
    ticket = f"T-{await desk.ticket('Printer', 'a')}"
    first, second = await logged("Any news?", ticket, "T-4711"), await logged("Thanks", subject="")
    await at_mai.get("/unlinked")
    answer = await at_mai.post(f"/unlinked/{first}/file", record=ticket)
    assert (answer.status, answer.headers["Location"]) == (303, f"/tickets/{ticket}")
    await at_mai.get(f"/tickets/{ticket}")
    assert "Any news?" in at_mai.page
    answer = await at_mai.post(f"/unlinked/{second}/file", record="")
    assert answer.headers["Location"] == "/tickets/T-2"
    await at_mai.get("/tickets/T-2")
    assert "<h1>Thanks</h1>" in at_mai.page
    assert await count(store) == 0


async def test_of_two_the_second_hears_who_was_first(at_mai, at_minh, logged):
    number = await logged("Cảm ơn anh")
    await at_minh.get("/unlinked")
    await at_mai.get("/unlinked")
    await at_mai.post(f"/unlinked/{number}/leave")
    answer = await at_minh.post(f"/unlinked/{number}/file", record="")
    assert answer.status == 409
    assert f"Nguyễn Thị Mai đã xử lý X-{number} rồi." in at_minh.page


async def test_what_is_not_there_or_no_record_is_refused(store, at_mai, logged):
    number = await logged("Cảm ơn anh")
    await at_mai.get("/unlinked")
    csrf = at_mai.csrf
    for path, record, status in (
        ("/unlinked/4711/leave", "", 404), (f"/unlinked/{number}/file", "T-4711", 404), (f"/unlinked/{number}/file", "C-1", 422),
        (f"/unlinked/{number}/file", "nonsense", 422),
    ):  # fmt: skip
        assert (await at_mai.post(path, record=record, csrf=csrf)).status == status
    assert (await at_mai.post(f"/unlinked/{number}/leave", csrf="wrong")).status == 403
    assert await count(store) == 1
