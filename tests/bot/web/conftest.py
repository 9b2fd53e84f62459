"""A console on a real store, a firm with two colleagues, tickets as the pipeline makes them, and a browser's view of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar
from aiohttp.test_utils import TestServer

from bot.pipeline.receive import StoreIntake
from bot.web.app import create_app
from bot.web.context import WebContext
from channels.message import RawItem, ReadPosition
from channels.port import IntakeUnavailable, Kept, PartState
from channels.registry import Channels
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.team import service as team
from crm_store.unit_of_work import Store


class SwitchedIntake(StoreIntake):
    """The real intake; while ``available`` is false the disk is full."""

    available = True
    calls = 0

    async def keep(self, items: Sequence[RawItem], position: ReadPosition | None = None) -> list[Kept]:
        self.calls += 1
        if not self.available:
            raise IntakeUnavailable
        return await super().keep(items, position)


@dataclass
class Browser:
    """One browser: its cookies, and the forms of the page it last saw."""

    session: ClientSession
    base: str
    page: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **more) -> ClientResponse:
        answer = await self.session.get(self.base + path, allow_redirects=False, **more)
        if answer.content_type == "text/html":
            self.page = await answer.text()
        return answer

    async def post(self, path: str, *, csrf: str | None = None, **fields) -> ClientResponse:
        token = self.csrf if csrf is None else csrf
        headers = {"Origin": self.base} | self.headers
        data = fields | ({"csrf": token} if token else {})
        answer = await self.session.post(self.base + path, data=data, headers=headers, allow_redirects=False)
        if answer.content_type == "text/html":
            self.page = await answer.text()
        return answer

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return found[1] if found else ""

    async def socket(self, path: str, **more):
        headers = more.pop("headers", {"Origin": self.base})
        return await self.session.ws_connect(self.base + path, headers=headers, **more)


@pytest.fixture
def intake(store: Store) -> SwitchedIntake:
    return SwitchedIntake(store, Channels())


@pytest.fixture
def parts() -> list[PartState]:
    return []


@pytest.fixture
def context(store: Store, intake: SwitchedIntake, parts: list[PartState]) -> WebContext:
    return WebContext(
        store=store,
        intake=intake,
        base_url="http://crm.firm.example",
        organisation="In Ấn Sao Mai",
        secret_key=b"k" * 32,
        health=lambda: parts,
        metrics_text=lambda: b"crmbot_up 1\n",
        poll_seconds=5.0,
    )


@pytest.fixture
async def server(context: WebContext) -> AsyncIterator[TestServer]:
    started = TestServer(create_app(context))
    await started.start_server()
    yield started
    await started.close()


@pytest.fixture
async def new_browser(server: TestServer) -> AsyncIterator[Callable[[], Browser]]:
    opened: list[ClientSession] = []

    def make(language: str = "en") -> Browser:
        session = ClientSession(cookie_jar=CookieJar(unsafe=True), headers={"Accept-Language": language})
        opened.append(session)
        return Browser(session, str(server.make_url("")).rstrip("/"))

    yield make
    for session in opened:
        await session.close()


@pytest.fixture
def enter(store: Store):
    """Signs somebody in: ``await enter(browser, user)``."""

    async def run(browser: Browser, user) -> Browser:
        return await sign_in(store, browser, user)

    return run


@pytest.fixture
async def mai(store: Store):
    """An administrator who reads English."""
    return await add_user(store, "Nguyễn Thị Mai", "mai@firm.example", "admin", "en")


@pytest.fixture
async def minh(store: Store, mai):
    """A support agent who reads Vietnamese."""
    return await add_user(store, "Trần Văn Minh", "minh@firm.example", "support", "vi")


async def add_user(store: Store, name: str, email: str, role: str, language: str):
    user, _token = await store.write(
        lambda uow: team.add_user(uow, actor=COMMAND_LINE, name=name, email=email, role=role, language=language)
    )
    return user


async def sign_in(store: Store, browser: Browser, user) -> Browser:
    """By a link, as people do."""
    token = await store.write(lambda uow: team.sign_in_link(uow, user_id=user.id))
    await browser.get(f"/sign-in/{token}")
    answer = await browser.post(f"/sign-in/{token}")
    assert (answer.status, answer.headers["Location"]) == (303, "/tickets")
    await browser.get("/settings")
    return browser


@pytest.fixture
async def at_mai(store: Store, new_browser, mai) -> Browser:
    return await sign_in(store, new_browser(), mai)


@pytest.fixture
async def at_minh(store: Store, new_browser, minh) -> Browser:
    return await sign_in(store, new_browser(), minh)


@pytest.fixture
def now():
    return clock.now()
