"""Days and hours in what people write."""

from nlp.times.finding import Duration, Lean, TimesFound, find_durations, find_times
from nlp.times.resolving import Hours

__all__ = ["Duration", "Hours", "Lean", "TimesFound", "find_durations", "find_times"]
