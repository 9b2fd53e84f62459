"""Who said it, when, and what is odd about it: what stands around a message."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from bot.pipeline.doubts import FORGED
from crm_store import clock
from crm_store.interactions import service as interactions
from crm_store.interactions.models import Interaction
from crm_store.references import Kind


@pytest.fixture
async def printer(desk) -> str:
    return f"/tickets/T-{await desk.ticket('Máy in báo lỗi E3', 'Giúp em với')}"


async def test_what_the_parser_met_stands_under_why_and_doubts_beside_the_message(store, at_mai, printer):
    odd = "converted from the Vietnamese font encoding VNI"
    change = update(Interaction).values(notes=[odd, FORGED])
    await store.write(lambda uow: uow.connection.execute(change))
    await at_mai.get(printer)
    before, why = at_mai.page.split('<details class="why">')
    assert odd not in before
    assert odd in why.partition("</details>")[0]
    assert FORGED in before
    assert FORGED not in why


async def test_an_automatic_answer_speaks_for_the_firm(store, at_mai, printer):
    def answer(uow) -> None:
        said = interactions.add(
            uow, medium="telegram", direction="out", text="Dạ, em đã nhận.", occurred_at=clock.now(), is_automatic=True
        )
        interactions.link(uow, said, kind=Kind.TICKET, record_id=1, proof="staff", reason="our answer on this ticket")

    await store.write(answer)
    await at_mai.get(printer)
    system = at_mai.page.split('<article class="message system')[1]
    assert re.search(r"<strong>(.*?)</strong>", system)[1] == "Cơ Điện Bình Minh"


async def test_the_page_names_the_readers_time_zone(at_mai):
    await at_mai.get("/chat")
    assert '<html lang="en" data-timezone="Asia/Ho_Chi_Minh">' in at_mai.page
