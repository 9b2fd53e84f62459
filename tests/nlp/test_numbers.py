import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.numbers import find_numbers
from nlp.text import clean, fold

VIETNAMESE = {
    "mười": 10,
    "mười một": 11,
    "mười lăm": 15,
    "hai mươi": 20,
    "hai mươi mốt": 21,
    "ba mươi tư": 34,
    "năm mươi lăm": 55,
    "bảy mươi nhăm": 75,
    "hai chục": 20,
    "một trăm": 100,
    "một trăm linh năm": 105,
    "hai trăm lẻ năm": 205,
    "hai trăm năm mươi": 250,
    "chín trăm chín mươi chín": 999,
    "hai nghìn không trăm hai mươi sáu": 2026,
    "mười lăm triệu": 15_000_000,
    "hai triệu ba trăm linh năm nghìn": 2_305_000,
    "một triệu không trăm linh năm nghìn": 1_005_000,
    "ba trăm hai mươi lăm triệu sáu trăm nghìn": 325_600_000,
    "mười nghìn tỷ": 10**13,
    "năm trăm ngàn": 500_000,
}
SHORTHAND = {
    "hai lăm": 25,
    "ba mốt": 31,
    "hai tư": 24,
    "hăm ba": 23,
    "trăm rưỡi": 150,
    "hai trăm rưởi": 250,
    "hai trăm năm": 250,
    "một nghìn hai": 1_200,
    "triệu rưỡi": 1_500_000,
    "hai triệu ba": 2_300_000,
    "hai tỷ rưỡi": 2_500_000_000,
    "một triệu hai trăm": 1_200_000,
    "hai triệu ba trăm năm mươi": 2_350_000,
    "chục triệu": 10_000_000,
    "trăm nghìn": 100_000,
}
ENGLISH = {
    "twelve": 12,
    "twenty-one": 21,
    "thirty five": 35,
    "a hundred": 100,
    "one hundred and five": 105,
    "two thousand five hundred": 2_500,
    "two hundred fifty thousand": 250_000,
    "one thousand two hundred and thirty four": 1_234,
    "three million": 3_000_000,
    "two and a half": Decimal("2.5"),
    "two and a half million": 2_500_000,
    "two point five": Decimal("2.5"),
    "one point two million": 1_200_000,
    "a dozen": 12,
    "half a dozen": 6,
    "two dozen": 24,
    "a couple": 2,
    "half": None,
}


def values(text: str) -> list[Decimal]:
    return [number.value for number in find_numbers(clean(text))]


@pytest.mark.parametrize(("text", "value"), [*VIETNAMESE.items(), *SHORTHAND.items()])
def test_vietnamese(text: str, value: int) -> None:
    (number,) = find_numbers(text)
    assert number.value == value
    assert number.span.text == text


@pytest.mark.parametrize(("text", "value"), VIETNAMESE.items())
def test_vietnamese_without_accents_and_in_capitals(text: str, value: int) -> None:
    assert values(fold(text)) == [value]
    assert values(text.upper()) == [value]


@pytest.mark.parametrize(("text", "value"), ENGLISH.items())
def test_english(text: str, value: Decimal | int | None) -> None:
    assert values(text) == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("text", "value"), [("third", 3), ("twenty-first", 21), ("the thirtieth", 30), ("twenty second", 22)]
)
def test_ordinals(text: str, value: int) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.ordinal) == (value, True)


@pytest.mark.parametrize(
    "text", ["làm việc với sếp", "muối tiêu", "để sau", "gặp Nam", "bay ra Hà Nội", "từ nhà", "tạm thời"]
)
def test_accents_must_agree(text: str) -> None:
    assert values(f"{text} nhé được") == []


def test_a_word_of_several_meanings_is_ambiguous() -> None:
    assert [number.ambiguous for number in find_numbers("gap anh nam, mua muoi cai")] == [True, False]
    assert [number.ambiguous for number in find_numbers("mua sáu cái, mười lăm hộp")] == [False, False]
    assert find_numbers("gặp anh Ba")[0].ambiguous


def test_numbers_of_one_text_stand_apart() -> None:
    text = "lấy hai mươi cái, giá mười lăm triệu"
    assert [(number.value, number.span.text) for number in find_numbers(text)] == [
        (20, "hai mươi"),
        (15_000_000, "mười lăm triệu"),
    ]
    assert values("thu hai lam viec") == [2]
    assert values("mười năm nữa") == [10, 5]
    assert values("hai mươi năm triệu") == [25_000_000]


@given(st.text(max_size=200))
def test_never_raises_and_spans_fit(text: str) -> None:
    cleaned = clean(text)
    for number in find_numbers(cleaned):
        assert cleaned[number.span.start : number.span.end] == number.span.text


def test_hostile_text_is_quick() -> None:
    text = "mot tram linh nam " * 1_200
    began = time.process_time()
    find_numbers(text)
    assert time.process_time() - began < 0.2
