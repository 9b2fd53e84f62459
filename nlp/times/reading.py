"""A text made ready for the rules."""

from __future__ import annotations

import re
from datetime import datetime

from nlp.analysis import Span
from nlp.language import detect_detail
from nlp.times.canon import SLIPS, Canon, canonical
from nlp.times.joining import TELLING
from nlp.times.rules import Context

LOOKED_AT = 4_000
"""Characters from the start of a text that are read."""


_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_FIGURE = re.compile(r"\d")


def may_hold_times(text: str) -> bool:
    """A cheap look for any word or figure with which a time may begin."""
    if _FIGURE.search(text) is not None:
        return True
    found = set(_WORD.findall(text.lower()))
    found |= {word.removesuffix("'s") for word in found if word.endswith("'s")}
    return not found.isdisjoint(TELLING) or not found.isdisjoint(SLIPS)


def context_of(text: str, now: datetime, language: str, day_first: bool | None) -> Context:
    language = language or detect_detail(text).code
    canon = canonical(text)
    vietnamese = language in {"vi", "mixed", ""} or canon.accents
    english = language in {"en", "mixed", ""}
    if day_first is None:
        day_first = language != "en"
    places = {start: index for index, (start, _) in enumerate(canon.tokens)}
    return Context(canon, now, day_first, vietnamese, english, places)


def span_of(canon: Canon, start: int, end: int) -> Span:
    first, last = canon.starts[start], canon.ends[end]
    return Span(first, last, canon.cleaned[first:last])
