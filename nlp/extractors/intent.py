"""Why a customer writes, told from the phrases that stand in the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nlp.analysis import Intent, IntentLabel, Spam
from nlp.phrases import Hit
from nlp.spam import LIKELY

_LEAST_WEIGHT = 1.5
_SUBJECT_COUNTS = 1.3
_OLD_SUBJECT_COUNTS = 0.4
_DOUBT = 2.0
_STRONGEST_WORDS = 4


def judge_intent(text: Sequence[Hit], subject: Sequence[Hit], spam: Spam, *, is_reply: bool = False) -> Intent:
    """A first subject weighs more than the text: it is what the writer wanted seen. A reply's subject is an old one.

    What is said in both counts once.
    """
    if spam.score >= LIKELY:
        return Intent(IntentLabel.SPAM, spam.score, spam.reasons)
    factor = _OLD_SUBJECT_COUNTS if is_reply else _SUBJECT_COUNTS
    heaviest: dict[int, tuple[float, Hit]] = {}
    for hits, counts in ((text, 1.0), (subject, factor)):
        for hit in hits:
            if hit.phrase not in heaviest or heaviest[hit.phrase][0] < hit.weight * counts:
                heaviest[hit.phrase] = (hit.weight * counts, hit)
    return _heaviest(heaviest.values())


def _heaviest(hits: Iterable[tuple[float, Hit]]) -> Intent:
    weights: defaultdict[str, float] = defaultdict(float)
    said: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for weight, hit in hits:
        weights[hit.label] += weight
        said[hit.label][hit.text] = weight
    if not weights:
        return Intent()
    label = max(weights, key=lambda name: weights[name])
    weight = weights.pop(label)
    if weight < _LEAST_WEIGHT:
        return Intent()
    second = max(weights.values(), default=0.0)
    words = sorted(said[label], key=lambda text: -said[label][text])
    return Intent(IntentLabel(label), round(weight / (weight + second + _DOUBT), 2), tuple(words[:_STRONGEST_WORDS]))
