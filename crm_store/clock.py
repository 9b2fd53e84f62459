"""The only place that asks for the time. Aware, UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    return _source() if _source is not None else datetime.now(UTC)


def use(source: Callable[[], datetime] | None) -> None:
    """Tests hand in their own clock; ``None`` gives the real one back."""
    global _source  # noqa: PLW0603  one clock for the process is the point
    _source = source
