"""Why a customer writes, told from the phrases that stand in the text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import itemgetter

from nlp.analysis import Intent, IntentLabel, Spam
from nlp.phrases import Hit
from nlp.spam import LIKELY

_LEAST_WEIGHT = 1.5
_SUBJECT_COUNTS = 1.3
_OLD_SUBJECT_COUNTS = 0.4
_DOUBT = 2.0
_STRONGEST_WORDS = 4


def judge_intent(subject: Sequence[Hit], text: Sequence[Hit], spam: Spam, *, is_reply: bool = False) -> Intent:
    """A first subject weighs more than the text: it is what the writer wanted seen. A reply's subject is an old one.

    What is said in both counts once.
    """
    if spam.score >= LIKELY:
        return Intent(IntentLabel.SPAM, spam.score, spam.reasons)
    counts = _OLD_SUBJECT_COUNTS if is_reply else _SUBJECT_COUNTS
    weights = {hit.phrase: (hit.weight, hit) for hit in text}
    for hit in subject:
        if hit.phrase not in weights or counts > 1:
            weights[hit.phrase] = (hit.weight * counts, hit)
    return _heaviest(weights.values())


def _heaviest(hits: Collection[tuple[float, Hit]]) -> Intent:
    sums: dict[str, float] = {}
    for weight, hit in hits:
        sums[hit.label] = sums.get(hit.label, 0.0) + weight
    label, weight = max(sums.items(), key=_by_weight, default=("", 0.0))
    if weight < _LEAST_WEIGHT:
        return Intent()
    second = max((one for other, one in sums.items() if other != label), default=0.0)
    strongest = sorted((-one, hit.start, hit.text) for one, hit in hits if hit.label == label)
    words = tuple(dict.fromkeys(text for _, _, text in strongest[:_STRONGEST_WORDS]))
    return Intent(IntentLabel(label), round(weight / (weight + second + _DOUBT), 2), words)


_by_weight = itemgetter(1)
