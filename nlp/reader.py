"""Everything that one text says, for whoever wants all of it: ``crmbot parse`` and the staff conversation.

A customer's mail goes through ``Analyser`` alone, which looks for less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp.analyser import Analyser
from nlp.analysis import Command, Email, Entity, Intent, Money, Phone, Reference, TaxCode, Time, TimeProblem
from nlp.commands import read_commands
from nlp.entities.find import find_entities
from nlp.extractors.emails import locate_emails
from nlp.extractors.phones import REGION, locate_phones
from nlp.extractors.references import find_references
from nlp.extractors.tax_codes import find_tax_codes
from nlp.money.finding import find_money
from nlp.text import clean
from nlp.times.finding import find_times

READ = 20_000
"""Characters of a text that are read; what follows is somebody's log file or a whole thread."""

_LONGEST_ORDER = 2_000
"""What a colleague says to the CRM is shorter, even with an answer to a customer in it."""

_A_COLLEAGUES_LINE = 300
"""Longer texts are customers' mails, in which "t30" and "M5" are their own words."""


@dataclass(frozen=True, slots=True)
class Understood:
    """``text`` is the cleaned text that all spans count in. ``phones`` are E.164, ``emails`` lower case, once each; ``written_…`` as
    they stand in the text.
    """

    text: str
    language: str
    has_accents: bool
    intent: Intent
    times: Sequence[Time] = ()
    problems: Sequence[TimeProblem] = ()
    money: Sequence[Money] = ()
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    written_phones: Sequence[Phone] = ()
    written_emails: Sequence[Email] = ()
    tax_codes: Sequence[TaxCode] = ()
    references: Sequence[Reference] = ()
    entities: Sequence[Entity] = ()
    commands: Sequence[Command] = ()


class Reader:
    """Costs nothing until it is used. One may serve several threads."""

    def __init__(self, analyser: Analyser | None = None) -> None:
        self._analyser = analyser or Analyser()

    def read(
        self,
        text: str,
        *,
        now: datetime,
        language: str = "",
        region: str = REGION,
        locale: str = "",
    ) -> Understood:
        """``now`` is aware; times are answered in its zone. ``language`` and ``locale`` (``en-GB``: days before months)
        decide where the text leaves it open; ``region`` is where numbers without a country code belong.
        """
        cleaned = clean(text[: 2 * READ])[:READ]
        analysis = self._analyser.analyse(cleaned, language_hint=language or None)
        phones, emails = locate_phones(cleaned, region), locate_emails(cleaned)
        found = find_times(
            cleaned,
            now=now,
            language=language or analysis.language,
            day_first=_is_day_first(locale) if locale else None,
        )
        return Understood(
            text=cleaned,
            language=analysis.language,
            has_accents=analysis.has_accents,
            intent=analysis.intent,
            times=found.times,
            problems=found.problems,
            money=find_money(cleaned, language=language or analysis.language),
            phones=tuple(dict.fromkeys(phone.number for phone in phones)),
            emails=tuple(dict.fromkeys(email.address for email in emails)),
            written_phones=phones,
            written_emails=emails,
            tax_codes=find_tax_codes(cleaned),
            references=find_references(cleaned, colleague=len(cleaned) <= _A_COLLEAGUES_LINE),
            entities=find_entities(cleaned),
            commands=read_commands(cleaned, now=now).commands if len(cleaned) <= _LONGEST_ORDER else (),
        )


def _is_day_first(locale: str) -> bool:
    """Only Americans put the month first among those whose locale somebody bothers to name."""
    return not locale.upper().endswith("US")
