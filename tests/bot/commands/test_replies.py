"""Answering a customer: asked for, shown, sent once, taken back, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories.staff_chat import Firm, Line
from sqlalchemy import select, update

from channels.message import Attachment, ChatEvent, text_of
from channels.port import CannotDeliver
from crm_store.access import SYSTEM
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import TO_CUSTOMERS, MessageKind, State
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import outcomes, queries, replies
from crm_store.tickets.models import ReplyDraft, Ticket
from crm_store.unit_of_work import UnitOfWork

TEXT = "Chào chị Hoa, chị tắt máy 30 giây rồi bật lại giúp em nhé."


def preview(office: Firm, user: User, text: str = TEXT) -> Line:
    """The way of every answer up to its preview."""
    office.deliver()
    office.presses(user, office.screen(user).lines[0], "Trả lời")
    office.writes(user, text)
    return office.screen(user).find("───")


def outgoing(office: Firm) -> list[tuple[str, str]]:
    """Kind and state of everything that goes to customers."""

    def look(uow: UnitOfWork) -> list[tuple[str, str]]:
        rows = uow.connection.execute(
            select(OutboxItem.kind, OutboxItem.state).where(OutboxItem.kind.in_(TO_CUSTOMERS)).order_by(OutboxItem.id)
        )
        return [(row.kind, row.state) for row in rows]

    return office.store.read_blocking(look)


def drafts(office: Firm) -> list[tuple[str, str]]:
    def look(uow: UnitOfWork) -> list[tuple[str, str]]:
        return [
            (row.text, row.state)
            for row in uow.connection.execute(select(ReplyDraft.text, ReplyDraft.state).order_by(ReplyDraft.id))
        ]

    return office.store.read_blocking(look)


def test_the_whole_way(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(cc=("sep@saomai.vn",))
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    asked = office.screen(lan).last
    assert asked.text == "Trả lời Chị Trần Thị Hoa qua email (hoa@saomai.vn) · T-1. Gõ nội dung:"
    assert asked.labels() == ["Hủy"]
    office.writes(lan, TEXT)
    shown = office.screen(lan).last
    assert shown.text.splitlines() == [
        "Gửi cho: Trần Thị Hoa <hoa@saomai.vn> · email · Cc: sep@saomai.vn · T-1",
        "───",
        TEXT,
    ]
    assert shown.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]
    assert outgoing(office) == []
    assert office.presses(lan, shown, "Gửi") == "Sẽ gửi sau 10 giây"
    assert shown.text.splitlines()[-1] == "Sẽ gửi sau 10 giây"
    assert shown.labels() == ["Hoàn tác"]
    assert office.to_customers == []
    office.wait(10)
    (mail,) = office.to_customers
    assert text_of(mail.text) == TEXT
    assert mail.mail is not None
    assert [one.address for one in (*mail.mail.to, *mail.mail.cc)] == ["hoa@saomai.vn", "sep@saomai.vn"]
    assert shown.text.splitlines()[-1] == "Đã gửi 14:00"
    assert shown.labels() == []
    assert "chờ khách" in office.screen(lan).lines[0].text
    office.wait(60)
    assert len(office.to_customers) == 1
    assert outgoing(office) == [(MessageKind.REPLY, State.SENT)]


def test_pressing_send_twice_sends_once(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    same = Line(shown.ref, "", list(shown.buttons))
    office.presses(lan, same, "Gửi")
    assert office.presses(lan, same, "Gửi") == "Câu trả lời này đang được gửi rồi."
    assert shown.labels() == ["Hoàn tác"]
    office.wait(60)
    assert office.presses(lan, same, "Gửi") == "Câu trả lời này đang được gửi rồi."
    assert len(office.to_customers) == 1
    assert shown.text.splitlines()[-1].startswith("Đã gửi")


def test_undo_brings_the_preview_back(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    office.wait(5)
    assert office.presses(lan, shown, "Hoàn tác") == "Đã thu hồi. Khách không nhận được gì."
    assert shown.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]
    assert TEXT in shown.text
    office.wait(60)
    assert office.to_customers == []
    office.presses(lan, shown, "Sửa")
    office.writes(lan, "Bản khác.")
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == ["Bản khác."]


def test_short_lines_make_one_answer(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    preview(office, lan, "Chào chị Hoa,")
    second = office.writes(lan, "chị tắt máy 30 giây giúp em")
    office.writes(lan, "rồi bật lại nhé.")
    office.writes(lan, "chị tắt máy 1 phút giúp em", event=ChatEvent.EDIT, ref=second)
    office.presses(lan, office.screen(lan).find("───"), "Gửi")
    office.wait(11)
    (mail,) = office.to_customers
    assert text_of(mail.text) == "Chào chị Hoa,\nchị tắt máy 1 phút giúp em\nrồi bật lại nhé."


def test_an_answer_to_the_preview_replaces_it_and_shows_what_it_replaced(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan, "Bản một.")
    office.writes(lan, "Bản hai.", answering=shown)
    assert "Bản một." in office.screen(lan).find("Bản nháp trước đã được thay").text
    assert drafts(office) == [("Bản hai.", "open")]


def test_a_reference_alone_shows_the_record_and_is_no_part_of_an_answer(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.ticket(subject="Máy chiếu mờ", address="nam@saomai.vn")
    preview(office, lan, "Chào chị Hoa.")
    office.writes(lan, "t-2")
    assert "Máy chiếu mờ · T-2" in office.screen(lan).last.text
    assert drafts(office) == [("Chào chị Hoa.", "open")]


@pytest.mark.parametrize("word", ["Huỷ", "hủy", "huy", "Thôi", "cancel", "Hủy bỏ."])
def test_a_word_that_stops_is_no_letter(office: Firm, word: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    preview(office, lan)
    office.writes(lan, word)
    assert "Đã hủy. Khách không nhận được gì" in office.screen(lan).last.text
    assert TEXT in office.screen(lan).last.text
    assert drafts(office) == [(TEXT, "cancelled")]


def test_a_word_that_stops_is_no_note(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket = office.ticket()
    office.writes(lan, "/note T-1")
    office.writes(lan, "thôi")
    assert office.screen(lan).last.text == "Đã hủy."
    notes = office.store.read_blocking(lambda uow: queries.timeline(uow, actor=SYSTEM, ticket_id=ticket))
    assert [one.direction for one in notes] == ["in"]


def test_too_late_to_undo(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    undo = Line(shown.ref, "", list(shown.buttons))
    office.wait(11)
    assert office.presses(lan, undo, "Hoàn tác") == "Không hoàn tác kịp: câu trả lời đã gửi đi rồi."
    assert shown.text.splitlines()[-1] == "Đã gửi 14:00"
    assert len(office.to_customers) == 1


def test_the_undo_command_takes_an_answer_back_too(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    office.writes(lan, "/undo")
    assert shown.labels() == ["Gửi", "Sửa", "Hẹn giờ", "Hủy"]
    assert "câu trả lời chưa gửi đi" in office.screen(lan).find("Đã hoàn tác").text
    office.wait(60)
    assert office.to_customers == []


def test_new_words_replace_the_preview_whose_button_dies(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    first = preview(office, lan, "Bản một.")
    old = Line(first.ref, "", list(first.buttons))
    office.presses(lan, first, "Sửa")
    office.writes(lan, "Bản hai.")
    second = office.screen(lan).last
    assert first.labels() == []
    assert "Bản một." in first.text, "what was typed stays readable"
    said = office.presses(lan, old, "Gửi")
    assert said == "Nội dung hoặc người nhận đã đổi. Xem bản xem trước mới."
    assert outgoing(office) == []
    second = office.screen(lan).last
    assert "Bản hai." in second.text
    office.presses(lan, second, "Gửi")
    office.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == ["Bản hai."]


def test_correcting_the_message_itself_changes_the_draft(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    ref = office.writes(lan, "Chào chị Hao")
    office.writes(lan, "Chào chị Hoa", event=ChatEvent.EDIT, ref=ref)
    assert "Chào chị Hoa" in office.screen(lan).last.text
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == ["Chào chị Hoa"]
    office.writes(lan, "Chào chị Hằng", event=ChatEvent.EDIT, ref=ref)
    office.wait(11)
    assert len(office.to_customers) == 1


@pytest.mark.parametrize("how", ["button", "command"])
def test_cancel_sends_nothing_and_keeps_the_words_readable(office: Firm, how: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    if how == "button":
        office.presses(lan, shown, "Hủy")
    else:
        office.writes(lan, "/cancel")
    assert TEXT in office.screen(lan).find("Đã hủy. Khách không nhận được gì").text
    assert [label for line in office.screen(lan).lines[2:] for label in line.labels()] == []
    office.writes(lan, "câu này không phải câu trả lời")
    office.wait(60)
    assert outgoing(office) == []
    assert "Chưa làm gì cả và không gửi cho ai." in office.screen(lan).last.text


def test_a_colleague_who_answers_too_is_announced(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    office.deliver()
    office.presses(minh, office.screen(minh).last, "Trả lời")
    assert "Minh đang trả lời" in office.screen(lan).last.text
    shown = preview(office, lan)
    assert "⚠ Minh cũng đang trả lời phiếu này." in shown.text
    office.writes(minh, "Em xử lý rồi ạ.")
    assert "⚠ Lan cũng đang trả lời phiếu này." in office.screen(minh).last.text


def test_a_colleague_who_answered_meanwhile_is_asked_about_before_it_leaves(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    shown = preview(office, lan)
    old = Line(shown.ref, "", list(shown.buttons))
    office.presses(minh, office.screen(minh).last, "Trả lời")
    office.writes(minh, "Em xử lý rồi ạ.")
    office.presses(minh, office.screen(minh).last, "Gửi")
    assert "⚠ Minh vừa trả lời phiếu này." in shown.text
    assert office.presses(lan, old, "Gửi") == "Phiếu này vừa có thay đổi. Xem lại rồi hãy gửi."
    assert [kind for kind, _state in outgoing(office)] == [MessageKind.REPLY]
    assert office.presses(lan, shown, "Gửi") == "Sẽ gửi sau 10 giây"


def test_a_customer_who_wrote_meanwhile_is_read_first(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    shown = preview(office, lan)
    old = Line(shown.ref, "", list(shown.buttons))
    office.customer_writes(ticket_id, "Được rồi ạ, khỏi cần nữa.")
    office.deliver()
    assert "⚠ Khách vừa viết thêm." in shown.text
    assert office.presses(lan, old, "Gửi") == "Phiếu này vừa có thay đổi. Xem lại rồi hãy gửi."
    assert outgoing(office) == []


def test_a_preview_that_waited_for_an_hour_is_sent_without_another_question(office: Firm) -> None:
    """A colleague's draft that is no longer fresh is one warning less, not something new."""
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    office.deliver()
    office.presses(minh, office.screen(minh).last, "Trả lời")
    shown = preview(office, lan)
    office.wait(3600)
    assert office.presses(lan, shown, "Gửi") == "Sẽ gửi sau 10 giây"


def test_recipients_that_changed_are_shown_before_it_leaves(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    shown = preview(office, lan)
    office.stranger_writes(ticket_id, "Tôi là sếp", address="sep@saomai.vn")
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Cho tham gia")
    old = Line(shown.ref, "", list(shown.buttons))
    said = office.presses(lan, old, "Gửi")
    assert said in (
        "Nội dung hoặc người nhận đã đổi. Xem bản xem trước mới.",
        "Phiếu này vừa có thay đổi. Xem lại rồi hãy gửi.",
    )
    assert "Cc: Người lạ <sep@saomai.vn>" in office.screen(lan).find("Gửi cho:").text
    assert outgoing(office) == []


def test_somebody_elses_preview_cannot_be_sent(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    shown = preview(office, lan)
    send = next(button.data for button in shown.buttons if button.label == "Gửi")
    for data in (send, send.replace("send", "cancel"), send.replace("send", "edit")):
        assert office.presses_data(minh, "99", data) == "Bạn không có bản nháp này."
    assert outgoing(office) == []
    assert drafts(office) == [(TEXT, "open")]


def test_a_former_colleague_sends_nothing(office: Firm) -> None:
    lan, _boss = office.hire("Lan"), office.hire("Chủ", "admin")
    office.ticket()
    shown = preview(office, lan)
    office.store.write_blocking(lambda uow: team.disable_user(uow, actor=SYSTEM, user_id=lan.id))
    office.deliver()
    assert shown.labels() == []
    assert office.screen(lan).lines[0].labels() == []
    lines = len(office.screen(lan).lines)
    office.customer_writes(1, "Alo?")
    office.deliver()
    assert len(office.screen(lan).lines) == lines


@pytest.mark.parametrize("step", ["ask", "preview", "held", "undone"])
def test_a_restart_between_the_steps_changes_nothing(office: Firm, step: str) -> None:
    """State stands in the store alone: another process goes on with the same chats."""
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()

    def restarted(when: str) -> Firm:
        if when != step:
            return current
        fresh = Firm(office.store, office.screens)
        fresh.time = current.time
        fresh.to_customers = office.to_customers
        return fresh

    current = office
    current.presses(lan, current.screen(lan).last, "Trả lời")
    current = restarted("ask")
    current.writes(lan, TEXT)
    current = restarted("preview")
    shown = current.screen(lan).find("───")
    current.presses(lan, shown, "Gửi")
    current = restarted("held")
    current.presses(lan, shown, "Hoàn tác")
    current = restarted("undone")
    current.presses(lan, shown, "Gửi")
    current.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == [TEXT]
    assert "Đã gửi" in shown.text


def test_the_report_is_edited_only_when_it_changes(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    send = next(one.data for one in shown.buttons if one.label == "Gửi")
    office.presses(lan, shown, "Gửi")
    undo = shown.buttons[0].data
    office.wait(11)
    edits = shown.edits
    assert "Đã gửi" in shown.text
    for data in (undo, send, undo):
        office.presses_data(lan, shown.ref, data)
    office.wait(60)
    assert shown.edits == edits


def test_a_refusal_is_shown_in_the_relays_words_and_can_be_tried_again(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.refuse_mail = CannotDeliver("user unknown", code="550 5.1.1")
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert shown.text.splitlines()[-1] == "Chưa gửi được: địa chỉ không tồn tại (550 5.1.1) – “user unknown”"
    assert shown.labels() == ["Sửa địa chỉ", "Gửi lại"]
    office.refuse_mail = None
    assert office.presses(lan, shown, "Gửi lại") == "Đang gửi lại."
    assert shown.text.splitlines()[-1] == "Đã gửi 14:00"
    assert len(office.to_customers) == 1


def end_as(office: Firm, state: State, error: str = "mất kết nối") -> None:
    def work(uow: UnitOfWork) -> None:
        number = uow.connection.execute(select(OutboxItem.id).where(OutboxItem.kind == MessageKind.REPLY)).scalar_one()
        uow.connection.execute(update(OutboxItem).where(OutboxItem.id == number).values(state=state, last_error=error))
        outcomes.ended(uow, outbox_id=number, state=state)

    office.store.write_blocking(work)
    office.deliver()


def test_an_unknown_outcome_is_asked_about_and_never_repeated_by_itself(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    end_as(office, State.UNKNOWN, "the program stopped exactly while sending")
    assert shown.text.splitlines()[-1] == "Không rõ đã đến hay chưa: chương trình dừng đúng lúc gửi"
    assert shown.labels() == ["Gửi lại", "Đã đến"]
    office.wait(100_000)
    assert office.to_customers == []
    assert office.presses(lan, shown, "Đã đến") == "Đã ghi nhận: thư đã đến."
    assert "Đã gửi" in shown.text.splitlines()[-1]
    assert office.to_customers == []


def test_without_a_relay_it_waits_and_can_be_taken_back(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    end_as(office, State.NO_RELAY, "no relay configured")
    assert shown.text.splitlines()[-1] == "Không có relay: chờ trong hộp đi."
    assert shown.labels() == ["Hoàn tác"]


def test_a_late_failure_rings_for_the_author_and_the_assignee(office: Firm) -> None:
    lan, minh = office.hire("Lan"), office.hire("Minh")
    office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    office.writes(lan, "/assign T-1 Minh")
    office.time = office.time.replace(hour=12)
    end_as(office, State.FAILED, "user unknown")
    assert "Chưa gửi được: user unknown" in shown.text
    assert office.screen(lan).last.text == "⚠ Câu trả lời cho T-1 chưa gửi được."
    assert office.screen(lan).last.reply_to == shown.ref
    alarm = office.screen(minh).last
    assert "Người viết: Lan" in alarm.text
    assert "Chưa gửi được: user unknown" in alarm.text
    assert alarm.labels() == ["Gửi lại"]
    office.presses(minh, alarm, "Gửi lại")
    assert "Đã gửi" in alarm.text
    assert "Đã gửi" in shown.text
    assert len(office.to_customers) == 1


def test_an_answer_from_the_web_console_that_fails_rings_in_the_chat(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    office.deliver()
    actor = team.actor_of(lan, "web")

    def send(uow: UnitOfWork) -> None:
        draft = replies.begin(uow, actor=actor, ticket_id=ticket_id)
        replies.preview(uow, actor=actor, draft_id=draft.id, text=TEXT)
        replies.send(uow, actor=actor, draft_id=draft.id)

    office.refuse_mail = CannotDeliver("user unknown", code="550 5.1.1")
    office.store.write_blocking(send)
    office.wait(11)
    assert "địa chỉ không tồn tại (550 5.1.1)" in office.screen(lan).last.text
    assert office.screen(lan).last.labels() == ["Sửa địa chỉ", "Gửi lại"]


def test_the_outbox_command_lists_what_needs_a_decision(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.writes(lan, "/outbox")
    assert "Không có gì chờ quyết định" in office.screen(lan).last.text
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    end_as(office, State.UNKNOWN)
    office.writes(lan, "/outbox")
    listed = office.screen(lan).last
    assert listed.text.splitlines()[0] == "không rõ: 1"
    office.presses(lan, listed, "1")
    opened = office.screen(lan).last
    assert opened.labels() == ["Gửi lại", "Đã đến"]
    assert shown.labels() == []
    office.presses(lan, opened, "Gửi lại")
    assert len(office.to_customers) == 1


@pytest.mark.parametrize("command", ["/reply T-1 ", "/traloi 1 ", "/tl #1: "])
def test_the_command_shows_a_preview_and_sends_nothing(office: Firm, command: str) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.writes(lan, command + TEXT)
    office.wait(60)
    assert outgoing(office) == []
    office.presses(lan, office.screen(lan).last, "Gửi")
    office.wait(11)
    assert [text_of(mail.text) for mail in office.to_customers] == [TEXT]


def test_a_draft_that_was_begun_elsewhere_is_shown_as_it_was_left(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    actor = team.actor_of(lan, "web")

    def begin(uow: UnitOfWork) -> None:
        draft = replies.begin(uow, actor=actor, ticket_id=ticket_id)
        replies.preview(uow, actor=actor, draft_id=draft.id, text="Nháp từ web.")

    office.store.write_blocking(begin)
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    assert "Nháp từ web." in office.screen(lan).last.text
    office.writes(lan, "/reply T-1 Bản mới.")
    assert "Bản nháp trước đã được thay:\nNháp từ web." in office.screen(lan).find("được thay").text


def test_words_for_a_draft_that_ended_meanwhile_begin_a_new_one(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    actor = team.actor_of(lan, "web")
    office.store.write_blocking(lambda uow: replies.cancel(uow, actor=actor, draft_id=1))
    office.writes(lan, TEXT)
    assert TEXT in office.screen(lan).last.text
    assert drafts(office) == [("", "cancelled"), (TEXT, "open")]


def test_too_long_an_answer_is_refused_and_nothing_is_lost(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    preview(office, lan, "Bản ngắn.")
    office.writes(lan, "x" * 50_001)
    assert "tối đa là 50000" in office.screen(lan).last.text
    assert drafts(office) == [("Bản ngắn.", "open")]
    office.writes(lan, "Bản ngắn hơn.")
    assert "Bản ngắn hơn." in office.screen(lan).last.text


def test_files_go_with_the_answer_and_survive_undo(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    office.deliver()
    office.presses(lan, office.screen(lan).last, "Trả lời")
    office.writes(lan, "", files=(Attachment("hướng dẫn.pdf", "application/pdf", b"%PDF-1"),))
    assert "📎 hướng dẫn.pdf" in office.screen(lan).last.text
    office.writes(lan, TEXT)
    office.writes(lan, "", files=(Attachment("ảnh.jpg", "image/jpeg", b"jpeg"),))
    shown = office.screen(lan).last
    assert "📎 hướng dẫn.pdf, ảnh.jpg" in shown.text
    office.presses(lan, shown, "Gửi")
    office.presses(lan, shown, "Hoàn tác")
    assert "📎 hướng dẫn.pdf, ảnh.jpg" in shown.text
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    assert [file.filename for file in office.to_customers[0].files] == ["hướng dẫn.pdf", "ảnh.jpg"]
    assert office.store.files.get(office.to_customers[0].files[0].sha256) == b"%PDF-1"


def test_a_ticket_without_an_address_says_so_and_shows_no_reply_button(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(channel="phone", address="+84901234567")
    office.deliver()
    assert "Trả lời" not in office.screen(lan).last.labels()
    office.writes(lan, "/reply T-1 Xin chào")
    assert "không có địa chỉ để trả lời" in office.screen(lan).last.text


def test_a_customer_in_telegram_is_answered_there(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket(channel="telegram", address="4242")
    shown = preview(office, lan)
    assert shown.text.splitlines()[0] == "Gửi cho: Trần Thị Hoa · Telegram · T-1"
    office.presses(lan, shown, "Gửi")
    office.wait(11)
    (sent,) = office.to_customers
    assert sent.chat is not None
    assert sent.chat.chat_id == "4242"


def test_an_old_dialogue_is_forgotten_but_its_draft_kept(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    preview(office, lan)
    office.wait(13 * 3600)
    office.writes(lan, "ăn trưa chưa?")
    assert "Chưa làm gì cả" in office.screen(lan).last.text
    assert drafts(office) == [(TEXT, "open")]
    office.presses(lan, office.screen(lan).lines[0], "Trả lời")
    assert TEXT in office.screen(lan).last.text


def test_a_long_answer_is_shown_whole_before_and_short_after(office: Firm) -> None:
    lan = office.hire("Lan")
    office.ticket()
    long = "Dòng dài.\n" * 600
    shown = preview(office, lan, long)
    assert long.strip() in shown.text
    office.presses(lan, shown, "Gửi")
    assert len(shown.text) < 4096
    office.wait(11)
    assert text_of(office.to_customers[0].text) == long.strip()


def look_at(office: Firm, ticket_id: int, what: Callable[[queries.TicketView], object]) -> object:
    return what(office.store.read_blocking(lambda uow: queries.ticket(uow, actor=SYSTEM, ticket_id=ticket_id)))


def test_answering_takes_a_free_ticket(office: Firm) -> None:
    lan = office.hire("Lan")
    ticket_id = office.ticket()
    shown = preview(office, lan)
    office.presses(lan, shown, "Gửi")
    assert look_at(office, ticket_id, lambda one: (one.assignee_name, one.status)) == ("Lan", "open")


def test_a_nameless_visitor_is_not_called_by_his_number(office: Firm) -> None:
    lan = office.hire("Lan")
    number = "visitor:" + "e2af" * 16
    ticket = office.ticket(name="", address=number, channel="webchat")
    office.store.write_blocking(
        lambda uow: uow.connection.execute(update(Ticket).where(Ticket.id == ticket).values(contact_id=None))
    )
    shown = preview(office, lan)
    assert office.screen(lan).find("Gõ nội dung").text == "Trả lời khách qua chat web · T-1. Gõ nội dung:"
    assert shown.text.splitlines()[0].startswith("Gửi cho: khách · ")
    assert not any("e2af" in line.text for line in office.screen(lan).lines)


def test_several_colleagues_are_answering_in_plural(office: Firm) -> None:
    lan = office.hire("Lan", language="en")
    ticket = office.ticket()
    for name in ("Minh", "Hùng"):
        office.writes(office.hire(name), f"/reply T-{ticket}")
    assert "Minh, Hùng are answering" in office.screen(lan).find("T-1").text
