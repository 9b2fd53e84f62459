"""Places and addresses, and makers with their models: found mainly so that they are not taken for people."""

from __future__ import annotations

from nlp.analysis import EntityLabel
from nlp.entities.marks import LIKELY, Marks
from nlp.entities.names import is_org_like, is_place
from nlp.entities.orgs import org_end
from nlp.entities.tokens import capital_run
from nlp.entities.words import (
    ADDRESS_PHRASES,
    BRANDS,
    FAMILY_NAMES,
    MODEL_WORDS,
    PLACES,
    PRODUCTS,
    is_title,
)

_ADDRESS_STARTS = frozenset(head[0] for head in ADDRESS_PHRASES)
_VAGUE_HEADS = frozenset({"kho", "giao", "cau", "pho", "so"})
_PLACE_STARTS = frozenset(place[0] for place in PLACES)
_STREET_STARTS = FAMILY_NAMES | {"hai", "dien", "cach", "quang", "tran"}
_SMALL_PLACES = frozenset({"tphcm", "hcm"})


def mark_place(marks: Marks, place: int) -> bool:
    """A known place, or a street, ward or site with its name; whether one stands here."""
    folded = marks.tokens[place].folded
    if folded in _PLACE_STARTS and _known_place(marks, place):
        return True
    return folded in _ADDRESS_STARTS and _address(marks, place)


def mark_product(marks: Marks, place: int) -> bool:
    """A maker or line with its model: "Galaxy A41", "HP 107w". A maker alone is passed over."""
    tokens = marks.tokens
    if tokens[place].folded not in PRODUCTS and tokens[place].folded not in BRANDS:
        return False
    end = place + 1
    while end < len(tokens) and end - place < 6 and tokens[end].gap == " " and _is_model(tokens[end].folded):
        end += 1
    if end > place + 1 or tokens[place].folded in PRODUCTS:
        marks.add(EntityLabel.PRODUCT, place, end, LIKELY)
    else:
        marks.hide(place, end)
    return True


def follows_house_number(marks: Marks, place: int) -> bool:
    """ "3 Hung Vuong": a street, not a person."""
    if place == 0 or marks.tokens[place].gap != " ":
        return False
    return marks.tokens[place - 1].text[0].isdigit() and marks.tokens[place].folded in _STREET_STARTS


def _is_model(folded: str) -> bool:
    if folded in MODEL_WORDS or folded in PRODUCTS:
        return True
    has_digit = any(char.isdigit() for char in folded)
    return has_digit and (not folded.isdigit() or len(folded) < 5)


def _known_place(marks: Marks, place: int) -> bool:
    tokens = marks.tokens
    for size in (3, 2, 1):
        end = place + size
        if end > len(tokens) or not is_place(tokens, place, end) or any(marks.taken[place:end]):
            continue
        written = marks.text[tokens[place].start : tokens[end - 1].end]
        is_small = not tokens[place].capital and (size == 1 or not written.isascii())
        if (is_small and written.lower() not in _SMALL_PLACES) or written in {"Us", "us"}:
            continue
        if (
            end < len(tokens)
            and tokens[end].capital
            and tokens[end].gap == " "
            and not is_place(tokens, place, end + 1)
        ):
            return False
        marks.add(EntityLabel.PLACE, place, end, LIKELY)
        return True
    return False


def _address(marks: Marks, place: int) -> bool:
    tokens = marks.tokens
    for size in (3, 2, 1):
        head = tuple(token.folded for token in tokens[place : place + size])
        if len(head) == size and head in ADDRESS_PHRASES:
            return _after_head(marks, place + size, is_vague=size == 1 and head[0] in _VAGUE_HEADS)
    return False


def _after_head(marks: Marks, start: int, *, is_vague: bool) -> bool:
    tokens = marks.tokens
    numbers = start
    while numbers < len(tokens) and tokens[numbers].text[0].isdigit() and numbers - start < 4:
        numbers += 1
    end = capital_run(tokens, numbers)
    if end == numbers or is_title(tokens[numbers].text) or tokens[numbers].gap.strip(" ,.:"):
        return False
    if is_vague and (end - numbers < 2 or tokens[numbers].gap.strip(" ")):
        return False
    if is_org_like(tokens, numbers, end) or org_end(tokens, numbers) > numbers:
        return False
    marks.add(EntityLabel.PLACE, numbers, end, LIKELY)
    return True
