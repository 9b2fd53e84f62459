from pathlib import Path

import numpy as np
import pytest

from nlp.analyser import Analyser
from nlp.analysis import IntentLabel as Label
from nlp.intents.features import LABELS, SIZE, features
from nlp.intents.model import PACKAGED, Model, UnfitModelError, load, packaged

ANALYSER = Analyser()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Máy phát điện lắp tuần trước tự nhiên không nổ được nữa, cho thợ qua xem giúp", Label.SUPPORT_REQUEST),
        ("e ko vao dc trang quan tri, cu bao sai pass", Label.SUPPORT_REQUEST),
        ("giao sai mẫu hai lần liền mà không một lời xin lỗi, quá thất vọng", Label.COMPLAINT),
        ("ben em co ban rem cua cho khach san ko", Label.SALES_ENQUIRY),
        ("Do you rent out scaffolding by the week?", Label.SALES_ENQUIRY),
        ("cho mình xin báo giá 40 bộ bàn ghế nhựa giao Bến Tre", Label.QUOTE_REQUEST),
        ("lấy cho chị 6 thùng nước suối, chiều chở qua quán nha", Label.ORDER),
        ("Anh có rảnh sáng thứ tư không, em muốn ghé giới thiệu mẫu mới", Label.MEETING_REQUEST),
        ("Thứ tư anh kẹt rồi, dời qua sáng thứ năm được không em", Label.MEETING_REPLY),
        ("em vừa ck 3tr5 tiền cọc, shop xem nhận được chưa", Label.PAYMENT),
        ("The blender broke after three weeks, is it still under guarantee?", Label.WARRANTY),
        ("please cancel my booking for Saturday, plans changed", Label.CANCELLATION),
        ("đừng nhắn quảng cáo cho tôi nữa", Label.UNSUBSCRIBE),
        ("Dạ em nhận đủ rồi ạ, cảm ơn chị nhiều", Label.THANKS),
        ("báo giá hôm thứ hai em hứa gửi tới đâu rồi", Label.FOLLOW_UP),
        ("we can put your site on page one of google, interested?", Label.SPAM),
        ("alo shop ơi", Label.OTHER),
    ],
)
def test_says_why_somebody_writes(text: str, label: Label) -> None:
    intent = ANALYSER.analyse(text).intent
    assert intent.label is label
    assert 0 < intent.score <= 1


def test_says_thanks_and_the_new_question() -> None:
    analysis = ANALYSER.analyse("Cảm ơn em đã hỗ trợ nhanh. Cho chị hỏi bên em có bán mực in không?")
    assert analysis.intent.label is Label.SALES_ENQUIRY
    assert not analysis.is_thanks


def test_says_which_words_decided() -> None:
    assert ANALYSER.analyse("please send a quotation for 40 chairs").intent.words


def test_a_subject_counts_unless_it_is_an_old_one() -> None:
    assert (
        ANALYSER.analyse("Chi tiết trong file.", subject="Xin báo giá 20 máy lạnh").intent.label is Label.QUOTE_REQUEST
    )
    assert ANALYSER.analyse("ok em", subject="Re: Xin báo giá 20 máy lạnh").intent.label is not Label.QUOTE_REQUEST


@pytest.mark.parametrize("text", ["", " ", "12345", "@@@@", "🙏🙏", "\n\n"])
def test_no_words_mean_nothing(text: str) -> None:
    assert ANALYSER.analyse(text).intent.label is Label.OTHER


def test_features_are_the_same_each_time() -> None:
    once = features("Xin báo giá 5 máy in?", [("quote_request", 4.0)])
    assert once.tolist() == features("Xin báo giá 7 máy in?", [("quote_request", 4.2)]).tolist()
    assert once.max() < SIZE


def test_a_saved_model_is_the_same_model(tmp_path: Path) -> None:
    packaged().save(tmp_path / "one.npz")
    packaged().save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = load(tmp_path / "one.npz")
    indices = features("xin chào shop")
    assert again.shares(indices) == packaged().shares(indices)


def test_refuses_what_is_no_model(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(PACKAGED.read_bytes()[:1000])
    with pytest.raises(UnfitModelError):
        load(broken)
    with pytest.raises(UnfitModelError):
        load(tmp_path / "missing.npz")


@pytest.mark.parametrize("part", ["table", "scale", "labels", "schema"])
def test_refuses_a_model_of_another_shape(tmp_path: Path, part: str) -> None:
    with np.load(PACKAGED, allow_pickle=False) as file:
        parts = {name: file[name] for name in file.files}
    parts[part] = np.zeros(3, np.int8)
    np.savez(tmp_path / "odd.npz", **parts)
    with pytest.raises(UnfitModelError):
        load(tmp_path / "odd.npz")


def test_weights_survive_being_made_small() -> None:
    weights = np.zeros((SIZE, len(LABELS)), np.float32)
    weights[5, 2], weights[6, 2] = 1.0, -0.5
    model = Model.of_weights(weights, np.zeros(len(LABELS), np.float32))
    assert model.sums(np.array([5, 6], np.uint32))[2] == pytest.approx(0.5 / 2**0.5, abs=0.01)
