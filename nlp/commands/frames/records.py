"""New leads, contacts, accounts and opportunities: a trigger, then a name and what else was said, in any order."""

from __future__ import annotations

import re

from nlp.commands.frames.base import Draft, Frame, expression, frame
from nlp.commands.names import TITLES, take_name
from nlp.commands.sentence import Piece, gaps

_SPLIT = re.compile(r"[,;\n|]|\s[-–—/]\s|\.\s|:\s|\s?\(|\)")
_COMPANY = expression(
    "bên; của; từ; công ty; cty; ct; làm ở; làm tại; làm bên; thuộc; of; from; at; with; works at; works for; working at; chủ; giám đốc; gđ; ở; tại; phía; for; chủ quán; company; who runs; owner of; who owns; ceo of; chỗ; representing; "
    "director of; chủ cửa hàng; chủ shop; đại diện; xưởng; manager at; manager of; ceo; head of; nhân viên; purchasing at; buyer at; procurement at; over at; ở bên; tại công ty; doanh nghiệp; đơn vị; sales at; engineer at; chủ doanh nghiệp; accountant at; founder of; bên công ty; bên cty; works with; đang làm ở; in",
    r"{0}[\s:]+",
)
_OWNER = expression(
    "chủ; giám đốc; gđ; owner of; ceo of; director of; who runs; who owns; đại diện; chủ doanh nghiệp; founder of; head of; manager at; manager of; buyer at; procurement at; purchasing at; sales at; engineer at; accountant at",
    r"\A{0}\s+",
)
_ROLES = expression(
    "kế toán; kế toán trưởng; giám đốc; phó giám đốc; gđ; trưởng phòng; quản lý; quản đốc; thu mua; mua hàng; thủ kho; phó phòng; trợ lý; thư ký; nhân viên; kỹ thuật; kỹ sư; chủ; chủ tịch; trưởng nhóm; ceo; cfo; coo; cto; manager; plant manager; purchasing; purchasing manager; buyer; owner; "
    "director; accountant; assistant; engineer; procurement; head of; phụ trách; tổ trưởng; trưởng bộ phận; hành chính; nhân sự; kinh doanh; marketing; giáo viên; hiệu trưởng; bếp trưởng; quản lý kho; phó; trưởng; chief; technician; sales manager; office manager; receptionist; lễ tân; bảo vệ; tài xế; trợ lý giám đốc; secretary; coordinator; "
    "supervisor; operations; logistics; quản lý mua hàng; bộ phận; giám sát; kiến trúc sư; bác sĩ; vp; foreman; warehouse; facility manager; finance; phòng; chef; principal; ban quản lý; kiểm soát"
)
_ROLE_START = re.compile(r"\A(?:the |a |an |là |chức vụ |làm |her |his )?")
_SOURCE = expression(
    "nguồn; nguồn từ; từ nguồn; source; qua; via; từ; from; gặp ở; gặp tại; met at; met in; through; found through; biết qua; do; khách từ; đến từ; nhắn qua; ở; tại; inbound from; quen ở; quen qua; came through; came from; came in through; thông qua; referred by; referral from; quen tại; liên hệ qua; nhắn từ; inbox từ; đăng ký qua; "
    "we met at; found us on; found us through; found them through; found via; để lại số ở; để lại số trên; để số trên; để số ở; xin được ở; lấy từ; lấy ở; gọi vào; gọi từ; mới quen ở; got from; picked up at; at; on; contacted us via; contacted us through; reached out via; reached out on; giới thiệu từ; được; kênh; inbox qua; chat từ; "
    "mới gặp ở; heard about us from; heard of us from; signed up on; signed up at; signed up via; filled in; tìm thấy trên; tìm trên; thấy trên; nhờ; lead from; tu; we found them through; wrote to us via; downloaded",
    r"{0}[\s:]+",
)
_SOURCES = expression(
    "facebook; fb; fanpage; page; website; web; zalo; tiktok; google; linkedin; hội chợ; triển lãm; event; expo; trade fair; trade show; fair; exhibition; hotline; giới thiệu; referral; quảng cáo; ads; google ads; facebook ads; cold call; walk-in; walk in; vãng lai; hội thảo; seminar; webinar; conference; instagram; email; landing page; shopee; "
    "youtube; networking; form; biểu mẫu; chat; livechat; webchat; chamber of commerce; tổng đài; khách cũ giới thiệu; bạn bè giới thiệu; khách cũ; partner; đối tác; newsletter; group; hội nhóm; tự tìm tới; tự tìm đến; campaign; chiến dịch; sự kiện; booth; gian hàng; online; whatsapp; danh thiếp; networking event; workshop; alibaba; danh bạ; hiệp hội; "
    "kol; seo; livestream; tờ rơi; flyer; tradeshow; hội nghị; khóa học; roadshow; open day; website form; contact form; twitter; x; câu lạc bộ; clb; thread; threads; lazada; sendo; telegram; showroom; cửa hàng; tại quầy; messenger; fb ads; khách vãng lai; ngày hội; vietbuild; phone-in; word of mouth; truyền miệng; người quen; job fair; meetup"
)
_REFERRED = re.compile(r"(?:(?:do|được|duoc|nhờ)\s+)?(?P<by>[^,;.]{2,40}?)\s+(?:giới thiệu|gioi thieu|gt)(?!\w)")
_JUNK = expression(
    "sđt; sdt; số; số điện thoại; đt; dt; điện thoại; phone; tel; mobile; email; mail; e-mail; zalo; hotline; tổng đài; số đt; di động; sddt; tên; tên là; name; cell; contact; phone number; fax; tel:; call; his number is; her number is; number; is; là; sdt:; liên hệ; address; at; whatsapp; ; địa chỉ mail; mst; mail là; email is; số là; ib; số phone; tele; her email is; his email is; reachable at; reach him at; reach her at; sđt là; số máy"
)
_LEAD_IN = expression(
    "là; tên; tên là; cho; của; số; số của; sđt của; sđt; số điện thoại của; anh em; mới; tên khách; khách; khách hàng; named; called; name; for; nè; này; giúp; giùm; em; tôi; mình; thông tin; the; a; an; giúp em; giúp tôi; giúp mình; nha; nhé; our; a new; new; is; company; với; công ty; cty; gồm; như sau; kh; lead; liên hệ; contact; có; vừa; ta; person; customer; please; sau; dùm; hộ; cho em; đây; today; we have; from; ở; nhe; "
    "cái; một; thêm; người; bạn; tên đầy đủ; doanh nghiệp; firm; account; tên công ty; tên cty; vào; mới nè; nữa; with; we've got; mới tên; khách mới; inbound; tại; bên; nữa nè; of",
    r"\A[\s,.:;–—\"“-]*{0}(?:[\s,.:;–—\"“-]+|\Z)",
)
_KEEP_FOR_ACCOUNT = expression("company; cty; công ty; doanh nghiệp; firm; bên; ct", r"\A{0}")
_TAIL_ORDER = expression(
    "nhập vào khách tiềm năng; nhập vào lead; put him in as a lead; put her in as a lead; put them in as a lead; lưu vào danh bạ; vào danh bạ; vô danh bạ; nhập vào hệ thống; add him as a lead; add her as a lead; add them as a lead; tạo lead; tạo lead giúp; thêm vào lead; lưu lead; save as lead; lưu liên hệ; lưu contact; save contact; add as contact; "
    "lưu vào; lưu giúp; nhập giúp; add as a lead; please add; save him; save her; thêm liên hệ; thêm vào danh bạ; add to contacts; tạo liên hệ; create a lead; lưu vào crm; tạo khách; lưu khách; nhập lead; make him a lead; make her a lead; make it a lead; log it as a lead; log as a lead; add as lead; nhập khách; ghi lead; tạo đầu mối; put it in as a lead; nhập vào; create lead; add lead; thêm lead; nhập data; "
    "please save as a contact; save as a contact; add him as a contact; add her as a contact; lưu thành liên hệ; lưu vô danh bạ; cho vào danh bạ; add to my contacts; nhập hệ thống; log him as a lead; log her as a lead; enter as lead; thêm vào khách tiềm năng; ghi nhận lead; lưu thành lead; vào lead; vô lead; vào khách tiềm năng; tạo lead mới; đưa vào lead; cho vào lead; vào hệ thống; put in as lead; thêm khách; mở lead; save lead"
)


def _person(draft: Draft) -> bool:
    return _record(draft, account=False)


def _account(draft: Draft) -> bool:
    return _record(draft, account=True)


def _record(draft: Draft, *, account: bool) -> bool:
    sentence = draft.sentence
    place = draft.group("rest")
    if place is None:
        return False
    start, end = place[0], sentence.end if place[1] >= draft.end else place[1]
    taken: list[tuple[int, int]] = []
    for slot, facts in (("phone", sentence.found.phones), ("email", sentence.found.emails)):
        for fact in facts[:1]:
            draft.put(slot, fact.value, fact.span)
        taken += [(fact.span.start, fact.span.end) for fact in facts]
    tail = list(_TAIL_ORDER.finditer(sentence.low, start, end))
    taken += [one.span() for one in tail]
    taken += [one.span() for one in _JUNK.finditer(sentence.low, start, end) if _before_number(sentence.low, one.end())]
    segments = _segments(draft, start, end, taken)
    if not segments:
        return False
    segments = _take_name_segment(draft, segments, account=account)
    for piece in segments:
        _rest_segment(draft, piece, account=account)
    return "name" in draft.slots


def _before_number(low: str, at: int) -> bool:
    rest = low[at : at + 6].lstrip(" :.-(là")
    return bool(rest) and rest[0] in "\ue002\ue003"


def _segments(draft: Draft, start: int, end: int, taken: list[tuple[int, int]]) -> list[Piece]:
    pieces = []
    low = draft.sentence.low
    for a, b in gaps(start, end, taken):
        at = a
        for cut in [*_SPLIT.finditer(low, a, b), None]:
            if (
                cut is not None
                and cut[0].startswith(".")
                and re.search(r"\b(?:mr|ms|mrs|dr|st)\Z", low[at : cut.start()])
            ):
                continue
            piece = draft.sentence.without_particles(at, cut.start() if cut else b)
            if piece:
                pieces.append(piece)
            if cut:
                at = cut.end()
    return [piece for piece in pieces if not _JUNK.fullmatch(low[piece.start : piece.end])]


def _lead_in(draft: Draft, piece: Piece, *, account: bool) -> Piece | None:
    low = draft.sentence.low
    start = piece.start
    while found := _LEAD_IN.match(low[start : piece.end]):
        if (
            account
            and _KEEP_FOR_ACCOUNT.match(low[start : piece.end])
            and not low[start:].startswith(("company", "account"))
        ):
            start += found.end()
            continue
        if start + found.end() >= piece.end:
            return None
        start += found.end()
    return draft.sentence.piece(start, piece.end)


def _take_name_segment(draft: Draft, segments: list[Piece], *, account: bool) -> list[Piece]:
    """The first stretch that is more than a connector holds the name, and often the firm or role behind it."""
    sentence = draft.sentence
    low = sentence.low
    for place, segment in enumerate(segments):
        if not account and place == 0 and len(segments) > 1 and _is_company_first(draft, segment):
            draft.put_piece("company", segment)
            continue
        piece = _lead_in(draft, segment, account=account)
        if piece is None or (not account and place + 1 < len(segments) and _is_source(draft, piece)):
            continue
        if account:
            source = _SOURCE.search(low, piece.start + 2, piece.end)
            if source and _SOURCES.search(low, source.end(), piece.end):
                draft.put_piece("source", sentence.piece(source.end(), piece.end))
                piece = sentence.piece(piece.start, source.start()) or piece
            draft.put_piece("name", piece)
            return segments[place + 1 :]
        return _split_person(draft, piece, segments[place + 1 :])
    return []


_COMPANY_BEFORE = re.compile(r"(?:ở|bên|ben|của|cua|tại|tai|at|for|cho|from|of)\s*\Z")


def _is_company_first(draft: Draft, segment: Piece) -> bool:
    """ "đầu mối ở xưởng dệt Hòa Hưng: anh Kha": the firm stands before the colon."""
    low = draft.sentence.low
    return (
        low[segment.end :].lstrip().startswith(":")
        and bool(_COMPANY_BEFORE.search(low[: segment.start]))
        and not _SOURCES.search(low, segment.start, segment.end)
    )


def _is_source(draft: Draft, piece: Piece) -> bool:
    """ "từ LinkedIn: Ms Yuna", "got a walk-in: Marco": where somebody came from, said before the name."""
    low = draft.sentence.low[piece.start : piece.end]
    source = _SOURCE.match(low)
    known = _SOURCES.search(low)
    if known is None or (source is None and known.start() > _NEAR):
        return False
    return draft.put_piece(
        "source",
        draft.sentence.piece(
            piece.start + (source.end() if source else known.start()),
            piece.end if source else piece.start + known.end(),
        ),
    )


def _split_person(draft: Draft, piece: Piece, rest: list[Piece]) -> list[Piece]:
    sentence = draft.sentence
    low = sentence.low
    company = next((one for one in _COMPANY.finditer(low, piece.start + 1, piece.end)), None)
    role = next(
        (
            one
            for one in _ROLES.finditer(low, piece.start + 1, piece.end)
            if low[piece.start : one.start()].strip() not in TITLES
        ),
        None,
    )
    source = next(
        (
            one
            for one in _SOURCE.finditer(low, piece.start + 1, piece.end)
            if _SOURCES.match(low, one.end()) or _SOURCES.search(low, one.end(), piece.end)
        ),
        None,
    )
    firm = (
        _FIRM.search(low, piece.start + 3, piece.end)
        if company is None and sentence.text[piece.start : piece.end].split()[0].lower() in TITLES
        else None
    )
    cuts = [one.start() for one in (company, role, source, firm) if one]
    end = min(cuts, default=piece.end)
    name = take_name(sentence, piece.start, end) or sentence.piece(piece.start, end)
    if name is None:
        return rest
    draft.put_piece("name", name)
    after = sentence.piece(min(name.end, end), piece.end)
    if after is None:
        return rest
    if source and source.start() > name.start:
        draft.put_piece("source", sentence.without_particles(source.end(), piece.end))
        after = sentence.piece(after.start, source.start())
    return [*([after] if after else []), *rest]


def _rest_segment(draft: Draft, piece: Piece, *, account: bool) -> None:
    """What a further stretch is: role, firm, source or a note."""
    left = _without_source(draft, piece, account=account)
    if left is None or (not account and _is_company_or_role(draft, left)):
        return
    if "note" not in draft.slots and left.is_longer_than(3):
        draft.put_piece("note", left)


def _without_source(draft: Draft, piece: Piece, *, account: bool) -> Piece | None:
    sentence = draft.sentence
    low = sentence.low[piece.start : piece.end]
    referred = _REFERRED.search(low)
    source = _SOURCE.search(low)
    known = _SOURCES.search(low)
    if "source" not in draft.slots and (
        referred
        or (source and known and known.start() >= source.end())
        or (known and known.end() - known.start() >= 0.6 * len(low))
        or low.startswith(("nguồn", "nguon", "source"))
    ):
        start = source.end() if source and not referred else (known.start() if known and not referred else 0)
        words = sentence.without_particles(piece.start + start, piece.end)
        before = sentence.piece(piece.start, piece.start + source.start()) if source and not referred else None
        draft.put_piece("source", words)
        return None if before is None or before.has_at_most(1) or account else before
    return piece


def _is_company_or_role(draft: Draft, piece: Piece) -> bool:
    sentence = draft.sentence
    low = sentence.low[piece.start : piece.end]
    role = _ROLES.search(low)
    company = _COMPANY.search(low)
    owner = _OWNER.match(low)
    if owner and "company" not in draft.slots:
        return draft.put_piece("company", sentence.piece(piece.start + owner.end(), piece.end))
    if role and role.start() < _NEAR // 2:
        end = company.start() if company and company.start() > role.start() else len(low)
        if end > role.end() or end == len(low):
            draft.put_piece("note", sentence.piece(piece.start, piece.start + end))
            if end < len(low) and company:
                draft.put_piece("company", sentence.piece(piece.start + company.end(), piece.end))
            else:
                _company_after_role(draft, piece, role.end())
            return True
    if company and company.start() == 0 and "company" not in draft.slots:
        named = low[: company.end()].strip(" :")
        start = piece.start if named in {"xưởng", "xuong", "phòng mua hàng"} else piece.start + company.end()
        return _put_firm(draft, start, piece.end)
    if "company" not in draft.slots and piece.has_at_most(6) and _like_firm(draft, piece):
        return draft.put_piece("company", piece)
    return False


def _put_firm(draft: Draft, start: int, end: int) -> bool:
    """A firm, and the role behind it: "Gia Mộc kế toán"."""
    sentence = draft.sentence
    firm = sentence.piece(start, end)
    if firm is None:
        return False
    role = _ROLES.search(sentence.low, firm.start + 2, firm.end)
    if role and sentence.text[role.start()].islower():
        draft.put_piece("note", sentence.piece(role.start(), firm.end))
        firm = sentence.piece(firm.start, role.start())
    return draft.put_piece("company", firm)


def _company_after_role(draft: Draft, piece: Piece, after: int) -> None:
    """ "kế toán Gia Mộc": the firm stands right behind the role."""
    firm = draft.sentence.piece(piece.start + after, piece.end)
    if firm and firm.text[0].isupper() and "company" not in draft.slots and not draft.sentence.text.isupper():
        draft.put_piece("company", firm)
        draft.put_piece("note", draft.sentence.piece(piece.start, piece.start + after))


_NEAR = 12
_FIRM = expression(
    "xưởng; công ty; cty; nhà máy; cửa hàng; shop; quán; tiệm; spa; trường; khách sạn; nhà hàng; chuỗi; đại lý; siêu thị; bệnh viện; phòng khám; garage; kho; studio; salon; tnhh; jsc; ltd; co; corp; inc; gmbh; group; foods; studio; htx; hợp tác xã; trung tâm; doanh nghiệp; resort; ngân hàng; vp; văn phòng; nhà thuốc; homestay; xí nghiệp; tập đoàn"
)


def _like_firm(draft: Draft, piece: Piece) -> bool:
    low = draft.sentence.low[piece.start : piece.end]
    return (
        bool(_FIRM.search(low))
        or piece.text[0].isupper()
        or (draft.sentence.text.islower() and not draft.sentence.language.accents and piece.has_at_most(4))
    )


_CLOSE = expression(
    "dự kiến chốt; dự kiến ký; dự kiến; chốt; ký; đóng; close; closing; expected signature; expected close; expected; expected to close; to close; sign; signing; hạn; by; in; tháng; vào; dự tính ký; dự tính; trong; cuối; close date; ngày chốt; due; on; for; dự kiến đóng; chốt trong; ký trong; khả năng chốt; decision; decision by; dự định ký; due to close; cho; before; trước; expecting to close; target; target close; likely; xong; kết thúc; should close"
)
_WORTH = expression(
    "trị giá; giá trị; giá; tầm; khoảng; worth; value; valued at; at; for; around; about; tổng; total; ước; budget; ngân sách; doanh số; với giá; giá khoảng; doanh thu; trị giá khoảng; giá trị khoảng; tổng giá trị; amount; chừng; cỡ; for about; worth about; được; dự toán; est; estimated; estimated at; roughly"
)


def _opportunity(draft: Draft) -> bool:
    sentence = draft.sentence
    low = sentence.low
    place = draft.group("rest")
    if place is None:
        return False
    start, end = place[0], sentence.end if place[1] >= draft.end else place[1]
    taken = []
    for money in sentence.money_in(start, end)[:1]:
        draft.put("amount", money.amount, money.span)
        draft.put("currency", money.currency, money.span)
        taken.append((money.span.start - _tail(low[start : money.span.start], _WORTH), money.span.end))
    for time in sentence.times_in(start, end)[-1:]:
        draft.put("close_date", time.start.date(), time.span)
        taken.append((time.span.start - _tail(low[start : time.span.start], _CLOSE), time.span.end))
    if draft.group("acc"):
        account = draft.group("acc") or (0, 0)
        piece = sentence.without_particles(*account)
        draft.put_piece("account", take_name(sentence, *account) or piece)
    _deal_words(draft, _segments(draft, start, end, taken))
    return "account" in draft.slots or ("name" in draft.slots and bool(sentence.found.money))


def _tail(before: str, words: re.Pattern[str]) -> int:
    """How many characters at the end of ``before`` only lead to the fact that follows."""
    length = 0
    while True:
        stripped = before.rstrip(" ,:(-~")
        found = [one for one in words.finditer(stripped[-24:]) if one.end() == len(stripped[-24:])]
        if not found:
            return length
        cut = len(stripped[-24:]) - min(one.start() for one in found)
        length += (len(before) - len(stripped)) + cut
        before = stripped[: len(stripped) - cut]


_FOR_WHOM = expression(
    "cho; với; của; bên; khách; for; with; at; from; to; cho khách; với khách; bên khách; cho bên; với bên; cho cty; cho công ty; cho khách hàng",
    r"{0}\s+",
)
_ABOUT = expression(
    "về; cho; for; mua; for the; làm; lắp; cung cấp; gói; dự án; hạng mục; re; on; about; tên; tên là; called; named; to supply; supplying; bán; :",
    r"{0}\s+",
)


def _deal_words(draft: Draft, segments: list[Piece]) -> None:
    sentence = draft.sentence
    for segment in segments:
        piece = _lead_in_deal(draft, segment)
        if piece is None:
            continue
        low = sentence.low
        if "account" not in draft.slots:
            whom = _FOR_WHOM.match(low[piece.start : piece.end])
            inner = None if whom else _FOR_WHOM.search(low, piece.start + 1, piece.end)
            if inner and sentence.language.code != "en":
                draft.put_piece("account", sentence.without_particles(inner.end(), piece.end))
                if "name" not in draft.slots:
                    draft.put_piece("name", sentence.piece(piece.start, inner.start()))
                continue
            start = piece.start + (whom.end() if whom else 0)
            about = next((one for one in _ABOUT.finditer(low, start + 1, piece.end)), None)
            inner_end = about.start() if about else piece.end
            name = take_name(sentence, start, inner_end)
            if inner and sentence.language.code == "en" and not whom and sentence.text[inner.end()].isupper():
                draft.put_piece("name", sentence.piece(piece.start, inner.start()))
                draft.put_piece("account", sentence.piece(inner.end(), piece.end))
                continue
            if name is None:
                continue
            draft.put_piece("account", name)
            rest = sentence.without_particles(about.end() if about else name.end, piece.end)
            if rest and rest.is_longer_than(2) and "name" not in draft.slots:
                draft.put_piece("name", rest)
        elif "name" not in draft.slots:
            about = _ABOUT.match(low[piece.start : piece.end])
            draft.put_piece("name", sentence.without_particles(piece.start + (about.end() if about else 0), piece.end))


_DEAL_LEAD = expression(
    "là; tên; mới; new; the; a; giúp; giùm; em; tôi; mình; cái; một; thêm; nha; nhé; bên; về; opportunity; deal; cơ hội; giúp em; giúp mình; called; named; ta; này; nè; our",
    r"\A[\s,.:;–—\"“-]*{0}(?:[\s,.:;–—\"“-]+|\Z)",
)


def _lead_in_deal(draft: Draft, piece: Piece) -> Piece | None:
    start = piece.start
    while found := _DEAL_LEAD.match(draft.sentence.low[start : piece.end]):
        start += found.end()
        if start >= piece.end:
            return None
    return draft.sentence.piece(start, piece.end)


def _asked(draft: Draft) -> bool:
    """ "X đang hỏi mua Y, tầm 340 triệu, ghi nhận thành cơ hội"."""
    sentence = draft.sentence
    if not (draft.put_who("account", "acc") and sentence.found.money):
        return False
    place = draft.group("rest") or (draft.end, draft.end)
    low = sentence.low
    money = sentence.found.money[0]
    draft.put("amount", money.amount, money.span)
    draft.put("currency", money.currency, money.span)
    cut = _SPLIT.search(low, place[0], place[1])
    end = min(
        [place[1], money.span.start - _tail(low[place[0] : money.span.start], _WORTH), *([cut.start()] if cut else [])]
    )
    draft.put_piece("name", sentence.piece(place[0], end))
    times = [time for time in sentence.found.times if time.span.start > place[0]]
    if times:
        draft.put("close_date", times[-1].start.date(), times[-1].span)
    return True


FRAMES: tuple[Frame, ...] = (
    frame(
        "create_lead",
        _person,
        """
        ^ <add> <new>? (giúp|giùm|cho|vào|em|tôi|mình|a|an|the|một|1|thêm|new|in|another|cái)? <new>? <lead> (mới|new|tên|tên là|từ|from|named|called|là|:|giúp|giùm|nữa|for|này|nè)? {rest}
        ^ (put|add|enter|log|save|record|note|mark) {rest} (down as|as|in as|as a new|down as a) (a|new)? (lead|prospect) {rest2}?
        ^ (new|fresh|hot|inbound|warm)? <lead> (mới|nè|nha|này|từ|from|in|alert|đây|today|nhé|tên|vừa|via|qua) {rest}
        ^ <lead> : {rest}
        ^ (có|có thêm|vừa có|mới có|got|we got|we have|i have|we've got|just got|i got|có được|mới xin được|vừa xin được|nhận được|vừa nhận|mới nhận|here's|here is|xin được|tìm được|có một|vừa nhận được|kiếm được|có 1|this is|received|kiếm thêm được|thêm được) (a|an|một|1|được|thêm|another|the|our)? (new|hot|inbound|fresh|warm|walk-in)? (<lead>|walk-in|walk in|khách vãng lai|enquiry|số khách|khách hỏi|data khách|khách quan tâm|khách inbox) {rest}
        ^ (khách|có khách|có người|có bạn|có anh|có chị|someone|a guy|a lady|một khách|bạn khách) {rest} (thêm vào danh sách tiềm năng|thêm vào tiềm năng|vào danh sách tiềm năng|tạo lead|nhập lead|thêm lead|tạo đầu mối|tạo khách tiềm năng|lưu lead|ghi lead|thêm đầu mối|add as a lead|add lead)
        ^ (mới quen|vừa quen|mới gặp|vừa gặp|just met|met|mới làm quen|làm quen được|vừa làm quen|quen được|mới biết|i met|we met|hôm nay quen|hôm nay gặp|bumped into|ran into|mới xin số|nhận danh thiếp của|lấy được danh thiếp|xin được số|mới xin được số) {rest} (nhập|lưu|tạo|thêm|put|add|save|create|cho vào|make|enter|log|đưa vào|ghi) (vào|him|her|them|as|a|new|in as|in|giúp|khách|lead|thành|this|it as|thêm)? (a|as a|him as a|in as a|khách|làm|vào|as)? (lead|khách tiềm năng|đầu mối|khách mới|tiềm năng|data|khtn|prospect)
        ^ {rest} (nhập|lưu|tạo|thêm|put|add|save|create|cho vào|make|enter|log|đưa vào|ghi) (vào|him|her|them|as|new|in as|in|giúp|khách|lead|thành|this|it as|thêm|it|giùm|this person|to)? (a|as a|in as a|khách|làm|vào|as|in)? (lead|khách tiềm năng|đầu mối|khách mới|khtn|prospect|leads|danh sách lead|lead mới) $
        """,
        weight=0.89,
    ),
    frame(
        "create_contact",
        _person,
        """
        ^ <add> <new>? (giúp|giùm|cho|vào|em|tôi|mình|a|an|the|một|1|thêm|new|in|another)? <new>? <contact> (mới|new|tên|tên là|của|for|named|called|là|:|ở|bên|tại|at|giúp|giùm|cho|nữa|vào|is|from|này)? {rest}
        ^ (new)? <contact> (mới|nè|nha|này) {rest}
        ^ <contact> : {rest}
        ^ (new contact|contact mới|liên hệ mới|add contact|add to contacts|new contact person|thêm vào danh bạ|lưu vào danh bạ|lưu danh bạ|thêm danh bạ|add to my contacts|người liên hệ mới) {rest}
        ^ (lưu|ghi|thêm|nhập|save|add|lưu lại|note|store|put|bỏ|cho|đưa|ghi lại|keep) {rest} (vào danh bạ|vô danh bạ|to contacts|to my contacts|to the contacts|as a contact|as contact|vào liên hệ|làm liên hệ|vào contact|to the address book|thành liên hệ|in contacts|vào contacts|vô contact|as a new contact|as new contact|in my contacts|làm người liên hệ|to our contacts|into contacts|vào danh sách liên hệ) {rest2}
        ^ (lưu|ghi|thêm|nhập|save|add|lưu lại|note|store|put|bỏ|cho|đưa|ghi lại|keep) {rest} (vào danh bạ|vô danh bạ|to contacts|to my contacts|to the contacts|as a contact|as contact|vào liên hệ|làm liên hệ|vào contact|to the address book|thành liên hệ|in contacts|vào contacts|as a new contact|in my contacts|to our contacts) $
        ^ (lưu|ghi|lưu lại|save|note|store|thêm|add|nhập|save giúp|lưu giúp|lưu giùm|ghi lại) (giúp|giùm|cho|lại|hộ)? (số|sđt|số điện thoại|email|mail|sdt|số đt|phone|number|info|thông tin|the number of|the number for|danh thiếp|the email of) (của|of|cho|for|khách)? {rest}
        ^ {rest} (lưu|save|thêm|add|nhập) (vào|him|her|as|giúp|this|to|thành|giùm|it)? (a|as a|to|my)? (danh bạ|liên hệ|contact|contacts|address book|người liên hệ) $
        """,
        weight=0.88,
    ),
    frame(
        "create_account",
        _account,
        """
        ^ <add> <new>? (giúp|giùm|cho|vào|em|tôi|mình|a|an|the|một|1|thêm|new|in|another)? <new>? <account> (mới|new|tên|tên là|named|called|là|:|for|giúp|giùm|cho|khách|of|record for|doanh nghiệp|record|cho khách|nữa)? {rest}
        ^ <add> <new>? (mới|new)? (customer|khách hàng|client|customer record) (account|record|công ty|doanh nghiệp|mới|là công ty|cty|tên|:|card) {rest}
        ^ (có|có thêm|mới có|vừa có|we have|we've got) (khách|khách hàng|một khách|a new|new|thêm)? (doanh nghiệp|công ty|cty|company|business|account|khách doanh nghiệp|khách công ty) (mới|new)? (là|tên|:|called|named)? {rest} (tạo|lập|mở|add|create|lưu|thêm|nhập)
        ^ (khai báo|khai|nhập|lập hồ sơ|tạo hồ sơ|lưu|mở hồ sơ) (cho|của)? (công ty|cty|doanh nghiệp|đơn vị|đối tác|nhà phân phối|đại lý) {rest}
        ^ (new account|new company|account mới|công ty mới|new customer account|cty mới|new customer|khách hàng doanh nghiệp mới|doanh nghiệp mới|new client|new firm|new business|khách công ty mới|new corporate customer|đại lý mới|đối tác mới) (nè|này|:|là|tên|for|called|named|nha|is)? {rest}
        ^ (register|đăng ký|onboard|set up) {rest} (as|làm|thành|là) (a|an)? (new)? (company|account|customer|công ty|khách hàng|account mới|client|tài khoản|đối tác)
        ^ (thêm|add|tạo|nhập|lưu|put|save|create|cho) {rest} (as|làm|thành|là|vào|to) (a|an|danh sách|the)? (new)? (account|company|công ty|accounts|khách hàng doanh nghiệp|account mới|danh sách công ty|business account|customer account|company account|list of accounts|tài khoản khách hàng)
        """,
        weight=0.87,
    ),
    frame(
        "create_opportunity",
        _opportunity,
        """
        ^ <add> <new>? (giúp|giùm|cho|vào|em|tôi|mình|a|an|the|một|1|thêm|new|in|another)? <new>? <deal> (mới|new|for|with|cho|với|của|bên|tên|called|named|:|at|khách|giúp|giùm)? {rest}
        ^ (new deal|new opportunity|deal mới|cơ hội mới|new opp|opp mới|kèo mới|thương vụ mới|cơ hội bán hàng mới|fresh deal|opportunity mới|new sales opportunity) (for|with|cho|với|của|bên|nè|này|:|at|từ|from)? {rest}
        ^ (deal|cơ hội|opportunity|opp) (mới|new)? : {rest}
        """,
        weight=0.88,
    ),
    frame(
        "create_opportunity",
        _asked,
        """
        ^ {acc} (đang|vừa|mới|có|cần|muốn|is|are|has|định|đã|wants|want|needs|just|tính|would|asked|have|plans|ask|sẽ|vừa mới|cũng) (hỏi mua|hỏi|muốn mua|mua|quan tâm|cần|nhu cầu|muốn|cần mua|tìm mua|tìm|đặt|interested in|asking for|looking for|looking at|to buy|asked for|asking about|nhu cầu mua|need|want|shopping for|considering|in the market for|nhu cầu về|asked about|nhu cầu lắp|xin báo giá|buy|planning|planning to buy|to purchase|lắp|thay|xây|a budget for|làm|budget for|nâng cấp|đặt mua|đầu tư|for|to replace|to order)? {rest} (tạo|ghi nhận|thêm|lập|mở|ghi|create|log|open|add|make|cho vào|lưu|đưa vào|put|record|tạo giúp|lên|start|nhập|set up|track) (thành|a|as|an|mới|giúp|it as|this as|them as|vào|cho|it as an|it as a|this as an|as a|as an|new|thành một|it in as a|1|một|in|giùm)? (new)? (cơ hội|deal|opportunity|opp|thương vụ|cơ hội bán hàng|pipeline|kèo)
        """,
        weight=0.9,
    ),
)
