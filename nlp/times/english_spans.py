"""Spans from now and what comes back, in English."""

from __future__ import annotations

import re

from nlp.times.english_words import SHORT_UNIT, WEEKDAYS, N, amount, unit
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said, Shift
from nlp.times.vietnamese_words import BYDAY, coming
from nlp.times.wordsets import words

RULES = Grammar()


# Spans


def _more(i: int) -> str:
    return rf"(?:(?: ?,? ?(?:and )?| ?\+ ?)(?P<n{i}>{N})(?:(?<=\d) ?| )(?P<unit{i}>{SHORT_UNIT}))?"


_SPAN = rf"(?P<n1>{N}|half an|half a|1/4|1/2|3/4|~\d{{1,3}})(?P<halfway>(?: and a half| 1/2))? ?(?:(?P<upcoming>upcoming|coming|past|next) )?(?P<unit1>{SHORT_UNIT})(?P<half> and a half)?{_more(2)}{_more(3)}"
_ABOUT = (
    r"(?:about |around |approximately |roughly |at most |less than |up to |another |only |just |like |~ ?|about ~ ?)*"
)


def _span_amounts(m: re.Match[str]) -> tuple[tuple[float, str], ...]:
    fractions = {"half an": 0.5, "half a": 0.5, "1/4": 0.25, "1/2": 0.5, "3/4": 0.75}
    first = fractions.get(m["n1"]) or amount(m["n1"].lstrip("~"))
    if m["half"] or m["halfway"]:
        first += 0.5
    amounts = [(first, unit(m["unit1"]))]
    amounts.extend((amount(m[f"n{i}"]), unit(m[f"unit{i}"])) for i in (2, 3) if m[f"unit{i}"])
    return tuple(amounts)


@RULES.rule(
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


@RULES.rule("the", r"the (?P<unit>day|week|month) (?P<way>after|before)(?= \w)")
def _next_to(m: re.Match[str], c: Context) -> Said | None:
    """ "the day after Christmas"."""
    if not c.english or set(c.after(m.end())) & {"tomorrow", "yesterday"}:
        return None
    sign = -1 if m["way"] == "before" else 1
    return Said(
        start=m.start(), end=m.end(), shift=Shift(((1, m["unit"]),), sign), rule={"UNIT": "anchored"}, weak=True
    )


@RULES.rule("in", r"in (?P<n>\d{1,3}) ?(?P<mark>'|\"|”)")
@RULES.rule("in", r"in (?:a |one )?(?P<quarter>quarter)(?: of an)? hour|in (?P<n>15|10|20|30|45)(?P<mark>)(?=$|[.!?])")
def _in_minutes(m: re.Match[str], _: Context) -> Said:
    groups = m.groupdict()
    if groups.get("quarter"):
        return _shifted(m, ((15, "minute"),), 1)
    return _shifted(m, ((int(m["n"]), "second" if groups.get("mark") in {'"', "”"} else "minute"),), 1)


@RULES.rule("in", r"in half an hour|in an hour and a half|in half a day")
def _half_hour(m: re.Match[str], _: Context) -> Said:
    amount: tuple[float, str] = (
        (1.5, "hour") if "and" in m.group() else (12, "hour") if "day" in m.group() else (30, "minute")
    )
    return _shifted(m, (amount,), 1)


@RULES.rule(
    "the a one", r"(?:the|a|one) (?P<unit>min|minute|hour|week|month|year) (?P<way>before|ago|hence|later)(?! \w)"
)
def _one_before(m: re.Match[str], _: Context) -> Said:
    return _shifted(m, ((1, unit(m["unit"])),), 1 if m["way"] in {"hence", "later"} else -1)


@RULES.rule(
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


@RULES.rule(
    "every each",
    rf"(?:every|each)(?: (?P<n>\d{{1,2}}(?:st|nd|rd|th)?|other|second|single))? (?P<what>days?|weeks?|months?|quarters?|years?|weekdays?|workdays?|weekends?|mornings?|afternoons?|evenings?|nights?|{'|'.join(WEEKDAYS)})(?P<more>(?:(?:, ?(?:and )?| and | & |/)(?:{'|'.join(WEEKDAYS)}))*)",
)
def _every(m: re.Match[str], _: Context) -> Said | None:
    what = m["what"] if m["what"] in WEEKDAYS else m["what"].removesuffix("s")
    count = {"other": "2", "second": "2"}.get(m["n"] or "", re.sub(r"\D", "", m["n"] or ""))
    rule = {"INTERVAL": count} if count else {}
    said = Said(start=m.start(), end=m.end(), rule=rule)
    if what in WEEKDAYS:
        days = [WEEKDAYS[what], *(WEEKDAYS[one] for one in re.findall(r"[a-z]+", m["more"]) if one != "and")]
        rule.update(FREQ="WEEKLY", BYDAY=",".join(BYDAY[day] for day in days))
        said.weekday = days[0] if len(days) == 1 else None
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


@RULES.rule(
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
