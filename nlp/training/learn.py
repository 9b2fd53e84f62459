"""Trains anew with corrections among the rows, and says whether the result is as good as what is in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

import msgspec

from nlp.analysis import IntentLabel
from nlp.evaluation.row_files import PARTS, own_rows
from nlp.intents.features import Indices
from nlp.intents.model import Model
from nlp.language import detect
from nlp.training.build import accuracy, build, indices_of
from nlp.training.noise import as_typed
from nlp.training.rows import ROWS_PER_TEMPLATE, Row, rows

WEIGHT = 3.0
"""What a colleague corrected counts more than a sentence that we made up."""

_WAYS = 4
_ASIDE_PER_TEMPLATE = 8


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A customer's text and why it was written, as a colleague put it right. ``also`` are further reasons."""

    text: str
    intent: IntentLabel
    also: tuple[IntentLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """``before`` and ``after`` are shares of right rows in the evaluation set, ``learned`` of the corrections."""

    model: Model
    before: float
    after: float
    learned: float

    @property
    def is_worse(self) -> bool:
        return self.after < self.before


def read_correction(line: str) -> Correction:
    """Raises ``ValueError`` with the reason."""
    try:
        correction = msgspec.json.decode(line, type=Correction)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if not correction.text.strip():
        raise ValueError("no text")
    return correction


def learn(corrections: Sequence[Correction], current: Model, *, per_template: int = ROWS_PER_TEMPLATE) -> Lesson:
    """Takes as long as ``make train``."""
    aside = rows(set_aside=True, per_template=_ASIDE_PER_TEMPLATE)
    base = rows(set_aside=False, per_template=per_template)
    added = [row for correction in corrections for row in _rows_of(correction)]
    model = build([*base, *added], aside, weights=[1.0] * len(base) + [WEIGHT] * len(added))
    judges = [*_judged(aside), *_own_judged()]
    told = [(indices_of(one.text), frozenset({one.intent})) for one in corrections]
    return Lesson(model, accuracy(current, judges), accuracy(model, judges), accuracy(model, told))


def _rows_of(correction: Correction) -> list[Row]:
    """As it was written, and as others would type it."""
    labels = (correction.intent, *correction.also)
    random = Random(crc32(correction.text.encode("utf-8", "replace")))
    language = "en" if detect(correction.text) == "en" else "vi"
    typed = dict.fromkeys([correction.text, *(as_typed(correction.text, language, random) for _ in range(_WAYS))])
    return [Row(text, labels) for text in typed]


def _judged(aside: Sequence[Row]) -> list[tuple[Indices, frozenset[IntentLabel]]]:
    return [(indices_of(row.text), frozenset(row.labels)) for row in aside]


def _own_judged() -> list[tuple[Indices, frozenset[IntentLabel]]]:
    found = []
    for part in PARTS:
        for row in own_rows(part, "inbound"):
            labels = (row["intent"], *row.get("also_intents", ()))
            found.append((indices_of(row["text"]), frozenset(map(IntentLabel, labels))))
    return found
