import pytest

from nlp.extractors.emails import find_emails
from nlp.extractors.phones import MOST, find_phones, locate_phones


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


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("0903123456-0908222333", "+84903123456 +84908222333"), ("0903 123 456 0908 222 333", "+84903123456 +84908222333"), ("0903.123.456 / 0908.222.333", "+84903123456 +84908222333"),
        ("+84(0)903123456", "+84903123456"), ("+84 (0) 903 123 456", "+84903123456"), ("0084 903 123 456", "+84903123456"), ("84903123456", "+84903123456"),
        ("SĐT0903123456", "+84903123456"), ("sđt: 09 03 12 34 56", "+84903123456"), ("dt 903123456", "+84903123456"), ("zalo:0903123456nhé", "+84903123456"),
        ("Tel.(028)38229999", "+842838229999"), ("028 3822 9999 ext 12", "+842838229999"), ("028.3822.9999 (máy lẻ 101)", "+842838229999"),
        ("M: +84 903 123 456 | T: +84 28 3822 9999", "+84903123456 +842838229999"), ("Hotline 1900 1234 - 1900 6789", "+8419001234 +8419006789"),
        ("0903 123 456 20 cái ghế", "+84903123456"), ("giao 20/11/2026 0903 123 456", "+84903123456"), ("giá 1.200.000 gọi 0912345678", "+84912345678"),
    ],
)  # fmt: skip
def test_ways_of_writing_numbers(text: str, phones: str) -> None:
    assert " ".join(find_phones(text)) == phones


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01663 123 456", "+84363123456"), ("0121.345.6789", "+84793456789"), ("+84 123 456 7890", "+84834567890"), ("0199 345 6789", "+84593456789"),
        ("(08) 3822 9999", "+842838229999"), ("08 3822 9999", "+842838229999"), ("04 3822 9999", "+842438229999"), ("(0511) 3822999", "+842363822999"),
        ("0511 3822 999", "+842363822999"), ("0838 229 999", "+84838229999"),
    ],
)  # fmt: skip
def test_old_prefixes_are_todays_numbers(old: str, new: str) -> None:
    assert find_phones(f"gọi {old} nhé") == (new,)


@pytest.mark.parametrize(
    "text",
    [
        "T-0903123456",
        "stk 0903123456",
        "MST 0301234567",
        "mã đơn 0903123456",
        "http://x.vn/0903123456",
        "0903123456abc",
        "0903123456.50",
        "card 0903 123 456",
    ],
)
def test_what_is_said_to_be_something_else_is_no_phone(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize(
    ("text", "region", "phones"),
    [
        ("My cell is (541) 754-3010 x12", "US", "+15417543010"), ("(020) 7946 0958", "GB", "+442079460958"), ("+49 176/12345678", "US", "+4917612345678"),
        ("local 754-3010", "US", ""), ("account 12345678", "US", ""), ("0.0000000123", "US", ""), ("my number is +73(3)3045560862", "US", "+7333045560862"),
    ],
)  # fmt: skip
def test_numbers_of_other_regions(text: str, region: str, phones: str) -> None:
    assert " ".join(find_phones(text, region)) == phones


def test_says_which_words_gave_a_number() -> None:
    text = "gọi 0903 123 456 hoặc (+84) 903 123 456"
    first, second = locate_phones(text)
    assert (first.number, first.span.text) == ("+84903123456", "0903 123 456")
    assert text[second.span.start : second.span.end] == second.span.text


def test_a_list_of_numbers_is_cut() -> None:
    assert len(find_phones("\n".join(f"0903 123 {n}" for n in range(400, 500)))) == MOST


def test_finds_mail_addresses_once_in_lower_case() -> None:
    text = "Hoa <Hoa.Tran@SaoMai.example>, hoa.tran@saomai.example; (kho+hn@sub.acme.co.example)."
    assert find_emails(text) == ("hoa.tran@saomai.example", "kho+hn@sub.acme.co.example")


def test_what_only_looks_like_an_address_is_left() -> None:
    assert find_emails("@nam ở a@b, x@localhost, giá 5@10k") == ()


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("mail: lan@x.vn.", "lan@x.vn"), ("lan (at) saomai (dot) vn", "lan@saomai.vn"), ("lan[at]saomai.vn", "lan@saomai.vn"), ("nguyễn@côngty.vn", "nguyễn@côngty.vn"),
        ("(john.o'neil@x.com)", "john.o'neil@x.com"), ("mailto:a_b-c@x.co.jp?subject=1", "a_b-c@x.co.jp"), ("lan@x.vn-nhé", "lan@x.vn"), ("a@b.vn;c@d.vn", "a@b.vn c@d.vn"),
        ("Carol@new_type.com", ""), ("họp @ 5pm", ""), ("a..b@x.vn", ""), ("https://x.vn/@lan", ""), ("@lan", ""),
    ],
)  # fmt: skip
def test_ways_of_writing_addresses(text: str, addresses: str) -> None:
    assert " ".join(find_emails(text)) == addresses
