"""How long to wait before the next try."""

from __future__ import annotations

import random


class Backoff:
    """Doubles from ``first`` to ``longest`` seconds; each wait is drawn from its upper half so that many do not return at once."""

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._bound = first

    def next(self, at_least: float = 0.0) -> float:
        bound = self._bound
        self._bound = min(self._bound * 2, self._longest)
        return max(at_least, bound * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        self._bound = self._first
