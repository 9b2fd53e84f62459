"""What happened: calls, visits, notes, and the next step that was agreed."""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.analysis import Grain, Span, Time
from nlp.commands.frames.base import (
    Draft,
    Frame,
    expression,
    frame,
    is_thing,
    put_any_record,
    put_record,
    record_piece,
    without_lead,
)

_MISSED = expression(
    "không nghe máy; ko nghe máy; k nghe máy; không bắt máy; ko bắt máy; k bắt máy; thuê bao; máy bận; không liên lạc được; ko liên lạc được; không được; ko đc; ko dc; k đc; k dc; không ai nghe; ko ai nghe; chưa nghe máy; chưa bắt máy; "
    "không ai bắt máy; tắt máy; không gặp; không gặp được; ko gặp; ko gặp được; k gặp được; đi vắng; vắng; vắng mặt; vắng nhà; không có nhà; không có ở; không tới; không đến; ko tới; ko đến; cho leo cây; bùng; no answer; voicemail; didn't answer; didn't pick up; no reply; "
    "not answer; didn't show; no show; no-show; did not show; wasn't there; was out; not in; couldn't reach; unreachable; engaged; busy; no one there; nobody there; hủy phút chót; không có ai; không thấy; không ra; didn't turn up; not available; was not in; didn't come; "
    "stood us up; bận không tiếp; không tiếp; closed; đóng cửa; straight to voicemail; rang out; hung up; cúp máy; chuông reo không ai; đổ chuông; no pick up; not picking up; wasn't in; không trả lời; ko trả lời; ko thấy; gọi nhỡ; gọi không được; ko gọi được; không gọi được; unavailable; phone off; was away; bể kèo; line busy; không nhấc máy; ko nhấc máy; chưa gặp được; hụt; "
    "không có mặt; ko có mặt; ko ai; not answering; nobody was in; nobody was there; got no answer; failed to show; chẳng gặp; không bốc máy; ko bốc máy; không nghe; ko nghe; k nghe; không bắt; ko bắt"
)
_NEXT = expression(
    "hẹn; em hẹn; hẹn lại; next; next step; next steps; bước tiếp; bước tiếp theo; tiếp theo; bước kế; việc tiếp theo; em sẽ; mình sẽ; tôi sẽ; sẽ; i'll; i will; we'll; we will; will; follow up; follow-up; i need to; need to; i have to; cần; phải; to; mình; em; tôi; i promised to; "
    "promised to; i'm going to; hứa; em hứa; then; i should; todo; to do; để; nhớ; tui sẽ; tui; rồi; we agreed to; agreed to; agreed; ta sẽ; bên mình sẽ; bên em sẽ; em phải; em cần; mình phải; mình cần; we need to; i must; bên mình; kế tiếp; next action; and; và; xong; sau đó; chốt hẹn; so; we are to; i am to; they asked me to; asked me to; wants me to; want me to; send; anh sẽ; hẹn khách; kế hoạch; kế hoạch tiếp; plan",
    r"\A[\s,.:;–—\"“-]*{0}[\s,.:;–—\"“-]+",
)
_ACTION = expression(
    "gửi; gọi; gọi lại; ký; báo giá; gặp; gặp lại; demo; chở; giao; trình; làm; qua; lấy; gởi; chốt; call; send; meet; visit; quote; follow; sign; demo; present; proposal; deliver; khảo sát; báo; trả lời; test; thử; nộp; đem; mang; chuyển; họp; pilot; review; contract; sample; samples; "
    "call back; contact; liên hệ; thanh toán; ship; check; duyệt; prepare; bring; trao đổi; hẹn; xem; soạn; chuẩn bị; decide; reply; bàn; lắp; làm việc; follow-up; kiểm tra; sửa; cập nhật; update; email; mail; quay lại; phương án; hợp đồng; confirm; talk; show; drop; install; revised; draft; ghé"
)
_THEIR_SUBJECT = expression(
    "họ; khách; khách hàng; anh ấy; chị ấy; ảnh; chỉ; ổng; bả; they; he; she; the customer; the client; bên đó; bên họ; bên kia; hàng; họ sẽ; anh; chị; sếp; giám đốc; boss; their; his; her; it; decision; c; a; công ty; cty; bên ấy; máy; nó; ông ấy; bà ấy; cô ấy; container; hàng hóa; xe; giá; kho; phía; dự án; project",
    r"\A[\s,.:;–—\"“-]*{0}(?!\w)",
)
_LOG_LEADS = expression(
    "rồi; r; xong; là; thì; và; nhưng; mà; that; and; but; về; nhé; nha; thấy; nói; bảo; done; about; is; went well; ok; ạ; vừa xong; xong rồi; saying; to say; just now; hôm nay; today; sáng nay; chiều nay; yesterday; this morning; hôm qua; this afternoon; earlier",
    r"\A[\s,.:;–—\"“-]*{0}[\s,.:;–—\"“-]+",
)
_CLAUSES = re.compile(r"\s*(?:[,;.\n]|\s[-–—]|:)\s+|\s+(?=(?:rồi|then|and then|and i|and we)\s)")


_AT_ONCE = 8
"""Characters before a time that begins a clause."""


def _next_step(draft: Draft, start: int, end: int) -> tuple[int, int] | None:
    """The clause that says what comes next and when; its place."""
    sentence = draft.sentence
    cuts = [start, *(start + one.end() for one in _CLAUSES.finditer(sentence.low[start:end])), end]
    for a, b in reversed(list(pairwise(cuts))):
        times = [time for time in sentence.times_in(a, b) if _ahead(draft, time)]
        if not times:
            continue
        time = times[-1]
        head = sentence.low[a:b]
        starts_with_time = (
            time.span.start - a < _AT_ONCE
            and not head[: time.span.start - a].strip(" ,").replace("vào", "").replace("on", "").strip()
        )
        led = _NEXT.match(head)
        if _THEIR_SUBJECT.match(head) and not led:
            continue
        rest = _without(draft, a, b, time)
        if rest is None or not (led or starts_with_time or _ACTION.match(sentence.low[rest[0] : rest[1]])):
            continue
        piece = sentence.without_particles(*rest)
        if piece is None:
            continue
        draft.put_piece("next_step", piece)
        draft.put_time("next_at", time)
        return a, b
    return None


def _ahead(draft: Draft, time: Time) -> bool:
    return time.start.date() >= draft.sentence.now.date() and (
        time.grain not in {Grain.HOUR, Grain.MINUTE} or time.start > draft.sentence.now
    )


_TIME_LEAD = re.compile(
    r"(?:\s|\A)(?:vào|vao|lúc|luc|on|by|at|trước|truoc|before|in|until|đến|den|tới|toi|ngày|hôm|chậm nhất|hạn)[\s,]*\Z"
)


def _without(draft: Draft, a: int, b: int, time: Time) -> tuple[int, int] | None:
    sentence = draft.sentence
    lead = _TIME_LEAD.search(sentence.low[a : time.span.start])
    before = (a, a + lead.start() if lead else time.span.start)
    after = (time.span.end, b)
    best = None
    for left, right in (before, after):
        piece = sentence.piece(left, right)
        while piece and (found := _NEXT.match(sentence.low[piece.start : piece.end] + " ")):
            piece = sentence.piece(min(piece.start + found.end(), piece.end), piece.end)
        if piece and piece.is_longer_than(2) and (best is None or len(piece.text) > best[1] - best[0]):
            best = (piece.start, piece.end)
    return best


def _log(draft: Draft, *, missed: bool = True) -> bool:
    if draft.group("who"):
        place = draft.group("who") or (0, 0)
        if not put_record(draft, "with", *place):
            return False
        references = draft.sentence.found.references
        if any(said.value == draft.slots["with"] for said in references):
            draft.slots["record"] = draft.slots.pop("with")
            draft.spans["record"] = draft.spans.pop("with")
    text = draft.group("text")
    if text:
        start, end = text
        step = _next_step(draft, start, end)
        if step and step[0] > start + 3:
            piece = without_lead(draft.sentence, start, step[0], _LOG_LEADS)
        else:
            piece = without_lead(draft.sentence, start, end, _LOG_LEADS)
        draft.put_piece("text", piece)
    if missed:
        found = _MISSED.search(draft.sentence.low, draft.start)
        if found:
            draft.put(
                "result", "missed", Span(found.start(), found.end(), draft.sentence.text[found.start() : found.end()])
            )
    return True


def _called(draft: Draft) -> bool:
    if not _log(draft) or not _is_somebody(draft):
        return False
    _extend_to_who(draft)
    draft.put("direction", "out", Span(draft.start, draft.start, ""))
    return True


_NOT_A_NAME = expression(
    "gọi; gọi cho; alo; call; called; goi; em gọi; mãi; hoài; lại; shipper; ship; grab; taxi; xe; hàng; qua; nhau; ai; vui; đồ; món; phone; nhầm; lộn; nhiều; về nhà; má; mẹ; ba; vợ; chồng; ex; họ; thử; được; bác sĩ; thợ; điện; cả; the bank; mom; dad; my",
    r"\A{0}",
)


def _is_somebody(draft: Draft) -> bool:
    span = draft.spans.get("with")
    return span is None or not _NOT_A_NAME.match(draft.sentence.low[span.start : span.end])


def _extend_to_who(draft: Draft) -> None:
    """ "gọi c Hạnh 2 lần ko bắt máy": what follows the name is the text."""
    if "text" in draft.slots or "with" not in draft.slots:
        return
    after = draft.spans["with"].end
    step = _next_step(draft, after, draft.sentence.end)
    piece = without_lead(
        draft.sentence, after, step[0] if step and step[0] > after + 3 else draft.sentence.end, _LOG_LEADS
    )
    if piece and len(piece.text.split()) > 1:
        draft.put_piece("text", piece)


def _call_came(draft: Draft) -> bool:
    if not _log(draft):
        return False
    _extend_text(draft)
    draft.put("direction", "in", Span(draft.start, draft.start, ""))
    return True


def _extend_text(draft: Draft) -> None:
    if "text" not in draft.slots:
        piece = without_lead(draft.sentence, draft.end, draft.sentence.end)
        if piece and len(piece.text.split()) > 1:
            draft.put_piece("text", piece)


def _missed_call(draft: Draft) -> bool:
    return _called(draft) and "result" in draft.slots


def _met(draft: Draft) -> bool:
    if not _log(draft) or not _is_somebody(draft):
        return False
    _extend_to_who(draft)
    if draft.group("past"):
        return True
    times = draft.sentence.times_in(
        draft.sentence.start, draft.spans["with"].start if "with" in draft.spans else draft.sentence.end
    )
    return not any(time.start > draft.sentence.now and time.grain in {Grain.HOUR, Grain.MINUTE} for time in times)


def _met_in_past(draft: Draft) -> bool:
    """A time before what was said there must be past: "Demo with Fiona on Tuesday at 9" is yet to come."""
    if not _met(draft):
        return False
    text = draft.group("text")
    sentence = draft.sentence
    until = text[0] if text else sentence.end
    return not any(
        time.start > sentence.now
        and (time.start.date() > sentence.now.date() or time.grain in {Grain.HOUR, Grain.MINUTE})
        for time in sentence.times_in(sentence.start, until)
    )


def _not_met(draft: Draft) -> bool:
    return _met(draft) and draft.slots.get("result") == "missed"


def _note(draft: Draft) -> bool:
    if not draft.put_text("text", "text") or " " not in str(draft.slots["text"]):
        return False
    if draft.group("rec"):
        return draft.put_who("record", "rec")
    return put_any_record(draft)


def _note_loosely(draft: Draft) -> bool:
    place = draft.group("rec")
    if place is None:
        return False
    piece = record_piece(draft.sentence, *place)
    if piece is None or is_thing(draft.sentence, piece):
        return False
    text = without_lead(draft.sentence, piece.end, draft.sentence.end)
    if text is None or text.has_at_most(1):
        return False
    draft.put_piece("record", piece)
    return draft.put_piece("text", text)


_CALL_OUT = "(gọi|gọi cho|gọi điện|gọi điện cho|gọi đt cho|gọi lại|gọi lại cho|call|call cho|alo|alo cho|a lô|điện|điện cho|phone|đt cho|đt|gọi điện thoại cho|điện thoại cho|phone cho|gọi qua|called|rang|phoned|call lại|call lại cho|gọi hỏi|gọi đt|gọi zalo|gọi zalo cho|liên hệ|liên lạc|bốc máy gọi|gọi khách|gọi thử|ring|alo lại)"
_MEET_PAST = "(gặp|họp với|họp|làm việc với|gặp mặt|gặp gỡ|thăm|ghé thăm|ghé|đi gặp|đi thăm|demo cho|demo với|trình bày cho|trình bày với|cà phê với|cafe với|ăn trưa với|ăn tối với|tiếp|qua gặp|đến gặp|khảo sát|trao đổi với|ngồi với|nói chuyện với|meeting với|meet|meet với|cf với|đi khảo sát|qua|tới gặp|họp cùng|demo|nhậu với|coffee với|lunch với|trao đổi trực tiếp với|gặp khách|tiếp khách|làm việc|đi demo cho|đi họp với|gặp lại|đi ăn với|ăn cơm với|họp online với|qua thăm|xuống|lên|đến|tới|ra|chạy qua|training cho|nghiệm thu với|nghiệm thu|bàn giao cho|họp vs|gặp bên|demo xong cho|review với|sync với|ghé qua)"
FRAMES: tuple[Frame, ...] = (
    frame(
        "log_call",
        _missed_call,
        f"""
        ^ <just>? (em|mình|tôi|tui|e)? (đã|có|thử|vừa|mới|tried|tried to|i tried to|i tried)? {_CALL_OUT} {{who}}
        (tried|tried to|i tried|i tried to|we tried to|attempted to) (call|calling|reach|phone|ring|reaching|get hold of|phoning|contact) {{who}} (but|,|twice|three times|again|-|this|and|several|no|earlier|today|all|yesterday|straight) {{text}}
        (couldn't|could not|can't|unable to|cannot|didn't manage to|failed to|not able to) (reach|get hold of|get through to|get) {{who}} (by phone|on the phone|-|,|today|again|her|his|this|yesterday|over) {{text}}
        (couldn't|could not|can't|unable to|cannot|failed to) (reach|get hold of|get through to) {{who}} $
        (left|leave) (a voicemail|a message|voicemail|a vm) (for|with|to) {{who}}
        ^ {{who}} (không|ko|k|chưa) (nghe máy|bắt máy|nghe|bắt điện thoại|nghe điện thoại|trả lời điện thoại|bắt đt|nghe đt|bốc máy|nhấc máy)
        """,
        weight=0.9,
    ),
    frame(
        "log_call",
        _called,
        f"""
        ^ <just>? (đã|có|vừa|mới|finally|just|i|we|have)? {_CALL_OUT} {{who}} (xong|xong rồi|rồi|r|xog|xong r|done) {{text}}
        ^ (vừa|mới|vừa mới|đã|hồi nãy|nãy|lúc nãy|khi nãy|ban nãy|sáng nay|chiều nay|trưa nay|hôm qua|hôm nay|<T>|vừa xong|mới vừa|just|có|em vừa|em mới|mình vừa|tôi vừa|em đã|tui mới|tui vừa|mình mới|tôi đã|e vừa|e mới|mình đã|sáng|chiều|tối qua|sáng nay em|tôi mới|anh vừa|anh mới) (đã|có|vừa|mới)? {_CALL_OUT} {{who}} : {{text}}
        ^ (vừa|mới|vừa mới|đã|hồi nãy|nãy|lúc nãy|khi nãy|ban nãy|sáng nay|chiều nay|trưa nay|hôm qua|hôm nay|<T>|vừa xong|mới vừa|just|có|em vừa|em mới|mình vừa|tôi vừa|em đã|tui mới|tui vừa|mình mới|tôi đã|e vừa|e mới|mình đã|sáng|chiều|tối qua|tôi mới|anh vừa|anh mới) (đã|có|vừa|mới)? {_CALL_OUT} {{who}} , {{text}}
        ^ (vừa|mới|đã|em vừa|em mới|mình vừa|vừa mới)? (nói chuyện điện thoại|trao đổi điện thoại|trao đổi qua điện thoại|nói chuyện qua điện thoại|trao đổi qua zalo|nói điện thoại|nói chuyện zalo) với {{who}} , {{text}}
        ^ {_CALL_OUT} {{who}} (xong|xong rồi|rồi|r|xong r|rùi) $
        ^ (i|we|i've|i have|just|i just|we just|finally)? (called|phoned|rang|spoke to|spoke with|talked to|talked with|called up|rung|had a call with|had a phone call with|had a quick call with|called back|rang up|was on the phone with|got hold of|reached|got through to|phoned up|just called|spoken to|spoken with|just spoke to|just spoke with|had a chat on the phone with|jumped on a call with|got off the phone with|finished a call with|hopped on a call with|chatted with) {{who}} (today|yesterday|just now|this morning|this afternoon|<T>|earlier|about|on the phone|by phone|-|,|:|again|back|who|and|she|he|they|re|regarding|.) {{text}}
        (phone call|call|quick call|phone|call log|log call|log a call|log the call|telephone call|cuộc gọi|ghi cuộc gọi|note call|lưu cuộc gọi|ghi nhận cuộc gọi|log cuộc gọi|zoom call|video call) (with|to|với|cho|w|tới) {{who}} (today|<T>|this morning|yesterday|done|xong|finished|went well|just now|went fine)? : {{text}}
        ^ (phone call|call|quick call|log call|log a call|cuộc gọi|log cuộc gọi|ghi cuộc gọi|ghi nhận cuộc gọi|lưu cuộc gọi|log the call) (with|to|với|cho|w) {{who}} (xong|done|finished|went well|just now|vừa xong|ended|over|ok|rồi) {{text}}
        ^ (log|ghi|lưu|record|ghi nhận|note) (a|the|my|1|một|lại)? (call|phone call|cuộc gọi|cuộc gọi đi|cuộc gọi với|outgoing call|cuộc điện thoại) (with|to|với|cho)? {{who}} (-|,|:|about|về|that|saying|nội dung|where) {{text}}
        """,
        weight=0.87,
    ),
    frame(
        "log_call",
        _call_came,
        """
        ^ {who} (vừa|mới|đã|vừa mới|sáng nay|hồi nãy|nãy|có|chiều nay|hôm nay|hôm qua|lúc nãy|ban nãy|khi nãy|vừa nãy|mới vừa|trưa nay)? (gọi|gọi lại|điện|điện lại|gọi điện|gọi tới|gọi đến|call|call lại|gọi vào|alo|gọi điện lại|điện thoại|gọi điện đến|gọi điện tới|call tới|điện tới|gọi qua|gọi hotline|alo lại|gọi ngược lại|phone|điện thoại lại|gọi em|gọi lại cho em|gọi mình|gọi tôi|gọi lại em|gọi lại mình|gọi cho em|gọi cho mình|gọi cho tôi) (lại)? (rồi|hỏi|báo|nói|cho mình|cho em|than|phàn nàn|xin|bảo|nhờ|đòi|kêu|muốn|đồng ý|xác nhận|tới|cần|,|:|-|đặt|chửi|mình|em|tôi|lên|vào|khiếu nại|thông báo|giục|hối|phản ánh|đề nghị|yêu cầu|vừa|r|về|hẹn|chốt|thắc mắc|từ chối|than phiền) {text}
        ^ {who} (called|rang|phoned|called back|called me back|called in|just called|just rang|gave me a call|has called|called again|called us|called me|rang back|phoned back|called today|called earlier|returned my call|called this morning|got back to me|called just now|is calling|phoned in|just phoned|called yesterday) (to|,|-|:|asking|about|and|he|she|they|saying|wants|wanting|with|regarding|because|complaining|.|just now|who|re|that|for) {text}
        ^ (nhận|có|got|received|had|just got|nghe|mới nhận|vừa nhận|we got|i got|took|just had|vừa có|mới có) (được|a|một|1|an)? (cuộc gọi|điện thoại|call|phone call|incoming call|cuộc|điện|cuộc gọi đến|inbound call|cuộc điện thoại) (của|từ|from|by) {who} (,|:|-|hỏi|báo|nói|asking|about|saying|she|he|they|xin|về|who|to|wanting|regarding|that|bảo|than|muốn) {text}
        (missed|miss) (a|the)? call from {who}
        (gọi nhỡ|cuộc gọi nhỡ|nhỡ cuộc gọi|lỡ cuộc gọi) (của|từ) {who}
        ^ {who} gọi nhỡ
        """,
        weight=0.86,
    ),
    frame(
        "log_meeting",
        _not_met,
        f"""
        ^ <just>? (đã|có|vừa|mới|em|mình|tôi|i|we)? {_MEET_PAST} {{who}} (mà|nhưng|thì|,|-|:|but|and|thấy|họ|giám đốc|sếp|không|ko|k) {{text}}
        ^ <just>? (em|mình|tôi|đã|có)? (đến|tới|qua|ghé|lên|xuống|sang|chạy qua|ra|đi|went to|visited|stopped by|came to|dropped by|went over to|drove to|got to|chạy tới|chạy xuống|lên tới|tới nơi) {{who}} (mà|nhưng|thì|,|-|but|không|ko|họ|k) {{text}}
        {{who}} (không tới|không đến|ko tới|ko đến|không xuất hiện|cho leo cây|bùng|bùng kèo|no show|no-show|didn't show up|didn't show|didn't turn up|never showed up|stood us up|was a no-show|did not show up|cho mình leo cây|cho em leo cây|bể kèo|lỡ hẹn|no-showed|never showed|missed the meeting|missed our meeting|không tới họp|bỏ hẹn|không đến họp|missed the appointment|k tới|k đến|thất hẹn|missed our appointment) {{text}}
        {{who}} (không tới|không đến|ko tới|ko đến|không xuất hiện|cho leo cây|bùng|no show|no-show|didn't show up|didn't show|didn't turn up|never showed up|stood us up|was a no-show|cho mình leo cây|cho em leo cây|no-showed|missed the meeting|missed our meeting|bùng kèo|bỏ hẹn) $
        """,
        weight=0.88,
    ),
    frame(
        "log_meeting",
        _met_in_past,
        f"""
        ^ (<just>)? (<just>)? (em|mình|tôi|tui|anh|chị|i|we|đã|team)? (đã|có|vừa|mới|đi)? {_MEET_PAST} {{who}} (xong|xong rồi|rồi|r|xog|xong r|về|xong xuôi|rùi|done|ok rồi) {{text}}
        ^ {_MEET_PAST} {{who}} (xong|xong rồi|rồi|r|xong r|rùi) $
        ^ <T> (em|mình|tôi|tui|đã|có|team)? (đã|có|đi)? {_MEET_PAST} {{who}} (xong|xong rồi|rồi|r|xog|xong r|về|xong xuôi|rùi) {{text}}
        ^ {{who}} (vừa|mới|có) (ghé|ghé qua|qua|tới|đến|lên|sang) (văn phòng|công ty|cty|showroom|xưởng|kho|cửa hàng|chỗ mình|bên mình|gặp) (mình|em|tôi)? , {{text}}
        ^ {_MEET_PAST} {{who}} (cả buổi|cả sáng|cả buổi sáng|cả buổi chiều|cả chiều|hồi sáng|hồi chiều|nguyên buổi|nguyên sáng|sáng nay|chiều nay|hôm nay) , {{text}}
        ^ (đi) {{who}} về {{text}}
        ^ (vừa|mới|đã|vừa mới|em vừa|em mới|mình vừa|tôi vừa|tui mới|hồi nãy|nãy|khi nãy|lúc nãy|mới vừa|tui vừa|tôi mới|mình mới|em đã|e vừa|e mới|vừa xong|mình đã|tôi đã|ban nãy|anh vừa|just) (đã|có|đi)? {_MEET_PAST} {{who}} (,|:|-|bàn|họ|thấy|anh ấy|chị ấy|về|thì|chốt|khách|bên đó|nói) {{text}}
        ^ (buổi|cuộc) (gặp|họp|hẹn|demo|làm việc|khảo sát|trao đổi|trình bày|gặp gỡ|nói chuyện) (với|cho|cùng|ở|tại|bên)? {{who}} (xong|ổn|tốt|ok|rồi|vừa xong|thành công|khá ổn|kết thúc|hôm nay|sáng nay|chiều nay|diễn ra|hôm qua|:|<T>|suôn sẻ|tốt đẹp) {{text}}
        ^ (i|we|i've|i have|just|i just|we just|finally|had)? (met|met with|visited|met up with|saw|sat down with|had a meeting with|had lunch with|had coffee with|had a demo with|had dinner with|had a good meeting with|had a visit from|caught up with|just met|just visited|came back from|back from|presented to|demoed to|gave a demo to|have met|toured|hosted|dropped by|stopped by|been to|been to see|have visited|did the demo for|ran a demo for|met up|had breakfast with|just met with|got back from|went to see|had a great meeting with|had a productive meeting with|finished the demo with|did a site visit at|wrapped up the meeting with|came from|have seen) {{who}} (today|yesterday|just now|this morning|this afternoon|<T>|earlier|about|-|,|:|again|and|she|he|they|who|in|at|.|for|over|to|on|last|their|regarding|where|with) {{text}}
        (meeting|demo|lunch|visit|coffee|presentation|site visit|workshop|review|kickoff|training|dinner|breakfast|meeting notes|họp|gặp|buổi gặp|buổi họp|kick-off|call demo|appointment|log meeting|log a meeting|log the meeting|factory tour|walkthrough|survey|ghi cuộc họp|ghi cuộc gặp|ghi nhận buổi gặp|ghi buổi gặp|lưu buổi gặp|ghi nhận cuộc họp|site survey) (with|at|for|với|w|bên|cho|cùng|tại) {{who}} (done|went well|finished|is done|went great|over|xong|complete|completed|was good|today|went fine|this morning|yesterday|xong rồi|ok|rồi|went ok|went badly|<T>|ended|hôm nay|sáng nay|was great|did not go well|didn't go well|done and dusted|wrapped up|went okay|went really well|went very well|just finished|just ended|chiều nay|was productive|this afternoon|:|vừa xong|was fine) {{text}}
        (meeting|demo|lunch|visit|coffee|presentation|site visit|workshop|review|họp|gặp|log meeting|meeting notes|kickoff|training) (with|at|for|với|w) {{who}} : {{text}}
        ^ (just)? (met|visited|saw) {{who}} {{text}}
        ^ (log|ghi|lưu|record|ghi nhận|note) (a|the|my|1|một|lại)? (meeting|visit|buổi gặp|cuộc gặp|cuộc họp|buổi họp|buổi làm việc|buổi demo) (with|at|với|cho|ở)? {{who}} (-|,|:|about|về|that|nội dung|where|xong|hôm nay|hôm qua|today|yesterday) {{text}}
        """,
        weight=0.85,
    ),
    frame(
        "log_meeting",
        _met,
        """
        ^ (hôm nay|sáng nay|chiều nay|hôm qua|trưa nay|tối qua|<T>|sáng|chiều|hôm kia|tuần trước|bữa nay|today|yesterday|this morning) (em|mình|tôi|tui|đã|có|i|we)? (đã|có|đi)? (gặp|họp với|làm việc với|tiếp|ghé thăm|thăm|demo cho|ăn trưa với|cà phê với|met|visited|met with|khảo sát|gặp bên|họp bên|ghé|qua gặp|had a meeting with|saw|trình bày cho|gặp khách) {who} (,|:|-|họ|anh ấy|chị ấy|khách|bên đó|thấy|they|he|she|and|bàn|chốt|nói|ổng|bả|ảnh|chỉ) {text}
        """,
        weight=0.72,
    ),
    frame(
        "log_note",
        _note,
        """
        ^ (ghi chú|note|notes|thêm ghi chú|lưu ý|ghi lại|add note|add a note|ghi vào|note lại|lưu|ghi|thêm note|add notes|viết ghi chú|note thêm|leave a note|put a note|ghi nhận|ghi chép|log note|note vào|ghi thêm|take a note|make a note|write a note|log a note|tạo ghi chú|lưu ghi chú|thêm thông tin|bổ sung ghi chú|thêm 1 note|note giúp|note giùm|ghi chú giúp|nhớ lưu|nhớ ghi|ghi chú thêm|ghi giùm|ghi giúp|save a note|record|lưu lại|lưu note|write down|jot down|thêm một ghi chú|comment|add a comment|bình luận|save|put|log|nhớ note|add|fyi|update|drop a note|internal note|ghi chú nội bộ|note nội bộ|điền|nhập ghi chú|ghi chú lại|bỏ) (vào|cho|to|on|for|về|about|of|in|trong|hồ sơ|lên|under|against|ở|this to|this on|this for|lại|that for|phần|vô|notes of|của|it on|it to)? (hồ sơ|the|ghi chú|thông tin|file|record|phần ghi chú|khách|lead|deal|cơ hội|phiếu|ticket|our|note|file của)? (của|of|khách)? {rec} (record|file|account|deal|lead|ticket|profile)? : {text}
        ^ (fyi|lưu ý|for the record|chú ý|nhớ là|thông tin|info) (for|on|about|cho|về|with|khách|là khách|the)? {rec} : {text}
        ^ (ghi chú|note|thêm ghi chú|lưu ý|add note|add a note|thêm note|note lại|ghi lại|note vào|note cho|ghi chú cho|ghi vào|note thêm|ghi chú thêm|log note|ghi nhận|ghi chú vào|add note to|add a note to|thêm ghi chú cho|thêm ghi chú vào|add note cho|add note vào|note giúp|note giùm|note on|note to|note for|ghi chú giúp|add a note on|lưu ý cho|thêm note cho|thêm note vào|leave a note on|put a note on|internal note on|comment on|ghi chú nội bộ|bổ sung ghi chú) <R> (là|rằng|that|saying|nội dung|:|nhé)? {text}
        ^ <R> (note|ghi chú|lưu ý|ghi nhận|note lại|note thêm|ghi chú thêm|thêm ghi chú|thêm note|ghi chú là|note là|notes|add note|fyi|ghi thêm|ghi lại) (là|rằng|that|:)? {text}
        ^ (note|ghi chú|ghi lại|note lại|ghi nhận|lưu ý|ghi vào hồ sơ|lưu lại|nhớ|ghi nhớ|add note|note giúp|remember|make a note|take a note|lưu thông tin|ghi|for the record|lưu|note down|note down that|ghi giùm|ghi giúp|lưu giúp) (là|rằng|that|:|giúp|cho)? (khách|khách hàng|bên|kh|lead|customer|client|account) {rec} (chỉ|không|ko|thích|muốn|cần|đang|có|đã|hay|luôn|dùng|prefers|only|likes|wants|is|has|doesn't|needs|nghỉ|nhận|ưu tiên|yêu cầu|phải|will|now|vừa|sẽ|đổi|pays|closes|uses|hates|mới|kỵ|không thích|ghét|làm|mua|trả) {text}
        ^ (ghi|note|ghi chú|ghi nhận|lưu|ghi lại|note lại) (giúp|giùm|cho|dùm|hộ)? <me>? (là|rằng|nhé|:)? (bên|khách|khách hàng|kh) {rec} (họ|nó|muốn|cần|không|ko|chỉ|thích|đang|đã|sẽ|vừa|mới|có|hay|nhận|yêu cầu|đổi) {text}
        ^ (khách|khách hàng|bên|kh)? {rec} (chỉ|không|ko|thích|muốn|cần|đang|có|đã|hay|luôn|dùng|nghỉ|nhận|ưu tiên|yêu cầu|phải|sẽ|đổi|kỵ|prefers|only|likes|wants|is|has|doesn't|needs|closes|uses) {text} , (ghi vào hồ sơ|ghi vào|ghi lại|note lại|lưu vào hồ sơ|ghi chú lại|ghi chú|note vào|lưu lại|ghi nhận|note that|make a note|add a note|note it|ghi chú vào hồ sơ|ghi vô hồ sơ|note giúp|ghi giúp|lưu ý lại|note it down)
        ^ (note that|make a note that|remember that|ghi chú rằng|ghi nhận rằng|note là|ghi chú là|ghi lại là|ghi nhận là|note lại là|lưu ý là|nhớ ghi là|take a note that|please note that|record that|log that|note lại rằng|add a note that|ghi lại rằng) {rec} (chỉ|không|ko|thích|muốn|cần|đang|có|đã|hay|luôn|dùng|prefers|only|likes|wants|is|has|doesn't|needs|nghỉ|nhận|ưu tiên|yêu cầu|phải|will|now|vừa|sẽ|đổi|pays|closes|uses|hates|mới|don't|do not|are|can't|never|always|want|need|prefer|pay|use|have|close|moved|changed|asked|said|làm) {text}
        ^ (add|put|write|ghi|thêm|lưu|bỏ|leave|note|save|record|log|viết) {text} (to|on|in|into|vào|cho|under|as a note on|vào hồ sơ|vô|as a note to|vào ghi chú|as a note for|vào ghi chú của|vào note của|vào phần ghi chú) (the|hồ sơ|khách|note|ghi chú|notes of|notes for)? {rec} (notes|record|file|'s notes|'s record|profile|note|account|'s file) $
        {rec} (note|ghi chú|lưu ý|note lại|note thêm|ghi nhận|fyi|ghi chú thêm|note giúp|ghi lại) : {text}
        """,
        weight=0.86,
    ),
    frame(
        "log_note",
        _note_loosely,
        """
        ^ (note|ghi chú|thêm ghi chú|add note|add a note|ghi vào|note cho|ghi chú cho|note on|note for|note vào|add a note to|add note to|thêm note cho|thêm ghi chú cho|ghi chú vào|ghi vào hồ sơ|lưu vào hồ sơ|note about|lưu ý về|ghi chú về|note to|add a note for|note vào hồ sơ|thêm vào hồ sơ|ghi vô hồ sơ|add a note on|thêm ghi chú vào|ghi chú khách|note khách) {rec}
        """,
        weight=0.76,
    ),
)
