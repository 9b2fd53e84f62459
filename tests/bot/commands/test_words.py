"""What people type: words for a state, and words that look like a command."""

from __future__ import annotations

import pytest
from factories.staff_chat import Firm

from bot.commands import registry
from crm_store.access import Role
from crm_store.tickets.models import Ticket


def status(office: Firm) -> str:
    return office.store.read_blocking(lambda uow: uow.session.get_one(Ticket, 1).status)


@pytest.mark.parametrize(
    ("words", "state"),
    [("đang chờ", "waiting"), ("dang cho", "waiting"), ("chờ khách", "waiting"), ("mở lại", "open"), ("đã xong", "resolved"), ("tạm giữ", "on_hold")],
)  # fmt: skip
def test_a_state_in_vietnamese(office: Firm, words: str, state: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.writes(lan, f"/status T-1 {words}")
    assert status(office) == state


def test_an_unknown_state_shows_those_there_are_with_buttons(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.writes(lan, "/status T-1 lung tung")
    says = office.screen(lan).find("lung tung").text
    assert says == (
        "“lung tung” không phải là trạng thái. Có các trạng thái: mới, mở, chờ khách, tạm giữ, đã xong, đã đóng."
    )
    card = office.screen(lan).last
    office.presses(lan, card, "Tạm giữ")
    assert status(office) == "on_hold"


@pytest.mark.parametrize(
    "text", ["contact", "máy in hỏng rồi", "bao gia", "báo giá cho khách", "help me with this", ""]
)
def test_nothing_is_guessed_wildly(text: str) -> None:
    assert registry.nearest(text, Role.ADMIN) == []


@pytest.mark.parametrize(
    ("text", "name"), [("tikets", "tickets"), ("reslove", "resolve"), ("done", "resolve"), ("trợ giúp", "help")]
)
def test_a_slip_of_the_finger_is_understood(text: str, name: str) -> None:
    assert registry.nearest(text, Role.SUPPORT)[0].name == name


def test_done_is_a_command(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.writes(lan, "/done T-1")
    assert status(office) == "resolved"
