"""What the rules for English share: words of units, months and weekdays."""

from __future__ import annotations

import re

from nlp.times.rules import value
from nlp.times.wordsets import words

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
    "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11,
    "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2, "thursday": 3, "thurs": 3,
    "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6, "mondays": 0, "tuesdays": 1, "wednesdays": 2,
    "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip
WD = rf"(?P<wd>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})"
YEAR = r"(?:19|20|21)\d\d"
_UNITS = {
    "second": "second", "sec": "second", "s": "second", "minute": "minute", "min": "minute", "m": "minute", "hour": "hour", "hr": "hour",
    "h": "hour", "day": "day", "d": "day", "night": "day", "week": "week", "wk": "week", "w": "week", "fortnight": "fortnight",
    "month": "month", "mth": "month", "mo": "month", "quarter": "quarter", "qtr": "quarter", "year": "year", "yr": "year", "y": "year",
    "decade": "decade", "business day": "workday", "working day": "workday", "work day": "workday", "workday": "workday", "sek": "second",
}  # fmt: skip
_UNIT = r"(?:business day|working day|work day|workday|second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|secs?|sek|min|hr|wk|mth|qtr|yr)s?"
SHORT_UNIT = rf"(?:{_UNIT}|[hmwdys]|mo)"
N = r"(?:\d{1,4}(?:\.\d{1,2})?(?: of)?|one|a few|a couple of|a couple|few|couple of|couple|several|an|a|another)"
NEXT = r"(?:next|the following|following|coming|upcoming|the next|the coming|the upcoming)"
THIS = r"(?:this|the current|current|this coming|this upcoming|the same|same)"
LAST = r"(?:last|the last|past|the past|previous|the previous|prior|this past|this last)"
NOT_DAYS = words("sat sun mon wed may march mar jan thu dec sec tue fri")


def month_number(m: re.Match[str]) -> int:
    return MONTHS[m["month"]]


def amount(words: str) -> float:
    plain = words.strip().removesuffix(" of")
    return value("couple" if plain == "a couple" else "few" if plain == "a few" else plain)


def unit(words: str) -> str:
    return _UNITS.get(words) or _UNITS[words.removesuffix("s")]
