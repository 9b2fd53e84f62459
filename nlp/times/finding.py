"""``find_times``: reads, joins, resolves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nlp.analysis import Grain, Time, TimeProblem
from nlp.times.canon import pattern
from nlp.times.durations import LASTS, minutes_of
from nlp.times.hours import Hours
from nlp.times.joining import Found, find_parts, join
from nlp.times.looking import is_past
from nlp.times.periods import grain_of, moved
from nlp.times.reading import LOOKED_AT, context_of, may_hold_times, span_of
from nlp.times.resolving import NoSuchDay, Resolved, Resolver
from nlp.times.rules import Context
from nlp.times.said import Said
from nlp.times.vietnamese_words import BYDAY

MOST = 60
"""Times of one text. What has more is a table, and nobody plans by it."""


class Lean(StrEnum):
    """Which way a time that could be either is read ("thứ 5", "30/4")."""

    FUTURE = "future"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class TimesFound:
    """Both in order of appearance."""

    times: tuple[Time, ...] = ()
    problems: tuple[TimeProblem, ...] = ()


def find_times(
    text: str,
    *,
    now: datetime,
    language: str = "",
    lean: Lean | None = None,
    hours: Hours | None = None,
    day_first: bool | None = None,
) -> TimesFound:
    """All times of a text that went through ``nlp.text.clean``.

    ``now`` carries the zone in which the writer lives and in which the answer is. ``language`` is what ``detect`` says (``""``: found
    out here). ``lean``: ``None`` reads it from the words around ("đã", "gặp … xong", "left"). ``hours`` are the working hours that decide a bare
    "3h". ``day_first``: what 3/4 is; by default the month first in an English text only.
    """
    text = text[:LOOKED_AT]
    if not may_hold_times(text):
        return TimesFound()
    context = context_of(text, now, language, day_first)
    parts = find_parts(context)
    if not parts:
        return TimesFound()
    resolver = Resolver(now, hours or Hours())
    times: list[Time] = []
    problems: list[TimeProblem] = []
    for found in join(parts, context)[:MOST]:
        past = is_past(found, context) if lean is None else lean is Lean.PAST
        result = _resolve(found, resolver, context, past=past)
        if isinstance(result, Time):
            times.append(result)
        elif isinstance(result, TimeProblem):
            problems.append(result)
    return TimesFound(tuple(times), tuple(problems))


def _resolve(found: Found, resolver: Resolver, c: Context, *, past: bool) -> Time | TimeProblem | None:
    said = found.said
    start = min(said.start, found.anchor.start) if found.anchor else said.start
    end = (found.last or said).end
    span = span_of(c.canon, start, end)
    if said.problem == "no_such_hour" or (found.last and found.last.problem == "no_such_hour"):
        return TimeProblem("no_such_hour", span)
    if said.hour is not None and said.hour < 12 and said.meridiem is None and said.part is None and not said.exact_hour:
        said.part = _part_of_meal(said, c)
    result = _both_ends(found, resolver, past=past) if found.last else resolver.resolve(said, past=past)
    if isinstance(result, NoSuchDay):
        return TimeProblem("no_such_day", span, result.nearest)
    if result is None:
        return None
    if found.anchor is not None and (shifted := _anchored(result, found.anchor)) is not None:
        result = shifted
    if (
        result.end is None
        and (lasts := LASTS.match(c.canon.text, end))
        and lasts.end() in c.canon.ends
        and result.grain is not Grain.DAY
    ):
        result.end = result.start + timedelta(minutes=minutes_of(lasts))
    bound = {"before": "before", "after": "after"}.get(said.bound or "", "")
    return Time(result.start, result.end, result.grain, span, tuple(result.assumed), _rrule(said), bound)


_EVENING = pattern(
    r".*(?:^|[ ,])(?:dinner|supper|drinks|gala|ăn tối|cơm tối|tiệc tối|nhậu|đi bar|xem phim)(?: \S+){0,4} ?$"
)
_MORNING = pattern(r".*(?:^|[ ,])(?:breakfast|ăn sáng|cà phê sáng|cafe sáng)(?: \S+){0,4} ?$")


def _part_of_meal(said: Said, c: Context) -> str | None:
    """ "dinner at 8": the meal says which eight o'clock."""
    before = c.canon.text[max(0, said.start - 60) : said.start]
    if "," in before[-20:]:
        return None
    if said.hour is not None and said.hour >= 5 and _EVENING.match(before):
        return "evening"
    return "morning" if _MORNING.match(before) else None


def _both_ends(found: Found, resolver: Resolver, *, past: bool) -> Resolved | NoSuchDay | None:
    """Each end takes from the other what it does not say: the day, the part of the day, the month."""
    first, last = found.said, found.last
    assert last is not None
    _share(first, last)
    past = past or (last.moment is not None and first.has_day)
    start = resolver.resolve(first, past=past)
    if not isinstance(start, Resolved):
        return start
    if last.has_day and not last.has_clock and first.has_clock and not first.has_day:
        return start
    if not last.has_day and last.has_clock:
        last.date = start.start.date()
        if (
            last.part is None
            and last.hour is not None
            and last.meridiem is None
            and not last.exact_hour
            and last.hour <= start.start.hour
        ):
            last.exact_hour = None
    end = resolver.resolve(last, past=past)
    if not isinstance(end, Resolved):
        return end if isinstance(end, NoSuchDay) else start
    stop = end.end or (_after(end) if end.grain in {Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.YEAR} else end.start)
    stop = _pushed(stop, start, last)
    return Resolved(start.start, stop, start.grain, [*start.assumed, *end.assumed])


def _share(first: Said, last: Said) -> None:
    if first.has_clock and last.has_clock:
        _share_clock(first, last)
    if (
        first.day is not None
        and first.month is None
        and first.period is None
        and last.month is not None
        and last.day is not None
    ):
        first.month, first.year = last.month, last.year
    if last.day is not None and last.month is None and last.period is None and first.month is not None:
        last.month, last.year = first.month, first.year
    if first.month is not None and first.year is None and last.year is not None:
        later = last.month is not None and (first.month, first.day or 1) > (last.month, last.day or 31)
        first.year = last.year - 1 if later else last.year
    elif first.year is not None and last.year is None and last.month is not None:
        last.year = first.year + ((first.month or 1) > last.month)


def _share_clock(first: Said, last: Said) -> None:
    unsaid = first.part is None and first.meridiem is None and not first.exact_hour
    if unsaid and first.hour is not None:
        if last.part and (last.hour is None or first.hour <= last.hour):
            first.part = last.part
        if last.meridiem and last.hour is not None:
            first.meridiem = last.meridiem if first.hour % 12 <= last.hour % 12 else "am"
    if not first.has_day and last.has_day:
        first.take_day(last)
    elif last.part is None and last.meridiem is None and (last.hour or 0) > (first.hour or 0):
        last.part = first.part


def _after(one: Resolved) -> datetime:
    return one.start + timedelta(days=1) if one.end is None else one.end


def _pushed(stop: datetime, start: Resolved, last: Said) -> datetime:
    """An end before the start belongs to the next week, day or year."""
    if stop > start.start:
        return stop
    if last.weekday is not None and last.date is None:
        while stop <= start.start:
            stop += timedelta(days=7)
        return stop
    if last.has_clock:
        later = stop + timedelta(hours=12)
        return (
            later
            if later > start.start and last.meridiem is None and last.part is None and stop.hour < 12
            else stop + timedelta(days=1)
        )
    moved_on = moved(stop, ((1, "month" if last.month is None else "year"),), 1)
    return moved_on if moved_on and moved_on > start.start else stop


def _anchored(result: Resolved, anchor: Said) -> Resolved | None:
    assert anchor.shift is not None
    moment = moved(result.start, anchor.shift.amounts, anchor.shift.sign)
    if moment is None:
        return None
    finer = grain_of(anchor.shift.amounts)
    grain = (
        Grain.MINUTE
        if finer in {Grain.MINUTE, Grain.SECOND}
        else result.grain
        if result.grain in {Grain.HOUR, Grain.MINUTE}
        else Grain.DAY
    )
    return Resolved(moment, None, grain, result.assumed)


_RULE_ORDER = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT")


def _rrule(said: Said) -> str:
    """RFC 5545, section 3.3.10."""
    if not said.rule or "FREQ" not in said.rule:
        return ""
    rule = dict(said.rule)
    if said.weekday is not None and "BYDAY" not in rule:
        days = range(said.weekday, (said.to_weekday if said.to_weekday is not None else said.weekday) + 1)
        rule["BYDAY"] = ",".join(BYDAY[day] for day in days)
        if rule["FREQ"] == "DAILY":
            rule["FREQ"] = "WEEKLY"
    if said.nth is not None and said.weekday is not None:
        rule["BYSETPOS"] = str(said.nth)
    if rule["FREQ"] == "MONTHLY" and said.day is not None:
        rule.setdefault("BYMONTHDAY", str(said.day))
    return ";".join(f"{name}={rule[name]}" for name in _RULE_ORDER if rule.get(name))
