import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.names.ranking import rank_names

KNOWN = [
    "Nguyễn Văn Nam", "Nguyễn Văn Năm", "Nguyễn Nam Phong", "Trần Thị Lan", "Trần Thị Lân", "Phạm Minh Đức", "Lý Đan Thu", "Lý Đan Thư", "Vũ Bá Thành",
    "Hoàng Anh Tuấn", "Hoàng Bảo Hòa", "Đoàn Gia Hoà", "Công ty TNHH Sao Mai", "Công ty CP Sao Mai Việt", "Công ty TNHH TM DV Thiên Ân", "Cơ khí Tân Tiến",
    "ACME Corporation", "Acorn Ltd", "Anna Berg", "Tanaka Kenji", "Bayerische Käse GmbH", "Catherine O'Neill",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn Nam", "Nguyễn Văn Nam"), ("nguyen van nam", "Nguyễn Văn Nam"), ("NGUYỄN VĂN NĂM", "Nguyễn Văn Năm"), ("Nguyeenx Vawn Nam", "Nguyễn Văn Nam"),
        ("Nguyeenx Vawn Nawm", "Nguyễn Văn Năm"), ("Nguye6n4 Va8n Nam", "Nguyễn Văn Nam"), ("nguyn van nam", "Nguyễn Văn Nam"), ("Nam Nguyễn Văn", "Nguyễn Văn Nam"),
        ("N.V. Nam", "Nguyễn Văn Nam"), ("Mr. Nguyen Van Nam", "Nguyễn Văn Nam"), ("chị Lan", "Trần Thị Lan"), ("chi Laan", "Trần Thị Lân"), ("a Đức", "Phạm Minh Đức"),
        ("anh Duc", "Phạm Minh Đức"), ("Lys Ddan Thu", "Lý Đan Thu"), ("Lys Ddan Thuw", "Lý Đan Thư"), ("bá thành", "Vũ Bá Thành"), ("anh Tuấn", "Hoàng Anh Tuấn"),
        ("bảo hoà", "Hoàng Bảo Hòa"), ("Cty Sao Mai", "Công ty TNHH Sao Mai"), ("sao mai", "Công ty TNHH Sao Mai"), ("saomai", "Công ty TNHH Sao Mai"),
        ("cty cp sao mai viet", "Công ty CP Sao Mai Việt"), ("thien an", "Công ty TNHH TM DV Thiên Ân"), ("TÂN TIẾN", "Cơ khí Tân Tiến"), ("Acme", "ACME Corporation"),
        ("acme corp.", "ACME Corporation"), ("acron", "Acorn Ltd"), ("Anna", "Anna Berg"), ("Ms Berg", "Anna Berg"), ("Mr. Tanaka", "Tanaka Kenji"),
        ("bayerische kase", "Bayerische Käse GmbH"), ("Cathrine ONeill", "Catherine O'Neill"), ("oneill, catherine", "Catherine O'Neill"),
    ],
)  # fmt: skip
def test_the_name_that_is_meant_comes_first(text: str, name: str) -> None:
    ranked = rank_names(text, KNOWN)
    assert ranked[0][0] == name, ranked[:3]
    assert len(ranked) == len(KNOWN)


def test_typed_accents_decide_and_scores_say_how_sure() -> None:
    (first, exact), (second, near) = rank_names("nguyễn văn năm", ["Nguyễn Văn Nam", "Nguyễn Văn Năm"])
    assert (first, exact) == ("Nguyễn Văn Năm", 1.0)
    assert (second, near < 0.97) == ("Nguyễn Văn Nam", True)
    assert rank_names("nguyen van nam", ["Nguyễn Văn Nam"])[0][1] > 0.95
    assert 0.8 < rank_names("anh Nam", ["Nguyễn Văn Nam"])[0][1] < 0.9
    assert rank_names("Trần Thị Lan", ["Phạm Minh Đức"])[0][1] < 0.5


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_any_words_get_scores_between_nothing_and_one(text: str, names: list[str]) -> None:
    assert all(0.0 <= score <= 1.0 for _, score in rank_names(text, names))


def test_hostile_names_cost_little() -> None:
    began = time.process_time()
    rank_names("công ty " * 5_000, ["a " * 10_000, "x" * 20_000, "\u0301" * 10_000] * 10)
    assert time.process_time() - began < 1
