"""Firms, shops and houses, told from their heads ("khách sạn …", "Cty TNHH …") and endings ("… Ltd")."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.entities.names import is_given, is_place
from nlp.entities.tokens import Token
from nlp.entities.words import (
    ENGLISH_ORG_ONLY_SUFFIX,
    INDUSTRY,
    MAKERS,
    ORG_ENDINGS,
    ORG_HEADS,
    TRADES,
    WEAK_HEADS,
    is_everyday,
    is_title,
    listed,
)
from nlp.text import spelling

_HEAD_STARTS = frozenset(head[0] for head in ORG_HEADS)
_LONGEST_HEAD = max(len(head) for head in ORG_HEADS)
_LONGEST_NAME = 6
_MOST_INDUSTRY = 8
_JOINTS = frozenset({"&", "and", "va", "of", "the"})
_STOPS = listed("""anh chi em minh toi ban ben xin cho gui can muon co da dang se la thi o tai voi nha nhe a ah oi k ko khong dc duoc
    dat mua hoi bao chua vua nhan lay de di ve giup nho goi so sdt dt tel nay day do kia moi cac va and or please hi
    we i is are has would from hom mai sang chieu toi lien he kinh hotline email vi nhung may bi ma den tu""")


_NEVER = listed(
    """anh chi em minh toi ban ben xin cho gui can muon co da la o tai voi nha nhe a ah oi k ko khong dc duoc dat hoi bao
    chua vua giup nho so sdt dt nay kia cac va or please we i is are kinh ban phong nao tu ngay den ma thi nhung
    de chua dang se nen mo dong khi lon xuong lay bang giao nhan roi nhieu"""
)
"""Words that begin no name typed small."""


def org_end(tokens: Sequence[Token], start: int) -> int:
    """The end of the firm whose head stands at ``start``; ``start`` where none does."""
    if tokens[start].folded not in _HEAD_STARTS:
        return start
    head = _head_end(tokens, start)
    if head == start or _is_trade(tokens, start, head):
        return start
    name = _past_industry(tokens, head)
    end = _proper_end(tokens, name)
    if end > name:
        return end
    if name > head + 1 or not _is_weak(tokens, start, head):
        return _plain_end(tokens, start, head, name)
    return start


def _head_end(tokens: Sequence[Token], start: int) -> int:
    for size in range(min(_LONGEST_HEAD, len(tokens) - start), 0, -1):
        words = tuple(token.folded for token in tokens[start : start + size])
        if (
            words in ORG_HEADS
            and _agrees(tokens[start : start + size], ORG_HEADS[words])
            and all(token.gap == " " for token in tokens[start + 1 : start + size])
        ):
            return start + size
    return start


def _agrees(tokens: Sequence[Token], head: tuple[str, ...]) -> bool:
    """Accents decide where they were typed: "Trương" is a family, "Trường" a school."""
    return all(
        token.text.isascii() or spelling(token.text.lower()) == spelling(word)
        for token, word in zip(tokens, head, strict=True)
    )


def _is_weak(tokens: Sequence[Token], start: int, head: int) -> bool:
    return head - start == 1 and tokens[start].folded in WEAK_HEADS


def _is_trade(tokens: Sequence[Token], start: int, head: int) -> bool:
    """Goods rather than a house, unless in capitals: "máy in", "gỗ", but "Nhựa Long Giang"."""
    return not tokens[start].capital and all(token.folded in TRADES for token in tokens[start:head])


def _past_industry(tokens: Sequence[Token], start: int) -> int:
    """Past words of the trade; where the name itself looks like one ("Công ty Xây dựng"), the rules see the capital."""
    end = start
    while end < len(tokens) and end - start < _MOST_INDUSTRY and tokens[end].gap in {" ", " - ", "-", ". "}:
        token = tokens[end]
        if (
            token.folded not in INDUSTRY
            or not _is_trade_word(tokens, end)
            or (token.capital and not token.text.isupper() and not _goes_on(tokens, end))
        ):
            break
        end += 1
    return end


def _is_trade_word(tokens: Sequence[Token], place: int) -> bool:
    """ "cổ phần", "vận tải", not "có" and "tại"."""
    folded = tokens[place].folded
    if folded == "co":
        return place + 1 < len(tokens) and tokens[place + 1].folded in {"phan", "khi"}
    return folded != "tai" or tokens[place - 1].folded == "van"


def _goes_on(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name follows after this word of the trade."""
    after = place + 1
    return (
        after < len(tokens) and tokens[after].gap == " " and (tokens[after].capital or tokens[after].folded in INDUSTRY)
    )


def _proper_end(tokens: Sequence[Token], start: int) -> int:
    end = start
    while end < len(tokens) and end - start < _LONGEST_NAME:
        token = tokens[end]
        if token.gap not in {" ", " & ", "-"} and not (end == start and token.gap in {' "', " “", " '", " - "}):
            break
        if not token.capital and not (token.text.isdigit() and end > start):
            break
        if token.text.isascii() and token.folded in _NEVER and not is_given(token):
            break
        end += 1
    return end


def _plain_end(tokens: Sequence[Token], start: int, head: int, name: int) -> int:
    """A firm typed without capitals: up to three words after a strong head, up to the first everyday word."""
    if any(token.capital for token in tokens[start + 1 : head]):
        return start
    end = plain_run(tokens, name)
    return end if end > name and (end - name > 1 or name > head) else start


def english_org(tokens: Sequence[Token], start: int, end: int) -> int:
    """The end of a firm that begins with the capitals ``start`` to ``end`` and ends as firms do; ``start`` if none."""
    last = start
    for place in range(start, end):
        if is_everyday(tokens[place].text) and tokens[place].folded not in ORG_ENDINGS:
            break
        if tokens[place].folded in ORG_ENDINGS and place > start:
            last = place + 1
    if (
        last > start
        and last < len(tokens)
        and tokens[last].gap in {" ", ", ", "., "}
        and tokens[last].folded in ENGLISH_ORG_ONLY_SUFFIX
    ):
        return last + 1
    if last == start and end - start == 1 and end < len(tokens) and tokens[end].folded in ENGLISH_ORG_ONLY_SUFFIX:
        last = end + 1
    while last > start and last < len(tokens) and tokens[last].folded in ENGLISH_ORG_ONLY_SUFFIX:
        last += 1
    return last


_LEGAL_FORMS = ENGLISH_ORG_ONLY_SUFFIX | {"co"}


def org_run(tokens: Sequence[Token], start: int, longest: int = 4) -> int:
    """Words in capitals that may be a firm's name, after "from" or "bên"; places are none."""
    end = start
    while end < len(tokens) and end - start < longest:
        token = tokens[end]
        if end > start and token.gap not in {" ", " & "} and (token.gap == " " or token.folded not in _JOINTS):
            break
        if not token.capital or is_title(token.text) or token.folded in MAKERS:
            break
        end += 1
    if end == start or is_place(tokens, start, end):
        return start
    while end < len(tokens) and tokens[end].folded in _LEGAL_FORMS and tokens[end].gap in {" ", ", ", "., "}:
        end += 1
    return end


def plain_run(tokens: Sequence[Token], start: int) -> int:
    """Two or three words in lower case that may be a firm's name, up to the first everyday word."""
    end = start
    while end < len(tokens) and end - start < 3 and tokens[end].gap == " " and _is_plain_part(tokens, end, end - start):
        end += 1
    return end if end - start > 1 else start


def _is_plain_part(tokens: Sequence[Token], place: int, number: int) -> bool:
    token = tokens[place]
    if token.capital or not token.folded.isalpha() or token.folded in _NEVER:
        return False
    if not token.text.isascii():
        return is_given(token) and not is_everyday(token.text)
    if number == 2:
        return not is_everyday(token.text) and token.folded not in _STOPS
    return not (token.folded == "ke" and place + 1 < len(tokens) and tokens[place + 1].folded == "toan")
