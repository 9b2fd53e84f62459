"""What the rules for Vietnamese share: words of units, months and weekdays."""

from __future__ import annotations

import re

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.periods import period
from nlp.times.rules import Context, whole
from nlp.times.said import Period, Said, Shift
from nlp.times.wordsets import words

DAY = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
MONTH = r"(?:1[0-2]|0?[1-9](?!\d)|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|giêng|chạp)"
YEAR = r"(?:19|20)\d\d"
UNITS = {
    "giay": "second", "phut": "minute", "p": "minute", "ph": "minute", "tieng": "hour", "gio": "hour", "h": "hour", "g": "hour",
    "ngay": "day", "hom": "day", "bua": "day", "dem": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year",
    "tieng dong ho": "hour", "gio dong ho": "hour", "ngay lam viec": "workday",
}  # fmt: skip
UNIT = r"(?:giây|phút|ph|p|tiếng đồng hồ|giờ đồng hồ|tiếng|giờ|h|g|ngày làm việc|ngày|hôm|bữa|đêm|tuần|tháng|quý|năm)"
GRAINS = {"ngay": Grain.DAY, "tuan": Grain.WEEK, "thang": Grain.MONTH, "quy": Grain.QUARTER, "nam": Grain.YEAR}
WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
NEXT = r"(?:sau|tới|kế tiếp|kế|tiếp theo|tiếp|sắp tới|đến(?! (?:nay|hết|thứ|ngày|tháng|t\d|\d|giờ|hiện)))"
LAST = r"(?:trước|vừa rồi|vừa qua|rồi|qua|ngoái)"
TITLES = words(
    "chi c co em ban ms mrs miss thi hoa cay nhanh khuyen ba di me be ngoc tuyet hoang quynh thanh phuong xuan hong nhat hoai truc huong thuy kim"
)
COUNTED = words(
    "lan nguoi cai dot buoc dieu hang tri tang con don ky ban khoan cap dua chiec so phan chuong bai cau vong muc giai loai diem vu lop du thuoc"
)
THINGS = words("trieu tr ty ti k nghin ngan dong d vnd phi tien % usd")
ADDRESS_BEFORE = words(
    "sku model serial code so duong hem ngo ngach kiet pho nha lo can phong chi trang size quan phuong ql tl to khu block toa tang diem thu kv ap thon ban version v ti dc hop khoan dieu muc"
)
STREETS = words(
    "le nguyen tran ly phan hoang vo dinh pham dien quang hai hung bach ton cong truong ngo bui dang do ho duong cach xo nam huynh mac cao ba an hong lac lang kim giai xuan to tay pasteur"
)


def day_of(text: str) -> int:
    return whole(text)


NEXT_NOT_SIXTH = "sau" + MAYBE
""" "thang sau" is next month; who means June writes "thang 6"."""


def month_of(text: str) -> tuple[int, bool]:
    """The month, and whether its name belongs to the lunar year."""
    plain = fold(text).replace(MAYBE, "")
    return (1, True) if plain == "gieng" else (12, True) if plain == "chap" else (whole(text), False)


def year_number(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < 50 else 1900 + year


def calendar_day(
    m: re.Match[str], day: int, month: int | None, year: int | None = None, *, certain: bool
) -> Said | None:
    """A day of the month. An impossible one is a problem where the words leave no doubt that a day is meant."""
    longest = (
        31 if month is None else (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] if 1 <= month <= 12 else 0
    )
    said = Said(start=m.start(), end=m.end(), day=day, month=month, year=year)
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if longest == 0 or not 1 <= day <= longest or (month == 2 and day == 29 and not leap):
        if not certain and not (longest and 29 <= day <= 31):
            return None
        said.problem = "no_such_day"
    return said


BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def coming(m: re.Match[str], c: Context, amounts: tuple[tuple[float, str], ...], sign: int) -> Said:
    """ "3 ngày tới": the next whole units after this one; "2 tháng qua": those before it."""
    number, unit = amounts[0]
    if unit in {"second", "minute", "hour", "workday"} or number != int(number) or len(amounts) > 1:
        said = shifted(m, amounts, sign)
        said.grain = {"second": Grain.SECOND, "minute": Grain.MINUTE, "hour": Grain.HOUR}.get(unit)
        said.bound = "within"
        return said
    count = min(int(number), 1_000)
    grain = {
        "day": Grain.DAY,
        "week": Grain.WEEK,
        "month": Grain.MONTH,
        "quarter": Grain.QUARTER,
        "year": Grain.YEAR,
        "fortnight": Grain.WEEK,
    }[unit]
    count *= 2 if unit == "fortnight" else 1
    span = period(grain, c.today, 1 if sign > 0 else -count, count)
    return Said(
        start=m.start(),
        end=m.end(),
        period=Period(span.start, span.end, grain),
        grain=grain,
        past=True if sign < 0 else None,
    )


def shifted(m: re.Match[str], amounts: tuple[tuple[float, str], ...], sign: int) -> Said:
    return Said(start=m.start(), end=m.end(), shift=Shift(amounts, sign), past=True if sign < 0 else None)
