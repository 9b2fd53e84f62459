"""Time and memory of the analysis, on one core."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import islice, product
from pathlib import Path

import msgspec

from nlp.evaluation.figures import Figure, Must
from nlp.evaluation.row_files import own_rows
from nlp.names.index import NameIndex
from nlp.reader import Reader

_ROUNDS = 3
_NOW = datetime(2026, 9, 17, 9, tzinfo=UTC)
_LENGTH = 20_000

_KNOWN = 100_000
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trịnh",
    "Mai",
    "Tạ",
]
_MIDDLE = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Ngọc",
    "Minh",
    "Thanh",
    "Quốc",
    "Xuân",
    "Thu",
    "Kim",
    "Hồng",
    "Bảo",
    "Gia",
    "Anh",
    "Hoài",
    "Tấn",
    "Công",
    "Đình",
    "Như",
]
_GIVEN = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Hùng",
    "Hương",
    "Khoa",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phúc",
]


def _megabytes() -> float:
    """What this process holds in memory, where the system says so (Linux)."""
    return _megabytes_of(Path("/proc/self/statm").read_text(encoding="ascii"))


def _megabytes_of(statm: str) -> float:
    return int(statm.split()[1]) * resource.getpagesize() / 1e6


def cost_of_start(began: float, statm: str) -> tuple[float, float]:
    """Seconds of CPU and megabytes from then on, imports and the first text among them."""
    Reader().read("Xin báo giá 20 cái, gọi 0903 111 222, chiều mai 3h nhắc anh Nam", now=_NOW)
    return time.process_time() - began, _megabytes() - _megabytes_of(statm)


def cost_of_index(_began: float, _statm: str) -> tuple[float, float]:
    """Seconds and megabytes of an index of a hundred thousand names alone."""
    parts = [_FAMILY, _MIDDLE, _MIDDLE, _GIVEN]
    names = [(place, " ".join(words), "contact") for place, words in enumerate(islice(product(*parts), _KNOWN))]
    before, began = _megabytes(), time.process_time()
    index = NameIndex(names)
    cost = time.process_time() - began, _megabytes() - before
    if len(index) != _KNOWN:
        raise RuntimeError(f"the index holds {len(index)} of {_KNOWN} names")
    return cost


_OWN_PROCESS = """
import json, time, spacy
with open("/proc/self/statm") as file:
    began, statm = time.process_time(), file.read()
from nlp.evaluation.speed import {function}
print(json.dumps({function}(began, statm)))
"""


def _in_own_process(function: str) -> tuple[float, float]:
    """What one of the two above says where nothing but spaCy was loaded before it."""
    text = _OWN_PROCESS.format(function=function)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, check=True)  # noqa: S603  our own text
    return msgspec.json.decode(done.stdout, type=tuple[float, float])


def measure_speed(reader: Reader) -> list[Figure]:
    texts = [row["text"] for kind in ("commands", "inbound") for row in own_rows("dev", kind)]
    best = min(_seconds(lambda: _read_all(reader, texts)) for _ in range(_ROUNDS))
    hostile = {name: _seconds(partial(reader.read, text, now=_NOW)) for name, text in hostile_texts().items()}
    slowest = max(hostile, key=hostile.__getitem__)
    seconds, megabytes = _in_own_process("cost_of_start")
    index_seconds, index_megabytes = _in_own_process("cost_of_index")
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
        Figure("index of 100,000 names built", "", index_seconds, 1, Must(3, at_most=True), unit="s"),
        Figure("memory of the index", "", index_megabytes, 1, Must(150, at_most=True), unit="MB"),
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
