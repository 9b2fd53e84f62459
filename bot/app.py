"""Composition root: builds the parts of the chosen roles, starts and stops them.

Receivers start last and stop first, senders the other way round, so that what comes in always finds its way.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Collection
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.locks import RoleLocks
from bot.metrics import Metrics
from bot.settings import Settings
from channels.message import StoredFile
from channels.port import AcceptsWebhooks, PartState, Receiver, Sender
from channels.registry import Channels
from crm_store.database import Database
from crm_store.files.service import FileStore
from crm_store.unit_of_work import Store, UnitOfWork
from nlp.analyser import Analyser
from nlp.intents.learned import model_in

if TYPE_CHECKING:
    from aiohttp import web

    from bot.pipeline.attachments import FetchFiles
    from bot.pipeline.worker import Processor
    from channels.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0
LAG_SECONDS = 0.25
WARM_UP_AFTER_SECONDS = 1.0


class Stops(Protocol):
    """A part that ends; some need the event loop for it."""

    def stop(self) -> Awaitable[None] | None: ...


class Part(StrEnum):
    """The roles of a process."""

    RECEIVE = "receive"
    PROCESS = "process"
    DELIVER = "deliver"
    SCHEDULE = "schedule"
    WEB = "web"


def open_store(settings: Settings, *, migrate: bool = True) -> Store:
    """The database and the files, migrated. Raises ``StoreUnavailable`` when the database cannot be reached."""
    from crm_store.activities import defaults as activity_types
    from crm_store.migrations import runner
    from crm_store.notifications.subscriptions import react

    database = Database(settings.database_url)
    if migrate:
        runner.upgrade(database)
    store = Store(database, FileStore(settings.files), settings.firm, react)
    if migrate and store.read_blocking(activity_types.are_missing):
        store.write_blocking(activity_types.seed)
    return store


def make_processor(
    store: Store,
    channels: Channels,
    metrics: Metrics,
    fetch_files: FetchFiles | None = None,
    models: Path | None = None,
) -> Processor:
    """``models``: the folder of what ``crmbot learn`` made, whose model is used where there is one."""
    from bot.pipeline.customer import CustomerMessages
    from bot.pipeline.normalise import Normaliser
    from bot.pipeline.route import Router
    from bot.pipeline.staff_mail import StaffMail
    from bot.pipeline.understand import Understanding
    from bot.pipeline.worker import Processor

    customers = CustomerMessages()
    route = Router(customers, StaffMail(customers))
    analyser = Analyser(partial(model_in, models)) if models else Analyser()
    return Processor(
        store, Normaliser(channels), Understanding(analyser), route, fetch_files=fetch_files, metrics=metrics
    )


class Service:
    """Everything that one process runs."""

    def __init__(self, settings: Settings, roles: Collection[Part]) -> None:
        self.settings = settings
        self.roles = frozenset(roles)
        self.metrics = Metrics()
        self.store = open_store(settings)
        self.channels = Channels(authserv_id=settings.authserv_id)
        self._locks = RoleLocks(settings.data / "locks")
        self._receivers: list[Receiver] = []
        self._listeners: list[Receiver] = []
        self._senders: dict[str, Sender] = {}
        self._webhooks: list[AcceptsWebhooks] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._beside: list[asyncio.Task[None]] = []
        self._processor: Processor | None = None
        self._own_states = [PartState("database", ok=True, detail=self.store.database.url.get_backend_name())]
        self._stoppers: list[tuple[str, Stops]] = []

    def states(self) -> list[PartState]:
        """Every part of this process, for ``/readyz``."""
        return [
            *self._own_states,
            *(part.state for part in self._listeners),
            *(_far(part.state) for part in (*self._receivers, *self._senders.values())),
        ]

    def working(self) -> list[asyncio.Task[None]]:
        """Tasks that run as long as the service does."""
        return list(self._tasks)

    def first_sign_in_link(self) -> str | None:
        """For the first administrator; ``None`` when there is none yet."""
        from sqlalchemy import select

        from crm_store.team import service as team
        from crm_store.team.models import User

        def make(uow: UnitOfWork) -> str | None:
            admin = uow.connection.execute(
                select(User.id).where(User.is_active.is_(True), User.role == "admin").order_by(User.id).limit(1)
            ).scalar_one_or_none()
            return team.sign_in_link(uow, user_id=admin) if admin is not None else None

        token = self.store.write_blocking(make)
        return f"{self.settings.web_url}/sign-in/{token}" if token else None

    async def start(self) -> None:
        """Raises ``OSError`` when a port is taken, ``ValueError`` for a wrong address, ``AlreadyRunning``."""
        if self.store.database.is_sqlite:
            self._locks.take([role.value for role in self.roles])
        from crm_store.wakeups import Wakeups

        wakeups = Wakeups(self.store)
        wakeups.start()
        self._stoppers.append(("wake-ups", wakeups))
        if Part.DELIVER in self.roles:
            await self._start_delivery()
        if Part.PROCESS in self.roles:
            await self._start_processing()
        await self._start_scheduler()
        self._prepare_receivers()
        if Part.WEB in self.roles:
            await self._start_web()
        for receiver in (*self._listeners, *self._receivers):
            await receiver.start()
        self._beside.append(asyncio.create_task(self._watch_lag(), name="lag"))
        if self._processor is not None:
            self._beside.append(asyncio.create_task(self._warm_up(self._processor), name="warm-up"))

    async def stop(self) -> None:
        """Ends within ten seconds; what was acknowledged is kept, what was begun is finished or left to its lease."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._stop_parts()
        except TimeoutError:
            log.warning("some parts did not stop in time; their work is left to its lease")
        tasks = [*self._tasks, *self._beside]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.channels.close()
        self.store.close()
        self._locks.release()

    async def _stop_parts(self) -> None:
        await asyncio.gather(*(receiver.stop() for receiver in (*self._listeners, *self._receivers)))
        for _name, part in reversed(self._stoppers):
            ending = part.stop()
            if ending is not None:
                await ending
        if self.working():
            await asyncio.wait(self.working())
        await asyncio.gather(*(sender.stop() for sender in self._senders.values()))

    async def _start_delivery(self) -> None:
        from bot.cards.composer import StaffComposer
        from bot.web.postbox import StorePostbox
        from channels.webchat.sender import WebchatSender
        from scheduler.delivery import Delivery

        self._senders["webchat"] = WebchatSender(StorePostbox(self.store))
        if self.settings.smtp_url:
            from channels.email.sender import SmtpSender
            from channels.email.smtp_url import SmtpSettings

            self._senders["email"] = SmtpSender(SmtpSettings.from_url(self.settings.smtp_url), self._read_file)
        if self.settings.telegram_token:
            from channels.telegram.sender import TelegramSender

            self._senders["telegram"] = TelegramSender(self._telegram(), self._read_file)
        for sender in self._senders.values():
            await sender.start()
        delivery = Delivery(self.store, self._senders, StaffComposer(), self.metrics.delivered)
        self._stoppers.append(("delivery", delivery))
        self._tasks.append(asyncio.create_task(delivery.run(), name="delivery"))

    async def _start_processing(self) -> None:
        fetch = await self._telegram_files() if self.settings.telegram_token else None
        processor = self._processor = make_processor(
            self.store, self.channels, self.metrics, fetch, self.settings.data / "models"
        )
        self._stoppers.append(("processor", processor))
        self._tasks.append(asyncio.create_task(processor.run(), name="processing"))

    async def _telegram_files(self) -> FetchFiles:
        from bot.pipeline.attachments import from_telegram
        from channels.telegram.attachments import TelegramFiles

        files = TelegramFiles(self._telegram())
        await files.start()
        self._stoppers.append(("telegram files", files))
        return from_telegram(files)

    async def _start_scheduler(self) -> None:
        from bot.alarms import alarm
        from bot.cli.backup import make_backup
        from scheduler.engine import Engine
        from scheduler.jobs.context import JobContext
        from scheduler.schedule import jobs

        async def back_up() -> str:
            return await asyncio.to_thread(make_backup, self.settings, self.store)

        context = JobContext(self.store, alarm, back_up, self._measure, self.settings.timezone, self._publish_menus)
        engine = Engine(context, jobs(backup_hours=self.settings.backup_hours), everything=Part.SCHEDULE in self.roles)
        await engine.start()
        self._own_states.append(engine.state)
        self._stoppers.append(("scheduler", engine))

    async def _publish_menus(self) -> str:
        if not self.settings.telegram_token:
            return ""
        from bot.menus import publish_menus
        from channels.telegram.account import TelegramAccount

        return await publish_menus(self.store, TelegramAccount(self._telegram()))

    def _prepare_receivers(self) -> None:
        """Receivers need the receive role; a webhook comes in through the web part."""
        from bot.pipeline.receive import StoreIntake

        intake = StoreIntake(self.store, self.channels)
        settings = self.settings
        if settings.telegram_token and settings.telegram_webhook_url and Part.WEB in self.roles:
            from channels.telegram.webhook import TelegramWebhook

            webhook = TelegramWebhook(self._telegram(), intake, self._webhook_secret())
            self._webhooks.append(webhook)
            self._receivers.append(webhook)
        if Part.RECEIVE not in self.roles:
            return
        if settings.telegram_token and not settings.telegram_webhook_url:
            from channels.telegram.receiver import TelegramPoller

            self._receivers.append(TelegramPoller(self._telegram(), intake))
        if settings.imap_urls:
            from channels.email.imap_receiver import ImapReceiver
            from channels.email.imap_url import ImapSettings

            self._receivers += [ImapReceiver(one, intake) for one in ImapSettings.from_urls(settings.imap_urls)]
        if settings.smtp_listen or settings.lmtp_listen:
            from channels.email.smtp_receiver import SmtpReceiver

            if settings.smtp_listen:
                self._listeners.append(SmtpReceiver(settings.smtp_listen, intake, settings.support_address))
            if settings.lmtp_listen:
                self._listeners.append(SmtpReceiver(settings.lmtp_listen, intake, settings.support_address, lmtp=True))

    async def _start_web(self) -> None:
        from aiohttp import web

        from bot.pipeline.receive import StoreIntake
        from bot.web.app import create_app
        from bot.web.context import WebContext

        settings = self.settings
        context = WebContext(
            store=self.store,
            intake=StoreIntake(self.store, self.channels),
            base_url=settings.web_url,
            organisation=settings.organisation,
            secret_key=settings.secrets[0],
            language=settings.language,
            timezone=settings.timezone,
            webhooks=tuple(self._webhooks),
            health=self.states,
            metrics_text=self.metrics.text,
            undo_seconds=settings.undo_seconds,
            behind_proxy=settings.behind_proxy,
        )
        runner = web.AppRunner(create_app(context), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        host, _, port = settings.web_listen.rpartition(":")
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        self._stoppers.append(("web", _Web(runner)))

    def _telegram(self) -> TelegramSettings:
        from channels.telegram.settings import TelegramSettings

        settings = self.settings
        return TelegramSettings(
            settings.telegram_token or "", settings.telegram_api_url, settings.telegram_webhook_url or ""
        )

    def _webhook_secret(self) -> str:
        """Bound to the bot: an old bot's webhook stops fitting."""
        token = (self.settings.telegram_token or "").encode()
        return hmac.new(self.settings.secrets[0], b"telegram webhook\0" + token, hashlib.sha256).hexdigest()

    def _read_file(self, file: StoredFile) -> bytes:
        return self.store.files.get(file.sha256)

    def _measure(self, uow: UnitOfWork) -> None:
        from bot.measure import measure

        measure(uow, self.metrics, self.settings.timezone)

    @staticmethod
    async def _warm_up(processor: Processor) -> None:
        """Loads beside everything else what the first message would wait for. A moment after the start, so that whoever
        waited for it is served first."""
        await asyncio.sleep(WARM_UP_AFTER_SECONDS)
        await asyncio.to_thread(processor.warm_up)

    async def _watch_lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(LAG_SECONDS)
            self.metrics.lag(max(0.0, loop.time() - began - LAG_SECONDS))


def _far(state: PartState) -> PartState:
    """A far end that is down does not make this process unready: it takes messages in and keeps trying."""
    state.facts.setdefault("needed", False)
    return state


class _Web:
    """The listening web server as a part that stops."""

    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner

    async def stop(self) -> None:
        await self._runner.cleanup()
