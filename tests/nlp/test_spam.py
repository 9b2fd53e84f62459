import pytest

from nlp.analyser import Analyser
from nlp.analysis import IntentLabel
from nlp.spam import LIKELY

ANALYSER = Analyser()


@pytest.mark.parametrize(
    "text",
    [
        "We offer SEO services and will bring your shop to the first page of Google. 500 backlinks for $99, limited time offer!",
        "CONGRATULATIONS!!! You won the EURO LOTTERY MILLIONS DRAW, send your card number to claim your prize",
        "Online casino with 200 free spins, bet now https://a.example https://b.example https://c.example",
        "Bên em bán data khách hàng ngành bất động sản, giá rẻ, inbox ngay để nhận file mẫu",
        "Dich vu SEO len top google sau 30 ngay, cam ket hoan tien, lien he ngay zalo",
        "vay tiền online giải ngân trong ngày, nợ xấu vẫn duyệt",
    ],
)
def test_bulk_offers_score_high_and_say_why(text: str) -> None:
    analysis = ANALYSER.analyse(text)
    assert analysis.spam.score >= LIKELY
    assert analysis.spam.reasons
    assert analysis.intent.label is IntentLabel.SPAM


@pytest.mark.parametrize(
    "text",
    [
        "Your free trial ended, can I get a discount on the yearly plan?",
        "Bên mình có khuyến mãi gì tháng này không, zalo của chị 0903 123 456",
        "Our casino in Phu Quoc needs 40 bar stools, please quote",
        "MÁY IN KHÔNG CHẠY NỮA RỒI SỬA GẤP GIÚP EM!!!",
        "Website bên em bị lỗi 500, nhờ anh xem giúp",
        "",
    ],
)
def test_customers_are_not_spam(text: str) -> None:
    assert ANALYSER.analyse(text).spam.score < LIKELY


def test_a_spammy_subject_counts() -> None:
    plain = ANALYSER.analyse("Interested? Reply to this mail.")
    offered = ANALYSER.analyse("Interested? Reply to this mail.", subject="SEO services: rank your website")
    assert plain.spam.score < LIKELY <= offered.spam.score
