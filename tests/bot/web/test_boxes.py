"""Inbox and outbox pages: what waits for a person, with what he can do about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from channels.message import RawItem
from crm_store import clock
from crm_store.inbox.models import InboxItem
from crm_store.outbox.models import OutboxItem

REASON = "The mail is too deep or too big to parse."


@pytest.fixture
async def came_in(store, intake):
    """Three mails of today: one done, one waiting, one not readable and arrived twice."""
    items = [RawItem("email", "support@localhost", f"m{number}", b"x" * 2048, clock.now()) for number in range(3)]
    await intake.keep(items)
    await intake.keep(items[2:])

    def end(uow):
        table = InboxItem.__table__
        uow.connection.execute(
            update(table).where(table.c.external_id == "m0").values(state="done", outcome="new_ticket")
        )
        values = {"state": "quarantined", "outcome": "quarantined", "reason": REASON, "attempts": 3}
        uow.connection.execute(update(table).where(table.c.external_id == "m2").values(**values))

    await store.write(end)


def cells(page):
    """The balance: heading -> number, of the first mailbox."""
    table = page.split('<table class="table">')[1].split("</table>")[0]
    text = lambda markup: re.sub(r"<[^>]+>", "", markup).strip()  # noqa: E731
    heads = [text(one) for one in re.findall(r"<th[^>]*>(.*?)</th>", table)]
    values = [text(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)]
    return dict(zip(heads, values, strict=False))


async def test_the_days_sum_comes_out_even(at_mai, came_in):
    await at_mai.get("/inbox")
    row = cells(at_mai.page)
    assert row["Mailbox"].endswith("support@localhost")
    assert {name: row[name] for name in ("received", "new tickets", "duplicates", "not readable", "in work")} == {
        "received": "4", "new tickets": "1", "duplicates": "1", "not readable": "1", "in work": "1"
    }  # fmt: skip
    assert "even" in row[""]


async def test_another_day_is_another_sum(at_mai, came_in):
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    for query in (f"day={yesterday}", "day=1999-01-01"):
        await at_mai.get(f"/inbox?{query}")
        assert "Nothing came in on this day." in at_mai.page
    for query in ("day=nonsense", "day=2999-01-01"):
        await at_mai.get(f"/inbox?{query}")
        assert cells(at_mai.page)["received"] == "4"


async def test_what_was_not_readable_is_tried_again(store, at_mai, came_in):
    await at_mai.get("/inbox")
    assert REASON in at_mai.page
    assert "2.0 kB" in at_mai.page
    number = re.search(r"/inbox/(\d+)/replay", at_mai.page)[1]
    assert (await at_mai.post(f"/inbox/{number}/replay")).status == 303
    states = await store.read(lambda uow: [one.state for one in uow.session.query(InboxItem).order_by(InboxItem.id)])
    assert states == ["done", "received", "received"]
    await at_mai.get("/inbox")
    assert "Everything could be read." in at_mai.page
    assert (await at_mai.post(f"/inbox/{number}/replay")).status == 403, "no form of this page is left, so no token"
    await at_mai.get("/settings")
    assert (await at_mai.post(f"/inbox/{number}/replay")).status == 404
    await at_mai.get("/settings")
    assert (await at_mai.post("/inbox/replay")).status == 303


async def test_the_inbox_is_the_managers(at_minh, came_in):
    assert (await at_minh.get("/inbox")).status == 403
    await at_minh.get("/settings")
    assert 'href="/inbox"' not in at_minh.page
    assert (await at_minh.post("/inbox/replay")).status == 403
    assert (await at_minh.get("/outbox")).status == 200


@pytest.fixture
async def answers(store, at_mai, desk):
    """An answer in each state that concerns a person, on tickets T-1 to T-5."""
    for number, state in enumerate(("failed", "unknown", "no_relay", "review", "pending"), 1):
        ticket = f"/tickets/T-{await desk.ticket(f'Việc {number}', 'a', email=f'khach{number}@firm.example')}"
        await at_mai.get(ticket)
        await at_mai.post(f"{ticket}/reply/preview", text=f"Trả lời <b>{number}</b>")
        await at_mai.get(f"{ticket}?preview=1")
        shown = {
            name: re.search(rf'name="{name}" value="([^"]*)"', at_mai.page)[1] for name in ("draft", "token", "seen")
        }
        await at_mai.post(f"{ticket}/reply/send", **shown)
        values = {"state": state, "last_error": "550 5.1.1 no such user" if state == "failed" else ""}
        await store.write(
            lambda uow, n=number, v=values: uow.connection.execute(
                update(OutboxItem).where(OutboxItem.id == n).values(**v)
            )
        )


async def test_what_needs_a_decision_stands_there_whole(at_mai, answers):
    await at_mai.get("/outbox")
    problems, waiting = at_mai.page.split('id="waiting"')
    letters = problems.split('class="letterbox"')[1:]
    assert [re.search(r"/tickets/(T-\d)", one)[1] for one in letters] == ["T-4", "T-3", "T-2", "T-1"]
    for one in letters:
        assert "Re: Việc" in one
        assert "Trả lời &lt;b&gt;" in one
        assert "Send again" in one
    assert "550 5.1.1 no such user" in letters[3]
    assert ["It arrived" in one for one in letters] == [False, False, True, False]
    assert "Set CRMBOT_SMTP_URL" in problems
    assert "khach5@firm.example" in waiting
    assert "khach1@firm.example" not in waiting


async def test_what_waits_for_a_decision_has_not_left(store, at_mai, answers):
    gone = update(OutboxItem).where(OutboxItem.state.in_(["held", "pending"])).values(state="sent")
    await store.write(lambda uow: uow.connection.execute(gone))
    await at_mai.get("/outbox")
    assert "Nothing else is waiting to leave." in at_mai.page
    assert "Everything has left." not in at_mai.page


async def test_a_decision_is_made_from_here(store, at_mai, at_minh, answers):
    await at_minh.get("/outbox")
    assert (await at_minh.post("/outbox/1/retry")).status == 303
    await at_minh.get("/outbox")
    assert (await at_minh.post("/outbox/2/arrived")).status == 303
    states = await store.read(lambda uow: [one.state for one in uow.session.query(OutboxItem).order_by(OutboxItem.id)])
    assert states == ["pending", "sent", "no_relay", "review", "pending"]


@pytest.mark.parametrize(("subject", "link"), [("T-1", 'href="/tickets/T-1"'), ("L-4", ">L-4<"), ("", "")])
async def test_an_automatic_mail_of_unknown_fate_is_decided_from_here(store, at_minh, answers, subject, link):
    """On a ticket, on a lead, or a greeting on nothing."""
    values = {"kind": "acknowledgement", "author_id": None, "state": "unknown", "subject": subject}

    async def change(number, **more):
        item = update(OutboxItem).where(OutboxItem.id == number).values(**values | more)
        await store.write(lambda uow: uow.connection.execute(item))

    await change(1)
    await change(2, occasion="another")
    await at_minh.get("/outbox")
    letters = at_minh.page.split('id="waiting"')[0].split('class="letterbox"')[1:]
    for one in letters[2:]:
        assert link in one
        assert "/tickets/L" not in one
        assert "tự động" in one
        assert "Đã đến" in one
    assert (await at_minh.post("/outbox/1/retry")).status == 303
    await at_minh.get("/outbox")
    assert (await at_minh.post("/outbox/2/arrived")).status == 303
    states = await store.read(lambda uow: [one.state for one in uow.session.query(OutboxItem).order_by(OutboxItem.id)])
    assert states == ["pending", "sent", "no_relay", "review", "pending"]


async def test_an_empty_outbox_says_so(at_mai):
    await at_mai.get("/outbox")
    assert "Nothing needs a decision." in at_mai.page
    assert "Everything has left." in at_mai.page
