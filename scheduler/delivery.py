"""Sends what is due in the outbox.

Each message is claimed under a lease; immediately before the step after which nobody can know, that fact is committed
(and the lease checked once more); then the outcome is written with its consequences.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from channels.message import OutboundMessage
from channels.port import CannotDeliver, ChannelError, OutcomeUnknown, Receipt, Sender, TryAgainLater
from crm_store import clock
from crm_store.errors import LeaseLost, StoreUnavailable
from crm_store.outbox import service as outbox
from crm_store.outbox.recipients import WAITING
from crm_store.outbox.rules import LEASE_SECONDS, TO_CUSTOMERS, State
from crm_store.outbox.service import Due
from crm_store.tickets import outcomes
from crm_store.unit_of_work import Store, UnitOfWork
from scheduler.left_behind import take_over

log = logging.getLogger(__name__)
T = TypeVar("T")

SLOTS = 16
"""Messages of one channel on their way at once, where its sender names no ``capacity``."""
POLL_SECONDS = 5.0
SHORTEST_WAIT = 0.02
BLOCKED_SECONDS = 1.0
"""Due already, but behind an earlier message to the same chat."""
CHANNEL_PAUSE_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 300.0
RECORD_TRIES = 20
STOP_SECONDS = 6.0

Counted = Callable[[str, str, str], None]
"""Told of each delivery: channel, kind, state."""


class Composer(Protocol):
    """Draws what has no ready text, and remembers where it stands. Runs inside the unit of work."""

    def compose(self, uow: UnitOfWork, due: Due) -> OutboundMessage | None:
        """``None``: nothing to say any more."""
        ...

    def delivered(self, uow: UnitOfWork, due: Due, message: OutboundMessage, receipt: Receipt) -> None: ...

    def ended(self, uow: UnitOfWork, due: Due, error: ChannelError) -> None:
        """It will not be delivered, or nobody knows."""
        ...


class Delivery:
    """One for each process that delivers. ``run`` until ``stop``."""

    def __init__(self, store: Store, senders: Mapping[str, Sender], composer: Composer, counted: Counted) -> None:
        self._store = store
        self._senders = senders
        self._composer = composer
        self._counted = counted
        self._running: dict[asyncio.Task[None], str] = {}
        self._paused: dict[str, tuple[float, float]] = {}
        self._stopping = False
        self._woken: asyncio.Event | None = None

    async def run(self) -> None:
        woken = self._woken = self._store.listen("outbox")
        try:
            if "email" in self._senders:
                await self._guarded(lambda uow: outbox.relay_is_there(uow, channel="email"))
            while not self._stopping:
                woken.clear()
                wait = await self._round()
                if wait > 0 and not self._stopping:
                    await _wait(woken, wait)
        finally:
            self._store.forget("outbox", woken)
            await self._let_finish()

    async def stop(self) -> None:
        """Takes nothing new; what is on its way may end."""
        self._stopping = True
        if self._woken is not None:
            self._woken.set()

    async def _round(self) -> float:
        """Starts what is due; how long to wait before the next look."""
        free = self._free_slots()
        claimed = await self._guarded(lambda uow: self._claim(uow, free), durable=False)
        if claimed is None:
            return CHANNEL_PAUSE_SECONDS
        work, next_due, left_behind = claimed
        for due, message in work:
            task = asyncio.create_task(self._deliver(due, message))
            self._running[task] = due.channel
            task.add_done_callback(self._done)
        taken = [await self._take_over(outbox_id) for outbox_id in left_behind]
        return 0.0 if any(taken) else self._until(next_due)

    def _free_slots(self) -> dict[str, int]:
        """No more is claimed than leaves at once: a slow channel holds up no other, and no lease runs out in a queue."""
        busy = Counter(self._running.values())
        free = {name: getattr(self._senders[name], "capacity", SLOTS) - busy[name] for name in self._open_channels()}
        return {name: slots for name, slots in free.items() if slots > 0}

    def _claim(
        self, uow: UnitOfWork, free: dict[str, int]
    ) -> tuple[list[tuple[Due, OutboundMessage]], datetime | None, list[int]]:
        work = []
        left = Counter(free)
        for due in [one for name, slots in free.items() for one in outbox.claim(uow, channels=[name], limit=slots)]:
            try:
                message = due.message or self._draw(uow, due)
            except (OperationalError, InterfaceError):
                raise  # the database is in trouble, not this row
            except Exception as error:  # one that cannot be drawn must not keep the others from leaving
                log.exception("drawing failed", extra={"outbox_id": due.id})
                _tell_end(uow, due, outbox.later(uow, due, reason=f"{type(error).__name__} while drawing"))
                continue
            if message is None:
                outbox.nothing_to_say(uow, due)
            else:
                work.append((due, _to_the_rest(message, due)))
                left[due.channel] -= 1
        if "email" not in self._senders:
            for outbox_id in outbox.no_relay(uow, channel="email"):
                outcomes.ended(uow, outbox_id=outbox_id, state=State.NO_RELAY)
        return work, outbox.next_due(uow, channels=list(+left)), outbox.expired_leases(uow)

    async def _take_over(self, outbox_id: int) -> bool:
        try:
            return await take_over(self._store, outbox_id)
        except StoreUnavailable as error:
            log.error("delivery waits for the store", extra={"error": str(error)[:200]})
            return False

    def _draw(self, uow: UnitOfWork, due: Due) -> OutboundMessage | None:
        """Under a savepoint: PostgreSQL ends a whole transaction with the first statement that fails in it."""
        with uow.session.begin_nested():
            return self._composer.compose(uow, due)

    async def _deliver(self, due: Due, message: OutboundMessage) -> None:
        holding = asyncio.create_task(self._hold(due))
        try:
            await self._send(due, message)
        finally:
            holding.cancel()

    async def _hold(self, due: Due) -> None:
        """Renews the lease for as long as the far end takes; only a worker that stands still loses it."""
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            try:
                await self._store.write(lambda uow: outbox.renew(uow, due))
            except LeaseLost:
                return  # the point of no return will say so
            except StoreUnavailable as error:
                log.warning("a lease could not be renewed", extra={"outbox_id": due.id, "error": str(error)[:200]})
            except Exception:
                log.exception("renewing a lease failed", extra={"outbox_id": due.id})
                return

    async def _send(self, due: Due, message: OutboundMessage) -> None:
        sender = self._senders[due.channel]
        passed = False

        async def point_of_no_return() -> None:
            nonlocal passed
            await self._store.write(lambda uow: outbox.pass_point_of_no_return(uow, due))
            passed = True

        try:
            wait = _pacing(sender, due.recipient)
            if wait > 0:
                await self._record(lambda uow: outbox.put_back(uow, due, after=wait))
                return
            receipt = await sender.send(message, point_of_no_return)
        except TryAgainLater as error:
            await self._later(due, error)
        except (CannotDeliver, OutcomeUnknown) as error:
            await self._ended(due, error)
        except LeaseLost:
            log.warning("an outgoing message was taken over by another worker", extra={"outbox_id": due.id})
            await self._later(due, TryAgainLater("the lease ran out before the message left"))
        except StoreUnavailable as error:
            log.warning("sending waits for the store", extra={"outbox_id": due.id, "error": str(error)[:200]})
        except Exception as error:  # a defect in a sender must neither lose the message nor repeat it
            log.exception("sending failed", extra={"outbox_id": due.id})
            reason = f"{type(error).__name__} while sending"
            await (self._ended(due, OutcomeUnknown(reason)) if passed else self._later(due, TryAgainLater(reason)))
        else:
            await self._sent(due, message, receipt)

    async def _sent(self, due: Due, message: OutboundMessage, receipt: Receipt) -> None:
        def record(uow: UnitOfWork) -> State:
            state = outbox.sent(uow, due, external_id=receipt.external_id, outcomes=receipt.recipients)
            self._composer.delivered(uow, due, message, receipt)
            _tell_end(uow, due, state)
            return state

        def bare(uow: UnitOfWork) -> State:
            return outbox.sent(uow, due, external_id=receipt.external_id, outcomes=receipt.recipients)

        await self._settle(record, bare, due)
        if self._paused.get(due.channel, (0.0, 0.0))[0] <= time.monotonic():
            self._paused.pop(due.channel, None)

    async def _later(self, due: Due, error: TryAgainLater) -> None:
        if error.whole_channel:
            self._pause(due.channel, error.after)

        def record(uow: UnitOfWork) -> State:
            state = outbox.later(
                uow,
                due,
                reason=error.reason,
                code=error.code,
                after=error.after,
                moved_to=error.moved_to,
                outcomes=error.recipients,
            )
            _tell_end(uow, due, state)
            return state

        await self._record(record, due)

    async def _ended(self, due: Due, error: CannotDeliver | OutcomeUnknown) -> None:
        def bare(uow: UnitOfWork) -> State:
            if isinstance(error, OutcomeUnknown):
                return outbox.unknown(uow, due, reason=error.reason, outcomes=error.recipients)
            return outbox.failed(uow, due, reason=error.reason, code=error.code, outcomes=error.recipients)

        def record(uow: UnitOfWork) -> State:
            state = bare(uow)
            self._composer.ended(uow, due, error)
            _tell_end(uow, due, state)
            return state

        await self._settle(record, bare, due)

    async def _settle(
        self, record: Callable[[UnitOfWork], State], bare: Callable[[UnitOfWork], State], due: Due
    ) -> None:
        """The outcome with its consequences; if those have a defect, the outcome alone, or it would be sent again."""
        try:
            await self._record(record, due)
        except Exception:
            log.exception("the consequences of an outcome failed", extra={"outbox_id": due.id})
            await self._record(bare, due)

    async def _record(self, work: Callable[[UnitOfWork], State | None], due: Due | None = None) -> None:
        """Writes an outcome. While the store is away it tries again, for the message itself is out."""
        for attempt in range(RECORD_TRIES):
            try:
                state = await self._store.write(work)
            except LeaseLost as error:
                log.warning("an outcome came too late", extra={"error": str(error)})
                return
            except StoreUnavailable as error:
                log.error("an outcome waits for the store", extra={"attempt": attempt, "error": str(error)[:200]})
                await asyncio.sleep(min(5.0, 0.2 * 2**attempt))
            else:
                if due is not None and state is not None:
                    self._counted(due.channel, due.kind.value, state.value)
                return

    async def _guarded(self, work: Callable[[UnitOfWork], T], *, durable: bool = True) -> T | None:
        try:
            return await self._store.write(work, durable=durable)
        except StoreUnavailable as error:
            log.error("delivery waits for the store", extra={"error": str(error)[:200]})
            return None

    def _open_channels(self) -> list[str]:
        now = time.monotonic()
        return [name for name in self._senders if self._paused.get(name, (0.0, 0.0))[0] <= now]

    def _pause(self, channel: str, after: float | None) -> None:
        """Longer each time, so that a relay that is down is not hammered; the first success after it shortens it again."""
        until, last = self._paused.get(channel, (0.0, 0.0))
        now = time.monotonic()
        if until > now:
            return
        recent = now - until < LONGEST_PAUSE_SECONDS
        pause = (
            after
            if after is not None
            else min(LONGEST_PAUSE_SECONDS, last * 2 if last and recent else CHANNEL_PAUSE_SECONDS)
        )
        self._paused[channel] = (now + pause, pause)
        log.warning("channel paused", extra={"channel": channel, "seconds": round(pause, 1)})

    def _until(self, next_due: datetime | None) -> float:
        ends = [until - time.monotonic() for until, _ in self._paused.values() if until > time.monotonic()]
        if next_due is not None:
            until_due = (next_due - clock.now()).total_seconds()
            ends.append(until_due if until_due > 0 else BLOCKED_SECONDS)
        return max(SHORTEST_WAIT, min([POLL_SECONDS, *ends]))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        if self._woken is not None:
            self._woken.set()

    async def _let_finish(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=STOP_SECONDS)
        for task in self._running:
            task.cancel()


def _tell_end(uow: UnitOfWork, due: Due, state: State) -> None:
    if due.kind in TO_CUSTOMERS and due.subject and state not in (State.PENDING, State.SENDING):
        outcomes.ended(uow, outbox_id=due.id, state=state)


def _to_the_rest(message: OutboundMessage, due: Due) -> OutboundMessage:
    """A second try goes only to those who have not got it."""
    if message.mail is None or not due.recipients:
        return message
    rest = tuple(one["address"] for one in due.recipients if one["state"] in WAITING)
    return replace(message, mail=replace(message.mail, only_to=rest)) if len(rest) < len(due.recipients) else message


def _pacing(sender: Sender, recipient: str) -> float:
    delay = getattr(sender, "delay", None)
    return float(delay(recipient)) if delay is not None else 0.0


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    waiting: Awaitable[object] = woken.wait()
    try:
        await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        return
