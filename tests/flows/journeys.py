"""The main way as one story that goes on whatever happens to the program, and somebody who starts it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flows.checks import OPEN
from flows.customers import mail, post_until_taken, unique
from flows.desk import Desk, eventually
from flows.program import Died
from flows.staff import Agent
from telegram_emulator import MessageView, ReplyTimeout, UserActionError

Mark = Mapping[str, Any]
KILLED = -9
TEXT = "Chào chị Hoa, chị tắt máy 30 giây rồi bật lại giúp em nhé."


@dataclass
class Keeper:
    """Starts the program with one mark after the other: each life ends at its mark, the last one goes on."""

    desk: Desk
    marks: list[Mark]
    deaths: list[Mark] = field(default_factory=list)
    trouble: BaseException | None = None

    @property
    def armed(self) -> Mark | None:
        return self.marks[len(self.deaths)] if len(self.deaths) < len(self.marks) else None

    async def start(self) -> None:
        """Does not wait: a life may end before it is ready."""
        await self.desk.program.start(marks=[self.armed] if self.armed else [], wait=False)

    async def outlived(self) -> None:
        """Waits until every mark has killed and the program runs again: a death may follow the last thing that a test
        looks at."""
        await eventually(
            lambda: self.trouble or (self.armed is None and self.desk.program.running), 60, "a mark was never reached"
        )
        await self.desk.program.ready()

    async def watch(self) -> None:
        """As systemd does. Dying elsewhere than at the mark is a defect."""
        while True:
            status = await self.desk.program.ended(3600)
            if status != KILLED or self.armed is None:
                self.trouble = Died(f"ended with {status}: {self.desk.program.last_words()}")
                return
            self.deaths.append(self.armed)
            await self.start()


@asynccontextmanager
async def kept_alive(desk: Desk, marks: Sequence[Mark]) -> AsyncIterator[Keeper]:
    keeper = Keeper(desk, list(marks))
    await keeper.start()
    watching = asyncio.create_task(keeper.watch())
    try:
        yield keeper
        if watching.done():
            watching.result()
        assert keeper.trouble is None, keeper.trouble
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def journey(desk: Desk, *, seconds: float = 60.0) -> tuple[str, dict[str, Any]]:
    """A mail comes in, is answered from the card, and the answer has an end: the customer and the answer's outbox row."""
    minh = await desk.agent("Minh")
    hoa = unique("hoa")
    await post_until_taken(desk.program.smtp_port, mail(hoa), seconds=seconds)
    ref = (await desk.ticket_of(hoa, seconds))["ref"]
    await minh.card(ref, seconds)
    await answer(minh, ref, seconds=seconds)

    def ended() -> dict[str, Any] | None:
        rows = desk.program.listed("outbox", record=ref, kind="reply")
        return rows[-1] if rows and rows[-1]["state"] not in OPEN else None

    return hoa, await eventually(ended, seconds, f"the answer on {ref} has no end")


async def answer(minh: Agent, ref: str, *, seconds: float = 60.0) -> None:
    """Reply, text, Send, each repeated as a person would who sees that nothing happens."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        try:
            before = minh.newest
            await minh.press(minh.cards(ref)[-1], "Reply")
            asked = await minh.until(partial(_newer, minh, before), 8)
            await minh.phone.send(TEXT)
            shown = await minh.with_button("Send", after=asked.id - 1, words=TEXT[:20], seconds=20)
            await minh.press(shown, "Send")
        except (ReplyTimeout, UserActionError):
            continue  # an old card loses its buttons when it is pressed; the live one is redrawn
        else:
            return
    raise AssertionError(f"{ref} could not be answered: {minh.phone.chat.texts[-6:]}")


def _newer(minh: Agent, before: int) -> MessageView | None:
    return minh.messages[-1] if minh.newest > before else None
