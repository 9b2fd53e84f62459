"""What stands in the slots, word for word."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from nlp.commands import Context, read_commands

NOW = datetime.fromisoformat("2026-08-12T10:00:00+07:00")  # a Wednesday


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=NOW.tzinfo)


CASES: list[tuple[str, str, dict[str, object]]] = [
    ("Giao T-52 cho Linh xử lý", "assign", {"record": "T-52", "user": "Linh"}),
    ("chuyển phiếu 20 sang chờ khách", "set_ticket_status", {"record": "T-20", "status": "waiting"}),
    ("T-18 is urgent", "set_priority", {"record": "T-18", "priority": "urgent"}),
    ("set ticket 27 to low priority", "set_priority", {"record": "T-27", "priority": "low"}),
    ("Đưa deal Đại Phong lên giai đoạn gửi báo giá", "set_stage", {"record": "Đại Phong", "stage": "gửi báo giá"}),
    (
        "O-66 lên đàm phán, giá trị còn 410 triệu",
        "set_stage",
        {"record": "O-66", "stage": "đàm phán", "amount": Decimal(410_000_000), "currency": "VND"},
    ),
    ("Lost O-36, they froze the budget", "mark_lost", {"record": "O-36", "reason": "they froze the budget"}),
    ("Đánh dấu O-29 thua vì giá cao", "mark_lost", {"record": "O-29", "reason": "giá cao"}),
    ("L-44 went cold", "set_lead_status", {"record": "L-44", "status": "cold"}),
    (
        "Nhắc tôi 4h chiều nay gửi bảng giá cho chị Thùy",
        "remind",
        {"text": "gửi bảng giá cho chị Thùy", "at": at(12, 16)},
    ),
    ("Remind me on Friday at 9 to call Peter Hall", "remind", {"text": "call Peter Hall", "at": at(14, 9)}),
    (
        "Tạo việc gửi catalogue cho An Tâm trước thứ sáu",
        "create_task",
        {"subject": "gửi catalogue cho An Tâm", "due": date(2026, 8, 14)},
    ),
    (
        "Add a task for Linh: update the price list, due Friday",
        "create_task",
        {"assignee": "Linh", "subject": "update the price list", "due": date(2026, 8, 14)},
    ),
    (
        "Đặt lịch gặp chị Mỹ Duyên 9h sáng thứ sáu ở văn phòng Đại Phong",
        "book_meeting",
        {"with": "chị Mỹ Duyên", "start": at(14, 9), "place": "văn phòng Đại Phong"},
    ),
    (
        "Dời lịch gặp chị Mỹ Duyên sang 3h chiều thứ sáu",
        "reschedule",
        {"with": "chị Mỹ Duyên", "start": at(14, 15)},
    ),
    ("Cancel the demo with Orion Foods", "cancel_activity", {"with": "Orion Foods"}),
    (
        "Gọi anh Tín ba lần không nghe máy",
        "log_call",
        {"with": "anh Tín", "direction": "out", "result": "missed", "text": "ba lần không nghe máy"},
    ),
    (
        "Vừa làm việc với An Tâm, họ chốt mẫu số 2, thứ sáu gửi hợp đồng",
        "log_meeting",
        {"with": "An Tâm", "text": "họ chốt mẫu số 2", "next_step": "gửi hợp đồng", "next_at": date(2026, 8, 14)},
    ),
    ("note an khang: bao ve ko cho xe vao", "log_note", {"record": "an khang", "text": "bao ve ko cho xe vao"}),
    ("Trả lời T-52: mai em qua ạ", "reply_customer", {"record": "T-52", "text": "mai em qua ạ"}),
    ("Tell Linh the truck leaves at 3", "message_colleague", {"user": "Linh", "text": "the truck leaves at 3"}),
    ("Đăng lên nhóm Bán hàng: tuần này giảm 10%", "post_room", {"room": "Bán hàng", "text": "tuần này giảm 10%"}),
    (
        "Prepare a quote for Orion Foods: 10 freezers at $1,250",
        "create_quote",
        {
            "account": "Orion Foods",
            "lines": ({"price": Decimal(1250), "quantity": 10, "product": "freezers"},),
        },
    ),
    (
        "Báo giá An Tâm 5 xe đẩy 2 triệu 3 và 100 khay nhựa 45k",
        "create_quote",
        {
            "account": "An Tâm",
            "lines": (
                {"price": Decimal(2_300_000), "quantity": 5, "product": "xe đẩy"},
                {"price": Decimal(45_000), "quantity": 100, "product": "khay nhựa"},
            ),
        },
    ),
    (
        "Lưu giúp em khách mới: anh Trịnh Văn Lâm, cửa hàng điện máy Lâm Phát, 0912 556 778",
        "create_lead",
        {"name": "anh Trịnh Văn Lâm", "company": "cửa hàng điện máy Lâm Phát", "phone": "+84912556778"},
    ),
    (
        "Add Linda Chow, Pacific Crest, linda@pacificcrest.example to contacts",
        "create_contact",
        {"name": "Linda Chow", "company": "Pacific Crest", "email": "linda@pacificcrest.example"},
    ),
    ("Tìm số điện thoại của chị Thùy", "find", {"query": "chị Thùy"}),
    ("phiếu đang mở của Linh", "list_tickets", {"owner": "Linh", "status": "open"}),
    (
        "Lịch tuần sau của Linh",
        "list_week",
        {"owner": "Linh", "period_start": date(2026, 8, 17), "period_end": date(2026, 8, 23)},
    ),
    (
        "sales report for June",
        "show_report",
        {"period_start": date(2026, 6, 1), "period_end": date(2026, 6, 30)},
    ),
    ("Snooze T-18 until Monday at 9", "snooze", {"record": "T-18", "until": at(17, 9)}),
    # second thoughts
    ("Nhắc em 3h chiều mai gọi chị Thùy, à không, 4h", "remind", {"text": "gọi chị Thùy", "at": at(13, 16)}),
    ("giao T-44 cho Hậu, ý lộn, cho Hiếu", "assign", {"record": "T-44", "user": "Hiếu"}),
    ("close T-4, no wait, T-5", "set_ticket_status", {"record": "T-5", "status": "closed"}),
    # keystrokes of an input method that was off, dictation
    ("nhawcs em 4h chieu goi c loan", "remind", {"text": "goi c loan", "at": at(12, 16)}),
    (
        "thêm khách tiềm năng tên Lê Bảo số điện thoại không chín tám bảy ba hai một không không bốn",
        "create_lead",
        {"name": "Lê Bảo", "phone": "+84987321004"},
    ),
]


@pytest.mark.parametrize(("text", "name", "slots"), CASES, ids=[text[:40] for text, _, _ in CASES])
def test_slots(text: str, name: str, slots: dict[str, object]) -> None:
    (command,) = read_commands(text, now=NOW).commands
    assert (command.name, {slot: command.slots.get(slot) for slot in slots}) == (name, slots)


def test_each_slot_says_which_words_gave_it() -> None:
    text = "Giao T-52 cho Linh xử lý"
    reading = read_commands(text, now=NOW)
    assert {slot: text[span.start : span.end] for slot, span in reading.why[0].items()} == {
        "record": "T-52",
        "user": "Linh",
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gặp chị Hoa xong, chị cần báo giá 20 cái trước thứ 5, nhắc tôi thứ 4", ["log_meeting", "remind"]),
        ("Đóng T-41 và giao T-42 cho Thảo", ["set_ticket_status", "assign"]),
        ("Mark O-18 as won and remind me tomorrow at 9 to send the contract", ["mark_won", "remind"]),
        ("nhắn Hiếu: gọi chị Lan rồi đóng T-5", ["message_colleague"]),
    ],
)
def test_several_orders_in_one_sentence(text: str, names: list[str]) -> None:
    commands = [command.name for command in read_commands(text, now=NOW).commands]
    assert [name for name in commands if name != "create_quote"] == names


def test_a_pronoun_within_a_sentence_means_what_was_named_before() -> None:
    first, second = read_commands("Put T-62 on hold, assign it to Trang", now=NOW).commands
    assert first.slots["record"] == second.slots["record"] == "T-62"


@pytest.mark.parametrize(
    ("text", "context", "name", "slot", "value"),
    [
        ("hẹn chị ấy 3h chiều mai", Context(person="chị Hoa"), "book_meeting", "with", "chị Hoa"),
        ("chuyển deal này sang đàm phán", Context(record="O-7"), "set_stage", "record", "O-7"),
        ("đóng phiếu này", Context(record="T-7"), "set_ticket_status", "record", "T-7"),
        ("giao cho Linh", Context(record="T-7"), "assign", "record", "T-7"),
        ("khách chốt rồi", Context(record="O-7"), "mark_won", "record", "O-7"),
    ],
)
def test_context(text: str, context: Context, name: str, slot: str, value: str) -> None:
    (command,) = read_commands(text, now=NOW, context=context).commands
    assert (command.name, command.slots[slot]) == (name, value)


def test_a_pronoun_without_context_stays_as_it_was_said() -> None:
    (command,) = read_commands("chuyển deal này sang đàm phán", now=NOW).commands
    assert command.slots["record"] == "deal này"


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [("à không, 4h", "start", at(13, 16)), ("nhầm, thứ sáu", "start", at(14, 15)), ("no, Linda", "with", "Linda")],
)
def test_a_message_may_correct_the_order_before(text: str, slot: str, value: object) -> None:
    previous = read_commands("Book a demo with Peter Hall tomorrow at 3pm", now=NOW).commands[0]
    (command,) = read_commands(text, now=NOW, context=Context(previous=previous)).commands
    assert (command.name, command.slots[slot]) == ("book_meeting", value)
