"""Time and memory of the analysis, on one core."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import msgspec

from nlp.evaluation.figures import Figure, Must
from nlp.evaluation.row_files import own_rows
from nlp.reader import Reader

_ROUNDS = 3
_NOW = datetime(2026, 9, 17, 9, tzinfo=UTC)
_LENGTH = 20_000

_START = """
import json, os, time
import spacy
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
before = resident()
began = time.perf_counter()
from datetime import UTC, datetime
from nlp.reader import Reader
Reader().read("Xin báo giá 20 cái, gọi 0903 111 222, chiều mai 3h nhắc anh Nam", now=datetime.now(UTC))
seconds = time.perf_counter() - began
print(json.dumps([seconds, (resident() - before) / 1e6]))
"""


def measure_speed(reader: Reader) -> list[Figure]:
    texts = [row["text"] for kind in ("commands", "inbound") for row in own_rows("dev", kind)]
    best = min(_seconds(lambda: _read_all(reader, texts)) for _ in range(_ROUNDS))
    hostile = {name: _seconds(partial(reader.read, text, now=_NOW)) for name, text in hostile_texts().items()}
    slowest = max(hostile, key=hostile.__getitem__)
    seconds, megabytes = _start()
    return [
        Figure("short messages a second, all parts", "", len(texts) / best, len(texts), Must(400), unit="/s"),
        Figure(
            "slowest hostile text of 20 kB",
            slowest,
            hostile[slowest] * 1_000,
            len(hostile),
            Must(200, at_most=True),
            "ms",
        ),
        Figure("analyser loaded and warm", "", seconds, 1, Must(2, at_most=True), unit="s"),
        Figure("memory beside Python with spaCy", "", megabytes, 1, Must(150, at_most=True), unit="MB"),
    ]


def hostile_texts() -> dict[str, str]:
    """Twenty thousand characters each of what makes expressions and tables slow."""
    seeds = {
        "digits": "1",
        "numbers": "12 345 ",
        "dots": "1.000.",
        "times": "3h chiều mai ",
        "number words": "hai mươi ",
        "amounts": "1tr5 ",
        "capitals": "Nguyễn Văn ",
        "titles": "anh chị ",
        "spaces": " ",
        "marks": "a\u0301\u0300",
        "at signs": "a@",
        "dashes": "1-2/",
        "triggers": "nhắc gặp gọi hẹn ",
        "right to left": "\u202eاب ",
    }
    return {name: (seed * _LENGTH)[:_LENGTH] for name, seed in seeds.items()}


def _read_all(reader: Reader, texts: list[str]) -> None:
    for text in texts:
        reader.read(text, now=_NOW)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _start() -> tuple[float, float]:
    """Seconds and megabytes that the first text costs a new process in which spaCy is imported."""
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, check=True)  # noqa: S603  our own text
    return msgspec.json.decode(done.stdout, type=tuple[float, float])
