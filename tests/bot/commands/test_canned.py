"""Canned replies: chosen by a button, shown before they go."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm

from channels.message import text_of
from crm_store.access import SYSTEM
from crm_store.canned import service as canned
from crm_store.errors import Invalid


def add(office: Firm, name: str, text: str) -> int:
    return office.store.write_blocking(lambda uow: canned.add(uow, actor=SYSTEM, name=name, text=text))


def test_a_canned_reply_fills_the_draft_and_is_shown_before_it_goes(office: Firm) -> None:
    lan = office.hire("Lan")
    add(office, "Tắt máy", "Chào {customer}, phiếu {ticket}: tắt máy 30 giây nhé. {me} {lạ}")
    add(office, "Đã nhận", "Em đã nhận ạ.")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    asked = office.screen(lan).last
    assert asked.text.endswith("Gõ nội dung, hoặc chọn mẫu:")
    assert asked.labels() == ["Đã nhận", "Tắt máy", "Hủy"]
    office.presses(lan, asked, "Tắt máy")
    words = "Chào chị Trần Thị Hoa, phiếu T-1: tắt máy 30 giây nhé. Lan {lạ}"
    shown = office.screen(lan).last
    assert shown.text.splitlines()[2] == words
    assert office.to_customers == []
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert [text_of(one.text) for one in office.to_customers] == [words]


def test_another_choice_takes_the_place_of_the_first(office: Firm) -> None:
    lan = office.hire("Lan")
    add(office, "Một", "Mẫu một.")
    add(office, "Hai", "Mẫu hai.")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    asked = office.screen(lan).last
    office.presses(lan, asked, "Một")
    office.presses(lan, asked, "Hai")
    shown = office.screen(lan).last
    assert "Mẫu hai." in shown.text
    assert "Mẫu một." not in shown.text


def test_many_are_shown_in_pages_of_eight_buttons(office: Firm) -> None:
    lan = office.hire("Lan")
    for number in range(1, 10):
        add(office, f"Mẫu {number}", f"Nội dung {number}.")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    asked = office.screen(lan).last
    assert asked.labels() == [*(f"Mẫu {number}" for number in range(1, 7)), "…", "Hủy"]
    office.presses(lan, asked, "…")
    assert asked.labels() == ["Mẫu 7", "Mẫu 8", "Mẫu 9", "…", "Hủy"]
    office.presses(lan, asked, "…")
    assert asked.labels()[0] == "Mẫu 1"
    office.presses(lan, asked, "Mẫu 3")
    assert "Nội dung 3." in office.screen(lan).last.text


def test_one_that_was_removed_meanwhile_is_refused(office: Firm) -> None:
    lan = office.hire("Lan")
    number = add(office, "Cũ", "Nội dung cũ.")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    office.store.write_blocking(lambda uow: canned.remove(uow, actor=SYSTEM, canned_id=number))
    assert office.presses(lan, office.screen(lan).last, "Cũ") == "Mẫu trả lời này không còn nữa."
    assert not any("Nội dung cũ" in line.text for line in office.screen(lan).lines)


@pytest.mark.parametrize(
    ("name", "text"), [("", "x"), ("x" * 61, "x"), ("tên", " "), ("tên", "x" * 10_001), ("DA NHAN", "trùng tên")]
)
def test_what_cannot_be_one(office: Firm, name: str, text: str) -> None:
    add(office, "Đã nhận", "Em đã nhận ạ.")
    with pytest.raises(Invalid):
        add(office, name, text)


def test_a_change_keeps_its_own_name(office: Firm) -> None:
    number = add(office, "Đã nhận", "Em đã nhận ạ.")
    office.store.write_blocking(
        lambda uow: canned.change(uow, actor=SYSTEM, canned_id=number, name="Đã  nhận", text="Dạ, em nhận rồi ạ.")
    )
    (one,) = office.store.read_blocking(lambda uow: canned.listed(uow, actor=SYSTEM))
    assert (one.name, one.text) == ("Đã nhận", "Dạ, em nhận rồi ạ.")
