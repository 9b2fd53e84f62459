"""What customers and colleagues say in English. "Now" is Thursday, 17 September 2026, 09:00 in Vietnam."""

import pytest

from tests.nlp.times.asking import said

DAYS = {
    "today": "2026-09-17",
    "tomorrow": "2026-09-18",
    "tmr": "2026-09-18",
    "the day after tomorrow": "2026-09-19",
    "yesterday": "2026-09-16",
    "Monday": "2026-09-21",
    "this Friday": "2026-09-18",
    "next Tue": "2026-09-22",
    "next Friday": "2026-09-25",
    "the coming Monday": "2026-09-21",
    "last Monday": "2026-09-14",
    "Friday next week": "2026-09-25",
    "Monday after next": "2026-09-28",
    "June 30th": "2027-06-30",
    "30 Sep": "2026-09-30",
    "the 5th of October": "2026-10-05",
    "on the 20th": "2026-09-20",
    "20th of next month": "2026-10-20",
    "10/15/2026": "2026-10-15",
    "2026-10-15": "2026-10-15",
    "in two weeks": "2026-10-01",
    "in 3 business days": "2026-09-22",
    "two weeks from Monday": "2026-10-05",
    "3 days after Christmas": "2026-12-28",
    "a week ago": "2026-09-10",
    "the first Monday of October": "2026-10-05",
    "last Friday of October": "2026-10-30",
    "end of month": "2026-09-30",
    "mid-October": "2026-10-15",
    "early next week": "2026-09-21",
    "end of next week": "2026-09-25",
    "the weekend": "2026-09-19",
    "Christmas": "2026-12-25",
    "Thanksgiving": "2026-11-26",
    "Easter 2027": "2027-03-28",
    "lunar new year": "2027-02-06",
    "by Friday": "2026-09-18",
    "no later than October 1": "2026-10-01",
}
PERIODS = {
    "this week": ("2026-09-14", "2026-09-21"),
    "next month": ("2026-10-01", "2026-11-01"),
    "last quarter": ("2026-04-01", "2026-07-01"),
    "Q4": ("2026-10-01", "2027-01-01"),
    "in June": ("2027-06-01", "2027-07-01"),
    "sales report for June": ("2026-06-01", "2026-07-01"),
    "report for Q2": ("2026-04-01", "2026-07-01"),
    "forecast for Q2": ("2027-04-01", "2027-07-01"),
    "next 3 days": ("2026-09-18", "2026-09-21"),
    "from Monday to Wednesday": ("2026-09-21", "2026-09-24"),
    "October 12 to 15": ("2026-10-12", "2026-10-16"),
    "week of Oct 12": ("2026-10-12", "2026-10-19"),
    "between October 5 and October 9": ("2026-10-05", "2026-10-10"),
}
HOURS = {
    "at 3": "2026-09-17T15:00",
    "at 8": "2026-09-18T08:00",
    "dinner at 8": "2026-09-17T20:00",
    "3pm tomorrow": "2026-09-18T15:00",
    "next Tue 3pm": "2026-09-22T15:00",
    "half past nine": "2026-09-17T09:30",
    "quarter to five": "2026-09-17T16:45",
    "ten past three": "2026-09-17T15:10",
    "7.30pm today": "2026-09-17T19:30",
    "noon on Friday": "2026-09-18T12:00",
    "EOD": "2026-09-17T18:00",
    "close of business Friday": "2026-09-18T18:00",
    "in 2 hours": "2026-09-17T11:00",
    "in half an hour": "2026-09-17T09:30",
    "in an hour and a half": "2026-09-17T10:30",
    "2026-10-12T14:30": "2026-10-12T14:30",
    "3pm UTC tomorrow": "2026-09-18T22:00",
    "10am EST on Monday": "2026-09-21T22:00",
    "9:00 GMT+9 tomorrow": "2026-09-18T07:00",
    "same time tomorrow": "2026-09-18T09:00",
    "meeting thứ 6 3pm": "2026-09-18T15:00",
}


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_days(text: str, day: str) -> None:
    assert said(text, language="en").start.strftime("%Y-%m-%d") == day


@pytest.mark.parametrize(("text", "days"), PERIODS.items())
def test_periods(text: str, days: tuple[str, str]) -> None:
    time = said(text, language="en")
    assert time.end is not None
    assert (f"{time.start:%Y-%m-%d}", f"{time.end:%Y-%m-%d}") == days


@pytest.mark.parametrize(("text", "moment"), HOURS.items())
def test_hours(text: str, moment: str) -> None:
    assert said(text).start.strftime("%Y-%m-%dT%H:%M") == moment
