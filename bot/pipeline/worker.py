"""Drives the pipeline: claims items, prepares them in a thread, processes them, retries and quarantines.

A backlog is taken in batches: one transaction for all of them, and, if that fails, one for each, so that a poison item
harms nobody else. Every attempt is counted before the work (crm_store/inbox). What is suspect or was tried before goes one
by one, in a loop and a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.memory import loading
from bot.metrics import Metrics
from bot.pipeline import prepare, process
from bot.pipeline.attachments import FetchFiles
from bot.pipeline.duplicates import locks_of
from bot.pipeline.normalise import Normaliser
from bot.pipeline.result import NotYet, Prepared, Result
from bot.pipeline.route import Router
from bot.pipeline.understand import Understanding
from channels.message import RawItem
from channels.port import ParseRefused, TryAgainLater
from crm_store.errors import LeaseLost, StoreUnavailable
from crm_store.files.service import FileDamaged
from crm_store.inbox import service as inbox
from crm_store.inbox.rules import Outcome
from crm_store.inbox.service import Claimed
from crm_store.unit_of_work import Store, UnitOfWork

log = logging.getLogger(__name__)

BATCH = 25
POLL_SECONDS = 1.0
STORE_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item could not be prepared. ``final``: another try would end the same way."""

    claimed: Claimed
    reason: str
    final: bool


class Processor:
    """One for each process; ``run`` until cancelled, or ``work_on`` given items (``crmbot ingest``)."""

    def __init__(
        self,
        store: Store,
        normalise: Normaliser,
        understand: Understanding,
        route: Router,
        *,
        fetch_files: FetchFiles | None = None,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._normalise = normalise
        self._understand = understand
        self._route = route
        self._fetch_files = fetch_files
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="prepare")  # one for each loop
        self._stopping = asyncio.Event()
        self._owed: list[Claimed] = []

    async def run(self) -> None:
        """Works until ``stop``. Looks when woken, and once a second for what other processes left."""
        async with asyncio.TaskGroup() as loops:
            for careful in (False, True):
                loops.create_task(self._loop(careful=careful))

    async def _loop(self, *, careful: bool) -> None:
        """The careful one is not woken: a second does not matter to it, and each ordinary mail would start a look in vain."""
        woken = asyncio.Event() if careful else self._store.listen("inbox")
        try:
            while not self._stopping.is_set():
                woken.clear()
                if await self._round(None, careful=careful):
                    continue
                await _first_of(woken, self._stopping, POLL_SECONDS)
        finally:
            self._store.forget("inbox", woken)

    async def stop(self) -> None:
        self._stopping.set()

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def warm_up(self) -> None:
        """Blocking: seconds of processor time, in which messages are taken in but wait to be understood."""
        with loading():
            self._understand.warm_up()

    async def work_on(self, inbox_ids: Sequence[int]) -> None:
        """Puts these items through now, as far as nobody else has them."""
        while await self._round(list(inbox_ids)):
            pass

    async def _round(self, only: Sequence[int] | None, *, careful: bool | None = None) -> bool:
        """One batch; ``False`` when nothing was due."""
        try:
            await self._pay_back()
            claimed, raws = await self._store.write(lambda uow: _claim(uow, only, careful), durable=False)
        except StoreUnavailable as error:
            log.error("processing waits for the store", extra={"error": str(error)[:200]})
            await asyncio.sleep(STORE_PAUSE_SECONDS)
            return only is None
        if not claimed:
            return False
        prepared = await self._prepare_all(claimed, raws)
        await self._store_all(prepared)
        return True

    async def _prepare_all(
        self, claimed: Sequence[Claimed], raws: Sequence[RawItem | FileDamaged]
    ) -> list[Prepared | Failure]:
        loop = asyncio.get_running_loop()
        if self._fetch_files is None or not any(one.raw.channel == "telegram" for one in claimed):
            return await loop.run_in_executor(
                self._threads, lambda: [self._prepare(one, raw) for one, raw in zip(claimed, raws, strict=True)]
            )
        found = []
        for one, raw in zip(claimed, raws, strict=True):
            prepared = await loop.run_in_executor(self._threads, self._prepare, one, raw)
            found.append(await self._with_files(prepared, raw))
        return found

    async def _with_files(self, prepared: Prepared | Failure, raw: RawItem | FileDamaged) -> Prepared | Failure:
        if isinstance(prepared, Failure) or isinstance(raw, FileDamaged) or self._fetch_files is None:
            return prepared
        try:
            message = await self._fetch_files(raw, prepared.message)
        except TryAgainLater as error:
            return Failure(prepared.claimed, error.reason, final=False)
        except Exception as error:  # a defect while fetching must not stop the queue either
            log.exception("fetching files failed", extra={"inbox_id": prepared.claimed.id})
            return Failure(prepared.claimed, f"{type(error).__name__} while fetching files", final=False)
        return Prepared(prepared.claimed, message, prepared.analysis)

    def _prepare(self, claimed: Claimed, raw: RawItem | FileDamaged) -> Prepared | Failure:
        if isinstance(raw, FileDamaged):
            return Failure(claimed, str(raw), final=True)
        try:
            return prepare(raw, claimed, self._normalise, self._understand)
        except ParseRefused as error:
            return Failure(claimed, str(error), final=True)
        except (
            Exception
        ) as error:  # a defect in a parser must not stop the queue: the item is tried again, then quarantined
            log.exception("preparing failed", extra={"inbox_id": claimed.id})
            return Failure(claimed, f"{type(error).__name__} while reading the message", final=False)

    async def _store_all(self, batch: Sequence[Prepared | Failure]) -> None:
        """All in one transaction; if one breaks it, each alone."""
        try:
            if len(batch) > 1 and await self._attempt(lambda uow: self._all(uow, batch)) is not None:
                return
        except StoreUnavailable as error:
            self._wait_for_store([item.claimed for item in batch], error)
            return
        for item in batch:
            await self._alone(item)

    async def _attempt(
        self, work: Callable[[UnitOfWork], list[tuple[Claimed, Result | None]]]
    ) -> list[tuple[Claimed, Result | None]] | None:
        try:
            results = await self._store.write(work)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001  whatever it was, the items are tried one by one, where it is reported
            log.warning("a batch failed and is taken apart")
            return None
        self._count(results)
        return results

    async def _alone(self, item: Prepared | Failure) -> None:
        claimed = item.claimed
        try:
            self._count([await self._store.write(lambda uow: self._one(uow, item))])
        except LeaseLost:
            log.warning("an item was taken over by another worker", extra={"inbox_id": claimed.id})
        except StoreUnavailable as error:
            self._wait_for_store([claimed], error)
        except NotYet as wait:
            log.info("an item waits", extra={"inbox_id": claimed.id, "reason": str(wait)})
            seconds = wait.after
            await self._return(lambda uow: inbox.put_back(uow, claimed, after=seconds), claimed)
        except Exception as error:
            log.exception("processing failed", extra={"inbox_id": claimed.id})
            await self._give_back(claimed, f"{type(error).__name__} while processing")

    def _wait_for_store(self, items: Sequence[Claimed], error: StoreUnavailable) -> None:
        log.error("items wait for the store", extra={"number": len(items), "error": str(error)[:200]})
        self._owed += items

    async def _pay_back(self) -> None:
        """What the store could not keep was no fault of the items: their tries do not count."""
        owed, self._owed = self._owed, []
        if not owed:
            return

        def put_back(uow: UnitOfWork) -> None:
            for claimed in owed:
                try:
                    inbox.put_back(uow, claimed, after=STORE_PAUSE_SECONDS)
                except LeaseLost:
                    log.warning("an item was taken over by another worker", extra={"inbox_id": claimed.id})

        try:
            await self._store.write(put_back)
        except StoreUnavailable:
            self._owed += owed
            raise

    async def _give_back(self, claimed: Claimed, reason: str) -> None:
        await self._return(lambda uow: inbox.try_later(uow, claimed, reason=reason), claimed)

    async def _return(self, work: Callable[[UnitOfWork], object], claimed: Claimed) -> None:
        try:
            await self._store.write(work)
        except (LeaseLost, StoreUnavailable) as error:
            log.warning("the lease will end by itself", extra={"inbox_id": claimed.id, "error": str(error)[:200]})

    def _all(self, uow: UnitOfWork, batch: Sequence[Prepared | Failure]) -> list[tuple[Claimed, Result | None]]:
        """Locked together: two processes with mails of the same people never wait for each other in a circle."""
        uow.lock([key for item in batch if isinstance(item, Prepared) for key in locks_of(item.message)])
        return [self._one(uow, item) for item in batch]

    def _one(self, uow: UnitOfWork, item: Prepared | Failure) -> tuple[Claimed, Result | None]:
        """``None``: no end yet, it is tried again."""
        if isinstance(item, Prepared):
            return item.claimed, process(uow, item, self._route)
        if item.final:
            inbox.finish(uow, item.claimed, outcome=Outcome.QUARANTINED, reason=item.reason)
            return item.claimed, Result(Outcome.QUARANTINED, reasons=(item.reason,))
        quarantined = inbox.try_later(uow, item.claimed, reason=item.reason)
        return item.claimed, Result(Outcome.QUARANTINED, reasons=(item.reason,)) if quarantined else None

    def _count(self, results: Sequence[tuple[Claimed, Result | None]]) -> None:
        for claimed, result in results:
            if result is None:
                continue
            self._metrics.processed(claimed.raw.channel, result.outcome)
            log.info(
                "processed",
                extra={"inbox_id": claimed.id, "channel": claimed.raw.channel, "outcome": result.outcome.value},
            )


def _claim(
    uow: UnitOfWork, only: Sequence[int] | None, careful: bool | None
) -> tuple[list[Claimed], list[RawItem | FileDamaged]]:
    claimed = inbox.claim(uow, limit=BATCH, only=only, careful=careful)
    raws: list[RawItem | FileDamaged] = []
    for one in claimed:
        try:
            raws.append(inbox.load(uow, one))
        except FileDamaged as error:
            raws.append(error)
    return claimed, raws


async def _first_of(woken: asyncio.Event, stopping: asyncio.Event, seconds: float) -> None:
    waits: list[asyncio.Task[Any]] = [asyncio.create_task(woken.wait()), asyncio.create_task(stopping.wait())]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
