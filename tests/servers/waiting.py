"""Waiting for what happens in another thread or process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


async def eventually(holds: Callable[[], object], within: float = 10.0) -> None:
    """Until ``holds()`` is true; fails after ``within`` seconds."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.01)
