"""What colleagues and customers say in Vietnamese. "Now" is Thursday, 17 September 2026, 09:00 in Vietnam."""

import pytest

from nlp.text import fold
from tests.nlp.times.asking import found, said

DAYS = {
    "hôm nay": "2026-09-17",
    "ngày mai": "2026-09-18",
    "mai gọi lại cho khách": "2026-09-18",
    "ngày kia": "2026-09-19",
    "ngày mốt": "2026-09-19",
    "hôm qua": "2026-09-16",
    "hôm kia": "2026-09-15",
    "thứ hai": "2026-09-21",
    "thứ 6 này": "2026-09-18",
    "thứ 5 tuần sau": "2026-09-24",
    "tuần sau thứ 5": "2026-09-24",
    "t2 tuần tới": "2026-09-21",
    "chủ nhật": "2026-09-20",
    "cn này": "2026-09-20",
    "cn tuần sau": "2026-09-27",
    "thứ 3 tuần trước": "2026-09-08",
    "thứ 6 tuần trước nữa": "2026-09-04",
    "thứ 2 tuần sau nữa": "2026-09-28",
    "30/9": "2026-09-30",
    "30/4": "2027-04-30",
    "ngày 15/10/2026": "2026-10-15",
    "15.10.2026": "2026-10-15",
    "5 tháng 11": "2026-11-05",
    "ngày 5 tháng sau": "2026-10-05",
    "ngày 20": "2026-09-20",
    "ngày 5": "2026-10-05",
    "ngày 31": "2026-10-31",
    "mùng 3 tháng sau": "2026-10-03",
    "mùng 3": "2026-10-03",
    "25 tây": "2026-09-25",
    "cuối tháng": "2026-09-30",
    "cuối tháng 2": "2027-02-28",
    "cuối tháng 2 năm 2028": "2028-02-29",
    "giữa tháng sau": "2026-10-15",
    "đầu tháng 10": "2026-10-01",
    "đầu tuần sau": "2026-09-21",
    "cuối tuần": "2026-09-19",
    "cuối tuần sau": "2026-09-26",
    "cuối năm": "2026-12-31",
    "3 ngày nữa": "2026-09-20",
    "sau 2 ngày": "2026-09-19",
    "2 tuần nữa": "2026-10-01",
    "3 hôm nữa": "2026-09-20",
    "một tháng nữa": "2026-10-17",
    "3 ngày trước": "2026-09-14",
    "cách đây 2 tuần": "2026-09-03",
    "3 ngày làm việc nữa": "2026-09-22",
    "2 ngày trước 30/9": "2026-09-28",
    "thứ hai đầu tiên của tháng 10": "2026-10-05",
    "quốc khánh": "2027-09-02",
    "mùng 1 tết": "2027-02-06",
    "29 tết": "2027-02-05",
    "mùng 5 tết": "2027-02-10",
    "rằm tháng 8": "2026-09-25",
    "10/3 âm lịch": "2027-04-16",
    "giỗ tổ": "2027-04-16",
    "noel": "2026-12-25",
    "hạn chót 25/9": "2026-09-25",
    "trước thứ 5 tuần sau": "2026-09-24",
}
PERIODS = {
    "tuần này": ("2026-09-14", "2026-09-21"),
    "tuần sau": ("2026-09-21", "2026-09-28"),
    "tuần trước": ("2026-09-07", "2026-09-14"),
    "tháng này": ("2026-09-01", "2026-10-01"),
    "tháng sau": ("2026-10-01", "2026-11-01"),
    "tháng 3": ("2027-03-01", "2027-04-01"),
    "quý này": ("2026-07-01", "2026-10-01"),
    "quý 4": ("2026-10-01", "2027-01-01"),
    "đầu quý 2 năm 2027": ("2027-04-01", "2027-05-01"),
    "năm nay": ("2026-01-01", "2027-01-01"),
    "năm ngoái": ("2025-01-01", "2026-01-01"),
    "6 tháng cuối năm": ("2026-07-01", "2027-01-01"),
    "3 ngày tới": ("2026-09-18", "2026-09-21"),
    "từ 20 đến 25/10": ("2026-10-20", "2026-10-26"),
    "từ thứ 2 đến thứ 6": ("2026-09-21", "2026-09-26"),
}
HOURS = {
    "3h": "2026-09-17T15:00",
    "8h": "2026-09-18T08:00",
    "7h tối": "2026-09-17T19:00",
    "9h15 mai": "2026-09-18T09:15",
    "15g30": "2026-09-17T15:30",
    "3 giờ rưỡi chiều": "2026-09-17T15:30",
    "mai 9 rưỡi": "2026-09-18T09:30",
    "9 rưỡi sáng t6": "2026-09-18T09:30",
    "9h kém 15 sáng mai": "2026-09-18T08:45",
    "9 giờ thiếu 5": "2026-09-18T08:55",
    "12h trưa mai": "2026-09-18T12:00",
    "thứ 6 lúc tầm 3h chiều": "2026-09-18T15:00",
    "3h chiều mai": "2026-09-18T15:00",
    "ba giờ chiều thứ sáu": "2026-09-18T15:00",
    "sáng mai 8h": "2026-09-18T08:00",
    "tối nay 8h": "2026-09-17T20:00",
    "14:30 ngày 20/9": "2026-09-20T14:30",
    "20/9 - 14h30": "2026-09-20T14:30",
    "2 tiếng nữa": "2026-09-17T11:00",
    "nửa tiếng nữa": "2026-09-17T09:30",
    "2 tiếng rưỡi nữa": "2026-09-17T11:30",
    "45 phút nữa": "2026-09-17T09:45",
    "hai mươi mốt giờ": "2026-09-17T21:00",
    "mười giờ kém mười lăm": "2026-09-17T09:45",
    "9h giờ New York thứ 2": "2026-09-21T20:00",
}


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_days(text: str, day: str) -> None:
    assert said(text).start.strftime("%Y-%m-%d") == day


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_days_without_accents(text: str, day: str) -> None:
    assert said(fold(text), language="vi").start.strftime("%Y-%m-%d") == day


@pytest.mark.parametrize(("text", "days"), PERIODS.items())
def test_periods(text: str, days: tuple[str, str]) -> None:
    time = said(text)
    assert time.end is not None
    assert (f"{time.start:%Y-%m-%d}", f"{time.end:%Y-%m-%d}") == days


@pytest.mark.parametrize(("text", "moment"), HOURS.items())
def test_hours(text: str, moment: str) -> None:
    assert said(text).start.strftime("%Y-%m-%dT%H:%M") == moment
    assert said(fold(text), language="vi").start.strftime("%Y-%m-%dT%H:%M") == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thứ Sáu (25/9) lúc 9:00", "2026-09-25T09:00"),
        ("vào hồi 8 giờ 30 phút, ngày 25 tháng 9 năm 2026", "2026-09-25T08:30"),
        ("lúc 9:00, thứ Sáu ngày 25/09/2026", "2026-09-25T09:00"),
        ("25/09/2026 14:30:00", "2026-09-25T14:30"),
        ("8.30 sáng mai", "2026-09-18T08:30"),
        ("đến hết ngày 30/09/2026", "2026-09-30T00:00"),
    ],
)
def test_as_letters_and_programs_write(text: str, moment: str) -> None:
    assert said(text).start.strftime("%Y-%m-%dT%H:%M") == moment


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("họp thứ 2 4 6 tuần sau", [21, 23, 25]),
        ("giao ngày 5, 6 và 7 tháng 10", [5, 6, 7]),
        ("thứ 3 hoặc thứ 4 tuần sau", [22, 23]),
        ("nghỉ lễ 30/4 1/5", [30, 1]),
    ],
)
def test_several_days(text: str, days: list[int]) -> None:
    assert [one.start.day for one in found(text).times] == days
