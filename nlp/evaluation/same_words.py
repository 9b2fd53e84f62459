"""When two ways of writing a name, a text or a record mean the same: the accents, the form of address and the order do not count.

Names agree from a word overlap (F1) of 0.75, records, products, places and queries from 0.6, free texts from 0.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from nlp.text import fold

NAME, LOOSE, TEXT = 0.75, 0.6, 0.5

_WORD = re.compile(r"[a-z0-9]+")
_PLURAL = re.compile(r"(?<=\w{3})s$")


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = listed("anh chi em co chu bac ong ba a c e mr mrs ms miss mister ban sep kh khach thay di cau")
_FORMS = listed("cong ty cty tnhh cp co phan jsc ltd llc llp inc corp as gmbh company doanh nghiep")
_JOINTS = listed("ben o cua tai voi the of at from to for in and la cho va")
_KINDS = listed(
    "deal co hoi phieu ticket lead dau moi khach hang account vu hop dong contract opportunity lich hen buoi gap kh hd"
)
_MEASURES = listed("cai chiec bo may roll rolls")

_PREFIXES = {
    "T": "ticket|phieu|case|yeu cau",
    "L": "lead|dau moi",
    "O": "co hoi|deal|opportunity",
    "K": "hop dong|contract",
    "Q": "bao gia|quote",
    "M": "lich|meeting|task|viec",
    "R": "phong|room",
}
_PREFIX = {word: prefix for prefix, words in _PREFIXES.items() for word in words.split("|")}
_SHORT = re.compile(r"(?:[a-z ]+ (?=\w+-))?(cp|so|po|inv|kb|[a-z]) ?-? ?(\d+)")
_SPOKEN = re.compile(r"([a-z]+(?: [a-z]+)??)(?: so| no| #)? (\d+)")
_BARE = re.compile(r"(?:# ?)?(\d+)")


def words_of(text: object) -> list[str]:
    return _WORD.findall(fold(str(text)))


def overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """F1 of two bags of words."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if one and other else 0.0


def _without(words: list[str], dropped: frozenset[str]) -> list[str]:
    return [word for word in words if word not in dropped] or words


def _name(text: object) -> list[str]:
    """Only the first words can be titles: "anh Anh" is somebody called Anh."""
    words = _without(words_of(text), _FORMS | _JOINTS)
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return words


def _product(text: object) -> list[str]:
    words = _without(words_of(text), _MEASURES | _JOINTS)
    return [_PLURAL.sub("", word) for word in words]


def same_name(want: object, got: object, least: float = NAME) -> bool:
    return overlap(_name(want), _name(got)) >= least


def same_text(want: object, got: object, least: float = TEXT) -> bool:
    if overlap(words_of(want), words_of(got)) >= least:
        return True
    dropped = _TITLES | _JOINTS
    return overlap(_without(words_of(want), dropped), _without(words_of(got), dropped)) >= least


def same_product(want: object, got: object) -> bool:
    return overlap(_product(want), _product(got)) >= LOOSE


def reference_of(text: object) -> str:
    """``T-12`` for all ways of naming ticket 12, ``?-12`` for a number without a kind, empty where nothing is named."""
    said = " ".join(fold(str(text)).replace("#", " # ").split())
    if short := _SHORT.fullmatch(said):
        return f"{short[1].upper()}-{int(short[2])}"
    if (spoken := _SPOKEN.fullmatch(said)) and spoken[1] in _PREFIX:
        return f"{_PREFIX[spoken[1]]}-{int(spoken[2])}"
    bare = _BARE.fullmatch(said)
    return f"?-{int(bare[1])}" if bare else ""


def same_reference(want: object, got: object) -> bool:
    one, other = reference_of(want), reference_of(got)
    return bool(one and other) and (one == other or (other[0] == "?" and one.split("-")[1] == other.split("-")[1]))


def same_record(want: object, got: object) -> bool:
    if reference_of(want):
        return same_reference(want, got)
    dropped = _KINDS | _FORMS | _JOINTS | _TITLES
    return overlap(_without(words_of(want), dropped), _without(words_of(got), dropped)) >= LOOSE or same_name(want, got)


_STAGES = [
    frozenset(stages.split("|"))
    for stages in (
        "new|moi|tiep can|qualification|so khai|danh gia",
        "demo|trinh bay|trinh bay giai phap|presentation",
        "trial|pilot|dung thu|chay thu",
        "proposal|quote|quotation|bao gia|de xuat|gui bao gia",
        "negotiation|dam phan|dam phan gia|thuong luong|chot gia",
        "contract|ky hop dong|hop dong|signing|contract sent",
    )
]


def same_stage(want: object, got: object) -> bool:
    """A stage by another of its usual names is the same stage."""
    one, other = " ".join(words_of(want)), " ".join(words_of(got))
    return any(one in stage and other in stage for stage in _STAGES) or overlap(one.split(), other.split()) >= NAME


def each_is_named(want: Sequence[str], got: Sequence[str], same: Callable[[object, object], bool] = same_name) -> bool:
    """All wanted names are there, and at most one more."""
    return all(any(same(one, other) for other in got) for one in want) and len(got) <= len(want) + 1
