"""New words, history and signature told apart, for the wordings of the usual mail programs."""

from __future__ import annotations

import textwrap
import time

import pytest
from samples.mails import attributions, header_blocks, sign_offs

from channels.email import guards, quoting
from channels.email.html_text import lines_of

NEW = "Tôi đồng ý với báo giá."
OLD = "Kính gửi anh\nBáo giá kèm theo"


@pytest.mark.parametrize("header", [*attributions.GMAIL, *attributions.APPLE, *attributions.OTHERS])
@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_attribution_ends_the_new_text(header, wrapped, marked):
    if wrapped:
        header = "\n".join(textwrap.wrap(header, 60, break_long_words=False, break_on_hyphens=False))
    old = textwrap.indent(OLD, "> ") if marked else OLD
    split = quoting.split_text(f"{NEW}\n\n{header}\n\n{old}\n")
    assert split.reply == NEW
    assert "Báo giá kèm theo" in split.quoted


@pytest.mark.parametrize("sentence", attributions.NOT_ATTRIBUTIONS)
def test_own_sentences_are_no_attribution(sentence):
    text = f"Chào bạn,\n\n{sentence}\n\n- một\n- hai"
    split = quoting.split_text(text)
    assert split.reply == text
    assert split.quoted == ""


@pytest.mark.parametrize("block", header_blocks.BLOCKS.values(), ids=header_blocks.BLOCKS.keys())
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_header_block_ends_the_new_text(block, gap):
    split = quoting.split_text(f"{NEW}{gap}{block}\n\n{OLD}\n")
    assert split.reply == NEW
    assert "Báo giá kèm theo" in split.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Họp phòng kinh doanh:\n\nFrom: 10 May\nTo: 12 May\nSubject to change.",
        "Thông tin giao hàng:\nTừ: Hà Nội\nĐến: Hải Phòng\nNgày: 15/4",
        "Tôi nghỉ phép\nFrom: 9:00\nTo: 17:00\nDate: 15/04/2024\nReason: sick",
        "Interview:\n\nDate: Wednesday 3 October\nTime: 7:00\nAddress: 130 Fox St",
    ],
)
def test_lists_with_labels_are_kept(text):
    assert quoting.split_text(text).reply == text


@pytest.mark.parametrize(("text", "name", "left"), sign_offs.SIGNED)
def test_sign_off_is_cut(text, name, left):
    split = quoting.split_text(text, sender_name=name)
    assert split.reply == left
    assert split.signature
    assert split.signature.split() == text[len(left) :].split()


@pytest.mark.parametrize(("text", "name"), sign_offs.UNSIGNED)
def test_what_is_no_sign_off_stays(text, name):
    split = quoting.split_text(text, sender_name=name)
    assert split.reply == text
    assert split.signature == ""


def test_answers_between_quoted_lines_are_kept():
    text = "Chào anh,\n\n> Giá bao nhiêu?\n\n2 triệu.\n\n> Bao giờ giao?\n\nThứ 6 này.\n"
    split = quoting.split_text(text)
    assert split.reply.split() == ["Chào", "anh,", "2", "triệu.", "Thứ", "6", "này."]
    assert split.quoted == "> Giá bao nhiêu?\n> Bao giờ giao?"


def test_answer_below_the_quotation_is_kept():
    split = quoting.split_text("On 15/04/2024 10:23, Lan wrote:\n> Giá bao nhiêu?\n\n2 triệu.\n")
    assert split.reply == "2 triệu."


def test_a_quoted_line_broken_by_a_relay_stays_quoted():
    above = "> Chúng tôi đã nhận được yêu cầu của quý khách và sẽ phản hồi trong vòng hai mươi"
    split = quoting.split_text(f"Vâng.\n\n{above}\nbốn giờ làm việc.\n> Trân trọng\n")
    assert split.reply == "Vâng."


def test_a_long_letter_does_not_hide_its_quotation():
    letter = "Một câu bình thường của một lá thư dài.\n" * 1_000
    split = quoting.split_text(f"{letter}\nOn 15/04/2024 10:23, Lan wrote:\n> cũ\n")
    assert split.reply == letter.strip()
    assert split.quoted.endswith("> cũ")


def test_header_with_nothing_before_and_nothing_quoted_is_the_writers_own():
    text = "On 15/04/2024 10:23, the driver wrote:\n\nwe cannot find the house"
    assert quoting.split_text(text).reply == text


HTML = {
    "gmail": '<div dir="ltr">Đồng ý nhé.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Vào Th 2, 15 thg 4, 2024 vào lúc 10:23 Lan &lt;<a href="mailto:lan@khach.example">lan@khach.example</a>&gt; đã viết:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">Giá cũ<br></blockquote></div>',
    "gmail signature": '<div dir="ltr">Đồng ý nhé.<div><br></div>-- <br><div class="gmail_signature"><b>Lan</b><br>0901</div></div>',
    "outlook web": '<div>Đồng ý nhé.</div><div id="Signature">Lan<br>ABC</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><b>Từ:</b> Hỗ trợ<br><b>Đã gửi:</b> 15/4<br></div><div>Giá cũ</div>',
    "outlook desktop": '<p class="MsoNormal">Đồng ý nhé.<o:p></o:p></p><div style=\'border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\'><p class="MsoNormal"><b>From:</b> x</p></div><p>Giá cũ</p>',
    "outlook mobile": '<div>Đồng ý nhé.</div><div id="ms-outlook-mobile-signature">Tải Outlook cho iOS</div><hr><div id="divRplyFwdMsg"><b>From:</b> x</div>Giá cũ',
    "apple": '<body>Đồng ý nhé.<br><div><br><blockquote type="cite"><div>On 15 Apr 2024, at 10:23, Lan &lt;lan@khach.example&gt; wrote:</div><div>Giá cũ</div></blockquote></div></body>',
    "yahoo": '<div>Đồng ý nhé.</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday, Lan wrote:</div><div>Giá cũ</div></div>',
    "thunderbird": '<p>Đồng ý nhé.</p><div class="moz-cite-prefix">Vào 15/4/24 10:23, Lan đã viết:<br></div><blockquote type="cite">Giá cũ</blockquote><div class="moz-signature">-- <br>Lan</div>',
    "samsung": '<div>Đồng ý nhé.</div><div id="composer_signature">Đã gửi từ Galaxy</div><div>-------- Tin nhắn gốc --------</div><div>Từ: Lan &lt;lan@khach.example&gt;</div><div>Ngày: 15/4/24</div><div>Giá cũ</div>',
    "proton": '<div>Đồng ý nhé.</div><div class="protonmail_signature_block">Sent with Proton Mail</div><div class="protonmail_quote">On Monday, Lan wrote:<br><blockquote>Giá cũ</blockquote></div>',
    "hidden": '<div style="display:none">Preheader <b>x</b></div><div>Đồng ý nhé.</div><blockquote>Giá cũ</blockquote>',
}


@pytest.mark.parametrize("markup", HTML.values(), ids=HTML.keys())
def test_html_marks_are_believed(markup):
    split = quoting.split_lines(lines_of(markup, []))
    assert split.reply == "Đồng ý nhé."


def test_an_indented_paragraph_in_html_is_no_quotation():
    markup = '<div>Một</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Hai</div></blockquote>'
    assert quoting.split_lines(lines_of(markup, [])).reply == "Một\nHai"


def test_answers_between_html_quotations_are_kept():
    markup = "<blockquote>Giá bao nhiêu?</blockquote><div>2 triệu.</div><blockquote>Bao giờ giao?</blockquote><div>Thứ 6.</div>"
    assert quoting.split_lines(lines_of(markup, [])).reply == "2 triệu.\nThứ 6."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday said On " * 60_000,
        "On Monday 10:23 <a@b> x:\n" * 40_000,
        "From: a\nTo: b\n" * 70_000,
        "a@" * 500_000,
        "-----\n" * 170_000,
        "> a\n\nb\n" * 150_000,
        "Thanks,\nA\n" * 90_000,
        "Sent from my \n" * 70_000,
    ],
    ids=["said", "attributions", "blocks", "at", "rules", "marks", "closings", "sent"],
)
def test_a_megabyte_of_almost_quotations_costs_little(text):
    started = time.process_time()
    split = quoting.split_text(text)
    assert time.process_time() - started < 2
    assert len(split.reply) + len(split.quoted) > 0
    assert len(split.reply) <= guards.MAX_QUOTING


@pytest.mark.parametrize(
    "text",
    [
        "Chào anh\n\nNhận Zalo rồi em kiểm tra\nMã lỗi là E3, máy in vẫn kẹt giấy.",
        "Where is my parcel?\n\nSent with DHL on Monday\nTracking says it is lost, please refund order 4711.",
        "Hello,\n\nSent by post, the samsung phone arrived broken\nPlease replace it.",
        "Cảm ơn em\n\nGửi qua Zalo thì bên chị không nhận được file, máy in vẫn lỗi E3",
    ],
)
def test_sentences_that_begin_like_a_phones_mark_are_the_writers_own(text: str) -> None:
    split = quoting.split_text(text)
    assert (split.reply, split.signature) == (text, "")
