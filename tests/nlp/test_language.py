import pytest

from nlp.analysis import Language
from nlp.language import detect, detect_detail


@pytest.mark.parametrize(
    "text",
    [
        "Chị kiểm tra giúp em đơn hàng hôm qua nhé",
        "em ơi máy lại hỏng",
        "Báo giá 20 ghế",
        "dạ vâng ạ",
    ],
)
def test_vietnamese_with_accents(text: str) -> None:
    assert detect_detail(text) == Language("vi", accents=True)


@pytest.mark.parametrize(
    "text",
    [
        "chi kiem tra giup em don hang hom qua nhe",
        "em oi may lai hong",
        "bao gia giup minh",
        "k vao dc phan mem",
        "sao chua thay giao hang vay shop",
        "Nguyen Thi Thuong Huyen",
        "9h30 mai",
        "ok a",
        "ok chi",
        "gui invoice",
        "deadline t6",
        "cam on team support",
        "may in HP LaserJet ket giay",
        "3 ruoi",
        "gia 1tr5",
    ],
)
def test_vietnamese_typed_without_accents(text: str) -> None:
    assert detect_detail(text) == Language("vi", accents=False)


@pytest.mark.parametrize(
    "text",
    [
        "The printer is on fire",
        "price list please",
        "can you help me",
        "Order arrived broken",
        "hi",
        "3rd quarter",
        "hello",
        "order status",
        "printer offline again",
        "Hi Nguyen, please send the contract to Thuy by Monday",
    ],
)
def test_english(text: str) -> None:
    assert detect(text) == "en"


def test_both_languages_in_one_text_are_mixed() -> None:
    assert detect("Please check giúp em invoice này, when will you send the new one, em cần gấp") == "mixed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345 67-89",
        "👍👍",
        "Добрый день, когда будет доставка?",
        "お世話になっております",
        "Bonjour, je voudrais un devis pour nous",
        "Guten Tag, wir haben eine Frage und danken für die Hilfe",
    ],
)
def test_other_languages_and_no_language_are_unknown(text: str) -> None:
    assert detect(text) == ""


def test_links_and_addresses_are_no_evidence() -> None:
    assert detect("nho xem giup https://example.com/the/order/is/not/there hoa.order@example.com") == "vi"
