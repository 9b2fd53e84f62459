from pathlib import Path

import pytest

from nlp.analysis import IntentLabel
from nlp.intents import learned
from nlp.intents.features import features
from nlp.intents.model import Model, packaged
from nlp.training.build import build, indices_of
from nlp.training.learn import Correction, Lesson, learn, read_correction
from nlp.training.rows import rows


@pytest.fixture(scope="module")
def small() -> Model:
    return build(rows(set_aside=False, per_template=1), rows(set_aside=True, per_template=1))


def as_label(model: Model, text: str) -> IntentLabel:
    shares = model.shares(indices_of(text))
    return max(shares, key=lambda label: shares[label])


def test_a_lesson_is_learned(small: Model) -> None:
    text = "cho xin cái zê lô xanh nha"
    lesson = learn([Correction(text, IntentLabel.ORDER)] * 3, small, per_template=1)
    assert as_label(lesson.model, text) is IntentLabel.ORDER
    assert lesson.learned == 1


def test_a_worse_model_says_so(small: Model) -> None:
    wrong = [Correction(row.text, IntentLabel.SPAM) for row in rows(set_aside=True, per_template=1)]
    assert learn(wrong, small, per_template=1).is_worse


def test_as_good_is_no_worse(small: Model) -> None:
    assert not Lesson(small, 0.9, 0.9, 1).is_worse


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", '{"text": "", "intent": "order"}', '{"text": "a", "intent": "love"}', '{"text": 5}']
)
def test_odd_lines_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_correction(line)


def test_what_is_learned_is_used_until_it_is_undone(tmp_path: Path, small: Model) -> None:
    indices = features("xin chào shop")
    assert learned.model_in(tmp_path) is packaged()
    assert not learned.undo(tmp_path)
    learned.keep(tmp_path, small, ["one"])
    assert learned.model_in(tmp_path).shares(indices) == small.shares(indices)
    learned.keep(tmp_path, packaged(), ["one", "two"])
    assert learned.corrections_in(tmp_path) == ["one", "two"]
    assert learned.undo(tmp_path)
    assert learned.corrections_in(tmp_path) == ["one"]
    assert learned.model_in(tmp_path).shares(indices) == small.shares(indices)
    assert learned.undo(tmp_path)
    assert learned.model_in(tmp_path) is packaged()


def test_a_damaged_file_is_left_aside(tmp_path: Path, small: Model) -> None:
    learned.keep(tmp_path, small, [])
    (tmp_path / "current" / learned.MODEL).write_bytes(b"PK\x03\x04 no model")
    assert learned.model_in(tmp_path) is packaged()
