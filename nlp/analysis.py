"""What a text says. Plain values, standard library only, so that every layer may import them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class IntentLabel(StrEnum):
    """Why a customer writes."""

    SUPPORT_REQUEST = "support_request"
    COMPLAINT = "complaint"
    SALES_ENQUIRY = "sales_enquiry"
    QUOTE_REQUEST = "quote_request"
    ORDER = "order"
    MEETING_REQUEST = "meeting_request"
    MEETING_REPLY = "meeting_reply"
    PAYMENT = "payment"
    WARRANTY = "warranty"
    CANCELLATION = "cancellation"
    UNSUBSCRIBE = "unsubscribe"
    THANKS = "thanks"
    FOLLOW_UP = "follow_up"
    SPAM = "spam"
    OTHER = "other"


class Leaning(StrEnum):
    """Which kind of record a message wants when it has none yet: a ticket, a lead or deal, or neither."""

    SUPPORT = "support"
    SALES = "sales"
    NEITHER = "neither"


_LEANINGS = {
    IntentLabel.SUPPORT_REQUEST: Leaning.SUPPORT,
    IntentLabel.COMPLAINT: Leaning.SUPPORT,
    IntentLabel.WARRANTY: Leaning.SUPPORT,
    IntentLabel.PAYMENT: Leaning.SUPPORT,
    IntentLabel.CANCELLATION: Leaning.SUPPORT,
    IntentLabel.SALES_ENQUIRY: Leaning.SALES,
    IntentLabel.QUOTE_REQUEST: Leaning.SALES,
    IntentLabel.ORDER: Leaning.SALES,
    IntentLabel.MEETING_REQUEST: Leaning.SALES,
}


@dataclass(frozen=True, slots=True)
class Intent:
    """``score`` from 0 to 1 is calibrated: the share of such readings that are right. ``words`` are the ones that decided."""

    label: IntentLabel = IntentLabel.OTHER
    score: float = 0.0
    words: tuple[str, ...] = ()

    @property
    def leaning(self) -> Leaning:
        """``NEITHER`` for a ``FOLLOW_UP`` too: it asks after whatever is open, and alone it opens nothing."""
        return _LEANINGS.get(self.label, Leaning.NEITHER)


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand in the cleaned text: ``text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that the text names. ``kind`` is the prefix (``T``), ``text`` what was written.

    ``explicit`` is ``False`` for words with a number ("phiếu 12"), which may mean something of the writer's own.
    """

    kind: str
    number: int
    text: str
    explicit: bool = True
    span: Span | None = None

    @property
    def ref(self) -> str:
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` is ``vi``, ``en``, ``mixed`` (both in one text) or ``""`` where nobody can tell.

    ``accents`` is ``True`` for Vietnamese written with its marks, ``False`` for Vietnamese typed without them.
    """

    code: str = ""
    accents: bool = False


@dataclass(frozen=True, slots=True)
class Spam:
    """Signs of an unsolicited bulk offer. ``score`` from 0 to 1; ``reasons`` are the words and habits that count."""

    score: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """``number`` is E.164, without an extension."""

    number: str
    span: Span


@dataclass(frozen=True, slots=True)
class Email:
    """``address`` is lower case."""

    address: str
    span: Span


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A Vietnamese tax code: ten digits, or with ``-`` and the three of a branch. ``valid`` says that its check digit agrees."""

    code: str
    span: Span
    valid: bool


class Grain(StrEnum):
    """How exactly a time was said: "3h chiều mai" is an hour, "thứ 5" a day, "cuối tháng" days of a month."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Time:
    """``start`` and ``end`` (exclusive; ``None`` where open or a mere point) are aware, in the zone of "now".

    ``grain`` says how much of ``start`` was said. ``assumed`` names what the words left open and a rule decided
    (``office_hours``, ``next_year``…). ``rule`` is an RFC 5545 RRULE for what recurs ("mỗi thứ 2"). ``bound`` is ``before`` for
    a limit ("trước thứ 5", "by Friday": ``start`` is that Thursday or Friday) and ``after`` for a beginning ("từ thứ 5").
    """

    start: datetime
    end: datetime | None
    grain: Grain
    span: Span
    assumed: tuple[str, ...] = ()
    rule: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """A time that cannot be: ``problem`` is ``no_such_day`` or ``no_such_hour``; ``nearest`` are days to offer instead."""

    problem: str
    span: Span
    nearest: tuple[date, ...] = ()


class Bound(StrEnum):
    """An amount said as a limit: "từ 5 triệu trở lên", "không quá 3 tỷ"."""

    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Money:
    """``currency`` is ISO 4217, or the word itself in capitals where several countries share it ("DINAR").

    ``per`` is the unit where the amount is a unit's ("cái", "m2"). ``up_to`` ends a range.
    """

    amount: Decimal
    currency: str
    span: Span
    per: str = ""
    up_to: Decimal | None = None
    bound: Bound | None = None


class EntityLabel(StrEnum):
    """What is named."""

    PERSON = "PERSON"
    ORG = "ORG"
    PRODUCT = "PRODUCT"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that the text names; ``title`` is the form of address before a person ("chị", "Mr")."""

    label: EntityLabel
    span: Span
    score: float = 1.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """What a colleague asks for, named as the interface names it.

    ``slots`` hold plain values: words as written, aware datetimes, dates, Decimals, ints, and for ``lines`` a tuple of
    mappings. ``score`` from 0 to 1 is calibrated: the share of such readings that are right. ``words`` gave the command.
    """

    name: str
    slots: Mapping[str, object]
    score: float
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """``intent`` is why somebody writes, ``also`` what else the text may want, likeliest first. ``phones`` are E.164, ``emails`` lower case; both, like ``references``, once each in order of appearance.

    ``is_thanks`` means that the text says thanks or agrees and nothing else: it reopens nothing. ``is_greeting``: a wish for a
    feast, a birthday or a success, and nothing else.
    """

    language: str
    has_accents: bool
    intent: Intent
    spam: Spam
    references: tuple[Reference, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    is_thanks: bool = False
    is_greeting: bool = False
    also: tuple[Intent, ...] = ()
