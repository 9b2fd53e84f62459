"""Mails and staff commands that come while ``crmbot ingest`` takes a backlog in beside the running service."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.commands import command
from benchmarks.latency import EVERY_SECONDS, add_agent, letter, percentiles, post, running
from benchmarks.measure import Row
from benchmarks.program import Program, ProgramFailed
from benchmarks.servers import POSTGRES, SQLITE, Databases
from benchmarks.whole_path import settings_for
from bot.app import open_store
from crm_store.inbox.models import InboxItem
from crm_store.interactions.models import Interaction
from crm_store.unit_of_work import UnitOfWork
from tests.telegram_emulator import EmulatedUser, TelegramEmulator

_MAIL_EVERY_SECONDS = 0.5
_MAIL_MS, _COMMAND_MS, _BLOCKED_SECONDS = 1_000.0, 300.0, 0.05
_SETTLE_SECONDS = 4.0
_LAG = re.compile(r'crmbot_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)')


def measure_beside_backlog(databases: Databases, mails: Path, _rounds: int) -> Iterator[Row]:
    for kind in (SQLITE, POSTGRES):
        yield from asyncio.run(_Beside(databases, kind, mails).measure())


class _Beside:
    def __init__(self, databases: Databases, kind: str, mails: Path) -> None:
        self._kind = kind
        self._mails = mails
        self._data, self._url = databases.folder("beside"), databases.fresh(kind)
        self._sent: dict[str, float] = {}
        self._commands: list[float] = []

    async def measure(self) -> list[Row]:
        async with TelegramEmulator() as telegram:
            known = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
            program = Program(self._data, self._url, known)
            phone = await add_agent(program, telegram, role="manager")  # cards would use up the chat's limit
            async with running(program):
                await asyncio.sleep(_SETTLE_SECONDS)
                await command(phone)
                before = _lags(program)
                took = await self._during_backlog(program, phone)
                blocked = _longest({le: count - before.get(le, 0) for le, count in _lags(program).items()})
                await asyncio.sleep(_SETTLE_SECONDS)
        return [*self._rows(took), self._loop_row(blocked)]

    async def _during_backlog(self, program: Program, phone: EmulatedUser) -> float:
        """Seconds that the backlog took."""
        began = time.perf_counter()
        backlog = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "ingest", self._mails),
            env=program.whole_environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        live = [asyncio.create_task(self._write(program)), asyncio.create_task(self._ask(phone))]
        try:
            if await backlog.wait():
                raise ProgramFailed(f"crmbot ingest ended with {backlog.returncode}")
            return time.perf_counter() - began
        finally:
            if backlog.returncode is None:
                backlog.kill()
            for task in live:
                task.cancel()
            await asyncio.gather(*live, return_exceptions=True)

    async def _write(self, program: Program) -> None:
        number = 0
        while True:
            number += 1
            self._sent[f"Printer {number} shows an error"] = time.time()
            await asyncio.to_thread(post, program.smtp_port, letter("in the meantime", number))
            await asyncio.sleep(_MAIL_EVERY_SECONDS)

    async def _ask(self, phone: EmulatedUser) -> None:
        number = 0
        while True:
            number += 1
            self._commands.append(1_000 * await command(phone, f"/find nobody{number}x", f"nobody{number}x"))
            await asyncio.sleep(EVERY_SECONDS)

    def _rows(self, took: float) -> Iterator[Row]:
        store = open_store(settings_for(self._data, self._url), migrate=False)
        try:
            ended = store.read_blocking(_ended)
        finally:
            store.close()
        times = [1_000 * (ended[subject] - sent) for subject, sent in self._sent.items() if subject in ended]
        lost = len(self._sent) - len(times)
        middle, worst = percentiles(times)
        measured = f"p50 {middle:.0f} ms, p99 {worst:.0f} ms ({len(times)} mails; backlog {took:.0f} s)"
        name = f"a mail while a backlog is taken in, {self._kind}: arrival → ticket"
        yield Row(name, f"p99 ≤ {_MAIL_MS:g} ms", measured, worst <= _MAIL_MS and lost <= 1)
        middle, worst = percentiles(self._commands)
        measured = f"p50 {middle:.0f} ms, p99 {worst:.0f} ms ({len(self._commands)} commands)"
        name = f"a staff command meanwhile, {self._kind}: command → answer"
        yield Row(name, f"p99 ≤ {_COMMAND_MS:g} ms", measured, worst <= _COMMAND_MS)

    def _loop_row(self, blocked: float) -> Row:
        target = f"≤ {1_000 * _BLOCKED_SECONDS:g} ms"
        measured = f"within {1_000 * blocked:g} ms"
        return Row(f"event loop late meanwhile, {self._kind}", target, measured, blocked <= _BLOCKED_SECONDS)


def _ended(uow: UnitOfWork) -> dict[str, float]:
    rows = uow.connection.execute(
        select(Interaction.subject, InboxItem.done_at).join(InboxItem, InboxItem.id == Interaction.inbox_id)
    )
    return {row.subject: row.done_at.timestamp() for row in rows}


def _lags(program: Program) -> dict[float, float]:
    """How often the event loop was late by at most so many seconds; looked at four times a second."""
    return {float(le): float(count) for le, count in _LAG.findall(program.get("/metrics")[1])}


def _longest(counts: dict[float, float]) -> float:
    """The bucket into which the longest falls."""
    every = counts.get(float("inf"), 0.0)
    return min((le for le, count in counts.items() if count >= every), default=float("inf"))
