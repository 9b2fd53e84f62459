"""Hours, parts of a day and time zones in English."""

from __future__ import annotations

import re

from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.clock_words import HOURS, MINUTES, NOON, clock
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.wordsets import words
from nlp.times.zones import ZONE_NAMES, ZONES, offset_zone

RULES = Grammar()


_EN_PARTS = (
    (r"(?:bright and )?early (?:in the )?morning|first thing(?: in the morning)?|early bird", "early_morning"),
    (r"late(?:r)? (?:in the |this )?morning|mid-?morning", "late_morning"),
    (r"early (?:in the |this )?afternoon", "early_afternoon"),
    (r"later (?:in the |this )afternoon|mid-?afternoon|later in the day", "later_afternoon"),
    (r"late (?:in the |this )?afternoon", "late_afternoon"),
    (r"after (?:the )?lunch", "after_lunch"),
    (r"(?:in the |during the |at |over |for )?lunch(?: ?time)?", "lunch"),
    (r"(?:in the |during the |on the )?mornings?", "morning"),
    (r"(?:in the |during the )?afternoons?|after ?work", "afternoon"),
    (r"(?:in the |during the |by )?evenings?|late(?:r)? (?:in the )?evening", "evening"),
    (r"(?:in the |during the )?(?:day ?time|daylight|business hours|office hours|working hours)", "day"),
    (r"(?:late (?:at|in the) )night|late night", "late_night"),
    (r"(?:in the |at |during the )?(?:night-?time|nights?)", "night"),
)

_AMPM = r"(?P<ap>a ?\.? ?m ?\.?|p ?\.? ?m ?\.?|a|p)(?!\w)"


@RULES.rule(
    "#",
    rf"(?P<hour>\d{{1,2}})(?: ?[:.] ?(?P<minute>\d{{2}})| (?P<minute2>[0-5]\d))?(?: ?: ?(?P<second>\d{{2}}))?(?:ish| o'?clock| oclock)? ?[.]?{_AMPM}",
)
def _am_pm(m: re.Match[str], c: Context) -> Said | None:
    short = m["ap"] in {"a", "p"}
    if short and (" " in m.group().strip() or not c.english or not _at_or_range(c, m)):
        return None
    minute = m["minute"] or m["minute2"]
    hour = int(m["hour"])
    said = clock(m, hour, int(minute) if minute else None, second=int(m["second"]) if m["second"] else None)
    if said is None or said.problem:
        return None if not c.stands_alone(m.start(), m.end()) else said
    said.meridiem = "am" if m["ap"][0] == "a" else "pm"
    if hour > NOON:
        said.meridiem = None
    if c.canon.text[m.end() - 1] == "." and not re.search(r"m ?\.$", m.group()):
        said.end -= 1
    if m.group().endswith((" .", " ")):
        said.end = m.start() + len(m.group().rstrip(" ."))
    return said


def _at_or_range(c: Context, m: re.Match[str]) -> bool:
    before = c.before(m.start())
    return (
        m["ap"] == "p"
        or bool(before and before[-1] in words("at from to - until till @ by around"))
        or bool(m["minute"])
        or c.after(m.end())[:1] in (["to"], ["-"])
    )


@RULES.rule("#", r"(?P<hour>\d{1,2}) ?(?:o ?' ?clock|oclock|o clock)|(?P<ish>\d{1,2}) ?ish")
def _oclock(m: re.Match[str], _: Context) -> Said | None:
    return clock(m, int(m["hour"] or m["ish"]), None)


@RULES.rule("#", r"(?P<hour>[01]?\d|2[0-3])(?P<minute>[0-5]\d)(?P<hours>hrs|h| hours| hrs)?(?:ish)?")
def _military(m: re.Match[str], c: Context) -> Said | None:
    """ "at 1030": four figures after a word that calls for an hour; after others they are a year."""
    before = c.before(m.start(), 2)
    if m["hours"]:
        return clock(m, int(m["hour"]), int(m["minute"]), exact=True)
    if (
        c.canon.text[m.end() : m.end() + 1] in {".", ",", "-", "/"}
        and c.canon.text[m.end() + 1 : m.end() + 2].isdigit()
    ):
        return None
    if not c.english or not set(before[-1:]) & (_AT | _ROUGHLY):
        return None
    if len(m.group()) == _YEAR_FIGURES and m["hour"] in {"19", "20"} and before[-1] not in _AT:
        return None
    return clock(m, int(m["hour"]), int(m["minute"]), exact=m["hour"][0] == "0")


@RULES.rule("#", r"(?P<hour>\d{1,2})(?:[ .:](?P<minute>[0-5]\d))?")
def _bare_number(m: re.Match[str], c: Context) -> Said | None:
    """ "at 4", "before 6?", "9 20 in the night": an hour only beside words that call for one."""
    hour, minute = int(m["hour"]), m["minute"]
    if not c.english or hour > HOURS or (minute is None and hour == 0):
        return None
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if (following[:1] and following[0] in _NOT_AFTER_HOUR) or (
        following[:1] in ([":"], ["."]) and following[1:] and following[1][0].isdigit()
    ):
        return None
    beside = _BESIDE_PART.match(c.canon.text, m.end()) is not None
    if not beside and not _called_for(before, following, with_minute=minute is not None):
        return None
    said = clock(m, hour, int(minute) if minute else None, exact=len(m["hour"]) > 1 and m["hour"][0] == "0")
    return None if said is None or said.problem else said


_YEAR_FIGURES = 4
_AT = {"at", "@"}
_ROUGHLY = {"about", "around", "approximately", "approx", "~"}
_LIMITS = words("before after by until till from than past")
_ENDS = words(". ? ! , ) ;")
_AFTER_LIMIT = _ENDS | words("today tomorrow tonight on please this and for so its it in if would")
_NOT_AFTER_HOUR = words(
    "% / $ € - k st nd rd th percent usd vnd people days weeks months hours minutes minute min mins"
)
_AFTER_AT = words(
    "on in tomorrow today tonight this next for please and or to with if is works o est pst cst utc gmt the monday tuesday wednesday thursday "
    "friday saturday sunday evening night afternoon morning until till sharp via at its so when because but then from instead about would do ok i "
    "my latest"
)
_BESIDE_PART = re.compile(r" (?:this |in the |at |tomorrow |o |yesterday )?(?:evening|night|afternoon|morning|tonight)")


def _called_for(before: list[str], following: list[str], *, with_minute: bool) -> bool:
    if not before:
        return False
    open_end = not following or following[0] in _AFTER_LIMIT
    if before[-1] in _AT:
        return not following or not following[0].isalpha() or following[0] in _AFTER_AT
    if before[-1] in _ROUGHLY:
        return before[0] in _AT or with_minute or open_end
    return before[-1] in _LIMITS and open_end


_EN_H = r"(?P<hour>\d{1,2}|noon|midnight|midday)(?: ?(?:o'clock|oclock))?"


@RULES.rule(
    "half quarter a #",
    rf"(?:(?P<half>half)|a? ?(?P<quarter>quarter)|(?P<minute>\d{{1,2}})(?: ?(?:minutes?|mins?))?) (?P<way>past|after|to|till|before|of) {_EN_H}(?: ?{_AMPM})?",
)
def _past_or_to(m: re.Match[str], c: Context) -> Said | None:
    minute = 30 if m["half"] else 15 if m["quarter"] else int(m["minute"])
    named = not m["hour"].isdigit()
    hour = {"noon": 12, "midday": 12, "midnight": 0}[m["hour"]] if named else int(m["hour"])
    if m["way"] in {"after", "before", "of"} and not (m["quarter"] or "min" in m.group() or m["ap"]):
        return None
    if m["way"] in {"to", "till"} and not (m["quarter"] or "min" in m.group() or m["half"]):
        if minute not in {5, 10, 15, 20, 25} or not (
            m["ap"]
            or c.stands_alone(m.start(), m.end())
            or set(c.before(m.start(), 2)) & {"at", "since", "for", "around", "s"}
        ):
            return None
        if c.before(m.start())[-1:] in (["from"], ["between"]):
            return None
    if m["way"] in {"to", "till", "before", "of"}:
        hour, minute = (hour - 1) % HOURS, MINUTES - minute
    said = clock(m, hour, minute, exact=named)
    if said is not None and m["ap"] and not said.problem and hour <= NOON:
        said.meridiem = "am" if m["ap"][0] == "a" else "pm"
        if m["way"] in {"to", "till", "before", "of"} and int(m["hour"]) == NOON:
            said.meridiem = "am" if said.meridiem == "pm" else "pm"
    return said


@RULES.rule("this same the giờ cũng đúng", r"(?:this|(?:the )?same) time|(?:cũng |đúng )?giờ này")
def _this_time(m: re.Match[str], c: Context) -> Said:
    """ "same time tomorrow", "giờ này thứ 5"."""
    return Said(start=m.start(), end=m.end(), hour=c.now.hour, minute=c.now.minute, exact_hour=True, weak=True)


@RULES.rule("noon midday mid midnight 12", r"(?:12 )?(?:noon|midday|mid day|mid-day)(?: ?time)?")
def _noon(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), hour=12, exact_hour=True)


@RULES.rule("midnight 12", r"(?:12 )?midnight")
def _midnight(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), hour=0, exact_hour=True, part="midnight")


@RULES.rule(
    "eod cob end close",
    r"(?:the )?(?:eod|cob|eob|end of (?:the )?(?:business|working |work )? ?day|close of (?:the )?(?:business|play|day)|end of (?:business|play|day)|end of(?= (?:this |next )?(?:today|tomorrow|\w+day)))",
)
@RULES.rule(
    "cuối hết", r"(?:cuối|hết) (?:ngày(?: làm việc)?|giờ(?: làm(?: việc)?| hành chính)?)(?! (?:chiều|sáng|trưa))"
)
def _end_of_day(m: re.Match[str], c: Context) -> Said | None:
    if m.group().endswith(("ngày", "ngay")) and c.after(m.end())[:1] and c.after(m.end())[0][0].isdigit():
        return None
    return Said(start=m.start(), end=m.end(), part="day_end")


@RULES.rule("đầu", r"đầu giờ(?: làm việc)?")
def _start_of_day(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), part="morning", weak=True)


def _en_part(name: str) -> object:
    def build(m: re.Match[str], c: Context) -> Said | None:
        before, following = c.before(m.start()), c.after(m.end())
        word = m.group()
        if not c.english or (before and before[-1] in {"good", "gd"}):
            return None
        if (
            following[:1]
            and following[0] in {"classes", "class", "shift", "break", "tea", "routine"}
            and name == "night"
        ):
            return None
        certain = " " in word or name in {"day", "after_lunch", "late_night"}
        return Said(start=m.start(), end=m.end(), part=name, weak=not certain)

    return build


for _regex, _name in _EN_PARTS:
    RULES.add(
        words(
            "bright early first late later mid midmorning midafternoon after in during on at over for lunch lunchtime morning mornings afternoon "
            "afternoons evening evenings by night nights nighttime night-time daytime day daylight business office working afterwork"
        ),
        _regex,
        _en_part(_name),  # type: ignore[arg-type]
    )


# Zones

_ZONE_NAMES = "|".join(sorted((re.escape(name).replace("\\ ", " ") for name in ZONE_NAMES), key=len, reverse=True))


@RULES.rule(
    " ".join({name.split()[0] for name in ZONE_NAMES}),
    rf"(?P<name>{_ZONE_NAMES})(?: ?(?P<sign>[+-]) ?(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?)?(?: (?:time|timezone|time zone))?",
)
def _zone(m: re.Match[str], _: Context) -> Said | None:
    zone = ZONES[fold(m["name"]).replace(MAYBE, "")]
    if m["sign"]:
        found = offset_zone(m["sign"], m["hours"], m["minutes"])
        if found is None:
            return None
        zone = found
    return Said(start=m.start(), end=m.end(), zone=zone, weak=True)
