"""Fits the linear model with numpy alone: one softmax over hashed features, AdaGrad, the same result each time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.intents.features import SIZE, Indices

Floats = NDArray[np.float32]

EPOCHS = 5
BATCH = 64
RATE = 0.35
DECAY = 2e-6
DROPPED = 0.3
"""Share of the features that each look at a row leaves out, so that no single one decides."""


def fit(rows: Sequence[Indices], targets: Floats, weights: Floats, *, seed: int = 1) -> tuple[Floats, Floats]:
    """Table and bias. ``targets``: for each row the share of each label, summing to one; ``weights``: how much it counts."""
    random = np.random.default_rng(seed)
    labels = targets.shape[1]
    table = np.zeros((SIZE, labels), np.float32)
    bias = np.zeros(labels, np.float32)
    seen = np.full((SIZE, labels), 1e-3, np.float32)
    seen_bias = np.full(labels, 1e-3, np.float32)
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS * 0.8)
        order = random.permutation(len(rows))
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            kept = [rows[row][random.random(len(rows[row])) >= DROPPED] for row in batch]
            kept = [one if len(one) else rows[row] for one, row in zip(kept, batch, strict=True)]
            sizes = np.array([len(one) for one in kept])
            places = np.concatenate(kept).astype(np.int64)
            scale = (1 / np.sqrt(sizes)).astype(np.float32)
            starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
            sums = np.add.reduceat(table[places], starts, axis=0) * scale[:, None] + bias
            wrong = (softmax(sums) - targets[batch]) * weights[batch][:, None]
            each = np.repeat(wrong * scale[:, None], sizes, axis=0)
            by_place = np.argsort(places, kind="stable")
            touched, first = np.unique(places[by_place], return_index=True)
            slope = np.add.reduceat(each[by_place], first, axis=0) + DECAY * len(batch) * table[touched]
            seen[touched] += slope * slope
            table[touched] -= rate * slope / np.sqrt(seen[touched])
            slope_bias = wrong.sum(axis=0)
            seen_bias += slope_bias * slope_bias
            bias -= rate * slope_bias / np.sqrt(seen_bias)
    return table, bias


def softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result
