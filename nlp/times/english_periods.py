"""Weeks, months, quarters, years and seasons in English."""

from __future__ import annotations

import re
from datetime import date

from nlp.analysis import Grain
from nlp.times.english_words import LAST, MONTHS, NEXT, THIS, WEEKDAYS, YEAR
from nlp.times.periods import add_months, period, quarter_of
from nlp.times.rules import UNIT_GRAINS, Context, Grammar
from nlp.times.said import Period, Said, Shift
from nlp.times.seasons import season
from nlp.times.wordsets import words

RULES = Grammar()


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


@RULES.rule(
    "this next last the coming upcoming current past previous following beginning start end middle mid early earlier late later rest first second in prior same",
    rf"{_EDGE}(?:(?P<next>{NEXT}) |(?P<last>{LAST}) |(?P<this>{THIS}) )(?:around )?{_PERIOD}(?:'s)?(?! (?:\d|and \d))(?: (?P<after>after next))?",
)
@RULES.rule(
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


@RULES.rule(
    "summer winter spring autumn fall", rf"(?P<season>summer|winter|spring|autumn|fall)(?: (?:of )?(?P<year>{YEAR}))?"
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


@RULES.rule("weekend the week-end", r"(?:the |over the |at the |on the )?(?:weekend|week-end|wkend)")
def _weekend(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), period=period(Grain.WEEK, c.today), edge="weekend", grain=Grain.DAY)


@RULES.rule(
    "early mid late beginning start end middle the",
    r"(?P<edge>early|mid|late|(?:the )?(?:beginning|start|end|middle) of)"
    r"(?=(?: |-)(?:the )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|h[12]|20\d\d|19\d\d|year))",
)
def _edge_before(m: re.Match[str], _: Context) -> Said:
    word = m["edge"].removeprefix("the ").removesuffix(" of")
    return Said(start=m.start(), end=m.end(), edge=_EDGES[word], weak=True)


@RULES.rule(
    "q # first second third fourth the",
    rf"q(?P<n>[1-4])(?:[ '/-]{{0,2}}(?:of )?(?P<year>{YEAR}))?|(?P<year2>{YEAR})[- /]?q(?P<n2>[1-4])|(?:the )?(?:(?P<n3>[1-4])(?:st|nd|rd|th)|(?P<sec>second)) (?:quarter|qtr)(?: (?:of )?(?:(?P<year3>{YEAR})|the year|(?P<rel>this year|next year|last year)))?",
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


@RULES.rule(
    "h # cy fy",
    rf"(?P<year>{YEAR})[- ]?h(?P<half>[12])|h(?P<half2>[12])[- ](?P<year2>{YEAR})|(?:cy|fy)(?P<short>\d\d)",
)
def _half_year(m: re.Match[str], _: Context) -> Said:
    if m["short"]:
        return Said(start=m.start(), end=m.end(), year=2000 + int(m["short"]), grain=Grain.YEAR)
    first = date(int(m["year"] or m["year2"]), 1 if (m["half"] or m["half2"]) == "1" else 7, 1)
    return Said(
        start=m.start(), end=m.end(), period=Period(first, add_months(first, 6), Grain.MONTH), grain=Grain.MONTH
    )


@RULES.rule("# the", r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) century")
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


@RULES.rule(
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


@RULES.rule(
    "week the", r"(?:the )?week (?:of|starting(?: on)?|beginning(?: on)?|commencing)(?= (?:the )?(?:\w+ ?\d|\d))"
)
def _week_of(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), rule={"UNIT": "week_of"}, weak=True)


_NTH = r"(?:(?P<n>[1-5])(?:st|nd|rd|th)|(?P<second>second)|(?P<last>(?:(?P<ln>[2-5])(?:st|nd|rd|th) |(?P<lsecond>second ))?(?:to )?last))"


@RULES.rule(
    "# first second last the third",
    rf"(?:the )?{_NTH} (?P<what>day|week|weekend|wkend|{'|'.join(WEEKDAYS)})(?: of| in| from)?(?= )",
)
def _nth_of(m: re.Match[str], c: Context) -> Said | None:
    following = c.canon.text[m.end() : m.end() + 40]
    if not re.match(
        rf" (?:the |this |next |last |every |each |year |of )*(?:month|year|quarter|{'|'.join(MONTHS)}|20\d\d|19\d\d)",
        following,
    ):
        return None
    nth = 2 if m["second"] else int(m["n"]) if m["n"] else -(int(m["ln"]) if m["ln"] else 2 if m["lsecond"] else 1)
    what = m["what"]
    if what in {"day", "week", "weekend", "wkend"}:
        return Said(
            start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "weekend" if "end" in what else what}, weak=True
        )
    return Said(start=m.start(), end=m.end(), nth=nth, weekday=WEEKDAYS[what])
