"""From rows to a model: features, weights, calibration, and how right it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import IntentLabel
from nlp.extractors.intent_phrases import INTENT_PHRASES
from nlp.intents.features import LABELS, Indices, features
from nlp.intents.judge import rule_sums
from nlp.intents.model import Model
from nlp.phrases import PhraseTable
from nlp.spam import SPAM_PHRASES
from nlp.text import Words, clean
from nlp.training.fit import fit, softmax
from nlp.training.rows import Row

_PRIMARY = 0.7
"""Share of the first label where a row says more than one thing."""

_WARMTHS = tuple(round(0.3 + 0.05 * step, 2) for step in range(40))


@cache
def _phrases() -> PhraseTable:
    return PhraseTable(INTENT_PHRASES, SPAM_PHRASES)


def indices_of(text: str) -> Indices:
    """What the model sees of a text, rules included."""
    cleaned = clean(text)
    return features(cleaned, rule_sums(_phrases().find(Words.of(cleaned))))


def build(rows: Sequence[Row], aside: Sequence[Row], *, weights: Sequence[float] = ()) -> Model:
    """``weights``: how much each row counts, one where none are given. ``aside`` calibrates the scores."""
    counts = Counter(row.labels[0] for row in rows)
    balance = [(len(rows) / len(counts) / counts[row.labels[0]]) ** 0.5 for row in rows]
    table, bias = fit(
        [indices_of(row.text) for row in rows],
        np.array([_target(row) for row in rows], np.float32),
        np.array(balance, np.float32) * (np.array(weights, np.float32) if len(weights) else np.float32(1)),
    )
    model = Model.of_weights(table, bias)
    return Model(model.table, model.scale, model.bias, _calibrated(model, aside))


def accuracy(model: Model, rows: Iterable[tuple[Indices, frozenset[IntentLabel]]]) -> float:
    """The share of rows whose likeliest label is one of the accepted ones."""
    right = [LABELS[int(model.sums(indices).argmax())] in accepted for indices, accepted in rows]
    return sum(right) / len(right) if right else 0.0


def _target(row: Row) -> NDArray[np.float32]:
    target = np.zeros(len(LABELS), np.float32)
    target[LABELS.index(row.labels[0])] = 1.0
    if len(row.labels) > 1:
        target[LABELS.index(row.labels[0])] = _PRIMARY
        for label in row.labels[1:]:
            target[LABELS.index(label)] += (1 - _PRIMARY) / (len(row.labels) - 1)
    return target


def _calibrated(model: Model, aside: Sequence[Row]) -> float:
    """The warmth at which rows set aside are least surprising (temperature scaling, Guo et al. 2017)."""
    sums = np.array([model.sums(indices_of(row.text)) for row in aside], np.float32)
    wanted = np.array([LABELS.index(row.labels[0]) for row in aside])
    places = np.arange(len(aside))

    def surprise(warmth: float) -> float:
        return float(-np.log(softmax(sums * np.float32(warmth))[places, wanted] + 1e-9).mean())

    return min(_WARMTHS, key=surprise)
