"""Dates in Vietnamese, solar and lunar."""

from __future__ import annotations

import re
from datetime import timedelta

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.periods import period
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_periods import how_far
from nlp.times.vietnamese_words import (
    ADDRESS_BEFORE,
    DAY,
    GRAINS,
    LAST,
    MONTH,
    NEXT,
    NEXT_NOT_SIXTH,
    STREETS,
    WEEKDAYS,
    YEAR,
    calendar_day,
    day_of,
    month_of,
    year_number,
)
from nlp.times.wordsets import words

RULES = Grammar()


# Days of months

_SMALL = r"(?:một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
_LUNAR = r"(?P<lunar> ?\(?(?:âm lịch|âl|al|âm)\)?)"
_SOLAR = r"(?: dương lịch| dl| dương)"


@RULES.rule(
    "ngày hôm mùng bữa # một hai ba bốn năm sáu bảy tám chín",
    rf"(?P<pre>(?:ngày |hôm |bữa )?(?:mùng )?|ngày )(?P<day>{DAY}) tháng (?P<month>{MONTH}){_SOLAR}?(?:,? năm (?P<year>\d{{4}})|,? (?P<year2>{YEAR})| năm (?P<rel>nay|này|sau|tới|ngoái|trước))?{_LUNAR}?",
)
def _day_month(m: re.Match[str], c: Context) -> Said | None:
    marked = bool(m["pre"].strip())
    if not marked and not m["day"].isdigit():
        return None
    if (
        not marked
        and set(c.before(m.start())) & words("duong pho trong trinh han ky thoi")
        and fold(m["month"]) != "gieng"
    ):
        return None
    if m["month"] == NEXT_NOT_SIXTH:
        return None
    month, lunar = month_of(m["month"])
    solar = re.search(r"d(?:ương|uong|l)", m.group()) is not None
    year = m["year"] or m["year2"]
    rel = fold(m["rel"] or "").replace(MAYBE, "")
    said = calendar_day(
        m, day_of(m["day"]), month, int(year) if year else c.today.year + how_far(rel) if rel else None, certain=True
    )
    if said is not None and (m["lunar"] or (lunar and not solar)):
        said.lunar = True
        said.problem = None
    if said is not None and m["pre"].startswith(("hôm", "hom")):
        said.past = True
    return said


@RULES.rule(
    "ngày hôm mùng bữa #",
    rf"(?P<pre>(?:ngày |hôm |bữa )?(?:mùng )?)(?P<day>\d{{1,2}}) ?(?P<sep>[/.-]) ?(?P<month>\d{{1,2}})(?: ?(?:(?P=sep)| năm ) ?(?P<year>\d{{4}}|\d{{2}}))?(?![/.,-]?\d){_LUNAR}?(?P<solar>{_SOLAR})?",
)
def _numeric(m: re.Match[str], c: Context) -> Said | None:
    pre, sep = m["pre"].strip(), m["sep"]
    day, month = int(m["day"]), int(m["month"])
    year = year_number(m["year"]) if m["year"] else None
    if not pre and not c.vietnamese and not c.day_first:
        return None
    certain = bool(pre or (m["year"] and sep == "/") or m["lunar"])
    if not certain and not _looks_like_a_date(m, c, sep, has_year=year is not None):
        return None
    if not c.day_first and not pre:
        day, month = (month, day) if day <= 12 else (day, month)
    if month > 12 and day <= 12 and (year is not None or not c.vietnamese or c.english) and not pre:
        day, month = month, day
    if m["lunar"]:
        return (
            Said(start=m.start(), end=m.end(), day=day, month=month, year=year, lunar=True, grain=Grain.DAY)
            if month <= 12 and day <= 30
            else None
        )
    said = calendar_day(m, day, month, year, certain=certain)
    if said is not None:
        said.grain = Grain.DAY
        if pre.startswith(("hôm", "hom", "bữa", "bua")):
            said.past = True
        if said.problem and not certain and sep != "/":
            return None
        said.weak = (
            not certain
            and sep != "/"
            and year is None
            and not c.stands_alone(m.start(), m.end())
            and not set(c.before(m.start())) & words("vao truoc tu den han deadline hen")
        )
    return said


_DATE_UNITS = words("gia cai so tien kg lit luong dien suat phan khach ngay thang tieng gio chai % h nguoi hop thung")


def _looks_like_a_date(m: re.Match[str], c: Context, sep: str, *, has_year: bool) -> bool:
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if m["day"] == "24" and m["month"] in {"7", "24"}:
        return False
    if before and (
        before[-1] in ADDRESS_BEFORE
        or (before[-1] in {"#", "/", "-", "+", "=", "x", "*", "$", ":"} and sep != "/")
        or before[-1] in {"/", "#", "x", "*"}
    ):
        return False
    if before in (["ty", "le"], ["ti", "le"]) or (before and "so" in before[:1] and sep != "/"):
        return False
    if following[:1] and (
        following[0] in {"inch", "x", "*", "%", "="}
        or (following[0] in _DATE_UNITS and sep == "/" and int(m["day"]) < int(m["month"]) <= 5)
    ):
        return False
    if following[:1] in (["kg"], ["m"], ["tr"], ["trieu"], ["k"], ["ty"], ["ti"]):
        return False
    if following[:1] and following[0] in STREETS and not has_year and _two_capitals(m, c):
        return False
    return not (
        following[:1]
        and following[0] in words("duong quan phuong ap xa thon kp khu p q huyen tinh tp to")
        and not has_year
    )


def _two_capitals(m: re.Match[str], c: Context) -> bool:
    rest = c.canon.cleaned[c.canon.ends[m.end()] : c.canon.ends[m.end()] + 60]
    words = re.match(r" ([^\W\d_]+) ([^\W\d_]+)", rest)
    return words is not None and words[1][0].isupper() and words[2][0].isupper()


@RULES.rule("#", r"(?P<year>(?:19|20)\d\d) ?năm")
def _nothing(_m: re.Match[str], _c: Context) -> None:
    return None


@RULES.rule(
    "ngày hôm mùng bữa",
    rf"(?P<pre>ngày (?:mùng )?|hôm (?:mùng )?|bữa |mùng )(?P<day>\d{{1,2}}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?: tây)?(?P<lunar> âm lịch| âl)?(?! ?(?:%|\d|triệu|tr|k|cái|lần|tiếng|giờ|h(?!\w)|phút|năm|ngày))(?: (?P<which>này|nay|{NEXT}|{LAST})(?! \d))?",
)
def _day_of_month(m: re.Match[str], c: Context) -> Said | None:
    plain_word = not m["day"][0].isdigit()
    mung = "mùng" in m["pre"] or "mung" in m["pre"]
    if plain_word and not mung and not (c.canon.accents and m["day"] in {"hai", "ba"} and False):
        return None
    which = fold(m["which"] or "").replace(MAYBE, "")
    if c.before(m.start())[-1:] and (c.before(m.start())[-1][0].isdigit() or c.before(m.start())[-1] in {"may", "bao"}):
        return None
    said = calendar_day(m, day_of(m["day"]), None, certain=True)
    if said is None:
        return None
    said.grain = Grain.DAY
    said.lunar = True if m["lunar"] else None
    if m["pre"].startswith(("hôm", "hom", "bữa", "bua")) or which in {"truoc", "vua roi", "roi", "vua qua", "qua"}:
        said.past = True
    return said


@RULES.rule(
    "ngày #",
    r"(?:ngày )?(?P<days>\d{1,2}(?:(?:, ?| và | hoặc | hay )\d{1,2}){1,5})(?: ?/ ?(?P<m1>\d{1,2})| tháng (?P<m2>\d{1,2}))(?!\d|/|,\d)",
)
def _several_days(m: re.Match[str], _: Context) -> Said | None:
    """ "ngày 5, 6 và 7 tháng 10"."""
    days = [int(day) for day in re.findall(r"\d+", m["days"])]
    said = calendar_day(m, days[0], int(m["m1"] or m["m2"]), certain=False)
    if said is None or said.problem or sorted(set(days)) != days or days[-1] > 31:
        return None
    said.also_days = tuple(days[1:])
    return said


@RULES.rule(
    "ngày",
    rf"ngày (?P<work>làm việc )?(?:(?P<end>cuối cùng|cuối)|đầu tiên|đầu)(?: của| trong)? (?P<unit>tuần|tháng|quý|năm)"
    rf"(?: (?P<which>này|nay|sau|tới|trước)(?P<further> nữa)?)?(?! ?\d| năm| giêng| chạp| {_SMALL})",
)
def _first_or_last_day(m: re.Match[str], c: Context) -> Said:
    whole = period(
        GRAINS[fold(m["unit"]).replace(MAYBE, "")],
        c.today,
        how_far(fold(f"{m['which'] or ''}{m['further'] or ''}").replace(MAYBE, "")),
    )
    day, step = (whole.end - timedelta(days=1), -1) if m["end"] else (whole.start, 1)
    while m["work"] and day.weekday() > 4:
        day += timedelta(days=step)
    return Said(start=m.start(), end=m.end(), date=day, grain=Grain.DAY)


@RULES.rule("tháng", rf"tháng (?P<month>{MONTH}) (?P<day>\d{{1,2}}), ?(?P<year>{YEAR})")
def _month_day_year(m: re.Match[str], _: Context) -> Said | None:
    return calendar_day(m, int(m["day"]), month_of(m["month"])[0], int(m["year"]), certain=True)


@RULES.rule("#", r"(?P<day>\d{1,2}) tây")
def _solar_day(m: re.Match[str], _: Context) -> Said | None:
    return calendar_day(m, int(m["day"]), None, certain=True)


@RULES.rule("rằm", rf"(?:ngày )?rằm(?: tháng (?P<month>{MONTH}|này|nay|sau|tới))?")
def _full_moon(m: re.Match[str], c: Context) -> Said | None:
    if m.group() == "ram" and not c.vietnamese:
        return None
    named = m["month"] and fold(m["month"]).replace(MAYBE, "")
    if not named or named in {"nay", "toi"} or (named == "sau" and not c.canon.accents) or m["month"] == "sau":
        if m.group() == "ram":
            return None
        return Said(start=m.start(), end=m.end(), day=15, lunar=True, grain=Grain.DAY)
    return Said(start=m.start(), end=m.end(), day=15, month=month_of(m["month"])[0], lunar=True, grain=Grain.DAY)


@RULES.rule(
    "ngày thứ tuần chủ",
    r"(?P<what>ngày|tuần|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật) (?P<nth>đầu tiên|đầu|thứ hai|thứ 2|thứ ba|thứ 3|thứ tư|thứ 4|cuối cùng|cuối)(?: (?:của|trong))?(?= (?:của |trong )?(?:tháng|năm|quý|t\d|hàng|mỗi))",
)
def _nth_of(m: re.Match[str], _: Context) -> Said | None:
    nth = {"dau tien": 1, "dau": 1, "thu hai": 2, "thu 2": 2, "thu ba": 3, "thu 3": 3, "thu tu": 4, "thu 4": 4}.get(
        fold(m["nth"]).replace(MAYBE, ""), -1
    )
    what = fold(m["what"]).replace(MAYBE, "")
    if what == "ngay":
        return Said(start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "day"}, weak=True)
    if what == "tuan":
        return Said(start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "week"}, weak=True)
    return Said(
        start=m.start(), end=m.end(), nth=nth, weekday=6 if what.startswith("chu") else WEEKDAYS[what.split()[1]]
    )
