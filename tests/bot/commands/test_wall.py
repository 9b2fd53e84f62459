"""The wall: what staff write among themselves never reaches a customer. Only Send under a preview does."""

from __future__ import annotations

import random

import pytest
from factories.staff_chat import Firm, Line
from sqlalchemy import select

from channels.message import Attachment, ChatEvent, Forwarded, text_of
from crm_store.access import SYSTEM
from crm_store.interactions.models import Interaction
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS
from crm_store.team.models import User
from crm_store.tickets import queries
from crm_store.tickets.queries import TimelineItem
from crm_store.unit_of_work import UnitOfWork

CUSTOMER_CHAT = "4242"


def check_the_wall(office: Firm) -> None:
    """Every row that names a customer's address, or is read by anybody but staff, is a reply that somebody sent off."""

    def look(uow: UnitOfWork) -> None:
        staff = set(uow.connection.execute(select(User.telegram_id)).scalars()) | {
            f"staff:{number}" for number in uow.connection.execute(select(User.id)).scalars()
        }
        for row in uow.connection.execute(select(OutboxItem.kind, OutboxItem.recipient, OutboxItem.payload)):
            to_staff = row.recipient in staff
            assert to_staff != (row.kind in TO_CUSTOMERS), row
            if to_staff and row.payload.get("chat"):
                assert row.payload["mail"] is None
                assert row.payload["chat"]["chat_id"] == row.recipient
        outgoing = uow.connection.execute(select(Interaction.outbox_id).where(Interaction.direction == "out")).scalars()
        assert all(number is not None for number in outgoing)

    office.store.read_blocking(look)


def timeline(office: Firm, ticket_id: int) -> list[TimelineItem]:
    return office.store.read_blocking(lambda uow: queries.timeline(uow, actor=SYSTEM, ticket_id=ticket_id))


def notes(office: Firm, ticket_id: int) -> list[str]:
    return [item.text for item in timeline(office, ticket_id) if item.direction == "internal"]


def test_an_answer_to_a_card_is_an_internal_note_and_says_so(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "khách này hay nợ", answering=office.screen(lan).last)
    said = office.screen(lan).last
    assert said.text == "📝 Đã ghi chú nội bộ vào T-1, không gửi cho khách."
    assert said.labels() == ["Gửi cho khách thay vì ghi chú", "Hoàn tác"]
    assert notes(office, ticket_id) == ["khách này hay nợ"]
    office.wait(3600)
    assert office.to_customers == []
    check_the_wall(office)


def test_a_note_meant_for_the_customer_is_still_shown_before_it_goes(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "Chị thử lại giúp em ạ.", answering=office.screen(lan).last)
    office.presses(lan, office.screen(lan).last, "Gửi cho khách")
    shown = office.screen(lan).find("───")
    assert shown.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]
    assert notes(office, ticket_id) == []
    office.wait(3600)
    assert office.to_customers == []
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == ["Chị thử lại giúp em ạ."]
    check_the_wall(office)


def test_a_note_is_turned_or_taken_back_once(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "nhầm phiếu", answering=office.screen(lan).last)
    said = office.screen(lan).last
    both = Line(said.ref, "", list(said.buttons))
    office.presses(lan, said, "Hoàn tác")
    assert said.text == "Đã bỏ ghi chú ở T-1.\nnhầm phiếu"
    assert office.presses(lan, both, "Hoàn tác") == "Ghi chú này đã bỏ rồi."
    assert office.presses(lan, both, "Gửi cho khách") == "Ghi chú này đã bỏ rồi."
    assert notes(office, ticket_id) == []
    check_the_wall(office)


def test_a_colleagues_note_is_not_mine_to_send(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    office.deliver()
    office.writes(lan, "chuyện nội bộ", answering=office.screen(lan).last)
    data = office.screen(lan).last.buttons[0].data
    assert office.presses_data(minh, "99", data) == "Bạn không có ghi chú này."
    assert notes(office, 1) == ["chuyện nội bộ"]
    check_the_wall(office)


def test_a_note_with_an_unreachable_customer_stays_a_note(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket(channel="phone", address="+84901234567")
    office.deliver()
    office.writes(lan, "gọi lại chiều nay", answering=office.screen(lan).last)
    assert "không có địa chỉ" in office.presses(lan, office.screen(lan).last, "Gửi cho khách")
    assert notes(office, ticket_id) == ["gọi lại chiều nay"]


def test_the_note_button_asks_and_the_next_text_is_internal(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Ghi chú")
    assert office.screen(lan).last.text == "Ghi chú nội bộ cho T-1, khách không thấy. Gõ nội dung:"
    office.writes(lan, "đã gọi, chưa nghe máy")
    assert notes(office, ticket_id) == ["đã gọi, chưa nghe máy"]
    office.writes(lan, "ăn trưa không?")
    assert notes(office, ticket_id) == ["đã gọi, chưa nghe máy"]
    office.presses(lan, office.screen(lan).lines[0], "Ghi chú")
    office.presses(lan, office.screen(lan).last, "Hủy")
    office.writes(lan, "thôi")
    assert notes(office, ticket_id) == ["đã gọi, chưa nghe máy"]
    check_the_wall(office)


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Chào chị, em gửi chị báo giá ạ.",
        "tickets",
        "T-1 xong rồi",
        "👍",
        "hoa@saomai.vn: chào chị",
        "Gửi",
        "send",
        "@all họp 3h",
    ],
)
def test_free_text_does_nothing_and_says_so(office: Firm, text: str) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    before = timeline(office, ticket_id)
    office.writes(lan, text)
    assert office.screen(lan).last.text.startswith("Chưa hiểu câu này. Chưa làm gì cả và không gửi cho ai.")
    assert timeline(office, ticket_id) == before
    check_the_wall(office)


def test_a_reference_alone_opens_the_record(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.writes(lan, "t-1")
    assert len(office.screen(lan).lines) == 2
    assert office.screen(lan).last.text.startswith("🎫 Máy in")
    office.writes(lan, "C-77")
    assert office.screen(lan).last.text == "Không có liên hệ C-77."


def test_a_hint_knows_what_was_nearly_said(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.writes(lan, "ticket T-1")
    hint = office.screen(lan).last
    assert "/ticket T-5" in hint.text
    assert hint.labels() == ["T-1"]
    office.presses(lan, hint, "T-1")
    assert office.screen(lan).last.text.startswith("🎫 Máy in")


def test_an_answer_to_a_card_of_another_ticket_is_a_note_there_while_an_answer_is_awaited(office: Firm) -> None:
    lan = office.hire("Lan")
    first = office.ticket()
    office.deliver()
    second = office.ticket(subject="Hóa đơn sai", address="khac@khach.vn")
    office.deliver()
    card_one, card_two = office.screen(lan).lines
    office.presses(lan, card_one, "Trả lời")
    office.writes(lan, "khách này khó tính", answering=card_two)
    assert notes(office, second) == ["khách này khó tính"]
    office.writes(lan, "Chào chị.", answering=card_one)
    assert "Gửi cho: Trần Thị Hoa <hoa@saomai.vn>" in office.screen(lan).last.text
    assert notes(office, first) == []
    assert office.to_customers == []


def test_a_forwarded_message_is_no_command_and_no_answer(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    chat = office._context(lan, "telegram", event=ChatEvent.MESSAGE, message_ref="900")
    message = office._message(lan, "telegram", chat, text="/close T-1")
    office.take(
        lan,
        type(message)(
            **{name: getattr(message, name) for name in message.__slots__}
            | {"forwarded": Forwarded(message.sender, text="/close T-1")}
        ),
    )
    office.deliver()
    assert office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=1)).status == "new"


def test_files_on_a_card_are_a_note_with_files(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    photo = Attachment("ảnh.jpg", "image/jpeg", b"jpeg")
    lost = Attachment("phim.mp4", "video/mp4", b"", note="larger than 20 MB")
    office.writes(lan, "ảnh hiện trường", answering=office.screen(lan).last, files=(photo, lost))
    (note,) = [item for item in timeline(office, ticket_id) if item.direction == "internal"]
    assert (note.text, [file.filename for file in note.files]) == ("ảnh hiện trường", ["ảnh.jpg"])
    assert office.screen(lan).last.text == "⚠ Các tệp này không tải được: phim.mp4 (larger than 20 MB)"
    office.presses(lan, office.screen(lan).find("Đã ghi chú"), "Gửi cho khách")
    shown = office.screen(lan).find("───")
    assert "📎 ảnh.jpg" in shown.text
    check_the_wall(office)


def test_a_file_without_words_on_a_card_is_a_note(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.writes(lan, "", answering=office.screen(lan).last, files=(Attachment("a.pdf", "application/pdf", b"x"),))
    assert [len(item.files) for item in timeline(office, ticket_id) if item.direction == "internal"] == [1]


def test_an_unknown_command_while_an_answer_is_awaited_is_no_answer(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    office.writes(lan, "/gui ngay")
    assert "Không có lệnh /gui" in office.screen(lan).last.text
    office.writes(lan, "Chào chị.")
    assert "Chào chị." in office.screen(lan).last.text
    assert office.screen(lan).last.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]


WORDS = ["ok", "/tickets", "/ticket T-1", "/reply T-1 xin chào", "/reply T-2", "/note T-1 nội bộ", "/note T-2", "/take T-1", "/undo", "/cancel", "/help", "/find hoa",
         "/assign T-2 Minh", "/resolve T-1", "/reopen T-1", "/outbox", "/history T-2", "bí mật", "khách khó tính", "/priority T-1 cao", "/lang", "chốt 500k"]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_whatever_staff_do_nothing_leaves_without_send(office: Firm, seed: int) -> None:
    """Two people write and press at random everything but Send: no row ever goes to a customer."""
    chance = random.Random(seed)
    people = [office.hire("Lan"), office.hire("Minh")]
    office.ticket()
    office.ticket(channel="telegram", address=CUSTOMER_CHAT, name="Khách chat", subject="Hỏi giá")
    office.deliver()
    for step in range(30):
        user = chance.choice(people)
        lines = office.screen(user).lines
        line = chance.choice(lines)
        harmless = [button for button in line.buttons if not button.data.startswith("send:")]
        if harmless and chance.random() < 0.55:
            office.presses_data(user, line.ref, chance.choice(harmless).data)
        else:
            office.writes(user, chance.choice(WORDS), answering=line if chance.random() < 0.4 else None)
        if step % 10 == 9:
            office.customer_writes(1, f"Alo {step}?")
            office.wait(20)
    office.wait(3600)
    assert office.to_customers == []
    check_the_wall(office)


@pytest.mark.parametrize("seed", range(3))
def test_what_leaves_is_what_a_preview_showed(office: Firm, seed: int) -> None:
    """With Send among the presses: each message that reached a customer stood in a preview under that button, once."""
    chance = random.Random(100 + seed)
    people = [office.hire("Lan"), office.hire("Minh")]
    office.ticket()
    office.ticket(channel="telegram", address=CUSTOMER_CHAT, name="Khách chat", subject="Hỏi giá")
    office.deliver()
    sent: list[str] = []
    for step in range(30):
        user = chance.choice(people)
        line = chance.choice(office.screen(user).lines)
        send = next((button for button in line.buttons if button.data.startswith("send:")), None)
        if send is not None and chance.random() < 0.8:
            said = office.presses_data(user, line.ref, send.data)
            if said == "Sẽ gửi sau 10 giây":
                sent.append(line.text)
            office.presses_data(user, line.ref, send.data)
        elif line.buttons and chance.random() < 0.4:
            office.presses_data(user, line.ref, chance.choice(line.buttons).data)
        else:
            office.writes(
                user, chance.choice(WORDS) if chance.random() < 0.6 else f"/reply T-{chance.choice('12')} câu {step}"
            )
        office.wait(chance.choice([0, 3, 11]))
    office.wait(60)
    texts = [text_of(message.text) for message in office.to_customers]
    assert all(any(text in shown for shown in sent) for text in texts)
    keys = [message.key for message in office.to_customers]
    assert len(keys) == len(set(keys))
    check_the_wall(office)
