"""Second thoughts within a sentence: "3h chiều mai, à không, 4h", "cho Hậu, ý lộn, cho Hiếu", "at 3, no wait, at 4"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from nlp.analysis import Grain, Span, Time
from nlp.commands.facts import Found, Said
from nlp.commands.spelling import alike, levelled

_STRONG = (
    "à không; á không; à ko; ý lộn; ý nhầm; à nhầm; à lộn; nhầm rồi; à quên; no wait; wait no; i mean; scratch that; make that; correction; or rather; nói lộn; nói nhầm; ghi nhầm; chết nhầm; ủa nhầm; lộn rồi; à mà không; a nham; y lon; a khong; "
    "ý em là; ý tôi là; ý mình là; ý là; sửa lại là; sửa lại; không phải; ko phải; no make it; no no; actually no; sorry i mean; oops i mean; wait make it; actually make it; nhầm à; nhầm là; không không; á nhầm; ấy nhầm; ấy chết; sorry make it"
)
_WEAK = "nhầm; lộn; no; không; ko; wait; sorry; actually; oops; rather; quên; chết; thôi; make it; instead; đổi lại; ý; ủa; sr; sory; xin lỗi; thôi đổi"
_PREPOSITIONS = r"(?:lúc|luc|vào|vao|at|on|to|for|cho|sang|là|la|thành|thanh|ngày|ngay|qua|make it|by|with|với|voi|from|tới|toi|hôm|mới đúng|it's|giao|phải|phai|ở|o|in|:|,)"


def _one_of(listed: str) -> str:
    entries = sorted((" ".join(one.split()) for one in listed.split(";")), key=len, reverse=True)
    return "|".join(r"[\s,]{1,3}".join(alike(levelled(word)) for word in entry.split()) for entry in entries)


_MARKER = re.compile(rf"(?:(?<=[\s,.;(…-])(?:{_one_of(_STRONG)})|(?<=[,.;(…–-]\s)(?:{_one_of(_WEAK)}))(?!\w)[\s,.:…-]*")
OPENING = re.compile(
    rf"[\s,.]*(?:{_one_of(_STRONG + ';' + _WEAK)}|à|ủa|ờ|ah)(?!\w)[\s,.:…-]*(?:(?:{_one_of(_STRONG + ';' + _WEAK)})(?!\w)[\s,.:…-]*)?(?:{_PREPOSITIONS}\s+)?"
)
"""A message that begins with second thoughts."""

_LEAD = re.compile(rf"(?:{_PREPOSITIONS}[\s,]*){{0,3}}")
_CLOCK_ONLY = re.compile(
    r"(?:\d{1,2}\s?(?:h|g|giờ|gio|:|am|pm)?\s?\d{0,2}|rưỡi|ruoi|kém|kem|sáng|sang|chiều|chieu|tối|toi|trưa|trua|at|lúc|luc|am|pm|half|past|quarter|noon|giờ|gio|o'clock|phút|\s)+"
)
_NEAR = 60
"""Characters between what is taken back and the correction."""

_CAPITALS = re.compile(r"(?:[^\W\d_a-z][\w.]*\s?)+\Z")
_LAST_WORD = re.compile(r"\S+\s*\Z")


class Corrected(NamedTuple):
    """``blanks`` are the words taken back; nothing is read or cut out of them."""

    found: Found
    blanks: tuple[tuple[int, int], ...]


def corrected(text: str, plain: str, found: Found) -> Corrected:
    """The facts that stand after each correction. ``plain`` is the text in lower case."""
    blanks: list[tuple[int, int]] = []
    for marker in _MARKER.finditer(plain):
        before = plain[: marker.start()].rstrip(" ,.;(…–-")
        if not before or marker.end() >= len(plain):
            continue
        lead = _LEAD.match(plain, marker.end())
        after = lead.end() if lead else marker.end()
        result = _times(found, len(before), marker.end(), after) or _records(found, len(before), after)
        if result is not None:
            found, taken = result
            blanks += [taken, (len(before), after)]
            continue
        start = _same_word(plain, len(before), marker.end()) or _name(text, len(before), after)
        if start is not None:
            blanks.append(
                (
                    start,
                    marker.end()
                    if start and plain[start:].startswith(plain[marker.end() :].split(" ", maxsplit=1)[0])
                    else after,
                )
            )
    return Corrected(found, tuple(blanks))


def _times(found: Found, before: int, marker: int, after: int) -> tuple[Found, tuple[int, int]] | None:
    new = next((time for time in found.times if marker - 1 <= time.span.start <= after + 1), None)
    old = next((time for time in reversed(found.times) if time.span.end <= before + 1), None)
    if new is None or old is None:
        return None
    merged = replace(new, start=_merge(old, new), end=None if is_clock(new) else new.end, grain=_grain(old, new))
    times = tuple(merged if time is new else time for time in found.times if time is not old)
    return replace(found, times=times), (old.span.start, old.span.end)


def is_clock(time: Time) -> bool:
    """Whether only an hour was said, no day."""
    return bool(_CLOCK_ONLY.fullmatch(time.span.text.lower()))


def _merge(old: Time, new: Time) -> datetime:
    """A clock time keeps the day that was said before, a day the clock time."""
    if is_clock(new):
        return datetime.combine(old.start.date(), new.start.timetz())
    if new.grain is Grain.DAY and old.grain in {Grain.HOUR, Grain.MINUTE}:
        return datetime.combine(new.start.date(), old.start.timetz())
    return new.start


def _grain(old: Time, new: Time) -> Grain:
    return old.grain if new.grain is Grain.DAY and old.grain in {Grain.HOUR, Grain.MINUTE} else new.grain


def _records(found: Found, before: int, after: int) -> tuple[Found, tuple[int, int]] | None:
    new = next((said for said in found.references if abs(said.span.start - after) <= 1), None)
    old = next((said for said in reversed(found.references) if said.span.end <= before + 1), None)
    if new is not None and old is not None:
        kept: tuple[Said, ...] = tuple(said for said in found.references if said is not old)
        return replace(found, references=kept), (old.span.start, old.span.end)
    amount = next((money for money in found.money if abs(money.span.start - after) <= 1), None)
    said_before = next((money for money in reversed(found.money) if money.span.end <= before + 1), None)
    if amount is not None and said_before is not None:
        return replace(found, money=tuple(money for money in found.money if money is not said_before)), _span(
            said_before.span
        )
    return None


def _span(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _same_word(plain: str, before: int, after: int) -> int | None:
    """ "cho Hậu, ý lộn, cho Hiếu": from the first "cho" on."""
    word = re.match(r"[^\W\d_]+", plain[after:])
    if word is None:
        return None
    earlier = [one.start() for one in re.finditer(rf"(?<!\w){re.escape(word[0])}(?!\w)", plain[:before])]
    return earlier[-1] if earlier and before - earlier[-1] < _NEAR else None


def _name(text: str, before: int, after: int) -> int | None:
    """ "cho Hậu, à không, Hiếu": the name before."""
    if not text[after : after + 1].isupper():
        return None
    name = _CAPITALS.search(text[:before])
    return name.start() if name and name.start() else None
