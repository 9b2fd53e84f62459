"""Trains the second opinion on commands, and how far it is to be trusted on rows that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from nlp.commands.facts import find_facts
from nlp.commands.likely import NOTHING, Likely, evidence, seen, weigh
from nlp.commands.reading import strengths_of
from nlp.intents.features import Indices
from nlp.language import language_of
from nlp.text import Words, clean
from nlp.training.fit import fit
from nlp.training.orders import Order, made, of_rows, typed, written

MADE_WEIGHT = 0.2
"""A sentence made of a pattern counts less than one that somebody wrote."""

FOLDS = 5
_NOW = datetime(2026, 8, 12, 3, tzinfo=UTC)
_ROUNDS = 4_000
_RATE = 0.05
_KEPT_SMALL = 0.002

Known = list[tuple[Indices, str]]


def second_opinion() -> Likely:
    """The model, and in it the trust measured on ``more`` rows by models that were trained without them."""
    settled = _indexed(typed(written(), 1))
    made_up = _indexed(made())
    more = of_rows("more")
    labels = tuple(sorted({command for _, command in [*settled, *made_up]}))
    evidences: list[tuple[float, ...]] = []
    rights: list[float] = []
    for fold in range(FOLDS):
        kept = [row for place, row in enumerate(more) if place % FOLDS != fold]
        model = _fitted(labels, [*settled, *_indexed(typed(kept, 2))], made_up)
        for text, command in typed(more[fold::FOLDS], 3):
            strengths = strengths_of(text, now=_NOW)
            totals = weigh(strengths, model.logs(_places(text)))
            best = max(totals, key=totals.__getitem__)
            if best != NOTHING and best in strengths:
                evidences.append(evidence(strengths, totals))
                rights.append(float(best == command))
    model = _fitted(labels, [*settled, *_indexed(typed(more, 2))], made_up)
    trust = _logistic(np.array(evidences), np.array(rights))
    return Likely(model.labels, model.table, model.scale, model.bias, trust)


def _places(text: str) -> Indices:
    cleaned = clean(text)
    language = language_of(Words.of(cleaned), cleaned)
    return seen(cleaned, find_facts(cleaned, now=_NOW, language=language))


def _indexed(rows: Sequence[Order]) -> Known:
    return [(_places(text), command) for text, command in rows]


def _fitted(labels: tuple[str, ...], rows: Known, made_up: Known) -> Likely:
    known = [*rows, *made_up]
    targets = np.zeros((len(known), len(labels)), np.float32)
    for place, (_, command) in enumerate(known):
        targets[place, labels.index(command)] = 1
    weights = np.array([1.0] * len(rows) + [MADE_WEIGHT] * len(made_up), np.float32)
    table, bias = fit([places for places, _ in known], targets, weights)
    return Likely.of_weights(labels, table, bias, np.zeros(3, np.float32))


def _logistic(evidences: NDArray[np.float64], rights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Weights of the evidence by logistic regression."""
    weights = np.zeros(evidences.shape[1])
    scale = np.maximum(evidences.std(axis=0), 1e-3)
    scale[0] = 1.0
    scaled = evidences / scale
    for _ in range(_ROUNDS):
        wrong = 1 / (1 + np.exp(-scaled @ weights)) - rights
        weights -= _RATE * (scaled.T @ wrong / len(rights) + _KEPT_SMALL * weights)
    result: NDArray[np.float32] = (weights / scale).astype(np.float32)
    return result
