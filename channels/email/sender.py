"""Sends mails through a relay: ``channels.port.Sender`` over SMTP.

Each mail is handed over in a thread of its own, at most two at a time, over connections that are kept for the next
mail. The event loop only waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from channels.email.relay_pool import SessionPool, in_thread
from channels.email.relay_session import RelaySession, StageLimits
from channels.email.renderer import RenderedMail, render
from channels.email.smtp_url import SmtpSettings
from channels.message import OutboundMessage
from channels.port import ChannelError, PartState, PointOfNoReturn, ReadFile, Receipt, TryAgainLater


class SmtpSender:
    """``capacity`` is how many mails leave at once; more only wait here. ``max_age`` and ``max_idle`` are seconds after which a connection is not used again; ``grace`` is what a running
    mail gets when we stop. Lives within one event loop.
    """

    def __init__(
        self,
        settings: SmtpSettings,
        read_file: ReadFile,
        *,
        limits: StageLimits | None = None,
        connections: int = 2,
        max_age: float = 300.0,
        max_idle: float = 15.0,
        grace: float = 4.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._read_file = read_file
        self._limits = limits or StageLimits()
        self._slots = asyncio.Semaphore(connections)
        self.capacity = connections
        self._pool = SessionPool(max_age, max_idle)
        self._grace = grace
        self._now = now
        self._running: dict[asyncio.Future[Receipt], _Delivery] = {}
        self._stopping = False
        self._state = PartState("smtp", facts={"relay": settings.name})

    @property
    def state(self) -> PartState:
        return self._state

    async def start(self) -> None:
        """Connects to nothing: the first mail does, or ``check``."""
        self._stopping = False
        self._state.ok = True
        self._state.detail = f"ready to send through {self._settings.name}"

    async def send(self, message: OutboundMessage, point_of_no_return: PointOfNoReturn) -> Receipt:
        """As the port says. ``TryAgainLater`` and ``CannotDeliver`` may also come after ``point_of_no_return``: the mail
        is then surely not delivered. What ``point_of_no_return`` raises comes out unchanged.

        Cancelling cuts the connection; whoever cancels after the point of no return learns no outcome. Use ``stop``.
        """
        async with self._slots:
            if self._stopping:
                raise TryAgainLater("The service is stopping.", whole_channel=True)
            delivery = _Delivery(self._new_session, self._pool, point_of_no_return)
            outcome = asyncio.wrap_future(in_thread(lambda: delivery.run(lambda: self._rendered(message))))
            self._running[outcome] = delivery
            try:
                receipt = await self._outcome_of(outcome, delivery)
            except ChannelError as error:
                self._note(error)
                raise
            finally:
                del self._running[outcome]
                if delivery.session is not None:
                    self._pool.put_back(delivery.session)
        self._note(None)
        return receipt

    async def check(self) -> str:
        """Connects, signs in and says one line about the relay. Raises ``TryAgainLater`` with the reason."""
        session = self._new_session()

        def probe() -> str:
            try:
                session.open()
                return session.probe()
            finally:
                session.close()

        try:
            return await asyncio.wrap_future(in_thread(probe))
        except asyncio.CancelledError:
            session.abort()
            raise

    async def stop(self) -> None:
        """Lets running mails end for ``grace`` seconds, then cuts them: what had its final dot becomes unknown."""
        self._stopping = True
        if self._running:
            await asyncio.wait(list(self._running), timeout=self._grace)
        for delivery in self._running.values():
            delivery.abort()
        if self._running:
            await asyncio.wait(list(self._running), timeout=1.0)
        await self._pool.drain(self._limits.goodbye + 1.0)
        self._state.ok = False
        self._state.detail = "stopped"

    def _new_session(self) -> RelaySession:
        return RelaySession(self._settings, self._limits)

    def _rendered(self, message: OutboundMessage) -> RenderedMail:
        return render(message, sent_at=self._now(), read_file=self._read_file)

    async def _outcome_of(self, outcome: asyncio.Future[Receipt], delivery: _Delivery) -> Receipt:
        """A caller that gives up cuts the connection and still waits for the thread, which then ends at once."""
        try:
            return await asyncio.shield(outcome)
        except asyncio.CancelledError:
            delivery.abort()
            outcome.add_done_callback(_nobody_waits)
            await asyncio.wait([outcome], timeout=self._grace)
            raise

    def _note(self, error: ChannelError | None) -> None:
        if error is None:
            self._state.ok = True
            self._state.detail = (
                f"last mail taken by {self._settings.name} at {self._now().isoformat(timespec='seconds')}"
            )
        elif isinstance(error, TryAgainLater) and error.whole_channel:
            self._state.ok = False
            self._state.detail = error.reason


def _nobody_waits(outcome: asyncio.Future[Receipt]) -> None:
    """Takes the failure of an abandoned mail, which asyncio would else report as forgotten."""
    if not outcome.cancelled():
        outcome.exception()


class _Delivery:
    """One mail on its way: ``run`` in a thread, ``abort`` from the event loop at any time."""

    def __init__(
        self, new_session: Callable[[], RelaySession], pool: SessionPool, point_of_no_return: PointOfNoReturn
    ) -> None:
        self._new_session = new_session
        self._pool = pool
        self._point_of_no_return = point_of_no_return
        self._loop = asyncio.get_running_loop()
        self._aborted = False
        self.session: RelaySession | None = None

    def run(self, rendered: Callable[[], RenderedMail]) -> Receipt:
        mail = rendered()
        return self._connected().deliver(mail, self._pass_point)

    def abort(self) -> None:
        self._aborted = True
        if self.session is not None:
            self.session.abort()

    def _connected(self) -> RelaySession:
        for waiting in self._pool.waiting():
            self._use(waiting)
            if self._pool.is_young(waiting) and waiting.ready_again():
                return waiting
            waiting.close()
        session = self._new_session()
        self._use(session)
        session.open()
        return session

    def _use(self, session: RelaySession) -> None:
        self.session = session
        if self._aborted:
            session.abort()

    def _pass_point(self) -> None:
        async def passed() -> None:
            await self._point_of_no_return()

        asyncio.run_coroutine_threadsafe(passed(), self._loop).result()
