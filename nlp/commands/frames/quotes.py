"""Quotes: for whom, what, how many, at what price, by when."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from nlp.analysis import Money, Span, Time
from nlp.commands.frames.base import Draft, Frame, expression, frame, record_piece
from nlp.commands.sentence import Piece, gaps
from nlp.money.finding import find_money
from nlp.numbers import find_numbers

_LINE_SPLIT = re.compile(
    r"[,;\n+]|\s(?:và|va|kèm|kem|kèm theo|cùng|cung|and|plus|with|thêm|them|cộng|cong|&)\s", re.IGNORECASE
)
_UNIT = expression(
    "cái; chiếc; con; chai; thùng; hộp; bộ; tấm; cuộn; kg; tấn; mét; m; m2; m3; gói; bao; lon; tờ; quyển; cuốn; đôi; cặp; suất; phần; pcs; pieces; units; unit; sets; set; boxes; rolls; x; bịch; lít; cây; viên; khối; túi; lọ; hũ; thanh; ly; bình; gram; pc; ea; license; licenses; xấp; ram; lốc; két; kiện; sp"
)
_PRICE_LEAD = re.compile(
    r"(?:\s|\A)(?:giá|gia|đơn giá|don gia|at|@|for|x|với giá|voi gia|mỗi|moi|priced at|price|là|la|each|=|-|tầm|khoảng|unit price|từ|per|of|cái|mỗi cái|giá mỗi cái|gia moi cai|dg|đg|:)\s*\Z"
)
_PRICE_TAIL = re.compile(
    r"\A\s*(?:/\s?\w+|(?:một|mot|mỗi|moi|1) [^\W\d_]+|each|per \w+|a piece|apiece|a unit|đồng|vnd|\.|/)"
)
_LEAD = expression(
    "gồm; cho; là; với; for; of; giúp; giùm; có; các; những; với số lượng; số lượng; sl; sp; sản phẩm; khách cần; cần; lấy; mua; đặt; :; on; a; an; the; bao gồm; including; quote; báo giá; we need; need; they need; they want; want; họ cần; nhé; gồm có; covering; loại",
    r"\A[\s,.:;–—\"“-]*{0}[\s,.:;–—\"“-]+",
)
_DUE = re.compile(
    r"(?:[\s,.(;-]|\A)(?:(?:hạn chót|han chot|hạn|han|trước|truoc|gửi trước|gui truoc|gửi|gui|by|before|due|needed by|deadline|cần trước|can truoc|needed|nội|noi|trong|xong|chậm nhất|send it by|send by|giao|cần|can|là|la|vào|vao|gấp|ngày|lúc|on|valid|until|no later than|khách cần|để|de|have it ready|ready|ready by|within|cho|xong trước|to be sent|it|send|out|to them|kịp|phải có|phải xong|muộn nhất|end of|the|they need it|gửi khách|for|in|tới|đến)[\s,:]*)+\Z"
)
_TAIL = re.compile(
    r"\A\s*(?:phải có|là phải có|gửi|xong|cần|phải xong|là hạn|phải gửi|gui|send|at the latest|giao|latest|nha|nhé)(?!\w)"
)


def _quote(draft: Draft) -> bool:
    sentence = draft.sentence
    start = draft.group("rest")[0] if draft.group("rest") else draft.end  # type: ignore[index]
    end = sentence.end
    taken: list[tuple[int, int]] = []
    due = _due(draft)
    if due is not None:
        taken.append(_due_words(draft, due))
    if draft.group("acc"):
        place = draft.group("acc") or (0, 0)
        place = _until_number(draft, *place)
        piece = record_piece(sentence, *place)
        if piece is None:
            return False
        draft.put_piece("account", piece)
        start = start if draft.group("rest") and start >= piece.end else piece.end
        if piece.start >= start:
            taken.append((_before_for(draft, piece), piece.end))
    lines = _lines(draft, start, end, taken)
    if "account" not in draft.slots:
        lines = _find_account(draft, lines, start, end)
    if lines:
        draft.put(
            "lines",
            tuple(line for line, _ in lines),
            Span(lines[0][1].start, lines[-1][1].end, sentence.text[lines[0][1].start : lines[-1][1].end]),
        )
    if due is not None:
        draft.put_time("due", due)
    return "account" in draft.slots or bool(lines)


def _due(draft: Draft) -> Time | None:
    """The last time that something leads to, or that ends the sentence: "máy mài" typed without accents is no tomorrow."""
    sentence = draft.sentence
    for time in reversed(sentence.found.times):
        led = _DUE.search(sentence.low[max(0, time.span.start - 40) : time.span.start])
        at_edge = sentence.piece(time.span.end, sentence.end) is None or time.span.start <= sentence.start
        if time.bound == "before" or len(time.span.text) > len("mai") + 1 or at_edge or (led and led[0].strip(" ,")):
            return time
    return None


_FOR = expression("cho khách; cho bên; cho; for; to; gửi; với; cho công ty; cho cty; gửi cho; bên; khách", r"{0}\s+")


def _before_for(draft: Draft, piece: Piece) -> int:
    found = [
        one
        for one in _FOR.finditer(draft.sentence.low, max(piece.start - 16, 0), piece.start)
        if one.end() == piece.start
    ]
    return found[0].start() if found else piece.start


def _until_number(draft: Draft, start: int, end: int) -> tuple[int, int]:
    number = re.search(r"\s\d", draft.sentence.low[start:end])
    return (start, start + number.start()) if number else (start, end)


def _due_words(draft: Draft, due: Time) -> tuple[int, int]:
    low = draft.sentence.low
    lead = _DUE.search(low[max(0, due.span.start - 40) : due.span.start])
    tail = _TAIL.match(low[due.span.end : due.span.end + 24])
    return due.span.start - (len(lead[0]) if lead else 0), due.span.end + (tail.end() if tail else 0)


_Line = tuple[dict[str, object], Piece]


def _lines(draft: Draft, start: int, end: int, taken: list[tuple[int, int]]) -> list[_Line]:
    found: list[_Line] = []
    low = draft.sentence.low
    for a, b in gaps(start, end, taken):
        at = a
        for cut in [*_LINE_SPLIT.finditer(low, a, b), None]:
            stop = cut.start() if cut else b
            line = _line(draft, at, stop)
            if (line and found and "product" not in line[0]) or (
                line and found and "quantity" in line[0] and "quantity" not in found[-1][0]
            ):
                found[-1] = _merged(draft, found[-1], line)
            elif line and (found or "quantity" in line[0] or "price" in line[0] or "product" in line[0]):
                found.append(line)
            if cut:
                at = cut.end()
    return [line for line in found if "product" in line[0] and ("quantity" in line[0] or "price" in line[0])]


def _merged(draft: Draft, first: _Line, second: _Line) -> _Line:
    both = {**second[0], **first[0]}
    if "product" in first[0] and "product" in second[0] and "quantity" in second[0]:
        both["product"] = first[0]["product"]
    piece = draft.sentence.piece(first[1].start, second[1].end) or first[1]
    return both, piece


_MOST = 100_000
_COUNT = re.compile(
    r"(?<![\w.,/\ue000-\ue004-])(\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2})?)(?=\s?(?:x|cái|kg|m|bộ|pcs|k)?(?![\w]))"
)


def _line(draft: Draft, start: int, end: int) -> _Line | None:
    sentence = draft.sentence
    low = sentence.low
    line: dict[str, object] = {}
    taken: list[tuple[int, int]] = []
    money = next(iter(sentence.money_in(start, end)), None) or _loose_money(draft, start, end)
    if money is not None:
        line["price"] = money.amount
        lead = _PRICE_LEAD.search(low[start : money.span.start])
        tail = _PRICE_TAIL.match(low[money.span.end : end])
        taken.append((start + lead.start() if lead else money.span.start, money.span.end + (tail.end() if tail else 0)))
    number = _quantity(draft, start, end, money)
    if number is not None:
        line["quantity"] = number[0]
        taken.append((number[1], number[2]))
    pieces = [sentence.piece(a, b) for a, b in gaps(start, end, taken)]
    words = [_product(draft, piece) for piece in pieces if piece]
    named = [piece for piece in words if piece and len(piece.text) > 1]
    if named:
        best = max(named, key=lambda one: len(one.text))
        line["product"] = best.text
    whole = sentence.piece(start, end)
    return (line, whole) if line and whole else None


_LOOSE_MONEY = re.compile(
    r"(?<![\w.,])\d[\d.,]{0,12}\s?(?:(?:triệu|trieu|tr|tỷ|ty|tỉ)(?:\d{1,3}|\s\d(?=\s(?:một|mot|mỗi|moi|1)\s))?|nghìn|ngàn|k)(?!\w)"
)


def _loose_money(draft: Draft, start: int, end: int) -> Money | None:
    """ "2 máy 170 triệu": in a line of a quote an amount needs no "giá" before it."""
    found = _LOOSE_MONEY.search(draft.sentence.low, start, end)
    amount = find_money(found[0]) if found else ()
    if not found or not amount:
        return None
    return replace(amount[0], span=Span(found.start(), found.end(), draft.sentence.text[found.start() : found.end()]))


def _product(draft: Draft, piece: Piece) -> Piece | None:
    start = piece.start
    while found := _LEAD.match(draft.sentence.low[start : piece.end] + " "):
        start += found.end()
        if start >= piece.end:
            return None
    return draft.sentence.without_particles(start, piece.end)


def _quantity(draft: Draft, start: int, end: int, money: Money | None) -> tuple[int | Decimal, int, int] | None:
    low = draft.sentence.low
    candidates = [
        one
        for one in _COUNT.finditer(low, start, end)
        if money is None or one.start() < money.span.start or one.start() > money.span.end
    ]
    for one in candidates:
        value = _number(one[1])
        if value is None:
            continue
        after = one.end()
        unit = re.match(r"\s?(x|cái|cai|chiếc|chiec|pcs|pieces|units|pc)(?!\w)(?:\s?của)?", low[after:end])
        return value, one.start(), after + (unit.end() if unit else 0)
    for word in find_numbers(draft.sentence.text[start:end]):
        value = word.value
        if 0 < value < _MOST and not (money and money.span.start <= start + word.span.start < money.span.end):
            return (
                (int(value) if value == int(value) else Decimal(str(value))),
                start + word.span.start,
                start + word.span.end,
            )
    return None


def _number(written: str) -> int | Decimal | None:
    plain = re.sub(r"[.,](?=\d{3}(?:\D|\Z))", "", written).replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() else value


def _find_account(draft: Draft, lines: list[_Line], start: int, end: int) -> list[_Line]:
    """ "báo giá 500 thùng cho a Quyết giá 12k5": the name stands behind "cho", "for", "to"."""
    sentence = draft.sentence
    for whom in _FOR.finditer(sentence.low, start, end):
        stop = re.compile(r"\s(?:giá|gia|đơn giá|at|@|với giá|mỗi|trước|by|before|hạn|gồm|số lượng)\s").search(
            sentence.low, whom.end(), end
        )
        piece = record_piece(sentence, *_until_number(draft, whom.end(), stop.start() if stop else end))
        if piece is None:
            continue
        draft.put_piece("account", piece)
        due = [_due_words(draft, time) for time in sentence.found.times[-1:]]
        return _lines(draft, start, end, [(whom.start(), piece.end), *due])
    return lines


_MAKE = "(làm|lên|tạo|lập|soạn|gửi|xuất|make|create|prepare|send|draft|do|write|chuẩn bị|ra|làm giúp|lên giúp|tạo giúp|soạn giúp|gửi giúp|raise|build|put together|generate|viết|lập giúp|làm giùm|issue|new|get|need|cần|lên giùm|tạo giùm|soạn giùm|chào|mở|xuất giúp|thêm|add|draw up|prep|work up|lên lại|làm lại|khách cần|gấp|ghi|trình)"
FRAMES: tuple[Frame, ...] = (
    frame(
        "create_quote",
        _quote,
        f"""
        ^ {_MAKE} (giúp|giùm|cho|em|a|an|the|một|1|new|mới|me|us|cái|gấp|bản|out|up)? (a|an|the|một|1|new|mới)? <quote> (mới|gấp|giúp|giùm|nhanh|luôn)? (cho|for|to|gửi|gửi cho) (khách|bên|khách hàng)? {{acc}} (:|gồm|,|với|for|gom|of|on|-|khách cần|lấy|mua|covering|including|đặt|số lượng|các|về|cần|họ|they|bao gồm) {{rest}}
        ^ {_MAKE} (giúp|giùm|cho|em|a|an|the|một|1|new|mới|me|us|cái|gấp|bản|out|up)? (a|an|the|một|1|new|mới)? <quote> (mới|gấp|giúp|giùm|nhanh|luôn)? (cho|for|to|gửi|gửi cho) (khách|bên|khách hàng)? {{acc}}
        ^ {_MAKE} (giúp|giùm|cho|em|a|an|the|một|1|new|mới|me|us|cái|gấp|bản|out|up)? (a|an|the|một|1|new|mới)? <quote> (mới|gấp|giúp|giùm|nhanh|luôn|về|for|of|on|các|:)? {{rest}}
        ^ {_MAKE} {{acc}} (a|an|the|một) (quote|quotation|estimate|price quote) (for|on|of|:|,|-) {{rest}}
        ^ (quote|báo giá|chào giá|bg|báo giá giúp|bg giúp|báo giá giùm|báo giá gấp) (cho|for|to)? (khách|bên)? {{acc}} (:|gồm|for|of|-|lấy|mua|on|khách cần|cần) {{rest}}
        ^ (quote|báo giá|chào giá|bg|báo giá giúp|bg giúp|báo giá giùm|báo giá gấp|new quote|báo giá mới|quotation|quote mới) (cho|for|to|gửi)? (khách|bên)? {{acc}}
        ^ (cho|gửi|gửi cho|làm cho|giúp) (khách|bên)? {{acc}} (cái|bản|một|1|giúp)? <quote> (cho|về|gồm|:|của|các)? {{rest}}
        ^ {{acc}} (cần|xin|muốn|needs|wants|asked for|asks for|need|want|yêu cầu|hỏi|is asking for|đòi|nhờ|chờ|would like|requests|requested) (a|an|gửi|em gửi|mình|lấy|us to|một|the)? <quote> (cho|for|of|on|:|gồm|về|mới)? {{rest}}
        """,
        weight=0.87,
    ),
)
