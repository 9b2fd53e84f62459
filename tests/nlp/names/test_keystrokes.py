import pytest

from nlp.names.keystrokes import keyed
from nlp.text import spelling


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("nguyeenx", "nguyễn"), ("nguyenex", "nguyễn"), ("nguyeexn", "nguyễn"), ("traanf", "trần"), ("phamj", "phạm"), ("ddoox", "đỗ"), ("ddan", "đan"),
        ("lys", "lý"), ("phuwowng", "phương"), ("phuowng", "phương"), ("phuongw", "phương"), ("dduwcs", "đức"), ("hoongf", "hồng"), ("thuyr", "thủy"),
        ("hoaf", "hoà"), ("xuaan", "xuân"), ("tuwf", "từ"), ("wng", "ưng"), ("nawm", "năm"), ("luaw", "lưa"), ("quoocs", "quốc"), ("oanhs", "oánh"),
        ("nguye6n4", "nguyễn"), ("nguye64n", "nguyễn"), ("ly1", "lý"), ("d9a2o", "đào"), ("phu7o7ng", "phương"), ("d9uc71", "đức"), ("ha8ng2", "hằng"),
    ],
)  # fmt: skip
def test_keys_of_telex_and_vni(keys: str, written: str) -> None:
    assert spelling(keyed(keys)) == spelling(written)


@pytest.mark.parametrize("word", ["nam", "chris", "anna", "alex", "đức", "", "x", "s" * 50, "12345", "nguyen"])
def test_words_that_are_no_keys(word: str) -> None:
    assert keyed(word) == ""
