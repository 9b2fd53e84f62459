"""What the language part costs for each mail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mails import written_texts
from benchmarks.measure import Row
from benchmarks.servers import Databases
from nlp.analyser import Analyser

_MAILS = 500
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


def _seconds(analyser: Analyser, texts: list[tuple[str, str]]) -> float:
    began = time.process_time()
    for subject, text in texts:
        analyser.analyse(text, subject=subject)
    return time.process_time() - began
