"""Changes of a record: tickets' status and priority, leads, stages, won and lost, owners, snoozing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlp.analysis import Span
from nlp.commands.frames.base import Draft, Frame, expression, frame, put_any_record, put_record, without_lead
from nlp.commands.names import take_name

TICKET_STATUS = {
    "on_hold": expression(
        "tạm dừng; tạm ngưng; tạm ngừng; tạm hoãn; treo; treo lại; on hold; hold; hold lại; đóng băng; gác lại; tạm gác; park; parked; pause; tạm treo; onhold; dừng lại; ngưng; to hold; bảo lưu"
    ),
    "waiting": expression(
        "chờ khách; đợi khách; chờ kh; đợi kh; waiting; chờ phản hồi; đợi phản hồi; chờ; đợi; pending; đang chờ; chờ khách hàng; wait; awaiting; chờ bên khách; chờ bên kia; chờ trả lời"
    ),
    "open": expression(
        "mở lại; reopen; re-open; reopened; mở; open; open again; mở ra lại; chưa xong; chưa được; lại bị; đang mở; bật lại; đang xử lý; tái mở; chưa hết lỗi; still open; active again"
    ),
    "closed": expression("đóng; close; closed; khóa; đóng lại; khoá; kết thúc; clôse; đóng luôn; đóng hẳn; shut"),
    "resolved": expression(
        "xong; xong rồi; đã xong; xử lý xong; giải quyết xong; đã giải quyết; đã xử lý; resolved; resolve; solved; fixed; done; hoàn thành; hoàn tất; giải quyết; hết lỗi; sửa xong; fix xong; fix rồi; xử lý ok; ổn rồi; finished; complete; completed; xử lý rồi; đã fix; hoàn tất rồi; all good; sorted; sorted out; taken care of; cleared"
    ),
}
PRIORITY = {
    "urgent": expression(
        "khẩn cấp; khẩn; gấp; urgent; cấp bách; critical; siêu gấp; rất gấp; cực gấp; cháy; asap; hỏa tốc; top priority; highest; cao nhất; emergency; ưu tiên số 1; ưu tiên số một; p1; p0; nguy cấp; ưu tiên tuyệt đối"
    ),
    "low": expression(
        "thấp; low; không gấp; ko gấp; lowest; hạ; hạ ưu tiên; giảm ưu tiên; giảm; not urgent; từ từ; thấp thôi; thấp xuống; thấp nhất; p3; p4; lower; hạ xuống; chưa gấp; no rush; hết gấp; minor; ít ưu tiên; ko gap"
    ),
    "normal": expression(
        "bình thường; normal; thường; trung bình; medium; vừa; bt; standard; mặc định; regular; vừa phải; bthg; bthuong; p2"
    ),
    "high": expression(
        "cao; high; ưu tiên trước; quan trọng; important; higher; lên đầu; đầu danh sách; cao hơn; lên cao; prioritise; prioritize; top; cao lên; tăng"
    ),
}
PRIORITY_ORDER = ("urgent", "low", "normal", "high")
LEAD_STATUS = {
    "contact_later": expression(
        "liên hệ sau; liên hệ lại; gọi lại; gọi lại sau; để sau; contact later; call later; chưa có nhu cầu; follow up later; later; chăm sóc sau; nuôi; nurture; nurturing; liên lạc lại; liên lạc sau; hẹn lại; recontact; callback; call back later; quay lại sau; get back; dời lại; sau này; chăm lại; tính sau; not ready; not yet ready; chưa sẵn sàng; check back"
    ),
    "rejected": expression(
        "rejected; reject; loại; loại bỏ; từ chối; rác; junk; spam; số sai; sai số; không có nhu cầu; ko có nhu cầu; bỏ; bỏ đi; bỏ qua; not interested; disqualified; disqualify; không quan tâm; ko quan tâm; không tiềm năng; dead; unqualified; không phù hợp; ko phù hợp; not a fit; số ảo; data rác; lead rác; hủy; fake; bad number; wrong number; không mua; loại luôn; xóa; no interest; hết nhu cầu; thôi; invalid; loại ra; gạch; drop; discard; bogus; trùng; duplicate"
    ),
    "in_process": expression(
        "đang xử lý; in process; in_process; đang chăm; đang chăm sóc; đang liên hệ; in progress; đang tư vấn; working; đang làm việc; processing; đang theo; đang trao đổi; đang tiến hành; being worked; contacted; đã liên hệ; đang tìm hiểu; đang follow; đang theo dõi; working on; under way; engaged"
    ),
    "hot": expression("nóng; hot; rất nóng; nóng hổi; super hot; rất tiềm năng; nóng lên; hott"),
    "warm": expression("ấm; warm; ấm lên; âm ấm; hơi ấm; warming up"),
    "cold": expression("lạnh; cold; nguội; nguội lạnh; nguội rồi; lạnh nhạt; gone cold; nguội dần"),
    "qualified": expression("đủ điều kiện; qualified; đạt chuẩn; chất lượng; đạt; đủ chuẩn"),
}


def one_of(draft: Draft, kinds: Mapping[str, re.Pattern[str]], slot: str, order: tuple[str, ...] = ()) -> bool:
    """The kind whose words stand in the matched status, the longest words first."""
    place = draft.group("status") or (draft.start, draft.sentence.end)
    stretch = draft.sentence.low[place[0] : place[1]]
    best = None
    for rank, kind in enumerate(order or kinds):
        for found in kinds[kind].finditer(stretch):
            key = (found.end() - found.start(), -rank)
            if best is None or key > best[0]:
                best = (key, kind, found)
    if best is None:
        return False
    start = place[0] + best[2].start()
    end = place[0] + best[2].end()
    draft.put(slot, best[1], Span(start, end, draft.sentence.text[start:end]))
    return True


def _record(draft: Draft) -> bool:
    if draft.group("rec"):
        return draft.put_who("record", "rec")
    return put_any_record(draft)


def _is_kind(draft: Draft, kinds: str) -> bool:
    value = str(draft.slots.get("record", ""))
    head = value.partition("-")[0]
    return head in kinds.split() or not any(said.value == value for said in draft.sentence.found.references)


def _ticket_status(draft: Draft) -> bool:
    return _record(draft) and _is_kind(draft, "T") and one_of(draft, TICKET_STATUS, "status")


def _priority(draft: Draft) -> bool:
    """ "ưu tiên T-5" alone means: before others."""
    if not (_record(draft) and _is_kind(draft, "T O L")):
        return False
    if not one_of(draft, PRIORITY, "priority", PRIORITY_ORDER):
        draft.put("priority", "high", Span(draft.start, draft.end, draft.sentence.text[draft.start : draft.end]))
    return True


def _lead_status(draft: Draft) -> bool:
    if not (_record(draft) and _is_kind(draft, "L") and one_of(draft, LEAD_STATUS, "status")):
        return False
    if draft.slots["status"] == "contact_later" and draft.sentence.found.times:
        draft.put_time("until", draft.sentence.found.times[-1])
    return True


def _convert(draft: Draft) -> bool:
    return _record(draft) and _is_kind(draft, "L")


def put_amount(draft: Draft) -> None:
    for money in draft.sentence.found.money[-1:]:
        draft.put("amount", money.amount, money.span)
        draft.put("currency", money.currency, money.span)


_STAGE_END = expression(
    "với giá; giá; số; số mới; trị giá; giá trị; với; được; rồi; nhé; nha; nhe; now; at; worth; expected; dự kiến; close; closing; vì; do; ngày; đi; giúp; luôn; for; because; since; after; thôi; r; with; amount; value; as; stage; giùm; dùm; hộ; please; and; và; ạ; cho; by; khách; chốt; so; do; đó",
    r"[\s,]+{0}",
)


def _stage(draft: Draft) -> bool:
    return _record(draft) and _is_kind(draft, "O") and put_stage(draft)


def put_stage(draft: Draft) -> bool:
    """The stage, and behind it amount and close date."""
    place = draft.group("stage")
    if place is None:
        return False
    piece = without_lead(draft.sentence, *place)
    low = draft.sentence.low
    if (
        piece is None
        or _NOT_A_STAGE.match(low[piece.start : piece.end])
        or low[piece.start] in "\ue000\ue001\ue002\ue003\ue004"
    ):
        return False
    known = STAGES.match(low[piece.start : piece.end])
    if known:
        end = piece.start + known.end()
        draft.put_piece("stage", draft.sentence.piece(piece.start, end))
        return _stage_facts(draft, end)
    ends = [found.start() for found in _STAGE_END.finditer(low[piece.start : piece.end])]
    ends += [at for at in range(piece.end - piece.start) if low[piece.start + at] in ",.;:!?\n(\ue000\ue001"]
    ends = [at for at in ends if at]
    piece = draft.sentence.piece(piece.start, piece.start + min(ends)) if ends else piece
    if piece is None or not piece.has_at_most(6):
        return False
    draft.put_piece("stage", piece)
    return _stage_facts(draft, piece.end)


STAGES = expression(
    "chốt giá; đàm phán giá; đàm phán; thương lượng; thương lượng giá; gửi báo giá; báo giá; trình bày giải pháp; trình bày; tiếp cận; khảo sát; dùng thử; chạy thử; demo; trial; pilot; proposal; proposal sent; negotiation; negotiating; contract; contract sent; "
    "hợp đồng; ký hợp đồng; soạn hợp đồng; chờ ký; quotation; quote; quote sent; presentation; qualification; qualified; discovery; needs analysis; đề xuất; gửi đề xuất; sơ khai; đánh giá; tư vấn; xác định nhu cầu; legal review; signing; verbal commitment; closing; evaluation; "
    "prospecting; gửi mẫu; thử mẫu; duyệt mẫu; chờ duyệt; thanh toán; đặt cọc; xét duyệt; giải pháp; technical review; chào giá; chốt; review; procurement; site survey; thử nghiệm; khởi tạo; mới; new; poc; thẩm định; trình mẫu; làm hợp đồng; ký kết; đấu thầu; approval; final review; onboarding",
    r"\A{0}",
)
_NOT_A_STAGE = expression(
    "nào; gì; mấy; what; which; lead; contact; customer; customers; khách hàng; khách; account; hot; cold; warm; nóng; lạnh; nguội; open; closed; on hold; hold; urgent; high; low; khẩn cấp; danh bạ; lịch; the calendar; my calendar; him; her; list; cao; thấp; danh sách; tôi; em; anh; chị; me; mai; hôm; tuần; thứ; ngày; tháng; ai; gấp; nhóm; my list; the list; won; lost; thắng; thua; mọi người; team; a; chiều; sáng; tối; next; cho",
    r"\A{0}",
)


def _stage_facts(draft: Draft, end: int) -> bool:
    put_amount(draft)
    times = [time for time in draft.sentence.found.times if time.span.start >= end]
    if times:
        draft.put_time("close_date", times[-1])
        draft.slots["close_date"] = times[-1].start.date()
    return True


def _reason(draft: Draft) -> None:
    if draft.group("reason") and draft.put_text("reason", "reason"):
        span = draft.spans["reason"]
        rest = draft.sentence.without_particles(span.start, span.end)
        if rest is None or _ORDER_ONLY.match(draft.sentence.low[rest.start : rest.end]):
            del draft.slots["reason"], draft.spans["reason"]


_THANG = re.compile(r"(?<!\w)(?:thang|mat|rot)(?!\w)")
_SAYS_DEAL = re.compile(r"(?<!\w)(?:deal|co hoi|keo|opp|hop dong|du an|thau|danh dau|ghi|mark|set|chot|ky)(?!\w)")


def _won(draft: Draft) -> bool:
    sentence = draft.sentence
    if _THANG.search(sentence.plain) and not sentence.found.references and not _SAYS_DEAL.search(sentence.plain):
        draft.doubt += 0.25  # "thang" without its accent is a month or a lift as often as a win
    place, why = draft.group("rec"), draft.group("reason")
    if place and why and draft.sentence.piece(place[1], why[0]) is None:
        return _name_then_reason(draft, place, why)
    if not _record(draft) or not _is_kind(draft, "O"):
        return False
    _reason(draft)
    if "reason" not in draft.slots:
        because = _BECAUSE.search(draft.sentence.low, draft.spans["record"].end)
        if because:
            draft.put_piece("reason", without_lead(draft.sentence, because.end(), draft.sentence.end))
    return True


_BECAUSE = expression("because of; because; thanks to; vì; do; nhờ; lý do; lí do; bởi vì; reason; due to", r"{0}[\s:]+")
_ORDER_ONLY = expression(
    "chuyển thắng; đánh dấu thắng; set won; mark won; ghi thắng; mark it won; chuyển won; đóng deal; update giúp; cập nhật giúp; đánh dấu; mark it; thắng rồi; won; lost; set lost; mark lost; đánh dấu thua; chuyển thua; ghi thất bại; cập nhật; ghi nhận; "
    "ghi nhận thắng; mark it as won; mark it as lost; ăn mừng thôi; yay; mark it lost; đánh dấu won; ghi thành công; cập nhật nhé; xong; rồi; update; update nhé; đánh dấu thất bại; ghi nhận thất bại; đóng thắng; cho thắng; chốt đơn; cập nhật lại; thắng; thua; thất bại; today; hôm nay; đóng lại; cả nhà; nhé cả nhà; mọi người ơi; cả nhà ơi",
    r"\A{0}[\s.!]*\Z",
)


def _name_then_reason(draft: Draft, place: tuple[int, int], why: tuple[int, int]) -> bool:
    """Nothing but the name itself says where it ends and the reason begins."""
    if not put_record(draft, "record", place[0], why[1]) or not _is_kind(draft, "O"):
        return False
    piece = without_lead(draft.sentence, draft.spans["record"].end, why[1])
    return piece is not None and draft.put_piece("reason", piece)


def _assign(draft: Draft) -> bool:
    if not _record(draft):
        return False
    if draft.group("self"):
        start, end = draft.group("self") or (0, 0)
        draft.put("user", draft.sentence.text[start:end].strip(), Span(start, end, draft.sentence.text[start:end]))
        return True
    return put_user(draft)


def put_user(draft: Draft) -> bool:
    """A colleague's name; not the record itself, a stage or a day."""
    place = draft.group("user")
    if place is None:
        return False
    piece = take_name(draft.sentence, *place)
    if piece is None or piece.text == draft.slots.get("record") or any(char.isdigit() for char in piece.text):
        return False
    if draft.sentence.text[piece.start].islower() and _NOT_A_USER.match(draft.sentence.low[piece.start : piece.end]):
        return False
    return draft.put_piece("user", piece)


_NOT_A_USER = expression(
    "giai đoạn; bước; stage; khâu; trạng thái; status; khách; khách hàng; customer; customers; client; account; an account; a customer; the customer; open; closed; on hold; waiting; resolved; nóng; hot; cold; warm; lạnh; nguội; "
    "dùng thử; chạy thử; trình bày; ký; ký hợp đồng; gửi; tuần; ngày; tháng; thứ; sáng; chiều; mai; xong; proposal; negotiation; đàm phán; báo giá; lead; deal; high; low; normal; urgent; cao; thấp; gấp; the; negotiation; demo; contract; trial; won; lost; thắng; thua; hợp đồng; phòng; lịch; nhóm khách; công ty; it; that; this; later; khẩn cấp; vào; mức; danh sách; next",
    r"\A{0}",
)


def _snooze(draft: Draft) -> bool:
    times = draft.sentence.found.times
    if not times:
        return False
    if draft.group("rec"):
        draft.put_who("record", "rec")
    else:
        put_any_record(draft)
    return draft.put_time("until", times[-1])


_HOLDS = "(tạm dừng|tạm ngưng|tạm hoãn|tạm treo|treo|on hold|hold|onhold|tạm gác|gác lại|chờ khách|đợi khách|chờ phản hồi|waiting|pending|chờ|đợi|waiting on customer|waiting for customer|waiting for the customer|mở lại|mở|open|đóng|closed|close|resolved|xong|giải quyết xong|done|đã xong|đã giải quyết|đã xử lý|solved|fixed|hoàn thành|hoàn tất|resolve|đang xử lý|chờ khách hàng|chờ khách trả lời|tạm ngừng)"
FRAMES: tuple[Frame, ...] = (
    frame(
        "set_ticket_status",
        _ticket_status,
        f"""
        ^ (đóng|mở lại giúp|mở lại giúp em|mở lại giùm|đóng giúp em|đóng lại giúp|đóng luôn|đóng giúp|đóng giùm|đóng dùm|close|khóa|mở lại|mở|reopen|re-open|open|resolve|resolve giúp|xử lý xong|giải quyết xong|tạm dừng|tạm ngưng|tạm hoãn|treo|hold|pause|park|fix xong|sửa xong|hoàn thành|hoàn tất|xong|done|done with|close giúp|đã xong|đã xử lý xong|đã xử lý|solved|fixed|finished|closed|resolved|reopened|kết thúc|tái mở|reactivate|shelve|close out|mark off|wrap up|fixed and closed|put aside|tạm gác) <ticket>? <R>
        ^ <R> (đã|được|is|was|has been|có thể|nay|giờ|cứ|thì|just|can be|bên em|em|mình|tôi|anh)? (xong|xử lý xong|đã xử lý|xử lý rồi|giải quyết xong|đã giải quyết|resolved|solved|fixed|done|hoàn thành|hoàn tất|fix xong|fix rồi|sửa xong|hết lỗi|ổn rồi|closed|close|close it|close đi|đóng|đóng lại|đóng luôn|đóng được|mở lại|reopen|reopened|tạm dừng|tạm ngưng|treo|treo lại|on hold|hold|tạm hoãn|chờ khách|đợi khách|chờ phản hồi|waiting|pending|mở|open|open again|reopen nhé|hold lại|all good|sorted|finished|complete|completed|tạm gác|tạm treo|awaiting|đang chờ khách|đang chờ|đang đợi khách|đang chờ phản hồi|đang đợi|khách báo ok|khách ok rồi|khách xác nhận ok|đã đóng|xong xuôi)
        ^ <R> (to|sang|qua|về|thành|vào|=|chuyển|chuyển sang|chuyển qua|đổi sang|set|set to|trạng thái|status|chuyển trạng thái|chuyển về|để|cho|cho về|đưa về|chuyển trạng thái sang|cho vào|goes|goes to|goes on|go on|back to|needs to be|should be|cập nhật|cập nhật thành|cập nhật trạng thái|đánh dấu|đổi thành|đổi trạng thái|đổi trạng thái sang) (trạng thái|status|là|as)? {{status}}
        (chuyển|đổi|cho|đưa|để|set|put|move|change|switch|turn|mark|đánh dấu|cập nhật|update|báo|ghi nhận|ghi|flip) (trạng thái|status|tình trạng)? (của|of|for|ticket|phiếu)? <R> (sang|qua|về|thành|vào|là|to|as|on|into|lại|sang trạng thái|qua trạng thái|về trạng thái|trạng thái|status|status to|as being|back to|=)? (trạng thái|status)? {_HOLDS}
        (khách|bên khách|customer|client) (báo|xác nhận|confirmed|says|said|bảo|nói) {{rest}}? (đóng|close|resolve) <R>
        (tạm dừng|tạm ngưng|treo|hold) (xử lý|việc)? <R>
        ^ <R> {{rest}}? (nên|vậy|thì|so|and|=>)? (đóng|đóng lại|close|close it|mở lại|reopen|tạm dừng|treo|resolved|on hold|hold lại|chuyển waiting|waiting|mark resolved|mark it resolved|đánh dấu xong|cho xong|đóng phiếu|mở lại phiếu|mở lại xử lý|mark as resolved|coi như xong) $
        """,
        weight=0.92,
    ),
    frame(
        "set_ticket_status",
        _ticket_status,
        "(đóng|close|mở lại|reopen|tạm dừng|treo) <R> $",
        weight=0.8,
    ),
    frame(
        "set_priority",
        _priority,
        """
        ^ <R> (đang|rất|cực|là|is|is now|này|cần|it's|thì|cái này|ca này|vụ này|lên|chuyển|chuyển thành|needs|now|hơi|vẫn)? (khẩn cấp|khẩn|gấp|siêu gấp|rất gấp|urgent|critical|cấp bách|cháy|hỏa tốc|không gấp|ko gấp|chưa gấp|not urgent|high priority|low priority|normal priority|top priority|high|low|emergency|xử lý gấp|làm gấp|làm ngay|ưu tiên)
        ^ <R> {rest}? (ưu tiên|khẩn cấp|khẩn|gấp lên|mức gấp|priority|urgent|critical|hỏa tốc)
        (cho|đưa|đẩy|put|move|kéo) <R> (lên|to|at) (đầu|đầu danh sách|trước|top|the top|top of the list|the top of the list|hàng đầu)
        (cho|để|đưa|mark|đánh dấu|set|làm) <R> {rest}? (ưu tiên cao|ưu tiên thấp|ưu tiên|khẩn cấp|high priority|low priority|urgent|gấp)
        ^ <R> (cần|phải|nên|please|nhớ)? (ưu tiên|xử lý|làm|giải quyết|handle|handled) (trước|gấp|ngay|trước nhé|first|first please)
        ^ <R> (không|ko|chưa) (gấp|khẩn|urgent) {rest}?
        (ưu tiên|priority|prioritise|prioritize|độ ưu tiên|mức ưu tiên|mức độ|mức độ ưu tiên) {rest}? <R>
        (ưu tiên|priority|prioritise|prioritize) (xử lý|làm|giải quyết)? (trước)? (cho)? <R>
        (đẩy|nâng|hạ|set|tăng|giảm|đưa|chuyển|đặt|put|make|mark|raise|lower|bump|escalate|flag|move|change|đổi|đánh dấu|để|downgrade|upgrade|treat|drop) <R> (lên|xuống|thành|to|as|up|down|là|về|sang|up to|down to|back to|mức) (mức|level)? (khẩn cấp|khẩn|gấp|urgent|critical|cao|thấp|bình thường|thường|cao nhất|high|low|normal|medium|trung bình|vừa|highest|lowest|top|p1|p2|p3)
        (escalate|hạ ưu tiên|giảm ưu tiên|tăng ưu tiên|nâng ưu tiên|làm gấp|xử lý gấp|bump up|bump) (cho|phiếu|ticket)? <R>
        ^ <R> {rest}? (không cần gấp|ko cần gấp|hạ xuống|nâng lên|để thấp|để cao|từ từ cũng được|no rush|hạ ưu tiên|hạ mức|lên cao|lên mức cao|xuống thấp|về thường|về bình thường)
        """,
        weight=0.9,
    ),
    frame(
        "set_priority",
        _priority,
        """
        (đẩy|nâng|hạ|set|tăng|giảm|đưa|chuyển|đặt|put|make|raise|lower|bump|escalate|flag|move|change|đổi|để|downgrade|upgrade|kéo|treat|drop|leo thang|bring) (mức|độ|độ ưu tiên|ưu tiên|priority|mức ưu tiên|mức độ ưu tiên|the priority)? (của|of|for|on)? <R> {rest}? (khẩn cấp|khẩn|gấp|urgent|critical|cao|thấp|bình thường|thường|cao nhất|priority|ưu tiên|high|low|normal|medium|trung bình|đầu danh sách|lên đầu|highest|lowest|top|không gấp|ko gấp)
        """,
        weight=0.83,
    ),
    frame(
        "set_lead_status",
        _lead_status,
        """
        ^ <R> (đã|đang|is|thì|này|was|looks|nay|has gone|đã trở nên|giờ|now|chuyển|chuyển sang|chuyển thành|đổi sang|sang|qua|to|=|thành|là|as|trạng thái|status|cho|cho là|cho vào|đánh dấu|đánh dấu là|set|mark|để|về|vào|gone|went|goes to|cập nhật|sounds|seems)? (là)? (nóng|hot|ấm|warm|lạnh|cold|nguội|rác|spam|junk|số sai|sai số|loại|loại bỏ|bỏ|không có nhu cầu|ko có nhu cầu|đang xử lý|đang chăm sóc|in process|in progress|chưa có nhu cầu|liên hệ sau|gọi lại sau|contact later|not interested|rejected|đang liên hệ|đang tư vấn|disqualified|từ chối|không quan tâm|ko quan tâm|dead|số ảo|wrong number|bad number|unqualified|đủ điều kiện|qualified|đang trao đổi|bị trùng|hết nhu cầu)
        ^ <R> {rest}? (loại|loại đi|bỏ|bỏ đi|bỏ qua|reject|rejected|hot|warm|cold|nóng|ấm|nguội|contact later|liên hệ sau|gọi lại sau|để sau|in process|disqualify|cho vào rác|drop it|discard|disqualify it|reject it|loại luôn|bỏ luôn|gọi lại|liên hệ lại|chuyển nguội|follow up later) $
        ^ <R> {rest}? (liên hệ lại|gọi lại|contact later|để|để sau|liên hệ sau|contact again|call back|quay lại|chăm sóc lại|try again|revisit|check back|gọi lại sau|liên lạc lại) (vào|đến|tới|sau|in|on|until|from|đầu|cuối|lúc|next)? <T>
        (trạng thái|status|tình trạng) (của|of|for)? <lead> {rec} : {status}
        (trạng thái|status|tình trạng) (của|of|for)? <lead>? {rec} (là|thành|sang|to|is|=|chuyển|chuyển sang|qua|now|đổi thành|:) {status}
        <lead> {rec} (chuyển sang|chuyển thành|chuyển qua|sang|là|thành|đang|is|đã|to|=|qua|->|:|gone|went|has gone|nay|giờ|rất|now) (trạng thái|status)? (đã)? (nóng|hot|ấm|warm|lạnh|cold|nguội|rác|spam|junk|loại|đang xử lý|đang chăm sóc|in process|in progress|liên hệ sau|contact later|rejected|đang liên hệ|đang tư vấn|từ chối|dead|qualified|nguội rồi|đang trao đổi|in_process|hot lead|disqualified)
        (đánh dấu|mark|flag|set|cho|chuyển|đưa|đổi|cập nhật|update|put|move|change|label|tag|classify|phân loại|xếp|để|gắn|gắn nhãn|gắn cờ|đổi trạng thái|chuyển trạng thái|đổi status|update status|treat) <lead>? {rec} (là|as|thành|to|sang|vào|qua|into|status|vào nhóm|vào danh sách|nhãn|on|status to|thành lead|as a|=|loại|as being|under|into the) (lead|khách|a)? (nóng|hot|ấm|warm|lạnh|cold|nguội|rác|spam|junk|loại|đang xử lý|đang chăm sóc|in process|in progress|liên hệ sau|gọi lại sau|contact later|contact-later|rejected|đang liên hệ|đang tư vấn|từ chối|dead|qualified|gọi lại|liên hệ lại|tiềm năng cao|đủ điều kiện|không quan tâm|disqualified|not interested|đang trao đổi|in_process|unqualified|bỏ)
        ^ {rec} (chưa|ko|không|hiện chưa|tạm thời chưa|hiện không|bảo chưa|nói chưa|isn't|is not|not|has no|đang|rất|sounds|seems|vẫn|tạm|hết|đã|is|looks|thấy|có vẻ|không còn|nói|bảo|báo|khá|wants|said|says) {rest}? (cho vào|đánh dấu|flag|mark|đánh|chuyển|set|để|đưa vào|liên hệ lại|gọi lại|contact|call|put|đổi|loại|bỏ|gắn|xếp|reject|follow up|revisit|update) (là|as|sang|vào|qua|thành|to|them|him|her|it|it as|again|danh sách|them as|on|back|it to|lead|nhóm|khách)? {status}
        ^ {rec} {rest}? (gọi lại|liên hệ lại|liên lạc lại|call back|call us back|hẹn gọi lại|hẹn liên hệ lại|hẹn liên lạc lại|call again|to be called back|get back to them|contact them again|check back) (sau|vào|in|after|from|đầu|cuối|next)? <T>
        ^ {rec} {rest}? <T> (liên hệ lại|gọi lại|liên lạc lại|hãy gọi|gọi|contact again|call back|quay lại|chăm lại|hỏi lại|follow lại|mới gọi lại|hãy liên hệ|hẵng gọi|mới liên hệ lại|check lại) $
        ^ {rec} (wants|want|asked|asks|prefers) us to (call|contact|come) (back|again|them)? {rest}? (set|put|mark|flag) (to|as|it to|it as|him as|her as|them as)? (contact later|contact-later|later)
        ^ {rec} (không có nhu cầu|ko có nhu cầu|không quan tâm|ko quan tâm|hết nhu cầu|is not interested|isn't interested|not interested|no longer interested) {rest}? (loại|bỏ|reject|drop|disqualify|gạch|loại đi|bỏ đi|loại ra|xóa)
        (loại|loại bỏ|reject|disqualify|bỏ|discard|drop|gạch|gạch bỏ) <lead> {rec}
        (loại|loại bỏ|reject|disqualify|bỏ|discard|drop|gạch|gạch bỏ|loại giúp|bỏ giúp) <R>
        (để|cho|put|mark|đưa|move|park) {rec} (vào|lại|sang|on|as|thành|to|into|vào diện|vào nhóm|vào danh sách)? (liên hệ sau|liên hệ lại sau|gọi lại|contact later|contact-later|later|chăm sóc sau|nurture|nurturing|danh sách gọi lại|danh sách liên hệ sau|call back later)
        """,
        weight=0.86,
    ),
    frame(
        "convert_lead",
        _convert,
        """
        (chuyển|chuyển đổi|đổi|nâng|nâng cấp|convert|turn|đưa|cho|lên|promote|upgrade|move|change|make|biến) <lead>? {rec} (thành|sang|lên|qua|into|to|từ) (a|an|the|<lead> thành|<lead> sang|<lead> lên)? (khách hàng|khách|khách chính thức|khách hàng chính thức|customer|account|kh|a customer|contact|client|cơ hội|deal|opportunity|công ty|tài khoản|paying customer|full customer|real customer|khách thật|liên hệ|khách mua)
        (chuyển đổi|convert|qualify|conver|convert giúp|convert giùm) (the|this|giúp|giùm)? <lead>? {rec}
        ^ <R> (thành|đã thành|lên|đã lên|chuyển thành|trở thành|sang|becomes|is now|became|ready to|đủ điều kiện|is|now) (khách|khách hàng|a customer|customer|kh|khách chính thức|convert|lên khách|to convert|qualified|ready to convert)
        ^ <R> {rest}? (đổi|chuyển|đổi nó|convert it|chuyển nó|nâng|đưa) (thành|sang|lên|to|into) (khách|khách hàng|khách chính thức|customer|a customer|account)
        ^ <lead>? {rec} {rest} (chuyển|đổi|nâng|đưa|cho|convert|turn them|turn him|turn her) (thành|sang|lên|into|to) (khách|khách hàng|khách chính thức|khách hàng chính thức|a customer|customer|account)
        ^ <R> {rest}? (convert|chuyển đổi|chuyển thành khách|lên khách|chuyển sang khách|convert luôn|convert it|chuyển khách hàng|cho lên khách|chuyển thành khách hàng|cho lên khách hàng|convert them|chuyển đổi luôn|lên khách hàng|tạo khách)
        ^ <R> (đủ điều kiện|qualified|đạt|is ready|is qualified|sẵn sàng|ok) {rest}? (convert|chuyển đổi|lên khách|chuyển khách|convert it) $
        ^ {rec} (đã|is|was|chịu|đồng ý|has|đủ|just|vừa|muốn|wants|chốt|signed|ký|đặt|đặt cọc) {rest}? (convert|chuyển đổi|turn the lead into|turn it into|make them a|make him a|make her a|chuyển thành|lên|chuyển sang|convert the|convert it|convert him|convert her|convert them|cho lên|turn them into|turn into|turn her into|turn him into) (<lead>|to|sang|thành)? (customer|khách|khách hàng|a customer|account|an account|khách chính thức|lead|luôn|kh|khách hàng chính thức)
        ^ {rec} (giờ|nay|đã|is now|chính thức|từ nay) (là|thành|a)? (khách hàng|khách|customer|khách hàng chính thức|khách chính thức|khách hàng thật|kh) (rồi|chính thức|chính thức rồi) {rest}? (chuyển|convert|chuyển đổi|nâng)
        (đầu mối|lead) {rec} (thành|lên|sang|into|to) (khách|khách hàng|customer|kh|khách chính thức)
        """,
        weight=0.9,
    ),
    frame(
        "set_stage",
        _stage,
        """
        (chuyển|đổi|đưa|cập nhật|update|move|set|cho|push|kéo|advance|put|bump|đẩy|change|nâng|switch|dời|drag|progress|take) (stage|giai đoạn|bước|trạng thái|the stage|the stage of)? (của|of|for|cho)? <deal>? {rec} (sang|qua|lên|thành|to|tới|đến|vào|về|into|in|on to|forward to|back to|là|=|->|along to|over to) (giai đoạn|bước|stage|the|khâu|phase|pha|vòng)? {stage}
        (chuyển|đổi|đưa|cập nhật|update|move|set|cho|push|kéo|put) {rec} (ở|at) (giai đoạn|bước|stage|khâu) {stage}
        ^ <R> (sang|lên|qua|tới|đến|vào|to|moves to|moved to|now at|now in|đã sang|đã qua|đang ở|is in|is at|chuyển|chuyển sang|chuyển qua|đã tới|ở|goes to|lên tới|đã lên|is now in|is now at|vào tới|stage|moves on to|bước vào|:|->) (giai đoạn|bước|stage|the|khâu|phase|vòng) {stage}
        ^ <R> (giờ|nay|hiện|bây giờ|đang|now)? (là|ở|is|đang ở|is at|is in|at|in) (giai đoạn|bước|the)? {stage}
        ^ <R> (moves to|moved to|now at|now in|is in|is at|goes to|is now in|is now at|moves on to|stage|->|chuyển sang|chuyển qua|chuyển|lên|sang|qua|đã sang|đã lên) {stage}
        (cập nhật|update) {rec} : (giai đoạn|bước|stage|khâu)? {stage}
        (stage|giai đoạn|bước) (của|of|for)? <deal>? {rec} (là|thành|to|is|is now|sang|qua|->|giờ là|chuyển sang|chuyển thành|=|:|lên) {stage}
        ^ {rec} {rest}? (cho|chuyển|chuyển sang|đưa|chuyển qua|đẩy|cho sang|cho lên|cho qua|move it to|move them to|move to|move the deal to|set stage to|set the stage to|đưa sang|đưa lên|push it to|stage to|đổi sang|update stage to) (sang|lên|qua|vào|it to)? (giai đoạn|bước|stage|the|khâu) {stage}
        ^ {rec} {rest}? (cập nhật|chuyển|đổi|set|update|đưa|sửa) (sang|qua|thành|to|lên|lại)? (giai đoạn|bước|stage|khâu|vòng) {stage}
        ^ (cho|chuyển|đưa) <deal>? {rec} (qua|sang|lên|vào|tới) (vòng|giai đoạn|bước|stage|khâu) {stage}
        ^ {rec} {rest}? (move it to|move them to|move the deal to|set stage to|set the stage to|push it to|stage to|update stage to|put it in|advance it to) {stage}
        (deal|cơ hội|opp|opportunity|thương vụ|kèo) {rec} (sang|lên|qua|tới|đến|vào|to|moves to|moved to|now at|now in|đã sang|đã qua|đang ở|is in|is at|chuyển|chuyển sang|chuyển qua|đã tới|is now in|is now at|moves on to|đã lên) (giai đoạn|bước|stage|the|khâu|phase|vòng)? {stage}
        ^ {rec} (sang|lên|qua|tới|vào|đã sang|đã qua|đang ở|đã tới|bước vào|chuyển sang|chuyển qua|đã lên|is now in|is in|moves to|moved to|now in) (giai đoạn|bước|stage|khâu|phase|vòng|the) {stage}
        """,
        weight=0.86,
    ),
    frame(
        "mark_won",
        _won,
        """
        ^ (chốt được|thắng|win|won|chốt|chốt xong|ký được|ăn được|lấy được|closed|close|we won|chúng ta thắng|đã chốt|đã chốt được|đã thắng|chốt luôn|chốt thành công|we got|we closed|we've won|closed won|just won|just closed|mình chốt được|mình thắng|we landed|landed|bagged|ký xong|ăn|lụm|lụm được|hốt|trúng|trúng thầu|đậu|win được|close được|hot news we won) <deal> {rec} (rồi|r|vì|because|thanks to|nhờ|do|since) {reason}
        ^ (chốt được|thắng|win|won|ký được|ăn được|lấy được|we won|đã chốt được|đã thắng|chốt thành công|we closed|we've won|closed won|just won|just closed|mình chốt được|mình thắng|we landed|landed|bagged|lụm được|trúng thầu|win được|close được|chốt xong) (cái|the|kèo|con|vụ)? <deal>? {rec} (rồi|r|nhé|nha|xong)? {rest}?
        ^ (chốt được|thắng|win|won|ký được|ăn được|lấy được|we won|đã chốt được|đã thắng|chốt thành công|closed won|just won|trúng thầu|win được|close được|chốt xong|we closed|just closed|lụm được) (cái|the|kèo|con|vụ)? <deal>? {rec} $
        ^ (chốt|win|close|closed|chốt xong|ký xong) <deal> {rec} (rồi|r|xong|thành công|won|luôn rồi)
        ^ <deal>? <R> (đã|is|was|has been|thì|vừa|mới|xong xuôi|khách)? (thắng|won|win|chốt|chốt rồi|ký rồi|thành công|closed won|closed-won|ký hợp đồng rồi|đã ký|xong hợp đồng|trúng|chốt xong|chốt thành công|ký xong|trúng thầu|won it|win rồi) {reason}
        ^ <deal>? <R> (đã|is|was|has been|thì|vừa|mới|xong xuôi|khách)? (thắng|won|win|chốt rồi|ký rồi|thành công|closed won|closed-won|ký hợp đồng rồi|đã ký|chốt|chốt xong|chốt thành công|trúng thầu|win rồi) $
        ^ <R> {reason} (thắng|won|đánh dấu thắng|thành công|set won|mark won|mark it won|mark it as won|closed won|win|ghi thắng|ghi nhận thắng|ghi thành công|cho thắng|đánh dấu won|thắng rồi|đánh dấu thành công|chốt thắng) $
        (deal|cơ hội|thương vụ|kèo|opp|opportunity) {rec} (đã|is|was|has been|thì|vừa|mới)? (thắng|won|thành công|closed won|chốt xong|chốt thành công|chốt rồi|ký rồi|win|trúng|win rồi|trúng thầu|đã ký hợp đồng|in the bag) {reason}
        (deal|cơ hội|thương vụ|kèo|opp|opportunity) {rec} (đã|is|was|has been|thì|vừa|mới)? (thắng|won|thành công|closed won|chốt xong|chốt thành công|chốt|ký|win|trúng|win) (rồi|r|nhé|nha|!)? $
        ^ {rec} (chuyển khoản|thanh toán|ký|chốt|đồng ý|đặt cọc|chuyển cọc|cọc|trả|đã|vừa|mới|signed|paid|accepted|confirmed|has|have|transferred|said yes|gật đầu|duyệt|gửi hợp đồng|agreed) {rest}? (thắng|thành công|won|đánh dấu thắng|set won|ghi thắng|mark won|mark it won|mark it as won|mark the deal won|mark the deal as won|closed won|win|mark as won|close as won|cơ hội này thành công|đánh dấu thành công|đánh dấu won|chuyển won|set deal won|close deal|ghi nhận thắng|mark them won|cho deal thắng|deal thắng) $
        ^ {rec} (chốt|ký|chốt đơn|ký hợp đồng|ký hđ|ký kết|chốt hợp đồng|chốt deal) (rồi|r|xong|xong rồi|xong r) {reason}
        ^ {rec} (chốt|ký|chốt đơn|ký hợp đồng|ký hđ|chốt hợp đồng|chốt deal|đã chốt|đã ký|đã ký hợp đồng|vừa ký|mới chốt|vừa chốt|đã ký kết|đã ký hđ) (rồi|r|xong|xong rồi|rùi) $
        ^ {rec} (đã ký|vừa ký|đã ký hợp đồng|vừa ký hợp đồng|mới ký hợp đồng|mới ký|vừa chốt|đã chốt|mới chốt|đã chốt hợp đồng) (rồi|xong|r) {reason}
        ^ {rec} (đã ký|vừa ký|mới ký|ký|đã chốt|chốt|vừa chốt) (hợp đồng|hđ|đơn|deal|kết)? (chính thức|thành công|xong|luôn|với mình|với bên mình|hết) (rồi|r|nhé|nha)? $
        ^ {rec} {rest}? (ghi|đánh dấu|cho|chuyển|set|mark|cập nhật|báo|ghi nhận|note|update|đóng|flag|đánh) (là|giúp|deal|nó|it|cơ hội|cơ hội này|the deal|giùm|kết quả|as|it as|deal này|trạng thái|sang)? (thắng|thành công|won|win|closed won|đã thắng)
        ^ (kèo|deal|cơ hội|dự án|vụ) {rec} (ăn|ngon|đậu|trúng|chốt đẹp|về tay|win) (rồi|r)
        ^ {rec} (signed|signed the contract|signed today|said yes|went with us|chose us|accepted our offer|is ours|is closed won|accepted the quote|signed the deal|just signed) (we won|won|,|mark it won|deal won|close it as won)? $
        (đánh dấu|mark|set|cho|ghi|ghi nhận|chuyển|close|đóng|đổi|update|cập nhật|flag|move|put|record) <deal>? {rec} (là|as|to|thành|sang|=|as a)? (thắng|won|thành công|win|closed won|closed-won|đã thắng|đã chốt) {reason}
        (đánh dấu|mark|set|cho|ghi|ghi nhận|chuyển|close|đóng|đổi|update|cập nhật|flag|move|put|record) <deal>? {rec} (là|as|to|thành|sang|=|as a)? (thắng|won|thành công|win|closed won|closed-won|đã thắng|đã chốt) $
        (we got|we won|we've got|got|we have won|we landed|chúng ta có|we secured) (the)? {rec} (order|deal|contract|project|tender|business) {rest}?
        (we got|we won|we've got|we have won|we landed|we secured) (the)? {rec} (order|deal|contract|project|tender|business) $
        """,
        weight=0.88,
    ),
    frame(
        "mark_lost",
        _won,
        """
        ^ (mất|thua|rớt|lost|lose|mất luôn|we lost|chúng ta mất|mình mất|hụt|trượt|đã mất|just lost|tạch|toang|vuột|we've lost|fail|failed|tuột|mất kèo|rớt thầu) (cái|the|mất|con)? <deal>? {rec} (vì|do|because|because of|since|as|tại|due to|to|:|-|rồi|bởi|after|r|over|with|on) {reason}
        ^ (mất|thua|rớt|lost|we lost|mình mất|hụt|trượt|đã mất|just lost|tạch|we've lost|rớt thầu) (cái|the|con)? <deal>? {rec} {reason}
        ^ (mất|thua|rớt|lost|we lost|hụt|trượt|đã mất|tạch|just lost) (cái|the|con)? (deal|cơ hội|kèo|opp|opportunity|vụ|thương vụ|dự án|gói thầu) {rec}
        ^ (lost|mất|rớt|thua|we lost|just lost) {rec} $
        (đánh dấu|mark|set|ghi|ghi nhận|đóng|close|chuyển|cho|báo) <R> (là|as|to|sang)? (thua|lost|thất bại|mất|fail|rớt|không thành|tạch|closed lost) {reason}
        ^ <deal> {rec} (không thành|ko thành|không chốt được|ko chốt được|bị hủy|hủy rồi|không thành công|toang rồi|chết rồi) {reason}
        ^ <deal>? <R> (không thành|ko thành|không chốt được|bị hủy|hủy rồi|không thành công|hủy|bị khách hủy) {reason}?
        ^ <deal>? <R> (đã|is|was|has been|thì|vừa|mới|coi như|bị)? (thua|mất|rớt|lost|thất bại|fail|tạch|toang|trượt|hỏng|dead|fail rồi|hụt|rớt thầu|closed lost|out|bể) (rồi|r|vì|do|because|since|,|-)? {reason}
        ^ <deal>? <R> (đã|is|was|has been|thì|vừa|mới|coi như|bị)? (thua|mất|rớt|lost|thất bại|fail|tạch|toang|trượt|hỏng|dead|closed lost|hụt|bể) (rồi|r)? $
        ^ <R> {reason} (đánh dấu thua|đánh thua|set lost|mark lost|ghi thất bại|thất bại|closed lost|mark it lost|mark as lost|ghi thua|đánh dấu mất|coi như mất|ghi nhận thất bại|đóng thất bại|cho thua|lost|mark it as lost|đánh dấu thất bại|đóng thua|cho fail|ghi lost|chuyển lost|đóng lost) $
        (deal|cơ hội|thương vụ|kèo|opp|opportunity|vụ) {rec} (đã|is|was|has been|thì|vừa|mới|coi như|bị|đi)? (thua|mất|rớt|lost|thất bại|fail|tạch|toang|trượt|hỏng|dead|hụt|bể|fell through|closed lost) (rồi|r|vì|do|because|since|:)? {reason}
        (deal|cơ hội|thương vụ|kèo|opp|opportunity|vụ) {rec} (đã|is|was|has been|thì|vừa|mới|coi như|bị)? (thua|mất|rớt|lost|thất bại|fail|tạch|toang|trượt|hỏng|dead|hụt|bể|fell through|closed lost) (rồi|r)? $
        (đánh dấu|mark|set|cho|ghi|ghi nhận|chuyển|close|đóng|đổi|update|cập nhật|flag|move|put|record) (the)? <deal>? {rec} (là|as|to|thành|sang|=|as a)? (thua|lost|thất bại|mất|fail|closed lost|closed-lost|rớt|không thành|tạch) (vì|do|because|lý do|reason|-|,|:|since|as|because of) {reason}
        (đánh dấu|mark|set|cho|ghi|ghi nhận|chuyển|close|đóng|đổi|update|cập nhật|flag|move|put|record) (the)? <deal>? {rec} (là|as|to|thành|sang|=|as a)? (thua|lost|thất bại|mất|fail|closed lost|closed-lost|rớt|không thành|tạch) $
        ^ {rec} (không|ko|k|chọn|drop|hủy|went|chose|cancelled|pulled|dropped|decided|mua|đã chọn|picked|thôi|ngưng|chuyển|rút|has|bỏ|said no|took|ký với|quyết|hết|is going|are going|chê) {rest}? vì {reason} , (ghi thất bại|đánh dấu thua|set lost|ghi nhận thất bại|mark lost|đóng thất bại|thất bại|ghi thua)
        ^ {rec} (drop|dropped|rớt|mất|thua|hủy|out|thôi|rút|fail|bỏ|pulled out|cancelled|walked away) (rồi|r|nhé|nha)? , (reason|lý do|vì|because|do|lí do) {reason} , (set lost|mark lost|ghi thất bại|đánh dấu thua|lost|thất bại|ghi nhận thất bại|set deal lost|close lost|đóng lost)
        ^ {rec} {reason} (set lost|mark lost|mark it lost|mark it as lost|mark the deal lost|ghi thất bại|đánh dấu thua|ghi nhận thất bại|cho thất bại|ghi thua|đánh dấu thất bại|mark as lost|đóng thất bại|coi như mất deal|close it as lost|đánh dấu lost|ghi lost|coi như thua|mất deal này|deal thất bại|set deal lost|chuyển lost|mark the deal as lost|mark that as lost|coi như mất|mất deal|coi như rớt|thua rồi|rớt deal|deal lost) $
        ^ {rec} {rest}? (ghi|đánh dấu|cho|chuyển|set|mark|cập nhật|báo|ghi nhận|note|update|đóng|flag|đánh|coi như) (là|giúp|deal|nó|it|cơ hội|cơ hội này|the deal|giùm|kết quả|as|it as|deal này|trạng thái|sang)? (thua|mất|thất bại|lost|rớt|fail|closed lost|không thành)
        ^ {rec} (chọn|ký với|mua của|mua bên|lấy|đi với|went with|chose|picked|signed with|is going with|are going with|bought from) (bên khác|nhà cung cấp khác|đối thủ|bên kia|a competitor|another vendor|another supplier|someone else|vendor khác|the competitor|chỗ khác|hãng khác|đơn vị khác) (rồi|r)? , (mất|thua|rớt|lost|đóng|hủy)
        """,
        weight=0.87,
    ),
    frame(
        "assign",
        _assign,
        """
        (giao|chuyển|gán|phân|bàn giao|assign|reassign|chuyển giao|phân công|giao lại|giao giúp|gán giúp|assign giúp|re-assign|pass|transfer|hand|route|forward|đẩy|allocate|chia|chuyển lại|phân bổ|đổi người phụ trách|transfer giúp|assign lại|chuyển giúp) <ticket>? <R> (over|lại|qua|sang|về|giúp)? (cho|to|sang|về|sang cho|qua cho|qua|with|lại cho) {user} (xử lý|phụ trách|lo|theo|chăm sóc|chăm|làm|giải quyết|nhận|follow|theo dõi|phụ|nhé|nha|,|to handle|to deal|because|vì|please|to look|to follow|and|tiếp)
        (giao|chuyển|gán|phân|bàn giao|assign|reassign|chuyển giao|phân công|giao lại|giao giúp|gán giúp|assign giúp|re-assign|pass|give|transfer|hand|route|forward|đẩy|allocate|chia|để|cho|hand over|move|chuyển lại|phân bổ|đổi người phụ trách|assign lại|chuyển giúp) <ticket>? <R> (over|lại|qua|sang|về|giúp)? (cho|to|sang|về|sang cho|qua cho|qua|with|lại cho) {user}
        (giao|chuyển|gán|phân|bàn giao|assign|reassign|chuyển giao|phân công|give|pass|transfer|hand|hand over|hand off|allocate|giao lại) (khách|khách hàng|lead|đầu mối|deal|cơ hội|kh|phiếu|the|account|customer|my) {rec} (over|lại|qua|sang|về)? (cho|to|sang|về|sang cho|qua cho|over to|lại cho) {user}
        (giao|gán|bàn giao|assign|reassign|phân công|chuyển giao|transfer|hand over|hand off) {rec} (over|lại|qua|sang|về)? (cho|to|sang cho|qua cho|over to|lại cho) {user} (chăm sóc|phụ trách|xử lý|lo|theo|quản lý|chăm|theo dõi|from now on|nhé|nha|as owner)
        (gán|bàn giao|assign|reassign|phân công|chuyển giao|transfer|hand over|hand off) {rec} (over|lại|qua|sang|về)? (cho|to|sang cho|qua cho|over to|lại cho) {user}
        ^ <R> (giao|giao cho|chuyển cho|gán cho|assign to|assign cho|goes to|to|cho|để|assigned to|belongs to|chuyển qua|chuyển sang|nhờ|về tay|giao lại cho|chuyển qua cho|chuyển sang cho|should go to|is for|giao về) {user} (xử lý|phụ trách|lo|theo|chăm sóc|chăm|làm|giải quyết|nhận|follow|theo dõi|giúp|nhé|nha|đi|tiếp|please|quản lý)
        ^ <R> (giao cho|chuyển cho|gán cho|assign to|assign cho|goes to|giao|assigned to|giao lại cho|chuyển qua cho|chuyển sang cho|should go to|assign|để cho|chuyển qua|về cho) {user} $
        ^ <R> (to|cho|for) {user} $
        (nhờ|để|cho|have|let|get|kêu|bảo) {user} (nhận xử lý|nhận|xử lý|phụ trách|lo|theo|chăm sóc|làm|giải quyết|theo dõi|handle|take over|take|look after|own|cầm|quản lý|đảm nhận|deal with|tiếp nhận|chăm|work on|pick up|follow) (giúp|giùm|case|vụ|tiếp|hộ|on)? <ticket>? <R>
        ^ (từ nay|from now on|kể từ nay|từ hôm nay|từ mai)? {user} (phụ trách|chăm sóc|quản lý|sẽ phụ trách|sẽ chăm|takes over|will take over|owns|theo|lo|sẽ lo|will look after|looks after|tiếp quản|is the new owner of) (khách|khách hàng|deal|lead|đầu mối|kh|the|cơ hội|account|bên|hồ sơ) {rec}
        (để|cho|giao|nhờ|let|have) {user} (chăm sóc|chăm|phụ trách|lo|quản lý|theo|nhận|look after|take over|own|handle|take care of|cầm) (khách|khách hàng|deal|lead|đầu mối|kh|the|cơ hội|account|bên|mảng|hồ sơ) {rec}
        (khách|khách hàng|deal|lead|đầu mối|kh|cơ hội|bên|account|phiếu) {rec} (để|giao|cho|nhờ|chuyển|chuyển cho|giao cho|do|để cho|sẽ do|giao lại cho) {user} (lo|phụ trách|chăm sóc|chăm|theo|nhận|xử lý|quản lý|làm|cầm|theo dõi)
        ^ {user} (nhận|xử lý|phụ trách|lo|takes|take|will take|sẽ nhận|sẽ lo|sẽ xử lý|will handle|owns|handles|is taking|theo|cầm|làm|should take|to take|please take|takes over|ơi nhận|nhận xử lý|lấy) (giúp|over|luôn|phiếu|ticket|care of|case)? <R> $
        (give|pass|hand|transfer) (the)? (ticket|lead|deal|case|contact|opportunity|customer)? <R> to {user}
        (give|pass|hand|transfer) {user} (the|ticket|lead|deal|case)? <R>
        (give) (the)? {rec} (deal|lead|account|customer|opportunity|ticket|case) to {user}
        (đổi|change|chuyển|set) (người phụ trách|owner|người xử lý|the owner|chủ|chủ sở hữu|phụ trách) (của|of|for|on)? {rec} (sang|thành|to|qua|cho|là|=) {user}
        """,
        weight=0.88,
    ),
    frame(
        "assign",
        _assign,
        """
        (để|cho) {self} (nhận|xử lý|lo|phụ trách|làm|cầm) <R>
        (tôi|em|mình|tui|anh|chị|i'll|i will|let me) (nhận|xử lý|lo|take|handle|own|lấy|phụ trách) (phiếu|ticket|case)? <R>
        """,
        weight=0.0,
    ),
    frame(
        "snooze",
        _snooze,
        """
        (snooze|hoãn|tạm ẩn|ẩn|để|hoãn lại|snooze giúp|tạm gác|gác|tạm hoãn|hide|park|defer|sleep|nhắc lại|báo lại|hiện lại|ngủ|cất|đưa lại|bring back|bring up|show|wake|resurface|mute|hoãn giúp|snooze lại|tạm dẹp|dẹp|delay) (nhắc|nhắc nhở|việc|cái|thông báo|lại|card|thẻ|vụ)? <R> (lại|đi|tới|đến|qua|sang|until|till|to|for|again|cho|sau|thêm|again on|back|again at|back on|for another)? (lúc|vào|khoảng|around)? <T>
        (để|cho|lát|lát nữa|mai|chờ|đợi) <T> (hãy|hẵng|rồi|mới|thì|sẽ)? (báo lại|nhắc lại|hiện lại|hiện|đưa lên lại|bật lại|show|nhắc|hẵng nhắc|hãy hiện|xem lại|đưa lại|show lại|báo)
        <T> (hãy|hẵng|rồi|mới|sẽ|thì|show)? (báo lại|nhắc lại|hiện lại|đưa lên lại|bật lại|show lại|đưa lại|hiện) (cái|phiếu|thẻ|em|tôi|mình|cho|anh|vụ)? <R>
        (nhắc lại|báo lại|remind me again|nhắc em lại|nhắc tôi lại|nhắc mình lại|nhắc lại em|nhắc lại tôi|nhắc anh lại|nhắc lại mình|nhắc chị lại|snooze|hiện lại|show me again|show this again|bring this back|hoãn nhắc|hoãn lại|snooze it|hoãn cái này|ask me again|remind again|snooze this|để đó|hoãn|báo lại em|bring it back|bring it up again|snooze cái này|show it again|tell me again|ping me again|nhắc lại cái này|hoãn nhắc nhở|tạm ẩn) (sau|trong|lúc|vào|in|at|for|until|cho|tới|đến|on|khoảng|till|thêm|to|nữa)? <T> $
        <T> (nhắc lại|báo lại|hiện lại|nhắc lại em|nhắc lại tôi|nhắc em lại|nhắc lại mình|hẵng nhắc|remind again|remind me again|nhắc lại sau|nhắc tôi lại|nhắc mình lại) $
        (chưa|khoan|đừng|not now|later|chưa rảnh|đang bận|bận) {rest}? (nhắc lại|báo lại|remind me again|hiện lại|ask again) (sau|lúc|in|at|vào)? <T>
        """,
        weight=0.92,
    ),
)
"""The patterns of records with a number come before those with names: numbers leave no doubt."""
