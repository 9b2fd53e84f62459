"""What the language part costs for each mail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mails import written_texts
from benchmarks.measure import Row
from benchmarks.servers import Databases
from nlp.analyser import Analyser
from nlp.entities.find import find_entities
from nlp.extractors.emails import find_emails
from nlp.extractors.phones import find_phones
from nlp.extractors.references import find_references
from nlp.extractors.tax_codes import find_tax_codes
from nlp.language import detect
from nlp.money.finding import find_money
from nlp.text import clean
from nlp.times.finding import find_times

_MAILS = 500
_NOW = datetime(2026, 9, 17, 9, tzinfo=UTC)
_LINES = (
    "chị Lan bên Sao Mai chốt 20 cái giá 1tr5/cái rồi nhé",
    "mai 3h chieu gap anh Nam o van phong, goi 0903 123 456 truoc",
    "T-12 xong rồi, khách hết lỗi",
    "em ơi máy in lại kẹt giấy, qua xem giúp chị với",
    "Please send the quote for 40 chairs by Friday, budget is $3,000",
    "ok em cảm ơn nhé",
    "khi nào giao hàng vậy shop, đặt từ tuần trước rồi",
    "can you reset my password? I am locked out since this morning",
)
"""Short messages, and no trained part: what the rules alone cost."""

_LEAST_LINES = 1_500
_MOST_MICROSECONDS = 250


def measure_understanding(_databases: Databases, _mails: Path, rounds: int) -> Iterator[Row]:
    """The first text loads spaCy; the figure is the best round after that, since others only add noise."""
    analyser = Analyser()
    texts = written_texts(_MAILS)
    began = time.process_time()
    analyser.warm_up()
    yield Row("understanding: start", "", f"{time.process_time() - began:.1f} s of CPU")
    best = min(_seconds(analyser, texts) for _ in range(rounds)) / _MAILS
    characters = sum(len(subject) + len(text) for subject, text in texts) / _MAILS
    yield Row(
        f"understanding: a mail of {characters:.0f} characters",
        f"≤ {_MOST_MICROSECONDS} µs",
        f"{best * 1e6:.0f} µs",
        best * 1e6 <= _MOST_MICROSECONDS,
        best * 1_000,
    )


def measure_rules(_databases: Databases, _mails: Path, rounds: int) -> Iterator[Row]:
    """Language, times, amounts, phones, addresses, references, tax codes and names of short lines, by rules."""
    _read_lines()
    best = min(_seconds_of_rules() for _ in range(rounds))
    rate = _ROUNDS_OF_LINES * len(_LINES) / best
    yield Row(
        "understanding: short messages by rules",
        f"≥ {_LEAST_LINES} /s",
        f"{rate:.0f} /s",
        rate >= _LEAST_LINES,
        1_000 / rate,
    )


_ROUNDS_OF_LINES = 50


def _seconds_of_rules() -> float:
    began = time.process_time()
    for _ in range(_ROUNDS_OF_LINES):
        _read_lines()
    return time.process_time() - began


def _read_lines() -> None:
    for line in _LINES:
        text = clean(line)
        language = detect(text)
        find_times(text, now=_NOW, language=language)
        find_money(text, language=language)
        for find in (find_phones, find_emails, find_references, find_tax_codes, find_entities):
            find(text)


def _seconds(analyser: Analyser, texts: list[tuple[str, str]]) -> float:
    began = time.process_time()
    for subject, text in texts:
        analyser.analyse(text, subject=subject)
    return time.process_time() - began
