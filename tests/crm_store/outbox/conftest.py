from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_store import clock


class Clock:
    """The suite's only clock."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture(autouse=True)
def time() -> Clock:
    made = Clock()
    clock.use(lambda: made.now)
    return made
