"""Sets of words, written as one text."""

from functools import cache


@cache
def words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())
