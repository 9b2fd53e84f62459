"""The pages in Chromium, at a desk and on a phone: they look right, obey the policy, and lose nothing over a bad network."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from conftest import missing
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from sqlalchemy import update

from bot.web.app import create_app
from bot.web.hub import HUB
from bot.web.postbox import StorePostbox
from channels.message import Attachment, Button, ChatAction, ChatParts, OutboundMessage, RawItem, Span, Style, plain
from channels.webchat.sender import WebchatSender
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.inbox.models import InboxItem
from crm_store.leads import service as leads
from crm_store.leads.notes import add_note
from crm_store.outbox.models import OutboxItem
from crm_store.team import service as team
from crm_store.tickets import queries, replies, service

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--mute-audio",
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        missing("Debian's chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Site:
    """The running console and what was complained about in the browser."""

    chromium: Browser
    server: TestServer
    store: object
    desk: object
    screenshots: Path
    complaints: list[str]

    @property
    def base(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    async def open(self, *, phone=False, dark=False, language="en") -> tuple[BrowserContext, Page]:
        context = await self.chromium.new_context(
            viewport=PHONE if phone else DESK,
            locale=language,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            base_url=self.base,
        )
        page = await context.new_page()
        page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return context, page

    async def sign_in(self, page: Page, user) -> None:
        token = await self.store.write(lambda uow: team.sign_in_link(uow, user_id=user.id))
        await page.goto(f"/sign-in/{token}")
        await page.get_by_role("button").click()
        await page.wait_for_url("**/tickets")

    async def look(self, page: Page, name: str) -> None:
        """No page may be wider than its window."""
        await page.screenshot(path=self.screenshots / f"{name}.png", full_page=False)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest_asyncio.fixture(loop_scope="module")
async def site(chromium, context, store, desk, tmp_path) -> AsyncIterator[Site]:
    server = TestServer(create_app(context))
    await server.start_server()
    made = Site(chromium, server, store, desk, tmp_path, [])
    yield made
    await server.close()
    assert made.complaints == []


async def people(store):
    def add(uow):
        mai, _ = team.add_user(
            uow, actor=COMMAND_LINE, name="Nguyễn Thị Mai", email="mai@f.example", role="admin", language="en"
        )
        minh, _ = team.add_user(uow, actor=COMMAND_LINE, name="Trần Văn Minh", email="minh@f.example", role="support")
        return mai, minh

    return await store.write(add)


async def a_day(desk, store, minh):
    """Some tickets in different states."""
    files = [Attachment("anh-loi-E3.jpg", "image/jpeg", b"x" * 240_000)]
    printer = await desk.ticket(
        "Máy in báo lỗi E3",
        "Chào anh chị,\n\nMáy in HP của em báo lỗi E3 từ sáng nay, nhờ anh chị xem giúp.\n\nEm cảm ơn.",
        files=files,
        age=timedelta(hours=3),
    )
    await desk.ticket(
        "Báo giá 20 máy quét mã vạch cho kho Long An và kho Bình Dương trước thứ sáu",
        "Cho em báo giá",
        name="Lê Hoài Nam",
        email="nam@acme.example",
        firm="ACME Logistics",
        age=timedelta(minutes=12),
    )
    await desk.ticket(
        "Invoice 2291 shows the wrong tax code",
        "Please correct it.",
        name="Sarah Whitfield",
        email="sarah@whitfield.example",
        firm="Whitfield Trading",
        age=timedelta(days=1, hours=2),
    )
    done = await desk.ticket(
        "Hẹn lịch bảo trì tháng 3",
        "Dạ thứ 5 nhé",
        name="Phạm Thu Trang",
        email="trang@x.example",
        firm="Nhà thuốc An Khang",
    )
    actor = team.actor_of(minh, "web")

    def work(uow):
        service.take(uow, actor=actor, ticket_id=done)
        service.set_status(uow, actor=actor, ticket_id=done, status="waiting")
        service.take(uow, actor=actor, ticket_id=printer + 2)
        service.set_priority(uow, actor=actor, ticket_id=printer + 2, priority="urgent")

    await store.write(work)
    return printer


async def test_a_ticket_is_answered_at_a_desk(site):
    mai, minh = await people(site.store)
    printer = await a_day(site.desk, site.store, minh)
    context, page = await site.open()
    await site.sign_in(page, mai)
    await site.look(page, "tickets-desk")
    await page.keyboard.press("j")
    for _ in range(3):
        await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/tickets/T-{printer}")
    await page.keyboard.press("t")
    await expect(page.locator("#side")).to_contain_text("Nguyễn Thị Mai")
    await page.keyboard.press("n")
    await page.get_by_label("Internal note").fill("Chị Hoa là khách quen, ưu tiên nhé.")
    await site.look(page, "ticket-note")
    await page.get_by_role("button", name="Save note").click()
    await expect(page.locator("article.note")).to_contain_text("khách quen")
    await page.keyboard.press("r")
    box = page.get_by_label("Answer to the customer")
    await box.fill("Chào chị Hoa,\nchị tắt máy 30 giây rồi bật lại giúp em nhé.")
    await page.reload()
    await expect(box).to_have_value("Chào chị Hoa,\nchị tắt máy 30 giây rồi bật lại giúp em nhé.")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator(".envelope")).to_contain_text("hoa@saomai.example")
    await site.look(page, "ticket-preview")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".delivery.held")).to_contain_text("Will be sent in")
    await site.look(page, "ticket-sent")
    await page.get_by_role("button", name="Undo").last.click()
    await expect(box).to_have_value("Chào chị Hoa,\nchị tắt máy 30 giây rồi bật lại giúp em nhé.")
    rows = await site.store.read(
        lambda uow: [one.state for one in uow.session.query(OutboxItem).filter(OutboxItem.kind == "reply")]
    )
    assert rows == ["cancelled"]
    await context.close()


async def test_the_boxes_fit(site, intake):
    """Inbox and outbox with something in them, at a desk and on a phone."""
    mai, minh = await people(site.store)
    printer = await a_day(site.desk, site.store, minh)
    actor = team.actor_of(mai, "web")

    def answer(uow):
        draft = replies.begin(uow, actor=actor, ticket_id=printer)
        replies.preview(uow, actor=actor, draft_id=draft.id, text="Chào chị Hoa, chị tắt máy 30 giây giúp em nhé.")
        replies.send(uow, actor=actor, draft_id=draft.id)
        uow.connection.execute(
            update(OutboxItem).values(state="unknown", last_error="the program stopped exactly while sending")
        )

    await site.store.write(answer)
    await intake.keep(
        [RawItem("email", "support@localhost", f"m{number}", b"x" * 2048, clock.now()) for number in range(3)]
    )
    reason = {"state": "quarantined", "outcome": "quarantined", "reason": "The mail is too deep or too big to parse."}
    await site.store.write(
        lambda uow: uow.connection.execute(update(InboxItem).where(InboxItem.id > 1).values(**reason))
    )
    for phone in (False, True):
        context, page = await site.open(phone=phone)
        await site.sign_in(page, mai)
        for name in ("inbox", "outbox"):
            await page.goto(f"/{name}")
            await site.look(page, f"{name}-{'phone' if phone else 'desk'}")
        await page.goto(f"/tickets/T-{printer}")
        await site.look(page, f"ticket-unknown-{'phone' if phone else 'desk'}")
        await context.close()


async def test_the_list_and_the_ticket_follow_without_reloading(site):
    mai, minh = await people(site.store)
    context, page = await site.open()
    await site.sign_in(page, mai)
    await expect(page.locator(".empty")).to_be_visible()
    number = await site.desk.ticket("Vừa đến", "Xin chào")
    await site.store.write(lambda uow: uow.wake("tickets"))
    await expect(page.get_by_text("Vừa đến")).to_be_visible()
    await page.get_by_text("Vừa đến").click()
    await page.get_by_label("Answer to the customer").fill("đang gõ")
    await site.desk.answer_of(number, "Tôi viết thêm")
    await site.store.write(lambda uow: service.take(uow, actor=team.actor_of(minh, "web"), ticket_id=number))
    await site.store.write(lambda uow: uow.wake("tickets"))
    await expect(page.locator("#timeline")).to_contain_text("Tôi viết thêm")
    await expect(page.locator("#side")).to_contain_text("Trần Văn Minh")
    await expect(page.get_by_label("Answer to the customer")).to_have_value("đang gõ")
    await context.close()


async def test_the_original_is_shut_in_its_frame(site):
    mai, _ = await people(site.store)
    number = await site.desk.ticket("Có mã độc", "Nội dung")
    context, page = await site.open()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await site.sign_in(page, mai)
    await page.goto(f"/tickets/T-{number}")
    await page.get_by_role("link", name="Original").click()
    frame = page.frame_locator("dialog iframe")
    await expect(frame.locator("p")).to_contain_text("Nội dung")
    assert await frame.locator("body").evaluate("() => self.origin") == "null"
    assert not [url for url in asked if "tracker" in url]
    await page.get_by_role("button", name="Close the original").click()
    await expect(page.locator("dialog")).to_be_hidden()
    await context.close()


CARD = (
    Span("🎫 Máy in báo lỗi E3 · T-1\n", Style.BOLD),
    Span("Chị Trần Thị Hoa – In Ấn Sao Mai (khách quen) · email\n"),
    Span("Máy in HP của em báo lỗi E3 từ sáng nay, nhờ anh chị xem giúp.", Style.QUOTE),
    Span("📎 2 ảnh · chưa ai nhận\nVì sao ở đây: địa chỉ đã biết\n"),
    Span("Mở trong trang web", Style.LINK, "/tickets/T-1"),
)
BUTTONS = (
    (Button("Nhận", "take:T-1"), Button("Trả lời", "reply:T-1"), Button("Giao cho…", "assign:T-1")),
    (Button("Ghi chú", "note:T-1"), Button("Xong", "resolve:T-1"), Button("Thêm…", "more:T-1")),
)


async def never():
    raise AssertionError


async def test_the_staff_chat_loses_nothing_over_a_bad_network(site, intake):
    mai, _ = await people(site.store)
    sender = WebchatSender(StorePostbox(site.store))
    await sender.start()
    key = f"staff:{mai.id}"

    async def say(text, number, **parts):
        message = OutboundMessage(f"k{number}", text, chat=ChatParts(key, **parts))
        return (await sender.send(message, never)).external_id

    card = await say(CARD, 1, buttons=BUTTONS)
    context, page = await site.open()
    await site.sign_in(page, mai)
    await page.goto("/chat")
    await expect(page.locator(".card")).to_contain_text("Máy in báo lỗi E3")
    field = page.get_by_label("Message")
    await field.fill("/tickets")
    await field.press("Enter")
    await expect(page.locator(".bubble.in:not(.pending)")).to_have_count(1)
    await site.look(page, "chat-desk")

    intake.available = False
    await page.get_by_role("button", name="Nhận").click()
    await field.fill("viết khi đĩa đầy")
    await field.press("Enter")
    await page.wait_for_timeout(200)
    assert await page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('outgoing:')).length") == 1

    await context.set_offline(True)
    await site.server.app[HUB].close_sockets()
    await field.fill("viết khi mất mạng")
    await field.press("Enter")
    await expect(page.locator(".offline")).to_be_visible()
    await expect(page.locator(".bubble.pending")).to_have_count(2)
    await site.look(page, "chat-offline")
    await say(plain("trả lời trong lúc mất mạng"), 2)
    await say(CARD[:1], 3, action=ChatAction.EDIT, message_ref=card)
    intake.available = True
    await context.set_offline(False)
    await expect(page.locator(".log")).to_contain_text("trả lời trong lúc mất mạng")
    await expect(page.locator(".bubble.pending")).to_have_count(0)
    await expect(page.locator(f"#m{card} .keyboard")).to_have_count(0)
    texts = await page.locator(".bubble.in .text").all_text_contents()
    assert texts == ["/tickets", "viết khi đĩa đầy", "viết khi mất mạng"]
    await page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('outgoing:'))")
    await page.reload()
    await expect(page.locator(".bubble.in")).to_have_count(3)
    site.complaints[:] = [one for one in site.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    await context.close()


async def test_a_visitor_chats_on_a_phone(site):
    context, page = await site.open(phone=True, language="vi")
    await page.goto("/visitor")
    await page.locator("#introduce summary").click()
    await page.locator("#introduce [name=name]").fill("Hoa")
    await page.locator("#introduce [name=email]").fill("hoa@saomai.example")
    field = page.locator(".say textarea")
    await field.fill("Cửa hàng mình mở cửa mấy giờ ạ?")
    await page.locator(".say button").click()
    await expect(page.locator(".bubble.in:not(.pending)")).to_have_count(1)
    key = await site.store.read(
        lambda uow: uow.connection.exec_driver_sql("SELECT key FROM conversations").scalar_one()
    )
    message = OutboundMessage("k", plain("Dạ, bên em mở cửa từ 8:00 đến 18:00 ạ."), chat=ChatParts(key))
    sender = WebchatSender(StorePostbox(site.store))
    await sender.start()
    await sender.send(message, never)
    await expect(page.locator(".bubble.out")).to_contain_text("8:00")
    await site.look(page, "visitor-phone")
    await page.reload()
    await expect(page.locator(".bubble")).to_have_count(2)
    await expect(page.locator("#introduce [name=name]")).to_have_value("Hoa")
    await context.close()


@pytest.mark.parametrize("dark", [False, True])
async def test_everything_fits_on_a_phone(site, dark):
    _mai, minh = await people(site.store)
    printer = await a_day(site.desk, site.store, minh)
    await site.desk.answer_of(
        printer, "Tôi cũng bị lỗi này, gửi tôi lịch sử với.", name="", email="nguoi.la@somewhere.example", stranger=True
    )
    context, page = await site.open(phone=True, dark=dark)
    theme = "dark" if dark else "light"
    await page.goto("/sign-in")
    await site.look(page, f"sign-in-phone-{theme}")
    await site.sign_in(page, minh)
    await site.look(page, f"tickets-phone-{theme}")
    await page.goto(f"/tickets/T-{printer}")
    await site.look(page, f"ticket-phone-{theme}")
    await page.locator("#reply").scroll_into_view_if_needed()
    await site.look(page, f"ticket-phone-reply-{theme}")
    for name in ("settings", "chat"):
        await page.goto(f"/{name}")
        await site.look(page, f"{name}-phone-{theme}")
    small = await page.evaluate(
        """() => [...document.querySelectorAll("button, a.button, nav a")].filter((one) => one.offsetHeight && one.offsetHeight < 32).length"""
    )
    assert small == 0, "every control is large enough for a thumb"
    view = await site.store.read(lambda uow: queries.ticket(uow, actor=COMMAND_LINE, ticket_id=printer))
    assert view.pending_senders
    await context.close()


async def test_names_without_a_blank_fit_on_a_phone(site, store, desk) -> None:
    long = "Nguyễnthịtrầnlêphạmhoànghuỳnhphanvũvõđặngbùiđỗhồngôdươnglý" * 2
    mai, _minh = await people(store)
    number = await desk.ticket(long, "Lỗi E3", name=long, email=f"{'a' * 60}@{'b' * 60}.example", firm=long)
    await desk.answer_of(number, "Cho tôi xem", name=long, email=f"{'c' * 60}@{'d' * 60}.example", stranger=True)

    def more(uow) -> int:
        author, _token = team.add_user(uow, actor=COMMAND_LINE, name=long, email="long@f.example", role="support")
        service.add_note(uow, actor=team.actor_of(author, "web"), ticket_id=number, text="ghi chú")
        service.assign(uow, actor=COMMAND_LINE, ticket_id=number, user_id=author.id)
        lead_id = leads.open_lead(uow, name=long, source="email", interaction_id=0, company=long)
        add_note(uow, actor=team.actor_of(mai, "web"), lead_id=lead_id, text=long)
        return lead_id

    lead_id = await store.write(more)
    context, page = await site.open(phone=True)
    await site.sign_in(page, mai)
    for path in ("/tickets", f"/tickets/T-{number}", "/leads", f"/leads/L-{lead_id}"):
        await page.goto(path)
        await site.look(page, f"long-{path.strip('/').replace('/', '-')}")
    await context.close()
