import pytest

from nlp.extractors.tax_codes import find_tax_codes, is_tax_code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MST: 0100109106", [("0100109106", True)]),
        ("mã số thuế 0301452948-001", [("0301452948-001", True)]),
        ("Công ty ABC, 0100686209", [("0100686209", True)]),
        ("MST 0312345678", [("0312345678", False)]),
        ("tax code: 0301 452 948", [("0301452948", True)]),
        ("MST cá nhân 079203001234", [("079203001234", True)]),
        ("gọi 0903123456", []),
        ("mã đơn 1234567890", []),
        ("stk 01001091060", []),
        ("", []),
    ],
)
def test_finds_codes_that_are_announced_or_right(text: str, codes: list[tuple[str, bool]]) -> None:
    assert [(one.code, one.valid) for one in find_tax_codes(text)] == codes


def test_one_wrong_digit_is_seen() -> None:
    assert is_tax_code("0301452948")
    assert not any(is_tax_code(f"030145294{digit}") for digit in "012345679")
