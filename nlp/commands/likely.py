"""A second opinion: how likely each command is by the letters of the whole sentence, whatever frame it fits.

A linear model over the hashed runs of characters that ``nlp.intents.features`` sees, trained on our own sentences
(``nlp.training.commands``).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.commands.facts import Found
from nlp.intents.features import Indices, features

PACKAGED = Path(__file__).parents[1] / "models" / "commands.npz"
NOTHING = ""
"""The label of talk that asks nothing of the CRM."""

_BITS = 15
_SIZE = 1 << _BITS
_STEPS = 127
_FRAME = 8.0
_WEAK = 0.45
_TALK = 0.3
"""How much a frame's strength above ``_WEAK`` adds to the logarithm of a share, and what is added for talk (rows set aside)."""

_SURE_FROM = 0.985
"""The share of right readings from which on nobody is asked."""


def seen(text: str, found: Found) -> Indices:
    """Places in the table. ``text`` is cleaned."""
    facts = (
        ("times", found.times),
        ("money", found.money),
        ("phones", found.phones),
        ("emails", found.emails),
        ("references", found.references),
    )
    told = [(name, 1.0) for name, values in facts if values]
    told += [(f"reference {one.value.partition('-')[0]}", 1.0) for one in found.references[:1]]
    return np.unique(features(text, told) & np.uint32(_SIZE - 1))


@dataclass(frozen=True, slots=True)
class Likely:
    """``table[place] * scale`` are the weights of each label. ``trust`` maps evidence to the share that is right (see ``weigh``)."""

    labels: tuple[str, ...]
    table: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    trust: NDArray[np.float32]

    @classmethod
    def of_weights(
        cls,
        labels: tuple[str, ...],
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        trust: NDArray[np.float32],
    ) -> Likely:
        used = weights[:_SIZE]
        scale = np.maximum(np.abs(used).max(axis=0), 1e-6).astype(np.float32) / _STEPS
        return cls(labels, np.rint(used / scale).astype(np.int8), scale, bias.astype(np.float32), trust)

    def logs(self, places: Indices) -> dict[str, float]:
        """The logarithm of each label's share; together the shares are one."""
        added = self.table[places].sum(axis=0, dtype=np.int32)
        sums = added * (self.scale / math.sqrt(max(len(places), 1))) + self.bias
        sums -= sums.max()
        logs = sums - math.log(float(np.exp(sums).sum()))
        return dict(zip(self.labels, logs.tolist(), strict=True))

    def save(self, path: Path) -> None:
        """The same bytes for the same weights."""
        np.savez_compressed(
            path, labels=np.array(self.labels), table=self.table, scale=self.scale, bias=self.bias, trust=self.trust
        )


@cache
def packaged() -> Likely:
    """The model that ships with the program."""
    with np.load(PACKAGED, allow_pickle=False) as file:
        labels = tuple(str(label) for label in file["labels"])
        return Likely(labels, file["table"], file["scale"], file["bias"], file["trust"])


def weigh(strengths: Mapping[str, float], logs: Mapping[str, float]) -> dict[str, float]:
    """Evidence for each command, ``NOTHING`` included; ``strengths`` are those of the frames that fit."""
    return {
        command: log + (_TALK if command == NOTHING else _FRAME * max(0.0, strengths.get(command, 0.0) - _WEAK))
        for command, log in logs.items()
    }


def evidence(strengths: Mapping[str, float], totals: Mapping[str, float]) -> tuple[float, float, float]:
    """What the trust in the likeliest command rests on: its lead, and whether the frames would rather have another."""
    first, second = heapq.nlargest(2, totals, key=totals.__getitem__)
    others = max((one for command, one in strengths.items() if command != first), default=0.0)
    return (1.0, min(totals[first] - totals[second], 8.0), float(others > strengths.get(first, 0.0)))


def trusted(strengths: Mapping[str, float], totals: Mapping[str, float]) -> float:
    """The score of the likeliest command."""
    summed = float(np.dot(packaged().trust, evidence(strengths, totals)))
    return scored(1 / (1 + math.exp(-max(-30.0, min(30.0, summed)))))


def scored(share: float) -> float:
    """A half where ``_SURE_FROM`` of the like are right."""
    if share < _SURE_FROM:
        return 0.5 * share / _SURE_FROM - 1e-3
    return 0.5 + 0.49 * (share - _SURE_FROM) / (1 - _SURE_FROM)
