"""Finding the right record among forty by a name as somebody wrote it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from nlp.evaluation.figures import Failure, Must, Outcome, Shares
from nlp.evaluation.row_files import Row
from nlp.names.ranking import rank_names
from nlp.text import clean, fold

OFFERED = 40
NEAREST = 25


class Records:
    """The records of one file of rows, from which each row is offered the most similar ones and some others."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._names = sorted({name for row in rows for name in row["match"]})
        self._with_word: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            for word in set(fold(name).split()):
                self._with_word[word].append(name)

    def offered(self, row: Row) -> list[str]:
        """The same forty each time, in an order that says nothing."""
        right = row["match"]
        sharing = {name for word in fold(right[0]).split() for name in self._with_word[word]} - set(right)
        near = process.extract(
            fold(right[0]), {name: fold(name) for name in sorted(sharing)}, scorer=fuzz.ratio, limit=NEAREST
        )
        others = sorted(self._names, key=lambda name: _shuffled(row["text"] + name))
        offered = list(dict.fromkeys([*right, *row.get("near", ()), *(name for _, _, name in near), *others]))[:OFFERED]
        return sorted(offered, key=lambda name: _shuffled(name + row["text"]))


def measure_names(rows: list[Row]) -> Outcome:
    """By ``kind``, the way of writing; records of one kind stand beside each other."""
    first = Shares("right record first of 40", Must(0.995))
    outcome = Outcome()
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["kind"]].append(row)
    for group, members in groups.items():
        records = Records(members)
        for row in members:
            ranked = rank_names(clean(row["text"]), records.offered(row))
            is_right = bool(ranked) and ranked[0][0] in row["match"]
            first.add(group, is_right)
            if not is_right:
                outcome.failures.append(Failure("name", row, ranked[:2]))
    outcome.figures.extend(first.figures(total=False))
    return outcome


def _shuffled(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
