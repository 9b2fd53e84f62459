"""Dates and months in English."""

from __future__ import annotations

import re

from nlp.analysis import Grain
from nlp.times.english_words import MONTH, MONTHS, WEEKDAYS, YEAR, month_number
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_words import calendar_day, year_number
from nlp.times.wordsets import words

RULES = Grammar()


# Dates

_ORD = r"(?P<day>[12]?\d|3[01]|\d{2})(?P<suffix>st|nd|rd|th)?"
AND_YEAR = (
    rf"(?:(?: ?,? ?(?:of |in )?|[-/])(?P<year>{YEAR})(?! ?(?:hours|hrs))|,? (?P<y1>19|20) (?P<y2>\d\d)(?! ?[:\d]))?"
)


def _with_year(m: re.Match[str]) -> int | None:
    if m["year"]:
        return int(m["year"])
    return int(m["y1"] + m["y2"]) if m["y1"] else None


@RULES.rule(
    "# the",
    rf"(?:the )?{_ORD}(?: day)?(?: of)?(?: |-|/|\. ?)?{MONTH}(?: ?,? ?'(?P<yy>\d\d)|[-/](?P<yy2>\d\d)(?!\d)|{AND_YEAR})",
)
@RULES.rule("# the", rf"(?:the )?{_ORD}(?: of)? ?{MONTH}")
def _day_of_month_name(m: re.Match[str], c: Context) -> Said | None:
    groups = m.groupdict()
    if m["month"] in {"may", "march", "mar"} and not is_month_word(m, c, day=True):
        return None
    short = groups.get("yy") or groups.get("yy2")
    year = year_number(short) if short else _with_year(m) if "year" in groups else None
    said = calendar_day(m, int(m["day"]), month_number(m), year, certain=True)
    return _day_grain(said)


def _day_grain(said: Said | None) -> Said | None:
    if said is not None:
        said.grain = Grain.DAY
    return said


@RULES.rule(
    " ".join(MONTHS),
    rf"{MONTH}(?:,? (?:the )?|[-/]?){_ORD}(?! ?(?:pm|am|%|people|hours|min|:\d|h\d)|\d)(?: ?,? ?'(?P<yy>\d\d)|{AND_YEAR})(?! ?:\d)",
)
def _month_name_day(m: re.Match[str], c: Context) -> Said | None:
    if m["month"] in {"may", "march", "mar"} and not m["suffix"] and not is_month_word(m, c, day=True):
        return None
    if not c.english and len(m["month"]) <= len("june") and not m["suffix"]:
        return None
    year = year_number(m["yy"]) if m["yy"] else _with_year(m)
    said = calendar_day(m, int(m["day"]), month_number(m), year, certain=bool(m["suffix"]) or int(m["day"]) <= 31)
    return _day_grain(said)


def is_month_word(m: re.Match[str], c: Context, *, day: bool) -> bool:
    """ "may" and "march" are verbs, "mar" nothing: a capital or words of time beside them."""
    word, at = m["month"], m.start("month")
    before = set(c.before(at)) if at in c.places else set()
    if not c.english:
        return False
    if day or c.stands_alone(m.start(), m.end()):
        return True
    if word == "march":
        return bool(before & (_MONTH_FOLLOWS if c.is_capital(at) else _MONTH_FOLLOWS - {"to", "for"}))
    if before & _SURELY_MONTH:
        return True
    return word != "may" or (c.is_capital(at) and bool(before & (_MONTH_FOLLOWS - {"and", "-", "this"})))


_SURELY_MONTH = words("in since until by last next early late mid")
_MONTH_FOLLOWS = _SURELY_MONTH | words("of till from before after this to through for during every - and between")


@RULES.rule("#", rf"(?P<day>\d{{1,2}})[-/ ](?P<year>{YEAR})[-/ ]{MONTH}")
def _day_year_month(m: re.Match[str], _: Context) -> Said | None:
    return _day_grain(calendar_day(m, int(m["day"]), month_number(m), int(m["year"]), certain=True))


@RULES.rule("#", rf"(?P<year>{YEAR})[-/ ]{MONTH}[-/ ](?P<day>\d{{1,2}})")
def _year_month_name_day(m: re.Match[str], _: Context) -> Said | None:
    return _day_grain(calendar_day(m, int(m["day"]), month_number(m), int(m["year"]), certain=True))


@RULES.rule(
    "#",
    rf"(?P<year>{YEAR})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?:t(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?(?P<z>z|[+-]\d\d:?\d\d)?)?(?![\d-])",
)
def _iso(m: re.Match[str], c: Context) -> Said | None:
    month, day = int(m["month"]), int(m["day"])
    if c.before(m.start())[-1:] and c.before(m.start())[-1] in {"-", "/"}:
        return None
    if month > 12 >= day:
        month, day = day, month
    said = _day_grain(calendar_day(m, day, month, int(m["year"]), certain=True))
    if said is not None and m["hour"] and int(m["hour"]) < 24 and int(m["minute"]) < 60:
        said.hour, said.minute, said.exact_hour = int(m["hour"]), int(m["minute"]), True
        said.second = int(m["second"]) if m["second"] else None
    return said


@RULES.rule(
    "#",
    r"(?P<month>\d{1,2}) ?(?P<sep>[/.-]) ?(?P<day>\d{1,2})(?:(?P<sep2>[/.-])(?P<year>\d{4}|\d{2}))?(?P<dot>\.(?=$|[ ,]))?(?!/?\d)(?!-\d{1,4}(?![\d/]))(?![.,:]\d)",
)
def _numeric(m: re.Match[str], c: Context) -> Said | None:
    """Month first, unless that cannot be or the firm writes the day first."""
    first, second = int(m["month"]), int(m["day"])
    if c.vietnamese and not c.english and c.day_first:
        return None
    year = year_number(m["year"]) if m["year"] else None
    if (m["year"] and m["sep2"] != m["sep"]) or not _means_a_date(m, c):
        return None
    month, day = (second, first) if c.day_first or m["dot"] else (first, second)
    if month > 12 >= day:
        month, day = day, month
    said = _day_grain(calendar_day(m, day, month, year, certain=year is not None and len(m["year"] or "") == 4))
    if said is not None and said.problem and year is None and m["sep"] != "/":
        return None
    return said


_BEFORE_DATE = words("on by until before after from to since due for next this is in at") | WEEKDAYS.keys()
_AFTER_DATE = words("at @ and or") | WEEKDAYS.keys()


def _means_a_date(m: re.Match[str], c: Context) -> bool:
    """Two figures are a date with a year, on their own, or beside words of time; "4:3", "24/7" and "v1.2" are not."""
    first, second, sep = int(m["month"]), int(m["day"]), m["sep"]
    before, following = c.before(m.start(), 2), c.after(m.end())
    if before and before[-1] in words(
        "# / $ x * + size version v room no of sku model serial code order po ticket apt apartment suite unit flat address street"
    ):
        return False
    if (before[-1:] == ["-"] and c.canon.text[m.start() - 1] == "-") or (first == 24 and second in {7, 24}):
        return False
    if " " in m.group().strip() and sep != "/":
        return False
    if m["year"]:
        return True
    on_weekday = not WEEKDAYS.keys().isdisjoint(before)
    if sep == "." and m["dot"] is None and not on_weekday:
        return False
    if c.stands_alone(m.start(), m.end()) or on_weekday or (m["dot"] and following and following[0] in WEEKDAYS):
        return True
    dated = not _BEFORE_DATE.isdisjoint(before) or (following and following[0] in _AFTER_DATE)
    return bool(dated and sep != ".") or (sep == "/" and not first < second <= 5)


@RULES.rule(
    "the # on",
    r"(?:on )?(?:the )?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?! (?:century|floor|time|place|generation|street|avenue|edition|quarter|qtr|week|month|year|anniversary|birthday|round|party|one|version|item|of the|line|call|meeting|attempt|reminder))(?: day)?(?: of)?(?= |$|[.,?!;:)-])",
)
@RULES.rule("the", r"the (?P<day>[12]?\d|3[01])(?= (?:from|at|between|around|to|till|until|through)| ?$)")
@RULES.rule(
    "# the",
    r"(?:the )?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?(?: day)? of(?= (?:the )?(?:(?:this|next|last|following|coming|current|same|previous) )?month)",
)
def _day_alone(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    written = m.group()
    marked = written.startswith(("the ", "on ")) or (
        before
        and before[-1]
        in {"on", "by", "until", "till", "before", "after", "from", "to", "since", "through", "-", "and", *WEEKDAYS}
    )
    if not marked and not written.endswith(" of") and not c.stands_alone(m.start(), m.end()):
        return None
    if (
        int(m["day"]) <= 4
        and not written.startswith("on the")
        and before[-1:] not in (["on"], ["by"], ["until"], ["before"], ["after"], ["from"], ["to"], ["since"], ["till"])
        and not c.stands_alone(m.start(), m.end())
        and not written.endswith(" of")
    ):
        return None
    return _day_grain(calendar_day(m, int(m["day"]), None, certain=True))


@RULES.rule("last", r"last (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?= |$|[.,?!])")
def _last_day(m: re.Match[str], c: Context) -> Said | None:
    if c.after(m.end())[:1] and c.after(m.end())[0] in {"time", "of", "week", "month", "quarter"}:
        return None
    said = _day_grain(calendar_day(m, int(m["day"]), None, certain=True))
    if said is not None:
        said.past = True
    return said


@RULES.rule(
    "# the", r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) month of(?= (?:the |next |this |last )*(?:year|20\d\d|19\d\d))"
)
def _nth_month(m: re.Match[str], _: Context) -> Said | None:
    month = int(m["n"])
    return Said(start=m.start(), end=m.end(), month=month, grain=Grain.MONTH) if 1 <= month <= 12 else None


@RULES.rule(
    "the",
    r"(?:on )?the second(?= of (?:this|next|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|aug|sep|oct|nov|dec))",
)
def _the_second(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, grain=Grain.DAY)


@RULES.rule("second the", rf"(?:the )?second of {MONTH}")
def _second_of(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, month=month_number(m), grain=Grain.DAY)


@RULES.rule(" ".join(MONTHS), rf"{MONTH} (?:the )?second(?!s)")
def _month_second(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, month=month_number(m), grain=Grain.DAY)


@RULES.rule(
    " ".join(MONTHS) + " this next last in since by early late mid the beginning end start",
    rf"(?:(?P<this>this|the current) |(?P<next>next|coming|upcoming) |(?P<last>last|past|previous) )?{MONTH}(?:(?:,? ?(?:of )?|[-/])(?P<year>{YEAR})| '(?P<yy>\d\d)| (?P<rel>(?:of )?(?:last|next|this) year))?",
)
def _month(m: re.Match[str], c: Context) -> Said | None:
    marked = bool(m["this"] or m["next"] or m["last"] or m["year"] or m["rel"])
    if not _is_bare_month(m, c, marked=marked):
        return None
    said = Said(start=m.start(), end=m.end(), month=month_number(m), grain=Grain.MONTH)
    if m["year"] or m["yy"]:
        said.year = int(m["year"]) if m["year"] else year_number(m["yy"])
    elif m["this"]:
        said.year = c.today.year
    elif m["rel"]:
        said.year = c.today.year + (1 if "next" in m["rel"] else -1 if "last" in m["rel"] else 0)
    elif m["last"]:
        said.past = True
    return said


def _is_bare_month(m: re.Match[str], c: Context, *, marked: bool) -> bool:
    """Vietnamese has "sep" (boss) and "may" (sew, lucky), English the verbs "may" and "march"."""
    word = m["month"]
    if m["year"]:
        return True
    if word in {"may", "march", "mar"}:
        if m["this"]:
            return c.is_capital(m.start("month")) and not set(c.after(m.end())) & _AFTER_THIS_MAY
        return marked or is_month_word(m, c, day=False)
    return c.english or len(word) > len("sept")


_AFTER_THIS_MAY = words("or take be not have well help also cause seem require")


@RULES.rule(
    "#",
    rf"(?P<year>{YEAR})[-/](?P<month>1[0-2]|0?[1-9])(?![-/\d]|\.\d)|(?P<month2>1[0-2]|0?[1-9]) ?[-/] ?(?P<year2>{YEAR})(?![-/\d]|\.\d)",
)
def _month_year(m: re.Match[str], c: Context) -> Said | None:
    if c.before(m.start())[-1:] and c.before(m.start())[-1] in {"/", "-", "."}:
        return None
    return Said(
        start=m.start(),
        end=m.end(),
        month=int(m["month"] or m["month2"]),
        year=int(m["year"] or m["year2"]),
        grain=Grain.MONTH,
    )


@RULES.rule(
    "in since year from until by after before of during than the # to between and - till through",
    rf"(?:in |(?:the )?year (?:of )?)(?P<year>{YEAR})(?![-/:]?\d)(?! ?(?:hours|hrs|usd|people|%))",
)
@RULES.rule("#", rf"(?P<year>{YEAR})(?: year)?(?![-/:]?\d)")
def _year(m: re.Match[str], c: Context) -> Said | None:
    before, following = c.before(m.start(), 2), c.after(m.end())
    if m.group()[0].isdigit():
        near = words(
            "since from until by after before of during than to between and - till through ~ is greater late early mid"
        )
        if not (before and before[-1] in near) or (
            following and following[0] in words("usd $ % units pcs people vnd dong k")
        ):
            return None
        if before[-1] in words("from to by of and - is than greater") and not (
            following[:1]
            in ([], ["."], ["?"], ["!"], [","], ["to"], ["-"], ["till"], ["until"], ["and"], ["~"], ["for"], ["or"])
            and 1950 <= int(m["year"]) <= 2100
        ):
            return None
        if not c.english:
            return None
        return Said(
            start=m.start(),
            end=m.end(),
            year=int(m["year"]),
            grain=Grain.YEAR,
            weak=before[-1] in {"of", "and", "-", "is"} and not set(before) & {"between", "end", "year"},
        )
    return Said(start=m.start(), end=m.end(), year=int(m["year"]), grain=Grain.YEAR)
