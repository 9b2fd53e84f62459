"""Sentences to learn commands from: our own rows as people type them, and what the frames' patterns can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from nlp.commands.frames import FRAMES
from nlp.commands.likely import NOTHING
from nlp.commands.patterns import DIGITS, FREE, MASKS, Pattern
from nlp.evaluation.row_files import own_rows, strip_accents
from nlp.training.noise import as_typed

TESTS = Path(__file__).parents[2] / "tests" / "nlp" / "commands"
PER_PATTERN = 6

Order = tuple[str, str]
"""A sentence and its command, ``NOTHING`` for talk."""

_NAMES = [
    "anh Minh",
    "chị Lan",
    "Sao Mai",
    "Hòa Phát Đạt",
    "công ty Bình Minh",
    "Acme",
    "Mr Brown",
    "bên Tân Tiến",
    "cô Hạnh",
    "An Bình",
    "Nguyễn Văn Hùng",
    "Delta Corp",
    "khách Thanh",
    "deal Vạn Xuân",
    "Global Foods",
    "Smith",
    "a tuan",
    "ben minh long",
    "Ms Clark",
    "Đại Lộc",
]
_TEXTS = [
    "họ đòi giảm giá thêm",
    "khách cần gấp trong tuần",
    "giá cao quá",
    "they want a discount",
    "gửi lại hồ sơ cho kịp",
    "hàng về chậm",
    "call them back about the invoice",
    "kiểm tra lại kho",
    "đợi sếp duyệt",
    "20 cái bàn",
    "mang theo mẫu",
    "the samples are ready",
]
_FACTS = {
    "T": [
        "mai",
        "9h sáng mai",
        "thứ 5",
        "tuần sau",
        "hôm nay",
        "chiều nay",
        "15/8",
        "next monday",
        "tomorrow 3pm",
        "cuối tháng",
        "tháng này",
        "hôm qua",
    ],
    "M": ["500 triệu", "2 tỷ", "$5k", "120tr"],
    "P": ["0912 345 678", "0903112233"],
    "E": ["a@b.example"],
    "R": ["T-12", "O-5", "L-31", "phiếu 45"],
    "D": ["30 phút", "2 tiếng"],
}
_OF_MASK = {mask: _FACTS[kind] for kind, mask in MASKS.items() if kind in _FACTS}


def written() -> list[Order]:
    """The sentences that we wrote to test and to look at while writing rules, but for ``more``."""
    rows = [*_test_orders("orders.txt"), *_test_orders("orders_indirect.txt")]
    rows += [(line, NOTHING) for name in ("chatter.txt", "near_talk.txt") for line in _lines(name)]
    return rows + of_rows("dev")


def of_rows(part: str) -> list[Order]:
    return [(row["text"], row["command"]["name"] if row["command"] else NOTHING) for row in own_rows(part, "commands")]


def made() -> list[Order]:
    """What the patterns can say, with names and facts put in; clumsy, yet each word is one that people order with."""
    random = Random(3)
    return [
        (_said(pattern, random), frame.command)
        for frame in FRAMES
        for pattern in frame.patterns
        for _ in range(PER_PATTERN)
    ]


def typed(rows: Iterable[Order], seed: int) -> list[Order]:
    """Each as written, without accents, in small letters and with slips."""
    random = Random(seed)
    return [
        (text, command)
        for written, command in rows
        for text in (written, strip_accents(written), written.lower(), as_typed(written, "vi", random))
    ]


def _lines(name: str) -> list[str]:
    lines = (TESTS / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _test_orders(name: str) -> Iterator[Order]:
    for line in _lines(name):
        command, _, text = line.partition("|")
        yield text.strip(), command.strip()


def _said(pattern: Pattern, random: Random) -> str:
    words: list[str] = []
    for step in pattern.steps:
        if step.optional and random.random() < 0.5:
            continue
        if step.kind == "slot":
            words.append(random.choice(_TEXTS if step.slot in FREE else _NAMES))
        elif step.group is None:
            words += [step.kind] if step.kind in ":," else []
        elif step.group.phrases:
            phrase = random.choice(sorted(step.group.phrases))
            words += [
                random.choice(_OF_MASK[word]) if word in _OF_MASK else "12" if word == DIGITS else word
                for word in phrase
            ]
        else:
            words.append(":")
    return " ".join(words)
