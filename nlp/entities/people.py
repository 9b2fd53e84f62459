"""People named within the text, and the firm that is named with them."""

from __future__ import annotations

from nlp.analysis import EntityLabel
from nlp.entities import frames
from nlp.entities.marks import LIKELY, MAYBE, SURE, Marks
from nlp.entities.names import is_full_vietnamese, is_given, is_org_like, is_place, is_sure_given, name_end
from nlp.entities.orgs import english_org, org_end, org_run, plain_run
from nlp.entities.places import follows_house_number
from nlp.entities.tokens import capital_run
from nlp.entities.words import (
    ALSO_COMMON_WORDS,
    ENGLISH_GIVEN,
    MAKERS,
    STREET_ENDINGS,
    is_everyday,
    is_title,
    listed,
)

_FIRM_BEFORE = listed("from ben tu o tai thuoc representing at of")
_BEFORE_PERSON = listed("""with to for from by of ask on meet call tell contact thanks cc and see gap voi cho goi cua nho hoi gui bao la va copy
    told met email text""")
_BEFORE_SMALL_NAME = listed("thanks tks hi hello hey")
_AFTER_SMALL_NAME = listed("oi ben ke cty phong sale")
_WEAK_TITLES = listed("co em be a c e b")
_FAMILY = listed("nguyen tran pham huynh vo bui phan vu dang hoang do le ngo")
_SURE_FAMILY = listed("nguyen tran pham huynh vo bui")
_MIDDLE = listed("van thi huu ngoc minh duc quoc thanh thu hoang")
_SURE_MIDDLE = listed("van thi huu")
_LONGEST_TITLED = 4


def mark_titled(marks: Marks, title: int) -> None:
    """ "anh Nam", "Mr. Tanaka", "c lan"."""
    tokens = marks.tokens
    start = marks.after_title(title, len(tokens))
    if start == title or marks.taken[start] or tokens[start].gap not in {" ", ". "}:
        return
    end = name_end(tokens, start, _LONGEST_TITLED)
    if end > start:
        is_known = is_given(tokens[start]) or is_full_vietnamese(tokens, start, end)
        if is_org_like(tokens, start, end) or not (is_known or tokens[start - 1].folded not in _WEAK_TITLES):
            return
        marks.person(start, end, SURE)
        mark_firm_after(marks, end)
    elif _is_titled_small(marks, start):
        end = start + 1
        if (
            end < len(tokens)
            and tokens[end].gap == " "
            and is_sure_given(tokens[end])
            and not is_everyday(tokens[end].text)
        ):
            end += 1
        marks.person(start, end, LIKELY)
        mark_firm_after(marks, end)


def _is_titled_small(marks: Marks, start: int) -> bool:
    """A name typed small after a title. Words that have other meanings need a sign after them: "chị mai ơi"."""
    token = marks.tokens[start]
    if token.capital or token.gap != " " or not is_given(token) or is_title(token.text):
        return False
    before = marks.tokens[start - 1].text
    if before != "co" and token.folded not in ALSO_COMMON_WORDS and not is_everyday(token.text):
        return True
    after = start + 1
    return (
        after < len(marks.tokens) and marks.tokens[after].gap == " " and marks.tokens[after].folded in _AFTER_SMALL_NAME
    )


def mark_introduced(marks: Marks, place: int) -> None:
    """ "my name is …", "em là …" at ``place``."""
    tokens = marks.tokens
    start = frames.introduced_at(tokens, place)
    if start is None or marks.taken[start]:
        return
    start = marks.after_title(start, len(tokens))
    end = name_end(tokens, start)
    if end > start:
        if org_end(tokens, start) > start or is_org_like(tokens, start, end) or is_place(tokens, start, end):
            return
        marks.person(start, end, SURE)
        mark_firm_after(marks, end)
    elif is_sure_given(tokens[start]) and not is_everyday(tokens[start].text):
        marks.person(start, start + 1, LIKELY)
        mark_firm_after(marks, start + 1)
    else:
        mark_small_name(marks, start)


def mark_firm_after(marks: Marks, place: int) -> None:
    """ "Mark from Bluewave", "c lan ben sao mai": ``place`` is right after the person."""
    tokens = marks.tokens
    start = place + 1
    if start >= len(tokens) or marks.taken[place] or tokens[place].gap not in {" ", ", ", " - ", " ("}:
        return
    if tokens[place].folded not in _FIRM_BEFORE:
        return
    firm = org_end(tokens, start)
    if firm > start:
        marks.firm(start, firm, SURE)
        return
    firm = org_run(tokens, start)
    if firm > start:
        marks.firm(start, firm, LIKELY)
    elif tokens[place].folded == "ben":
        firm = plain_run(tokens, start)
        if firm > start:
            marks.firm(start, firm, MAYBE)


def mark_capitals(marks: Marks, place: int) -> None:
    """A run of words in capitals: whose name it is, if it is one."""
    if _is_shouted(marks, place):
        return
    if _mark_firm(marks, place) or _mark_represented(marks, place):
        return
    tokens = marks.tokens
    end = name_end(tokens, place)
    if end == place:
        return
    run = capital_run(tokens, place, 6)
    if run - place > 1 and tokens[run - 1].folded in STREET_ENDINGS:
        marks.add(EntityLabel.PLACE, place, run, LIKELY)
    elif follows_house_number(marks, place):
        marks.add(EntityLabel.PLACE, place, end, LIKELY)
    elif _is_called(marks, end):
        marks.person(place, end, SURE)
    elif _is_full_name(marks, place, end):
        marks.person(place, end, LIKELY)
        mark_firm_after(marks, end)
    elif end - place == 1 and is_given(tokens[place]) and _is_spoken_of(marks, place):
        marks.person(place, end, MAYBE)
        mark_firm_after(marks, end)


def _is_shouted(marks: Marks, place: int) -> bool:
    """Among words that are all capitals, capitals tell nothing."""
    near = [
        token.text
        for token in marks.tokens[max(0, place - 2) : place + 4]
        if token.text.isalpha() and len(token.text) > 1
    ]
    return len(near) > 3 and all(word.isupper() for word in near)


def _mark_firm(marks: Marks, place: int) -> bool:
    tokens = marks.tokens
    firm = english_org(tokens, place, capital_run(tokens, place, 6, " & "))
    if firm == place or tokens[place].folded in MAKERS:
        return False
    marks.firm(place, firm, LIKELY)
    return True


def _mark_represented(marks: Marks, place: int) -> bool:
    """ "bên Sao Mai", "on behalf of Stellar Optics"."""
    before = marks.before(place)
    if before != "ben" and not (before == "of" and place > 1 and marks.tokens[place - 2].folded == "behalf"):
        return False
    end = org_run(marks.tokens, place)
    if end == place or (is_given(marks.tokens[place]) and end - place == 1):
        return False
    marks.firm(place, end, LIKELY)
    return True


def _is_full_name(marks: Marks, place: int, end: int) -> bool:
    tokens = marks.tokens
    if end - place < 2:
        return False
    return tokens[place].folded in ENGLISH_GIVEN or (
        is_full_vietnamese(tokens, place, end) and is_given(tokens[end - 1])
    )


def _is_spoken_of(marks: Marks, place: int) -> bool:
    """ "ask Duy", "gặp Lan", ", Quynh!"."""
    if marks.before(place) in _BEFORE_PERSON:
        return True
    token = marks.tokens[place]
    return token.gap == ", " and marks.text[token.end : token.end + 1] in {"", "!", ".", "?", "\n"}


def _is_called(marks: Marks, after: int) -> bool:
    return after < len(marks.tokens) and marks.tokens[after].folded == "oi" and marks.tokens[after].gap == " "


def mark_small_name(marks: Marks, place: int) -> None:
    """Names without capitals: somebody called ("lan ơi", "thanks duy"), full names ("nguyễn văn an")."""
    token = marks.tokens[place]
    if _is_called(marks, place + 1) and is_given(token) and not is_title(token.text) and not is_everyday(token.text):
        marks.person(place, place + 1, LIKELY)
    elif marks.before(place) in _BEFORE_SMALL_NAME and is_sure_given(token) and not is_everyday(token.text):
        marks.person(place, place + 1, MAYBE)
    elif token.folded in _FAMILY:
        end = _small_full_end(marks, place)
        if end > place:
            marks.person(place, end, MAYBE)
            mark_firm_after(marks, end)


def _small_full_end(marks: Marks, start: int) -> int:
    tokens = marks.tokens
    end = start + 3
    if end > len(tokens) or any(token.gap != " " for token in tokens[start + 1 : end]):
        return start
    family, middle = tokens[start].folded, tokens[start + 1].folded
    if middle not in _MIDDLE or not (family in _SURE_FAMILY or middle in _SURE_MIDDLE) or not is_given(tokens[end - 1]):
        return start
    if end < len(tokens) and tokens[end].gap == " " and is_sure_given(tokens[end]):
        end += 1
    return end
