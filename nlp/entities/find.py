"""Who and what a text names: people, firms, places, products.

Names are found by where they stand (after a greeting or a title, under the text), by what they begin and end with, and by
lists of given and family names. Capitals help but are not needed: "c lan ben sao mai".
"""

from __future__ import annotations

from nlp.analysis import Entity
from nlp.entities import frames
from nlp.entities.marks import SURE, Marks
from nlp.entities.orgs import org_end
from nlp.entities.people import mark_capitals, mark_introduced, mark_small_name, mark_titled
from nlp.entities.places import mark_place, mark_product
from nlp.entities.signed import mark_greeted, mark_signature
from nlp.entities.words import is_short_title, is_title

LOOKED_AT = 4_000
"""Characters read from the start, and as many from the end: a signature stands there."""


def find_entities(text: str) -> tuple[Entity, ...]:
    """``text`` is cleaned (``nlp.text.clean``); entities come in order and never overlap."""
    found = _find(text[:LOOKED_AT], 0)
    if len(text) > 2 * LOOKED_AT:
        line = text.find("\n", len(text) - LOOKED_AT)
        if line >= 0:
            found += _find(text[line:], line)
    return tuple(sorted(found, key=_place))


def _place(entity: Entity) -> int:
    return entity.span.start


def _find(text: str, offset: int) -> list[Entity]:
    marks = Marks(text, offset)
    if not marks.tokens:
        return []
    lines = frames.lines_of(marks.tokens)
    mark_greeted(marks, lines)
    mark_signature(marks, lines)
    for place, taken in enumerate(marks.taken):
        if not taken and not marks.taken[place]:
            _mark_at(marks, place)
    return marks.found


def _mark_at(marks: Marks, place: int) -> None:
    token = marks.tokens[place]
    if is_title(token.text) or is_short_title(token.text):
        mark_titled(marks, place)
    if mark_place(marks, place) or mark_product(marks, place):
        return
    end = org_end(marks.tokens, place)
    if end > place:
        marks.firm(place, end, SURE)
        return
    mark_introduced(marks, place)
    if marks.taken[place]:
        return
    if token.capital:
        mark_capitals(marks, place)
    else:
        mark_small_name(marks, place)
