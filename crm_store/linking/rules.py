"""The order of proofs as data, and the decisions that need no database. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from channels.message import InboundMessage
from crm_store.identity.rules import normalise_email
from crm_store.references import Kind as Record
from crm_store.tickets.rules import clean_subject
from nlp.analysis import Analysis, IntentLabel, Leaning

REFERENCES_READ = 32
"""In-Reply-To and this many of the last References are looked up (product.md, step 4)."""

SIMILAR_SUBJECT = 0.5
SPAM_SCORE = 0.7
SURE_OF_SALES = 0.45
"""A weak sign of buying is read as a request, which somebody answers in any case."""
SURE_OF_NOTHING = 0.5
"""Below this score a message that seems to ask for nothing is a request: nobody is to be left unheard."""


class Proof(StrEnum):
    """Which rule linked. Those that only guess are in ``GUESSES``."""

    TOKEN = "token"  # noqa: S105  the name of a rule
    OUR_MESSAGE = "our_message"
    THREAD = "thread"
    CHAT = "chat"
    REFERENCE = "reference"
    SUGGESTION = "suggestion"
    ADDRESS = "address"
    PHONE = "phone"
    DOMAIN = "domain"
    SINGLE_OPEN = "single_open"
    FORWARDED = "forwarded"
    NEW = "new"
    STAFF = "staff"


GUESSES = frozenset({Proof.SUGGESTION, Proof.PHONE, Proof.DOMAIN, Proof.SINGLE_OPEN})


@dataclass(frozen=True, slots=True)
class Link:
    """One link to a record with its reason: a text of the catalogues and its values."""

    kind: str
    id: int
    proof: Proof
    reason: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_guess(self) -> bool:
        return self.proof in GUESSES


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote: an address of a channel, with what the store knows of it."""

    kind: str
    value: str
    name: str = ""
    contact_id: int | None = None
    account_id: int | None = None
    lead_id: int | None = None
    links: tuple[Link, ...] = ()
    is_verified: bool = False

    @property
    def is_known(self) -> bool:
        return self.contact_id is not None or self.lead_id is not None

    @property
    def proven_contact_id(self) -> int | None:
        """``None`` for a contact that is only guessed (by a number in the text): whoever types a customer's number must
        not be taken for her, so nothing may be kept or opened in her name."""
        guessed = any(link.kind == Record.CONTACT and link.is_guess for link in self.links)
        return None if guessed else self.contact_id


class Kind(StrEnum):
    """What is to be done with a message."""

    JOIN_TICKET = "join_ticket"
    SHOW_ON_TICKET = "show_on_ticket"
    NEW_TICKET = "new_ticket"
    NEW_LEAD = "new_lead"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a message belongs. ``ticket_id`` for joining or showing; ``previous_id`` is the ended ticket that a new one
    follows; ``choices`` are records that fit equally: staff are asked."""

    kind: Kind
    ticket_id: int | None = None
    previous_id: int | None = None
    links: tuple[Link, ...] = ()
    choices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def mailboxes_of(addresses: Iterable[str], own: Iterable[str]) -> list[str]:
    """Our own addresses among these, without their ``+…`` parts."""
    ours = {normalise_email(one) for one in own}
    found = dict.fromkeys(base for base in (_base(address) for address in addresses) if base in ours)
    return list(found)


def is_own_address(address: str, own: Iterable[str]) -> bool:
    return bool(mailboxes_of([address], own))


def _base(address: str) -> str:
    local, _, domain = normalise_email(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def envelope_of(message: InboundMessage) -> list[str]:
    """Every address at which this mail reached us."""
    return [*(one.address for one in (*message.to, *message.cc)), *message.delivered_to]


def thread_ids(message: InboundMessage) -> list[str]:
    """Message-IDs that this one answers, the nearest first, each once."""
    nearest_first = [message.in_reply_to, *reversed(message.references[-REFERENCES_READ:])]
    return list(dict.fromkeys(one for one in nearest_first if one))


def leaning_of(analysis: Analysis, message: InboundMessage) -> Leaning:
    """What kind of record a message wants. Words that no rule knows are a request: a ticket too many is closed with
    one tap, a customer who is not heard is lost."""
    if analysis.intent.label is IntentLabel.OTHER:
        wants_nothing = (
            analysis.is_thanks
            or analysis.is_greeting
            or not (message.reply_text.strip() or message.subject.strip() or message.attachments)
        )
        return Leaning.NEITHER if wants_nothing else Leaning.SUPPORT
    leaning = analysis.intent.leaning
    if leaning is Leaning.NEITHER and analysis.intent.score < SURE_OF_NOTHING:
        return Leaning.SUPPORT
    if leaning is Leaning.SALES and _sales_share(analysis) < SURE_OF_SALES:
        return Leaning.SUPPORT
    return leaning


def _sales_share(analysis: Analysis) -> float:
    """How likely it is that any of the reasons to sell is meant."""
    return sum(one.score for one in (analysis.intent, *analysis.also) if one.leaning is Leaning.SALES)


def similar_subjects(one: str, other: str) -> bool:
    """Whether two subjects speak of the same thing: half of the words of the shorter one stand in the other."""
    from crm_store.identity.rules import fold

    left, right = (set(fold(clean_subject(text)).split()) for text in (one, other))
    if not left or not right:
        return False
    return len(left & right) / min(len(left), len(right)) >= SIMILAR_SUBJECT
