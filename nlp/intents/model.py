"""The trained model: a quantised table of weights, applied with numpy alone. Loading it runs no code from the file."""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.analysis import IntentLabel
from nlp.intents.features import LABELS, SIZE, Indices, word_index

SCHEMA = 1
"""Raised whenever ``nlp.intents.features`` looks at a text in another way."""

PACKAGED = Path(__file__).parents[1] / "models" / "intents.npz"
_STEPS = 127
_MOST_WORDS = 4


class UnfitModelError(ValueError):
    """The file is no model that this program can use."""


@dataclass(frozen=True, slots=True)
class Model:
    """``table[feature] * scale`` are the weights of each label; ``warmth`` calibrates the scores."""

    table: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    warmth: float

    @classmethod
    def of_weights(cls, weights: NDArray[np.float32], bias: NDArray[np.float32], warmth: float = 1.0) -> Model:
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-6).astype(np.float32) / _STEPS
        return cls(np.rint(weights / scale).astype(np.int8), scale, bias.astype(np.float32), warmth)

    def sums(self, indices: Indices) -> NDArray[np.float64]:
        """One number for each label, before they are made shares."""
        if not len(indices):
            return self.bias.astype(np.float64)
        added = self.table[indices].sum(axis=0, dtype=np.int32)
        sums: NDArray[np.float64] = added * (self.scale / math.sqrt(len(indices))) + self.bias
        return sums

    def shares(self, indices: Indices) -> dict[IntentLabel, float]:
        """How likely each label is why somebody writes; together one."""
        sums = self.sums(indices) * self.warmth
        powers = np.exp(sums - sums.max())
        return dict(zip(LABELS, (powers / powers.sum()).tolist(), strict=True))

    def words_for(self, label: IntentLabel, words: list[str]) -> tuple[str, ...]:
        """The words that speak most for a label."""
        column = LABELS.index(label)
        weighed = sorted({(-int(self.table[word_index(word), column]), word) for word in words})
        return tuple(word for weight, word in weighed[:_MOST_WORDS] if weight < 0)

    def save(self, path: Path) -> None:
        """The same bytes for the same weights."""
        np.savez_compressed(
            path,
            schema=np.array(SCHEMA),
            labels=np.array([label.value for label in LABELS]),
            table=self.table,
            scale=self.scale,
            bias=self.bias,
            warmth=np.array(self.warmth),
        )


def load(path: Path) -> Model:
    """Raises ``UnfitModelError`` for a file that is damaged, of another version or no model."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return _checked({name: file[name] for name in file.files})
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UnfitModelError(f"{path}: {error}") from error


def _checked(parts: dict[str, Any]) -> Model:
    if int(parts["schema"]) != SCHEMA or parts["labels"].tolist() != [label.value for label in LABELS]:
        raise UnfitModelError("made by another version of the program")
    model = Model(parts["table"], parts["scale"], parts["bias"], float(parts["warmth"]))
    fits = (
        model.table.shape == (SIZE, len(LABELS))
        and model.table.dtype == np.int8
        and model.scale.shape == model.bias.shape == (len(LABELS),)
        and model.scale.dtype == model.bias.dtype == np.float32
        and bool(np.isfinite(model.scale).all() and np.isfinite(model.bias).all())
        and math.isfinite(model.warmth)
        and model.warmth > 0
    )
    if not fits:
        raise UnfitModelError("not of the expected shape")
    return model


@cache
def packaged() -> Model:
    """The model that ships with the program."""
    return load(PACKAGED)
