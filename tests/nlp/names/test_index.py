from __future__ import annotations

import time

import pytest

from nlp.names.index import NameIndex
from nlp.text import clean, fold

PEOPLE = [
    "Nguyễn Văn Nam",
    "Trần Thị Lan",
    "Trần Thị Lân",
    "Phạm Minh Đức",
    "Lê Hoàng",
    "Anna Berg",
    "Tanaka Kenji",
    "Đặng Thị Mai",
    "Nguyễn Văn Nam",
]
FIRMS = ["Công ty TNHH Sao Mai", "Công ty CP TM DV Thiên Ân", "ACME Corporation", "Nhựa Long Giang", "Hoa Sen", "An"]  # fmt: skip
INDEX = NameIndex(
    [(f"C{place}", name, "person") for place, name in enumerate(PEOPLE)]
    + [(f"A{place}", name, "firm") for place, name in enumerate(FIRMS)]
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nguyen van nam", "Nguyễn Văn Nam"), ("Nam Nguyen", "Nguyễn Văn Nam"), ("anh Đức", "Phạm Minh Đức"), ("Traanf Thij Laan", "Trần Thị Lân"), ("tran thi lna", "Trần Thị Lan"),
        ("Phạm Min Đức", "Phạm Minh Đức"), ("cty sao mai", "Công ty TNHH Sao Mai"), ("saomai", "Công ty TNHH Sao Mai"), ("Thiên Ân", "Công ty CP TM DV Thiên Ân"),
        ("Acme Corp", "ACME Corporation"), ("amce", "ACME Corporation"), ("Mr Tanaka", "Tanaka Kenji"), ("nhua long giang", "Nhựa Long Giang"),
    ],
)  # fmt: skip
def test_looks_names_up_however_they_are_written(text: str, name: str) -> None:
    assert INDEX.lookup(text)[0].name == name


def test_a_lookup_may_be_narrowed_and_finds_nothing_where_nothing_is() -> None:
    assert [match.key for match in INDEX.lookup("nguyen van nam", limit=2)] == ["C0", "C8"]
    assert {match.kind for match in INDEX.lookup("an", kinds=["firm"])} == {"firm"}
    assert INDEX.lookup("Zacharias Quux") == []
    assert INDEX.lookup("") == []
    assert NameIndex([]).lookup("Lan") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hôm qua gặp anh Nguyễn Văn Nam bên Sao Mai", "Nguyễn Văn Nam; Sao Mai"),
        ("hom qua gap nguyen van nam ben sao mai", "nguyen van nam; sao mai"),
        ("gọi chị Lan, rồi báo anh Đức", "Lan; Đức"),
        ("Cty TNHH Thiên Ân chuyển tiền rồi", "Thiên Ân"),
        ("deal ACME ký tháng 6", "ACME"),
        ("nhắn Phạm Mnh Đức giúp em", "Phạm Mnh Đức"),
        ("hỏi Anna Berg về tanaka kenji", "Anna Berg; tanaka kenji"),
        ("mai mốt gọi lại, lan man quá", ""),
        ("an tâm nhé, hoàng hôn đẹp", ""),
        ("Trần Thị Làn không phải khách của mình", ""),
        ("", ""),
    ],
)
def test_spots_known_names_in_running_text(text: str, found: str) -> None:
    spotted = INDEX.find_in(clean(text))
    assert "; ".join(one.span.text for one in spotted) == found
    assert all(text[one.span.start : one.span.end] == one.span.text for one in spotted)


def test_records_that_share_a_name_are_all_there() -> None:
    (spotted,) = INDEX.find_in("gặp Nguyễn Văn Nam")
    assert [match.key for match in spotted.matches] == ["C0", "C8"]


def test_thousands_of_names_are_found_among_each_other() -> None:
    families, middles, given = (
        ["Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi"],
        ["Văn", "Thị", "Minh", "Đức", "Ngọc", "Gia", "Bảo", "Hữu"],
        ["Nam", "Lan", "Hòa", "Dũng", "Yến", "Thư", "Cúc", "Sơn", "Ân", "Vỹ"],
    )
    names = [
        f"{one} {two} {three} {four}"
        for one in families
        for two in middles
        for three in middles
        for four in given
        if two != three
    ]
    index = NameIndex((name, name, "person") for name in names)
    for name in names[::37]:
        assert index.lookup(name)[0].key == name
        assert fold(index.lookup(fold(name))[0].name) == fold(name)
        assert [one.matches[0].key for one in index.find_in(f"gặp {name} hôm qua")] == [name]


@pytest.mark.parametrize(
    "text", ["anh Nam " * 2_500, "Nguyễn " * 3_000, "a " * 10_000, "Sao Mai " * 2_500, "Nam-" * 5_000, "X" * 20_000]
)
def test_hostile_texts_cost_little(text: str) -> None:
    began = time.process_time()
    INDEX.find_in(text)
    assert time.process_time() - began < 1
