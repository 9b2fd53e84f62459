"""Names in the frame of a mail: whom it greets and who signed it."""

from __future__ import annotations

from nlp.entities import frames
from nlp.entities.marks import LIKELY, MAYBE, SURE, Marks
from nlp.entities.names import (
    is_full_vietnamese,
    is_given,
    is_org_like,
    is_place,
    is_role,
    is_sure_given,
    may_be_name,
    name_end,
)
from nlp.entities.orgs import org_end
from nlp.entities.places import follows_house_number
from nlp.entities.tokens import capital_run
from nlp.entities.words import ENGLISH_GIVEN, FAMILY_NAMES, ORG_ENDINGS, is_everyday

_LONGEST_NAME = 5
_LONGEST_SMALL = 3


def mark_greeted(marks: Marks, lines: list[tuple[int, int]]) -> None:
    tokens = marks.tokens
    place = frames.greeted_at(tokens, lines)
    if place is None:
        return
    end = name_end(tokens, place)
    if end == place:
        if is_sure_given(tokens[place]) and not is_everyday(tokens[place].text):
            marks.person(place, place + 1, LIKELY)
    elif (
        org_end(tokens, place) == place
        and not is_org_like(tokens, place, end)
        and not (is_everyday(tokens[place].text) and (end - place == 1 or not is_given(tokens[place])))
    ):
        marks.person(place, end, SURE)


def mark_signature(marks: Marks, lines: list[tuple[int, int]]) -> None:
    has_person = False
    for start, end, _ in frames.signature_segments(marks.text, marks.tokens, lines):
        if not any(marks.taken[start:end]):
            has_person = _mark_signed(marks, start, end, has_person=has_person)
    if not has_person and len(marks.tokens) > _LONGEST_SMALL:
        _mark_signed_in_line(marks)


def _mark_signed(marks: Marks, start: int, end: int, *, has_person: bool) -> bool:
    """A part of the signature: who, where, or neither. Whether a person has been found by now."""
    tokens = marks.tokens
    if is_role(tokens, start, end) or is_place(tokens, start, end):
        return has_person
    titled = marks.after_title(start, end)
    if start < titled and name_end(tokens, titled) == end:
        marks.person(titled, end, SURE)
        return True
    if (has_person or not _is_plain_truong(marks, start, end)) and _is_firm(marks, start, end):
        marks.firm(start, end, SURE)
        return has_person
    if end - start <= _LONGEST_NAME and (name_end(tokens, start) == end or _is_name_alone(marks, start, end)):
        if has_person and not is_full_vietnamese(tokens, start, end):
            marks.firm(start, end, LIKELY)
        else:
            marks.person(start, end, LIKELY)
        return True
    if end - start <= _LONGEST_SMALL and _is_small_name(marks, start, end):
        marks.person(start, end, MAYBE)
        return True
    return has_person


def _is_plain_truong(marks: Marks, start: int, end: int) -> bool:
    """ "Truong Hoai An": without accents a family name, or a school."""
    tokens = marks.tokens
    return (
        tokens[start].text == "Truong"
        and 1 < end - start < _LONGEST_NAME
        and capital_run(tokens, start, end - start) == end
        and is_given(tokens[end - 1])
    )


def _is_name_alone(marks: Marks, start: int, end: int) -> bool:
    """Nothing but capitals before a separator or the line's end, a given name last: "Dong", "Do Minh Khue"."""
    tokens = marks.tokens
    return capital_run(tokens, start, end - start) == end and all(
        is_given(token) or token.folded in FAMILY_NAMES for token in (tokens[start], tokens[end - 1])
    )


def _is_firm(marks: Marks, start: int, end: int) -> bool:
    tokens = marks.tokens
    if tokens[start].capital and org_end(tokens, start) == end:
        return True
    if any(token.gap == " & " for token in tokens[start + 1 : end]):
        return all(token.capital for token in tokens[start:end])
    return end - start > 1 and capital_run(tokens, start, end - start) == end and tokens[end - 1].folded in ORG_ENDINGS


def _is_small_name(marks: Marks, start: int, end: int) -> bool:
    """A name typed small, alone on the last line: "nguyen van an", "rebecca"."""
    tokens = marks.tokens
    if any(token.capital for token in tokens[start:end]):
        return False
    if end - start == 1:
        return is_sure_given(tokens[start]) and not is_everyday(tokens[start].text)
    last = tokens[end - 1]
    if last.gap != " " or is_everyday(last.text):
        return False
    if tokens[start].folded in ENGLISH_GIVEN:
        return end == start + 2 and last.folded.isalpha()
    return tokens[start].folded in FAMILY_NAMES and is_given(last)


def _mark_signed_in_line(marks: Marks) -> None:
    """At the very end of the text: "…, thanks. Rebecca", "… - Hoàng Yến"."""
    tokens = marks.tokens
    end = len(tokens)
    start = end - 1
    while start > 0 and tokens[start].gap == " " and end - start < _LONGEST_NAME and may_be_name(tokens[start]):
        start -= 1
    if (
        any(mark in tokens[start].gap for mark in (".", "!", " - ", "–", ","))
        and "?" not in marks.text[tokens[-1].end :]
        and name_end(tokens, start) == end
        and (is_given(tokens[start]) or is_full_vietnamese(tokens, start, end))
        and not follows_house_number(marks, start)
    ):
        marks.person(start, end, MAYBE)
