"""Drawing what is due: one row that cannot be drawn waits by itself, and the others leave."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from factories.staff_chat import Firm, Screen
from sqlalchemy import select, update

from bot.cards.composer import StaffComposer
from channels.message import OutboundMessage, text_of
from channels.port import PartState, PointOfNoReturn, Receipt
from crm_store import clock
from crm_store.notifications import service as notifications
from crm_store.notifications.subscriptions import react as react_to_events
from crm_store.outbox.models import OutboxItem
from crm_store.unit_of_work import React, Store, UnitOfWork
from scheduler.delivery import Delivery

TOO_GREAT = 10**30
"""Fits in a JSON column and in no integer of either database."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def react() -> React:
    return react_to_events


class Chat:
    """The far end: shows what arrives."""

    channel = "telegram"

    def __init__(self) -> None:
        self.state = PartState("telegram", ok=True)
        self.screen = Screen()
        self.arrived = asyncio.Event()

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt:
        await point_of_no_return()
        self.screen.toasts.append(text_of(message.text))
        self.arrived.set()
        return Receipt(str(len(self.screen.toasts)))


async def rows(store: Store) -> dict[str, Any]:
    table = OutboxItem.__table__
    found = await store.read(lambda uow: uow.connection.execute(select(table).order_by(table.c.id)).all())
    return {row.subject: row for row in found}


@pytest.mark.parametrize(
    "broken",
    [{"view": notifications.OUTCOME}, {"view": notifications.OUTCOME, "outbox_id": TOO_GREAT}],
    ids=["a defect in the drawing", "a statement that the database refuses"],
)
async def test_a_row_that_cannot_be_drawn_stops_no_other(
    store: Store, broken: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    office = Firm(store)
    clock.use(None)
    lan = office.hire("Lan")

    def break_the_first(uow: UnitOfWork) -> None:
        table = OutboxItem.__table__
        values = {"payload": {"user_id": lan.id} | broken}
        uow.connection.execute(update(table).where(table.c.subject == "T-1").values(**values))

    await asyncio.to_thread(office.ticket)
    await asyncio.to_thread(office.ticket, subject="Máy in hết mực")
    await store.write(break_the_first)
    chat = Chat()
    delivery = Delivery(store, {"telegram": chat}, StaffComposer(), lambda *_what: None)
    with caplog.at_level(logging.ERROR, "scheduler.delivery"):
        running = asyncio.create_task(delivery.run())
        async with asyncio.timeout(10):
            await chat.arrived.wait()
        await delivery.stop()
        await running
    assert [text.splitlines()[0] for text in chat.screen.toasts] == ["🎫 Máy in hết mực · T-2"]
    found = await rows(store)
    assert found["T-2"].state == "sent"
    assert (found["T-1"].state, found["T-1"].attempts) == ("pending", 1)
    assert found["T-1"].last_error.endswith("while drawing")
    assert found["T-1"].next_try_at > found["T-1"].created_at
    assert "drawing failed" in caplog.text
