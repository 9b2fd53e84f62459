"""Who hears of what, and at which price. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from factories.staff_chat import START, Firm
from sqlalchemy import event, func, select

from channels.message import text_of
from crm_store.access import SYSTEM
from crm_store.conversations.models import CardMessage
from crm_store.events import Event
from crm_store.leads import service as leads
from crm_store.leads.events import LeadWrote
from crm_store.notifications import queries, service
from crm_store.notifications.subscriptions import SUBSCRIPTIONS, react
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import moving, outcomes, replies
from crm_store.tickets import service as tickets
from crm_store.tickets.events import TicketChanged
from crm_store.unit_of_work import UnitOfWork


@contextmanager
def counted(office: Firm) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(office.store.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(office.store.database.engine, "before_cursor_execute", note)


def waiting(office: Firm) -> int:
    pending = select(func.count()).select_from(OutboxItem).where(OutboxItem.state == State.PENDING)
    return office.store.read_blocking(lambda uow: uow.connection.execute(pending).scalar_one())


def test_the_price_of_a_ticket_does_not_grow_with_the_team(office: Firm) -> None:
    office.hire("Lan")
    with counted(office) as few:
        office.ticket()
    for number in range(15):
        office.hire(f"Người {number}")
    with counted(office) as many:
        office.ticket(address="khac@khach.vn")
    assert len(many) == len(few)
    assert waiting(office) == 1 + 16


def test_a_firm_without_chats_writes_no_cards(office: Firm) -> None:
    office.hire("Lan", telegram=None)
    office.ticket()
    assert waiting(office) == 0


def test_several_changes_before_the_delivery_are_one_card(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    for priority in ("high", "urgent", "low"):
        office.store.write_blocking(
            lambda uow, wanted=priority: tickets.set_priority(uow, actor=SYSTEM, ticket_id=ticket_id, priority=wanted)
        )
    assert waiting(office) == 1
    office.deliver()
    assert [line.edits for line in office.screen(lan).lines] == [0]
    for priority in ("high", "urgent"):
        office.store.write_blocking(
            lambda uow, wanted=priority: tickets.set_priority(uow, actor=SYSTEM, ticket_id=ticket_id, priority=wanted)
        )
    assert waiting(office) == 1
    office.deliver()
    assert [line.edits for line in office.screen(lan).lines] == [1]


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("change_first", [True, False])
def test_a_change_beside_a_drawing_is_drawn_too(office: Firm, change_first: bool) -> None:
    """Two processes at the same moment: one draws what waits, the other changes the ticket and finds that a drawing waits."""
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.store.write_blocking(lambda uow: uow.record(TicketChanged(ticket_id, "note")))
    both, changed, drawn = threading.Event(), threading.Event(), threading.Event()

    def change(uow: UnitOfWork) -> None:
        if not change_first:
            assert drawn.wait(10)
        tickets.set_priority(uow, actor=SYSTEM, ticket_id=ticket_id, priority="urgent")
        uow.finish()
        changed.set()
        assert both.wait(10)

    def draw(uow: UnitOfWork) -> None:
        if change_first:
            assert changed.wait(10)
        office._round(uow)
        drawn.set()
        assert changed.wait(10)
        both.set()

    with ThreadPoolExecutor(2) as pool:
        for ended in [pool.submit(office.store.write_blocking, one) for one in (change, draw)]:
            ended.result()
    office.deliver()
    assert "ưu tiên: khẩn" in office.screen(lan).last.text


def test_a_drawing_that_changes_nothing_sends_nothing(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    office.store.write_blocking(lambda uow: uow.record(TicketChanged(ticket_id, "note")))
    office.deliver()
    assert [line.edits for line in office.screen(lan).lines] == [0]


def test_the_same_news_are_told_once(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    interaction_id = office.customer_writes(ticket_id, "Alo?")
    listener = queries.Listener(
        lan.id, next(iter(office.store.read_blocking(lambda uow: queries.listeners(uow, [lan.id])))).chat
    )
    office.store.write_blocking(lambda uow: service.announce(uow, [listener], "T-1", interaction_id))
    office.deliver()
    assert len(office.screen(lan).lines) == 2


def test_news_that_were_moved_away_are_not_told(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    interaction_id = office.customer_writes(ticket_id, "Việc khác")
    office.store.write_blocking(
        lambda uow: moving.move_interaction(uow, actor=SYSTEM, interaction_id=interaction_id, ticket_id=None)
    )
    office.deliver()
    assert not [line for line in office.screen(lan).lines if "viết thêm" in line.text]
    assert "T-2" in office.screen(lan).last.text


def test_leads_are_for_sales(office: Firm) -> None:
    lan, seller = office.hire("Lan"), office.hire("Bán", "sales")

    def open_lead(uow: UnitOfWork) -> int:
        interaction_id = office._said(uow, "Báo giá giúp em", channel="email", address="moi@khach.vn", name="Khách mới")
        return leads.open_lead(
            uow, name="Khách mới", source="email", interaction_id=interaction_id, company="Công ty Mới"
        )

    lead_id = office.store.write_blocking(open_lead)
    office.deliver()
    assert office.screen(lan).lines == []
    card = office.screen(seller).last
    assert card.text.splitlines()[0] == "👤 Khách mới – Công ty Mới · L-1"
    office.presses(seller, card, "Nhận")
    assert "bạn đang xử lý" in card.text
    assert card.labels() == ["Hoàn tác"]
    office.store.write_blocking(lambda uow: uow.record(LeadWrote(lead_id, 1)))
    office.deliver()
    assert office.screen(lan).lines == []


def test_previews_warn_of_what_happens_meanwhile(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.writes(lan, "/reply T-1 Xin chào")
    shown = office.screen(lan).find("───")
    office.customer_writes(ticket_id, "Alo?")
    office.deliver()
    assert "⚠ Khách vừa viết thêm." in shown.text


def test_a_failed_acknowledgement_is_the_assignees_business(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    ticket_id = office.ticket()
    office.writes(minh, "/take T-1")
    outbox_id = office.store.write_blocking(
        lambda uow: replies.acknowledge(
            uow, ticket_id=ticket_id, interaction_id=1, text="Dạ, em đã nhận.", subject="Đã nhận"
        )
    )
    assert outbox_id is not None
    office.store.write_blocking(lambda uow: outcomes.ended(uow, outbox_id=outbox_id, state=State.FAILED))
    office.store.write_blocking(lambda uow: uow.connection.execute(OutboxItem.__table__.update().where(OutboxItem.id == outbox_id).values(state=State.FAILED, last_error="user unknown")))  # fmt: skip
    office.deliver()
    assert "Chưa gửi được: user unknown" in office.screen(minh).last.text
    assert office.screen(minh).last.labels() == ["Gửi lại"]
    assert not [line for line in office.screen(lan).lines if "Chưa gửi" in line.text]


def test_whoever_blocks_the_bot_is_left_alone_until_he_writes(office: Firm) -> None:
    lan = office.hire("Lan")
    office.store.write_blocking(lambda uow: service.telegram_blocked(uow, user_id=lan.id, blocked=True))
    office.ticket()
    office.deliver()
    assert office.screen(lan).lines == []
    office.writes(lan, "/tickets")
    office.ticket(address="khac@khach.vn")
    office.deliver()
    assert "T-2" in office.screen(lan).last.text


def test_a_card_in_a_chat_that_changed_hands_is_not_drawn(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()

    def rebind(uow: UnitOfWork) -> None:
        uow.session.get_one(User, lan.id).telegram_id = "999"

    office.store.write_blocking(rebind)
    office.deliver()
    assert all(not screen.lines for screen in office.screens.values())


def test_who_leaves_loses_cards_and_dialogue(office: Firm) -> None:
    lan, _boss = office.hire("Lan"), office.hire("Chủ", "admin")
    office.ticket()
    office.deliver()
    office.store.write_blocking(lambda uow: team.disable_user(uow, actor=SYSTEM, user_id=lan.id))
    office.deliver()
    assert office.screen(lan).last.labels() == []
    cards = select(func.count()).select_from(CardMessage).where(CardMessage.user_id == lan.id)
    assert office.store.read_blocking(lambda uow: uow.connection.execute(cards).scalar_one()) == 0


def test_an_event_without_subscribers_has_no_consequences(office: Firm) -> None:
    class Nothing(Event):
        pass

    office.store.write_blocking(lambda uow: react(uow, Nothing()))
    assert waiting(office) == 0
    assert Nothing not in SUBSCRIPTIONS


def test_the_whole_way_of_an_answer(office: Firm) -> None:
    """The statements of the chat on both databases: ask, preview, send, undo, send, report."""
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    office.writes(lan, "Chào chị.")
    shown = office.screen(lan).last
    office.presses(lan, shown, "Gửi")
    office.presses(lan, shown, "Hoàn tác")
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert [text_of(message.text) for message in office.to_customers] == ["Chào chị."]
    assert "Đã gửi" in shown.text
    office.writes(lan, "/outbox")
    office.writes(lan, "/find hoa")
    office.writes(lan, "/reply T-99 Chào chị.")
    assert office.screen(lan).last.text == "Không có phiếu T-99."
    office.presses_data(lan, shown.ref, "send:RD-1:stale:0")
    office.writes(lan, "/note T-1 xong")
    office.writes(lan, "/undo")
    assert "Đã hoàn tác" in office.screen(lan).last.text
    assert office.time > START
