"""How long to wait before the next try."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Backoff:
    """Pauses in seconds that double up to ``longest``, each shortened by up to half so that many do not come at once."""

    first: float
    longest: float
    _next: float = field(init=False)

    def __post_init__(self) -> None:
        self._next = self.first

    def pause(self) -> float:
        whole, self._next = self._next, min(self._next * 2, self.longest)
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        self._next = self.first
