"""What has been found so far in one text: a word belongs to one entity at most."""

from __future__ import annotations

from nlp.analysis import Entity, EntityLabel, Span
from nlp.entities.tokens import tokens_of
from nlp.entities.words import is_short_title, is_title

SURE, LIKELY, MAYBE = 0.95, 0.85, 0.7
"""Scores: told by what stands around and within; by one of the two; by a list alone."""


class Marks:
    """``offset`` is where ``text`` begins in the whole text."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.taken = bytearray(len(self.tokens))
        self.found: list[Entity] = []
        self._offset = offset

    def add(self, label: EntityLabel, start: int, end: int, score: float, title: str = "") -> None:
        """Words that belong to an entity already are left to it."""
        if any(self.taken[start:end]):
            return
        self.hide(start, end)
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        span = Span(first + self._offset, last + self._offset, self.text[first:last])
        self.found.append(Entity(label, span, score, title))

    def person(self, start: int, end: int, score: float) -> None:
        self.add(EntityLabel.PERSON, start, end, score, self.title_before(start))

    def firm(self, start: int, end: int, score: float) -> None:
        self.add(EntityLabel.ORG, start, end, score)

    def hide(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\1" * (end - start)

    def before(self, place: int) -> str:
        """The word right before, folded; none where more than a blank stands between."""
        if place == 0 or self.tokens[place].gap.strip(" "):
            return ""
        return self.tokens[place - 1].folded

    def title_before(self, start: int) -> str:
        if start == 0 or self.tokens[start].gap.strip(".") != " ":
            return ""
        before = self.tokens[start - 1].text
        return before if is_title(before) or is_short_title(before) else ""

    def after_title(self, start: int, end: int) -> int:
        """Past "Anh", "Mr.", "chị"; ``start`` where no title stands or nothing follows it."""
        place = start
        while place < end and place - start < 2:
            token = self.tokens[place]
            if not is_title(token.text) and not is_short_title(token.text):
                break
            if place > start and token.capital and not self.tokens[start].capital:
                break
            place += 1
        return start if place == end else place
