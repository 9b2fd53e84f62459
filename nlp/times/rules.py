"""What the grammars of both languages share: how a rule is written, found by its first word, and what it may look at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import COLLIDING, MAYBE, Canon, pattern
from nlp.times.said import Said

UNIT_GRAINS = {"day": Grain.DAY, "week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
_DIGIT_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "giêng": 1,
    "gieng": 1,
    "chap": 12,
    "one": 1,
    "a": 1,
    "an": 1,
    "another": 1,
    "few": 3,
    "a few": 3,
    "several": 3,
    "couple": 2,
    "vai": 3,
    "may": 3,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
}


NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín)"
"""A number as ``canonical`` leaves it: figures, or a word that may be something else."""


def value(said: str) -> float:
    """What a match of ``NUMBER`` or one of the words for a few stands for."""
    said = said.replace(MAYBE, "").strip()
    if said.endswith((" lam", " lăm")):
        return 10 * value(said[:-4]) + 5
    if said[:1].isdigit():
        return float(re.match(r"\d+(?:[.,]\d+)?", said).group().replace(",", "."))  # type: ignore[union-attr]
    return _DIGIT_WORDS[fold(said)]


def whole(said: str) -> int:
    return int(value(said))


@dataclass(frozen=True, slots=True)
class Context:
    """``vietnamese`` and ``english`` say which grammars apply; both where the text mixes them or nobody can tell."""

    canon: Canon
    now: datetime
    day_first: bool
    vietnamese: bool
    english: bool
    places: dict[int, int]

    @property
    def today(self) -> date:
        return self.now.date()

    def before(self, start: int, count: int = 1) -> list[str]:
        """Up to ``count`` words before a place, accents folded, the nearest last."""
        index = self.places[start]
        return [fold(word).replace(MAYBE, "") for _, word in self.canon.tokens[max(0, index - count) : index]]

    def written_before(self, start: int) -> str:
        """The word before a place, with its accents."""
        index = self.places[start]
        return self.canon.tokens[index - 1][1] if index else ""

    def after(self, end: int, count: int = 1) -> list[str]:
        following = self.canon.text[end : end + 40].replace(MAYBE, "")
        return [fold(word) for word in re.findall(r"[^\W\d_]+|\d+|\S", following)[:count]]

    def is_capital(self, start: int) -> bool:
        at = self.canon.starts[start]
        return self.canon.cleaned[at].isupper()

    def begins_clause(self, start: int) -> bool:
        index = self.places[start]
        return (
            index == 0 or not self.canon.tokens[index - 1][1][0].isalnum() or self.canon.text[start - 1 : start] == "\n"
        )

    def stands_alone(self, start: int, end: int) -> bool:
        return start == 0 and not self.canon.text[end:].strip(" .!?")


Builder = Callable[["re.Match[str]", Context], Said | None]


@dataclass(frozen=True, slots=True)
class Rule:
    regex: re.Pattern[str]
    build: Builder


class Grammar:
    """Rules by the first word that they may begin with; ``#`` stands for figures."""

    def __init__(self) -> None:
        self.by_first: dict[str, list[Rule]] = defaultdict(list)

    def rule(self, first: str, regex: str) -> Callable[[Builder], Builder]:
        """``first``: the words, written with accents, with which the rule begins."""

        def add(build: Builder) -> Builder:
            one = Rule(pattern(regex), build)
            for word in _starters(first.split()):
                self.by_first[word].append(one)
            return build

        return add

    def add(self, first: Iterable[str], regex: str, build: Builder) -> None:
        self.rule(" ".join(first), regex)(build)


def _starters(firsts: list[str]) -> set[str]:
    found: set[str] = set()
    for word in firsts:
        folded = fold(word)
        found |= {word, folded + MAYBE if folded in COLLIDING else folded}
    return found
