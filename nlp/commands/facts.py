"""What in a sentence is a time, an amount, a number or a record, each once and with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from nlp.analysis import Language, Money, Span, Time, TimeProblem
from nlp.extractors.emails import locate_emails
from nlp.extractors.phones import find_phones, locate_phones
from nlp.extractors.references import find_references
from nlp.money.finding import find_money
from nlp.times import find_times

READ = 2_000
"""Characters of a sentence in which facts are looked for."""

_LENGTH = re.compile(
    r"(?<![\w.,/-])\d{1,3}\s?(?:tháng|thang|năm|nam|tuần|tuan|ngày|ngay|months?|years?|weeks?|days?)(?!\w)",
    re.IGNORECASE,
)
_COUNTED_THINGS = frozenset({"Q", "SO", "K", "INV"})
"""Papers of which a number may be how many of something: "báo giá 20 thùng"."""

_NOT_AT_ONCE = re.compile(r"\s+[^\W\d]")


@dataclass(frozen=True, slots=True)
class Said:
    """A value in one of its fixed spellings (E.164, lower-case address, ``T-12``) and where it stands."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Found:
    times: tuple[Time, ...] = ()
    problems: tuple[TimeProblem, ...] = ()
    money: tuple[Money, ...] = ()
    phones: tuple[Said, ...] = ()
    emails: tuple[Said, ...] = ()
    references: tuple[Said, ...] = ()
    lengths: tuple[Span, ...] = ()

    def within(self, start: int, end: int) -> Found:
        """The facts of a stretch."""
        return Found(
            tuple(one for one in self.times if start <= one.span.start < end),
            tuple(one for one in self.problems if start <= one.span.start < end),
            tuple(one for one in self.money if start <= one.span.start < end),
            tuple(one for one in self.phones if start <= one.span.start < end),
            tuple(one for one in self.emails if start <= one.span.start < end),
            tuple(one for one in self.references if start <= one.span.start < end),
            tuple(one for one in self.lengths if start <= one.start < end),
        )

    def spans(self) -> Iterable[tuple[str, Span]]:
        """Each fact's kind (a key of ``patterns.MASKS``) and place."""
        for said, kind in ((self.emails, "E"), (self.phones, "P"), (self.references, "R")):
            for one in said:
                yield kind, one.span
        for money in self.money:
            yield "M", money.span
        for time in self.times:
            yield "T", time.span
        for span in self.lengths:
            yield "D", span


def find_facts(text: str, *, now: datetime, language: Language) -> Found:
    """Facts do not overlap: an address goes before a phone number, that before a record, an amount, a time."""
    start = text[:READ]
    emails = tuple(Said(one.address, one.span) for one in locate_emails(start)) if "@" in start or "(" in start else ()
    phones = tuple(_apart((*(Said(one.number, one.span) for one in locate_phones(start)), *_dictated(start)), emails))
    references = tuple(_apart(_references(start), (*emails, *phones))) if any(map(str.isdigit, start)) else ()
    taken = (*emails, *phones, *references)
    money = tuple(_apart(find_money(start, language=language.code), taken))
    found = find_times(start, now=now, language=language.code)
    times = tuple(time for time in _apart(found.times, (*taken, *money)) if not _is_part_of_name(start, time.span))
    others: tuple[_Fact, ...] = (*taken, *money, *times)
    lengths = tuple(
        Span(one.start(), one.end(), one[0])
        for one in _LENGTH.finditer(start)
        if not any(one.start() < other.span.end and other.span.start < one.end() for other in others)
    )
    return Found(times, tuple(found.problems), money, phones, emails, references, lengths)


_ONE_WORD = frozenset({"mai", "mốt", "mot", "kia", "qua", "nay", "ba", "tư", "năm", "sáu"})
_WEEKS = frozenset({"tuan", "tuan toi", "tuan nay", "tuan sau", "tuan truoc", "tuan qua"})
_TITLE_BEFORE = re.compile(r"(?<!\w)(?:a|c|e|anh|chi|em|ban|chu|co|bac)\s\Z", re.IGNORECASE)
_NAMES_WITH_MAI = re.compile(
    r"(?:sao|ban|hoa|bông|bong|chị|chi|anh|cô|co|bà|em|bác|dì|tuyết|tuyet|thanh|ngọc|ngoc|quỳnh|quynh|phương|phuong|hoàng|hoang|xuân|xuan|như|nhu|hồng|hong|trúc|truc|kim|mr|ms|mrs|mai)\s\Z",
    re.IGNORECASE,
)


def _is_part_of_name(text: str, span: Span) -> bool:
    """ "sao mai", "chị Mai" are names; "qua" alone is a verb."""
    word = span.text.lower()
    if word in _WEEKS and _TITLE_BEFORE.search(text[: span.start]):
        return True  # "a tuan toi tre": Tuấn is late
    return word in _ONE_WORD and (word not in {"mai", "mốt", "mot"} or bool(_NAMES_WITH_MAI.search(text[: span.start])))


class _Fact(Protocol):
    @property
    def span(self) -> Span: ...


_F = TypeVar("_F", bound=_Fact)


def _apart(facts: Iterable[_F], taken: Iterable[_Fact]) -> list[_F]:
    taken = tuple(taken)
    return [
        fact
        for fact in facts
        if not any(fact.span.start < other.span.end and other.span.start < fact.span.end for other in taken)
    ]


_DIGIT_WORDS = {
    "không": "0", "khong": "0", "một": "1", "mot": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "bon": "4", "tư": "4", "tu": "4", "năm": "5", "nam": "5", "lăm": "5", "lam": "5", "sáu": "6", "sau": "6",
    "bảy": "7", "bay": "7", "bẩy": "7", "tám": "8", "tam": "8", "chín": "9", "chin": "9", "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_DICTATED = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(_DIGIT_WORDS)})[\s,.-]{{1,3}}){{8,12}}(?:{'|'.join(_DIGIT_WORDS)})(?!\w)", re.IGNORECASE
)


def _dictated(text: str) -> list[Said]:
    """A number read out figure by figure."""
    found = []
    for run in _DICTATED.finditer(text):
        digits = "".join(_DIGIT_WORDS[word.lower()] for word in re.findall(r"[^\W\d_]+", run[0]))
        found += [Said(phone, Span(run.start(), run.end(), run[0])) for phone in find_phones(digits)[:1]]
    return found


_LONGEST_NOUN = 24
_NOUN_BEFORE = re.compile(
    r"(?<!\w)(?:ticket|tickets|phiếu|phieu|phiếu số|phieu so|case|lead|đầu mối|dau moi|deal|cơ hội|co hoi|opp|opportunity|lịch|lich|lịch hẹn|lich hen|cuộc hẹn|cuoc hen|meeting|task|việc|viec|yêu cầu|yeu cau|vụ|vu|con|cái|cai|thằng|"
    r"hợp đồng|hop dong|báo giá|bao gia|đơn|don|buổi|buoi|ca|kèo|keo|tkt|appointment|thương vụ|hẹn|hen|khách tiềm năng|liên hệ)\s{1,2}\Z",
    re.IGNORECASE,
)


def _references(text: str) -> list[Said]:
    found = []
    for one in find_references(text, colleague=True):
        if one.span is None:
            continue
        counts = not one.explicit and one.kind in _COUNTED_THINGS and _NOT_AT_ONCE.match(text, one.span.end)
        if not counts:
            noun = _NOUN_BEFORE.search(text, max(0, one.span.start - _LONGEST_NOUN), one.span.start)
            start = noun.start() if noun else one.span.start
            found.append(Said(one.ref, Span(start, one.span.end, text[start : one.span.end])))
    return found
