"""From … to … where the first end is half said: "2-4h chiều", "từ 20 đến 25/12", "July 13 to 15"."""

from __future__ import annotations

import re

from nlp.times.english_dates import AND_YEAR as _EN_YEAR
from nlp.times.english_dates import is_month_word
from nlp.times.english_words import MONTH as _EN_MONTH
from nlp.times.english_words import MONTHS, WEEKDAYS
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_words import calendar_day, month_of, year_number

RULES = Grammar()


_NOON = 12

TO = r"(?: ?(?:-|~|->|→) ?| (?:đến|tới|to|till|until|til|through|thru|and|&) (?:the |ngày |khoảng |tầm )?)"
_AP = r"(?: ?(?P<ap{0}>a\.? ?m\.?|p\.? ?m\.?|a|p)(?!\w))?"
_H1 = (
    r"(?P<h1>\d{1,2})(?:(?P<colon1>[:.])(?P<m1>\d{2})| ?(?P<u1>h|giờ|g)(?: ?(?P<mm1>[0-5]\d))?)?(?P<half1> rưỡi)?"
    + _AP.format(1)
)
_H2 = (
    r"(?P<h2>\d{1,2})(?:(?P<colon2>[:.])(?P<m2>\d{2})| ?(?P<u2>h|giờ|g|o'clock)(?: ?(?P<mm2>[0-5]\d))?)?(?P<half2> rưỡi)?"
    + _AP.format(2)
)


@RULES.rule(
    "từ from between #",
    rf"(?P<from>(?:từ |from |between |in between )(?:khoảng |tầm |lúc )?)?{_H1}{TO}{_H2}(?: ?ish)?(?![:./-]?\d)",
)
def _clock_range(m: re.Match[str], c: Context) -> Said | None:
    first, second = int(m["h1"]), int(m["h2"])
    if first > 24 or second > 24 or int(m["m1"] or 0) > 59 or int(m["m2"] or 0) > 59:
        return None
    if (
        first in {5, 10, 15, 20, 25}
        and c.before(m.start())[-1:]
        and c.before(m.start())[-1] in {"at", "since", "s"}
        and " to " in m.group()
    ):
        return None
    if m["ap2"] and first > _NOON and not m["m1"] and " to " in m.group() and not m["from"]:
        return None
    units = [m[name] for name in ("u1", "u2", "ap1", "ap2")]
    colons = ":" in (m["colon1"], m["colon2"])
    if "." in (m["colon1"], m["colon2"]) and not any(units):
        return None
    if m["ap2"] in {"a", "p"} and not (m["ap1"] or m["from"]):
        return None
    if not any(units) and not _is_range_of_hours(m, c, colons=colons):
        return None
    if (m["u2"] == "g" or m["u1"] == "g") and not c.vietnamese:
        return None
    said = Said(
        start=m.start(), end=m.end(), hour=first, minute=_minute(m, "1"), to_hour=second, to_minute=_minute(m, "2")
    )
    said.meridiem = _ap(m["ap1"])
    said.to_meridiem = _ap(m["ap2"])
    said.exact_hour = True if first > _NOON or first == 0 or (m["h1"][0] == "0" and m["colon1"]) else None
    return said


def _minute(m: re.Match[str], which: str) -> int | None:
    if m[f"half{which}"]:
        return 30
    written = m[f"m{which}"] or m[f"mm{which}"]
    return int(written) if written else None


def _ap(written: str | None) -> str | None:
    return None if not written else "am" if written[0] == "a" else "pm"


_NEAR = re.compile(
    r",? (?:(?:in|at|on|of|the|vào|vao) )*(?:sáng|sang|trưa|trua|chiều|chieu|tối|toi|mai|nay|hôm|hom|thứ|thu|afternoon|morning|evening|night|tonight|today|tomorrow|next|this|last|monday|tuesday|wednesday|thursday|friday|saturday|sunday|cst|est|pst|utc|gmt|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_DAY_BEFORE = {
    "sang",
    "chieu",
    "toi",
    "trua",
    "mai",
    "nay",
    "morning",
    "afternoon",
    "evening",
    "tomorrow",
    "today",
    "tonight",
    *WEEKDAYS,
}


def _is_range_of_hours(m: re.Match[str], c: Context, *, colons: bool) -> bool:
    """Two bare numbers are hours beside a part of the day or a day; "2-3 cái", "two to four people" are not."""
    if colons and m["colon2"]:
        return True
    if re.search(r"\d ?[-~] ?\d", m.group()) and c.stands_alone(m.start(), m.end()):
        return False
    if _NEAR.match(c.canon.text, m.end()) is not None:
        return True
    before = c.before(m.start(), 2)
    if before and before[-1] in _DAY_BEFORE:
        return c.after(m.end())[:1] in ([], [","], ["."], ["?"], ["!"])
    return colons and bool(m["from"])


@RULES.rule(
    "from between # ",
    r"(?:from |between )?(?P<h1>[012]\d)(?P<m1>[0-5]\d) ?(?:-|to|and) ?(?P<h2>[012]\d)(?P<m2>[0-5]\d)(?:hrs| hours)?",
)
def _military_range(m: re.Match[str], c: Context) -> Said | None:
    if {m["h1"], m["h2"]} <= {"19", "20"}:
        return None
    if not c.english or not (c.before(m.start()) or m.group()[0].isalpha()):
        return None
    if (
        c.before(m.start())[-1:]
        and c.before(m.start())[-1] not in {*MONTHS, *WEEKDAYS, "between", "from", "tomorrow", "today"}
        and not m.group()[0].isalpha()
    ):
        return None
    return Said(
        start=m.start(),
        end=m.end(),
        hour=int(m["h1"]),
        minute=int(m["m1"]),
        to_hour=int(m["h2"]),
        to_minute=int(m["m2"]),
        exact_hour=True,
    )


_D = r"(?P<d{0}>[12]?\d|3[01])(?:st|nd|rd|th)?"


@RULES.rule(
    "from between the #",
    rf"(?:from |between )?(?:the )?{_D.format(1)}{TO}{_D.format(2)}(?: of)?[ -]{_EN_MONTH}{_EN_YEAR}",
)
def _days_of_month(m: re.Match[str], c: Context) -> Said | None:
    if m["month"] in {"may", "march", "mar"} and not is_month_word(m, c, day=True):
        return None
    year = int(m["year"]) if m["year"] else None
    return _day_range(m, MONTHS[m["month"]], year)


@RULES.rule(
    " ".join(MONTHS) + " from between",
    rf"(?:from |between )?{_EN_MONTH} (?:the )?{_D.format(1)}{TO}{_D.format(2)}(?! ?(?:pm|am|{'|'.join(MONTHS)}|:|/)){_EN_YEAR}",
)
def _month_days(m: re.Match[str], c: Context) -> Said | None:
    if m["month"] == "may" and not c.english:
        return None
    return _day_range(m, MONTHS[m["month"]], int(m["year"]) if m["year"] else None)


@RULES.rule(
    "từ ngày hôm #",
    rf"(?:từ )?(?:ngày |hôm )?(?P<d1>\d{{1,2}}){TO}(?P<d2>\d{{1,2}})(?: ?/ ?(?P<m2>\d{{1,2}})(?:/(?P<year>\d{{4}}|\d\d))?| tháng (?P<mw>\d{{1,2}}|giêng|chạp)(?:(?:/| năm )(?P<year2>\d{{4}}))?)(?![/.]?\d)",
)
def _days_numeric(m: re.Match[str], c: Context) -> Said | None:
    if not c.day_first or (m["m2"] and m.group()[0].isdigit() and c.before(m.start())[-1:] in (["/"], ["-"])):
        return None
    month = int(m["m2"]) if m["m2"] else month_of(m["mw"])[0]
    year = year_number(m["year"]) if m["year"] else int(m["year2"]) if m["year2"] else None
    return _day_range(m, month, year) if 1 <= month <= 12 else None


@RULES.rule(
    "từ from ngày",
    rf"(?:từ ngày|from the|ngày) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{TO}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?! ?(?:h|giờ|pm|am|tháng|:|/|st))",
)
def _days_bare(m: re.Match[str], _: Context) -> Said | None:
    return _day_range(m, None, None)


def _day_range(m: re.Match[str], month: int | None, year: int | None) -> Said | None:
    said = calendar_day(m, int(m["d1"]), month, year, certain=True)
    last = calendar_day(m, int(m["d2"]), month, year, certain=True)
    if said is None or last is None:
        return None
    said.problem = said.problem or last.problem
    said.to_day = last.day
    return said


@RULES.rule(
    "từ from between #", rf"(?:from |between |từ (?:năm )?)?(?P<y1>(?:19|20)\d\d){TO}(?P<y2>(?:19|20)\d\d)(?![-/]\d)"
)
def _years(m: re.Match[str], c: Context) -> Said | None:
    if c.before(m.start())[-1:] in (["/"], ["-"]):
        return None
    return Said(start=m.start(), end=m.end(), year=int(m["y1"]), to_year=int(m["y2"]))


@RULES.rule(
    "từ from between thứ t thu",
    r"(?:từ )?(?:thứ |t)(?P<w1>[2-7])(?: ?- ?| đến | tới | )(?P<w2>[3-7])(?! ?(?:h|giờ|g|:|-|/|,|và|[2-7]))(?= hàng| mỗi|$| này| tuần|[,.])",
)
def _weekday_range(m: re.Match[str], _: Context) -> Said | None:
    if not re.search(r"-|đến|tới|den|toi", m.group()):
        return None
    return Said(start=m.start(), end=m.end(), weekday=int(m["w1"]) - 2, to_weekday=int(m["w2"]) - 2)
