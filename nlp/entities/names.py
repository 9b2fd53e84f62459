"""Whether words may be somebody's name."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.entities.tokens import Token
from nlp.entities.words import (
    ALSO_COMMON_WORDS,
    BRANDS,
    ENGLISH_GIVEN,
    FAMILY_NAMES,
    GIVEN_NAMES,
    GIVEN_NAMES_WRITTEN,
    MAKERS,
    ORG_ENDINGS,
    PLACES,
    PRODUCTS,
    ROLES,
    is_everyday,
    listed,
)

_LONGEST_NAME = 5
_RESPECTED = listed("khach cong doi ban anh chi co thay vi dai phu hoc nha don ngan")


def is_given(token: Token) -> bool:
    """A given name of either language, written with its accents or without any."""
    if token.folded in ENGLISH_GIVEN:
        return True
    lower = token.text.lower()
    return lower in GIVEN_NAMES_WRITTEN or (lower.isascii() and lower in GIVEN_NAMES)


def is_sure_given(token: Token) -> bool:
    """As ``is_given``, and the word is no everyday word: sure enough without capitals."""
    if not is_given(token):
        return False
    return not token.text.isascii() or token.folded not in ALSO_COMMON_WORDS


def may_be_name(token: Token) -> bool:
    """A word in capitals that may be part of a name."""
    folded = token.folded
    if not token.capital or any(char.isdigit() for char in folded):
        return False
    if is_everyday(token.text):
        return len(folded) > 1 and is_given(token) and not token.starts_sentence
    return folded not in BRANDS and folded not in PRODUCTS and folded not in MAKERS


def name_end(tokens: Sequence[Token], start: int, longest: int = _LONGEST_NAME) -> int:
    """The end of a name in capitals that begins at ``start``; ``start`` itself where none does."""
    end = start
    while end < len(tokens) and end - start < longest:
        token = tokens[end]
        if end > start and not (token.gap == " " or (token.gap == ". " and len(tokens[end - 1].text) == 1)):
            break
        if _is_respect(tokens, end):
            break
        if not may_be_name(token) and not _goes_with_next(tokens, end, start):
            break
        end += 1
    return end


def _is_respect(tokens: Sequence[Token], place: int) -> bool:
    """ "Quý khách", not somebody called Quý."""
    after = place + 1
    return tokens[place].folded == "quy" and after < len(tokens) and tokens[after].folded in _RESPECTED


def _goes_with_next(tokens: Sequence[Token], place: int, start: int) -> bool:
    """An initial within a name, or a family name that looks like an everyday word before more of the name."""
    token = tokens[place]
    if not token.capital:
        return False
    if place > start:
        return len(token.text) == 1 or token.folded in FAMILY_NAMES
    after = place + 1
    return (
        token.folded in FAMILY_NAMES
        and after < len(tokens)
        and tokens[after].gap == " "
        and tokens[after].capital
        and not is_everyday(tokens[after].text)
    )


def is_place(tokens: Sequence[Token], start: int, end: int) -> bool:
    return tuple(token.folded for token in tokens[start:end]) in PLACES


def is_org_like(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the last word is one that firms end in: "Yarra Dairy"."""
    return end - start > 1 and tokens[end - 1].folded in ORG_ENDINGS


def is_full_vietnamese(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Family name first, two to five words."""
    return end - start > 1 and tokens[start].folded in FAMILY_NAMES


def is_role(tokens: Sequence[Token], start: int, end: int) -> bool:
    return all(token.folded in ROLES or token.folded in {"of", "and", "va", "&"} for token in tokens[start:end])
