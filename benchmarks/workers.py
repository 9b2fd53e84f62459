"""Two processes that share one inbox on PostgreSQL, against one; and a mail that comes while a backlog is taken in."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from benchmarks.latency import letter, percentiles, post
from benchmarks.mails import ordinary_mails
from benchmarks.measure import Row
from benchmarks.program import Program, ProgramFailed
from benchmarks.servers import POSTGRES, SQLITE, Databases
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
_SETTLE_SECONDS = 3.0
_WAIT_SECONDS = 600.0
_LIVE_EVERY_SECONDS = 0.5
_LIVE_MS = 1_000.0


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


def measure_beside_backlog(databases: Databases, mails: Path, _rounds: int) -> Iterator[Row]:
    """Mails by SMTP, twice a second, while ``crmbot ingest`` takes the backlog in beside the running service."""
    for kind in (SQLITE, POSTGRES):
        data, url = databases.folder("beside"), databases.fresh(kind)
        with Program(data, url) as program:
            post(program.smtp_port, letter("the first mail loads the languages", 0))
            time.sleep(_LIVE_EVERY_SECONDS * 6)
            times, alone = _beside(program, mails, data)
        middle, worst = percentiles(times)
        measured = f"p50 {middle:.0f} ms, p99 {worst:.0f} ms ({len(times)} mails; backlog {alone:.0f} s)"
        name = f"a mail while a backlog is taken in, {kind}: arrival → ticket"
        yield Row(name, f"p99 ≤ {_LIVE_MS:g} ms", measured, worst <= _LIVE_MS)


def _beside(program: Program, mails: Path, data: Path) -> tuple[list[float], float]:
    """Milliseconds of the live mails, and seconds that the backlog took."""
    store = open_store(settings_for(data, program.database_url), migrate=False)
    waiting: dict[str, float] = {}
    began = time.perf_counter()
    backlog = subprocess.Popen(
        [sys.executable, "-m", "bot", "ingest", mails],
        env=program.whole_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    sender = threading.Thread(target=_send_while, args=(backlog, program.smtp_port, waiting))
    sender.start()
    try:
        if backlog.wait(_WAIT_SECONDS):
            raise ProgramFailed(f"crmbot ingest ended with {backlog.returncode}")
        took = time.perf_counter() - began
        sender.join()
        time.sleep(_SETTLE_SECONDS)
        ended = store.read_blocking(_ended)
    finally:
        if backlog.poll() is None:
            backlog.kill()
            backlog.wait()
        sender.join()
        store.close()
    return [1_000 * (ended[subject] - sent) for subject, sent in waiting.items()], took


def _send_while(backlog: subprocess.Popen[bytes], port: int, waiting: dict[str, float]) -> None:
    number = 0
    while backlog.poll() is None:
        number += 1
        waiting[f"Printer {number} shows an error"] = time.time()
        post(port, letter("in the meantime", number))
        time.sleep(_LIVE_EVERY_SECONDS)


def _ended(uow: UnitOfWork) -> dict[str, float]:
    """When each live mail became visible, by its subject."""
    rows = uow.connection.execute(
        select(Interaction.subject, InboxItem.done_at).join(InboxItem, InboxItem.id == Interaction.inbox_id)
    )
    return {row.subject: row.done_at.timestamp() for row in rows}
