"""What the rules for hours of both languages share."""

from __future__ import annotations

import re

from nlp.times.said import Said

HOURS = 24
MINUTES = 60
NOON = 12

PARTS: dict[str, tuple[int, int]] = {
    "early_morning": (6, 8),
    "morning": (8, 12),
    "late_morning": (10, 12),
    "noon": (12, 13),
    "lunch": (12, 13),
    "after_lunch": (13, 15),
    "early_afternoon": (13, 14),
    "afternoon": (13, 18),
    "later_afternoon": (15, 18),
    "late_afternoon": (16, 18),
    "dusk": (17, 19),
    "evening": (18, 22),
    "night": (20, 24),
    "late_night": (22, 24),
    "day": (8, 18),
}
"""Where each part of a day begins and ends. Planning: a morning begins when the office does."""


def clock(
    m: re.Match[str], hour: int, minute: int | None, *, exact: bool = False, second: int | None = None
) -> Said | None:
    if hour > HOURS or (minute or 0) >= MINUTES:
        return Said(start=m.start(), end=m.end(), problem="no_such_hour")
    if hour == HOURS and minute:
        return Said(start=m.start(), end=m.end(), problem="no_such_hour")
    return Said(
        start=m.start(),
        end=m.end(),
        hour=hour,
        minute=minute,
        second=second,
        exact_hour=exact or hour > NOON or hour == 0 or None,
    )
