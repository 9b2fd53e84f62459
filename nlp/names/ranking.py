"""How well one name stands for another: order, accents, typing slips, initials, titles and legal forms allowed for."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from nlp.names.forms import FAMILY_NAMES
from nlp.names.words import Name, NameWord, Reading, name_of

_SAME = 1.0
_UNACCENTED = 0.98
_KEYED = 0.97
_NOT_ACCENTED_HERE = 0.86
_OTHER_ACCENTS = 0.7
_INITIAL = 0.72
_SLIP = 0.93
_LEAST_ALIKE = 0.45
_LEFT_OUT = 0.985
"""A reading without title, legal form or line of business; twice for both."""

_MOVED = 0.015
_UNSAID = 0.28
_NICKNAME = 0.86
_JOINED = 0.95


def rank_names(text: str, candidates: Iterable[str]) -> list[tuple[str, float]]:
    """The candidates, best first, with a score from 0 to 1: 1 the same name, from 0.9 on nearly so, 0.86 the given name
    alone, under 0.6 hardly. Equal scores keep the order of the candidates.
    """
    asked = name_of(text)
    return sorted(((name, score_names(asked, name_of(name))) for name in candidates), key=itemgetter(1), reverse=True)


def score_names(asked: Name, name: Name) -> float:
    if not asked.whole or not name.whole:
        return 0.0
    best = _best_reading(asked, name)
    if asked.joined and name.joined:
        best = max(best, _JOINED * OSA.normalized_similarity(asked.joined, name.joined, score_cutoff=0.5))
    whole = Indel.normalized_similarity(asked.text, name.text)
    return round(best * (0.985 + 0.015 * whole), 4)


def _best_reading(asked: Name, name: Name) -> float:
    readings = ((asked.whole, name.whole), (asked.core, name.core), (asked.kernel, name.kernel))
    best, counts, seen = 0.0, 1.0, set()
    for pair in readings:
        key = (len(pair[0]), len(pair[1]))
        if key not in seen:
            seen.add(key)
            best = max(best, counts * _alike(*pair, asked))
        counts *= _LEFT_OUT
    return best


def _alike(asked: Reading, name: Reading, whole: Name) -> float:
    pairs = _paired(asked, name, accents=whole.has_accents)
    said = sum(max(1, len(word.folded)) for word in asked)
    found = sum(similarity * max(1, len(asked[one].folded)) for similarity, one, _ in pairs)
    matched = {other for _, _, other in pairs}
    rest = len(name) - len(matched)
    score = found / said
    if not rest:
        return score - _MOVED * _is_moved(pairs, len(name))
    if len(asked) == 1 and pairs:
        return score * _of_one_word(pairs[0][2], name)
    return score * (1 - _UNSAID * rest / len(name)) - _MOVED * _is_moved(pairs, len(name))


def _of_one_word(place: int, name: Reading) -> float:
    """People are called by their given name: the last word of a Vietnamese name, the first of a Western one."""
    given = len(name) - 1 if name[0].folded in FAMILY_NAMES else 0
    if place == given:
        return _NICKNAME
    return _NICKNAME - 0.06 if place in {0, len(name) - 1} and given == 0 else _NICKNAME - 0.2


def _is_moved(pairs: list[tuple[float, int, int]], length: int) -> float:
    """1 for a mixed order, half for one that only begins elsewhere ("Nam Nguyễn Văn")."""
    places = [other for _, _, other in sorted(pairs, key=itemgetter(1))]
    if places == sorted(places):
        return 0.0
    turned = [(place - places[0]) % length for place in places]
    return 0.5 if turned == sorted(turned) else 1.0


def _paired(asked: Reading, name: Reading, *, accents: bool) -> list[tuple[float, int, int]]:
    """Each word with the one it is most like, no word twice: similarity, place in ``asked``, place in ``name``."""
    alike = [
        (similarity, -abs(one - other), one, other)
        for one, word in enumerate(asked)
        for other, wanted in enumerate(name)
        if (similarity := _word_alike(word, wanted, accents=accents))
    ]
    alike.sort(reverse=True)
    pairs: list[tuple[float, int, int]] = []
    used_asked: set[int] = set()
    used_name: set[int] = set()
    for similarity, _, one, other in alike:
        if one not in used_asked and other not in used_name:
            used_asked.add(one)
            used_name.add(other)
            pairs.append((similarity, one, other))
    return pairs


def _word_alike(asked: NameWord, name: NameWord, *, accents: bool) -> float:
    if asked.folded == name.folded:
        return _same_letters(asked, name, accents=accents)
    if name.spelling == asked.keyed:
        return _KEYED
    if len(asked.folded) == 1 or len(name.folded) == 1:
        return _INITIAL if asked.folded[0] == name.folded[0] else 0.0
    alike = max(
        OSA.normalized_similarity(asked.folded, name.folded),
        0.96 * JaroWinkler.similarity(asked.folded, name.folded),
    )
    return _SLIP * alike if alike >= _LEAST_ALIKE else 0.0


def _same_letters(asked: NameWord, name: NameWord, *, accents: bool) -> float:
    if asked.spelling == name.spelling:
        return _SAME
    if not accents:
        return _UNACCENTED
    if asked.written.isascii():
        return _NOT_ACCENTED_HERE
    return _OTHER_ACCENTS + 0.15 * Indel.normalized_similarity(asked.spelling, name.spelling)
