"""How often somebody may do something. In memory: a restart forgives."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class RateLimit:
    """A token bucket for each key: ``burst`` at once, ``per_minute`` in the long run.

    The least recently seen keys are forgotten beyond ``keys``, so a flood of keys costs bounded memory.
    """

    def __init__(
        self,
        per_minute: float,
        *,
        burst: int | None = None,
        keys: int = 10_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = per_minute / 60.0
        self._burst = float(burst if burst is not None else max(1, int(per_minute)))
        self._keys = keys
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0.0 and one token spent, or the seconds until there is one."""
        now = self._now()
        tokens, seen = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - seen) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[key] = (tokens - 1.0 if allowed else tokens, now)
        while len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._rate
