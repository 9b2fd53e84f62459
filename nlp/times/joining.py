"""From words to whole times: parts that the grammars find, joined across the small words between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from types import ModuleType

from nlp.times import (
    clock_english,
    clock_vietnamese,
    english_dates,
    english_days,
    english_periods,
    english_spans,
    named_days,
    ranges,
    vietnamese_dates,
    vietnamese_days,
    vietnamese_periods,
    vietnamese_spans,
)
from nlp.times.canon import MAYBE, pattern, spelled
from nlp.times.ranges import TO
from nlp.times.rules import Context, Grammar, Rule
from nlp.times.said import Said, merge
from nlp.times.vietnamese_words import BYDAY
from nlp.times.wordsets import ALSO_TELLING, TOO_COMMON, words

_FILLER = (
    r"vào lúc|vào|lúc|hồi|tầm|khoảng|chừng|cỡ|của|là|thì|ngày|hôm|trong|buổi|đúng|từ|trước|sau|at|on|in|the|of|around|about|"
    r"approximately|for|from|by|@|sometime|starting|beginning|s|'s|after|before|a|time|year|between|later than|anytime|any time|between"
)
_GAP = re.compile(spelled(rf"[ ),.]?[ ,(~]*(?:(?:{_FILLER})[ ,(@~.]*){{0,3}}"))
_CONNECT = re.compile(spelled(rf"[ )]*{TO}(?:(?:{_FILLER}|hết) ){{0,2}}"))
_AND = re.compile(spelled(r"(?: và | hoặc | hay | or |, ?| and | & |/)(?:mỗi |every )?"))
_BEFORE = r"trước|trước khi|hạn|hạn chót|chậm nhất|muộn nhất|trễ nhất|deadline|by|before|until|till|up to|no later than|not later than|prior to|earlier than|đến|tới|cho đến|đến hết|hết|due"
_AFTER = r"sau|sau khi|từ|kể từ|bắt đầu từ|tính từ|from|since|after|starting|starting from|beginning|later than|any time after|anytime after"
_PLAIN = r"vào lúc|vào|lúc|hồi|tầm|khoảng|at|on|in|around|about|ngày"
_LEAD = re.compile(
    rf"(?:^|[^\w·])(?P<lead>(?:{spelled(_BEFORE)}|{spelled(_AFTER)}|{spelled(_PLAIN)})(?![\w·])"
    rf"(?: (?:the |ngày |ngay |lúc |luc |khoảng |khoang |tầm |about |around |at |on |tam )*)?) ?$"
)
_IS_BEFORE = pattern(_BEFORE)
_IS_AFTER = pattern(_AFTER)
_PAST_IT = re.compile(spelled(r"(?:^|[ ,])(?:qua|sang|hết) $"))
_LATER = pattern(
    r"(?: trở đi| trở về sau| onwards?| or later| and later| or after| and after| and greater| and onwards?)"
)
_CORRECTION = re.compile(
    spelled(
        r"[ ,.]*(?:à không|à nhầm|à quên|ý là|không phải|nhầm|lộn|à|ko|không|no|no wait|actually|sorry|i mean|rather|make it|or rather|wait)[ ,.]*(?:là |phải |make it |at )?(?:lúc )?"
    )
)
_FROM = re.compile(spelled(r"(?:^|.*[ ,(])(?:từ|between|from|in between)(?: lúc| khoảng| ngày| the| now)? ?$"))
_LOOK_BACK = 24
_PARTS = 120
_TRIES = 20_000


@dataclass(slots=True)
class Found:
    """``last`` is the other end of "from … to …"; ``anchor`` the span that counts from this day ("3 ngày trước 15/3")."""

    said: Said
    last: Said | None = None
    anchor: Said | None = None


def _merged(modules: Iterable[ModuleType]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for module in modules:
        grammar: Grammar = module.RULES
        for word, rules in grammar.by_first.items():
            found[word].extend(rules)
    return {word: tuple(rules) for word, rules in found.items()}


_ALL = _merged(
    (
        vietnamese_days,
        vietnamese_periods,
        vietnamese_dates,
        vietnamese_spans,
        ranges,
        clock_vietnamese,
        clock_english,
        english_days,
        english_dates,
        english_periods,
        english_spans,
        named_days,
    )
)

TELLING = frozenset(word.replace(MAYBE, "") for word in _ALL if word not in TOO_COMMON) | ALSO_TELLING
"""Words one of which every time has, beside figures."""

_AFTER_FIGURES = words(
    "past h g p ph k : / - . ' \" st nd rd th am pm a m o'clock oclock ish hrs of to den đến tới toi tới ~ – rưỡi ruoi kém kem tây tay lần lan giờ phút "
    "until till through and và va , mins s @ phút phut giây giay tiếng tieng"
)
_BEFORE_FIGURES = words(
    "at @ lúc luc hồi tầm tam khoảng around about before after by until till from to than past the on ngày hôm mùng in last week vào of during since between approximately approx circa mid late early year"
)


def find_parts(c: Context) -> list[Said]:
    """What the grammars find, longest first at each word, none inside another."""
    tokens = c.canon.tokens
    parts: list[Said] = []
    skip_to = tries = 0
    for index, (start, word) in enumerate(tokens):
        if start < skip_to:
            continue
        figure = word[0].isdigit()
        rules = _ALL.get("#" if figure else word.split(" ", 1)[0])
        if rules is None or (
            not _is_promising(tokens, index, figure=figure) if figure or word in TOO_COMMON else False
        ):
            continue
        if figure and _is_decimal(c.canon.text, start):
            continue
        tries += len(rules)
        if tries > _TRIES or len(parts) >= _PARTS:
            break
        best: Said | None = None
        for rule in rules:
            match = rule.regex.match(c.canon.text, start)
            if (
                match is not None
                and (said := _built(rule, match, c)) is not None
                and (best is None or said.end > best.end)
            ):
                best = said
        if best is not None:
            parts.append(best)
            skip_to = best.end
    return parts


def _is_promising(tokens: tuple[tuple[int, str], ...], index: int, *, figure: bool) -> bool:
    """Figures and small words begin a time only where a word of time is near."""
    if figure and (
        len(tokens) == 1 or len(tokens[index][1]) == len("2026") or (index and tokens[index - 1][1] in _BEFORE_FIGURES)
    ):
        return True
    for _, word in tokens[index + 1 : index + 5]:
        plain = word.rstrip(MAYBE).removesuffix("'s")
        if plain in TELLING or (plain in _AFTER_FIGURES if figure else word[0].isdigit()):
            return True
    return False


def _is_decimal(text: str, start: int) -> bool:
    """The 5 of 2.5 begins nothing."""
    return start > 1 and text[start - 1] == "." and text[start].isdigit() and text[start - 2].isdigit()


def _built(rule: Rule, match: re.Match[str], c: Context) -> Said | None:
    if match.end() == match.start() or (said := rule.build(match, c)) is None:
        return None
    text = c.canon.text
    while said.end > said.start and text[said.end - 1] in " ,.":
        if text[said.end - 1] == "." and text[said.start : said.end].endswith(("m.", "m .")):
            break
        said.end -= 1
    return said if said.end in c.canon.ends else None


def join(parts: list[Said], c: Context) -> list[Found]:
    """Whole times, weak ones left out."""
    groups = _grouped(parts, c)
    _share_weeks(groups, c)
    found: list[Found] = []
    at = 0
    while at < len(groups):
        one, used = _linked(groups, at, c)
        at += used
        if one is not None and not _too_weak(one, c):
            _bounds(one, c)
            found.extend(_each_day(one))
    for one, other in pairwise(found):
        _share_a_day(one.said, other.said, c)
    return found


def _share_a_day(said: Said, following: Said, c: Context) -> None:
    """ "Mai chị Lan ghé, xếp 3h giúp chị": the hour is tomorrow's. "3h họp ABC thứ 6" within one clause: Friday's."""
    between = c.canon.text[said.end : following.start]
    if (
        _is_whole_day(said)
        and _is_bare_hour(following)
        and len(between) < _NEAR_BY
        and not _SENTENCE_ENDS.search(between)
    ):
        following.take_day(said)
        following.assumed.append("same_day")
    elif (
        _is_bare_hour(said)
        and _is_whole_day(following)
        and len(between) < _NEAR_BY
        and not _CLAUSE_ENDS.search(between)
    ):
        said.take_day(following)
        said.assumed.append("same_day")


def _is_whole_day(said: Said) -> bool:
    a_day = said.date or said.day or said.feast or said.weekday is not None
    return bool(a_day) and said.hour is None and not said.past and not said.also and said.to_day is None


def _is_bare_hour(said: Said) -> bool:
    return said.hour is not None and not said.has_day and said.shift is None and said.rule is None


_NEAR_BY = 80
_SENTENCE_ENDS = re.compile(r"[.!?;\n]")
_CLAUSE_ENDS = re.compile(r"[.!?;,\n]| (?:rồi|roi|và|va|then|and) ")


def _share_weeks(groups: list[Said], c: Context) -> None:
    """ "thứ 2, thứ 4 tuần sau": the week belongs to both days; "3h chiều mai, à không, 4h": so does the day."""
    for first, second in reversed(list(pairwise(groups))):
        between = c.canon.text[first.end : second.start]
        if (
            first.weekday is not None
            and second.weekday is not None
            and first.period is None
            and second.period
            and _AND.fullmatch(between)
        ):
            first.period = second.period
        elif _is_bare_hour(first) and second.hour is not None and second.has_day and _AND.fullmatch(between):
            first.take_day(second)
            first.part = first.part or second.part
    for first, second in pairwise(groups):
        if (
            first.has_day
            and second.has_clock
            and not second.has_day
            and _CORRECTION.fullmatch(c.canon.text, first.end, second.start)
        ):
            second.take_day(first)


def _each_day(one: Found) -> list[Found]:
    said = one.said
    if said.also_days and not said.rule:
        return [one, *(Found(replace(said, day=day, also_days=None)) for day in said.also_days)]
    if not said.also:
        return [one]
    if said.rule and "FREQ" in said.rule and said.weekday is not None:
        said.rule = {**said.rule, "BYDAY": ",".join(BYDAY[day] for day in (said.weekday, *said.also))}
        said.weekday = said.also = None
        return [one]
    return [one, *(Found(replace(said, weekday=day, also=None)) for day in said.also)]


def _grouped(parts: list[Said], c: Context) -> list[Said]:
    groups: list[Said] = []
    for part in parts:
        last = groups[-1] if groups else None
        joined = None
        if last is not None and _near(last, part, c) and not _belongs_before(groups, part, c):
            joined = None if _may_anchor(last, c) else merge(last, part)
        if joined is not None and last is not None:
            if joined.has_day and (joined.edge or joined.nth is not None):
                joined.weak = False
            if joined.has_clock and joined.hour is not None and joined.part is not None:
                joined.weak = False
            groups[-1] = joined
        else:
            groups.append(part)
    return groups


def _belongs_before(groups: list[Said], part: Said, c: Context) -> bool:
    """ "chiều mai gửi báo giá trước 5h, thứ 2 họp": the hour is the day's before the comma, not Monday's."""
    last = groups[-1]
    if len(groups) == 1 or not part.has_day or last.has_day or "," not in c.canon.text[last.end : part.start]:
        return False
    return groups[-2].has_day and not _CLAUSE_ENDS.search(c.canon.text[groups[-2].end : last.start])


def _near(last: Said, part: Said, c: Context) -> bool:
    text = c.canon.text
    if _GAP.fullmatch(text, last.end, part.start) is not None:
        return True
    if last.edge and text[last.end : part.start] == "-":
        return True
    between = text[last.end : part.start] in {" - ", "- ", " -", ": ", "; "}
    return between and last.has_day and not last.has_clock and part.hour is not None and not part.has_day


def _may_anchor(said: Said, c: Context) -> bool:
    """A span that ends in a word which may wait for a day: "3 ngày trước", "2 weeks from"."""
    if said.shift is None or said.has_day or said.has_clock:
        return False
    waits = bool(said.rule and said.rule.get("UNIT") == "anchored")
    return waits or c.canon.text[said.start : said.end].endswith(("trước", "truoc·", "sau", "sau·"))


def _linked(groups: list[Said], at: int, c: Context) -> tuple[Found | None, int]:
    said = groups[at]
    following = groups[at + 1] if at + 1 < len(groups) else None
    if following is None:
        return Found(said), 1
    gap = c.canon.text[said.end : following.start]
    if (
        _may_anchor(said, c)
        and following.start - said.end <= 6
        and gap.strip() in {"", "the"}
        and (following.has_day or following.has_clock)
    ):
        return Found(following, anchor=said), 2
    if _AND.fullmatch(gap) and _both_recur(said, following):
        return Found(_recurring_on_both(said, following)), 2
    if said.to_hour is not None or said.to_day is not None or not _CONNECT.fullmatch(gap):
        return Found(said), 1
    if gap.strip() in {"and", "&", "và"} and not _FROM.match(
        c.canon.text[max(0, said.start - _LOOK_BACK) : said.start]
    ):
        return Found(said), 1
    if not _same_kind(said, following):
        return Found(said), 1
    return Found(said, last=following), 2


def _both_recur(said: Said, following: Said) -> bool:
    return bool(
        said.rule
        and said.rule.get("FREQ")
        and said.weekday is not None
        and following.weekday is not None
        and following.hour is None
    )


def _recurring_on_both(said: Said, following: Said) -> Said:
    assert said.rule is not None and said.weekday is not None and following.weekday is not None  # noqa: PT018
    days = sorted({said.weekday, following.weekday})
    said.rule = {**said.rule, "BYDAY": ",".join(BYDAY[day] for day in days)}
    said.weekday = None
    said.end = following.end
    return said


def _same_kind(said: Said, following: Said) -> bool:
    """Two clock times, two days, or a day and a later one: the two ends of a span."""
    if said.weak and following.weak and not (said.has_clock and following.has_clock):
        return False
    if said.has_clock and following.has_clock:
        return True
    return said.has_day and following.has_day


def _too_weak(one: Found, c: Context) -> bool:
    said = one.said
    if one.anchor is not None:
        return False
    if one.last is not None:
        return said.weak and one.last.weak
    if said.rule and said.rule.get("UNIT") in {"anchored", "week_of"} and not said.has_day and said.date is None:
        return True
    return said.weak and not c.stands_alone(said.start, said.end)


def _bounds(one: Found, c: Context) -> None:
    """Words before that belong to the time: "trước", "by", "từ". The span takes them in."""
    said = one.anchor or one.said
    whole_span = one.last is not None or (said.to_hour, said.to_day, said.to_weekday, said.to_year) != (None,) * 4
    if (match := _LATER.match(c.canon.text, (one.last or one.said).end)) and match.end() in c.canon.ends:
        one.said.bound, one.said.end = "after", match.end()
    text = c.canon.text[max(0, said.start - _LOOK_BACK) : said.start]
    lead = _LEAD.search(text)
    if lead is None:
        if (one.said.feast or one.said.period) and _PAST_IT.search(text):
            one.said.bound = one.said.bound or "after"
        return
    start = max(0, said.start - _LOOK_BACK) + lead.start("lead")
    if start not in c.canon.starts:
        return
    leading = lead["lead"].strip()
    if leading.startswith("toi" + MAYBE):
        return
    if one.said.bound is None and not whole_span:
        first = leading.split(" ")[0]
        if _IS_BEFORE.match(leading) and not (first in {"đến", "den·", "tới", "toi·"} and not c.vietnamese):
            one.said.bound = "before"
        elif _IS_AFTER.match(leading):
            one.said.bound = "after"
    said.start = start
    if one.anchor is None:
        one.said.start = start
