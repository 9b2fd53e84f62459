"""Why a customer writes: what the phrase rules found and what the trained model makes of the whole text."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.analysis import Intent, IntentLabel, Spam
from nlp.intents.features import LOOKED_AT, features, words_of
from nlp.intents.model import Model
from nlp.phrases import Hit
from nlp.spam import LIKELY

_ALSO = 0.15
"""From this share on a second reason is worth saying."""

_SUREST = 0.99
_MOST_SAID = 3
_MOST_WORDS = 4


def judge_intents(text: str, hits: Iterable[Hit], spam: Spam, model: Model) -> tuple[Intent, ...]:
    """The likeliest first, never empty. ``text`` is cleaned and has a first subject as its first line.

    Scores are shares: of all messages judged 0.8 sure, some 80 % are meant so.
    """
    hits = list(hits)
    if not any(map(str.isalpha, text[:LOOKED_AT])):
        return (Intent(),)
    shares = model.shares(features(text, rule_sums(hits)))
    ranked = sorted(shares.items(), key=_by_share)[:_MOST_SAID]
    found = [
        Intent(label, round(min(share, _SUREST), 3), _why(label, text, hits, model))
        for place, (label, share) in enumerate(ranked)
        if place == 0 or share >= _ALSO
    ]
    if spam.score >= LIKELY:
        others = [one for one in found if one.label is not IntentLabel.SPAM]
        found = [Intent(IntentLabel.SPAM, max(spam.score, shares[IntentLabel.SPAM]), spam.reasons), *others]
    return tuple(found)


def rule_sums(hits: Iterable[Hit]) -> list[tuple[str, float]]:
    """For each label the weight of its phrases in the text."""
    sums: dict[str, float] = {}
    for hit in hits:
        sums[hit.label] = sums.get(hit.label, 0.0) + hit.weight
    return list(sums.items())


def _why(label: IntentLabel, text: str, hits: list[Hit], model: Model) -> tuple[str, ...]:
    """The phrases of the rules where they agree, else the words that speak most for it."""
    told = sorted((-hit.weight, hit.start, hit.text) for hit in hits if hit.label == label)
    if told:
        return tuple(dict.fromkeys(words for _, _, words in told[:_MOST_WORDS]))
    return model.words_for(label, words_of(text))


def _by_share(pair: tuple[IntentLabel, float]) -> tuple[float, str]:
    return -pair[1], pair[0]
