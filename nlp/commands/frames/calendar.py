"""What is planned: meetings, their changes, tasks and reminders."""

from __future__ import annotations

import re

from nlp.analysis import Span, Time
from nlp.commands.frames.base import (
    NOBODY,
    Draft,
    Frame,
    expression,
    frame,
    future,
    put_any_record,
    put_record,
    record_piece,
    stretches,
    without_lead,
)
from nlp.commands.names import take_name
from nlp.commands.sentence import Piece
from nlp.commands.spelling import listed
from nlp.times import find_durations

_GAP_WORDS = re.compile(
    r"[\s,]*(?<!\w)(?:(?:vào|vao|lúc|luc|tầm|khoảng|khoang|hồi|at|on|by|for|cho|hạn|han|trước|truoc|là|la|due|before|deadline|xong|until|till|around|from|từ|tu|in|this|ngày|ngay|sáng|the|đến|den|tới|toi|giờ|gio|hôm|qua|sang|to|về|lại|lai)[\s,]*)*\Z"
)


def _with_words_before(draft: Draft, time: Time) -> tuple[int, int]:
    """A time with "vào", "lúc", "at", "by" before it."""
    before = draft.sentence.low[: time.span.start]
    found = _GAP_WORDS.search(before[-24:])
    return (time.span.start - (len(found[0]) if found else 0), time.span.end)


def _adjacent_time(draft: Draft) -> Time | None:
    """The time that belongs to the order: next to its words, else at an edge of the sentence, else the last one."""
    sentence = draft.sentence
    times = sentence.found.times
    if not times:
        return None
    trigger = (draft.start, draft.group("rest")[0] if draft.group("rest") else draft.end)  # type: ignore[index]
    for time in times:
        start, end = _with_words_before(draft, time)
        if start <= trigger[1] + 2 and end >= trigger[0] - 3:
            return time
    for time in (times[-1], times[0]):
        start, end = _with_words_before(draft, time)
        if end >= sentence.end - 2 or start <= sentence.start + 2:
            return time
    return times[-1]


_FILL = expression(
    "nhớ; hãy; thì; là; để; việc; về việc; về; vụ; to; that; about; of; giúp; giùm; em; tôi; mình; anh; chị; vào; lúc; cho; với; phải; nha; nhé; i need to; i have to; i should; we need to; me to; đi; cái; ; một cái; nữa; rằng; tui; :; me; please; ngày; nhắc; go; cần; a reminder; reminder; đến giờ; tới giờ; tới lúc; đến lúc; it's time to",
    r"\A[\s,.:;–—\"“-]*{0}[\s,.:;–—\"“-]+",
)


_TITLE_BEFORE = re.compile(r"(?:anh|chị|chi|em|a|c|e|cô|chú|bác|bạn)\s*\Z")


def _remind(draft: Draft) -> bool:
    sentence = draft.sentence
    begins = draft.group("rest")
    if (
        begins
        and sentence.cased
        and sentence.text[begins[0]].isupper()
        and _TITLE_BEFORE.search(sentence.low[: begins[0]].rstrip())
    ):
        return False  # "nhắc anh Nam nộp báo cáo": somebody else is to be told
    time = _adjacent_time(draft)
    trigger_end = draft.group("rest")[0] if draft.group("rest") else draft.end  # type: ignore[index]
    taken = [(draft.start, trigger_end)]
    if time is not None:
        taken.append(_with_words_before(draft, time))
        draft.put_time("at", time)
    pieces = stretches(draft, taken)
    after = [piece for piece in pieces if piece.start >= trigger_end - 1]
    chosen = after or pieces
    if chosen:
        draft.put_piece("text", _joined(draft, chosen))
    elif time is None:
        return False
    if not chosen and draft.sentence.found.references:
        put_any_record(draft)
    return True


def _timed_remind(draft: Draft) -> bool:
    """ "gọi tôi", "call me" with no time order nothing."""
    return bool(draft.sentence.found.times) and _remind(draft)


def _loosely_remind(draft: Draft) -> bool:
    """ "nhắc gọi chị Lan" without a time may be meant; "nhắc mới nhớ" is not."""
    if _NOT_REMINDING.match(draft.sentence.low[draft.match.start :]):
        return False
    draft.doubt = 0.0 if draft.sentence.found.times else 0.2
    return _remind(draft)


_NOT_REMINDING = expression(
    "nhắc mới nhớ; nhắc tới; nhắc đến; nhắc lại; nhắc hoài; nhắc nhở hoài; nhắc gì; nhắc ai; nhắc chuyện; nhắc mãi",
    r"\A{0}",
)


def _loose_task(draft: Draft) -> bool:
    """ "task nhiều quá" is a sigh: without a time or a record it is asked about at most."""
    draft.doubt = 0.0 if draft.sentence.found.times else 0.2 if draft.sentence.found.references else 0.4
    return _task(draft)


def _joined(draft: Draft, pieces: list[Piece]) -> Piece | None:
    """One text of the pieces that a time stood between."""
    first, last = pieces[0], pieces[-1]
    start = first.start
    trimmed = [without_lead(draft.sentence, piece.start, piece.end, _FILL) or piece for piece in pieces[:1]] + pieces[
        1:
    ]
    text = " ".join(piece.text for piece in trimmed)
    end = draft.sentence.without_particles(last.start, last.end)
    if end and len(pieces) == 1:
        begin = trimmed[0].start
        return draft.sentence.piece(begin, end.end)
    return Piece(start, last.end, text)


_FOR = expression("cho; giao; giao cho; for; to; của; nhờ", r"{0}\s+")


def _task(draft: Draft) -> bool:
    sentence = draft.sentence
    taken: list[tuple[int, int]] = []
    if draft.group("user"):
        piece = take_name(sentence, *(draft.group("user") or (0, 0)))
        if piece is None or NOBODY.match(sentence.low[piece.start : piece.end]):
            return False
        draft.put_piece("assignee", piece)
    begins = draft.group("rest") or draft.group("subject")
    if begins is None:
        return False
    start = begins[0]
    times = sentence.found.times
    time = None
    if times:
        inside = [one for one in times if one.span.start >= start]
        time = inside[-1] if inside else times[0]
        taken.append(_due_words(draft, time))
        draft.put_time("due", time)
    for said in sentence.found.references[:1]:
        draft.put("record", said.value, said.span)
    pieces = [piece for piece in stretches(draft, [(sentence.start, start), *taken]) if piece.start >= start]
    if draft.group("head"):
        head = draft.group("head") or (0, 0)
        pieces = [piece for piece in [without_lead(sentence, *head)] if piece]
    if not pieces:
        return False
    subject = (
        max(pieces, key=lambda one: len(one.text)) if len(pieces) > 1 and not pieces[0].is_longer_than(5) else pieces[0]
    )
    return draft.put_piece("subject", sentence.without_particles(subject.start, subject.end))


_DUE = re.compile(
    r"[\s,(;-]*(?<!\w)(?:(?:hạn|han|hạn chót|han chot|deadline|due|by|before|trước|truoc|xong|trước khi hết|là|la|vào|vao|lúc|luc|ngày|ngay|until|till|on|at|for|no later than|is|in|within|the end of|end of|hoàn thành|hoan thanh|cuối|muộn nhất|chậm nhất|cham nhat|"
    r"muon nhat|đến|den|tới|toi|it's|phải|phai|nộp|gấp|trong|xong trước|date|:|needed|to be done|complete|finish|latest|tối đa|tầm|khoảng|hết|het|nội|noi|sáng|the|this|dl|xong truoc|phải xong|cần xong|kịp|to finish)[\s,:]*)*\Z"
)


def _due_words(draft: Draft, time: Time) -> tuple[int, int]:
    before = draft.sentence.low[: time.span.start]
    found = _DUE.search(before[-40:])
    end = time.span.end
    closing = re.match(
        r"\s*(?:là hạn|là xong|xong|phải xong|nộp|là deadline|hạn|at the latest|latest|deadline|là hạn chót|nha|nhé)(?!\w)",
        draft.sentence.low[end:],
    )
    return (time.span.start - (len(found[0]) if found else 0), end + (closing.end() if closing else 0))


_WITH = expression(
    "với; cùng; with; w/; vs; và; gặp; tiếp; đón; hẹn; thăm; ghé thăm; mời; meet; see; visit; gặp gỡ; meeting; gặp mặt; cho; khách; gap; rước; đưa; ghé; seeing; meeting with",
    r"{0}(?:[\s,:]+)",
)
_PLACE = expression(
    "ở; tại; at; in; chỗ; ở chỗ; địa điểm; place; qua; via; trên; bằng; over; on; đến; tới; nơi; lên; xuống; qua chỗ; @; bên; location; venue; sang; ra; bên nhà; tại văn phòng của; ngay; qua bên; ghé; tại chỗ; địa điểm:; ở bên",
    r"{0}[\s:]+",
)
_PLACE_NEVER = expression(
    "next; this; the afternoon; the morning; zalo; đó; đây; này; us; me; tuần; tháng; ngày; sáng; chiều; lịch; calendar; hệ thống; time; person; lại; khách; the calendar; my calendar; sale; about; mình; nhé; nha; đi; thêm; giờ; kém",
    r"\A{0}",
)
_WEAK_PLACES = listed(
    "qua via trên bằng over on đến tới lên xuống in bên sang ra den toi tren bang len xuong ben ghé ghe"
)
_MOST_NAMES = 8
_LENGTHS = range(5, 1441)
"""Minutes that a meeting may last."""

_TOOLS = expression(
    "zoom; teams; google meet; meet; gg meet; ms teams; microsoft teams; skype; zalo; video call; phone; điện thoại; telegram; online; webex; whatsapp; facetime; google hangouts; viber; messenger; video",
    r"\A{0}",
)
_ATTENDEES = expression(
    "gọi cả; rủ; rủ thêm; rủ cả; mời cả; mời thêm; kéo; kéo theo; invite; bring; cc; dẫn theo; cho; có; thêm; include; along with; đi cùng; đi với; đi chung với; add; kèm; cùng với; người đi cùng; tham gia; attendees; tham dự; thành phần; có cả; mang theo; gọi thêm; gọi; loop in; with colleagues; dẫn; cùng; and invite; together with; kêu; kêu thêm; kéo thêm; kêu cả; đi cùng với; đưa; với sự tham gia của; invite also; also invite; và mời",
    r"{0}[\s:]+",
)
_GO_ALONG = expression(
    "đi cùng; đi chung; tham gia; theo; cùng đi; cùng; dự; đi theo; join; joins; joining; along; too; as well; tham dự; đi nữa; vào họp; đi; dự cùng; nữa; vô luôn; will join; cùng tham gia; coming along; comes along",
    r"\A[\s,]*{0}",
)
_AND = re.compile(r"\s*(?:,|;|&|\bvà\b|\bva\b|\band\b|\bvới\b|\bvoi\b|\bcùng\b|\+)\s*", re.IGNORECASE)
_SUBJECT = expression(
    "về; về việc; để; bàn; bàn về; about; to discuss; re; regarding; nội dung; trao đổi; trao đổi về; chủ đề; for; on; thảo luận; chốt; topic; to talk about; subject; nói về; vụ; bàn vụ; bàn chuyện; mục đích; to go over; to review; to sign; to see; ký; xem; to present; to go through; thảo luận về; bàn bạc; to finalise; to finalize; to",
    r"{0}[\s:]+",
)
_ACTIVITY = expression(
    "demo; coffee; cà phê; cafe; lunch; dinner; breakfast; ăn trưa; ăn tối; ăn cơm; ăn sáng; khảo sát; nghiệm thu; training; workshop; kickoff; kick-off; ký hợp đồng; bàn giao; site visit; call; trình bày; họp; review; factory tour; đón; khảo sát mặt bằng; khảo sát nhà xưởng; "
    "đo đạc; lắp đặt; bảo trì; gặp; tham quan; presentation; trainning; tập huấn; thăm xưởng; xem mẫu; xem hàng; giao mẫu; ký kết; nhậu; tất niên; giao hàng; bàn hợp đồng; site survey; sign the contract; contract signing; inspection; walkthrough; interview; catch-up; check-in"
)


def _end_of(draft: Draft, time: Time) -> None:
    if (
        time.end is not None
        and re.search(r"[-–—]|đến|den|tới|toi|to |till|until", draft.sentence.plain[time.span.start : time.span.end])
        and time.end > time.start
    ):
        draft.put("end", time.end, time.span)


def _when(draft: Draft) -> Time | None:
    times = future(draft.sentence, draft.sentence.found.times) or list(draft.sentence.found.times)
    clocks = [time for time in times if time.grain in {"hour", "minute", "second"}]
    return (clocks or times or [None])[0]  # type: ignore[list-item]


def _book(draft: Draft) -> bool:
    sentence = draft.sentence
    time = _when(draft)
    if time is not None:
        draft.put_time("start", time)
        _end_of(draft, time)
    length = _length(draft)
    taken: list[tuple[int, int]] = []
    _attendees(draft, taken)
    _place(draft, taken)
    _with(draft, taken)
    if "with" not in draft.slots and not draft.group("any"):
        return False
    if time is not None and time.start.date() < sentence.now.date():
        return False
    _subject(draft, taken)
    if length:
        draft.put("duration_minutes", *length)
    return bool(sentence.text) and (time is not None or bool(draft.group("who")))


def _length(draft: Draft) -> tuple[int, Span] | None:
    found = find_durations(draft.sentence.text[:400])
    for one in found:
        if (
            not any(time.span.start <= one.span.start < time.span.end for time in draft.sentence.found.times)
            and one.minutes in _LENGTHS
        ):
            return int(one.minutes), one.span
    return None


def _attendees(draft: Draft, taken: list[tuple[int, int]]) -> None:
    sentence = draft.sentence
    low = sentence.low
    for found in _ATTENDEES.finditer(low, draft.start):
        strong = found[0].split()[0] in {
            "gọi",
            "goi",
            "rủ",
            "ru",
            "invite",
            "cc",
            "kéo",
            "keo",
            "attendees",
            "include",
            "bring",
            "loop",
            "dẫn",
            "also",
            "kêu",
            "keu",
            "tham",
            "thành",
            "add",
            "đi",
            "and",
            "together",
            "along",
            "mang",
        }
        names, end = _names(draft, found.end())
        along = _GO_ALONG.match(low[end:])
        if (
            not names
            or not (strong or along)
            or (found[0].split()[0] in {"gọi", "goi", "add", "đi", "có", "cho"} and not along)
        ):
            continue
        draft.put(
            "attendees",
            tuple(piece.text for piece in names),
            Span(names[0].start, names[-1].end, sentence.text[names[0].start : names[-1].end]),
        )
        taken.append((found.start(), end + (along.end() if along else 0)))
        return


def _names(draft: Draft, start: int) -> tuple[list[Piece], int]:
    names: list[Piece] = []
    end = start
    while len(names) < _MOST_NAMES:
        piece = take_name(draft.sentence, start, draft.sentence.end)
        if piece is None or NOBODY.match(draft.sentence.low[piece.start : piece.end]):
            break
        for part in re.finditer(r"(?:(?!\s(?:và|va|and|với|voi)\s|\s?&\s?).)+", piece.text):
            cut = draft.sentence.piece(
                piece.start
                + part.start()
                + (len(part[0]) - len(re.sub(r"\A\s*(?:và|va|and|với|voi|&)\s", "", part[0]))),
                piece.start + part.end(),
            )
            if cut:
                names.append(cut)
        end = piece.end
        joined = _AND.match(draft.sentence.low, end)
        if not joined:
            break
        start = joined.end()
    return names, end


def _place(draft: Draft, taken: list[tuple[int, int]]) -> None:
    sentence = draft.sentence
    for found in _PLACE.finditer(sentence.low, max(draft.start - 80, sentence.start)):
        if any(a <= found.start() < b for a, b in taken) or _PLACE_NEVER.match(sentence.low[found.end() :]):
            continue
        word = found[0].strip(" :").split()[0]
        if word == "cho":
            continue  # without accents rather "cho" than "chỗ"
        tool = _TOOLS.match(sentence.low[found.end() :])
        if tool:
            draft.put_piece("place", sentence.piece(found.end(), found.end() + tool.end()))
            taken.append((found.start(), found.end() + tool.end()))
            return
        if word in {"via", "trên", "bằng", "over", "on", "tren", "bang"}:
            continue
        piece = _place_words(draft, found.end())
        if piece is None or (word in _WEAK_PLACES and not _place_like(draft, piece, word)):
            continue
        draft.put_piece("place", piece)
        taken.append((found.start(), piece.end))
        return


_PLACE_STOP = re.compile(
    r"[,;:.!?\n()\ue000-\ue004]|\s(?:với|voi|cùng|để|de|gặp|gap|with|for|to|about|lúc|luc|vào|vao|at|on|nhé|nha|nhe|bàn|and|về|nghe|họp|hop|demo|giúp|rủ|invite|làm việc|lam viec|trao đổi|ký|ghi|lên lịch|đón|xem|khảo sát|khao sat|thăm|tham|nghiệm thu|ăn|uống|ban ve|xếp)(?=\s|$)"
)


def _place_words(draft: Draft, start: int) -> Piece | None:
    low = draft.sentence.low
    stop = _PLACE_STOP.search(low, start, draft.sentence.end)
    piece = draft.sentence.without_particles(start, stop.start() if stop else draft.sentence.end)
    return piece if piece and piece.has_at_most(7) else None


_PLACES = re.compile(
    r"(?:quán|quan|văn phòng|van phong|vp|nhà máy|nha may|xưởng|xuong|công ty|cong ty|cty|nhà hàng|nha hang|khách sạn|khach san|sân bay|san bay|showroom|kho|office|factory|cafe|restaurant|hotel|site|công trình|trụ sở|chi nhánh|phòng họp|phong hop|the |our |their |my |nhà|nha|trường|bệnh viện|siêu thị|cửa hàng|shop|store|branch|hq|chợ|tòa nhà|trung tâm|district|quận|đường|số \d|highlands|starbucks|phúc long|lobby|room|tầng|bến|cảng|khu|chỗ)"
)


def _place_like(draft: Draft, piece: Piece, word: str) -> bool:
    low = draft.sentence.low[piece.start : piece.end]
    return bool(_PLACES.match(low)) or (
        word not in {"in", "bên", "ben"} and piece.text[0].isupper() and not draft.sentence.text.isupper()
    )


def _with(draft: Draft, taken: list[tuple[int, int]]) -> None:
    sentence = draft.sentence
    place = draft.group("who")
    if place and not any(a <= place[0] < b for a, b in taken) and put_record(draft, "with", *place):
        if "place" in draft.slots and draft.slots["place"] == draft.slots["with"]:
            del draft.slots["place"]
        taken.append((draft.spans["with"].start, draft.spans["with"].end))
        return
    for found in _WITH.finditer(sentence.low, sentence.start):
        if any(a <= found.start() < b for a, b in taken) or found[0].split()[0] in {"cho", "và", "va"}:
            continue
        end = min([a for a, _ in taken if a > found.end()], default=sentence.end)
        if put_record(draft, "with", found.end(), end):
            taken.append((found.start(), draft.spans["with"].end))
            return
    span = draft.spans.get("place")
    if span and draft.group("visit"):
        piece = record_piece(sentence, span.start, span.end)
        if piece:
            draft.put_piece("with", piece)


def _subject(draft: Draft, taken: list[tuple[int, int]]) -> None:
    sentence = draft.sentence
    for found in _SUBJECT.finditer(sentence.low, draft.start):
        if any(a <= found.start() < b for a, b in taken):
            continue
        stop = re.compile(r"[,;.!?\n\ue000]|\s(?:ở|tại|tai|at|lúc|luc|vào|vao|on|via|với|voi|with|in)\s").search(
            sentence.low, found.end(), sentence.end
        )
        ends = [stop.start() if stop else sentence.end, *(a for a, _ in taken if a >= found.end())]
        piece = sentence.without_particles(found.end(), min(ends))
        if piece and piece.is_longer_than(2) and draft.sentence.low[piece.start] != "\ue000":
            draft.put_piece("subject", piece)
            return
    activity = _ACTIVITY.search(sentence.low, sentence.start)
    if activity and activity[0] not in {"gặp", "gap", "họp", "hop", "call"}:
        draft.put_piece("subject", sentence.piece(activity.start(), activity.end()))


def _moved(draft: Draft) -> bool:
    sentence = draft.sentence
    times = sentence.found.times
    if not times:
        return False
    to = draft.group("to")
    behind = [time for time in times if to and time.span.start >= to[0]]
    target = (behind or list(times))[-1]
    draft.put_time("start", target)
    return _what(draft) and _is_activity(draft)


def _is_activity(draft: Draft) -> bool:
    """A meeting or a task, no deal and no ticket."""
    value = draft.slots.get("record")
    numbered = any(said.value == value for said in draft.sentence.found.references)
    return not numbered or str(value).startswith("M-")


def _what(draft: Draft) -> bool:
    """The activity: its number, or whom it is with."""
    if draft.group("rec") and draft.put_who("record", "rec"):
        if not any(said.value == draft.slots["record"] for said in draft.sentence.found.references):
            draft.slots["with"] = draft.slots.pop("record")
            draft.spans["with"] = draft.spans.pop("record")
        return True
    if draft.group("who") and draft.put_who("with"):
        value = draft.slots["with"]
        if any(said.value == value for said in draft.sentence.found.references):
            draft.slots["record"] = draft.slots.pop("with")
            draft.spans["record"] = draft.spans.pop("with")
        return True
    return "any" in draft.match.places or put_any_record(draft)


def _cancelled(draft: Draft) -> bool:
    if not _what(draft):
        return False
    if str(draft.slots.get("record", "M-")).partition("-")[0] != "M":
        return False
    times = draft.sentence.found.times
    if times and "record" not in draft.slots:
        draft.put_time("start", times[0])
    return True


_BOOKS = (
    "(đặt|xếp|set|book|tạo|lên|thêm|ghi|chốt|sắp|schedule|set up|arrange|plan|add|lập|đặt giúp|book giúp|xếp giúp|tạo giúp|lên giúp|put|setup|create|fix|organise|organize|hẹn|pencil in|make|cho|note|bố trí|thu xếp|sắp xếp|book giùm|đặt giùm|set giúp|tạo giùm|"
    "block|pencil|line up|slot in|reserve|lock in|confirm|get|lên giùm|mở|đưa|gài|calendar|new|set lên|book dùm|nhập)"
)
_MEETS = (
    "(gặp|họp với|họp|làm việc với|gặp mặt|gặp gỡ|thăm|ghé thăm|ghé|đi gặp|đi thăm|demo cho|demo với|trình bày cho|cà phê với|cafe với|cf với|ăn trưa với|ăn tối với|tiếp|đón|hẹn|đến gặp|qua gặp|mời|ăn cơm với|hẹn gặp|hẹn với|gặp khách|hẹn khách|đến thăm|"
    "khảo sát|đi khảo sát|có hẹn với|có hẹn|có lịch với|có lịch gặp|có cuộc hẹn với|có buổi gặp|có cuộc họp với|call với|meeting với|meet với|meet|demo|đi gặp khách|làm việc|trao đổi với|ngồi với|coffee với|lunch với|dinner với|ký hợp đồng với|ký hđ với|nghiệm thu|"
    "nhậu với|đi đón|rước|tham quan|qua thăm|tới gặp|tới thăm|đưa|bàn giao|trình bày với|training cho|gặp lại|hop vs|đánh golf với|họp cùng|gặp cùng|tiếp khách|họp online với|call video với|lắp đặt cho|bảo trì cho|lên gặp|xuống gặp|ra gặp|sang gặp|chạy qua|đi với|phỏng vấn|hẹn hò với|lên lịch với|lên lịch gặp|zoom với|gặp bên|họp bên|khảo sát mặt bằng|tập huấn cho|kickoff với|review với|họp nhóm với)"
)
_MOVE = "(dời|đổi|chuyển|lùi|hoãn|đẩy|rời|thay đổi|dời lại|reschedule|move|shift|push|postpone|đổi giờ|đổi lịch|dời lịch|chuyển lịch|lùi lịch|đẩy lịch|bring forward|push back|change|delay|re-schedule|dời giúp|đổi giúp|dời giùm|chuyển giúp|sửa giờ|sửa lịch|resched|move up|kéo|dịch|hoãn lịch|hoãn lại|dời ngày|đổi ngày|đổi hẹn|dời hẹn|chuyển hẹn|put off|rebook|thay giờ|dời buổi|reschedule giúp|reschedule lại|dời giờ|chuyển giờ|move giúp|lùi giờ|dời cái|bump|slide|adjust|pull forward|switch|dời sớm|book lại)"
_TO = "(sang|qua|tới|đến|thành|về|lại|vào|to|until|till|xuống|lên|at|for|on|lại sang|lại qua|lại vào|lại thành|lại đến|lại tới|lại lúc|->|lúc|from|by|ra|sớm hơn|into|back to|forward to|lại về|sớm lên|trễ lại|qua ngày|sang ngày|sang lúc|qua lúc|là|=|instead)"
_CANCEL = "(hủy|bỏ|xóa|cancel|call off|drop|scrap|hủy bỏ|delete|remove|hủy giúp|bỏ giúp|cancel giúp|hủy giùm|bỏ giùm|thôi|hủy luôn|bỏ luôn|dẹp|clear|khỏi|ngưng|cancel giùm|xóa giúp|hủy dùm|cancel luôn|xoá|take off|get rid of|axe|kill|strike|nix|hủy hộ|gỡ|hủy dum|cancel dùm|bãi bỏ|rút)"
FRAMES: tuple[Frame, ...] = (
    frame(
        "remind",
        _remind,
        """
        (nhắc|nhắc nhở|nhớ nhắc|nhớ báo|remind|nudge|poke|remember to remind|hẹn nhắc|nhắc giùm|nhắc giúp|nhắc hộ|nhắc dùm|prompt|nhớ kêu|nhớ hú|hey remind|note nhắc|ping|alert|hú) <me> {rest}
        <T> (nhớ)? (kêu|gọi|báo|réo|hú|nhắc|wake|buzz|ring|tell|notify|báo cho|alert) <me> {rest}
        (nhắc|nhắc nhở|remind|nudge|ping|nhớ nhắc|nhắc giùm|nhắc giúp|alert|hú|nhắc hộ) <me> $
        <T> {head} (nhớ nhắc|nhắc|remind|nhắc giúp|nhắc giùm|báo|hú) <me> $
        (đặt|tạo|thêm|set|add|create|cài|lên|hẹn|đặt giúp|tạo giúp|put|make|set up|cài đặt|cho|thêm giúp|new|đặt giùm|tạo giùm|schedule|need|give me|setup|cài giúp|ghi|bật) (a|một|1|cho (tôi|em|mình|anh|chị|tui)|giúp (tôi|em|mình|anh|chị)|me|cái|lịch|an|giờ|me a|myself a|thêm|lời)? (nhắc|nhắc nhở|nhắc hẹn|nhắc việc|reminder|báo thức|lời nhắc|alarm|chuông|nhắc lịch|giờ nhắc|nhắc giờ|reminders|alert|hẹn giờ|thông báo) {rest}
        ^ (nhắc|nhắc nhở|nhắc hẹn|nhắc việc|reminder|nhớ nhắc|lời nhắc|nhắc nhẹ|nhắc lịch|reminders|nhớ) <T> {rest}
        ^ (nhắc|nhắc nhở|nhắc hẹn|reminder|nhắc việc|lời nhắc|remind|nhắc nhẹ|nhắc lịch) : {rest}
        ^ <T> (nhắc|nhắc nhở|reminder|nhắc nhẹ|remind|nhắc vụ|nhớ nhắc|nhắc việc) {rest}
        (đừng để|don't let|do not let|dont let|không để|kẻo) <me> (quên|forget|miss|bỏ lỡ|trễ|lỡ) {rest}
        (tới|đến) (giờ|lúc|ngày|hạn) (thì|nhớ)? (nhắc|báo|gọi|kêu) <me> {rest}
        {rest} , (nhắc|nhắc nhở|remind|nhớ nhắc|báo|kêu|ping) <me> (trước|before|lúc|vào|at|in|sớm|đó|nha|cái|hôm đó)? <T>
        {rest} , (nhắc|nhắc nhở|remind|nhớ nhắc|set nhắc|nhắc nhẹ) <me> (trước|before|cái|với|nha|nhé)? $
        """,
        weight=0.91,
    ),
    frame(
        "remind",
        _timed_remind,
        """
        (kêu|gọi|báo|réo|wake|buzz|ring|đánh thức|text|tell|notify|warn|call|báo giúp|báo giùm|hối|giục|dặn|kêu giùm) <myself> {rest}
        """,
        weight=0.91,
    ),
    frame(
        "remind",
        _loosely_remind,
        """
        ^ (nhắc|nhắc nhở|nhắc việc|reminder to|reminder for|reminder|remind to|nhắc nhẹ|nhắc lịch|nhắc vụ) {rest}
        """,
        weight=0.88,
    ),
    frame(
        "create_task",
        _task,
        """
        (thêm|tạo|lập|add|create|new|giao|đặt|mở|make|ghi|lên|set|put|tạo giúp|thêm giúp|set up|open|log|tạo giùm|thêm giùm|tạo mới|assign|tạo thêm|note|cho|nhập|lưu|give|record|enter|raise|write) (a|an|một|1|new|the|mới|thêm|cho (tôi|em|mình|anh|chị|tui)|me a|me|giúp|cái|another)? <task> (mới|new|item|nữa)? (cho|giao|for|to|giao cho|của|is for|assigned to) {user} : {rest}
        (thêm|tạo|lập|add|create|new|đặt|mở|make|ghi|lên|set|put|tạo giúp|thêm giúp|set up|open|log|tạo giùm|thêm giùm|tạo mới|tạo thêm|note|nhập|lưu|record|enter|raise|write) (a|an|một|1|new|the|mới|thêm|cho (tôi|em|mình|anh|chị|tui)|me a|me|giúp|cái|another)? <task> (mới|new|item|nữa)? (giao|for|to|cho|giao cho) {user} (to|để|phải|việc|là|đi|về việc|lo|làm|:|gửi|gọi|chuẩn bị|kiểm tra|soạn|liên hệ) {rest}
        (giao|giao cho|give|assign) {user} (việc|task|a task|nhiệm vụ|công việc|a task to|the task|the task of|the job of|nhiệm vụ là|đầu việc|cái task|a to-do) {rest}
        (giao|give|assign) (việc|task|a task|nhiệm vụ|công việc|đầu việc|task mới|1 task) (cho|to|for) {user} : {rest}
        (giao|give|assign) (việc|task|a task|nhiệm vụ|công việc|đầu việc) (cho|to|for) {user} (to|là|đi|phải|làm|lo|chuẩn bị|gửi|gọi|soạn|kiểm tra|liên hệ) {rest}
        (thêm|tạo|lập|add|create|new|đặt|mở|make|ghi|lên|set|put|tạo giúp|thêm giúp|set up|open|log|tạo giùm|thêm giùm|tạo mới|tạo thêm|note|nhập|lưu|record|enter|raise|need|give me|give|i have|schedule|ghi lại|thêm cho|tạo cho|thêm vào) (a|an|một|1|new|the|mới|thêm|cho (tôi|em|mình|anh|chị|tui)|giúp (tôi|em|mình|anh|chị|tui)|me a|me|giúp|cái|another|follow-up|một cái|follow up|danh sách|giùm|vào|to my|vào danh sách)? <task> (mới|new|item|list|nữa|là|:|to|list to)? {rest}
        ^ <task> (mới|new)? (cho|giao|for|to|giao cho|của) {user} : {rest}
        ^ <task> (mới|new|cần làm|phải làm)? : {rest}
        ^ (việc mới|task mới|new task|đầu việc mới|công việc mới) {rest}
        ^ (add|put|thêm|ghi|đưa|bỏ|cho|note) {head} (to my to-do list|to my todo list|on my to-do list|to my task list|on my list|to my list|to the to-do list|vào việc cần làm|vào todo|vào danh sách việc|vào danh sách việc cần làm|vào to do|vào to-do|to my tasks|to my to do list|on the to-do list|as a task|vào task|vô todo|vào đầu việc|to my todos|vào list việc|vào danh sách công việc) {rest}
        ^ (add|put|thêm|ghi|đưa|bỏ|cho|note) {rest} (to my to-do list|to my todo list|on my to-do list|to my task list|on my list|to my list|to the to-do list|vào việc cần làm|vào todo|vào danh sách việc|vào danh sách việc cần làm|vào to do|vào to-do|to my tasks|to my to do list|on the to-do list|as a task|vào task|vô todo|vào đầu việc|to my todos|vào list việc|vào danh sách công việc) $
        (nhờ|giao|giao cho|phân công|yêu cầu|have|get|need|phân|cắt cử|i need|i want|giao việc cho) {user} (làm|lo|chuẩn bị|soạn|kiểm tra|gửi|gọi|liên hệ|xử lý|đặt|in|mua|viết|to|kiểm|thu|đi|lấy|hoàn thành|check|follow|xin|nộp|đo|chốt|cập nhật|tổng hợp|giao|ship|nhập|sửa|theo dõi) {rest} (trước|hạn|by|due|before|deadline|xong|xong trước|hạn chót|trong|no later than|vào|chậm nhất|muộn nhất)? (khi|là|cuối|end of|hết|:)? <T>
        """,
        weight=0.88,
    ),
    frame(
        "create_task",
        _loose_task,
        """
        ^ (task|todo|to do|to-do|tsk|việc cần làm|cần làm|việc) {rest}
        """,
        weight=0.87,
    ),
    frame(
        "create_task",
        _task,
        """
        ^ (giao) {user} (làm|lo|chuẩn bị|soạn|kiểm tra|gửi|gọi|liên hệ|xử lý|đặt|in|mua|viết|kiểm|thu|đi|lấy|hoàn thành|check|follow|xin|nộp|đo|chốt|cập nhật|tổng hợp|theo dõi) {rest}
        ^ (tôi|em|mình|anh|chị|tui|i|we|need to|must|phải|cần) (cần|phải|need to|have to|must|should)? {rest} (trước|hạn|by|due|before|deadline|xong trước|hạn chót|chậm nhất|muộn nhất) (là|cuối|end of|hết|:)? <T>
        ^ {rest} (deadline|hạn chót|hạn|due|due by|due on|hạn nộp) (là|:|ngày|is|vào|on)? <T>
        """,
        weight=0.78,
    ),
    frame(
        "book_meeting",
        _book,
        f"""
        {_BOOKS} (giúp|giùm|cho|a|an|the|một|1|me|us|mình|em|anh|chị|tôi|hộ|thêm|cái|vào|my|lại|cho (em|anh|tôi|mình|chị)|me a|us a|buổi|cuộc|in|me in|another|quick|short|in a|a quick|a short|the next|giúp (em|anh|tôi|mình|chị))? (1|một|a|quick|video|short|30-minute|45-minute|one-hour|<N> minute|<N> phút|<N>-minute|<N> p|new|<T>|hour-long|half-hour|30-min|online|intro)? <meeting> {{any}}
        {_BOOKS} (a|an|the|một|cho (tôi|em|mình|anh|chị))? (lịch|hẹn|lịch hẹn) (gặp|họp|với|demo|cho|đi|tiếp|hẹn|thăm|khảo sát|làm việc|đón|cà phê|ăn) {{any}}
        {_BOOKS} {{any}} (lên lịch|vào lịch|vô lịch|to my calendar|in my calendar|on my calendar|in the calendar|to the calendar|on the calendar|into my calendar|in my diary|lên calendar|vào calendar)
        ^ <T> (nhé|sẽ|đi|tôi|em|mình|anh|có|qua|tui|team|cả team|we|i|có lịch|lúc|phải|sếp|xuống|lên|ghé|ra|chạy|cho|thì)? (sẽ|đi|có|qua|phải)? {_MEETS} {{who}}
        ^ {_MEETS} {{who}} (lúc|vào|hồi|tầm|khoảng|ngày|at|on|chiều|sáng|from|từ|hôm|trưa|giờ)? <T>
        ^ {_MEETS} {{who}} (ở|tại|chỗ|bên|trong|tới|đến|trên) {{rest}} <T>
        ^ <meeting> (online|nhóm|gấp|lần 2)? (với|with|w|cùng|cho|for|vs) {{who}} (lúc|vào|hồi|tầm|khoảng|ngày|at|on|from|từ|is|will be)? <T>
        ^ <meeting> (với|with|w|cùng|vs) {{who}} {{rest}} <T>
        ^ <meeting> <T> (với|with|w|cùng|cho|for|ở|tại|gặp|at) {{who}}
        ^ <T> <meeting> (với|with|w|cùng|vs|gặp|cho) {{who}}
        ^ <T> (qua|tới|đến|ghé|lên|xuống|sang|ra|đi|về|chạy qua|chạy xuống|qua bên|thăm|go to|going to|visiting|i'm at) {{visit}} (gặp|họp|khảo sát|demo|trình bày|làm việc|tiếp|bàn|ký|trình bày|nghiệm thu|thăm|lắp|đo|with|to meet|to see|xem) {{rest}}
        (hẹn|gặp|meet|see|meeting|meeting with|visit|seeing|lunch with|coffee with|dinner with|call with|demo for|demo with|breakfast with|catch up with|visiting|sit down with|i'm meeting|i am meeting|we're meeting|we are meeting|having lunch with|i'm seeing|we meet|i'll meet|we'll meet|appointment with|site visit at|site visit to) {{who}} (at|on|from|this|in|,)? <T>
        (meet|see|visit|meeting with|lunch with|coffee with|dinner with|call with|demo for|demo with|breakfast with|i'm meeting|i am meeting|we're meeting|visiting|i'm seeing|i'll meet|we'll meet|appointment with|site visit at|i have a meeting with|we have a meeting with|i've got a meeting with|we're having lunch with|i have a call with|we have a call with|get together with) {{who}} (at|in|for|about|to|re|over|via) {{rest}} <T>
        <T> (i have|i've got|we have|we've got|there is|there's|i|we|i'm|we're)? (a|an)? (meeting|lunch|coffee|dinner|call|demo|breakfast|appointment|meet|visit|site visit|kickoff|workshop|meeting up|catch up) (with|at|for|to) {{who}}
        {{who}} (hẹn|muốn gặp|mời|rủ|wants to meet|would like to meet|hẹn gặp|đồng ý gặp|muốn hẹn|muốn họp|hẹn họp|chịu gặp|can meet|agreed to meet|is coming|are coming|qua|tới|đến|sẽ qua|sẽ đến|sẽ tới|ghé|sẽ ghé|wants a demo|wants a call|muốn demo|invited us) (mình|em|tôi|anh|us|me|gặp|họp|demo|lại|for|at|on|in|to|over|tại|ở|công ty|văn phòng)? {{rest}} <T> , (ghi lịch|lên lịch|book|đặt lịch|put it in|book it|thêm lịch|xếp lịch|ghi vào lịch|set lịch|tạo lịch|add it|schedule it|note lịch|lưu lịch|xếp vào lịch)
        ^ <T> (qua|tới|đến|ghé|lên|xuống|sang) {{who}} (trình bày|khảo sát|demo|họp|làm việc|ký|bàn|giao mẫu|nghiệm thu|lắp đặt|lắp|bảo trì|training|xem|đo|tập huấn|báo giá|chốt|thăm|gặp)
        <T> {{who}} (hẹn|qua|đến|tới|ghé|sang|lên|sẽ qua|sẽ đến|sẽ tới|sẽ ghé) (gặp|họp|văn phòng|công ty|xem|ký|bàn|làm việc|mình|cty|showroom|lấy|khảo sát|demo)
        """,
        weight=0.84,
    ),
    frame(
        "reschedule",
        _moved,
        f"""
        ^ {_MOVE} (lại|giúp|the|my|giờ|our|ngày|thời gian|cái|giùm|lịch|của)? (meeting|lịch|buổi|hẹn|cuộc hẹn|call|task|việc)? <R> {{rest}} <T>
        ^ {_MOVE} (lại|giúp|the|my|giờ|our)? <R> <T>
        <R> (đổi|dời|chuyển|lùi|hoãn|đẩy|move|moved|moves|reschedule|shift|rescheduled|dời lại|sang|to|is now|thay|đổi lại|postponed|pushed|đổi giờ|dời lịch|qua|chuyển lịch|đổi lịch|is moved|is pushed|kéo|dịch|goes to|thành|lùi lại) (sang|qua|tới|đến|thành|về|lại|vào|to|until|till|xuống|lên|at|for|on|lại sang|lại qua|lại vào|lúc|giờ|lịch|lại thành|giờ sang|back to|giờ thành|ngày)? <T>
        ^ {_MOVE} (lại|giúp|the|my|giờ|our|ngày|cái|giùm|a|1|thời gian)? <meeting> (lại|của|hẹn|gặp|giờ)? (với|with|of|của|cùng|w|for|bên|ở|tại|at|gặp|vs|cho) {{who}} {_TO} {{to}}
        ^ {_MOVE} (lại|giúp|the|my|giờ|our|ngày|cái|giùm)? <meeting> {{who}} {_TO} {{to}}
        ^ {_MOVE} (lịch|giờ|buổi|cuộc)? (họp với|gặp|hẹn với|họp|gặp với|hẹn|làm việc với|hẹn gặp) {{who}} {_TO} (lúc|ngày|vào)? <T>
        ^ {_MOVE} (với|with|lịch với|hẹn với|giờ hẹn|giờ gặp|giờ với|lịch của|hẹn của|giờ họp với)? {{who}} {_TO} (lúc|ngày|vào)? <T>
        ^ {_MOVE} {{who}} (meeting|call|visit|demo|lunch|appointment|demo call|session|dinner|coffee) {_TO} {{to}}
        <meeting> (với|with|w|cùng|của|ở|tại|bên|at|gặp|for|vs|cho|by) {{who}} (dời|đổi|chuyển|lùi|hoãn|đẩy|move|moved|is moved|reschedule|dời lại|is now|rescheduled|postponed|shifted|pushed|has moved|dời qua|đổi lại|lùi lại|chuyển lại|đổi qua|dời sang|chuyển sang|chuyển qua|đổi sang|is rescheduled|needs to move|has been moved|đổi giờ|đổi lịch|dời lịch|is pushed|got moved|kéo|xin dời|xin đổi|xin lùi|thay đổi|needs moving|sang|dời đến|dời tới|has to move|must move) {{to}}
        <meeting> {{who}} (dời|đổi|chuyển|lùi|hoãn|dời lại|lùi lại|đổi lại|đẩy|dời qua|dời sang|đổi sang|đổi qua|chuyển sang|chuyển qua|moved|is moved|moves) {{to}}
        {{who}} (can't make it|cannot make it|can't make|can't come|is busy|bận|kẹt|không gặp được|xin dời|xin đổi|muốn dời|muốn đổi|xin lùi|asked to move|wants to move|asks to move|wants to push|asked to reschedule|wants to reschedule|đòi dời|đòi đổi|báo bận|không rảnh|ko rảnh|muốn lùi|wants to change|asked to shift|cant make it|needs to move|needs to reschedule|prefers|hẹn lại|dời hẹn|xin hẹn lại|muốn hẹn lại|đổi hẹn|xin chuyển|muốn chuyển|dời lịch|đổi lịch|is running late|asked to push|wants to shift|needs to push|asks to push|bị kẹt|báo dời|nhờ dời|would rather meet|is sick|ốm|bệnh|đổi ý|bận rồi|bận đột xuất|kẹt lịch) {{to}}
        ^ (đổi|dời|chuyển|move|shift|lùi|đẩy) (sang|qua|tới|to|đến|thành|lại)? <T> (cái|the|cho|nhé|nha|cho cái|giúp|với)? (buổi|hẹn|lịch|cuộc hẹn|meeting|call|cuộc họp|lịch hẹn|cuộc gặp|buổi gặp|visit|appointment) (với|with|của|bên|hẹn với|gặp|cùng)? {{who}}
        (hẹn lại|gặp lại|rebook|xếp lại lịch|đặt lại lịch|sắp lại lịch|re-book|book lại|set lại lịch|xếp lại) (với|with|cho)? {{who}} (sang|qua|vào|to|for|lúc|ngày)? <T>
        (buổi|lịch|cuộc) (hẹn|họp|gặp)? (với|ở|tại|của|bên)? {{who}} (lùi|dời|đổi|chuyển|hoãn|đẩy) (lại|qua|sang|tới)? {{to}}
        """,
        weight=0.87,
    ),
    frame(
        "cancel_activity",
        _cancelled,
        f"""
        ^ {_CANCEL} (giúp|giùm|the|my|luôn|our|hẹn|lịch|cái|dùm|hộ|đi)? (meeting|lịch|buổi|hẹn|cuộc hẹn|call|task|việc|activity|appointment|hoạt động|cuộc họp|lịch hẹn|lịch họp)? <R>
        ^ {_CANCEL} (giúp|giùm|the|my|luôn|our|cái|dùm|hộ|all|today's|tomorrow's|<T>)? (today's|tomorrow's|<T>)? <meeting> (hẹn|gặp|của)? (với|with|of|của|cùng|w|for|bên|ở|tại|at|gặp|vs|cho) {{who}}
        ^ {_CANCEL} (giúp|giùm|the|my|luôn|our|cái|dùm|hộ)? <meeting> (gặp|với|họp|demo|khảo sát|đón|tiếp|hẹn|làm việc|thăm|<T> với|<T> gặp|ăn trưa|cà phê|cafe)? {{who}}
        ^ {_CANCEL} (the|my|our)? {{who}} (meeting|call|visit|demo|lunch|appointment|session|coffee|dinner|site visit)
        <R> (bị|đã|is|was|thì|nay|has been)? (hủy|bỏ|cancel|cancelled|canceled|hủy rồi|off|hủy nhé|called off|cancel đi|bỏ đi|không diễn ra|hủy bỏ|xóa)
        <meeting> (với|with|của|cùng|w|bên|ở|tại|at|gặp|vs|for) {{who}} (bị|đã|is|was|thì|nay|has been|coi như|<T>)? (hủy|bỏ|cancel|cancelled|canceled|off|hủy rồi|called off|cancel rồi|không diễn ra|thôi khỏi|không họp nữa|hủy nhé|hủy luôn|scrapped)
        {{who}} (không|ko|k|hết|bận|hủy|báo bận|đổi ý|can't|cannot|is|has|cancelled|won't|isn't|kẹt|bị|ốm|bệnh|xin|báo|muốn|called|pulled|backed|doesn't|nói|wants|canceled|hoãn|đi|bể|asked|no) {{rest}} (hủy lịch|bỏ lịch|hủy hẹn|hủy buổi|cancel lịch|hủy cuộc hẹn|bỏ hẹn|hủy meeting|hủy cuộc gặp|hủy họp|bỏ buổi|xóa lịch|cancel meeting|cancel the|cancel our|hủy lịch hẹn|cancel hẹn|hủy buổi gặp|bỏ cuộc hẹn|cancel it|drop the meeting|hủy|call it off|hủy demo|cancel today's|cancel tomorrow's|take it off|xóa buổi|cancel my|xóa hẹn|hủy luôn|drop it|bỏ cuộc gặp|bỏ buổi gặp|hủy cuộc họp|cancel luôn|cancel)
        (không|ko|khỏi|thôi không|thôi khỏi|hết|k) (gặp|họp với|hẹn|họp|đi gặp|qua|tới) {{who}} (nữa|nữa đâu|nữa rồi) , (hủy|bỏ|xóa|cancel)
        (no longer|not) (meeting|seeing|visiting) {{who}} , (cancel|drop|delete|remove)
        ^ (hủy hẹn|bỏ hẹn|hủy lịch|bỏ lịch|cancel hẹn|hủy lịch hẹn|cancel lịch|hủy cuộc hẹn|xóa lịch|hủy meeting|cancel meeting|hủy buổi|hủy họp|hủy gặp) (với|gặp|bên|cho|của|cùng|vs)? {{who}}
        """,
        weight=0.89,
    ),
)
