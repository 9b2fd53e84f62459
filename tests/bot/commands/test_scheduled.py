"""Answers that leave at a time of their author's choice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from factories.staff_chat import Firm, Line
from sqlalchemy import select

from channels.message import text_of
from channels.port import CannotDeliver
from crm_store.outbox import service as outbox
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import MessageKind, State
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

TEXT = "Dạ 8 giờ sáng mai thợ qua ạ."


def preview(office: Firm, user: User, text: str = TEXT) -> Line:
    office.deliver()
    office.presses(user, office.screen(user).lines[0], "Trả lời")
    office.writes(user, text)
    return office.screen(user).find("───")


def scheduled(office: Firm, user: User, typed: str = "8h sáng mai") -> Line:
    shown = preview(office, user)
    office.presses(user, shown, "Hẹn giờ")
    office.writes(user, typed)
    return shown


def rows(office: Firm) -> list[tuple[str, datetime | None]]:
    def look(uow: UnitOfWork) -> list[tuple[str, datetime | None]]:
        found = select(OutboxItem.state, OutboxItem.scheduled_at).where(OutboxItem.kind == MessageKind.REPLY)
        return [(row.state, row.scheduled_at) for row in uow.connection.execute(found.order_by(OutboxItem.id))]

    return office.store.read_blocking(look)


def test_by_button_it_waits_and_leaves_at_its_time(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Hẹn giờ")
    asked = office.screen(lan).last
    assert asked.labels() == ["hôm nay 15:00", "mai 08:00", "30/11 08:00", "Quay lại"]
    office.presses(lan, asked, "mai")
    assert asked.labels() == []
    assert asked.text == "✔ Sẽ gửi mai 08:00"
    assert shown.text.splitlines()[-1] == "Sẽ gửi mai 08:00"
    assert shown.labels() == ["Hoàn tác"]
    office.wait(17 * 3600)
    assert office.to_customers == []
    office.wait(3700)
    (sent,) = office.to_customers
    assert text_of(sent.text) == TEXT
    assert sent.mail is not None
    assert sent.mail.sent_at == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert "Đã gửi 08:" in shown.text.splitlines()[-1]


def test_typed_and_taken_back(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = scheduled(office, lan)
    assert rows(office) == [("held", datetime(2026, 11, 24, 1, 0, tzinfo=UTC))]
    office.wait(3600)
    office.presses(lan, shown, "Hoàn tác")
    assert shown.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]
    office.wait(48 * 3600)
    assert office.to_customers == []
    assert [state for state, _at in rows(office)] == ["cancelled"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("lúc nào cũng được", "Không hiểu giờ “lúc nào cũng được”"),
        ("23/11 9:00", "Giờ này đã qua"),
        ("1/6", "chỉ chờ tối đa 60 ngày"),
    ],
)
def test_a_time_that_cannot_be_is_asked_for_again(office: Firm, typed: str, says: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    scheduled(office, lan, typed)
    assert says in office.screen(lan).last.text
    assert rows(office) == []
    office.writes(lan, "15h30")
    assert len(rows(office)) == 1


def test_back_leaves_the_preview_and_sends_nothing(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Hẹn giờ")
    asked = office.screen(lan).last
    choice = next(one.data for one in asked.buttons if "mai" in one.label)
    office.presses(lan, asked, "Quay lại")
    office.writes(lan, "Thêm một câu.")
    assert "Thêm một câu." in office.screen(lan).last.text
    assert "câu hỏi này cũ rồi" in office.presses_data(lan, asked.ref, choice).lower()
    assert rows(office) == []


def test_what_changed_since_the_question_is_shown_before_it_is_scheduled(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Hẹn giờ")
    office.customer_writes(1, "Thôi khỏi ạ.")
    office.deliver()
    office.writes(lan, "8h sáng mai")
    assert rows(office) == []
    assert "⚠ Khách vừa viết thêm" in office.screen(lan).last.text
    assert "Hẹn giờ" in office.screen(lan).last.labels()


def test_the_author_hears_when_the_customer_writes_again(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = scheduled(office, lan)
    office.customer_writes(1, "Thôi khỏi ạ, máy chạy rồi.")
    office.deliver()
    alarm = office.screen(lan).find("câu trả lời của bạn vẫn sẽ gửi")
    assert "mai 08:00" in alarm.text
    office.presses(lan, alarm, "Hoàn tác")
    assert alarm.labels() == []
    assert "Gửi" in shown.labels()
    office.wait(48 * 3600)
    assert office.to_customers == []


def test_a_waiting_line_holds_up_no_other_in_the_same_chat(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(channel="telegram", address="4242")
    scheduled(office, lan)
    office.writes(lan, "/reply T-1 Em xem ngay đây ạ.")
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)
    assert [text_of(one.text) for one in office.to_customers] == ["Em xem ngay đây ạ."]


def test_its_patience_begins_when_it_leaves(office: Firm) -> None:
    """A mail that waited for five days is not given up at its first try."""
    lan = office.hire("Lan")
    office.ticket()
    scheduled(office, lan, "sau 5 ngày")
    office.time = office.time.replace(day=28, minute=1)

    def look(uow: UnitOfWork) -> State:
        (due,) = outbox.claim(uow, channels=["email"], limit=5)
        return outbox.later(uow, due, reason="greylisted")

    assert office.store.write_blocking(look) is State.PENDING


def test_a_wrong_address_is_told_when_it_left(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = scheduled(office, lan)
    office.refuse_mail = CannotDeliver("user unknown", code="550 5.1.1")
    office.wait(19 * 3600)
    assert "địa chỉ không tồn tại" in shown.text
    assert shown.labels() == ["Sửa địa chỉ", "Gửi lại"]
