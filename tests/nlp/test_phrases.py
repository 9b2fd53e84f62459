import pytest

from nlp.phrases import PhraseTable
from nlp.spacy_models import pipeline
from nlp.text import Words

TABLE = PhraseTable({"sell": {2: "bán; bán # cái"}, "you": {1: "bạn"}, "fault": {3.0: "không … được\nkhông in"}})


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.label, hit.text) for hit in TABLE.find(Words.of(text))]


def test_accents_decide_where_the_writer_used_them() -> None:
    assert found("bạn ơi") == [("you", "bạn")]
    assert found("có bán ghế") == [("sell", "bán")]


def test_without_accents_both_readings_are_found() -> None:
    assert sorted(found("ban oi")) == [("sell", "ban"), ("you", "ban")]


def test_a_number_fits_any_number() -> None:
    assert found("bán 12 cái") == [("sell", "bán 12 cái")]


@pytest.mark.parametrize("text", ["không được", "không vào được", "không thể nào vào được"])
def test_a_gap_holds_up_to_three_words(text: str) -> None:
    assert found(text) == [("fault", text)]


@pytest.mark.parametrize("text", ["không một hai ba bốn được", "được không", "không"])
def test_a_longer_gap_or_the_other_order_is_no_match(text: str) -> None:
    assert found(text) == []


def test_a_phrase_inside_a_longer_one_is_left_out_but_not_inside_a_gap() -> None:
    assert found("bán 2 cái") == [("sell", "bán 2 cái")]
    assert found("không in được") == [("fault", "không in được"), ("fault", "không in")]


def test_unknown_words_do_not_join_what_stands_apart() -> None:
    assert found("không xyz in") == []


def test_two_texts_are_searched_at_once_and_kept_apart() -> None:
    first, second = TABLE.find_in_both(Words.of("bạn không"), Words.of("được bán"))
    assert [hit.text for hit in first] == ["bạn"]
    assert [hit.text for hit in second] == ["bán"]


def test_a_phrase_said_twice_counts_once() -> None:
    assert found("bạn và bạn") == [("you", "bạn")]


def test_what_people_write_does_not_grow_the_vocabulary() -> None:
    TABLE.find(Words.of("không"))
    strings = pipeline("xx").vocab.strings
    before = len(strings)
    TABLE.find(Words.of(" ".join(f"word{n} không lạ{n}" for n in range(200))))
    assert len(strings) == before
