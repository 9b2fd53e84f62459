"""Words to pass on: to a customer, to a colleague, to a room."""

from __future__ import annotations

from nlp.commands.frames.base import NOBODY, Draft, Frame, expression, frame, is_thing, put_any_record, record_piece
from nlp.commands.names import TITLES, take_name

_CUSTOMER = expression("khách; khách hàng; kh; customer; client; the customer; the client", r"\A[\s,]*{0}")


def _rest_after_name(draft: Draft, group: str, slot: str) -> bool:
    """ "nhắn Hiếu nhớ mang máy": the name ends by itself, the text is what follows."""
    place = draft.group(group)
    if place is None:
        return False
    piece = record_piece(draft.sentence, *place) if slot == "with" else take_name(draft.sentence, *place)
    if piece is None or is_thing(draft.sentence, piece):
        return False
    draft.put_piece(slot, piece)
    from nlp.commands.frames.base import without_lead

    text = without_lead(draft.sentence, piece.end, draft.sentence.end)
    return text is not None and len(text.text.split()) > 1 and draft.put_piece("text", text)


def _to_customer(draft: Draft) -> bool:
    place = draft.group("who")
    if place is None or not draft.put_text("text", "text"):
        return False
    references = [one for one in draft.sentence.found.references if place[0] <= one.span.start < place[1]]
    if references:
        draft.put("record", references[0].value, references[0].span)
        return True
    return draft.put_who("with")


def _to_customer_loosely(draft: Draft) -> bool:
    if draft.group("rec") and not draft.put_who("record", "rec"):
        return False
    if draft.group("rec"):
        return draft.put_text("text", "text")
    return _rest_after_name(draft, "who", "with")


def _about_ticket(draft: Draft) -> bool:
    return put_any_record(draft) and draft.put_text("text", "text")


def _to_colleague(draft: Draft) -> bool:
    place = draft.group("who")
    if place is None:
        return False
    low = draft.sentence.low
    if _CUSTOMER.match(low[place[0] : place[1]]) or NOBODY.match(low[place[0] : place[1]].lstrip()):
        return False
    if draft.group("text"):
        piece = take_name(draft.sentence, *place)
        return piece is not None and draft.put_text("text", "text") and draft.put_piece("user", piece)
    return _rest_after_name(draft, "who", "user")


def _short_name(draft: Draft) -> bool:
    """Without a colon the name must look like one: capital, or a title before it."""
    if not _to_colleague(draft):
        return False
    name = str(draft.slots["user"])
    words = name.split()
    if words[0].lower() in TITLES:
        return len(words) > 1
    return name[0].isupper() or (
        draft.sentence.text.islower() and len(words) == 1 and not draft.sentence.language.accents
    )


def _to_room(draft: Draft) -> bool:
    place = draft.group("room")
    if place is None or not draft.put_text("text", "text"):
        return False
    piece = draft.sentence.piece(*place)
    return piece is not None and piece.has_at_most(5) and draft.put_piece("room", piece)


def _room_loosely(draft: Draft) -> bool:
    place = draft.group("room")
    if place is None:
        return False
    piece = take_name(draft.sentence, *place)
    if piece is None:
        return False
    draft.put_piece("room", piece)
    from nlp.commands.frames.base import without_lead

    text = without_lead(draft.sentence, piece.end, draft.sentence.end)
    return text is not None and not text.has_at_most(2) and draft.put_piece("text", text)


_REPLY = (
    "(trả lời|phản hồi|reply|rep|hồi âm|answer|respond|hồi đáp|trl|tl|reply lại|rep lại|trả lời lại|phản hồi lại|reply cho|rep cho|trả lời mail|rep mail|trả lời thư|trả lời email|reply mail|reply email|phúc đáp|write back|"
    "get back|mail lại|viết mail|email lại|send an answer|gửi câu trả lời|send a reply|write to|gửi mail|gửi email|send an email|send email|email|mail|send a message|send a mail|drop a line|gửi phản hồi|gửi trả lời|gửi thư|viết thư|reply giúp|rep giúp|trả lời giúp|"
    "phản hồi giúp|nhắn lại|viết lại|viết lại cho|gửi lời tới|gửi lời|write|compose an email|soạn mail|soạn email|draft a reply|viết email|mail trả lời|write an email|write a reply|zalo lại|nhắn tin lại|nhắn zalo|answer back|respond back|soạn trả lời|nhắn lại cho|nhắn tin trả lời)"
)
_TELL = (
    "(nhắn|nt|nhắn tin|bảo|dặn|nói|nói với|chuyển lời|báo|báo với|kêu|nhắn với|nhắn cho|ib|inbox|gửi lời|thông báo|tell|message|ping|text|dm|msg|let|ask|hỏi|nhắn giúp|nhắn giùm|nhắn hộ|nói giúp|nói giùm|báo giúp|báo giùm|nhắc nhở|"
    "send a message|drop a message|send a note|pass on|pass a message|nhờ|whatsapp|zalo|gửi tin nhắn|gửi tin|mess|chat|buzz|nhắn riêng|inform|hỏi giúp|hỏi giùm|gửi|send|notify|relay|nhắn lại|noti|alo|forward|pm|hú|ới|gửi lời nhắn|để lại lời nhắn|nhắc|warn|remind|dặn giúp|dặn dò|bảo giùm|báo tin|nhắn nhủ|hỏi xem|kêu giùm|kêu giúp)"
)
_POST = (
    "(gửi|đăng|thông báo|post|nhắn|báo|share|announce|viết|up|đăng bài|tb|đăng tin|nhắn tin|send|write|broadcast|tell|say|note|put|chia sẻ|gửi tin|gửi thông báo|nhắn giùm|đăng giúp|đăng giùm|gửi giúp|publish|drop|message|phát|loan tin|"
    "post giúp|post giùm|thông báo giúp|đưa|dán|pin|ghim|nói|send a message|post a message|leave a message|leave a note|let|inform|notify|hô|bắn|báo tin|quăng|thả|gửi giùm|remind|nhắn giúp|tell everyone|send this|share this|post this|đăng thông báo|make an announcement|dặn|báo giúp|nhắc)"
)
FRAMES: tuple[Frame, ...] = (
    frame(
        "reply_customer",
        _to_customer,
        f"""
        ^ {_REPLY} (lại|giúp|giùm|cho|to|khách|với|a|an|mail|email|thư|khách hàng|kh|customer|the customer on|the customer in|khách ở|khách trong|khách phiếu|bên|on|tới|của|for|khách của|giùm em|tin nhắn|tin nhắn của|mail của|email của|thư của)? (cho|to|khách|với|bên|khách hàng|tới)? {{who}} : {{text}}
        ^ (send) {{who}} (an answer|a reply|a response|an email|a message|a mail) : {{text}}
        ^ (báo|nói|bảo|nhắn|thông báo|gửi|tell|let|inform|notify|nhắn tin|xác nhận|write|message|text|confirm|dặn) (lại|cho|với|tới|to|giúp|the)? (khách|khách hàng|kh|customer|client|the customer|the client|bên khách|customers) {{who}} : {{text}}
        """,
        weight=0.9,
    ),
    frame(
        "reply_customer",
        _to_customer_loosely,
        f"""
        ^ {_REPLY} (lại|giúp|giùm|cho|to|khách|với|the|customer on|customer in)? (cho|to|khách|với|the customer on|the customer of)? {{rec}} (là|rằng|that|saying|nói|with|bảo|nói là|bảo là|to say|và nói|telling them) {{text}}
        ^ (trả lời|phản hồi|reply|rep|hồi âm|answer|respond|hồi đáp|tl|trả lời khách|reply to|respond to|rep khách|phản hồi khách|reply on|answer on|rep giúp|trả lời giúp) <R> {{text}}
        ^ (trả lời|phản hồi|reply|rep|hồi âm|answer|respond|hồi đáp|mail|email|write) (lại|giúp|giùm|cho|to|khách|với)? (cho|khách)? {{rec}} (là|rằng|that|saying|with|nói là|bảo là|to say) {{text}}
        ^ (trả lời|rep|phản hồi|hồi âm|trl|reply) (lại|giúp|giùm)? (cho|khách)? {{who}}
        ^ (tell|let|inform|notify) (the)? (customer|client|customers) (on|of|in|at|from|for)? {{rec}} (that|know|know that|we|our|it|the|they) {{text}}
        ^ (báo|nói|bảo|nhắn|thông báo|nhắn tin) (lại|cho|với)? (khách|khách hàng|kh) {{rec}} (là|rằng|bên|mai|đơn|hàng|nói là|biết|:) {{text}}
        ^ (báo|nói|bảo|nhắn|thông báo|tell|inform|notify|nhắn lại|báo lại) (lại|cho|với|the)? (khách|customer|client|khách hàng)? (của|on|in|phiếu|ticket)? <R> (là|rằng|that|know|know that|biết|biết là|:) {{text}}
        ^ <R> (reply|trả lời|rep|answer|trả lời khách|phản hồi|rep khách|reply khách) : {{text}}
        ^ <R> , (trả lời|rep|reply|phản hồi|tell them|tell the customer|answer|báo khách|nói khách|trả lời khách|rep khách) (là|rằng|that|:|khách|giúp)? {{text}}
        """,
        weight=0.84,
    ),
    frame(
        "message_colleague",
        _to_colleague,
        f"""
        ^ (gửi tin cho|gửi tin nhắn cho|gửi lời cho|nhắn tin cho|gửi tin tới) {{who}} : {{text}}
        ^ {_TELL} (lại|giúp|giùm|cho|với|to|riêng|tin cho|tin|hộ|a message to|a note to|dùm|bạn|đồng nghiệp)? (cho|to|với|bạn)? {{who}} : {{text}}
        ^ {_TELL} (lại|giúp|giùm|cho|với|to|riêng|tin cho|hộ|dùm)? (cho|to|với)? {{who}} (là|rằng|that|biết|know|know that|biết là|hay|hay là|nói là|bảo là|saying|xem|coi|whether|về việc) {{text}}
        """,
        weight=0.86,
    ),
    frame(
        "message_colleague",
        _short_name,
        """
        ^ (nhắn|nt|nhắn tin|bảo|dặn|nói với|chuyển lời cho|báo với|kêu|nhắn với|nhắn cho|nhắn tin cho|ib cho|inbox cho|ib|nt cho|tell|message|ping|text|dm|ask|hỏi|nhắn giúp|nhắn giùm|nhắn hộ|let|báo cho|bảo với|nhắn lại với|nhắn lại cho|hỏi giúp|dặn dò|bảo giùm|nói cho|pm|chuyển lời tới|mess|hỏi|remind|nhắc|nhắc nhở|warn|alo|thông báo cho|bảo bạn|nhờ|dặn giúp|hỏi giùm|kêu giùm) (giúp|giùm|lại|hộ|bạn)? {who}
        """,
        weight=0.74,
    ),
    frame(
        "post_room",
        _to_room,
        f"""
        ^ {_POST} (lên|trong|vào|cho|in|to|on|ra|qua|tới|into|with|for|giúp|thông báo|tin|lại|với|a message|this|the message|the|everyone|một tin|tin nhắn|1 tin|everyone in|all of)? (lên|trong|vào|cho|in|to|on|qua|tới)? (the)? <room> {{room}} : {{text}}
        ^ {_POST} (lên|trong|vào|cho|in|to|on|ra|qua|tới|into|with)? (the)? {{room}} (room|group|channel|team|chat|team chat|group chat) : {{text}}
        ^ (post|announce|share|đăng|đăng lên|thông báo cho) (to|in|into|lên|cho|on|trong|vào|with)? {{room}} : {{text}}
        ^ <room> {{room}} : {{text}}
        ^ (trong|in|lên|vào|gửi) <room> {{room}} : {{text}}
        ^ <room> {{room}} (thông báo|post|nhắn|đăng|gửi|announce|báo|nhắn giùm|đăng giúp) : {{text}}
        ^ {_POST} (lên|trong|vào|cho|in|to|on|ra|qua|tới|into|with|for|giúp)? (the)? <room> {{room}} (là|rằng|that|biết|know|know that|biết là|nói|saying|nói là|dùm|giùm|giúp|:|nội dung) {{text}}
        ^ {_POST} (lên|trong|vào|cho|in|to|on|qua|tới|into|with|the)? (the)? {{room}} (room|group|channel|team|chat|group chat) (that|know|know that|saying|about) {{text}}
        """,
        weight=0.91,
    ),
    frame(
        "post_room",
        _room_loosely,
        f"""
        ^ {_POST} (lên|trong|vào|cho|in|to|on|ra|qua|tới|giúp)? <room> {{room}}
        """,
        weight=0.82,
    ),
)
