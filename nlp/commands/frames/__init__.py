"""The ways in which colleagues order each command."""

from nlp.commands.frames import calendar, elliptic, lists, logs, quotes, records, states, talk
from nlp.commands.frames.base import Frame

FRAMES: tuple[Frame, ...] = (
    *states.FRAMES,
    *calendar.FRAMES,
    *logs.FRAMES,
    *records.FRAMES,
    *quotes.FRAMES,
    *talk.FRAMES,
    *lists.FRAMES,
    *elliptic.FRAMES,
)
