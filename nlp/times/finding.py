"""``find_times`` and ``find_durations``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nlp.analysis import Grain, Span, Time, TimeProblem
from nlp.language import detect_detail
from nlp.text import fold
from nlp.times.canon import SLIPS, Canon, canonical, pattern
from nlp.times.joining import TELLING, Found, find_parts, join
from nlp.times.periods import grain_of, in_minutes, moved
from nlp.times.resolving import Hours, NoSuchDay, Resolved, Resolver
from nlp.times.rules import NUMBER, Context, value
from nlp.times.said import Said
from nlp.times.vietnamese_words import BYDAY
from nlp.times.wordsets import words

LOOKED_AT = 4_000
"""Characters from the start of a text that are read."""

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


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something lasts ("trong 45 phút", "30-minute"): no time of its own."""

    minutes: int
    span: Span


_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_FIGURE = re.compile(r"\d")


def _may_hold_times(text: str) -> bool:
    """A cheap look for any word or figure with which a time may begin."""
    if _FIGURE.search(text) is not None:
        return True
    found = set(_WORD.findall(text.lower()))
    found |= {word.removesuffix("'s") for word in found if word.endswith("'s")}
    return not found.isdisjoint(TELLING) or not found.isdisjoint(SLIPS)


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
    if not _may_hold_times(text):
        return TimesFound()
    context = _context(text, now, language, day_first)
    parts = find_parts(context)
    if not parts:
        return TimesFound()
    resolver = Resolver(now, hours or Hours())
    times: list[Time] = []
    problems: list[TimeProblem] = []
    for found in join(parts, context)[:MOST]:
        past = _is_past(found, context) if lean is None else lean is Lean.PAST
        result = _resolve(found, resolver, context, past=past)
        if isinstance(result, Time):
            times.append(result)
        elif isinstance(result, TimeProblem):
            problems.append(result)
    return TimesFound(tuple(times), tuple(problems))


def _context(text: str, now: datetime, language: str, day_first: bool | None) -> Context:
    language = language or detect_detail(text).code
    canon = canonical(text)
    vietnamese = language in {"vi", "mixed", ""} or canon.accents
    english = language in {"en", "mixed", ""}
    if day_first is None:
        day_first = language != "en"
    places = {start: index for index, (start, _) in enumerate(canon.tokens)}
    return Context(canon, now, day_first, vietnamese, english, places)


def _span(canon: Canon, start: int, end: int) -> Span:
    first, last = canon.starts[start], canon.ends[end]
    return Span(first, last, canon.cleaned[first:last])


def _resolve(found: Found, resolver: Resolver, c: Context, *, past: bool) -> Time | TimeProblem | None:
    said = found.said
    start = min(said.start, found.anchor.start) if found.anchor else said.start
    end = (found.last or said).end
    span = _span(c.canon, start, end)
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
        and (lasts := _LASTS.match(c.canon.text, end))
        and lasts.end() in c.canon.ends
        and result.grain is not Grain.DAY
    ):
        result.end = result.start + timedelta(minutes=_minutes(lasts))
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


# Looking back or ahead

_CLAUSE = re.compile(r"[.!?;\n,]")
_PAST_BEFORE = pattern(
    r".*(?:^|[ (])(?:đã|vừa|was|were|did|didn't|had|met|called|sent|left|spoke|talked|visited|received|got|paid|bought|happened|went|came|signed|arrived|stolen|lost|issued|opened|been|made|saw|told|asked|drank|ate|wrote|gave|took|came|began|forgot|broke|spent|emailed|ordered|delivered|shipped|complained|reported|discussed|failed|stopped|worked|purchased|since|hasn't|haven't|wasn't|tối qua)"
)
_PAST_AFTER = pattern(r" (?:\S+ ){0,8}?(?:rồi|xong(?! thì)|xong rồi|mới|đã)(?= |$|[.,!?])")
_AHEAD = pattern(
    r".*(?:^|[ (])(?:sẽ|nhắc|hẹn|đặt|lên lịch|xếp|dời|chuyển|lùi|phải|cần|nhớ|will|'ll|shall|remind|schedule|book|please|let's|can|could|should|must|need|plan|going to|want|would)"
)


def _is_past(found: Found, c: Context) -> bool:
    """Does the clause speak of what was? Only "trước thứ 5" and the like never does."""
    said = found.said
    if said.bound == "before":
        return False
    if (
        said.day is None
        and said.weekday is None
        and said.hour is None
        and said.month is not None
        and _is_report(said, c)
    ):
        return True
    text = c.canon.text
    start = max(
        (m.end() for m in _CLAUSE.finditer(text, max(0, said.start - 200), said.start)),
        default=max(0, said.start - 200),
    )
    before = text[start : said.start]
    if _AHEAD.match(before):
        return False
    if _PAST_BEFORE.match(before):
        return True
    end = (found.last or said).end
    stop = next((m.start() for m in _CLAUSE.finditer(text, end, end + 80)), min(len(text), end + 80))
    after = text[end:stop]
    return _PAST_AFTER.match(after) is not None and not _AHEAD.match(after)


_REPORT = pattern(
    r".*(?:^|[ (])(?:báo cáo|doanh thu|doanh số|thống kê|kết quả|số liệu|report|reports|sales|revenue|results|figures|numbers|turnover)"
)
_FORECAST = pattern(
    r".*(?:^|[ (])(?:dự kiến|ước tính|dự báo|kế hoạch|mục tiêu|chỉ tiêu|nộp|forecast|plan|planned|target|outlook|budget|expected|estimate|pipeline|due|submit)"
)


def _is_report(said: Said, c: Context) -> bool:
    """Figures of a month are those of the last one of that name, unless they are planned."""
    before = c.canon.text[max(0, said.start - 80) : said.start]
    return _REPORT.match(before) is not None and _FORECAST.match(before) is None


# Durations

_LENGTH = rf"(?P<n>{NUMBER}|nửa|half an|half a|an|a|one|couple of|few) ?-?(?P<mid> ?rưỡi| and a half)? ?(?P<unit>tiếng đồng hồ|giờ đồng hồ|tiếng|giờ|phút|ph|p|h|ngày|tuần|tháng|năm|hours?|hrs?|minutes?|mins?|min|days?|weeks?|months?|years?)(?P<half> rưỡi| and a half)?(?: ?(?P<n2>\d{{1,2}}) ?(?P<unit2>phút|p|minutes?|mins?)?)?"
_LASTS = pattern(rf" (?:for|trong|trong vòng|kéo dài|lasting|hết|mất|,) (?:khoảng |tầm |about |around )?{_LENGTH}")
_DURATION = pattern(_LENGTH)
_CALLS = {
    "trong",
    "keo",
    "dai",
    "mat",
    "het",
    "for",
    "lasting",
    "lasts",
    "takes",
    "take",
    "khoang",
    "tam",
    "suot",
    "hop",
    "meeting",
    "call",
    "demo",
    "about",
    "last",
    "duration",
    "thoi",
    "luong",
    "them",
    "extra",
    "vong",
    "cho",
    "chiem",
    "cuoc",
    "buoi",
    "gap",
    "slot",
    "a",
    "ton",
    "ca",
    "lam",
    "within",
    ":",
    "another",
    "of",
}
_MINUTES_OF = {
    "tieng": "hour",
    "gio": "hour",
    "h": "hour",
    "hour": "hour",
    "hr": "hour",
    "phut": "minute",
    "ph": "minute",
    "p": "minute",
    "minute": "minute",
    "min": "minute",
    "ngay": "day",
    "day": "day",
    "tuan": "week",
    "week": "week",
    "thang": "month",
    "month": "month",
    "nam": "year",
    "year": "year",
}


def _minutes(m: re.Match[str]) -> float:
    words = fold(m["n"]).replace("·", "")
    number = 0.5 if words in {"nua", "half an", "half a"} else value("couple" if words.startswith("couple") else words)
    number += 0.5 if m["mid"] or m["half"] else 0
    unit = fold(m["unit"]).replace("·", "").removesuffix(" dong ho")
    total = in_minutes(number, _MINUTES_OF.get(unit) or _MINUTES_OF[unit.removesuffix("s")])
    return total + (int(m["n2"]) if m["n2"] else 0)


def find_durations(text: str, *, language: str = "") -> tuple[Duration, ...]:
    """Lengths of time, in minutes, such as a meeting's; a span from now ("2 tiếng nữa") is none."""
    text = text[:LOOKED_AT]
    if not _may_hold_times(text):
        return ()
    context = _context(text, datetime(2000, 1, 1).astimezone(), language, None)
    canon, found, end = context.canon, [], 0
    for start, word in canon.tokens:
        if start < end or not (
            word[0].isdigit() or word in words("nửa nua half một hai ba an a one năm nam· bốn bon mot· few couple")
        ):
            continue
        match = _DURATION.match(canon.text, start)
        if match is None or match.end() not in canon.ends or not _is_length(match, context):
            continue
        end = match.end()
        found.append(Duration(round(_minutes(match)), _span(canon, start, end)))
    return tuple(found)


def _is_length(m: re.Match[str], c: Context) -> bool:
    if m["n2"] and not m["unit2"] and m["unit"] not in words("tiếng tieng h giờ hour hours gio·"):
        return False
    before, after = c.before(m.start(), 2), c.after(m.end(), 2)
    if after[:1] and after[0] in words("nua truoc ago from later sau toi qua roi kem sang chieu trua dem before after"):
        return False
    if before and before[-1] in words("sau in luc thu ngay thang next past quy tuan nam cach every moi"):
        return False
    unit = m["unit"]
    clear = unit in {"tiếng", "tieng", "phút", "phut"} or unit.startswith(
        ("min", "hour", "hr", "tiếng", "tieng", "giờ đ", "gio· d")
    )
    if clear:
        return m["n"] not in {"a", "an"} or bool(before and before[-1] in _CALLS)
    return bool(before and before[-1] in _CALLS) or "-" in m.group()
