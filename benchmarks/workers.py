"""Two processes that share one inbox on PostgreSQL, against one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from benchmarks.mails import ordinary_mails
from benchmarks.measure import Row
from benchmarks.program import Program
from benchmarks.servers import POSTGRES, Databases
from benchmarks.whole_path import settings_for
from bot.app import open_store
from bot.pipeline.receive import StoreIntake
from channels.message import RawItem
from channels.registry import Channels
from crm_store.inbox.models import InboxItem
from crm_store.interactions.models import Interaction
from crm_store.unit_of_work import Store, UnitOfWork

_TIMES_FASTER = 1.5
_LATER = timedelta(days=1)
_BATCH = 100
_WARM_UP_MAILS = 100
_WAIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class _Done:
    wall: float
    cpu: float
    server_cpu: float
    items: int
    interactions: int


def measure_workers(databases: Databases, mails: Path, rounds: int) -> Iterator[Row]:
    runs: dict[int, list[_Done]] = {1: [], 2: []}
    for _ in range(rounds):
        for number, done in runs.items():
            done.append(_work_off(databases, mails, number))
    one, two = (sorted(done, key=lambda run: run.wall)[len(done) // 2] for done in runs.values())
    ratio = one.wall / two.wall
    doubles = max(done.interactions - done.items for done in (one, two))
    measured = (
        f"{ratio:.2f} times, {one.items / one.wall:.0f} and {two.items / two.wall:.0f} mails/s, {doubles} doubles"
    )
    target = f"≥ {_TIMES_FASTER:g} times, no doubles"
    cpu = 1_000 * two.cpu / two.items
    yield Row("two workers against one, PostgreSQL", target, measured, ratio >= _TIMES_FASTER and doubles == 0, cpu)


def _work_off(databases: Databases, mails: Path, processes: int) -> _Done:
    """The items wait in the inbox, due tomorrow, until everybody is ready; then all are due at once."""
    data, url = databases.folder("workers"), databases.fresh(POSTGRES)
    store = open_store(settings_for(data, url))
    try:
        items = _fill(store, [path.read_bytes() for path in sorted(mails.glob("*.eml"))], "bench", _LATER)
        with ExitStack() as stack:
            workers = [stack.enter_context(Program(data, url, roles="process")) for _ in range(processes)]
            # Enough for each to get some: the first mail of a process loads the languages.
            warm_up = _fill(store, list(ordinary_mails(_WARM_UP_MAILS, seed=1)), "warm-up", timedelta())
            _wait_until_done(store, warm_up)
            cpu, server_cpu = sum(worker.cpu for worker in workers), databases.server_cpu()
            began = time.perf_counter()
            store.write_blocking(_release)
            _wait_until_done(store, warm_up + items)
            wall = time.perf_counter() - began
            cpu = sum(worker.cpu for worker in workers) - cpu
            server_cpu = databases.server_cpu() - server_cpu
        return _Done(wall, cpu, server_cpu, items, store.read_blocking(_incoming) - warm_up)
    finally:
        store.close()


def _fill(store: Store, mails: Sequence[bytes], account: str, wait: timedelta) -> int:
    channels = Channels()
    intake = StoreIntake(store, channels)
    due = datetime.now(UTC) + wait
    items = [RawItem("email", account, str(number), mail, due, {}) for number, mail in enumerate(mails)]
    try:
        for start in range(0, len(items), _BATCH):
            intake.keep_blocking(items[start : start + _BATCH])
    finally:
        channels.close()
    return len(items)


def _release(uow: UnitOfWork) -> None:
    uow.connection.execute(update(InboxItem).values(next_try_at=datetime.now(UTC)))
    uow.wake("inbox")


def _wait_until_done(store: Store, items: int) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    ended = select(func.count()).where(InboxItem.state.in_(["done", "quarantined"]))
    while time.monotonic() < until:
        if store.read_blocking(lambda uow: uow.connection.execute(ended).scalar_one()) >= items:
            return
        time.sleep(0.1)
    raise TimeoutError(f"the backlog was not worked off within {_WAIT_SECONDS:g} s")


def _incoming(uow: UnitOfWork) -> int:
    return uow.connection.execute(select(func.count()).where(Interaction.direction == "in")).scalar_one()
