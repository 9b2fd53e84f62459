"""Orders about the record that the conversation is about, which they need not name."""

from __future__ import annotations

from nlp.commands.frames.base import Draft, Frame, frame, put_any_record
from nlp.commands.frames.states import (
    LEAD_STATUS,
    PRIORITY,
    PRIORITY_ORDER,
    TICKET_STATUS,
    one_of,
    put_stage,
    put_user,
)


def _nothing_named(draft: Draft) -> bool:
    """A record with a number has frames of its own."""
    return not draft.sentence.found.references


def _ticket(draft: Draft) -> bool:
    return _nothing_named(draft) and one_of(draft, TICKET_STATUS, "status")


def _priority(draft: Draft) -> bool:
    return _nothing_named(draft) and one_of(draft, PRIORITY, "priority", PRIORITY_ORDER)


def _lead(draft: Draft) -> bool:
    if not (_nothing_named(draft) and one_of(draft, LEAD_STATUS, "status")):
        return False
    if draft.sentence.found.times:
        draft.put_time("until", draft.sentence.found.times[-1])
    return True


def _bare(draft: Draft) -> bool:
    if draft.group("reason"):
        draft.put_text("reason", "reason")
    return _nothing_named(draft)


def _assign(draft: Draft) -> bool:
    return _nothing_named(draft) and put_user(draft)


def _stage(draft: Draft) -> bool:
    return _nothing_named(draft) and put_stage(draft)


def _text(draft: Draft) -> bool:
    put_any_record(draft)
    return draft.put_text("text", "text")


def _until(draft: Draft) -> bool:
    times = draft.sentence.found.times
    return bool(times) and draft.put_time("until", times[-1])


def _start(draft: Draft) -> bool:
    times = draft.sentence.found.times
    return bool(times) and draft.put_time("start", times[-1])


FRAMES: tuple[Frame, ...] = (
    frame(
        "set_ticket_status",
        _ticket,
        """
        ^ (đóng|đóng lại|đóng luôn|close|close it|mở lại|reopen|reopen it|tạm dừng|treo|resolved|resolve|resolve it|xong rồi|đã xong|on hold|chờ khách|giải quyết xong|xử lý xong|waiting|put it on hold|mark it resolved|mark as resolved|đóng phiếu|mở lại phiếu|chuyển chờ khách|treo lại) $
        """,
        weight=0.82,
        in_context=True,
    ),
    frame(
        "set_priority",
        _priority,
        """
        ^ (ưu tiên|đẩy lên|nâng lên|hạ xuống|set|make it|mark it|mark it as|set it to|đẩy lên mức|nâng lên mức|hạ xuống mức|chuyển sang)? (ưu tiên|mức)? (khẩn cấp|khẩn|gấp|urgent|ưu tiên cao|ưu tiên thấp|high priority|low priority|cao|thấp|high|low|critical|không gấp) (priority)? $
        """,
        weight=0.8,
        in_context=True,
    ),
    frame(
        "set_lead_status",
        _lead,
        """
        ^ (đánh dấu|mark|flag|chuyển|set|cho|đưa|mark it|mark it as|mark him as|mark her as|mark them as|đánh dấu là|chuyển sang|cho vào|mark as|flag as|set it to)? (là|as|sang|to|vào)? (nóng|hot|ấm|warm|lạnh|cold|nguội|rác|loại|liên hệ sau|gọi lại sau|contact later|in process|đang xử lý|rejected|junk) <T>? $
        """,
        weight=0.78,
        in_context=True,
    ),
    frame(
        "convert_lead",
        _bare,
        "^ (chuyển thành khách|chuyển thành khách hàng|convert|convert it|lên khách|cho lên khách|chuyển đổi|chuyển đổi luôn|turn it into a customer|make it a customer|thành khách rồi) $",
        weight=0.8,
        in_context=True,
    ),
    frame(
        "mark_won",
        _bare,
        """
        ^ (khách|khách hàng|bên đó|họ|they|the customer|deal|anh ấy|chị ấy)? (chốt|chốt rồi|ký rồi|thắng|thắng rồi|won|win|đã ký|đã chốt|signed|đồng ý ký|mark won|mark as won|mark it won|mark it as won|we won it|chốt xong|ký hợp đồng rồi|won it|đánh dấu thắng) $
        ^ (khách|khách hàng|bên đó|họ|they|the customer|deal|anh ấy|chị ấy)? (chốt rồi|ký rồi|thắng rồi|đã ký|đã chốt|mark won|won|mark it as won|đánh dấu thắng) (vì|nhờ|because|thanks to|,) {reason}
        """,
        weight=0.8,
        in_context=True,
    ),
    frame(
        "mark_lost",
        _bare,
        """
        ^ (khách|khách hàng|bên đó|họ|they|the customer|deal|anh ấy|chị ấy)? (mất|mất rồi|thua|thua rồi|rớt rồi|lost|lost it|mark lost|mark as lost|mark it lost|mark it as lost|thất bại|rớt|we lost it|đánh dấu thua|ghi thất bại) $
        ^ (khách|khách hàng|bên đó|họ|they|the customer|deal|anh ấy|chị ấy)? (mất|mất rồi|thua|thua rồi|rớt rồi|lost|lost it|mark lost|mark it as lost|thất bại|ghi thất bại) (vì|do|because|,|chọn) {reason}
        """,
        weight=0.8,
        in_context=True,
    ),
    frame(
        "assign",
        _assign,
        """
        ^ (giao|chuyển|assign|assign it|give it|hand it over|assign this|gán|giao lại|bàn giao|pass it|giao luôn) (cho|to|sang) {user}
        ^ (để|nhờ|let|have) {user} (lo|xử lý|nhận|handle it|take it|phụ trách|take over)
        """,
        weight=0.8,
        in_context=True,
    ),
    frame(
        "set_stage",
        _stage,
        """
        ^ (chuyển|đổi|đưa|move|move it|set|cho|push it|đẩy) (sang|lên|qua|to) (giai đoạn|bước|stage|the)? {stage}
        """,
        weight=0.74,
        in_context=True,
    ),
    frame(
        "snooze",
        _until,
        """
        ^ (hoãn|hoãn lại|snooze|snooze it|để|để đó|tạm ẩn) (tới|đến|sang|until|till|to|for|sau)? <T>
        """,
        weight=0.8,
        in_context=True,
    ),
    frame(
        "reschedule",
        _start,
        """
        ^ (dời|đổi|chuyển|lùi|đẩy|move|move it|reschedule|shift it|push it|reschedule it|postpone it) (lịch|giờ)? (sang|qua|tới|đến|to|lại|until|back to|thành)? <T>
        """,
        weight=0.82,
        in_context=True,
    ),
    frame(
        "book_meeting",
        _start,
        """
        ^ (đặt lại|xếp lại|hẹn lại|rebook|book again|set again|đặt lại lịch|hẹn gặp|hẹn|gặp|đặt lịch|book|schedule) (lịch|vào|lúc|for|it for|on|sang|at)? <T>
        """,
        weight=0.76,
        in_context=True,
    ),
    frame(
        "cancel_activity",
        _bare,
        "^ (hủy|hủy lịch|bỏ lịch|cancel|cancel it|cancel the meeting|hủy hẹn|hủy cuộc hẹn|bỏ cuộc hẹn|call it off|hủy luôn) $",
        weight=0.8,
        in_context=True,
    ),
    frame(
        "reply_customer",
        _text,
        """
        ^ (trả lời|rep|reply|phản hồi|trả lời khách|rep khách|reply khách|reply to the customer|tell the customer|báo khách|phản hồi khách|answer|nói khách|tell them|báo lại khách|rep lại khách) (là|rằng|that|:|biết) {text}
        """,
        weight=0.83,
        in_context=True,
    ),
    frame(
        "log_note",
        _text,
        "^ (ghi chú|note|thêm ghi chú|add note|add a note|lưu ý|note lại|note that|ghi nhận|note thêm) (là|rằng|that|:) {text}",
        weight=0.82,
        in_context=True,
    ),
)
