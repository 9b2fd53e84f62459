"""The rest of the conversation: joining, settings, help, finding, the inbox, undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from factories.staff_chat import START, Firm
from sqlalchemy import select, update

from bot.commands import registry
from channels.message import Attachment, ChatEvent, RawItem
from crm_store.access import COMMAND_LINE, SYSTEM, Permission, Role
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.identity import service as identity
from crm_store.identity.rules import fold
from crm_store.inbox import service as inbox
from crm_store.inbox.models import InboxItem
from crm_store.inbox.rules import State
from crm_store.leads import service as leads
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import queries
from crm_store.unit_of_work import UnitOfWork


def user(office: Firm, user_id: int) -> User:
    return office.store.read_blocking(lambda uow: uow.session.get_one(User, user_id))


def test_an_invitation_makes_a_colleague_of_a_stranger(office: Firm) -> None:
    added, token = office.store.write_blocking(
        lambda uow: team.add_user(uow, actor=COMMAND_LINE, name="Lan", email="lan@firm.vn", role="support")
    )
    assert office.starts("4711", token)
    screen = office.screens["4711"]
    assert "Chào Lan." in screen.last.text
    assert "chỉ nội bộ thấy" in screen.last.text
    assert user(office, added.id).telegram_id == "4711"
    office.ticket()
    office.deliver()
    assert screen.last.text.startswith("🎫")


@pytest.mark.parametrize("token", ["", "wrong", "x" * 64])
def test_a_payload_that_is_no_invitation_is_a_customers_start(office: Firm, token: str) -> None:
    assert not office.starts("4711", token)
    assert "4711" not in office.screens


def test_an_invitation_works_once_and_not_for_a_colleagues_account(office: Firm) -> None:
    lan = office.hire("Lan", telegram="4711")
    added, token = office.store.write_blocking(
        lambda uow: team.add_user(uow, actor=COMMAND_LINE, name="Minh", email="minh@firm.vn", role="support")
    )
    assert not office.starts("4711", token), "Lan's own account stays Lan's"
    assert office.starts("4712", token), "and the invitation is still good for Minh"
    assert not office.starts("4713", token)
    assert user(office, lan.id).telegram_id == "4711"
    assert user(office, added.id).telegram_id == "4712"


def test_staff_who_press_start_again_are_greeted(office: Firm) -> None:
    lan = office.hire("Lan")
    office.writes(lan, "/start", event=ChatEvent.START)
    assert "Chào Lan." in office.screen(lan).last.text


def test_an_item_that_is_worked_on_again_answers_once(office: Firm) -> None:
    lan = office.hire("Lan")
    chat = office._context(lan, "telegram", event=ChatEvent.MESSAGE, message_ref="7")
    message = office._message(lan, "telegram", chat, text="/help")
    for _time in range(2):
        office._items = 5000
        office.take(lan, message)
    office.deliver()
    assert len(office.screen(lan).lines) == 1


def test_blocking_and_coming_back(office: Firm) -> None:
    lan = office.hire("Lan")
    for blocked in (True, False):
        chat = office._context(lan, "telegram", event=ChatEvent.MEMBERSHIP, blocked=blocked)
        office.take(lan, office._message(lan, "telegram", chat))
        assert (user(office, lan.id).telegram_blocked_at is not None) == blocked


def test_the_language_changes_at_once(office: Firm) -> None:
    lan = office.hire("Lan")
    office.writes(lan, "/lang en")
    assert office.screen(lan).last.text == "✔ I speak English with you from now on."
    office.writes(lan, "/lang")
    asked = office.screen(lan).last
    assert (asked.text, asked.labels()) == ("Which language?", ["Tiếng Việt", "English"])
    office.presses(lan, asked, "Tiếng Việt")
    assert asked.text == "✔ Từ giờ dùng tiếng Việt."
    assert user(office, lan.id).language == "vi"
    office.writes(lan, "/ngonngu tiếng Anh")
    assert user(office, lan.id).language == "en"


def test_settings_and_who_am_i(office: Firm) -> None:
    lan = office.hire("Lan", "manager")
    office.writes(lan, "/settings")
    assert "Múi giờ: Asia/Ho_Chi_Minh" in office.screen(lan).last.text
    office.writes(lan, "/whoami")
    assert office.screen(lan).last.text.splitlines()[1] == "quản lý"


def test_a_sign_in_link_opens_the_console_once_and_stands_in_this_chat_alone(office: Firm) -> None:
    lan, minh = office.hire("Lan", web=True), office.hire("Minh")
    office.writes(lan, "/web")
    said = office.screen(lan).last.text
    assert said.splitlines()[0] == "Link đăng nhập của bạn, dùng một lần, trong 15 phút:"
    address, token = said.splitlines()[1].rsplit("/", 1)
    assert address == "http://127.0.0.1:8080/sign-in"
    assert office.screen(lan, "webchat").lines == office.screen(minh).lines == []

    def redeem(uow: UnitOfWork) -> int | None:
        opened = team.redeem(uow, token=token, purpose=team.SIGN_IN, user_agent="")
        return opened.user.id if opened else None

    assert office.store.write_blocking(redeem) == lan.id
    assert office.store.write_blocking(redeem) is None


def test_a_sign_in_link_that_came_too_late_is_not_sent(office: Firm) -> None:
    lan = office.hire("Lan")
    chat = office._context(lan, "telegram", message_ref="1")
    office.take(lan, office._message(lan, "telegram", chat, text="/web"))
    office.wait(16 * 60)
    assert office.screen(lan).lines == []


def test_a_sign_in_link_is_not_given_where_others_read(office: Firm) -> None:
    lan = office.hire("Lan")
    chat = office._context(lan, "telegram", message_ref="1", is_private=False)
    office.take(lan, office._message(lan, "telegram", chat, text="/web"))
    office.deliver()
    assert "sign-in" not in office.screen(lan).last.text
    assert "chat riêng" in office.screen(lan).last.text


@pytest.mark.parametrize("role", list(Role))
def test_help_lists_what_the_role_may(office: Firm, role: Role) -> None:
    someone = office.hire("Lan", role.value)
    office.writes(someone, "/help")
    text = office.screen(someone).last.text
    assert "/reply T-5 nội dung trả lời khách" in text
    assert ("/inbox" in text) == (role in (Role.ADMIN, Role.MANAGER))
    assert len(text) < 4096


def test_the_table_of_commands_is_sound() -> None:
    names = [name for command in registry.COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    assert all(name == fold(name) and name.isalnum() and len(name) <= 32 for name in names)
    for language in ("vi", "en"):
        menu = registry.menu(Role.ADMIN, language)
        assert all(1 <= len(text) <= 256 for _name, text in menu)
        assert len(menu) <= 100
        assert "start" not in dict(menu)
    assert dict(registry.menu(Role.SUPPORT, "vi"))["take"] == "nhận phiếu về mình"
    assert "inbox" not in dict(registry.menu(Role.SUPPORT, "en"))
    assert all(
        command.permission is None or isinstance(command.permission, Permission) for command in registry.COMMANDS
    )


def people(office: Firm) -> None:
    """Two called Nam, one firm, one lead."""

    def add(uow: UnitOfWork) -> None:
        now = START - timedelta(days=9)
        account = Account(name="Công ty ACME", name_folded=fold("Công ty ACME"), created_at=now, updated_at=now)
        uow.session.add(account)
        uow.flush()
        for number, name in enumerate(["Nguyễn Văn Nam", "Trần Nam", "Lê Nấm"]):
            contact = Contact(
                name=name,
                name_folded=fold(name),
                account_id=account.id if not number else None,
                salutation="anh",
                created_at=now,
                updated_at=now,
            )
            uow.session.add(contact)
            uow.flush()
            identity.add(
                uow,
                owner_kind=Kind.CONTACT,
                owner_id=contact.id,
                kind="phone",
                value=f"09012345{number}7",
                is_verified=True,
            )
            identity.add(
                uow,
                owner_kind=Kind.CONTACT,
                owner_id=contact.id,
                kind="email",
                value=f"nam{number}@acme.vn",
                is_verified=True,
            )
        leads.open_lead(uow, name="Phạm Thị Đào", source="email", interaction_id=1, company="Hoa Quả Đào Tiên")

    office.store.write_blocking(add)


@pytest.mark.parametrize(
    ("words", "first", "titles"),
    [
        ("nam", "Lê Nấm", {"Nguyễn Văn Nam", "Trần Nam", "Lê Nấm"}),
        ("Nấm", "Lê Nấm", {"Nguyễn Văn Nam", "Trần Nam", "Lê Nấm"}),
        ("nam acme", "👤 Anh Nguyễn Văn Nam – Công ty ACME · C-1", None),
        ("0901234507", "👤 Anh Nguyễn Văn Nam", None),
        ("+84 901 234 517", "👤 Anh Trần Nam", None),
        ("234527", "👤 Anh Lê Nấm", None),
        ("nam1@acme", "👤 Anh Trần Nam", None),
        ("C-3", "👤 Anh Lê Nấm", None),
        ("Đào Tiên", "👤 Phạm Thị Đào – Hoa Quả Đào Tiên · L-1", None),
        ("zzz", "Không tìm thấy “zzz”", None),
        ("C-99", "Không tìm thấy “C-99”", None),
        ("100%", "Không tìm thấy", None),
        ("", "Muốn tìm ai hay gì", None),
    ],
)  # fmt: skip
def test_finding_people(office: Firm, words: str, first: str, titles: set[str] | None) -> None:
    lan = office.hire("Lan")
    people(office)
    office.deliver()
    office.writes(lan, f"/find {words}")
    answer = office.screen(lan).last
    if titles is None:
        assert answer.text.startswith(first)
        return
    listed = answer.text.splitlines()
    assert first in listed[0]
    assert {title for title in titles if any(title in line for line in listed)} == titles
    office.presses(lan, answer, "1")
    assert office.screen(lan).last.text.startswith("👤")


def test_a_contacts_card_leads_to_the_open_tickets(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.writes(lan, "/find trần thị hoa")
    found = office.screen(lan).last
    assert found.labels() == ["1", "2"]
    office.presses(lan, found, "1")
    card = office.screen(lan).last
    assert card.text.splitlines() == ["👤 Chị Trần Thị Hoa · C-1", "🎫 Máy in báo lỗi E3 · T-1"]
    office.presses(lan, card, "T-1")
    assert office.screen(lan).last.text.startswith("🎫 Máy in")


def test_a_lead_is_shown_and_taken_by_command(office: Firm) -> None:
    seller, lan = office.hire("Bán", "sales"), office.hire("Lan")
    people(office)
    office.writes(seller, "/lead L-1")
    assert office.screen(seller).last.labels() == ["Nhận"]
    office.writes(lan, "/lead 1")
    assert office.screen(lan).last.labels() == []
    office.writes(lan, "/lead L-1 take")
    assert office.screen(lan).last.text == "Vai trò của bạn không được làm việc này. Hãy hỏi quản trị viên."
    office.writes(seller, "/daumoi 1 nhận")
    assert "L-1: bạn xử lý." in office.screen(seller).last.text
    assert "bạn đang xử lý" in office.screen(seller).find("👤").text


def quarantine(office: Firm, count: int) -> None:
    def work(uow: UnitOfWork) -> None:
        items = [RawItem("email", "support@firm.vn", f"bad{number}", b"\xff", office.time) for number in range(count)]
        kept = inbox.keep(uow, items, [item.external_id for item in items], None)
        uow.connection.execute(update(InboxItem).where(InboxItem.id.in_([one.inbox_id for one in kept])).values(state=State.QUARANTINED, outcome="quarantined", reason="processing stopped the program three times"))  # fmt: skip

    office.store.write_blocking(work)


def states(office: Firm) -> list[str]:
    return office.store.read_blocking(
        lambda uow: list(uow.connection.execute(select(InboxItem.state).order_by(InboxItem.id)).scalars())
    )


def test_managers_put_the_quarantine_through_again(office: Firm) -> None:
    boss, lan = office.hire("Chủ", "manager"), office.hire("Lan")
    office.writes(boss, "/inbox")
    assert "Khu cách ly trống" in office.screen(boss).last.text
    quarantine(office, 3)
    office.writes(boss, "/inbox")
    listed = office.screen(boss).last
    assert listed.text.splitlines()[0] == "3 mục trong khu cách ly:"
    assert "xử lý mục này làm chương trình dừng ba lần" in listed.text
    replay = listed.buttons[0].data
    assert office.presses_data(lan, "99", replay) == "Vai trò của bạn không được làm việc này. Hãy hỏi quản trị viên."
    assert states(office) == [State.QUARANTINED] * 3
    assert office.presses(boss, listed, "Chạy lại") == "1 mục đang chạy lại."
    assert "2 mục trong khu cách ly:" in listed.text
    assert office.presses(boss, listed, "Chạy lại tất cả") == "2 mục đang chạy lại."
    assert states(office) == [State.RECEIVED] * 3


def test_undo_goes_back_step_by_step(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    for command in ("/take T-1", "/priority T-1 cao", "/note T-1 chuyện nội bộ", "/status T-1 chờ"):
        office.writes(lan, command)

    def now() -> tuple[object, ...]:
        view = office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=ticket_id))
        items = office.store.read_blocking(lambda uow: queries.timeline(uow, actor=SYSTEM, ticket_id=ticket_id))
        return view.status, len(items), view.priority, view.assignee_id

    assert now() == ("waiting", 2, "high", lan.id)
    expected = [
        ("open", 2, "high", lan.id),
        ("open", 1, "high", lan.id),
        ("open", 1, "normal", lan.id),
        ("new", 1, "normal", None),
    ]
    for state in expected:
        office.writes(lan, "/undo")
        assert now() == state
    office.writes(lan, "/hoantac")
    assert office.screen(lan).last.text == "Bạn không có gì để hoàn tác."


def test_undo_is_refused_when_somebody_went_on(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.writes(lan, "/status T-1 chờ")
    done = office.screen(lan).find("✔")
    office.writes(minh, "/status T-1 xong")
    assert office.presses(lan, done, "Hoàn tác") == "T-1 đã thay đổi sau đó; xem lại trước đã."
    assert office.presses_data(minh, "99", done.buttons[0].data) == "Bạn không có gì để hoàn tác."
    view = office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=ticket_id))
    assert view.status == "resolved"


def test_the_undo_button_of_a_card_goes_by_itself(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    card = office.screen(lan).last
    office.presses(lan, card, "Nhận")
    assert card.labels()[-1] == "Hoàn tác"
    assert office.presses(lan, card, "Hoàn tác") == "Đã hoàn tác. T-1: phiếu không còn ở bạn."
    assert "Nhận" in card.labels()
    assert len(office.screen(lan).lines) == 1
    office.presses(lan, card, "Nhận")
    office.wait(200)
    office.customer_writes(ticket_id, "Alo?")
    office.deliver()
    assert "Hoàn tác" not in card.labels()


def test_files_out_of_place_do_nothing(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.writes(lan, "", files=(Attachment("a.pdf", "application/pdf", b"x"),))
    assert "Chưa làm gì cả" in office.screen(lan).last.text


def test_commands_as_an_answer_to_a_card_need_no_number(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "/take", answering=office.screen(lan).last)
    office.writes(lan, "/note gọi lại sau", answering=office.screen(lan).lines[0])
    view = office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=ticket_id))
    assert view.assignee_id == lan.id
    assert "Đã ghi chú vào T-1" in office.screen(lan).last.text


def test_words_of_a_message_lead_to_its_ticket(office: Firm) -> None:
    lan = office.hire("Lan")
    ref = f"T-{office.ticket('Máy in HP kéo giấy bị kẹt hoài', subject='Nhờ xem giúp')}"
    office.writes(lan, "/find keo giay")
    found = office.screen(lan).last
    assert "kéo giấy" in found.text
    assert ref in found.text
    office.presses(lan, found, "1")
    assert office.screen(lan).last.text.startswith("🎫 Nhờ xem giúp")
