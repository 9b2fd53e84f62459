"""What ``crmbot ingest`` does with a folder of mails: ``python -m benchmarks.whole_path FOLDER --data FOLDER --database URL``.

The start of the program is left out: before the clock runs, the database is migrated, the languages are loaded and some
mails have gone through; they use up the automatic answers of ten minutes, so that every run writes equally many. With ``--each``, what each mail cost is a JSON line of its own before the last line.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.mails import SUPPORT_ADDRESS, ordinary_mails
from benchmarks.measure import cpu_of_tree, memory_of
from benchmarks.program import SECRET
from bot import logs
from bot.app import make_processor, open_store
from bot.cli import ingest
from bot.metrics import Metrics
from bot.pipeline.receive import StoreIntake
from bot.settings import Settings
from channels.registry import Channels
from crm_store.tickets.models import Ticket
from crm_store.unit_of_work import Store, UnitOfWork

_WARM_UP_SEED = 1
_WARM_UP_MAILS = 80


class WholePath:
    """The parts of ``crmbot ingest``, kept open between folders."""

    def __init__(self, settings: Settings) -> None:
        self.store: Store = open_store(settings)
        self._channels = Channels()
        self._intake = StoreIntake(self.store, self._channels)
        self._processor = make_processor(self.store, self._channels, Metrics())
        self._processor.warm_up()

    async def take_in(self, mails: Iterable[ingest.Mail]) -> list[dict[str, Any]]:
        """What ``crmbot ingest`` prints of them."""
        printed = io.StringIO()
        left = iter(mails)
        with contextlib.redirect_stdout(printed):
            while batch := ingest._next_batch(left):  # noqa: SLF001  the command's own loop, without its start
                await ingest._take_in(self.store, self._intake, self._processor, "ingest:bench", batch)  # noqa: SLF001
        return [json.loads(line) for line in printed.getvalue().splitlines()]

    def tickets(self) -> int:
        def count(uow: UnitOfWork) -> int:
            return uow.connection.execute(select(func.count()).select_from(Ticket)).scalar_one()

        return self.store.read_blocking(count)

    def close(self) -> None:
        self._processor.close()
        self._channels.close()
        self.store.close()


async def _measure(path: WholePath, folder: Path, *, each: bool) -> dict[str, Any]:
    warm_up = [ingest.Mail(f"warm-up {n}", one) for n, one in enumerate(ordinary_mails(_WARM_UP_MAILS, _WARM_UP_SEED))]
    await path.take_in(warm_up)
    before, memory = path.tickets(), memory_of(os.getpid())
    wall, cpu = time.perf_counter(), cpu_of_tree(os.getpid())
    if each:
        endings = [ending for mail in ingest.mails_in(folder) for ending in await _measure_one(path, mail)]
    else:
        endings = await path.take_in(ingest.mails_in(folder))
    wall, cpu = time.perf_counter() - wall, cpu_of_tree(os.getpid()) - cpu
    return {
        "mails": len(endings),
        "tickets": path.tickets() - before,
        "outcomes": Counter(ending["outcome"] for ending in endings),
        "wall": wall,
        "cpu": cpu,
        "grown": memory_of(os.getpid()) - memory,
    }


async def _measure_one(path: WholePath, mail: ingest.Mail) -> list[dict[str, Any]]:
    wall, cpu = time.perf_counter(), cpu_of_tree(os.getpid())
    endings = await path.take_in([mail])
    spent = {"wall": time.perf_counter() - wall, "cpu": cpu_of_tree(os.getpid()) - cpu}
    for ending in endings:
        told = {name: ending[name] for name in ("path", "outcome", "error")}
        print(json.dumps(told | spent))
    return endings


def settings_for(data: Path, database_url: str) -> Settings:
    environment = {
        "CRMBOT_DATA": str(data),
        "CRMBOT_DATABASE_URL": database_url,
        "CRMBOT_SECRET_KEY": SECRET,
        "CRMBOT_SUPPORT_ADDRESS": SUPPORT_ADDRESS,
    }
    return Settings.load(environment, data)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole_path", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--each", action="store_true")
    wanted = parser.parse_args()
    wanted.data.mkdir(parents=True, exist_ok=True)
    logs.set_up("error")
    path = WholePath(settings_for(wanted.data, wanted.database))
    try:
        print(json.dumps(asyncio.run(_measure(path, wanted.folder, each=wanted.each))))
    finally:
        path.close()


if __name__ == "__main__":
    main()
