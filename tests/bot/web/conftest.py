"""A console on a real store, a firm with two colleagues, tickets as the pipeline makes them, and a browser's view of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

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
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.identity.rules import fold
from crm_store.interactions import service as interactions
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.tickets import service
from crm_store.unit_of_work import Store, UnitOfWork


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
def database_url(sqlite_url: str) -> str:
    """These tests are about pages; the use cases have their own on both databases."""
    return sqlite_url


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
        organisation="Cơ Điện Bình Minh",
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


MAIL = """\
From: =?utf-8?q?Tr=E1=BA=A7n_Th=E1=BB=8B_Hoa?= <hoa@saomai.example>
To: support@localhost
Subject: =?utf-8?q?M=C3=A1y_in_b=C3=A1o_l=E1=BB=97i_E3?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{text}
--b
Content-Type: text/html; charset=utf-8

<p>{text} <script>alert(1)</script><img src="https://tracker.example/p.gif" onerror="alert(2)"></p>
<form action="https://evil.example"><input name="p"></form>
--b--
"""


class Desk:
    """What the pipeline does with customers' messages, step by step."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ticket(
        self, subject: str, text: str, *, name="Trần Thị Hoa", email="hoa@saomai.example", firm="In Ấn Sao Mai", **more
    ) -> int:
        def work(uow: UnitOfWork) -> int:
            contact_id, account_id = self._customer(uow, name, firm)
            interaction_id = self._interaction(uow, subject, text, name, email, more.get("files", ()))
            ticket_id = service.open_ticket(
                uow,
                subject=subject,
                interaction_id=interaction_id,
                wrote_at=clock.now() - more.get("age", timedelta()),
                contact_id=contact_id,
                account_id=account_id,
                channel="email",
                channel_account="support@localhost",
                mailbox="support@localhost",
                language="vi",
            )
            service.add_participant(
                uow, ticket_id, kind="email", value=email, name=name, role="requester", contact_id=contact_id
            )
            self._link(uow, interaction_id, ticket_id, more.get("reason", "the sender's address is known"))
            return ticket_id

        return await self._store.write(work)

    async def answer_of(
        self, ticket_id: int, text: str, *, name="Trần Thị Hoa", email="hoa@saomai.example", stranger=False
    ) -> int:
        def work(uow: UnitOfWork) -> int:
            interaction_id = self._interaction(uow, "Re:", text, name, email, (), is_pending=stranger)
            self._link(
                uow,
                interaction_id,
                ticket_id,
                "our reference in a mail of somebody else" if stranger else "our reply address",
            )
            facts = {"ticket_id": ticket_id, "interaction_id": interaction_id}
            if stranger:
                service.stranger_wrote(uow, **facts, kind="email", value=email, name=name)
            else:
                service.customer_wrote(
                    uow,
                    **facts,
                    wrote_at=clock.now(),
                    thanks_only=False,
                    channel="email",
                    channel_account="support@localhost",
                )
            return interaction_id

        return await self._store.write(work)

    @staticmethod
    def _customer(uow: UnitOfWork, name: str, firm: str) -> tuple[int, int]:
        now = clock.now()
        account = Account(name=firm, name_folded=fold(firm), created_at=now, updated_at=now)
        uow.session.add(account)
        uow.flush()
        contact = Contact(
            salutation="chị", name=name, name_folded=fold(name), account_id=account.id, created_at=now, updated_at=now
        )
        uow.session.add(contact)
        uow.flush()
        return contact.id, account.id

    @staticmethod
    def _interaction(uow: UnitOfWork, subject: str, text: str, name: str, email: str, files, **more) -> int:
        interaction_id = interactions.add(
            uow,
            medium="email",
            direction="in",
            text=text,
            occurred_at=clock.now(),
            sender_name=name,
            sender_address=email,
            subject=subject,
            quoted_text="Vào T2, Mai viết:\n> Chào chị",
            has_html=True,
            raw_sha256=uow.files.put(MAIL.format(text=text).encode()),
            **more,
        )
        interactions.add_files(uow, interaction_id, files)
        return interaction_id

    @staticmethod
    def _link(uow: UnitOfWork, interaction_id: int, ticket_id: int, reason: str) -> None:
        interactions.link(uow, interaction_id, kind=Kind.TICKET, record_id=ticket_id, proof="address", reason=reason)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
