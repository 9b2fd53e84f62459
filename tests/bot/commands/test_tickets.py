"""Tickets in a chat: cards, their buttons, commands, and several people at once."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm, Line

from crm_store.access import SYSTEM
from crm_store.team import service as team
from crm_store.tickets import queries, reply_addresses, service
from crm_store.tickets.queries import TicketView


def view(office: Firm, ticket_id: int) -> TicketView:
    return office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=ticket_id))


def test_a_new_ticket_is_a_card_for_support_and_administrators(office: Firm) -> None:
    lan, admin, seller = office.hire("Lan"), office.hire("Chủ", "admin"), office.hire("Bán", "sales")
    office.ticket()
    office.deliver()
    for user in (lan, admin):
        card = office.screen(user).last
        assert card.text.splitlines() == [
            "🎫 Máy in báo lỗi E3 · T-1",
            "Chị Trần Thị Hoa · email",
            "“Máy in báo lỗi E3 từ sáng nay, nhờ anh chị xem giúp.”",
            "chưa ai nhận",
            "Vì sao ở đây: địa chỉ đã biết, không phiếu nào đang mở",
        ]
        assert card.labels() == ["Nhận", "Trả lời", "Giao cho…", "Ghi chú", "Xong", "Thêm…"]
    assert office.screen(seller).lines == []


def test_taking_changes_everybodys_card_and_ends_the_button(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    assert office.presses(minh, office.screen(minh).last, "Nhận") == "T-1: bạn xử lý."
    assert view(office, ticket_id).assignee_name == "Minh"
    assert "Minh đang xử lý" in office.screen(lan).last.text
    assert "bạn đang xử lý" in office.screen(minh).last.text
    assert not [label for user in (lan, minh) for label in office.screen(user).last.labels() if "Nhận" in label]
    assert len(office.screen(lan).lines) == 1, "the card is edited, not sent again"


def test_the_card_says_who_did_what_last(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh", language="en")
    office.ticket()
    office.deliver()
    hers, his = office.screen(lan).last, office.screen(minh).last
    assert len(hers.text.splitlines()) == 5
    office.presses(minh, his, "Take")
    assert hers.text.splitlines()[5] == "Minh nhận lúc 14:00"
    assert his.text.splitlines()[5] == "You took it at 14:00"
    office.wait(3600)
    office.writes(lan, "/assign T-1 Lan")
    assert hers.text.splitlines()[5] == "Bạn giao cho Lan lúc 15:00"
    office.writes(lan, "khách hay gọi ngoài giờ", answering=hers)
    assert his.text.splitlines()[5] == "Lan noted something at 15:00"
    office.writes(lan, "/priority T-1 cao")
    assert his.text.splitlines()[5] == "Lan set the priority to high at 15:00"
    office.wait(24 * 3600)
    office.writes(minh, "/status T-1 waiting")
    assert hers.text.splitlines()[5] == "Minh chuyển sang “chờ khách” lúc 15:00"
    office.writes(minh, "/undo")
    assert hers.text.splitlines()[5] == "Minh hoàn tác một thay đổi lúc 15:00"


def test_what_was_done_on_another_day_names_the_day(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Nhận")
    office.wait(24 * 3600)
    office.customer_writes(1, "Vẫn lỗi ạ.")
    office.deliver()
    assert office.screen(lan).lines[0].text.splitlines()[5] == "Bạn nhận hôm qua 14:00"


def test_a_refused_press_edits_nothing_that_is_right_already(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    office.deliver()
    card = office.screen(lan).last
    take = next(one.data for one in card.buttons if one.label == "Nhận")
    office.presses(minh, office.screen(minh).last, "Nhận")
    edits = card.edits
    for _time in range(2):
        assert office.presses_data(lan, card.ref, take) == "Minh đã nhận T-1 rồi."
    assert card.edits == edits


def test_the_second_who_takes_hears_who_was_first(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    old = Line(office.screen(lan).last.ref, "", list(office.screen(lan).last.buttons))
    office.presses(minh, office.screen(minh).last, "Nhận")
    assert office.presses(lan, old, "Nhận") == "Minh đã nhận T-1 rồi."
    assert view(office, ticket_id).assignee_name == "Minh"


def test_a_change_on_an_old_state_is_refused_and_the_card_redrawn(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    old = Line(office.screen(lan).last.ref, "", list(office.screen(lan).last.buttons))
    office.presses(minh, office.screen(minh).last, "Nhận")
    said = office.presses(lan, old, "Xong")
    assert said == "T-1 vừa thay đổi: trạng thái mở, người xử lý Minh. Xem lại rồi làm tiếp."
    assert view(office, ticket_id).status == "open"
    assert "Xong" in office.screen(lan).last.labels()


def test_resolve_close_and_reopen(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Xong")
    assert view(office, ticket_id).status == "resolved"
    assert "đã xong" in office.screen(lan).last.text
    assert "Mở lại" in office.screen(lan).last.labels()
    assert "Nhận" not in office.screen(lan).last.labels()
    office.presses(lan, office.screen(lan).last, "Mở lại")
    assert view(office, ticket_id).status == "open"
    office.presses(lan, office.screen(lan).last, "Thêm")
    office.presses(lan, office.screen(lan).last, "Đóng")
    assert view(office, ticket_id).status == "closed"


def test_menus_open_under_the_card_and_close_again(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    card = office.screen(lan).last
    usual = card.labels()
    office.presses(lan, card, "Thêm")
    assert {"Trạng thái", "Ưu tiên", "Lịch sử", "Đóng", "Không phải khách này"} <= set(card.labels())
    office.presses(lan, card, "Ưu tiên")
    assert card.labels() == ["Thấp", "Cao", "Khẩn", "Quay lại"]
    office.presses(lan, card, "Quay lại")
    assert card.labels() == usual
    office.presses(lan, card, "Thêm")
    office.presses(lan, card, "Ưu tiên")
    office.presses(lan, card, "Khẩn")
    assert view(office, ticket_id).priority == "urgent"
    assert "ưu tiên: khẩn" in card.text
    assert len(office.screen(lan).lines) == 1
    office.presses(lan, card, "Thêm")
    office.presses(lan, card, "Trạng thái")
    office.presses(lan, card, "Chờ khách")
    assert view(office, ticket_id).status == "waiting"


def test_giving_a_ticket_to_a_colleague_shows_it_to_him(office: Firm) -> None:
    lan, seller = office.hire("Lan"), office.hire("Nguyễn Văn Bình", "sales")
    ticket_id = office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Giao")
    assert office.screen(lan).last.labels() == ["Tôi", "Nguyễn Văn Bình", "Quay lại"]
    office.presses(lan, office.screen(lan).last, "Bình")
    assert view(office, ticket_id).assignee_id == seller.id
    card, told = office.screen(seller).lines
    assert "bạn đang xử lý" in card.text
    assert told.text.splitlines() == ["🎫 Lan giao T-1 cho bạn", "Máy in báo lỗi E3 · Chị Trần Thị Hoa"]
    assert (told.reply_to, told.labels()) == (card.ref, ["Trả lời", "Ghi chú", "Xong"])


def test_being_given_a_ticket_is_told_under_the_card_that_stands_there(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh", language="en")
    office.ticket()
    office.deliver()
    card = office.screen(minh).last
    office.writes(lan, "/giao T-1 Minh")
    assert "you have it" in card.text
    told = office.screen(minh).last
    assert (told.text.splitlines()[0], told.reply_to) == ("🎫 Lan gave you T-1", card.ref)
    office.writes(minh, "Em gọi khách rồi.", answering=told)
    assert "T-1" in office.screen(minh).last.text, "an answer to it is a note on the ticket"


def test_what_one_gives_to_oneself_or_gives_on_is_no_news(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "/giao T-1 toi")
    for to in (minh.id, lan.id):
        office.store.write_blocking(
            lambda uow, to=to: service.assign(uow, actor=SYSTEM, ticket_id=ticket_id, user_id=to)
        )
    office.deliver()
    assert not [line for line in office.screen(minh).lines if "T-1 cho bạn" in line.text]
    assert office.screen(lan).last.text.splitlines()[0] == "🎫 Bạn phụ trách T-1 từ giờ"


def test_a_large_team_is_paged(office: Firm) -> None:
    lan = office.hire("Lan")
    for number in range(12):
        office.hire(f"Người {number:02}", "sales", telegram=None)
    office.ticket()
    office.deliver()
    card = office.screen(lan).last
    office.presses(lan, card, "Giao")
    assert len(card.labels()) == 9
    office.presses(lan, card, "…")
    assert card.labels() == ["Người 06", "Người 07", "Người 08", "Người 09", "Người 10", "Người 11", "Quay lại"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/take T-1", ("assignee_name", "Lan")),
        ("/nhan 1", ("assignee_name", "Lan")),
        ("/nhận T-1", ("assignee_name", "Lan")),
        ("/take@sao_mai_bot t-1", ("assignee_name", "Lan")),
        ("/assign T-1 Minh", ("assignee_name", "Trần Văn Minh")),
        ("/giao T-1 minh", ("assignee_name", "Trần Văn Minh")),
        ("/status T-1 waiting", ("status", "waiting")),
        ("/trangthai T-1 chờ khách", ("status", "waiting")),
        ("/status #1 on hold", ("status", "on_hold")),
        ("/resolve T-1", ("status", "resolved")),
        ("/dong T-1", ("status", "closed")),
        ("/priority T-1 cao", ("priority", "high")),
        ("/uutien T-1 khẩn", ("priority", "urgent")),
    ],
)
def test_commands_and_their_aliases(office: Firm, command: str, expected: tuple[str, str]) -> None:
    lan, _minh = office.hire("Lan"), office.hire("Trần Văn Minh")
    ticket_id = office.ticket()
    office.writes(lan, command)
    assert getattr(view(office, ticket_id), expected[0]) == expected[1]
    done = office.screen(lan).find("✔ T-1")
    assert "Hoàn tác" in done.labels()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/ticket T-9", "Không có phiếu T-9."),
        ("/ticket", "Phiếu nào?"),
        ("/assign T-1 Zzz", "Không có ai trong nhóm tên “Zzz”."),
        ("/tickets nowhere", "Không có danh sách “nowhere”"),
        ("/tikets", "Thử /tickets"),
        ("/", "Không có lệnh /"),
        ("/lang de", "Chưa có ngôn ngữ “de”"),
        ("/lead", "Đầu mối nào?"),
        ("/lead T-1", "là mã của loại khác"),
        ("/inbox", "Vai trò của bạn không được làm việc này"),
        ("/note T-1", "Gõ nội dung"),
        ("/ticket T-99999999999999999999", "Phiếu nào?"),
    ],
)
def test_wrong_use_is_said_in_one_sentence(office: Firm, command: str, words: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    before = view(office, 1)
    office.writes(lan, command)
    assert words in office.screen(lan).last.text
    assert view(office, 1) == before


def test_two_colleagues_of_the_same_name_are_asked_for(office: Firm) -> None:
    lan, first, second = office.hire("Lan"), office.hire("Nguyễn Minh", "sales"), office.hire("Trần Minh", "sales")
    ticket_id = office.ticket()
    office.writes(lan, "/assign T-1 Minh")
    asked = office.screen(lan).last
    assert asked.labels() == ["Nguyễn Minh", "Trần Minh"]
    office.presses(lan, asked, "Trần")
    assert view(office, ticket_id).assignee_id == second.id != first.id


def test_a_card_that_is_asked_for_moves_to_the_end_and_the_old_one_loses_its_buttons(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    first = office.screen(lan).last
    pressed_later = Line(first.ref, "", list(first.buttons))
    office.writes(lan, "/ticket T-1")
    second = office.screen(lan).last
    assert second.ref != first.ref
    assert first.labels() == []
    said = office.presses(lan, pressed_later, "Nhận")
    assert said == "Thẻ này đã cũ. Thẻ hiện tại vừa được cập nhật."
    assert view(office, ticket_id).assignee_id is None
    office.presses(lan, second, "Nhận")
    assert view(office, ticket_id).assignee_id == lan.id


def test_a_card_whose_arrival_we_have_not_heard_of_yet_works(office: Firm) -> None:
    """Its button is pressed before the delivery has written down where it stands."""
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.screen(lan).lines.append(Line("555", "🎫 …"))
    office.presses_data(lan, "555", "take:T-1:1")
    assert view(office, ticket_id).assignee_id == lan.id
    assert "bạn đang xử lý" in office.screen(lan).line("555").text


@pytest.mark.parametrize("data", ["", "x", "boom:T-1:1", "take:T-99:1", "take:T-x:1", "send:RD-99:abc:1", "undo:OUT-5:0", "undo:T-1:0:77", "show:Z-1:0", "list:zzz:0", "customer:X-1:0", "accept:T-1:1:99", "move:T-1:1:", "assign:T-1:1:zzz", "give:T-1:1:999"])  # fmt: skip
def test_button_data_that_was_never_ours_does_nothing(office: Firm, data: str) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    before = view(office, ticket_id)
    assert office.presses_data(lan, office.screen(lan).last.ref, data)
    assert view(office, ticket_id) == before
    assert office.to_customers == []


def test_a_vanished_card_is_sent_again(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    first = office.screen(lan).last
    office.screen(lan).gone.add(first.ref)
    office.customer_writes(ticket_id, "Vẫn chưa được ạ.")
    office.deliver()
    cards = [line for line in office.screen(lan).lines if line.text.startswith("🎫 Máy in")]
    assert len(cards) == 2
    assert "Vẫn chưa được" in cards[-1].text
    office.presses(lan, cards[-1], "Nhận")
    assert view(office, ticket_id).assignee_id == lan.id


def test_the_customers_next_words_are_news_for_those_in_charge(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    card = office.screen(lan).last
    office.presses(lan, card, "Nhận")
    office.customer_writes(ticket_id, "Em khởi động lại vẫn lỗi.")
    office.deliver()
    news = office.screen(lan).last
    assert news.text.splitlines() == ["🎫 Trần Thị Hoa viết thêm · T-1", "“Em khởi động lại vẫn lỗi.”"]
    assert news.reply_to == card.ref
    assert news.labels() == ["Trả lời", "Ghi chú", "Xong"]
    assert "khởi động lại" in card.text
    assert len(office.screen(minh).lines) == 1, "others only see their card change"
    assert "khởi động lại" in office.screen(minh).last.text


def test_followers_hear_the_customer_too(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Nhận")
    follower = team.actor_of(minh, "telegram")
    office.store.write_blocking(lambda uow: service.follow(uow, actor=follower, ticket_id=ticket_id))
    office.customer_writes(ticket_id, "Alo?")
    office.deliver()
    assert "viết thêm" in office.screen(minh).last.text


def test_while_nobody_has_it_everybody_hears_the_customer(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.deliver()
    office.customer_writes(ticket_id, "Alo?")
    office.deliver()
    assert all("viết thêm" in office.screen(user).last.text for user in (lan, minh))


def test_buttons_under_news_work_and_the_answer_to_them_is_a_note(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.customer_writes(ticket_id, "Xong rồi ạ")
    office.deliver()
    news = office.screen(lan).last
    office.writes(lan, "khách dễ tính", answering=news)
    assert "ghi chú nội bộ vào T-1" in office.screen(lan).last.text
    office.presses(lan, news, "Xong")
    assert view(office, ticket_id).status == "resolved"


def test_a_strangers_words_come_with_the_choice_to_let_him_in(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.stranger_writes(ticket_id, "Gửi tôi mật khẩu với")
    office.deliver()
    news = office.screen(lan).last
    assert news.text.startswith("🎫 ⚠ Người lạ (người ngoài) viết vào phiếu · T-1")
    assert news.labels() == ["Cho tham gia: Người lạ", "Từ chối: Người lạ"]
    assert "người ngoài viết vào: Người lạ" in office.screen(lan).lines[0].text
    office.presses(lan, news, "Từ chối")
    assert [one.state for one in view(office, ticket_id).people] == ["accepted", "refused"]
    assert news.labels() == []
    office.stranger_writes(ticket_id, "Alo", address="khac@evil.vn")
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Cho tham gia")
    assert [one.state for one in view(office, ticket_id).people] == ["accepted", "refused", "accepted"]


def test_a_message_of_another_matter_becomes_a_ticket_of_its_own(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.customer_writes(ticket_id, "Nhân tiện, báo giá giúp em 20 cái máy.")
    office.deliver()
    card = office.screen(lan).lines[0]
    office.presses(lan, card, "Thêm")
    office.presses(lan, card, "Không phải khách này")
    assert "Tin nhắn đã thành phiếu riêng: T-2" in office.screen(lan).find("phiếu riêng").text
    assert view(office, 2).last_text.startswith("Nhân tiện")
    assert view(office, ticket_id).last_text.startswith("Máy in")


def test_the_list_ranks_who_waits_and_opens_by_number(office: Firm) -> None:
    lan = office.hire("Lan")
    for number in range(10):
        office.ticket(f"Việc {number}", subject=f"Việc số {number}", address=f"khach{number}@saomai.vn")
        office.wait(3600)
    office.writes(lan, "/resolve T-1")
    office.writes(lan, "/priority T-7 khẩn")
    office.writes(lan, "/tickets")
    page = office.screen(lan).last
    lines = page.text.splitlines()
    assert lines[0] == "Phiếu đang mở · 9 phiếu, 9 khách đang chờ"
    assert "T-7" in lines[1]
    assert "khẩn" in lines[1]
    assert "T-2" in lines[2]
    assert "chờ 9 giờ" in lines[2]
    assert page.labels() == ["1", "2", "3", "4", "5", "6", "7", "8", "Tiếp"]
    office.presses(lan, page, "Tiếp")
    assert page.labels() == ["9", "Trước"]
    office.presses(lan, page, "9")
    assert office.screen(lan).last.text.startswith("🎫 Việc số 9 · T-10")


def test_history_tells_who_said_what(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "/note T-1 đã gọi, khách bận")
    office.wait(86400)
    office.customer_writes(ticket_id, "Alo?")
    office.deliver()
    office.writes(lan, "/history T-1")
    lines = office.screen(lan).last.text.splitlines()
    assert lines[0] == "🎫 Lịch sử · T-1"
    assert lines[1].startswith("← hôm qua 14:00 Trần Thị Hoa (email): Máy in")
    assert lines[2] == "📝 hôm qua 14:00 Lan (ghi chú): đã gọi, khách bận"
    assert lines[3].startswith("← hôm nay 14:00 Trần Thị Hoa (email): Alo?")


def test_an_english_colleague_reads_english(office: Firm) -> None:
    john = office.hire("John", language="en")
    office.ticket()
    office.deliver()
    card = office.screen(john).last
    assert card.text.splitlines()[1] == "Trần Thị Hoa · e-mail"
    assert card.labels() == ["Take", "Reply", "Assign…", "Note", "Resolve", "More…"]
    assert office.presses(john, card, "Take") == "T-1 is yours."


def test_both_chats_of_a_colleague_show_the_card(office: Firm) -> None:
    lan = office.hire("Lan", web=True)
    ticket_id = office.ticket()
    office.deliver()
    card = office.screen(lan, "webchat").last
    office.presses(lan, card, "Nhận", channel="webchat")
    assert view(office, ticket_id).assignee_id == lan.id
    assert "bạn đang xử lý" in office.screen(lan, "telegram").last.text
    assert "bạn đang xử lý" in card.text


def test_the_reply_address_is_withdrawn_by_button_and_command(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    card = office.screen(lan).last
    office.store.write_blocking(
        lambda uow: reply_addresses.reply_token(uow, ticket_id=ticket_id, mailbox="support@firm.vn")
    )
    office.presses(lan, card, "Thêm")
    assert office.presses(lan, card, "Thu hồi địa chỉ").startswith("Địa chỉ trả lời của T-1 đã thu hồi.")
    assert card.text.splitlines()[-1] == "Bạn thu hồi địa chỉ trả lời lúc 14:00"
    assert "Nhận" in card.labels()
    office.writes(lan, "/thuhoi T-1")
    assert office.screen(lan).last.text == "T-1 không có địa chỉ trả lời nào để thu hồi."


def test_a_reference_alone_opens_its_card(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.writes(lan, "/note T-1 khách hay gọi ngoài giờ")
    note = office.store.read_blocking(
        lambda uow: queries.timeline(uow, actor=SYSTEM, ticket_id=ticket_id)[-1].interaction_id
    )
    for typed in ("T-1", "t-1", f"X-{note}"):
        before = len(office.screen(lan).lines)
        office.writes(lan, typed)
        assert len(office.screen(lan).lines) == before + 1
        assert office.screen(lan).last.text.startswith("🎫 Máy in báo lỗi E3 · T-1")
    office.writes(lan, "X-4711")
    assert office.screen(lan).last.text == "Không có tin này."
