"""What a measurement says: figures beside what they must be, and examples of what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlp.evaluation.row_files import STRIPPED

ALL = "all"
"""The total of the rows as they were written; what is measured again without accents stays out of it."""


@dataclass(frozen=True, slots=True)
class Must:
    """``at_most`` turns the demand round. Shares run from 0 to 1."""

    value: float
    at_most: bool = False

    def is_met_by(self, got: float) -> bool:
        return got <= self.value if self.at_most else got >= self.value


@dataclass(frozen=True, slots=True)
class Figure:
    """``group`` is a language or a source; ``unit`` ``%`` for shares, else what ``got`` counts. ``rows`` says how much stands behind."""

    what: str
    group: str
    got: float
    rows: int
    must: Must | None = None
    unit: str = "%"

    @property
    def met(self) -> bool | None:
        return None if self.must is None else self.must.is_met_by(self.got)


@dataclass(frozen=True, slots=True)
class Failure:
    what: str
    row: dict[str, Any]
    got: object


class Shares:
    """Counts hits by group, and for all groups together."""

    def __init__(self, what: str, must: Must | None = None, *, musts: dict[str, Must] | None = None) -> None:
        self.what = what
        self._must = must
        self._musts = musts or {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, group: str, hits: int, of: int = 1) -> None:
        for name in {group} if group == STRIPPED else {group, ALL}:
            self._counts[name][0] += hits
            self._counts[name][1] += of

    def figures(self, *, total: bool = True) -> Iterator[Figure]:
        for group in sorted(self._counts, key=lambda name: (name != ALL, name)):
            hits, of = self._counts[group]
            if of and (total or group != ALL):
                yield Figure(self.what, group, hits / of, of, self._musts.get(group, self._must))


class FScores:
    """F1 by group from what was found rightly, found wrongly, and missed."""

    def __init__(self, what: str, must: Must | None = None) -> None:
        self.what = what
        self._must = must
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, group: str, right: int, surplus: int, missing: int) -> None:
        for place, count in enumerate((right, surplus, missing)):
            self._counts[group][place] += count

    def score(self, group: str) -> float:
        right, surplus, missing = self._counts[group]
        return 2 * right / max(1, 2 * right + surplus + missing)

    def groups(self) -> list[str]:
        return [group for group in sorted(self._counts) if any(self._counts[group])]

    def figures(self) -> Iterator[Figure]:
        for group in self.groups():
            right, _surplus, missing = self._counts[group]
            yield Figure(self.what, group, self.score(group), right + missing, self._must)

    def mean(self, what: str, must: Must | None = None) -> Figure:
        """The mean over groups (macro-F1), each counting the same."""
        groups = self.groups()
        return Figure(what, ALL, sum(map(self.score, groups)) / max(1, len(groups)), len(groups), must)


@dataclass(slots=True)
class Outcome:
    """What one file of rows gave."""

    figures: list[Figure] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
