"""Days, weeks, months and spans in English."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.analysis import Grain
from nlp.times.periods import add_months, period, quarter_of
from nlp.times.rules import UNIT_GRAINS, Context, Grammar, value
from nlp.times.said import Period, Said, Shift
from nlp.times.vietnamese import BYDAY, calendar_day, coming, season, year_number
from nlp.times.wordsets import words

ENGLISH = Grammar()

_MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
    "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10, "november": 11,
    "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2, "thursday": 3, "thurs": 3,
    "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6, "mondays": 0, "tuesdays": 1, "wednesdays": 2,
    "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip
_WD = rf"(?P<wd>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})"
_YEAR = r"(?:19|20|21)\d\d"
_UNITS = {
    "second": "second", "sec": "second", "s": "second", "minute": "minute", "min": "minute", "m": "minute", "hour": "hour", "hr": "hour",
    "h": "hour", "day": "day", "d": "day", "night": "day", "week": "week", "wk": "week", "w": "week", "fortnight": "fortnight",
    "month": "month", "mth": "month", "mo": "month", "quarter": "quarter", "qtr": "quarter", "year": "year", "yr": "year", "y": "year",
    "decade": "decade", "business day": "workday", "working day": "workday", "work day": "workday", "workday": "workday", "sek": "second",
}  # fmt: skip
_UNIT = r"(?:business day|working day|work day|workday|second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|secs?|sek|min|hr|wk|mth|qtr|yr)s?"
_SHORT_UNIT = rf"(?:{_UNIT}|[hmwdys]|mo)"
_N = r"(?:\d{1,4}(?:\.\d{1,2})?(?: of)?|one|a few|a couple of|a couple|few|couple of|couple|several|an|a|another)"
_NEXT = r"(?:next|the following|following|coming|upcoming|the next|the coming|the upcoming)"
_THIS = r"(?:this|the current|current|this coming|this upcoming|the same|same)"
_LAST = r"(?:last|the last|past|the past|previous|the previous|prior|this past|this last)"
_NOT_DAYS = words("sat sun mon wed may march mar jan thu dec sec tue fri")


def _month_number(m: re.Match[str]) -> int:
    return _MONTHS[m["month"]]


def _amount(words: str) -> float:
    plain = words.strip().removesuffix(" of")
    return value("couple" if plain == "a couple" else "few" if plain == "a few" else plain)


def _unit(words: str) -> str:
    return _UNITS.get(words) or _UNITS[words.removesuffix("s")]


# Days from today

for _words, _days in (
    (r"(?:the )?day after tomorrow|overmorrow", 2),
    (r"(?:the )?day before yesterday", -2),
    (r"(?:the )?day before(?! \w)", -1),
    (r"(?:the )?day after(?! \w)|(?:the )?next day|(?:the )?following day", 1),
    (r"tomorrow", 1),
    (r"yesterday", -1),
    (r"today|this day|the current date|current date", 0),
):
    _relative_days = _days

    def _build(m: re.Match[str], c: Context, days: int = _days) -> Said | None:
        return Said(
            start=m.start(),
            end=m.end(),
            date=c.today + timedelta(days=days),
            grain=Grain.DAY,
            past=True if days < 0 else None,
        )

    ENGLISH.add(set(re.findall(r"[a-z]+", _words)), _words, _build)


@ENGLISH.rule("tonight late later", r"(?:late |later )?tonight")
def _tonight(m: re.Match[str], c: Context) -> Said:
    return Said(
        start=m.start(),
        end=m.end(),
        date=c.today,
        part="late_night" if "late" in m.group() else "night",
        grain=Grain.DAY,
    )


@ENGLISH.rule("later", r"later (?:in )?today|later on today")
def _later_today(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), date=c.today, part="afternoon", grain=Grain.DAY)


@ENGLISH.rule(
    "this last yesterday",
    r"this (?P<part>morning|afternoon|evening|night|lunchtime|lunch)|(?:last|yesterday) (?P<last>night|evening|morning|afternoon)",
)
def _this_part(m: re.Match[str], c: Context) -> Said:
    days = -1 if m["last"] else 0
    part = (m["part"] or m["last"]).removesuffix("time")
    return Said(
        start=m.start(),
        end=m.end(),
        date=c.today + timedelta(days=days),
        part=part,
        grain=Grain.DAY,
        past=True if days else None,
    )


@ENGLISH.rule("next", r"next (?P<part>morning|evening|afternoon|night)")
def _next_part(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), date=c.today + timedelta(days=1), part=m["part"], grain=Grain.DAY)


@ENGLISH.rule(
    "now right at immediately asap as straight",
    r"(?:right |just )?now|immediately|asap|as soon as possible|at (?:the|this) (?:moment|minute|time)|straight away|right away",
)
def _now(m: re.Match[str], c: Context) -> Said | None:
    if not c.english or (
        m.group() == "now" and c.before(m.start())[-1:] and c.before(m.start())[-1] in {"for", "by", "right", "until"}
    ):
        return None
    if m.group() == "now" and not (
        c.stands_alone(m.start(), m.end())
        or set(c.before(m.start())) & words("and - to till do it meet from call me between")
    ):
        return None
    return Said(start=m.start(), end=m.end(), moment=c.now, grain=Grain.SECOND)


# Weekdays


@ENGLISH.rule(
    " ".join(_WEEKDAYS) + " this next last the following coming upcoming past previous on every",
    rf"(?:(?P<next>{_NEXT}) |(?P<this>{_THIS}) |(?P<last>{_LAST}) )?{_WD}\.?(?!\w)(?:'s)?(?: (?P<after>after next)| (?P<week>of next week|next week|of this week|this week|last week|of last week|from last week|week))?",
)
def _weekday(m: re.Match[str], c: Context) -> Said | None:
    word, before, following = m["wd"], c.before(m.start(), 1), c.after(m.end(), 2)
    marked = bool(m["next"] or m["this"] or m["last"] or m["week"])
    if word in _NOT_DAYS and not marked and not _is_day_word(m, c, word, before, following):
        return None
    if word.endswith("s") and word not in {"tues", "thurs", "weds"}:
        if m["last"] or m["next"]:
            return None
        return Said(
            start=m.start(),
            end=m.end(),
            weekday=_WEEKDAYS[word],
            rule={"FREQ": "WEEKLY", "BYDAY": BYDAY[_WEEKDAYS[word]]},
        )
    said = Said(start=m.start(), end=m.end(), weekday=_WEEKDAYS[word], grain=Grain.DAY)
    if m["after"]:
        said.which = "after_next"
    elif m["next"]:
        said.which = "coming" if "coming" in m["next"] else "next"
    elif m["last"]:
        said.which, said.past = ("previous" if m["last"].endswith(("previous", "prior")) else "last"), True
    elif m["this"]:
        said.which = "this"
    if m["week"] and m["week"] != "week":
        offset = 1 if "next" in m["week"] else -1 if "last" in m["week"] else 0
        said.period, said.which = period(Grain.WEEK, c.today, offset), None
        said.past = True if offset < 0 else None
    if m.group().endswith(".") and c.after(m.end())[:1] and c.canon.text[m.end() : m.end() + 1] == "":
        said.end -= 1
    return said


def _is_day_word(m: re.Match[str], c: Context, word: str, before: list[str], following: list[str]) -> bool:
    """ "sat" and "sun" are words of their own: capital, a full stop, or words of time beside them."""
    if not c.english and c.vietnamese:
        sure = (
            word in {"tue", "wed", "fri", "sat"} or not c.canon.accents or bool(following and following[0][0].isdigit())
        )
        return c.is_capital(m.start()) and sure and word in words("mon tue wed fri sat sun")
    if c.stands_alone(m.start(), m.end()):
        return True
    if word in {"sat", "sun"}:
        if before[:1] == ["the"] or (before and before[-1] in words("he she they i we it who")):
            return False
        return (
            c.is_capital(m.start())
            or (before and before[-1] in words("on by before until till for from after - to ,"))
            or bool(
                following
                and (following[0][0].isdigit() or following[0] in words("at morning afternoon evening night the of @"))
            )
        )
    if word == "wed":
        return c.is_capital(m.start()) or not (before and before[-1] in {"to", "get", "newly", "got"})
    return True


@ENGLISH.rule(
    " ".join(_WEEKDAYS), rf"{_WD}\.?,?(?: the)? (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?! (?:of|{'|'.join(_MONTHS)}))"
)
@ENGLISH.rule(" ".join(_WEEKDAYS), rf"{_WD}\.?,?(?: the)? (?P<day>[12]?\d|3[01])(?= at | around | from |$)")
def _weekday_day(m: re.Match[str], _: Context) -> Said | None:
    said = calendar_day(m, int(m["day"]), None, certain=True)
    if said is not None:
        said.weekday, said.grain = _WEEKDAYS[m["wd"]], Grain.DAY
    return said


@ENGLISH.rule("#", rf"(?P<n>\d{{1,2}}) {_WD} (?:from now|(?P<back>ago|back))")
def _weekdays_on(m: re.Match[str], c: Context) -> Said:
    weekday, count = _WEEKDAYS[m["wd"]], int(m["n"])
    if m["back"]:
        day = c.today - timedelta(days=(c.today.weekday() - weekday - 1) % 7 + 1 + 7 * (count - 1))
    else:
        day = c.today + timedelta(days=(weekday - c.today.weekday() - 1) % 7 + 1 + 7 * (count - 1))
    return Said(start=m.start(), end=m.end(), date=day, grain=Grain.DAY, past=True if m["back"] else None)


# Dates

_ORD = r"(?P<day>[12]?\d|3[01]|\d{2})(?P<suffix>st|nd|rd|th)?"
_AND_YEAR = (
    rf"(?:(?: ?,? ?(?:of |in )?|[-/])(?P<year>{_YEAR})(?! ?(?:hours|hrs))|,? (?P<y1>19|20) (?P<y2>\d\d)(?! ?[:\d]))?"
)


def _with_year(m: re.Match[str]) -> int | None:
    if m["year"]:
        return int(m["year"])
    return int(m["y1"] + m["y2"]) if m["y1"] else None


@ENGLISH.rule(
    "# the",
    rf"(?:the )?{_ORD}(?: day)?(?: of)?(?: |-|/|\. ?)?{_MONTH}(?: ?,? ?'(?P<yy>\d\d)|[-/](?P<yy2>\d\d)(?!\d)|{_AND_YEAR})",
)
@ENGLISH.rule("# the", rf"(?:the )?{_ORD}(?: of)? ?{_MONTH}")
def _day_of_month_name(m: re.Match[str], c: Context) -> Said | None:
    groups = m.groupdict()
    if m["month"] in {"may", "march", "mar"} and not _is_month_word(m, c, day=True):
        return None
    short = groups.get("yy") or groups.get("yy2")
    year = year_number(short) if short else _with_year(m) if "year" in groups else None
    said = calendar_day(m, int(m["day"]), _month_number(m), year, certain=True)
    return _day_grain(said)


def _day_grain(said: Said | None) -> Said | None:
    if said is not None:
        said.grain = Grain.DAY
    return said


@ENGLISH.rule(
    " ".join(_MONTHS),
    rf"{_MONTH}(?:,? (?:the )?|[-/]?){_ORD}(?! ?(?:pm|am|%|people|hours|min|:\d|h\d)|\d)(?: ?,? ?'(?P<yy>\d\d)|{_AND_YEAR})(?! ?:\d)",
)
def _month_name_day(m: re.Match[str], c: Context) -> Said | None:
    if m["month"] in {"may", "march", "mar"} and not m["suffix"] and not _is_month_word(m, c, day=True):
        return None
    if not c.english and len(m["month"]) <= len("june") and not m["suffix"]:
        return None
    year = year_number(m["yy"]) if m["yy"] else _with_year(m)
    said = calendar_day(m, int(m["day"]), _month_number(m), year, certain=bool(m["suffix"]) or int(m["day"]) <= 31)
    return _day_grain(said)


def _is_month_word(m: re.Match[str], c: Context, *, day: bool) -> bool:
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


@ENGLISH.rule("#", rf"(?P<day>\d{{1,2}})[-/ ](?P<year>{_YEAR})[-/ ]{_MONTH}")
def _day_year_month(m: re.Match[str], _: Context) -> Said | None:
    return _day_grain(calendar_day(m, int(m["day"]), _month_number(m), int(m["year"]), certain=True))


@ENGLISH.rule("#", rf"(?P<year>{_YEAR})[-/ ]{_MONTH}[-/ ](?P<day>\d{{1,2}})")
def _year_month_name_day(m: re.Match[str], _: Context) -> Said | None:
    return _day_grain(calendar_day(m, int(m["day"]), _month_number(m), int(m["year"]), certain=True))


@ENGLISH.rule(
    "#",
    rf"(?P<year>{_YEAR})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?:t(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?(?P<z>z|[+-]\d\d:?\d\d)?)?(?![\d-])",
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


@ENGLISH.rule(
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


_BEFORE_DATE = words("on by until before after from to since due for next this is in at") | _WEEKDAYS.keys()
_AFTER_DATE = words("at @ and or") | _WEEKDAYS.keys()


def _means_a_date(m: re.Match[str], c: Context) -> bool:
    """Two figures are a date with a year, on their own, or beside words of time; "4:3", "24/7" and "v1.2" are not."""
    first, second, sep = int(m["month"]), int(m["day"]), m["sep"]
    before, following = c.before(m.start(), 2), c.after(m.end())
    if before and before[-1] in words(
        "# / $ x * + size version v room no of order po ticket apt apartment suite unit flat address street"
    ):
        return False
    if (before[-1:] == ["-"] and c.canon.text[m.start() - 1] == "-") or (first == 24 and second in {7, 24}):
        return False
    if " " in m.group().strip() and sep != "/":
        return False
    if m["year"]:
        return True
    on_weekday = not _WEEKDAYS.keys().isdisjoint(before)
    if sep == "." and m["dot"] is None and not on_weekday:
        return False
    if c.stands_alone(m.start(), m.end()) or on_weekday or (m["dot"] and following and following[0] in _WEEKDAYS):
        return True
    dated = not _BEFORE_DATE.isdisjoint(before) or (following and following[0] in _AFTER_DATE)
    return bool(dated and sep != ".") or (sep == "/" and not first < second <= 5)


@ENGLISH.rule(
    "the # on",
    r"(?:on )?(?:the )?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?! (?:century|floor|time|place|generation|street|avenue|edition|quarter|qtr|week|month|year|anniversary|birthday|round|party|one|version|item|of the|line|call|meeting|attempt|reminder))(?: day)?(?: of)?(?= |$|[.,?!;:)-])",
)
@ENGLISH.rule("the", r"the (?P<day>[12]?\d|3[01])(?= (?:from|at|between|around|to|till|until|through)| ?$)")
@ENGLISH.rule(
    "# the",
    r"(?:the )?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?(?: day)? of(?= (?:the )?(?:(?:this|next|last|following|coming|current|same|previous) )?month)",
)
def _day_alone(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    written = m.group()
    marked = written.startswith(("the ", "on ")) or (
        before
        and before[-1]
        in {"on", "by", "until", "till", "before", "after", "from", "to", "since", "through", "-", "and", *_WEEKDAYS}
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


@ENGLISH.rule("last", r"last (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?= |$|[.,?!])")
def _last_day(m: re.Match[str], c: Context) -> Said | None:
    if c.after(m.end())[:1] and c.after(m.end())[0] in {"time", "of", "week", "month", "quarter"}:
        return None
    said = _day_grain(calendar_day(m, int(m["day"]), None, certain=True))
    if said is not None:
        said.past = True
    return said


@ENGLISH.rule(
    "# the", r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) month of(?= (?:the |next |this |last )*(?:year|20\d\d|19\d\d))"
)
def _nth_month(m: re.Match[str], _: Context) -> Said | None:
    month = int(m["n"])
    return Said(start=m.start(), end=m.end(), month=month, grain=Grain.MONTH) if 1 <= month <= 12 else None


@ENGLISH.rule(
    "the",
    r"(?:on )?the second(?= of (?:this|next|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|aug|sep|oct|nov|dec))",
)
def _the_second(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, grain=Grain.DAY)


@ENGLISH.rule("second the", rf"(?:the )?second of {_MONTH}")
def _second_of(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, month=_month_number(m), grain=Grain.DAY)


@ENGLISH.rule(" ".join(_MONTHS), rf"{_MONTH} (?:the )?second(?!s)")
def _month_second(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), day=2, month=_month_number(m), grain=Grain.DAY)


@ENGLISH.rule(
    " ".join(_MONTHS) + " this next last in since by early late mid the beginning end start",
    rf"(?:(?P<this>this|the current) |(?P<next>next|coming|upcoming) |(?P<last>last|past|previous) )?{_MONTH}(?:(?:,? ?(?:of )?|[-/])(?P<year>{_YEAR})| '(?P<yy>\d\d)| (?P<rel>(?:of )?(?:last|next|this) year))?",
)
def _month(m: re.Match[str], c: Context) -> Said | None:
    marked = bool(m["this"] or m["next"] or m["last"] or m["year"] or m["rel"])
    if not _is_bare_month(m, c, marked=marked):
        return None
    said = Said(start=m.start(), end=m.end(), month=_month_number(m), grain=Grain.MONTH)
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
        return marked or _is_month_word(m, c, day=False)
    return c.english or len(word) > len("sept")


_AFTER_THIS_MAY = words("or take be not have well help also cause seem require")


@ENGLISH.rule(
    "#",
    rf"(?P<year>{_YEAR})[-/](?P<month>1[0-2]|0?[1-9])(?![-/\d]|\.\d)|(?P<month2>1[0-2]|0?[1-9]) ?[-/] ?(?P<year2>{_YEAR})(?![-/\d]|\.\d)",
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


@ENGLISH.rule(
    "in since year from until by after before of during than the # to between and - till through",
    rf"(?:in |(?:the )?year (?:of )?)(?P<year>{_YEAR})(?![-/:]?\d)(?! ?(?:hours|hrs|usd|people|%))",
)
@ENGLISH.rule("#", rf"(?P<year>{_YEAR})(?: year)?(?![-/:]?\d)")
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


# Weeks, months, quarters, years

_EDGE = r"(?:(?P<edge>the beginning|beginning|the start|start|the end|end|the middle|middle|mid|early|earlier|late|later|the rest|rest|first half|second half|the first half|the second half)(?: of| in)?(?: around)?(?: the)?[ -])?"
_EDGES = {
    "beginning": "start",
    "start": "start",
    "early": "start",
    "earlier": "start",
    "end": "end",
    "late": "late",
    "later": "rest",
    "rest": "rest",
    "middle": "mid",
    "mid": "mid",
    "first half": "first_half",
    "second half": "second_half",
}
_PERIOD = r"(?P<unit>weekends?|week-ends?|wkends?|weeks?|wks?|months?|mths?|quarters?|qtrs?|years?|yrs?|season|seasons|summer|winter|spring|autumn|fall|hour|minute|min)"


@ENGLISH.rule(
    "this next last the coming upcoming current past previous following beginning start end middle mid early earlier late later rest first second in prior same",
    rf"{_EDGE}(?:(?P<next>{_NEXT}) |(?P<last>{_LAST}) |(?P<this>{_THIS}) )(?:around )?{_PERIOD}(?:'s)?(?! (?:\d|and \d))(?: (?P<after>after next))?",
)
@ENGLISH.rule(
    "beginning start end middle mid early late the later rest eom eoy bom boy eow",
    rf"{_EDGE}(?:the |this )?{_PERIOD}|(?:the )?(?P<short>eom|eoy|bom|boy|eow|eoq)",
)
def _named_period(m: re.Match[str], c: Context) -> Said | None:
    groups = m.groupdict()
    if groups.get("short"):
        return _short_period(m, c, m["short"])
    edge = (m["edge"] or "").removeprefix("the ")
    unit = _PERIOD_UNITS.get(m["unit"].removesuffix("s"), m["unit"].removesuffix("s"))
    named = bool(groups.get("next") or groups.get("last") or groups.get("this"))
    if not named and (
        not edge
        or m["unit"].endswith("s")
        or (edge in words("later rest earlier late early") and unit not in UNIT_GRAINS)
    ):
        return None
    offset = (1 if groups.get("next") else -1 if groups.get("last") else 0) + (1 if groups.get("after") else 0)
    if unit in {"hour", "minute"}:
        grain = Grain.HOUR if unit == "hour" else Grain.MINUTE
        return Said(start=m.start(), end=m.end(), shift=Shift(((1, unit),), offset), grain=grain) if offset else None
    if unit in words("season summer winter spring autumn fall"):
        return _season_of(m, c, unit, offset)
    said = Said(start=m.start(), end=m.end(), past=True if offset < 0 else None)
    if unit == "weekend":
        said.period, said.edge, said.grain = period(Grain.WEEK, c.today, offset), "weekend", Grain.DAY
        return said
    said.grain = UNIT_GRAINS[unit]
    said.period, said.edge = period(said.grain, c.today, offset), _EDGES[edge] if edge else None
    return said


_PERIOD_UNITS = {
    "wk": "week",
    "mth": "month",
    "qtr": "quarter",
    "yr": "year",
    "min": "minute",
    "week-end": "weekend",
    "wkend": "weekend",
}
_SHORT_PERIODS = {
    "eom": Grain.MONTH,
    "bom": Grain.MONTH,
    "eoy": Grain.YEAR,
    "boy": Grain.YEAR,
    "eow": Grain.WEEK,
    "eoq": Grain.QUARTER,
}


def _short_period(m: re.Match[str], c: Context, short: str) -> Said | None:
    if short in {"boy", "bom"} and not (c.canon.written(m.start(), m.end()).endswith(short.upper())):
        return None
    grain = _SHORT_PERIODS[short]
    return Said(
        start=m.start(),
        end=m.end(),
        period=period(grain, c.today),
        edge="end" if short[0] == "e" else "start",
        grain=grain,
    )


def _season_of(m: re.Match[str], c: Context, unit: str, offset: int) -> Said:
    number = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}.get(unit)
    if number is not None:
        return season(m.start(), m.end(), number, c.today.year + offset, None if offset else c.today)
    current = next(
        n
        for n in (3, 2, 1, 0, -1)
        if n == -1 or (c.today.month, c.today.day) >= ((3, 20), (6, 21), (9, 23), (12, 21))[n]
    )
    number, year = current + offset, c.today.year
    return season(m.start(), m.end(), number % 4, year + number // 4, None)


@ENGLISH.rule(
    "summer winter spring autumn fall", rf"(?P<season>summer|winter|spring|autumn|fall)(?: (?:of )?(?P<year>{_YEAR}))?"
)
def _season(m: re.Match[str], c: Context) -> Said | None:
    if not m["year"] and (
        m["season"] in {"fall", "spring"}
        or not set(c.before(m.start())) & words("in this before after until by during since")
    ):
        return None
    number = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}[m["season"]]
    return season(
        m.start(), m.end(), number, int(m["year"]) if m["year"] else c.today.year, None if m["year"] else c.today
    )


@ENGLISH.rule("weekend the week-end", r"(?:the |over the |at the |on the )?(?:weekend|week-end|wkend)")
def _weekend(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), period=period(Grain.WEEK, c.today), edge="weekend", grain=Grain.DAY)


@ENGLISH.rule(
    "early mid late beginning start end middle the",
    r"(?P<edge>early|mid|late|(?:the )?(?:beginning|start|end|middle) of)"
    r"(?=(?: |-)(?:the )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|h[12]|20\d\d|19\d\d|year))",
)
def _edge_before(m: re.Match[str], _: Context) -> Said:
    word = m["edge"].removeprefix("the ").removesuffix(" of")
    return Said(start=m.start(), end=m.end(), edge=_EDGES["end" if word == "late" else word], weak=True)


@ENGLISH.rule(
    "q # first second third fourth the",
    rf"q(?P<n>[1-4])(?:[ '/-]{{0,2}}(?:of )?(?P<year>{_YEAR}))?|(?P<year2>{_YEAR})[- /]?q(?P<n2>[1-4])|(?:the )?(?:(?P<n3>[1-4])(?:st|nd|rd|th)|(?P<sec>second)) (?:quarter|qtr)(?: (?:of )?(?:(?P<year3>{_YEAR})|the year|(?P<rel>this year|next year|last year)))?",
)
def _quarter(m: re.Match[str], c: Context) -> Said | None:
    if c.before(m.start())[-1:] == ["-"] and not m["year"] and not m["year2"]:
        return None
    n = 2 if m["sec"] else int(m["n"] or m["n2"] or m["n3"])
    year = m["year"] or m["year2"] or m["year3"]
    chosen = int(year) if year else c.today.year + {"next year": 1, "last year": -1}.get(m["rel"] or "", 0)
    said = Said(start=m.start(), end=m.end(), period=quarter_of(chosen, n), grain=Grain.QUARTER)
    if not year:
        said.assumed.append("this_year")
    return said


@ENGLISH.rule(
    "h # cy fy",
    rf"(?P<year>{_YEAR})[- ]?h(?P<half>[12])|h(?P<half2>[12])[- ](?P<year2>{_YEAR})|(?:cy|fy)(?P<short>\d\d)",
)
def _half_year(m: re.Match[str], _: Context) -> Said:
    if m["short"]:
        return Said(start=m.start(), end=m.end(), year=2000 + int(m["short"]), grain=Grain.YEAR)
    first = date(int(m["year"] or m["year2"]), 1 if (m["half"] or m["half2"]) == "1" else 7, 1)
    return Said(
        start=m.start(), end=m.end(), period=Period(first, add_months(first, 6), Grain.MONTH), grain=Grain.MONTH
    )


@ENGLISH.rule("# the", r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) century")
def _century(m: re.Match[str], _: Context) -> Said | None:
    first = (int(m["n"]) - 1) * 100
    return (
        Said(
            start=m.start(),
            end=m.end(),
            period=Period(date(first, 1, 1), date(first + 100, 1, 1), Grain.YEAR),
            grain=Grain.YEAR,
        )
        if first > 0
        else None
    )


@ENGLISH.rule(
    "week the",
    r"(?:the )?week (?:no\.? |number )?(?P<n>\d{1,2})(?: (?:of|in) (?P<year>(?:19|20)\d\d))?(?! ?(?:days|hours|%|st|nd))",
)
def _numbered_week(m: re.Match[str], c: Context) -> Said | None:
    week, year = int(m["n"]), int(m["year"] or c.today.year)
    try:
        start = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Said(start=m.start(), end=m.end(), period=period(Grain.WEEK, start), grain=Grain.WEEK)


@ENGLISH.rule(
    "week the", r"(?:the )?week (?:of|starting(?: on)?|beginning(?: on)?|commencing)(?= (?:the )?(?:\w+ ?\d|\d))"
)
def _week_of(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), rule={"UNIT": "week_of"}, weak=True)


_NTH = r"(?:(?P<n>[1-5])(?:st|nd|rd|th)|(?P<second>second)|(?P<last>(?:(?P<ln>[2-5])(?:st|nd|rd|th) |(?P<lsecond>second ))?(?:to )?last))"


@ENGLISH.rule(
    "# first second last the third",
    rf"(?:the )?{_NTH} (?P<what>day|week|weekend|wkend|{'|'.join(_WEEKDAYS)})(?: of| in| from)?(?= )",
)
def _nth_of(m: re.Match[str], c: Context) -> Said | None:
    following = c.canon.text[m.end() : m.end() + 40]
    if not re.match(
        rf" (?:the |this |next |last |every |each |year |of )*(?:month|year|quarter|{'|'.join(_MONTHS)}|20\d\d|19\d\d)",
        following,
    ):
        return None
    nth = 2 if m["second"] else int(m["n"]) if m["n"] else -(int(m["ln"]) if m["ln"] else 2 if m["lsecond"] else 1)
    what = m["what"]
    if what in {"day", "week", "weekend", "wkend"}:
        return Said(
            start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "weekend" if "end" in what else what}, weak=True
        )
    return Said(start=m.start(), end=m.end(), nth=nth, weekday=_WEEKDAYS[what])


# Spans


def _more(i: int) -> str:
    return rf"(?:(?: ?,? ?(?:and )?| ?\+ ?)(?P<n{i}>{_N})(?:(?<=\d) ?| )(?P<unit{i}>{_SHORT_UNIT}))?"


_SPAN = rf"(?P<n1>{_N}|half an|half a|1/4|1/2|3/4|~\d{{1,3}})(?P<halfway>(?: and a half| 1/2))? ?(?:(?P<upcoming>upcoming|coming|past|next) )?(?P<unit1>{_SHORT_UNIT})(?P<half> and a half)?{_more(2)}{_more(3)}"
_ABOUT = (
    r"(?:about |around |approximately |roughly |at most |less than |up to |another |only |just |like |~ ?|about ~ ?)*"
)


def _span_amounts(m: re.Match[str]) -> tuple[tuple[float, str], ...]:
    fractions = {"half an": 0.5, "half a": 0.5, "1/4": 0.25, "1/2": 0.5, "3/4": 0.75}
    first = fractions.get(m["n1"]) or _amount(m["n1"].lstrip("~"))
    if m["half"] or m["halfway"]:
        first += 0.5
    amounts = [(first, _unit(m["unit1"]))]
    amounts.extend((_amount(m[f"n{i}"]), _unit(m[f"unit{i}"])) for i in (2, 3) if m[f"unit{i}"])
    return tuple(amounts)


@ENGLISH.rule(
    "in within # a an half few several couple one another + - the for under over about around roughly last next past previous coming following upcoming prior",
    rf"(?P<pre>in the next |within the next |over the next |for the next |in the last |over the last |for the last |in |within |under |for |the next |the last |the past |the previous |the prior |the following |the coming |the upcoming |the |next |last |past |previous |prior |coming |following |upcoming |\+ ?|- ?)?{_ABOUT}{_SPAN}(?:'? time)?(?P<way> from now| from today| later| hence| out| ago| back| earlier| before now| before(?! \w)| from then)?",
)
def _span(m: re.Match[str], c: Context) -> Said | None:
    pre, way = (m["pre"] or "").strip(), (m["way"] or "").strip()
    short = m["unit1"] in words("h m w d y s mo")
    if (not c.english and not (pre and way)) or (m["n1"] in {"a", "an"} and short):
        return None
    amounts = _span_amounts(m)
    if way == "from today" and (pre == "for" or c.before(m.start())[-1:] == ["for"]):
        return None
    if way:
        return _shifted(m, amounts, -1 if way in _BACK else 1)
    if m["upcoming"]:
        return coming(m, c, amounts, -1 if m["upcoming"] == "past" else 1)
    return _span_after(m, c, pre, amounts, short=short)


_BACK = {"ago", "back", "earlier", "before now", "before"}


def _span_after(
    m: re.Match[str], c: Context, pre: str, amounts: tuple[tuple[float, str], ...], *, short: bool
) -> Said | None:
    """A span whose meaning hangs on the word before it."""
    if pre in {"in", "+"}:
        return _shifted(m, amounts, 1) if not short or pre == "+" or m["unit1"] == "h" else None
    if pre == "-":
        return _shifted(m, amounts, -1) if not c.before(m.start()) else None
    if pre == "within":
        said = _shifted(m, amounts, 1)
        said.bound = "before"
        return said
    if pre.endswith(("next", "coming", "following")):
        return coming(m, c, amounts, 1)
    if pre.endswith(("last", "past", "previous", "prior")):
        return coming(m, c, amounts, -1)
    return None


def _shifted(m: re.Match[str], amounts: tuple[tuple[float, str], ...], sign: int) -> Said:
    return Said(start=m.start(), end=m.end(), shift=Shift(amounts, sign), past=True if sign < 0 else None)


@ENGLISH.rule("the", r"the (?P<unit>day|week|month) (?P<way>after|before)(?= \w)")
def _next_to(m: re.Match[str], c: Context) -> Said | None:
    """ "the day after Christmas"."""
    if not c.english or set(c.after(m.end())) & {"tomorrow", "yesterday"}:
        return None
    sign = -1 if m["way"] == "before" else 1
    return Said(
        start=m.start(), end=m.end(), shift=Shift(((1, m["unit"]),), sign), rule={"UNIT": "anchored"}, weak=True
    )


@ENGLISH.rule("in", r"in (?P<n>\d{1,3}) ?(?P<mark>'|\"|”)")
@ENGLISH.rule(
    "in", r"in (?:a |one )?(?P<quarter>quarter)(?: of an)? hour|in (?P<n>15|10|20|30|45)(?P<mark>)(?=$|[.!?])"
)
def _in_minutes(m: re.Match[str], _: Context) -> Said:
    groups = m.groupdict()
    if groups.get("quarter"):
        return _shifted(m, ((15, "minute"),), 1)
    return _shifted(m, ((int(m["n"]), "second" if groups.get("mark") in {'"', "”"} else "minute"),), 1)


@ENGLISH.rule("in", r"in half an hour|in an hour and a half|in half a day")
def _half_hour(m: re.Match[str], _: Context) -> Said:
    amount: tuple[float, str] = (
        (1.5, "hour") if "and" in m.group() else (12, "hour") if "day" in m.group() else (30, "minute")
    )
    return _shifted(m, (amount,), 1)


@ENGLISH.rule(
    "the a one", r"(?:the|a|one) (?P<unit>min|minute|hour|week|month|year) (?P<way>before|ago|hence|later)(?! \w)"
)
def _one_before(m: re.Match[str], _: Context) -> Said:
    return _shifted(m, ((1, _unit(m["unit"])),), 1 if m["way"] in {"hence", "later"} else -1)


@ENGLISH.rule(
    "# a an one half the few several couple another two", rf"{_ABOUT}{_SPAN}'? (?P<way>after|before|from|since)(?= )"
)
def _anchored(m: re.Match[str], c: Context) -> Said | None:
    """ "3 days after Easter", "two weeks from Monday": a span that waits for its day."""
    if not c.english or m["unit1"] in {"h", "m", "s", "d", "w", "y"} or c.before(m.start())[-1:] == ["for"]:
        return None
    sign = -1 if m["way"] == "before" else 1
    return Said(start=m.start(), end=m.end(), shift=Shift(_span_amounts(m), sign), rule={"UNIT": "anchored"}, weak=True)


# What comes back

_FREQ = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "quarter": "MONTHLY"}


@ENGLISH.rule(
    "every each",
    rf"(?:every|each)(?: (?P<n>\d{{1,2}}(?:st|nd|rd|th)?|other|second|single))? (?P<what>days?|weeks?|months?|quarters?|years?|weekdays?|workdays?|weekends?|mornings?|afternoons?|evenings?|nights?|{'|'.join(_WEEKDAYS)})(?P<more>(?:(?:, ?(?:and )?| and | & |/)(?:{'|'.join(_WEEKDAYS)}))*)",
)
def _every(m: re.Match[str], _: Context) -> Said | None:
    what = m["what"] if m["what"] in _WEEKDAYS else m["what"].removesuffix("s")
    count = {"other": "2", "second": "2"}.get(m["n"] or "", re.sub(r"\D", "", m["n"] or ""))
    rule = {"INTERVAL": count} if count else {}
    said = Said(start=m.start(), end=m.end(), rule=rule)
    if what in _WEEKDAYS:
        days = [_WEEKDAYS[what], *(_WEEKDAYS[one] for one in re.findall(r"[a-z]+", m["more"]) if one != "and")]
        rule.update(FREQ="WEEKLY", BYDAY=",".join(BYDAY[day] for day in days))
        said.weekday = days[0]
    elif what in {"weekday", "workday"}:
        rule.update(FREQ="WEEKLY", BYDAY="MO,TU,WE,TH,FR")
    elif what == "weekend":
        rule.update(FREQ="WEEKLY", BYDAY="SA,SU")
    elif what in _FREQ:
        rule["FREQ"] = _FREQ[what]
        if what == "quarter":
            rule["INTERVAL"] = str(3 * int(count or 1))
    else:
        rule["FREQ"], said.part = "DAILY", what
    return said


@ENGLISH.rule(
    "daily weekly monthly yearly annually fortnightly biweekly quarterly",
    r"(?P<how>daily|weekly|monthly|yearly|annually|fortnightly|biweekly|quarterly)(?= (?:on|at|every)|[.!?]|$)",
)
def _adverb(m: re.Match[str], _: Context) -> Said:
    how = m["how"]
    rule = {
        "FREQ": {
            "daily": "DAILY",
            "monthly": "MONTHLY",
            "quarterly": "MONTHLY",
            "yearly": "YEARLY",
            "annually": "YEARLY",
        }.get(how, "WEEKLY")
    }
    if how in {"fortnightly", "biweekly", "quarterly"}:
        rule["INTERVAL"] = "3" if how == "quarterly" else "2"
    return Said(start=m.start(), end=m.end(), rule=rule, weak=how != "daily")
