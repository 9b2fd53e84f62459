"""The garbage collector while the program loads what it keeps for good."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """For imports and tables: the collector rests meanwhile and never looks at what was made again.

    It would find nothing there, cost a tenth of the start, and later stop every thread for up to 0.1 s at a time, which
    is how long it takes to look at a million objects that spaCy and SQLAlchemy keep (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
