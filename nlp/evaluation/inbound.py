"""Customers' messages: why they write, and who and what they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nlp.analysis import EntityLabel, Money, Time
from nlp.evaluation.figures import ALL, Failure, FScores, Must, Outcome, Shares
from nlp.evaluation.row_files import STRIPPED, Row
from nlp.evaluation.same_slots import number_of
from nlp.evaluation.same_times import same_written_time, zone_of
from nlp.evaluation.same_words import reference_of, same_name, same_product
from nlp.reader import Understood
from nlp.text import fold

Read = Callable[[Row], Understood]
Same = Callable[[Any, Any], bool]

KINDS = ("people", "firms", "phones", "emails", "money", "refs", "times")
_NAMED = {"people": EntityLabel.PERSON, "firms": EntityLabel.ORG}


def measure_inbound(rows: list[Row], read: Read) -> Outcome:
    intents = Shares("customer's intent", Must(0.92))
    by_intent = FScores("intent F1")
    entities, by_kind = FScores("entities F1", Must(0.93)), FScores("entities F1 by kind")
    language = Shares("language")
    outcome = Outcome()
    for row in rows:
        understood = read(row)
        label = understood.intent.label.value
        is_right = label in {row["intent"], *row.get("also_intents", ())}
        intents.add(row["lang"], is_right)
        if row["lang"] != STRIPPED:
            _count_label(by_intent, row["intent"], row["intent"] if is_right else label)
        if not row["lang"].startswith("mixed"):
            language.add(row["lang"], understood.language == ("en" if row["lang"] == "en" else "vi"))
        counts = {kind: _count(row, kind, understood) for kind in KINDS if not row.get("optional", {}).get(kind)}
        for kind, (right, surplus, missing) in counts.items():
            entities.add(row["lang"], right, surplus, missing)
            if row["lang"] != STRIPPED:
                entities.add(ALL, right, surplus, missing)
                by_kind.add(kind, right, surplus, missing)
        wrong = [kind for kind, (_right, surplus, missing) in counts.items() if surplus or missing]
        if not is_right or wrong:
            found = {kind: _found(understood, kind) for kind in wrong}
            outcome.failures.append(Failure("message", row, (label, found)))
    for counted in (intents, entities, by_kind, language, by_intent):
        outcome.figures.extend(counted.figures())
    outcome.figures.append(by_intent.mean("intent, macro-F1"))
    return outcome


def _count_label(scores: FScores, want: str, got: str) -> None:
    if want == got:
        scores.add(want, 1, 0, 0)
    else:
        scores.add(want, 0, 0, 1)
        scores.add(got, 0, 1, 0)


def _found(understood: Understood, kind: str) -> list[Any]:
    if label := _NAMED.get(kind):
        return [entity.span.text for entity in understood.entities if entity.label is label]
    if kind == "refs":
        return [reference.ref for reference in understood.references]
    return list(getattr(understood, kind))


def _count(row: Row, kind: str, understood: Understood) -> tuple[int, int, int]:
    want, got = row["entities"][kind], _found(understood, kind)
    same = _comparison(kind, row)
    hits, rest = _paired(want, got, same)
    if kind in _NAMED:
        rest = [name for name in rest if not any(_overlap(name, known) for known in row.get("ignore", ()))]
    return hits, len(rest), len(want) - hits


def _paired(want: Sequence[Any], got: Sequence[Any], same: Same) -> tuple[int, list[Any]]:
    """How many wanted ones were found, each by one of its own, and what was found beside them."""
    rest = list(got)
    for one in want:
        hit = next((place for place, other in enumerate(rest) if same(one, other)), None)
        if hit is not None:
            del rest[hit]
    return len(got) - len(rest), rest


def _overlap(one: str, other: str) -> bool:
    return fold(one) in fold(other) or fold(other) in fold(one)


def _comparison(kind: str, row: Row) -> Same:
    match kind:
        case "people" | "firms":
            return same_name
        case "money":
            return _same_money
        case "refs":
            return lambda want, got: reference_of(want) == reference_of(got)
        case "times":
            return lambda want, got: _same_time(want, got, row)
        case _:
            return lambda want, got: str(want).lower() == str(got).lower()


def _same_money(want: Row, got: Money) -> bool:
    return number_of(want["amount"]) == got.amount and want["currency"] == got.currency


def _same_time(want: str, got: Time, row: Row) -> bool:
    """A span of days may also be found as the day on which it begins."""
    zone = zone_of(row)
    return same_written_time(want, got.start, zone) or ("/" in want and same_written_time(want[:10], got.start, zone))


def measure_entities(rows: list[Row], read: Read) -> Outcome:
    """Rows that mark all names; products count by themselves, since only a list of the firm's own makes them findable."""
    scores = FScores("people, firms and places F1", Must(0.93))
    by_label = FScores("names by label F1")
    outcome = Outcome()
    for row in rows:
        understood, is_right = read(row), True
        for label in EntityLabel:
            want = [entity["text"] for entity in row["entities"] if entity["label"] == label]
            got = [entity.span.text for entity in understood.entities if entity.label is label]
            hits, rest = _paired(want, got, same_product if label is EntityLabel.PRODUCT else same_name)
            counts = hits, len(rest), len(want) - hits
            if row["lang"] != STRIPPED:
                by_label.add(label.value, *counts)
            if label is not EntityLabel.PRODUCT:
                scores.add(row["lang"], *counts)
                is_right = is_right and not any(counts[1:])
        if not is_right:
            outcome.failures.append(Failure("names", row, [(one.label, one.span.text) for one in understood.entities]))
    outcome.figures += [*scores.figures(), *by_label.figures()]
    return outcome
