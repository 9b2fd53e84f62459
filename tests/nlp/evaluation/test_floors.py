"""The figures of the held rows do not fall: two points under what was measured last. They are raised when understanding gets better."""

from __future__ import annotations

import functools

import pytest

from nlp.evaluation.figures import ALL, Figure
from nlp.evaluation.measuring import own_measurements
from nlp.evaluation.row_files import STRIPPED
from nlp.reader import Reader

FLOORS = {
    ("inbound", "customer's intent", ALL): 0.66,
    ("inbound", "customer's intent", STRIPPED): 0.70,
    ("amounts", "amount with currency", ALL): 0.94,
    ("entities", "people, firms and places F1", "vi"): 0.82,
    ("phones", "phones, all and no other", "vi"): 0.98,
    ("names", "right record first of 40", "telex"): 0.98,
}
CEILINGS: dict[tuple[str, str, str], float] = {
    ("commands", "wrong command and confident", ALL): 0.02,
}


@functools.cache
def _figures(kind: str) -> dict[tuple[str, str], Figure]:
    [measurement] = [one for one in own_measurements(Reader()) if one.title == f"own held {kind}"]
    return {(figure.what, figure.group): figure for figure in measurement.run().figures}


@pytest.mark.parametrize("measure", FLOORS, ids=" ".join)
def test_no_figure_falls(measure: tuple[str, str, str]) -> None:
    kind, what, group = measure
    assert _figures(kind)[what, group].got >= FLOORS[measure]


@pytest.mark.parametrize("measure", CEILINGS, ids=" ".join)
def test_no_mistake_becomes_frequent(measure: tuple[str, str, str]) -> None:
    kind, what, group = measure
    assert _figures(kind)[what, group].got <= CEILINGS[measure]
