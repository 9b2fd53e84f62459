from datetime import datetime

from nlp.analysis import Time
from nlp.text import clean
from nlp.times import TimesFound, find_times

NOW = datetime.fromisoformat("2026-09-17T09:00:00+07:00")


def found(text: str, *, language: str = "") -> TimesFound:
    return find_times(clean(text), now=NOW, language=language)


def said(text: str, *, language: str = "") -> Time:
    """The one time of the text."""
    times = found(text, language=language).times
    assert len(times) == 1, (text, times)
    return times[0]
