"""Which reading is taken, what is said about it, and what is no time at all."""

import time
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.analysis import Grain
from nlp.text import clean, fold
from nlp.times import Hours, Lean, find_durations, find_times
from tests.nlp.times.asking import NOW, found, said

NO_TIMES = """
một bảy
anh Nam chốt giá 3tr
giá 3tr5 một cái, ship 30k
địa chỉ 12/5 Lê Lợi, quận 1
số 45/12 Nguyễn Trãi
gửi về 12/4 ấp 3 xã Tân Nhựt
phiên bản 2.3.1 bị lỗi
gọi 0912 345 678
hỗ trợ 24/7
chị Mai bên kế toán
gọi cho Mai Anh nhé
chị Tư bên kho
chú Ba, anh Năm và cô Sáu
đây là lần thứ ba khách phàn nàn
người thứ 2
bán hàng tháng
quý khách vui lòng
quý công ty
ăn tối với khách
màu sáng, chiều cao 2 mét
bánh trung thu
bảo hành 12 tháng
2tr/tháng
10h/ngày
mạng 4G
họp 2 tiếng
thu 3 trieu cua khach
nhac toi goi khach
sang ben kho lay hang
anh nam nhan hang
sep noi gi
may ban bao gia chua
tu tu roi lam
the sun is shining
I sat down with them
she may call
he may march on
give me a second
version 3.2.1
room 302
it costs $15 to $20
two to four people
a 4:3 screen
the 2nd option
24/7 support
good morning team
happy new year
call 555 1234
a 30-minute call
one on one
"""


@pytest.mark.parametrize("text", NO_TIMES.strip().splitlines())
def test_no_time_is_found_where_there_is_none(text: str) -> None:
    result = found(text)
    assert (result.times, result.problems) == ((), ())


@pytest.mark.parametrize(
    ("text", "problem", "nearest"),
    [
        ("hẹn khách 31/2", "no_such_day", (date(2027, 2, 28), date(2027, 3, 1))),
        ("ngày 30/2 giao hàng", "no_such_day", (date(2027, 2, 28), date(2027, 3, 1))),
        ("31/4/2027", "no_such_day", (date(2027, 4, 30), date(2027, 5, 1))),
        ("29/2/2027", "no_such_day", (date(2027, 2, 28), date(2027, 3, 1))),
        ("Feb 30, 2028", "no_such_day", (date(2028, 2, 29), date(2028, 3, 1))),
        ("September 31", "no_such_day", (date(2026, 9, 30), date(2026, 10, 1))),
        ("họp lúc 25h", "no_such_hour", ()),
    ],
)
def test_what_cannot_be_is_a_problem(text: str, problem: str, nearest: tuple[date, ...]) -> None:
    result = found(text)
    assert result.times == ()
    assert [(one.problem, one.nearest) for one in result.problems] == [(problem, nearest)]


def test_leap_day() -> None:
    later = NOW.replace(year=2027, month=12)
    (leap,) = find_times("29/2", now=later, language="vi").times
    assert leap.start.date() == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("3h", "office_hours"),
        ("30/4", "next_year"),
        ("thứ 2", "coming_week"),
        ("quý 4", "this_year"),
        ("7h sáng", "next_day"),
    ],
)
def test_says_what_was_assumed(text: str, assumed: str) -> None:
    assert assumed in said(text).assumed


def test_nothing_is_assumed_where_all_is_said() -> None:
    assert said("15h ngày 20/10/2026").assumed == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("trước thứ 5", "before"),
        ("chậm nhất 30/9", "before"),
        ("by Friday", "before"),
        ("sau 3h", "after"),
        ("từ thứ 2", "after"),
        ("thứ 2", ""),
    ],
)
def test_limits_and_beginnings(text: str, bound: str) -> None:
    assert said(text).bound == bound


@pytest.mark.parametrize(
    ("text", "rule", "first"),
    [
        ("mỗi thứ 2", "FREQ=WEEKLY;BYDAY=MO", "2026-09-21"),
        ("thứ 3, 5 hàng tuần", "FREQ=WEEKLY;BYDAY=TU,TH", "2026-09-17"),
        ("mỗi ngày", "FREQ=DAILY", "2026-09-17"),
        ("ngày 10 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=10", "2026-10-10"),
        ("every other Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-09-18"),
        ("every Monday and Thursday", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-09-17"),
        ("every weekday at 8", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-09-18"),
    ],
)
def test_what_comes_back(text: str, rule: str, first: str) -> None:
    one = said(text)
    assert (one.rule, f"{one.start:%Y-%m-%d}") == (rule, first)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hôm thứ 2 gặp chị Hoa xong", date(2026, 9, 14)),
        ("thứ 2 đã gửi báo giá", date(2026, 9, 14)),
        ("hôm 15 gặp chị Hoa", date(2026, 9, 15)),
        ("the shipment left on Monday", date(2026, 9, 14)),
        ("the deadline was July 8", date(2026, 7, 8)),
        ("nhắc tôi thứ 2 gọi khách", date(2026, 9, 21)),
        ("phải xong trước thứ 2", date(2026, 9, 21)),
    ],
)
def test_looks_back_where_the_words_do(text: str, day: date) -> None:
    assert said(text).start.date() == day


def test_the_caller_may_choose_the_direction() -> None:
    (back,) = find_times("thứ 2", now=NOW, lean=Lean.PAST).times
    assert back.start.date() == date(2026, 9, 14)


def test_working_hours_decide_a_bare_hour() -> None:
    (night,) = find_times("3h", now=NOW, hours=Hours(first=1, last=9)).times
    assert night.start.hour == 3


def test_the_firm_decides_the_order_of_day_and_month() -> None:
    assert find_times("3/4/2027", now=NOW, day_first=True).times[0].start.month == 4
    assert find_times("due 3/4/2027", now=NOW, language="en").times[0].start.month == 3


def test_several_times_of_one_text() -> None:
    times = found("sáng nay gặp anh Tùng rồi, chiều mai gửi báo giá trước 5h, thứ 2, thứ 4 tuần sau họp").times
    assert [one.span.text for one in times] == ["sáng nay", "chiều mai", "trước 5h", "thứ 2", "thứ 4 tuần sau"]
    assert [one.start.day for one in times] == [17, 18, 18, 21, 23]


def test_a_correction_keeps_the_day() -> None:
    times = found("hẹn chị Lan 3h chiều mai, à không, 4h").times
    assert [f"{one.start:%d %H}" for one in times] == ["18 15", "18 16"]


def test_a_range_of_hours() -> None:
    one = said("từ 2 đến 4h chiều thứ 3")
    assert one.end is not None
    assert (one.start.hour, one.end.hour, one.start.day) == (14, 16, 22)
    late = said("between 2 and 4 pm on Monday")
    assert late.end is not None
    assert (late.start.hour, late.end.hour, late.start.day) == (14, 16, 21)


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("3h chiều mai", Grain.HOUR),
        ("9h15", Grain.MINUTE),
        ("thứ 5", Grain.DAY),
        ("tuần sau", Grain.WEEK),
        ("tháng 10", Grain.MONTH),
        ("năm 2027", Grain.YEAR),
    ],
)
def test_grain_is_how_exactly_it_was_said(text: str, grain: Grain) -> None:
    assert said(text).grain is grain


def test_telex_typed_with_the_input_method_off() -> None:
    assert said("thuws 6 tuaanf sau luc 3h chieeuf").start == datetime.fromisoformat("2026-09-25T15:00:00+07:00")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("họp 45 phút", 45),
        ("trong 2 tiếng", 120),
        ("1 tiếng rưỡi", 90),
        ("2 tiếng 15 phút", 135),
        ("nửa tiếng", 30),
        ("a 30-minute call", 30),
        ("for two hours", 120),
        ("meeting 1h30", 90),
        ("for an hour and a half", 90),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert [one.minutes for one in find_durations(clean(text))] == [minutes]


@pytest.mark.parametrize("text", ["2 tiếng nữa", "in 45 minutes", "lúc 3h", "thứ 3", "3 ngày trước", "20 cái"])
def test_no_duration(text: str) -> None:
    assert find_durations(clean(text)) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_never_raises(text: str) -> None:
    cleaned = clean(text)
    for one in find_times(cleaned, now=NOW).times:
        assert cleaned[one.span.start : one.span.end] == one.span.text


_PIECES = st.sampled_from(
    [
        "3h",
        "15h30",
        "thứ",
        "2",
        "t6",
        "mai",
        "tuần",
        "sau",
        "tháng",
        "2",
        "31",
        "29",
        "/",
        "-",
        ":",
        "đến",
        "từ",
        "cuối",
        "đầu",
        "năm",
        "2026",
        "tết",
        "mùng",
        "trước",
        "sau",
        "ngày",
        "next",
        "Friday",
        "at",
        "5",
        "pm",
        "to",
        "Feb",
        "end",
        "of",
        "nữa",
        "phút",
        "99",
        "0",
        "1/1",
        "âm",
        "lịch",
        "every",
        "mỗi",
        "kém",
        "rưỡi",
        "chiều",
        "tối",
        "last",
        "in",
        "days",
        "from",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14))
def test_any_order_of_the_words_gives_times_that_fit(pieces: list[str]) -> None:
    text = " ".join(pieces)
    times = find_times(text, now=NOW).times
    for one in times:
        assert text[one.span.start : one.span.end] == one.span.text
        assert one.start.utcoffset() == timedelta(hours=7)
        assert one.end is None or one.end > one.start
    assert all(first.span.start <= second.span.start for first, second in pairwise(times))


@pytest.mark.parametrize(
    "text",
    [
        "3h " * 7_000,
        "1 " * 10_000,
        "1-2-3-4-" * 2_500,
        "thứ 6 tuần sau lúc " * 1_000,
        "ngày " * 4_000,
        "in the " * 3_000,
    ],
)
def test_hostile_text_is_quick(text: str) -> None:
    began = time.process_time()
    find_times(text, now=NOW)
    assert time.process_time() - began < 0.2


def test_capitals_and_accents_make_no_difference() -> None:
    text = "họp lúc 3h chiều thứ 6 tuần sau"
    assert {said(one, language="vi").start for one in (text, text.upper(), fold(text), fold(text).upper())} == {
        datetime.fromisoformat("2026-09-25T15:00:00+07:00")
    }
