"""Days and hours in what people write."""

from nlp.times.durations import Duration, find_durations
from nlp.times.finding import Lean, TimesFound, find_times
from nlp.times.hours import Hours

__all__ = ["Duration", "Hours", "Lean", "TimesFound", "find_durations", "find_times"]
