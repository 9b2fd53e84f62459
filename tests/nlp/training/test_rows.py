from random import Random

import pytest

from nlp.analysis import IntentLabel
from nlp.training.fit import fit
from nlp.training.noise import as_typed
from nlp.training.rows import filled, rows, templates


def test_the_same_rows_each_time() -> None:
    once = rows(set_aside=True, per_template=2)
    assert once == rows(set_aside=True, per_template=2)
    assert once != rows(set_aside=True, per_template=2, seed=2)


def test_every_reason_has_sentences_in_both_languages() -> None:
    for language in ("vi", "en"):
        assert {one.label for one in templates() if one.language == language} == set(IntentLabel)


def test_templates_are_set_aside_as_a_whole() -> None:
    aside = [one for one in templates() if one.is_set_aside]
    assert 0.08 < len(aside) / len(templates()) < 0.18


def test_every_template_makes_a_sentence() -> None:
    for one in templates():
        made = [filled(one.text, Random(seed)) for seed in range(3)]
        assert any(made)
        assert not any(mark in text for text in made for mark in "[]{}|")


@pytest.mark.parametrize("language", ["vi", "en", "mixed"])
def test_people_type_one_sentence_in_many_ways(language: str) -> None:
    random = Random(7)
    typed = {as_typed("Cho anh đặt 2 thùng sơn, không lấy hóa đơn nhé", language, random) for _ in range(60)}
    assert len(typed) > 10


def test_fitting_finds_what_tells_apart() -> None:
    import numpy as np

    seen = [np.array([1, 9], np.uint32), np.array([2, 9], np.uint32)] * 20
    targets = np.array([[1, 0], [0, 1]] * 20, np.float32)
    table, _ = fit(seen, targets, np.ones(40, np.float32))
    assert table[1, 0] > table[1, 1]
    assert table[2, 1] > table[2, 0]
    again, _ = fit(seen, targets, np.ones(40, np.float32))
    assert (table == again).all()
