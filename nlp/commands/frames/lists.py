"""Questions: what is due, who waits, how sales stand, who somebody is."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.analysis import Grain, Span, Time
from nlp.commands.frames.base import Draft, Frame, expression, first_time, frame, last_day, put_record
from nlp.commands.names import TITLES, take_name
from nlp.commands.sentence import Piece, Sentence
from nlp.commands.spelling import listed
from nlp.text import fold
from nlp.times import Lean, find_times

_MY = expression(
    "của tôi; của em; của mình; của anh; của chị; của tui; my; mine; của e; của a; assigned to me; do tôi; do em; do mình; tôi phụ trách; em phụ trách; mình phụ trách; i have; i own; của tớ; for me"
)
_OF = expression("của; assigned to; belonging to; owned by; by; for; of; giao cho; phụ trách bởi", r"{0}\s+")
_TEAM = expression(
    "nhóm; team; phòng; khu vực; chi nhánh; đội; group; branch; region; bộ phận; department; đội nhóm", r"{0}\s+"
)
_POSSESSIVE = re.compile(r"(?<!\w)(?P<owner>[\w.]+(?:\s[\w.]+)?)'s?(?!\w)")
_NOT_OWNERS = listed(
    "what who how that it let here there today tomorrow week last this next month year quarter tonight yesterday where when a the us stage my our all each customer customers client clients "
    "nhom team sales activity weekly monthly quarterly annual revenue deal deals ticket tickets report reports forecast pipeline any every sale khach ngay hom thang quy nam tuan gi nao ai ca "
    "minh toi em tui bao doanh so ket qua open january february march april may june july august september october november december first half full region them him her"
)
_TEAM_AFTER = re.compile(
    r"(?<!\w)(?:the\s)?(?P<team>[\w&]+(?:\s[\w&]+){0,2}?)(?:'s)?\s(?:team|group|branch|region|office|department)(?!\w)"
)
_NOT_TEAMS = listed("my our the your this that sales whole entire")

_STATUS = {
    "waiting": expression(
        "chờ khách; đợi khách; đang chờ khách; đang đợi khách; waiting; pending; đang chờ; chờ phản hồi; waiting on customer; waiting on the customer; chờ khách trả lời; đang chờ phản hồi; awaiting; waiting for customer; waiting on customers; chờ"
    ),
    "on_hold": expression(
        "tạm dừng; tạm ngưng; on hold; đang treo; treo; hold; đang tạm dừng; tạm hoãn; bị treo; onhold; parked"
    ),
    "resolved": expression("đã xong; đã giải quyết; đã xử lý; resolved; đã xử lý xong; solved; xử lý xong; xong"),
    "closed": expression("đã đóng; đóng; closed; đóng rồi"),
    "open": expression(
        "đang mở; mở; open; chưa xong; chưa đóng; chưa xử lý; chưa giải quyết; tồn; tồn đọng; unresolved; chưa xử lý xong; còn mở; đang xử lý; still open; chưa giải quyết xong; outstanding; đang tồn"
    ),
    "urgent": expression("khẩn cấp; gấp; urgent"),
}


_SPANS = frozenset({Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR})
_WITHIN = re.compile(
    r"\A(?:trong|in|during|within|hết hạn|het han|tới hạn|toi han|đến hạn|den han)?\s*(?:tháng|thang|quý|quy|this|next|tuần|tuan|năm|nam)(?!\w)"
)
"""A span of time in which something ends, not one until which."""


def _period(draft: Draft, *, past: bool = False) -> Time | None:
    """``past``: "report for June" means the June that was."""
    times = draft.sentence.found.times
    time = first_time(one for one in times if one.grain in _SPANS) or first_time(times)
    if time is None:
        return None
    now = draft.sentence.now
    if past and time.start > now:
        back = find_times(time.span.text, now=now, language=draft.sentence.language.code, lean=Lean.PAST).times
        if back and back[0].start < now:
            time = replace(back[0], span=time.span)
    is_until = time.bound == "before" and not (time.grain in _SPANS and _WITHIN.search(time.span.text.lower()))
    draft.put("period_start", now.date() if is_until else time.start.date(), time.span)
    draft.put("period_end", last_day(time), time.span)
    return time


def _put_owner(draft: Draft, start: int, end: int) -> bool:
    piece = take_name(draft.sentence, start, end)
    if piece is None or not _NOT_OWNERS.isdisjoint(fold(piece.text).split()):
        return False
    return draft.put_piece("owner", piece)


def _named_after(sentence: Sentence, mine: re.Match[str]) -> Piece | None:
    """ "của chị Nga" is not the speaker's."""
    of, _, title = mine[0].rpartition(" ")
    if not of.endswith(("của", "cua")) or title not in TITLES:
        return None
    piece = take_name(sentence, mine.end() - len(title), len(sentence.low))
    is_named = (
        piece is not None and len(piece.text.split()) > 1 and _NOT_OWNERS.isdisjoint(fold(piece.text).split()[1:])
    )
    return piece if is_named else None


def _owner(draft: Draft, *, names: bool = True) -> None:
    """Whose list: "của Quỳnh", "Quynh's", "what does Quynh have", "nhóm Miền Tây"."""
    sentence = draft.sentence
    low = sentence.low
    mine = _MY.search(low, sentence.start)
    if mine and (named := _named_after(sentence, mine)):
        draft.put_piece("owner", named)
        return
    if mine:
        draft.put("owner", "me", Span(mine.start(), mine.end(), sentence.text[mine.start() : mine.end()]))
        return
    if draft.group("owner") and _put_owner(draft, *(draft.group("owner") or (0, 0))):
        return
    if _put_team(draft):
        return
    if names:
        for of in _OF.finditer(low, sentence.start):
            if _put_owner(draft, of.end(), len(low)):
                return
    possessive = _POSSESSIVE.search(low, sentence.start)
    if possessive and possessive["owner"].split()[-1] not in _NOT_OWNERS:
        start, end = possessive.span("owner")
        first = possessive["owner"].split()[0]
        if first in _NOT_OWNERS or first in {"show", "list", "check", "xem", "give", "see", "me"}:
            start = end - len(possessive["owner"].split()[-1])
        draft.put_piece("owner", sentence.piece(start, end))


def _put_team(draft: Draft) -> bool:
    sentence = draft.sentence
    after = _TEAM_AFTER.search(sentence.low, sentence.start)
    if after and sentence.language.code == "en":
        words = after["team"].split()
        while words and words[0] in {
            "the",
            "for",
            "of",
            "from",
            "show",
            "me",
            "by",
            "in",
            "my",
            "our",
            "pipeline",
            "report",
            "forecast",
            "deals",
        }:
            words = words[1:]
        if words and words[-1] not in _NOT_TEAMS:
            end = after.end("team")
            start = end - len(" ".join(words))
            return draft.put_piece("team", sentence.piece(start, end))
    for found in _TEAM.finditer(sentence.low, sentence.start):
        rest = sentence.low[found.end() : found.end() + 12]
        if re.match(r"(?:tôi|toi|mình|minh|em|anh|chị|chi|ta|có|co|hôm|hom|này|nay|của|cua)\b", rest):
            continue
        piece = take_name(sentence, found.end(), len(sentence.low))
        if piece:
            return draft.put_piece("team", piece)
    return False


def _listing(draft: Draft) -> bool:
    _period(draft)
    _owner(draft)
    draft.slots.pop("team", None)
    return True


def _today(draft: Draft) -> bool:
    times = [time for time in draft.sentence.found.times if time.grain not in {Grain.MONTH, Grain.QUARTER, Grain.YEAR}]
    day = first_time(times)
    if len(times) != len(draft.sentence.found.times):
        return False
    if day is not None:
        if day.grain is Grain.WEEK:
            return False
        if day.start.date() != draft.sentence.now.date():
            draft.put("period_start", day.start.date(), day.span)
            draft.put("period_end", day.start.date(), day.span)
    _owner(draft)
    draft.slots.pop("team", None)
    return True


def _week(draft: Draft) -> bool:
    time = _period(draft)
    if time is not None and time.grain not in {Grain.WEEK, Grain.DAY, Grain.MONTH}:
        return False
    if time is not None and time.grain is Grain.DAY and (last_day(time) - time.start.date()).days < 1:
        return False
    _owner(draft)
    draft.slots.pop("team", None)
    return True


def _tickets(draft: Draft) -> bool:
    _owner(draft)
    draft.slots.pop("team", None)
    best = None
    low = draft.sentence.low[draft.sentence.start :]
    for kind, words in _STATUS.items():
        for found in words.finditer(low):
            if best is None or found.end() - found.start() > best[1].end() - best[1].start():
                best = (kind, found)
    if best:
        start, end = draft.sentence.start + best[1].start(), draft.sentence.start + best[1].end()
        draft.put("status", best[0], Span(start, end, draft.sentence.text[start:end]))
    return True


_NO_FORECAST = re.compile(
    r"(?<!\w)(?:thời tiết|mưa|nắng|bão|rain|sunny|snow|weather|storm|street|burst|water|says|thoi tiet)(?!\w)"
)


def _numbers(draft: Draft) -> bool:
    if _NO_FORECAST.search(draft.sentence.plain):
        return False
    _period(draft)
    _owner(draft)
    return True


def _past_numbers(draft: Draft) -> bool:
    _period(draft, past=True)
    _owner(draft)
    return True


def _customers(draft: Draft) -> bool:
    """Lists of customers: "for a reply" names nobody."""
    _period(draft)
    _owner(draft, names=draft.sentence.language.code != "en")
    draft.slots.pop("team", None)
    return True


_QUERY_LEAD = expression(
    "giúp; giùm; dùm; cho; tôi; mình; tui; me; thông tin; thông tin về; thông tin của; info; info về; info of; the; up; for; out; xem; coi; có; khách tên; số điện thoại; số điện thoại của; sđt; sđt của; số; số của; email; email của; mail của; "
    "mail; địa chỉ; địa chỉ của; details; details of; contact details of; phone number of; phone of; number of; email of; address of; hồ sơ; hồ sơ của; contact of; sdt cua; the phone number of; the email of; the number of; liên hệ của; về; of; hộ; thử; nhanh; trong hệ thống; trong crm; sdt; "
    "the email address of; email address of; the contact details of; contact info for; details for; the phone number for; phone number for; the number for; number for; the email for; email for; ra; lại; tên; tên là; named; called; the phone of; dt; dt của; đt; đt của; điện thoại; điện thoại của; somebody called; someone called; someone named",
    r"\A[\s,.:;–—\"“-]*{0}(?:[\s,.:;–—\"“?-]+|\Z)",
)
_QUERY_END = expression(
    "là gì; là bao nhiêu; là số nào; đâu; đâu rồi; ở đâu; nào; bao nhiêu; gì; ai; là ai; thế nào; không; ko; k; chưa; hả; vậy; số mấy; mấy; số bao nhiêu; là số mấy; in the system; in the crm; trong hệ thống; trong crm; ra; nhỉ; giúp; với; nha; nhé; for me; please; giùm; dùm; hộ; lưu số nào",
    r"[\s,]+{0}[\s?.!]*\Z",
)


_NO_QUERY = expression(
    "cái; chìa khóa; movie; good; your; my; hoài; ra; được; bản giấy; kéo; phim; quán; chỗ; quà; đồ; a place; restaurant; recipe; song; hotel; flight; parking; cách; dress; job; kính; xe; ví; mèo; chó; bạn gái; người yêu; wifi; sạc; đường; mẫu hợp đồng; file mẫu; lunch; dinner"
)


def _find(draft: Draft) -> bool:
    sentence = draft.sentence
    place = draft.group("query")
    if place is None:
        return False
    start, end = place
    while (found := _QUERY_LEAD.match(sentence.low[start:end])) and start + found.end() < end:
        start += found.end()
    while found := _QUERY_END.search(sentence.low[start:end]):
        end = start + found.start()
    piece = sentence.piece(start, end)
    if piece is None or not piece.has_at_most(9) or _NO_QUERY.search(sentence.low[piece.start : piece.end]):
        return False
    return draft.put_piece("query", piece)


def _find_contact(draft: Draft) -> bool:
    """ "số của X?": what is asked for must be somebody's number or address."""
    if draft.sentence.found.times:
        return False
    return _find(draft)


def _history(draft: Draft) -> bool:
    place = draft.group("rec")
    if place is None or not put_record(draft, "record", *place):
        return False
    value = fold(str(draft.slots["record"]))
    draft.doubt = 0.0 if draft.match.literal > _WORDS_OF_HISTORY or draft.sentence.found.references else 0.2
    return not _NO_RECORD.search(value)


_WORDS_OF_HISTORY = 6
_NO_RECORD = re.compile(
    r"\b(?:pipeline|pheu|forecast|du bao|report|bao cao|lich su|danh sach|list|phim|hinh|anh nay|video|web|gia vang|thoi tiet|su trao doi|agenda|schedule|tickets|phieu|deals|leads|calendar|tasks|facebook|youtube|movie|news|tivi|bong da)\b"
)


def _bare(draft: Draft) -> bool:
    """Undo and help name nothing of the CRM's."""
    found = draft.sentence.found
    return not (found.references or found.phones or found.emails or found.money)


_WORK = "(việc|lịch|lịch hẹn|cuộc hẹn|hẹn|họp|lịch làm việc|công việc|meeting|agenda|schedule|task|tasks|appointments|meetings|plan|to do|todo|to-do|to-dos|calendar|kế hoạch|cuộc họp|cuộc gặp|lịch họp|lịch gặp|lịch trình|buổi hẹn|deadline|đầu việc|nhiệm vụ|plate|day|things to do)"
FRAMES: tuple[Frame, ...] = (
    frame(
        "list_today",
        _today,
        f"""
        ^ {_WORK} (cần làm|phải làm|trong|của|cần|phải)? <T> $
        ^ {_WORK} <T> (của|for|with|có gì|có những gì|thế nào|ra sao|là gì|gồm gì|sao|có ai|như nào|có|của tôi|mình|em|có mấy) {{owner}}
        ^ {_WORK} <T> (có gì|có những gì|thế nào|ra sao|là gì|gồm gì|sao|có gì không|có gì ko|có gì k|có ai|như nào|của tôi|của em|của mình|của tui|có gì hot) $
        ^ (my|our) (day|agenda|schedule|tasks|appointments|meetings|to do|todo|to-do list|calendar|plan|todos) <T>? $
        ^ my day (look|looking|like|agenda|at a glance|plan|schedule) {{rest}}?
        (how|what) (does|is) my day (look|looking|like) {{rest}}?
        <show> (tôi|em|mình|me|giúp|giùm|all|my|the|our|lại|các|những|hết|toàn bộ|thử|danh sách|nhanh)? {_WORK} (for|trong|của|on|cần làm|phải làm|vào|tôi|em|mình|tôi có)? <T>
        <show> (tôi|em|mình|me|giúp|giùm|all|my|the|our|lại|các|những|hết|toàn bộ|thử)? {_WORK} (của|for|of) {{owner}} <T>
        <show> (me)? <T> (<show> )? (agenda|schedule|tasks|appointments|meetings|lịch|việc|plan|calendar|cuộc hẹn|list)
        <T> (tôi|em|mình|anh|tui|chị|e|t|nhóm|team|mình|i)? (có|phải|cần|nên|bận) (những|mấy|lịch|cuộc|việc|các|bao nhiêu|hẹn|làm|họp|đi|gặp|gì|ai phải|buổi) {{rest}}?
        <T> (có|còn) (lịch|việc|hẹn|họp|cuộc hẹn|meeting|buổi|task|những việc|ai|lịch hẹn|cuộc họp|appointment|deadline) (gì|nào|gặp|ko|không|k|mấy|làm|hẹn|cần|của) {{rest}}?
        <T> (có|còn) (lịch|việc|hẹn|họp|cuộc hẹn|meeting|buổi|task|lịch hẹn|cuộc họp|deadline)? (gì|nào|gì không|gì ko|gì k|nào không|nào ko|nữa không|mấy|gì hot) $
        <T> (làm gì|làm những gì|gặp ai|gặp những ai|đi đâu|gặp khách nào|có gì|có những gì|phải làm gì|cần làm gì|bận gì|họp gì|có hẹn gì) $
        <T> (làm gì|gặp ai|gặp những ai|gặp khách nào|phải làm gì|cần làm gì) (vậy|ta|nhỉ|hả|đây|thế)
        (what's|what is|what do i have|what have i got|anything|what's on|what do we have|what are|what have we got|what's happening|what all|do i have|have i got|any|what does my|whats|what|which) {{rest}}? (on|for|scheduled|planned|due|lined up|today|meetings|appointments|agenda|calendar|tasks|plate|schedule|diary|to do|booked|coming up|happening) {{rest2}}? <T>
        (what's|what is|what do i have|what have i got|what's on|whats|what do we have|anything) (on|for|due|scheduled|planned|my|up|happening)? (my|the)? (agenda|calendar|plate|schedule|diary|list|day)? (for|due|scheduled|planned)? <T>
        (what|who) (am i|do i|have i|are we|should i|must i|i) (doing|meeting|seeing|have|need|do|need to do|got|need to see|work on|supposed to do|have to do) {{rest}}? <T>
        (what|who) (am i|do i|are we|should i) (doing|meeting|seeing|have|need|do|got|meet|see) <T>
        (what does|what has|what is) {{owner}} (have|got|doing|has|on|up to|working on) (on|scheduled|planned|for|to do)? <T>
        (hôm nay|today|today's) (việc|lịch|agenda|schedule|tasks|meetings|appointments|work|plan|list|to-dos|hẹn|có gì) {{rest}}?
        <T> (việc|lịch|agenda|schedule|tasks|meetings|appointments|plan|to-dos|calendar|list) $
        <T> (việc|lịch|agenda|schedule|tasks|meetings) (gì|for|của|nào|có gì|sao|thế nào) {{rest}}?
        <T> {{owner}} (có|bận|phải|làm|gặp) (lịch|việc|gì|hẹn|lịch gì|cuộc hẹn|họp|làm gì|những|ai|mấy|bao nhiêu) {{rest}}?
        <T> {{owner}} (có|bận|phải|làm|gặp) (lịch|việc|gì|hẹn|lịch gì|hẹn gì|việc gì|họp gì|làm gì|gì không|ai|lịch không) $
        ^ lịch (của)? {{owner}} <T> $
        ^ {_WORK} (của|for) {{owner}} <T>
        {_WORK} của {{owner}} trong (ngày|hôm nay)
        (có|còn) (hẹn|lịch|họp|cuộc hẹn|việc) {{rest}}? <T>
        (mấy giờ|when) {{rest}}? (cuộc hẹn|lịch|next meeting|my first meeting) {{rest2}}? <T>
        """,
        weight=0.85,
    ),
    frame(
        "list_week",
        _week,
        f"""
        ^ {_WORK} (trong|của|cả)? <T> $
        ^ {_WORK} (cả|nguyên|hết|trong|của cả)? <T> (của|for|with|có gì|có những gì|thế nào|ra sao|là gì|gồm gì|sao|có ai|như nào|có|mình|em|tôi) {{owner}}
        ^ {_WORK} (cả|nguyên|hết|trong)? <T> (có gì|có những gì|thế nào|ra sao|là gì|gồm gì|sao|có gì không|có gì ko|như nào) $
        <show> (tôi|em|mình|me|giúp|giùm|all|my|the|our|lại|các|những|hết|toàn bộ|thử)? {_WORK} (for|trong|của|on|cần làm|phải làm|vào|cả|nguyên|for the|for all of)? (cả|nguyên)? <T>
        <show> (tôi|em|mình|me|giúp|giùm|all|my|the|our|lại|các|những|hết|toàn bộ)? {_WORK} (của|for|of) {{owner}} (trong)? <T>
        <show> (me|my|the)? <T> (agenda|schedule|tasks|appointments|meetings|lịch|việc|plan|calendar|cuộc hẹn)
        <T> (tôi|em|mình|anh|tui|chị|e|t|nhóm|team|mình|i)? (có|phải|cần|nên|bận) (những|mấy|lịch|cuộc|việc|các|bao nhiêu|hẹn|làm|họp|đi|gặp|gì|ai phải|buổi) {{rest}}?
        <T> (có|còn) (lịch|việc|hẹn|họp|cuộc hẹn|meeting|buổi|task|những việc|ai|lịch hẹn|cuộc họp|appointment) (gì|nào|gặp|ko|không|k|mấy|làm|hẹn|cần|của) {{rest}}?
        <T> (có|còn) (lịch|việc|hẹn|họp|cuộc hẹn|meeting|buổi|task|lịch hẹn|cuộc họp)? (gì|nào|gì không|gì ko|gì k|nào không|nào ko|nữa không|mấy) $
        <T> (làm gì|làm những gì|gặp ai|gặp những ai|gặp khách nào|có gì|có những gì|phải làm gì|cần làm gì|bận gì) $
        (what's|what is|what do i have|what have i got|anything|what's on|what do we have|what are|what have we got|what's happening|do i have|have i got|any|what does my|whats|what|which|how does|how's) {{rest}}? (on|for|scheduled|planned|due|lined up|meetings|appointments|agenda|calendar|tasks|plate|schedule|diary|to do|booked|coming up|happening|week|look) {{rest2}}? <T>
        (what's|what is|what do i have|what have i got|what's on|whats|what do we have) (on|for|due|scheduled|planned|my|up|happening|coming up)? (my|the)? (agenda|calendar|plate|schedule|diary|list)? (for|due|scheduled|planned)? <T>
        (what|who) (am i|do i|have i|are we|should i|i) (doing|meeting|seeing|have|need|do|got) {{rest}}? <T>
        (what|who) (am i|do i|are we) (doing|meeting|seeing|have|got|see) <T>
        (what does|what has|what is) {{owner}} (have|got|doing|has|on|up to|working on) (on|scheduled|planned|for|to do)? <T>
        <T> (việc|lịch|agenda|schedule|tasks|meetings|appointments|plan|to-dos|calendar|at a glance|overview) $
        <T> (việc|lịch|agenda|schedule|tasks|meetings) (gì|for|của|nào|có gì|sao|thế nào) {{rest}}?
        <T> {{owner}} (có|bận|phải|làm|gặp) (lịch|việc|gì|hẹn|lịch gì|cuộc hẹn|họp|làm gì|những|ai|mấy) {{rest}}?
        <T> {{owner}} (có|bận|phải|làm|gặp) (lịch|việc|gì|hẹn|lịch gì|hẹn gì|việc gì|họp gì|làm gì|gì không|ai) $
        ^ lịch (của)? {{owner}} <T> $
        ^ {_WORK} (của|for) {{owner}} (cả)? <T>
        (my|our) (week|schedule|agenda|calendar) {{rest}}?
        ^ (my|our) week $
        ^ (my|our)? (schedule|agenda|calendar|meetings|week) <T>
        """,
        weight=0.85,
    ),
    frame(
        "list_followups",
        _listing,
        """
        (khách|khách hàng|ai|những ai|kh|lead|đầu mối|người|mối|những khách|deal|mấy khách|bạn|contact) (nào|mà)? (tôi|em|mình|anh)? (cần|phải|nên|đến hạn|tới hạn|đang chờ|chờ|sẽ) (được)? (gọi lại|liên hệ lại|chăm sóc|chăm lại|follow|follow up|theo lại|theo dõi|gọi|liên hệ|chăm|nhắc|theo|hỏi thăm|follow-up|call|call back|bám|liên lạc lại|hồi lại|bám lại|followup)
        (cần|phải|nên|đến hạn|tới hạn|định) (gọi lại|liên hệ lại|chăm sóc|chăm lại|follow|follow up|theo lại|theo dõi|chăm|theo|follow-up|gọi|liên hệ|call|call back|hỏi thăm|bám|liên lạc lại|bám lại|followup) (lại|cho|với|cho những|những|mấy|các)? (những)? (khách|ai|ai không|kh|người|lead|khách hàng|deal|bao nhiêu) {rest}?
        (cần|phải|nên|đến hạn|tới hạn) (gọi lại|liên hệ lại|chăm sóc|chăm lại|follow|follow up|theo lại|theo dõi|chăm|theo|follow-up|gọi|liên hệ|call|call back|hỏi thăm|bám|liên lạc lại|bám lại) (cho|với)? (những)? (khách nào|ai|những ai|ai không|kh nào|lead nào|khách nào vậy) $
        (danh sách|list|ds|xem|liệt kê|show|có|lịch|những|các|show me|my|which|any|all|check|today's|cho xem|pull up|give me|what|whose|cho tôi|list out|mở|what are|this week's|tomorrow's|<T>) (my|the|all|những|các|our|of|ds|danh sách)? (khách|follow-ups|followups|follow ups|follow up|follow-up|theo dõi|chăm sóc|gọi lại|callbacks|call-backs|call backs|khách cần chăm|cuộc gọi lại) (cần|list|đến hạn|khách|due|today|<T>|for|tới hạn|phải|i|hôm nay|are|lại|to|của|pending|nào|scheduled|overdue|do)
        ^ (my|all|our|<T>)? (follow-ups|followups|follow ups|callbacks|follow-up list|followup list|danh sách follow up|danh sách gọi lại|danh sách theo dõi|ds follow up) <T>?
        (who|whom|which customers|which clients|which leads|customers|people|clients|leads|anyone) {rest}? (follow up|call back|chase|follow-up|followed up|called back|check in with|get back to|contact|follow up with|ring back|call|reach out to|reconnect) {rest2}?
        (who|whom|which customers|which clients|which leads|who all) (do|should|must|need|needs|to|am|are) {rest}? (follow up|call back|chase|follow-up|check in with|get back to|contact|follow up with|ring back|call|reach out to|a call back|a follow-up|following up|calling back)
        <T> (phải|cần|nên) {rest}? (khách nào|nhung khach nao|những ai|ai|những khách nào|kh nào)
        (đến hạn|tới hạn) (chăm sóc|gọi lại|liên hệ lại|follow|follow up) {rest}?
        (ai|khách nào|những ai|lead nào) (đến|tới) (hạn|lịch) (gọi|gọi lại|chăm|liên hệ|liên hệ lại|chăm sóc|follow)
        (customers|leads|people|clients|deals) (to|i need to|i should|due for|needing|that need|who need|needing a|waiting for) (follow up|call back|call|chase|follow-up|contact|a callback|following up|a call|a follow-up|callback) {rest}?
        (customers|leads|people|clients) (to|i need to|i should|due for|needing|that need|who need) (follow up|call back|call|chase|follow-up|contact|a callback|following up|a call)
        """,
        weight=0.89,
    ),
    frame(
        "list_untouched",
        _customers,
        """
        (lead|đầu mối|khách|khách hàng|khách tiềm năng|kh|mối|data|leads|những đầu mối|khách mới|lead mới|deal|ai) {rest}? (chưa ai|chưa được|chưa từng|chưa gọi|chưa liên hệ|bỏ trống|bỏ quên|chưa chạm|chưa đụng|không ai|ko ai|chưa có ai|lâu chưa|lâu rồi chưa|quên|chưa được liên hệ|chưa liên lạc|bỏ bê|chưa hỏi thăm|chưa có hoạt động|chưa động|chưa tương tác|không liên lạc|ko liên lạc|im ắng|nguội lâu|lâu không|lâu ko|chưa chăm|nằm im|không tương tác|bị bỏ rơi|bỏ lơ|chưa xử lý|chưa được gọi|bị quên|mình chưa liên hệ|chưa ai gọi|ngủ đông)
        (có|còn) (lead|đầu mối|khách|khách hàng|khách tiềm năng|kh) nào {rest}? (bỏ quên|chưa ai|bỏ trống|chưa gọi|chưa liên hệ|quên|chưa chăm|chưa được)
        (lead|đầu mối|khách|khách hàng|khách tiềm năng|kh|mối|data|leads) (chưa ai|chưa được liên hệ|chưa được gọi|chưa gọi|chưa liên hệ|bỏ trống|bỏ quên|chưa chạm|chưa đụng|chưa có ai|lâu chưa|chưa chăm sóc|chưa chăm|chưa được chăm sóc|không ai|ko ai|bị bỏ quên|chưa tiếp cận|lâu không|chưa liên lạc|lâu ngày|lâu rồi|bị bỏ rơi|chưa xử lý|chưa động tới|chưa ai đụng|chưa tương tác) {rest}?
        (có|còn) (lead|đầu mối|khách|khách hàng|khách tiềm năng|kh) nào {rest}? (bỏ quên|chưa ai|bỏ trống|chưa gọi|chưa liên hệ|quên|chưa chăm|chưa được)
        (lead|đầu mối|khách|khách hàng|khách tiềm năng|kh|mối|data|leads) (chưa ai|chưa được liên hệ|chưa được gọi|chưa gọi|chưa liên hệ|bỏ trống|bỏ quên|chưa chạm|chưa đụng|chưa chăm sóc|chưa chăm|chưa được chăm sóc|bị bỏ quên|chưa tiếp cận|chưa liên lạc|lâu ngày|bị bỏ rơi|chưa xử lý|chưa tương tác)
        (leads|customers|contacts|accounts|clients|deals|records|who|prospects|anyone|lead) {rest}? (untouched|not contacted|nobody has|nobody|no one|no one has|haven't|hasn't|not touched|never contacted|neglected|no contact|no activity|not been|ignored|gone quiet|forgotten|not heard from|cold for|without activity|without contact|have not|nobody's|no one's|nobody contacted|never called|without any activity|no touch|idle|dormant|never been|not spoken|yet to be contacted|without a call|stale|no calls|gone silent|nobody called)
        (untouched|uncontacted|neglected|forgotten|idle|dormant|stale|unattended|never contacted|inactive) (leads|customers|contacts|accounts|clients|deals|records|prospects|lead|khách|ones)
        (who|which customers|which clients|which leads) (have|haven't|has|hasn't|did) (we|i|not) {rest}? (contacted|touched|called|spoken|talked|reached|heard|neglected|ignored|forgotten|contact|call)
        lâu (rồi|ngày|quá|lắm)? (mình|em|chưa|không|ko|tôi) {rest}? (khách nào|ai|những ai|lead nào|những khách nào)
        (bao nhiêu|mấy|những|các|danh sách|ds|list) {rest}? (chưa ai gọi|chưa ai liên hệ|chưa ai đụng|chưa liên hệ|chưa được liên hệ|chưa chạm|bị bỏ quên|chưa gọi lần nào|chưa ai chăm|untouched|chưa touch|chưa contact|chưa ai touch)
        (lead|khách|leads|customer|customers|khách hàng) {rest}? (chưa touch|chưa contact|chưa ai touch|chưa ai contact|untouched|chưa ai follow|chưa follow|inactive)
        """,
        weight=0.88,
    ),
    frame(
        "list_unanswered",
        _customers,
        """
        (khách|mail|email|thư|tin nhắn|tin|ai|khách hàng|message|messages|emails|mails|câu hỏi|inbox|những ai|kh|người|thư từ|customer|customers|zalo|inquiry|yêu cầu|phiếu|ticket|chat) {rest}? (chưa trả lời|chưa được trả lời|chưa rep|chưa dc rep|chưa đc rep|chưa được rep|chưa phản hồi|chưa được phản hồi|chờ trả lời|chờ phản hồi|chờ mình|chờ rep|đợi mình|chưa hồi âm|chờ hồi âm|đợi hồi âm|chưa ai trả lời|chưa có ai trả lời|chưa reply|chưa dc tra loi|chưa đc trả lời|đang chờ mình|chưa ai rep|chưa được reply|chưa có phản hồi|chờ mình trả lời|chưa ai phản hồi|đợi trả lời|đợi phản hồi|chưa ai reply|chưa đáp|chưa được hồi đáp|chưa hồi đáp|bị bỏ lỡ|chưa được hồi âm|đợi rep|chưa ai đáp|chưa đc reply|chưa đc phản hồi|chưa dc phan hoi|chờ reply|đợi reply|mình chưa trả lời|chưa answer)
        (khách|mail|email|thư|tin nhắn|tin|ai|khách hàng|message|messages|emails|câu hỏi|kh|customer|zalo|phiếu|ticket) (chưa trả lời|chưa được trả lời|chưa rep|chưa dc rep|chưa đc rep|chưa được rep|chưa phản hồi|chưa được phản hồi|chờ trả lời|chờ phản hồi|chờ mình|chờ rep|đợi mình|chưa hồi âm|chờ hồi âm|chưa reply|chưa đc trả lời|chưa ai trả lời|chưa ai rep|chưa được reply|đang chờ trả lời|đang chờ phản hồi|đang chờ mình|đang đợi trả lời|chưa có phản hồi|chưa đọc|chưa được hồi âm|đợi trả lời)
        (nào|ai|gì|những ai) (đang)? (chưa trả lời|chưa được trả lời|chưa rep|chưa dc rep|chưa phản hồi|chờ mình trả lời|chờ trả lời|chờ phản hồi|chưa hồi âm)
        (còn|có) (thư|mail|tin|khách|email|ai|tin nhắn|phiếu) nào {rest}? (trả lời|hồi âm|rep|phản hồi|reply)
        (unanswered|unreplied|unread) (mail|mails|emails|email|messages|customers|tickets|message|threads|requests|enquiries|chats|questions|conversations|customer)
        (who|which customers|which emails|which messages|which clients|what emails|what messages|any messages|any emails|anyone|customers|emails|messages|mails|any customers|any customer|anybody|which mails|what|which|show|list|threads|people|any mail|clients) {rest}? (waiting for a reply|waiting for an answer|unanswered|waiting on us|waiting for us|haven't been answered|not been answered|not answered|haven't replied|not replied|awaiting reply|awaiting our reply|need a reply|needs a reply|waiting for our|hasn't been answered|without a reply|not been replied|haven't answered|waiting to hear|haven't we answered|still need an answer|need an answer|awaiting a response|waiting for a response|haven't we replied|awaiting a reply|awaiting an answer|needs an answer|without an answer|haven't got|hasn't heard|haven't heard|no reply|no answer|a response|still waiting|awaiting response|no response|we owe|owe a reply|left hanging|need answering)
        (who|which customers) (haven't|have|hasn't|has) (we|i|not|nobody) {rest}? (answered|replied|responded|got back)
        (ai|khách nào|những ai) {rest}? (chưa được trả lời|chưa ai trả lời|chưa trả lời|chờ trả lời|đợi trả lời|chưa rep)
        (ai|khách nào|những ai) (còn|đang)? (chưa được trả lời|chưa ai trả lời|chưa trả lời|chờ trả lời|đợi trả lời|chưa rep|chờ mình trả lời|chờ phản hồi|đợi mình)
        (chưa trả lời|chưa rep|chưa phản hồi|chưa reply|chưa hồi âm) (những|các|mấy)? (khách|ai|mail|email|thư|tin) (nào|nào không|rồi)?
        """,
        weight=0.9,
    ),
    frame(
        "list_tickets",
        _tickets,
        """
        ^ <show> (tôi|em|mình|me|giúp|giùm|all|my|the|our|lại|các|những|hết|toàn bộ|all the|all my|những|tất cả|tất cả các|danh sách|mấy|open|urgent|closed|pending|resolved)? (my|open|urgent|closed|waiting|pending|resolved|unresolved)? (phiếu|ticket|tickets|phiếu hỗ trợ|phiếu yêu cầu|case|cases|ds phiếu|danh sách phiếu|ds ticket|list ticket|danh sách ticket|support tickets|yêu cầu hỗ trợ|tickets list|open tickets|ca hỗ trợ|sự cố)
        ^ (phiếu|ticket|tickets|cases|open tickets|my tickets|các phiếu|những phiếu|các ticket|tất cả phiếu|all tickets|all open tickets|danh sách phiếu|ds phiếu|ticket list|my open tickets|phiếu hỗ trợ|waiting tickets|urgent tickets|closed tickets|support tickets|mấy phiếu|mấy ticket|list ticket|số phiếu|những ticket|resolved tickets|pending tickets|toàn bộ phiếu|unresolved tickets|list phiếu) (của tôi|của em|của mình|đang|chưa|của|assigned|that|still|waiting|on hold|mở|gấp|khẩn cấp|nào|for|owned|tồn|open|with|by|tạm|chờ|đã|are|which|treo|hôm nay|of|i|còn|status|in|urgent|pending|resolved|closed|marked|tôi|em|mình|do|giao) {rest}?
        ^ (phiếu|ticket|tickets|open tickets|my tickets|các phiếu|những phiếu|các ticket|tất cả phiếu|all tickets|all open tickets|danh sách phiếu|ds phiếu|ticket list|my open tickets|waiting tickets|urgent tickets|closed tickets|support tickets|list ticket|resolved tickets|pending tickets|toàn bộ phiếu|unresolved tickets|list phiếu) (của tôi|của em|của mình|đang mở|đang chờ|đang treo|chưa xong|open|on hold|chờ khách|mở|tồn|tồn đọng|gấp|chưa đóng|đã đóng|chưa xử lý|waiting|tạm dừng|pending|resolved|closed|đã xong|chờ|đang xử lý|của tui|của anh|của chị|của e)? $
        (có|còn) (phiếu|ticket|tickets|case|yêu cầu) nào {rest}? (chưa xử lý|chưa xong|chưa đóng|đang mở|đang chờ|chưa giải quyết|tồn|mở|gấp)
        (phiếu|ticket|tickets|cases|case) (nào|gì) (đang|chưa|còn|của|mở|gấp|treo|bị|chờ|do|tạm|tới|quá) {rest}?
        (có|còn|mình có|em có|tôi có|đang có|đang còn) (bao nhiêu|mấy|những) (phiếu|ticket|tickets|ca|case|yêu cầu) {rest}?
        (bao nhiêu|mấy) (phiếu|ticket|tickets) (đang|chưa|còn|của|mở|tồn|chờ|treo|open|pending) {rest}?
        (how many|which|what|any|are there any|what are the|who has|show me the|show me|list|list the|list all|list all the|see|view|see all) (open|waiting|pending|urgent|closed|resolved|unresolved|on-hold|my|support|of my|all|of the)? (tickets|cases|ticket) (are|is|do|does|assigned|that|on|still|have|open|waiting|with|for|belong|we|i|belonging|of|pending|marked|in)
        (how many|which|what|any|are there any|list|show|show me|see) (my|the|all|all my|our)? (open|waiting|pending|urgent|closed|resolved|unresolved|on-hold|outstanding)? tickets $
        {owner} (đang|còn) (giữ|có|xử lý|ôm|cầm|phụ trách) (những|bao nhiêu|mấy|các)? (phiếu|ticket|tickets) (nào|gì)
        (what|which) tickets (does|is|has) {owner} (have|working|handling|got|own|holding|on)
        {owner} (open|waiting|pending|closed|urgent)? tickets $
        ^ (support|help desk|helpdesk) (queue|backlog)
        """,
        weight=0.87,
    ),
    frame(
        "list_contracts_expiring",
        _listing,
        """
        (hợp đồng|hđ|hd|contract|contracts|hop dong|hđồng|agreement|agreements|phụ lục) {rest}? (hết hạn|đáo hạn|sắp hết|đến hạn|tới hạn|gia hạn|kết thúc|expire|expiring|run out|running out|end|ending|renew|renewal|due|hết hiệu lực|up for renewal|expires|expired|lapse|ends|come up|coming up|sắp hết hạn|thanh lý|mãn hạn|tái ký|hết|hạn|expired|runs out|lapsing|are up)
        (hợp đồng|hđ|hd|contract|contracts|hđồng|agreement|agreements) (nào|gì|nào sẽ|sắp|nào sắp|that|which|about to|due to|đang|sẽ|are|is|up)? (hết hạn|đáo hạn|sắp hết|sắp hết hạn|đến hạn|tới hạn|gia hạn|kết thúc|expire|expiring|run out|running out|ending|renewal|hết hiệu lực|for renewal|to renew|expires|lapsing|cần gia hạn|expires soon|phải gia hạn|ending soon)
        (expiring|ending|lapsing|upcoming contract|soon to expire|soon-to-expire) (contracts|contract|agreements|hợp đồng|hđ|renewals)
        (sắp|đến|tới|gần) (hết hạn|đáo hạn|hạn) {rest}? (hợp đồng|hđ) (nào|gì)
        (contract|hợp đồng|hđ) (renewals|renewal|expiries|expiry|gia hạn|end dates) {rest}?
        (contract|hợp đồng) (renewals|expiries|expirations)
        (renewals|renewal) (coming up|due|<T>|for|in) {rest}?
        (what|which|any) renewals (are|do|coming|<T>) {rest}?
        (whose|ai|khách nào|which customers|which clients) {rest}? (hết hạn|đáo hạn|sắp hết|expire|expiring|run out|up for renewal|gia hạn|expires) {rest2}?
        (whose|which customers'|which clients'|ai|khách nào) (contract|contracts|hợp đồng|hết hạn hợp đồng|hđ|agreement) {rest}?
        """,
        weight=0.9,
    ),
    frame(
        "show_pipeline",
        _numbers,
        """
        (pipeline|phễu|phễu bán hàng|funnel|pipe|sales pipeline|đường ống|phễu sale|phễu sales|pipeline bán hàng|sale pipeline|ống bán hàng|phễu kinh doanh|sales funnel)
        (tình hình|các|những|danh sách|ds|tổng hợp|xem|list|liệt kê|show|show me|cho xem|mở|check|all|my|our|tổng quan|trạng thái|bức tranh|toàn bộ|tất cả|overview of|overview of the|coi|cho coi|tiến độ|tiến độ các|tình hình các|list các|list all|summary of|how are|how are our|how are the|what are our|what are my|view|see|where are|where are our|tất cả các|mấy) (open|my|our|the|all|các|current|active|hot)? (open|current|active)? (cơ hội|cơ hội bán hàng|deal|deals|opportunities|thương vụ|opps|open deals|kèo|cơ hội đang mở|deal đang mở|deal đang chạy|deals đang mở|opportunity)
        ^ (open|my|our|current|active|all|all open) (deals|opportunities|opps) {rest}?
        ^ (open|my|our|current|active|all|all open|my open|our open) (deals|opportunities|opps) $
        (deal|deals|cơ hội|cơ hội bán hàng|opportunities|kèo|opps) (đang|nào|theo|by|tới|của|hiện|mình|still|chưa|trong|are|in|per|closing|that|đến|nào đang|sắp|mở) {rest}? (đâu|mở|giai đoạn|stage|chạy|progress|bước|rồi|đến đâu|by stage|open|tới đâu|thế nào|chốt|đàm phán|sao rồi|ra sao|stages|owner|pending|gì|đóng|closed)
        (deal|cơ hội|kèo|opportunities|deals) {rest}? (tới đâu|đến đâu|sao rồi|thế nào rồi|ra sao rồi|tới đâu rồi)
        (deal|deals|cơ hội|kèo) (nào)? (đang mở|đang chạy|đang theo|theo giai đoạn|theo stage|by stage|đang pending|còn mở) {rest}?
        (deal|deals|cơ hội|kèo|opportunities) (nào)? (đang mở|đang chạy|đang theo|theo giai đoạn|theo stage|by stage|đang pending|còn mở|đang có|theo bước)
        (what|which|how many) (deals|opportunities|deal) (do we|are|have|do i|is|close|closes|will|should|did) {rest}?
        (what|which) (deals|opportunities) (close|closes|are closing|will close|are due to close|is closing) {rest}?
        (what|what's|which) (closes|closing|is closing|will close|is going to close|deals close|deals are closing|should close) <T>
        <T> (có)? (deal|cơ hội|kèo|deals|những deal) (nào|gì)? (sẽ|sắp|dự kiến|có thể)? (chốt|đóng|close|ký|về)
        (deal|cơ hội|kèo|deals) (nào|gì)? (sẽ|sắp|dự kiến|có thể)? (chốt|đóng|close|ký) (trong|được trong|được|vào)? <T>
        """,
        weight=0.86,
    ),
    frame(
        "show_forecast",
        _numbers,
        """
        (forecast|dự báo|dự phóng|ước tính doanh thu|ước tính doanh số|dự kiến doanh thu|dự kiến doanh số|dự đoán|dự đoán doanh thu|dự đoán doanh số|revenue outlook|sales outlook|projected revenue|projection|projections|outlook|ước lượng doanh thu|ước doanh thu|ước doanh số|dự tính doanh thu|dự tính doanh số|expected revenue|expected sales|doanh thu dự kiến|doanh số dự kiến|kỳ vọng doanh thu|revenue projection|sales projection|doanh thu ước tính|forcast|projected sales|doanh số ước tính|dự báo doanh thu|dự báo doanh số|dự thu|doanh thu kỳ vọng|doanh số dự báo|doanh thu dự báo|estimated revenue)
        (how much|what) (will we|will i|are we going to|do we expect to|can we expect to|should we|do we expect|revenue do we expect|are we likely to|could we|might we|sales do we expect|would we|money will we) (close|sell|make|earn|bring in|book|expect|win|land|in sales|in revenue) {rest}?
        (how much|what) (revenue|sales|business) (will|do|are|can|is|should) {rest}? (expect|expected|expecting|close|come in|coming|forecast|likely|projected)
        (tháng|quý|năm|tuần|<T>) {rest}? (sẽ|có thể|ước|dự kiến|khoảng) {rest2}? (được|bán|chốt|thu|đạt|về) {rest3}? (bao nhiêu|mấy)
        <T> (dự kiến|ước|sẽ|có thể|khả năng|dự|ước chừng|mình dự kiến|dự tính) (sẽ|chốt được|thu về|bán được|thu được|chốt|đạt|có|được|thu|bán|về|ký được) {rest}? (bao nhiêu|mấy|nhiêu)
        <T> (dự kiến|ước|sẽ|có thể|khả năng|dự|ước chừng) (bán|chốt|thu|đạt|về|doanh thu|doanh số|sẽ|ký|được|có thể) {rest}? (bao nhiêu|mấy|nhiêu)
        (doanh thu|doanh số|sales|revenue) <T> (dự kiến|ước|sẽ|ước tính|khoảng|có thể|sẽ được|sẽ đạt|dự|dự tính) {rest}?
        (doanh thu|doanh số) (dự kiến|sẽ đạt|ước đạt|ước|dự tính) {rest}?
        """,
        weight=0.89,
    ),
    frame(
        "show_report",
        _past_numbers,
        """
        (báo cáo|report|reports|bc|b/c|bcao|kết quả|thống kê|số liệu|dashboard|kpi) (bán hàng|doanh số|doanh thu|hoạt động|kết quả|kinh doanh|sales|activity|hỗ trợ|tuần|tháng|quý|ngày|tổng hợp|số liệu|bán|phiếu|công việc|sale|sales|call|cuộc gọi|for|on|of|nhóm|của|kqkd|năm|kpi|lead|deal|revenue|performance|ticket|tiến độ|kd) {rest}?
        (báo cáo|report|bc|kết quả|thống kê|số liệu) (bán hàng|doanh số|doanh thu|hoạt động|kết quả|kinh doanh|sales|hỗ trợ|của|for|tuần|tháng|quý|công việc|phiếu|cho|trong|năm|cả)? (bán hàng|của|for|kinh doanh)? <T>
        <show> (the|a|me|my|our|giúp|giùm|lại|tôi|em|mình|nhanh|full)? (the|a|my|our)? (báo cáo|report|reports|bc|thống kê|số liệu|sales report|activity report|dashboard|kết quả kinh doanh|kết quả bán hàng|doanh số|doanh thu|weekly report|monthly report|quarterly report|kpi|sales figures|sales numbers|numbers|figures|results|sales|performance|performance report|revenue report|kết quả|sales results) {rest}?
        <show> (the|a|me|my|our|giúp|giùm|lại|tôi|em|mình|nhanh)? (the|a|my|our)? (báo cáo|report|bc|sales report|activity report|dashboard|kết quả kinh doanh|kết quả bán hàng|weekly report|monthly report|quarterly report|doanh số|doanh thu|kpi|sales figures|sales numbers|performance report) $
        (sales|activity|weekly|monthly|revenue|performance|team|quarterly|support|annual|daily|yearly|call|deal|ticket|lead|pipeline|marketing|conversion|sale) (report|reports|summary|figures|numbers|stats|statistics|results|performance|kpi|kpis) {rest}?
        (sales|activity|weekly|monthly|revenue|performance|quarterly|support|annual|daily|yearly|sale) (report|reports|summary|figures|numbers|stats|results|kpis) $
        ^ (báo cáo|report|doanh số|doanh thu|kết quả|bc|thống kê|kết quả bán hàng|kết quả kinh doanh|tổng kết|sales|results|numbers|kqkd|revenue) (của|for|bán hàng|in|of|nhóm|team|from|cả nhóm|cả team|trong|toàn công ty)? {owner} <T>
        ^ (báo cáo|report|doanh số|doanh thu|kết quả|bc|thống kê|kết quả bán hàng|kết quả kinh doanh|tổng kết|sales|results|numbers|kqkd|revenue|how were sales|how did sales go) (của|for|in|from|trong)? <T>
        (doanh số|doanh thu|kết quả|sales) (của)? {owner} <T> (thế nào|sao|ra sao|bao nhiêu|được bao nhiêu|nhiêu|tới đâu)
        (doanh số|doanh thu|kết quả|sales) <T> (của {owner}|thế nào|sao|ra sao|bao nhiêu|được bao nhiêu|nhiêu|đạt bao nhiêu|tới đâu rồi|đến đâu rồi)
        <T> (mình|team|nhóm|cả nhóm|cả team|bên mình|công ty|tụi mình|nhóm mình|team mình|cả công ty|bên em)? (đã|có)? (bán được|chốt được|thu được|ký được) (được)? (bao nhiêu|mấy|những gì)
        <T> (bán được|doanh số|doanh thu|chốt được|bán|thu được|ký được|đạt|team bán được|nhóm bán được|mình bán được|cả team bán được|cả nhóm bán được|mình chốt được) (được)? (bao nhiêu|thế nào|ra sao|mấy|sao|nhiêu|mấy deal|bao nhiêu deal)
        (how did|how did the|how has|how's|how was|how is|how were) {owner} (do|perform|doing|performing|performed|done|sales) {rest}?
        (how much|how many|what) (did|have|deals did|sales did) (we|i|the team|{owner}) (sell|close|make|win|earn|do|sold|closed|book|bring) {rest}?
        (báo cáo|report|tổng kết|summary) <T> (của|for|of)? {owner}
        (báo cáo|tổng kết|report|bc) <T>
        <T> (report|báo cáo|sales report|results|summary|sales numbers|sales figures|numbers|activity report|kpi|sales summary|performance|stats)
        {owner} (report|numbers|results|sales figures|performance|sales) (for|in|from)? <T>
        (chạy|xuất|in|làm|lập|kéo|run|generate|export|pull|gửi|print|trích) (giúp|giùm|the|a|me|cho)? (báo cáo|report|bc|doanh số|sales report|thống kê|kqkd) {rest}?
        ^ so sánh (doanh số|doanh thu|kết quả|doanh thu bán hàng|kết quả bán hàng) {rest}? <T>
        ^ <T> {owner} (làm được|làm được những|chốt được|bán được|đã làm|đạt) (những gì|gì|bao nhiêu|mấy deal|mấy đơn)
        tổng kết (doanh số|doanh thu|bán hàng|kết quả|hoạt động|công việc)? <T>
        """,
        weight=0.84,
    ),
    frame(
        "show_history",
        _history,
        """
        (lịch sử|nhật ký|history|timeline|log|past interactions|interactions|quá trình) (làm việc|trao đổi|giao dịch|liên hệ|mua hàng|chăm sóc|tương tác|liên lạc|of|hoạt động|chat|nói chuyện|gọi|email|gặp gỡ|cuộc gọi|tiếp xúc|hỗ trợ|ghi chép|đơn hàng)? (với|của|for|of|with|về|khách|bên|on|khách hàng|cho)? {rec}
        {rec} (history|timeline|interaction history|lịch sử|activity history|history please) $
        (trước giờ|xưa nay|từ trước|trước nay|từ trước đến nay|từ trước tới giờ|lâu nay|đến giờ|từ trước tới nay|từ đầu|bữa giờ|hồi giờ|tới giờ|trước đây|bấy lâu nay|lần trước|gần đây|dạo này|từ đầu tới giờ) (mình|bên mình|tụi mình|em|tôi|chúng ta|ta|công ty mình|team|nhóm|ai)? (đã|có)? (với|trao đổi|làm|nói|làm việc|liên hệ|trao đổi gì|nói gì|bàn|gặp|làm việc với)? (gì)? (với)? (khách|bên)? {rec} (đã|những|gì|có|trao đổi|nói|làm|thế nào|bàn) {rest}?
        (trước giờ|xưa nay|từ trước|trước nay|từ trước đến nay|lâu nay|đến giờ|bữa giờ|hồi giờ|trước đây|lần trước|gần đây|dạo này|từ đầu tới giờ) (mình|bên mình|tụi mình|em|tôi|chúng ta|ta)? (đã|có)? (trao đổi|làm|nói|làm việc|liên hệ|bàn|gặp) (gì|những gì)? (với) (khách|bên)? {rec}
        (mình|bên mình|tụi mình|chúng ta|ai|team mình|công ty mình|ta) (đã|từng|đã từng) (trao đổi|nói|làm|làm việc|bàn|liên hệ|gặp) (những gì|gì|bao nhiêu lần)? với {rec} (những gì|gì|chưa|rồi|bao giờ|lần nào)
        (mình|bên mình|tụi mình|chúng ta|team mình|ta) (đã|từng|đã từng) (trao đổi|nói|làm|làm việc|bàn) (những gì|gì) với {rec}
        (xem lại|xem|coi lại|coi|cho xem|show|show me|mở|view|review|mở lại|kiểm tra|pull up|see|check|đọc lại|tóm tắt|summarise|summarize|kể lại) (toàn bộ|hết|all|các|the|full|whole|những|entire|quá trình|tất cả|complete|quá trình làm việc|tóm tắt|our)? (cuộc trao đổi|trao đổi|nhật ký|lịch sử|tin nhắn|email|cuộc gọi|hoạt động|history|conversation|conversations|conversation history|timeline|interactions|emails|messages|thư từ|lần liên hệ|correspondence|activity|calls|ghi chú|quá trình|dealings|communication|activities|tương tác|diễn biến|lần gặp) (với|của|for|with|từ|on|về|from|của khách|trên|làm việc với) {rec}
        (what have we|what did we|what's|what is|what was|what has been|everything|what all have we|what has|when did we last|what's been|when was our last|who last|what's happened|what happened|when did anyone) {rest}? (with|for|to|about) {rec}
        (what's|what is) the (history|story|latest|background|timeline) (with|on|of|for|at) {rec}
        (how did we leave it with|where are we with|where did we leave off with|catch me up on|bring me up to speed on|brief me on|update me on|walk me through|recap|remind me what we discussed with) {rec}
        ^ (đọc|mở|xem|show|open|view|mở giúp|coi|show me|xem chi tiết|chi tiết|details|details of|hiện|cho xem|xem lại|display|pull up|đọc lại|xem giúp|bring up|look at) <ticket>? <deal>? {rec} (lại|nhé|history|timeline|details)? $
        {rec} (đã|từng) (mua|trao đổi|làm việc|đặt|liên hệ) (gì|những gì|những gì với mình)
        """,
        weight=0.84,
    ),
    frame(
        "find",
        _find,
        """
        ^ (tìm|tìm kiếm|kiếm|tra|tra cứu|search|find|look up|lookup|lục|search for|look for|tìm giúp|tra giúp|kiếm giúp|tìm hộ|find me|tìm xem|dò|truy|tìm lại|tìm giùm|kiếm giùm|tìm thông tin|tra thông tin|locate|pull up|dig up|search up|tìm dùm|tra cứu giúp|kiếm dùm|look me up|bring up|seach|kiếm lại|find out|tra giùm|lục lại|tìm cho|tìm tên|get) {query}
        (tìm|tìm kiếm|tra cứu|search|find|look up|lookup|tra giúp|tìm giúp|tìm hộ) (giúp|giùm|hộ|cho|khách|thông tin|contact|số|email|account|for|customers|lead|deal|khách hàng|cty|công ty|the|sđt|leads|accounts|contacts|all|any|anyone|people|companies|someone|liên hệ) {query}
        """,
        weight=0.84,
    ),
    frame(
        "find",
        _find_contact,
        """
        ^ (số|số điện thoại|sđt|sdt|email|mail|địa chỉ|phone|phone number|số phone|đt|số đt|thông tin|contact|thông tin liên hệ|info|hồ sơ|zalo|địa chỉ mail|địa chỉ email|contact details|dt|số di động|mã số thuế|mst|website) (của|of|for|khách|bên|chị|anh|về|cho|liên hệ|liên hệ của) {query}
        (what's|what is|whats|do we have|have we got|give me|get me|do you have|i need|send me|show me|who has|can i get|gimme) (the|a)? {query} (phone|email|number|address|phone number|contact|details|email address|contact details|mobile|contact info|mobile number) $
        (what's|what is|whats|do we have|have we got|give me|get me|do you have|i need|send me|show me|can i get|gimme) (the|a)? (phone|email|number|address|phone number|contact|details|email address|contact details|mobile|contact info|mobile number|info) (of|for|on) {query}
        (phone|email|number|phone number|contact|details|email address|contact details|mobile|contact info) (of|for) {query}
        {query} (số mấy|sđt bao nhiêu|số bao nhiêu|sđt là gì|email là gì|số điện thoại là gì|sdt bao nhiêu|số đt bao nhiêu|email gì|mail gì|số điện thoại bao nhiêu|số nào)
        (khách|customer|lead|contact|ai|người|công ty|cty) (nào)? (có số|số điện thoại|tên|named|called|with phone|ở|in|with number|with email|có email|có sđt|dùng số|dùng email) {query} (không|ko|k|nào|là ai)
        (cho|gửi|lấy) (tôi|em|mình|anh|chị|xin|giúp) (số|sđt|email|số điện thoại|thông tin|info|contact|sdt|mail|địa chỉ|liên hệ|hồ sơ|thông tin liên hệ) {query}
        (cho|xin|lấy|check) (số|sđt|email|số điện thoại|info|contact|sdt|mail|thông tin) {query}
        (số này|sđt này|this number|email này) (của ai|là ai|là của ai|whose) {query}
        <P> (là ai|của ai|là số ai|whose|is who|là số của ai|là khách nào) {query}
        ^ (who|who's) (handles|owns|is responsible for|looks after|manages|is in charge of|is handling|takes care of|handling|deals with|is looking after) {query}
        ^ (ai|ai đang|bạn nào|đứa nào) (phụ trách|lo|quản lý|chăm|chăm sóc|theo|đang phụ trách|đang theo|đang lo) (khách|bên|deal|cho|khách hàng)? {query}
        ^ (có|còn) (khách|khách hàng|kh|công ty|lead|ai) nào (tên|ở|là|có tên|bên|tại|họ) {query}
        (khách|khách hàng|kh|customer|lead|contact) nào (tên|ở|là|có tên|bên|tại|họ) {query}
        ^ (số|sđt|email|số điện thoại|sdt|mail) {query} (là bao nhiêu|là gì|bao nhiêu|số mấy|là số mấy|là số nào|đâu)
        ^ {query} (do ai|ai) (phụ trách|lo|quản lý|chăm sóc|chăm|theo|giữ|cầm) $
        (ai|who|whose) (có|dùng|has|is|xài|owns|number is|là chủ) (số|email|số điện thoại|sđt|this number|the number|the email) {query}
        (do we have|have we got|mình có|có) {query} (in the system|in the crm|on file|trong hệ thống|trong crm|trong danh bạ|trong data|chưa) $
        """,
        weight=0.83,
    ),
    frame(
        "undo",
        _bare,
        """
        ^ (hoàn tác|undo|quay lại|hủy thao tác|bỏ thao tác|rút lại|trả lại|revert|take that back|take it back|roll back|rollback|lùi lại|undo that|undo it|hủy lệnh|khôi phục|trả về|undo giúp|undo giùm|hoàn lại|reverse|put it back|back out|scratch that|cancel that|go back|bỏ lệnh|phục hồi|ctrl z|hồi lại|gỡ lại|bỏ cái|rút lại|hủy cái|xóa cái|quay lại như|xóa thao tác|hủy bỏ thao tác|unsend|strike that|hủy thay đổi|bỏ thay đổi|đảo ngược|reverse that|withdraw) (lệnh|thao tác|bước|cái|việc|that|it|my|last|the|vừa|trước|change|như cũ|lại|này|previous|vừa rồi|vừa nãy|hồi nãy|lúc nãy|ban nãy|what|action|step|command|giùm|dùm|lần|thay đổi|một|1|bản|trạng thái|gần|last) {rest}?
        ^ (quay lại|trở lại|undo|hoàn tác|rút lại|bỏ|hủy) (đi|giúp|giùm|dùm|nhé|nha|em|anh|mình|cái|lại)? (đi|em|anh|mình|cái)? (cái|bước|lệnh|thao tác)? (vừa rồi|vừa nãy|vừa xong|hồi nãy|lúc nãy|trước|cũ)? $
        ^ (ơ|ấy|ủa|nhầm|không phải|ý|à)? (không phải|nhầm|nhầm rồi|lộn|lộn rồi)? (bỏ|hủy|xóa|gỡ) (cái|lệnh|thao tác|việc) (vừa rồi|vừa nãy|hồi nãy|vừa làm|lúc nãy|vừa xong|trước)
        ^ (hoàn tác|undo|rút lại|revert|take that back|take it back|undo that|undo it|roll back|rollback|undo last|bỏ thao tác trước|hủy thao tác|hoàn tác lệnh|ctrl z|ctrl+z|put it back|lùi lại|scratch that|bỏ lệnh vừa rồi|reverse that|quay lại bước trước|trả lại như cũ|hoàn lại|cancel that|hủy lệnh vừa rồi|strike that|quay lại như cũ|undoo|trở lại như cũ|trả về như cũ|quay xe|hủy thao tác vừa rồi|bỏ cái vừa rồi|undo please|khôi phục lại|hoàn tác lại|lùi lại 1 bước|revert that|unsend|hồi lại|bỏ cái vừa làm) $
        (nhầm|lộn|sai|nhầm rồi|lộn rồi|sai rồi|oops|wrong|mistake|nhầm mất|my bad|bấm nhầm|gõ nhầm|bấm lộn|ghi nhầm|lỡ tay|that was wrong|that's wrong|ghi sai|làm sai|wrong one|oh no|whoops|ấy chết|chết|trời|ôi) {rest}? (quay lại|hoàn tác|undo|trả lại|rút lại|revert|bỏ cái vừa|hủy thao tác|take that back|undo it|put it back|take it back|trả về|khôi phục|như cũ|roll back|lùi lại|bỏ lệnh|gỡ)
        (nhầm|nhầm rồi|lộn rồi|sai rồi|oops|wrong|mistake|bấm nhầm|lỡ tay|ghi nhầm|that was wrong|bấm lộn|my bad|lỡ|whoops|lộn) (quay lại|hoàn tác|undo|trả lại|rút lại|revert|hủy|bỏ cái vừa|take that back|take it back|lùi lại)
        (thao tác|lệnh|bước|việc|thay đổi) (vừa rồi|trước|vừa nãy|cuối|gần nhất|hồi nãy|lúc nãy) {rest}? (hủy|bỏ|hoàn tác|rút|nhầm|sai|undo)
        (undo|revert|reverse|take back|roll back|hoàn tác|rút lại) (cái|what|the|my|thao tác|lệnh|việc|bước|that|lần|thay đổi) (i|vừa|last|previous|just|trước|cuối|gần|change|mới|hồi nãy|lúc nãy|đó|this)
        """,
        weight=0.93,
    ),
    frame(
        "help",
        _bare,
        """
        ^ (help|trợ giúp|giúp đỡ|hướng dẫn|hướng dẫn sử dụng|help me|menu|commands|các lệnh|danh sách lệnh|cách dùng|hdsd|list commands|show commands|show help|cách sử dụng|how does this work|how do i use this|how does it work|lệnh|/help|what can you do|bot làm được gì|cần trợ giúp|user guide|tutorial|manual|giúp với|cứu|tài liệu hướng dẫn|list of commands) $
        (what can|what do|what else can|what all can|what things can) (you|this|the bot|this bot|u|it|i ask|i say|i type|i tell) {rest}?
        (what can|what else can|what all can) (you|this|the bot|this bot|u|it) (do|help)
        (how do i|how to|how can i|how do you|how does one|how should i) (use|work with|talk to|get started|operate|start|use you|work) (this|bot|the bot|it|you|with|thing|crm|the crm|tool|system|this tool|the system) {rest}?
        (how do i|how to|how can i) (use|work with|talk to|operate|get started with|use you|start with|start using) (this|bot|the bot|this bot|it|you|this thing|crm|the crm|this tool|the system)
        (how does|how do) (this|the bot|this bot|it|this thing|you|the crm) work
        (bot|mày|em|bạn|crm|hệ thống|cái này|con bot|app|bạn bot|e|trợ lý|mi) (này)? (làm được|biết làm|có thể|giúp được|làm dc|làm đc|hỗ trợ|có chức năng|biết|giúp tôi|có thể làm|có tính năng|xài|dùng) (những)? (gì|được gì|làm gì|việc gì|chức năng gì|cái gì|sao|được những gì|như nào|thế nào|như thế nào|những gì|những việc)
        (dùng|sử dụng|xài|dùng bot|xài bot) (cái này|bot|bot này|crm|hệ thống|con bot|con này|em|app|app này|phần mềm này|con bot này)? (thế nào|sao|như thế nào|ntn|ra sao|làm sao|như nào|kiểu gì)
        (hướng dẫn|chỉ|chỉ cách|bày|dạy|giải thích) (tôi|em|mình|anh|chị|giúp|cách|sử dụng|tui|cho) {rest}? (dùng|sử dụng|xài|cách dùng|lệnh|bot|cách sử dụng|hệ thống|crm|cách xài)
        (hướng dẫn|chỉ cách|chỉ) (tôi|em|mình|anh|chị|tui|cho em|cho tôi)? (cách)? (dùng|sử dụng|xài) (bot|crm|hệ thống|với|em|này|cái này|app|con bot)?
        (có những|có|list|danh sách|xem|những|show|các|show me|liệt kê) (các|the|những)? (lệnh|commands|chức năng|câu lệnh|tính năng|command) (nào|gì|available|có|hỗ trợ|là)?
        (tôi|em|mình|anh|chị) (có thể|được|nói|hỏi|gõ|ra lệnh) (hỏi|nói|làm|gõ|nhờ|gì|yêu cầu|ra lệnh|lệnh)? (gì|những gì|sao|thế nào|như nào|kiểu gì) (với|cho|ở|được|trên)? (bot|em|đây|bạn|crm|hệ thống|con bot)
        (không|ko|k|chưa) biết (cách)? (dùng|sử dụng|xài) (bot|crm|hệ thống|cái này|app|con bot|sao|thế nào|này)
        (i'm|im|i am) (new|lost|stuck) (here|to this|with this|,)? {rest}? (help|how|what|use)
        (teach me|show me|explain|tell me) (how to use|how this works|how it works|how to|how you work|what you can do|how the bot works)
        (list|show|see|what are) (all|the|me|available|all the|me all|the available|all available)? (commands|features|options)
        """,
        weight=0.92,
    ),
)
