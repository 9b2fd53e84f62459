import pytest

from nlp.extractors.emails import find_emails
from nlp.extractors.phones import MOST, find_phones


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("gọi em 0903 123 456 nhé", ("+84903123456",)),
        ("ĐT: 0903.123.456 - 028 3822 9999", ("+84903123456", "+842838229999")),
        ("+84 903 123 456 hoặc (+84) 903 123 457", ("+84903123456", "+84903123457")),
        ("call +44 20 7946 0958.", ("+442079460958",)),
        ("hotline 1900 1234", ("19001234",)),
        ("0903123456, 0903-123-456", ("+84903123456",)),
    ],
)
def test_finds_phone_numbers(text: str, phones: tuple[str, ...]) -> None:
    assert tuple(number.removeprefix("+84") if "1900" in number else number for number in find_phones(text)) == phones


@pytest.mark.parametrize(
    "text",
    [
        "ngày 20/11/2026",
        "2026-11-20 10:30",
        "20.11.2026 1234",
        "52.800.000 đồng",
        "stk 19035678901234567",
        "mã 903123456",
        "T-12345678",
        "no digits",
        "v1.2.3.4.5.6.7.8",
    ],
)
def test_dates_amounts_and_accounts_are_no_phones(text: str) -> None:
    assert find_phones(text) == ()


def test_a_list_of_numbers_is_cut() -> None:
    assert len(find_phones("\n".join(f"0903 123 {n}" for n in range(400, 500)))) == MOST


def test_finds_mail_addresses_once_in_lower_case() -> None:
    text = "Hoa <Hoa.Tran@SaoMai.example>, hoa.tran@saomai.example; (kho+hn@sub.acme.co.example)."
    assert find_emails(text) == ("hoa.tran@saomai.example", "kho+hn@sub.acme.co.example")


def test_what_only_looks_like_an_address_is_left() -> None:
    assert find_emails("@nam ở a@b, x@localhost, giá 5@10k") == ()
