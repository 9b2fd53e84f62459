"""Days from today and weekdays in English."""

from __future__ import annotations

import re
from datetime import timedelta

from nlp.analysis import Grain
from nlp.times.english_words import LAST, MONTHS, NEXT, NOT_DAYS, THIS, WD, WEEKDAYS
from nlp.times.periods import period
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_words import BYDAY, calendar_day
from nlp.times.wordsets import words

RULES = Grammar()


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

    RULES.add(set(re.findall(r"[a-z]+", _words)), _words, _build)


@RULES.rule("tonight late later", r"(?:late |later )?tonight")
def _tonight(m: re.Match[str], c: Context) -> Said:
    return Said(
        start=m.start(),
        end=m.end(),
        date=c.today,
        part="late_night" if "late" in m.group() else "night",
        grain=Grain.DAY,
    )


@RULES.rule("later", r"later (?:in )?today|later on today")
def _later_today(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), date=c.today, part="afternoon", grain=Grain.DAY)


@RULES.rule(
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


@RULES.rule("next", r"next (?P<part>morning|evening|afternoon|night)")
def _next_part(m: re.Match[str], c: Context) -> Said:
    return Said(start=m.start(), end=m.end(), date=c.today + timedelta(days=1), part=m["part"], grain=Grain.DAY)


@RULES.rule(
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


@RULES.rule(
    " ".join(WEEKDAYS) + " this next last the following coming upcoming past previous on every",
    rf"(?:(?P<next>{NEXT}) |(?P<this>{THIS}) |(?P<last>{LAST}) )?{WD}\.?(?!\w)(?:'s)?(?: (?P<after>after next)| (?P<week>of next week|next week|of this week|this week|last week|of last week|from last week|week))?",
)
def _weekday(m: re.Match[str], c: Context) -> Said | None:
    word, before, following = m["wd"], c.before(m.start(), 1), c.after(m.end(), 2)
    marked = bool(m["next"] or m["this"] or m["last"] or m["week"])
    if word in NOT_DAYS and not marked and not _is_day_word(m, c, word, before, following):
        return None
    if word.endswith("s") and word not in {"tues", "thurs", "weds"}:
        if m["last"] or m["next"]:
            return None
        return Said(
            start=m.start(),
            end=m.end(),
            weekday=WEEKDAYS[word],
            rule={"FREQ": "WEEKLY", "BYDAY": BYDAY[WEEKDAYS[word]]},
        )
    said = Said(start=m.start(), end=m.end(), weekday=WEEKDAYS[word], grain=Grain.DAY)
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


@RULES.rule(
    " ".join(WEEKDAYS), rf"{WD}\.?,?(?: the)? (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)(?! (?:of|{'|'.join(MONTHS)}))"
)
@RULES.rule(" ".join(WEEKDAYS), rf"{WD}\.?,?(?: the)? (?P<day>[12]?\d|3[01])(?= at | around | from |$)")
def _weekday_day(m: re.Match[str], _: Context) -> Said | None:
    said = calendar_day(m, int(m["day"]), None, certain=True)
    if said is not None:
        said.weekday, said.grain = WEEKDAYS[m["wd"]], Grain.DAY
    return said


@RULES.rule("#", rf"(?P<n>\d{{1,2}}) {WD} (?:from now|(?P<back>ago|back))")
def _weekdays_on(m: re.Match[str], c: Context) -> Said:
    weekday, count = WEEKDAYS[m["wd"]], int(m["n"])
    if m["back"]:
        day = c.today - timedelta(days=(c.today.weekday() - weekday - 1) % 7 + 1 + 7 * (count - 1))
    else:
        day = c.today + timedelta(days=(weekday - c.today.weekday() - 1) % 7 + 1 + 7 * (count - 1))
    return Said(start=m.start(), end=m.end(), date=day, grain=Grain.DAY, past=True if m["back"] else None)
