"""Finds the sign-off block at the end of new text: "-- ", "Sent from my iPhone", "Trân trọng, Lan", name and phone lines.

What is cut must look like a signature to the end; a text that would be nothing but a signature is left whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from channels.email.signature_words import FORMAL, MOBILE, MOBILE_PARTS, MOBILE_STARTS, THANKS

_MAX_BLOCK = 14
_MAX_LOOSE_BLOCK = 9
_MAX_LINE = 90
_MAX_CLOSING = 60

_DELIMITER = re.compile(
    r"\s{0,3}(?:--|—|–|――|—{2,40}|_{2,80}|-{3,80}|={3,80}|\*{3,80}|#{3,80}|~{3,80}|\+{3,80}|–{2,40})\s*$"
)
_STRICT_DELIMITER = re.compile(r"-- ?$|--\s{0,3}$")
_ODD_LINE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u1427\xad]*$")

_VERB_AFTER = re.compile(
    r"\b(?:is|are|was|were|because|and then|but|arrived|came|please|thì|nhưng|mà|vẫn|bị|không(?! có virus))\b",
    re.IGNORECASE,
)


_CONTACT = re.compile(
    r"[^\s@]+@[^\s@]+\.\w|\bhttps?:|www\.|(?:\+?\d[\s().\-]*){8,}|\b(?:tel|phone|mobile|mob|cell|fax|hotline|đt|sđt|sdt|đtdđ|di động|điện thoại|email|e-mail|website|web|zalo|skype|viber|"
    r"địa chỉ|address|add|mst|tax code|m|t|p|e|w|a)\b\s?[.:]",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"[?!]|\.\s|\b(?:i|you|we|please|can|will|is|are|have|the|that|this|tôi|em muốn|nhờ|vui lòng|giúp|không|được|cho)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SIGNS = re.compile(r"[*_<>\[\]()|,.\"'“”\-–—/]+")
_DASH_NAME = re.compile(r"\s*(?:[-–—]{1,2}|/)\s?(?P<name>[^\W\d_][\w.'’ ]{0,30})\s*$")


def start_of(lines: Sequence[str], sender_name: str = "") -> int:
    """The index where the signature begins, ``len(lines)`` where there is none. ``lines`` are new text only."""
    end = len(lines)
    cut = looked_at = _at_delimiter(lines, end)
    cut = _at_mobile(lines, cut)
    cut = _at_closing(lines, cut, sender_name)
    cut = _at_name(lines, cut, sender_name)
    if cut != looked_at:
        cut = _at_mobile(lines, cut)
    while cut and _ODD_LINE.match(lines[cut - 1]):
        cut -= 1
    return cut if any(line.strip() for line in lines[:cut]) else end


def _filled(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if not _ODD_LINE.match(line)]


def _at_delimiter(lines: Sequence[str], end: int) -> int:
    """ "-- " counts anywhere (RFC 3676, 4.3); other rules only in front of a short tail of short lines."""
    last_rule = -1
    for at in range(end):
        line = lines[at]
        if len(line) > _MAX_LINE or not _DELIMITER.match(line):
            continue
        if _STRICT_DELIMITER.match(line) and any(text.strip() for text in lines[:at]):
            return at
        last_rule = at if last_rule < 0 or _only_rules(lines[last_rule:at]) else last_rule
        tail = _filled(lines[at + 1 : end])
        if _looks_like_block(tail) or not tail or all(_DELIMITER.match(text) for text in tail):
            return last_rule if _only_rules(lines[last_rule:at]) else at
        last_rule = -1
    return end


def _only_rules(lines: Sequence[str]) -> bool:
    return all(_DELIMITER.match(line) or not line.strip() for line in lines)


def _looks_like_block(tail: Sequence[str]) -> bool:
    """Short lines without sentences. A disclaimer below contact lines may be long."""
    if not tail or len(tail) > _MAX_BLOCK:
        return False
    short = sum(len(line) <= _MAX_LINE and not line.endswith(("?", ":")) for line in tail)
    contacts = sum(_CONTACT.search(line[:200]) is not None for line in tail)
    sentences = sum(len(line.split()) > 7 and not _CONTACT.search(line[:200]) for line in tail)  # noqa: PLR2004
    return short >= 0.7 * len(tail) and (sentences == 0 or contacts > sentences)


def _at_mobile(lines: Sequence[str], end: int) -> int:
    """The first line of "Sent from my …" under which nothing stands but a sign-off: words below it are the writer's own."""
    for at in range(end):
        line = lines[at]
        if not 4 < len(line) <= 160 or not _is_mobile(line):  # noqa: PLR2004
            continue
        alone = at == 0 or not lines[at - 1].strip() or at >= end - 2
        tail = _filled(lines[at + 1 : end])
        if alone and (not tail or _looks_like_block(tail)):
            return at
    return end


def _is_mobile(line: str) -> bool:
    words = line.lstrip(' \t<([*_"').split(None, 1)
    if not words or (words[0].casefold() not in MOBILE_STARTS and not MOBILE_PARTS.search(line)):
        return False
    return MOBILE.match(line) is not None and _VERB_AFTER.search(line) is None


def _bare(line: str) -> str:
    """For comparison with the lists: lower case, without what may follow a closing."""
    return " ".join(line.casefold().split()).strip(" ,.!;:~-—–)*_")


def _is_closing(line: str) -> bool:
    bare = _bare(line)
    return bare in FORMAL or bare in THANKS


def _name_after_closing(line: str) -> str:
    """ "Regards, Roman" and "Best regards Roman": the name, ``""`` for other lines."""
    head, found, tail = line.partition(",")
    if not found:
        head, found, tail = line.partition(".")
    if found and tail.strip() and _is_closing(head):
        return tail.strip()
    words = line.split()
    for count in range(min(len(words) - 1, 5), 0, -1):
        if _bare(" ".join(words[:count])) in FORMAL:
            return " ".join(words[count:])
    return ""


def _at_closing(lines: Sequence[str], end: int, sender_name: str) -> int:
    """ "Trân trọng," and what follows, if that is names and contact lines."""
    seen = 0
    for at in range(end - 1, -1, -1):
        line = lines[at]
        if _ODD_LINE.match(line):
            continue
        seen += 1
        if seen > _MAX_BLOCK + 1:
            break
        if len(line) > _MAX_LINE:
            continue
        if _is_closing(line):
            if _is_sign_off(line, _filled(lines[at + 1 : end]), sender_name):
                return _with_closings_above(lines, at)
            continue
        name = _name_after_closing(line) if len(line) <= _MAX_CLOSING else ""
        if name and _is_name(name, sender_name) and _is_contact_tail(_filled(lines[at + 1 : end])):
            return at
    return end


def _with_closings_above(lines: Sequence[str], at: int) -> int:
    """ "Thanks," over "Best regards," belongs to it."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above > 0 and len(lines[above]) <= _MAX_LINE and _is_closing(lines[above]) else at


def _is_sign_off(line: str, tail: list[str], sender_name: str) -> bool:
    if not tail:
        return _bare(line) in FORMAL
    return (
        len(tail) <= _MAX_BLOCK
        and (_is_name(tail[0], sender_name) or _CONTACT.search(tail[0][:200]) is not None)
        and (len(tail) == 1 or _is_contact_tail(tail[1:]))
    )


def _is_contact_tail(tail: list[str]) -> bool:
    if any(_CONTACT.search(line[:200]) for line in tail[:4]):
        return len(tail) <= _MAX_BLOCK
    return len(tail) <= _MAX_LOOSE_BLOCK and all(len(line) <= _MAX_LINE and not line.endswith("?") for line in tail)


def _is_name(text: str, sender_name: str) -> bool:
    """A few capitalised words, or the sender's own name in any case."""
    words = _SIGNS.sub(" ", text).split()
    if not words or len(words) > 8 or _NOT_NAME.search(text):  # noqa: PLR2004 - longer is a sentence
        return False
    if sender_name and _shares_word(text, sender_name):
        return True
    letters = [word for word in words if word[0].isalpha()]
    capital = sum(not word[0].islower() for word in letters)
    return bool(letters) and (capital * 2 >= len(letters)) and (len(words) <= 6 or _CONTACT.search(text) is not None)  # noqa: PLR2004


@lru_cache(256)  # the same name and line are compared several times
def _folded(text: str) -> frozenset[str]:
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(
            [c for c in unicodedata.normalize("NFD", plain.replace("đ", "d")) if not unicodedata.combining(c)]
        )
    return frozenset([word for word in _WORD.findall(plain) if len(word) > 1])


def _shares_word(text: str, sender_name: str) -> bool:
    return bool(_folded(text) & _folded(sender_name))


def _at_name(lines: Sequence[str], end: int, sender_name: str) -> int:
    """A last paragraph that begins with the sender's name, or "—Ryan"."""
    at = end
    while at and _ODD_LINE.match(lines[at - 1]):
        at -= 1
    stop = at
    while at and not _ODD_LINE.match(lines[at - 1]):
        at -= 1
    block = _filled(lines[at:stop])
    if not block or len(block) > _MAX_BLOCK or not any(line.strip() for line in lines[:at]):
        return _dash_name(lines, stop, end, sender_name)
    first = block[0]
    if sender_name and len(first) <= 60 and _shares_word(first, sender_name) and _is_name(first, sender_name):  # noqa: PLR2004
        covered = len(_folded(first) & _folded(sender_name)) == len(_folded(first))
        if (
            (covered or len(block) > 1)
            and all(len(line) <= _MAX_LINE for line in block)
            and (len(block) == 1 or _is_contact_tail(block[1:]))
        ):
            return at
    return _dash_name(lines, stop, end, sender_name)


def _dash_name(lines: Sequence[str], stop: int, end: int, sender_name: str) -> int:
    if not stop or not any(line.strip() for line in lines[: stop - 1]):
        return end
    match = _DASH_NAME.match(lines[stop - 1]) if len(lines[stop - 1]) < 40 else None  # noqa: PLR2004
    own_paragraph = stop > 1 and not lines[stop - 2].strip()
    if match and own_paragraph and len(match["name"].split()) <= 3 and not match["name"][0].islower():  # noqa: PLR2004
        return stop - 1
    if match and sender_name and _shares_word(match["name"], sender_name) and own_paragraph:
        return stop - 1
    return end
