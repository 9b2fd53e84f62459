import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from nlp.analyser import Analyser
from nlp.analysis import IntentLabel, Leaning

ANALYSER = Analyser()

SENTENCES = {
    IntentLabel.SUPPORT_REQUEST: [
        "Camera cổng sau bị mất kết nối từ tối qua, anh xem giúp em",
        "may tinh tien bi treo hoai, em khoi dong lai roi ma van vay",
        "The barcode scanner stopped working after the update",
        "How do I add a second warehouse?",
        "Em không đăng nhập được vào tài khoản kế toán",
    ],
    IntentLabel.COMPLAINT: [
        "Tôi rất thất vọng về cách làm việc của cửa hàng",
        "giao tre 3 ngay ma khong ai nghe may, lam an qua te",
        "This is unacceptable, your technician was rude to my staff",
    ],
    IntentLabel.SALES_ENQUIRY: [
        "Bên mình có bán máy pha cà phê loại nhỏ cho quán không?",
        "shop oi ghe xoay nay con mau den khong",
        "Do you carry stainless shelves, and how much is shipping?",
        "Chúng tôi đang tìm nhà cung cấp bao bì giấy",
    ],
    IntentLabel.QUOTE_REQUEST: [
        "Anh làm báo giá giúp em 15 bộ bàn ghế văn phòng",
        "gui bang gia cho chi nhe",
        "Please send a quotation for 200 chairs",
    ],
    IntentLabel.ORDER: [
        "Cho chị đặt 5 thùng nước suối giao trước thứ sáu",
        "minh dat mua 2 cai noi com, ship ve quan 7",
        "We would like to order 40 units, please ship to our Hanoi office",
    ],
    IntentLabel.MEETING_REQUEST: [
        "Anh sắp xếp được buổi gặp chiều thứ tư không, em qua văn phòng trình bày",
        "cho em xin hen gap anh sang mai",
        "Could we arrange a meeting next Tuesday to go over the plan?",
    ],
    IntentLabel.MEETING_REPLY: [
        "Em bận đột xuất, dời lịch sang thứ hai giúp em",
        "Wednesday 10 am works for us, see you then",
    ],
    IntentLabel.PAYMENT: [
        "Em đã chuyển khoản tiền cọc, anh kiểm tra nhé",
        "cho minh xin so tai khoan de thanh toan",
        "The bank transfer was made this morning, please send the receipt",
    ],
    IntentLabel.WARRANTY: [
        "Nồi chiên mua tháng trước còn bảo hành không em",
        "Is the motor still under warranty?",
    ],
    IntentLabel.CANCELLATION: [
        "Chị muốn hủy đơn hôm qua nhé",
        "huy lich hen giup em",
        "Please cancel our subscription at the end of the month",
    ],
    IntentLabel.UNSUBSCRIBE: [
        "Vui lòng ngừng gửi email quảng cáo cho tôi",
        "Please remove me from your mailing list",
    ],
    IntentLabel.FOLLOW_UP: [
        "Việc hôm nọ tới đâu rồi em, anh chưa thấy phản hồi",
        "bao gio giao hang vay shop",
        "Any update on this? I still haven't heard from you",
    ],
    IntentLabel.OTHER: [
        "Chúc mừng năm mới cả nhà",
        "Tôi muốn ứng tuyển vị trí kế toán, hồ sơ xin việc đính kèm",
        "hello",
    ],
}


@pytest.mark.parametrize(("text", "label"), [(text, label) for label, texts in SENTENCES.items() for text in texts])
def test_tells_why_a_customer_writes(text: str, label: IntentLabel) -> None:
    analysis = ANALYSER.analyse(text)
    assert analysis.intent.label is label, analysis.intent


def test_the_words_that_decided_are_named() -> None:
    intent = ANALYSER.analyse("Anh báo giá giúp em 15 ghế").intent
    assert "báo giá" in intent.words
    assert 0 < intent.score < 1


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("Máy in kẹt giấy, không in được", Leaning.SUPPORT),
        ("Gửi em bảng giá", Leaning.SALES),
        ("Chúc mừng sinh nhật công ty", Leaning.NEITHER),
        ("Việc hôm trước tới đâu rồi", Leaning.NEITHER),
    ],
)
def test_each_intent_leans_to_a_kind_of_record(text: str, leaning: Leaning) -> None:
    assert ANALYSER.analyse(text).intent.leaning is leaning


def test_the_subject_of_a_first_mail_counts_and_that_of_a_reply_hardly() -> None:
    body = "Em gửi thêm thông tin: hủy đơn hôm qua nhé."
    assert ANALYSER.analyse("Chi tiết trong file.", subject="Xin báo giá").intent.label is IntentLabel.QUOTE_REQUEST
    assert ANALYSER.analyse(body, subject="Re: Xin báo giá").intent.label is IntentLabel.CANCELLATION


def test_thanks_alone_is_marked_whatever_the_subject_says() -> None:
    analysis = ANALYSER.analyse("Cảm ơn em nhiều!", subject="Re: [T-5] Máy in không in được")
    assert analysis.is_thanks
    assert analysis.intent.label is IntentLabel.THANKS
    assert [reference.ref for reference in analysis.references] == ["T-5"]


def test_one_mail_gives_all_its_facts() -> None:
    analysis = ANALYSER.analyse(
        "Phiếu T-12 vẫn chưa xong, gọi chị 0903 123 456 hoặc mail hoa@saomai.example nhé.", subject="[T-12] Máy in"
    )
    assert analysis.language == "vi"
    assert analysis.has_accents
    assert [reference.ref for reference in analysis.references] == ["T-12"]
    assert analysis.phones == ("+84903123456",)
    assert analysis.emails == ("hoa@saomai.example",)
    assert not analysis.is_thanks


def test_language_comes_from_the_text_then_the_subject_then_the_hint() -> None:
    assert ANALYSER.analyse("Nhờ anh xem giúp", subject="Your order", language_hint="en").language == "vi"
    assert ANALYSER.analyse("👍", subject="Your order is late", language_hint="vi").language == "en"
    assert ANALYSER.analyse("👍", language_hint="vi").language == "vi"
    assert ANALYSER.analyse("👍").language == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00" * 5000,
        "a" * 200_000,
        "1 " * 50_000,
        "T-" * 50_000,
        "@" * 50_000,
        "không " * 30_000,
        "🙏" * 20_000,
        "0903" * 20_000,
        "( " * 40_000,
        "\ud800 lone",
    ],
)
def test_odd_input_ends_quickly(text: str) -> None:
    analysis = ANALYSER.analyse(text, subject=text[:5000])
    assert analysis.intent.label is not IntentLabel.SPAM


def test_one_analyser_serves_several_threads() -> None:
    texts = [text for texts in SENTENCES.values() for text in texts] * 5
    expected = [ANALYSER.analyse(text) for text in texts]
    fresh = Analyser()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fresh.analyse, texts)) == expected


def test_spacy_is_not_loaded_before_the_first_message() -> None:
    code = "import sys; from nlp.analyser import Analyser; Analyser(); sys.exit('spacy' in sys.modules or 'phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        "Cho em hỏi điều kiện giao hàng",
        "Bên em cần linh kiện cho máy in",
        "Bưu kiện đã tới, cảm ơn anh",
        "A formal dress",
    ],
)
def test_a_syllable_of_another_word_is_no_complaint(text: str) -> None:
    assert Analyser().analyse(text).intent.label is not IntentLabel.COMPLAINT
