"""How long something lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from nlp.analysis import Span
from nlp.text import fold
from nlp.times.canon import pattern
from nlp.times.periods import in_minutes
from nlp.times.reading import LOOKED_AT, context_of, may_hold_times, span_of
from nlp.times.rules import NUMBER, Context, value
from nlp.times.wordsets import words


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something lasts ("trong 45 phút", "30-minute"): no time of its own."""

    minutes: int
    span: Span


_LENGTH = rf"(?P<n>{NUMBER}|nửa|half an|half a|an|a|one|couple of|few) ?-?(?P<mid> ?rưỡi| and a half)? ?(?P<unit>tiếng đồng hồ|giờ đồng hồ|tiếng|giờ|phút|ph|p|h|ngày|tuần|tháng|năm|hours?|hrs?|minutes?|mins?|min|days?|weeks?|months?|years?)(?P<half> rưỡi| and a half)?(?: ?(?P<n2>\d{{1,2}}) ?(?P<unit2>phút|p|minutes?|mins?)?)?"
LASTS = pattern(rf" (?:for|trong|trong vòng|kéo dài|lasting|hết|mất|,) (?:khoảng |tầm |about |around )?{_LENGTH}")
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


def minutes_of(m: re.Match[str]) -> float:
    words = fold(m["n"]).replace("·", "")
    number = 0.5 if words in {"nua", "half an", "half a"} else value("couple" if words.startswith("couple") else words)
    number += 0.5 if m["mid"] or m["half"] else 0
    unit = fold(m["unit"]).replace("·", "").removesuffix(" dong ho")
    total = in_minutes(number, _MINUTES_OF.get(unit) or _MINUTES_OF[unit.removesuffix("s")])
    return total + (int(m["n2"]) if m["n2"] else 0)


def find_durations(text: str, *, language: str = "") -> tuple[Duration, ...]:
    """Lengths of time, in minutes, such as a meeting's; a span from now ("2 tiếng nữa") is none."""
    text = text[:LOOKED_AT]
    if not may_hold_times(text):
        return ()
    context = context_of(text, datetime(2000, 1, 1).astimezone(), language, None)
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
        found.append(Duration(round(minutes_of(match)), span_of(canon, start, end)))
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
