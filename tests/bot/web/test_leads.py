"""Leads in the console."""

from __future__ import annotations

import re

import pytest

from crm_store import clock
from crm_store.interactions import service as interactions
from crm_store.leads import service as leads
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork


@pytest.fixture
async def lead(store) -> str:
    def work(uow: UnitOfWork) -> str:
        said = interactions.add(
            uow, medium="email", direction="in", text="Cho em báo giá 20 máy in.", occurred_at=clock.now(), sender_name="Nam",
            sender_address="nam@x.example",
        )  # fmt: skip
        number = leads.open_lead(uow, name="Lê Nam", source="email", interaction_id=said, company="ACME")
        interactions.link(uow, said, kind=Kind.LEAD, record_id=number, proof="new", reason="x")
        return f"L-{number}"

    return await store.write(work)


async def test_the_page_shows_what_was_said_and_takes_notes(at_mai, lead: str) -> None:
    await at_mai.get("/leads")
    assert f'href="/leads/{lead}"' in at_mai.page
    assert (await at_mai.get(f"/leads/{lead}")).status == 200
    assert "Cho em báo giá 20 máy in." in at_mai.page
    answer = await at_mai.post(f"/leads/{lead}/note", text="Khách cần trước\r\nthứ 5 <b>")
    assert (answer.status, answer.headers["Location"]) == (303, f"/leads/{lead}")
    await at_mai.get(f"/leads/{lead}")
    assert "Khách cần trước\nthứ 5 &lt;b&gt;" in at_mai.page
    assert "internal note" in at_mai.page
    await at_mai.post(f"/leads/{lead}/take")
    await at_mai.get(f"/leads/{lead}")
    assert "Nguyễn Thị Mai" in re.sub(r"<header class=.bar.*?</header>", "", at_mai.page, flags=re.DOTALL)
    answer = await at_mai.post(f"/leads/{lead}/ticket")
    assert answer.headers["Location"] == "/tickets/T-1"


async def test_an_empty_note_is_refused_and_absent_leads_are_absent(at_mai, lead: str) -> None:
    await at_mai.get(f"/leads/{lead}")
    assert (await at_mai.post(f"/leads/{lead}/note", text="  ")).status == 422
    assert (await at_mai.get("/leads/L-4711")).status == 404


async def test_support_reads_and_does_not_write(at_minh, lead: str) -> None:
    await at_minh.get(f"/leads/{lead}")
    assert f'action="/leads/{lead}/note"' not in at_minh.page
    assert (await at_minh.post(f"/leads/{lead}/note", text="x")).status == 403


async def test_the_tickets_page_tells_who_did_what(at_mai, desk) -> None:
    number = await desk.ticket("Máy in", "Lỗi E3")
    await at_mai.get(f"/tickets/T-{number}")
    await at_mai.post(f"/tickets/T-{number}/take")
    await at_mai.post(f"/tickets/T-{number}/note", text="gọi lại sau")
    await at_mai.get(f"/tickets/T-{number}")
    told = at_mai.page.partition("Who did what")[2]
    assert told.index("You noted something at") < told.index("You took it at")
