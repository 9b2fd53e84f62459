"""Phone numbers as E.164 (+84931774205). Numbers without a country code belong to the caller's region.

At home (Vietnam) a number must be valid: messages are full of other figures. Elsewhere ``phonenumbers`` finds what is
possible and the words around decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from nlp.analysis import Phone, Span
from nlp.extractors.old_phones import renumbered, renumbered_landline
from nlp.text import fold

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

REGION = "VN"
MOST = 10
"""Phone numbers taken from one text; more than these are a list, not a signature."""

_MOST_TRIES = 60
_RUN = re.compile(r"(?:\(?\+\(?)?\d(?:[ .\u00a0()/-]{0,3}\d){6,60}")
_GROUP = re.compile(r"\d+")
_SHORTEST, _LONGEST_NUMBER = 7, 15
_JOINED_BEFORE = re.compile(r"[\w,/=*%.+]\Z|\w-\Z|\d:\Z")
_CUE = re.compile(
    r"(?:s\.?d\.?t|dt|dd|di dong|dien thoai|so may|phone|tel|telephone|mobile|mob|cell|hotline|zalo|viber|whatsapp|call|goi|alo|fax|lien he|lh|contact|number|office|so)"
    r"\s?(?:so|nr|no|la|is|number)?\s?[.:(|-]{0,2}\s{0,2}$|\b[mtphf]\s?[.:]\s{0,2}$"
)
_NO_PHONE = re.compile(
    r"(?:stk|so tai khoan|tai khoan|tk|account|acc|a/c|mst|ma so thue|tax code|cmnd|cccd|ma don|ma van don|van don|ma|order|invoice|so hd|imei|serial|s/n|card|express|visa|tracking)"
    r"\s?(?:so|no|number|nr|is|la|id|hang|thue|don|code)?\s?[.:#(-]{0,2}\s{0,2}$"
)
_LOOK_BACK = 24
_DATE = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_GROUPED_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?!\d)")
_LETTERS_BEHIND = re.compile(r"(?!nh[éea]\b|ạ\b)[^\W\d_]|_|[.,]\d|\s?(?:=|%|₫|đ\b)")
_HOTLINE = re.compile(r"1[89]00\d{4,6}")


def find_phones(text: str, region: str = REGION) -> tuple[str, ...]:
    """Each once, in order. Dates, amounts and account numbers are none."""
    return tuple(dict.fromkeys(phone.number for phone in locate_phones(text, region)))


def locate_phones(text: str, region: str = REGION) -> tuple[Phone, ...]:
    """As ``find_phones``, with the words; a number said twice is there twice."""
    found = _at_home(text) if region == REGION else _abroad(text, region)
    phones: dict[int, Phone] = {}
    numbers: set[str] = set()
    for phone in found:
        numbers.add(phone.number)
        if len(numbers) > MOST:
            break
        phones[phone.span.start] = phone
    return tuple(phones.values())


def _at_home(text: str) -> Iterator[Phone]:
    for run in _RUN.finditer(text):
        before = text[max(0, run.start() - _LOOK_BACK) : run.start()]
        said_before = fold(before)
        cued = _CUE.search(said_before) is not None
        if (_JOINED_BEFORE.search(before) and not cued) or (
            _NO_PHONE.search(said_before) and not run[0].startswith("+")
        ):
            continue
        yield from _in_run(text, run.start(), run.end(), cued=cued)


def _in_run(text: str, start: int, end: int, *, cued: bool) -> Iterator[Phone]:
    """The numbers among the groups of figures of one run: the longest that is valid from each group on."""
    groups = [(match.start(), match.end()) for match in _GROUP.finditer(text, start, end)]
    at = 0
    while at < len(groups):
        taken = _longest(text, groups, at, cued=cued)
        if taken is None:
            if not _may_go_on(text, groups, at):
                return
            at += 1
            continue
        phone, at = taken
        yield phone


def _may_go_on(text: str, groups: list[tuple[int, int]], at: int) -> bool:
    """Whether a number may begin behind a group that belongs to none: after a date, a quantity and a wide gap, not within a code."""
    if at + 1 == len(groups):
        return False
    gap = text[groups[at][1] : groups[at + 1][0]]
    return len(gap) > 1 or _DATE.match(text, groups[max(0, at - 2)][0]) is not None


def _longest(text: str, groups: list[tuple[int, int]], at: int, *, cued: bool) -> tuple[Phone, int] | None:
    start = groups[at][0]
    plus = _plus_before(text, start)
    if _DATE.match(text, start) or _GROUPED_AMOUNT.match(text, start):
        return None
    last = at
    while last < len(groups) and groups[last][1] - start <= 2 * _LONGEST_NUMBER:
        last += 1
    for stop in range(last, at, -1):
        end = groups[stop - 1][1]
        bracket = "(" if not plus and text[start - 1 : start] == "(" else ""
        number = None if _LETTERS_BEHIND.match(text, end) else _e164(bracket + plus + text[start:end], cued=cued)
        if number and (stop == len(groups) or _is_apart(text[end : groups[stop][0]], plus)):
            first = start - len(plus)
            return Phone(number, Span(first, end, text[first:end])), stop
    return None


def _plus_before(text: str, start: int) -> str:
    before = text[max(0, start - 2) : start]
    if before.endswith("+("):
        return "+("
    return "+" if before.endswith("+") else ""


def _is_apart(gap: str, plus: str) -> bool:
    """Whether figures behind this gap may belong to something else."""
    return bool(gap.strip(" \u00a0") in {"", "-", "/", "(", ")", ".", "–", ") ("} and (gap != "." or not plus))


@lru_cache(maxsize=1_024)
def _e164(candidate: str, *, cued: bool) -> str | None:
    digits = "".join(filter(str.isdigit, candidate))
    if not _SHORTEST <= len(digits) <= _LONGEST_NUMBER:
        return None
    import phonenumbers

    landline = renumbered_landline(candidate)
    for one in (landline or candidate, renumbered(digits) if "+" not in candidate or digits.startswith("84") else ""):
        try:
            number = phonenumbers.parse(one, REGION) if one else None
        except phonenumbers.NumberParseException:
            continue
        if number and phonenumbers.is_valid_number(number) and (cued or not _lacks_trunk_prefix(one, number)):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _lacks_trunk_prefix(candidate: str, number: PhoneNumber) -> bool:
    """Nine digits that would be valid behind a 0 are more often an account or an order number.

    Vietnamese hotlines (1900…, 1800…) have no trunk prefix at all.
    """
    digits = "".join(filter(str.isdigit, candidate))
    home = number.country_code == _HOME_CODE
    return home and not digits.startswith(("0", "84")) and not _HOTLINE.fullmatch(digits)


_HOME_CODE = 84
_DECIMALS = re.compile(r"\d\.\d{7,}\Z")
_SAID = re.compile(r"\+[\d()\s./-]{8,24}\d")


def _abroad(text: str, region: str) -> Iterator[Phone]:
    """What is possible there; numbers without area code and account numbers are left."""
    import phonenumbers

    found = False
    matcher = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE, _MOST_TRIES)
    for match in islice(matcher, _MOST_TRIES):
        before = fold(text[max(0, match.start - _LOOK_BACK) : match.start])
        reason = phonenumbers.is_possible_number_with_reason(match.number)
        if (
            reason != phonenumbers.ValidationResult.IS_POSSIBLE
            or _DECIMALS.search(text[max(0, match.start - 2) : match.end])
            or _NO_PHONE.search(before)
        ):
            continue
        found = True
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield Phone(number, Span(match.start, match.end, match.raw_string))
    if not found:
        yield from _said_to_be_one(text)


def _said_to_be_one(text: str) -> Iterator[Phone]:
    """ "My phone number is +…": taken at the writer's word, up to the fifteen digits of E.164, where no plan knows it."""
    for match in _SAID.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        cue = _CUE.search(fold(text[max(0, match.start() - _LOOK_BACK) : match.start()]))
        if cue and len(digits) <= _LONGEST_NUMBER:
            yield Phone("+" + digits, Span(match.start(), match.end(), match[0]))
