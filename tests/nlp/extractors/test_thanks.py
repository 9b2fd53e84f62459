import pytest

from nlp.extractors.thanks import is_thanks_only


@pytest.mark.parametrize(
    "text",
    [
        "Cảm ơn",
        "Cám ơn em nhiều nhé!",
        "cam on shop",
        "ok em",
        "OK",
        "Dạ vâng ạ, em cảm ơn anh.",
        "thanks, works now",
        "Thanks Minh!",
        "Thank you so much for your help.\n\nBest regards,\nAnna Berg",
        "Got it, many thanks",
        "Máy chạy rồi, cảm ơn anh Tuấn nhé",
        "Đã nhận được, cảm ơn em 🙏",
        "tks e",
        "Perfect, thank you 👍",
    ],
)
def test_thanks_and_nothing_else(text: str) -> None:
    assert is_thanks_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thanks, but it still fails",
        "Cảm ơn em, nhưng máy vẫn báo lỗi",
        "ok em, mai 9h anh qua",
        "Cảm ơn. Cho anh hỏi thêm bảo hành bao lâu?",
        "Thanks. Please send the invoice",
        "ok gửi anh báo giá nhé em xem giúp màu đỏ",
        "cam on em, con may kia chua chay",
        "Thank you for your email. The second till freezes",
        "Anna Berg",
        "not ok",
        "Thanks in advance, the printer is broken",
        "anh",
        "Cảm ơn " * 100,
    ],
)
def test_anything_more_is_not_thanks(text: str) -> None:
    assert not is_thanks_only(text)
