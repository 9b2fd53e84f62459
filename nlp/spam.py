"""Signs of mail that was sent to everybody and asked for by nobody.

The score judges the text alone. Whether a message counts as spam is the caller's decision: somebody who is known here may
write about casinos.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.analysis import Spam
from nlp.phrases import Hit, PhraseLists

LIKELY = 0.6
"""From this score on a stranger's message may be set aside as spam."""

_LINK = re.compile(r"https?://|www\.|bit\.ly/|t\.me/|zalo\.me/", re.IGNORECASE)
_SHOUTING = re.compile(r"[A-ZĐÀ-Ỹ]{4,}(?:\s+[A-ZĐÀ-Ỹ]{2,}){3,}|[!$€]{3,}|>{3,}")
_LEAST_WEIGHT = 2.0
_DOUBT = 2.5
_FEW_LINKS = 2

SPAM_SIGN = "spam sign"

SPAM_PHRASES: PhraseLists = {
    SPAM_SIGN: {
        5: """
            dịch vụ seo; đẩy top google; lên top google; bán data khách hàng; data khách hàng; danh sách khách hàng tiềm năng; vay tiền online; vay tín chấp; vay nhanh
            giải ngân trong ngày; không thẩm định; hạn mức … bấm; việc nhẹ lương cao; kiếm tiền online; chốt đơn ảo; cộng tác viên online; lô đề; soi cầu; cá độ; nhà cái; nổ hũ
            casino trực tuyến; tăng like; tăng follow; mua like; sim số đẹp; trúng thưởng; nhận thưởng ngay; sinh lời #; lợi nhuận #; lãi suất # ngày; tiền ảo; sàn forex; đầu tư f0
            thuốc cường dương; tăng cường sinh lý; kết bạn zalo; làm bằng giả; bằng đại học giá rẻ; hóa đơn đầu vào; mua bán hóa đơn
            seo services; seo service; seo agency; first page of google; page one of google; rank your website; backlinks; guest post; link building; domain authority; email lists; email list
            b2b leads; leads database; b2b email; decision makers; online casino; casino bonus; free spins; bet now; crypto investment; bitcoin investment; double your money
            guaranteed returns; passive income; you have won; you won; claim your prize; lottery; inheritance; million dollars; next of kin; beneficiary; business loans; unsecured loan
            payday loan; get funded; loan offer; viagra; cialis; weight loss; lose weight; smm panel; cheap followers; buy followers; work from home and earn
            make money fast; replica watches; adult dating; hot singles; account has been suspended click; verify your account immediately; pay with crypto; card number; bulk sms
        """,
        3: """
            vé mời miễn phí; chỉ còn # suất; đăng ký liền tay; đăng ký ngay; hội thảo … bí quyết; bí quyết đầu tư; bất động sản nghỉ dưỡng; mở bán; chiết khấu khủng; ưu đãi khủng; duy nhất hôm nay
            bấm vào link; click vào link; nhấn vào link; inbox ngay; liên hệ ngay; ib zalo; kiếm # mỗi ngày; kiếm #; thu nhập # tháng; thiết kế website giá rẻ; cho vay; hỗ trợ vay; nợ xấu
            quảng cáo google; chạy quảng cáo; tin nhắn thương hiệu; khóa học miễn phí; nhà đất; căn hộ; suất ngoại giao; cam kết lợi nhuận; cơ hội đầu tư
            free sample today; act now; limited time offer; limited time; click here; apply now; risk free; no obligation; special promotion; increase your traffic; boost your sales; more traffic
            increase your sales; web design services; website redesign; app development company; outsource your; mobile app development; virtual assistant services; data entry services; dear sir madam
            investment opportunity; exclusive deal; once in a lifetime; earn up to; earn $; best rates guaranteed; get a free; free audit; free consultation; i visited your website; i came across your website
        """,
        1: "miễn phí; khuyến mãi; giá rẻ; zalo; telegram; đầu tư; bitcoin; forex; free; offer; cheap; promotion; discount; win; prize; verified; crypto; likes",
    }
}


def judge_spam(hits: Sequence[Hit], text: str) -> Spam:
    """``hits`` are phrases of ``SPAM_PHRASES``. Habits alone, however loud, convict nobody."""
    said = sum(hit.weight for hit in hits)
    if said < _LEAST_WEIGHT:
        return Spam()
    habits = _habits(text)
    weight = said + len(habits)
    return Spam(round(weight / (weight + _DOUBT), 2), _reasons(hits, habits))


def _habits(text: str) -> list[str]:
    links = len(_LINK.findall(text))
    return [
        reason
        for reason, holds in (
            (f"{links} links", links > _FEW_LINKS),
            ("shouting", bool(_SHOUTING.search(text))),
        )
        if holds
    ]


def _reasons(hits: Sequence[Hit], habits: Sequence[str]) -> tuple[str, ...]:
    strongest = sorted(hits, key=lambda hit: -hit.weight)
    return (*(hit.text for hit in strongest[:4]), *habits)
