"""What all frames are made of: patterns of one command, and how its slots are cut out of the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from nlp.analysis import Grain, Span, Time
from nlp.commands.names import TITLES, take_name
from nlp.commands.patterns import Match, Pattern
from nlp.commands.sentence import MATCHED, Piece, Sentence
from nlp.commands.spelling import alike, levelled
from nlp.times import Lean, find_times

_CLOCK = frozenset({Grain.SECOND, Grain.MINUTE, Grain.HOUR})


def expression(listed: str, shape: str = "{0}") -> re.Pattern[str]:
    """Phrases separated by semicolons as one expression over ``Sentence.low``, the longest first."""
    entries = sorted({" ".join(one.split()) for one in listed.split(";")} - {""}, key=len, reverse=True)
    joined = "|".join(r"[\s,]{1,3}".join(alike(word) for word in entry.split()) for entry in entries)
    return re.compile(shape.format(rf"(?<!\w)(?:{joined})(?!\w)"))


@dataclass
class Draft:
    """A command in the making. ``spans`` are the words that gave each slot."""

    sentence: Sentence
    match: Match
    slots: dict[str, object] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    doubt: float = 0.0
    """Taken from the frame's weight where the words would be surer with a time, a number or a name that is missing."""

    @property
    def start(self) -> int:
        return self.match.start

    @property
    def end(self) -> int:
        return self._far(self.match.end)

    def _far(self, end: int) -> int:
        """Words that reach the end of the part in which frames are looked for go on to the sentence's own end."""
        return self.sentence.end if end >= MATCHED - 20 else end

    def group(self, name: str) -> tuple[int, int] | None:
        place = self.match.places.get(name)
        return (place[0], self._far(place[1])) if place else None

    def put(self, slot: str, value: object, span: Span) -> None:
        self.slots[slot] = value
        self.spans[slot] = span

    def put_piece(self, slot: str, piece: Piece | None) -> bool:
        if piece is None:
            return False
        self.put(slot, piece.text, piece.span)
        return True

    def put_time(self, slot: str, time: Time | None) -> bool:
        """A day in the past is read again as one to come: what is planned lies ahead."""
        if time is None:
            return False
        now = self.sentence.now
        if time.start.date() < now.date():
            ahead = find_times(time.span.text, now=now, language=self.sentence.language.code, lean=Lean.FUTURE).times
            if ahead and ahead[0].start > now:
                time = replace(ahead[0], span=time.span)
        self.put(slot, moment(time), time.span)
        return True

    def put_text(self, slot: str, group: str) -> bool:
        """The words of a group as they stand, without connectors before and marks around them."""
        place = self.group(group)
        if place is None:
            return False
        return self.put_piece(slot, without_lead(self.sentence, *place))

    def put_who(self, slot: str, group: str = "who") -> bool:
        """A name, or the one record with a number in the group."""
        place = self.group(group)
        return place is not None and put_record(self, slot, *place)


Build = Callable[[Draft], bool]
"""Fills the slots; ``False`` when the words that matched mean something else."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``weight``: how sure a match is, from 0 to 1."""

    command: str
    weight: float
    build: Build
    patterns: tuple[Pattern, ...]
    in_context: bool = False
    """Only where the conversation is about a record that the sentence leaves out."""


def frame(command: str, build: Build, patterns: str, *, weight: float = 0.9, in_context: bool = False) -> Frame:
    lines = (line.strip() for line in patterns.splitlines())
    return Frame(
        command, weight, build, tuple(Pattern(line) for line in lines if line and not line.startswith("#")), in_context
    )


def moment(time: Time) -> datetime | date:
    """A clock time as it is, anything coarser as its first day."""
    return time.start if time.grain in _CLOCK else time.start.date()


def last_day(time: Time) -> date:
    if time.end is None:
        return time.start.date()
    return max((time.end - timedelta(microseconds=1)).date(), time.start.date())


LEADS = expression(
    "là; rằng; để; về; thì; mà; với; cho; nhưng; và; vì; do; bởi vì; tại; tại vì; that; to; about; on; for; because; because of; since; as; due to; with; so; and; but; of; "
    "regarding; lý do; lý do là; lí do; reason; reason is; nội dung; nội dung là; với nội dung; câu này; như sau; giúp; giùm; dùm; cái; việc; phải; nhé; nha; ạ; vào; lúc; at; by",
    r"\A[\s,.:;–—\"“-]*{0}[\s,.:;–—\"“-]+",
)


def without_lead(sentence: Sentence, start: int, end: int, leads: re.Pattern[str] = LEADS) -> Piece | None:
    while (found := leads.match(sentence.low[start:end])) and start + found.end() < end:
        start += found.end()
    return sentence.piece(start, end)


KIND_WORDS = expression(
    "deal; cơ hội; lead; đầu mối; khách hàng; khách; kh; phiếu; ticket; vụ; hợp đồng; contract; lịch; hẹn; cuộc hẹn; buổi; buổi gặp; cuộc gặp; cuộc họp; buổi họp; lịch hẹn; lịch gặp; lịch họp; case; opportunity; "
    "the; to; with; với; cho; của; bên; ở; tại; cái; con; này; hồ sơ; account; contact; our; my; for; of; meeting; call; at; on; from; in; là; công việc; việc; task; customer; client; record; thương vụ; dự án; kèo; opp; oppty; "
    "phía; qua; tới; đến; liên hệ; khách tiềm năng; demo; visit; lunch; coffee; người tên; tên; tên là; về; and; us; back; lại; chỗ; thằng; ca; yêu cầu; vụ của; deal của; deal với; deal with; deal bên; cơ hội của; cơ hội với; cơ hội bên; appointment",
    r"\A[\s,.:;–—\"“-]*{0}(?:[\s,.:;–—\"“-]+|\Z)",
)
_TRAILING_KIND = re.compile(
    r"\s+(?:deal|record|account|lead|ticket|opportunity|order|file|case|meeting|call|visit|demo|project|appointment|hồ sơ)\Z",
    re.IGNORECASE,
)
NOBODY = expression(
    "mọi người; mng; ai; ai đó; cả nhà; cả team; anh em; chị em; mấy anh; mấy chị; nó; hắn; ổng; bả; bạn; bạn bè; gia đình; vợ; chồng; con; mẹ; ba mẹ; bố mẹ; "
    "everyone; everybody; anyone; someone; all; people; somebody; anybody; friends; my wife; my husband; my mom; mom; dad; the bank; the doctor; the dentist; "
    "grab; taxi; xe; xe ôm; trà sữa; cơm; cơm trưa; đồ ăn; cà phê; cafe; nước; bún; phở; pizza; gà; bánh mì; bánh; lẩu; bia; ship; shipper; bác sĩ; sếp; lunch; coffee; dinner; "
    "món; đồ; beer; food; drinks; taxi; uber; điện; thợ; crush; người yêu; bồ; gái; me; you; u; họ hàng; bà con; bạn cũ; bạn gái; bạn trai; đám cưới; nha sĩ",
    r"\A{0}(?:\s+(?:ở|trong|nhà|trên|in|at|of)\s.*)?\Z",
)


PRONOUN = expression(
    "deal này; deal đó; cơ hội này; cơ hội đó; lead này; lead đó; khách này; khách đó; khách ấy; phiếu này; phiếu đó; ticket này; ticket đó; kèo này; vụ này; vụ đó; bên đó; bên này; bên ấy; bên kia; bên họ; anh ấy; chị ấy; cô ấy; ông ấy; bà ấy; anh này; chị này; "
    "anh đó; chị đó; cô này; chú ấy; bác ấy; việc này; việc đó; lịch này; lịch đó; cuộc hẹn này; buổi này; cuộc này; cái này; cái đó; hợp đồng này; công ty này; cty này; công ty đó; đầu mối này; đầu mối đó; thằng này; con này; người này; người đó; "
    "it; him; her; them; this; that; this one; that one; this deal; that deal; the deal; this ticket; that ticket; the ticket; this lead; that lead; the lead; this customer; that customer; the customer; the client; this client; this account; this opportunity; this guy; he; she; they; "
    "this meeting; that meeting; the meeting; this company; the company; this contact; anh ta; cô ta; bạn này; bạn đó; em này; em đó; a ấy; c ấy; a ay; c ay; khách vừa rồi; khách nãy; thương vụ này; hợp đồng đó; yêu cầu này; case này; vụ nãy; anh kia; chị kia; khách mới này; cậu ấy; em ấy",
    r"\A{0}",
)
"""What stands for somebody or something that the conversation is about."""

SHORT_PRONOUN = re.compile(r"\A(?:ảnh|chỉ|ổng|bả|nó|họ)(?!\w)")
"""Without their accents they are other words."""

LONE_CUSTOMER = re.compile(r"\A(?:khách|khach|khách hàng|khach hang|kh|the customer|customer|client|the client)\s*\Z")

_POINTER = expression("này; đó; ấy; kia; nãy; this; that", r"\A{0}")
_LAST_WORD = re.compile(r"[^\W\d_]+\s+\Z")


def pronoun_piece(sentence: Sentence, start: int, end: int) -> Piece | None:
    """ "deal này", "chị ấy", "it": also where the pattern has taken the "deal" before "này"."""
    while start < end and not sentence.low[start].isalnum():
        start += 1
    found = PRONOUN.match(sentence.low[start:end]) or SHORT_PRONOUN.match(sentence.low[start:end])
    if found:
        return sentence.piece(start, start + found.end())
    pointer = _POINTER.match(sentence.low[start:end])
    before = _LAST_WORD.search(sentence.low[:start])
    if pointer and before:
        return sentence.piece(before.start(), start + pointer.end())
    return None


_ARTICLE = re.compile(r"\s*an?\s+")


def _article(sentence: Sentence, start: int, end: int) -> re.Match[str] | None:
    """In Vietnamese "an" and "a" begin names."""
    return (
        _ARTICLE.match(sentence.low[start:end])
        if sentence.language.code == "en" and sentence.text[start : start + 1].islower()
        else None
    )


def record_piece(sentence: Sentence, start: int, end: int) -> Piece | None:
    """The name in a stretch, without "deal", "khách", "the … account" around it."""
    while (
        found := KIND_WORDS.match(sentence.low[start:end]) or _article(sentence, start, end)
    ) and start + found.end() < end:
        start += found.end()
    piece = take_name(sentence, start, end)
    if piece is None:
        return None
    trailing = _TRAILING_KIND.search(piece.text)
    return sentence.piece(piece.start, piece.start + trailing.start()) if trailing else piece


_NO_NAME = 0.25
_KIND_SAID = expression(
    "deal; cơ hội; lead; đầu mối; khách; khách hàng; kh; phiếu; ticket; hợp đồng; opportunity; opp; account; công ty; cty; customer; client; bên; kèo; tender; contract; order; dự án; project; lịch; hẹn; meeting; appointment; demo; call; lịch sử; nhật ký; history; timeline; báo giá; quote; bg; xưởng; nhà máy; cửa hàng; shop; trường; kho; kỹ sư; giám đốc; kế toán"
)
_THINGS = (
    "ví; điện; mạng; chìa khóa; máy in; máy lạnh; máy tính; xe; đồ; giấy; wifi; pin; điện thoại; cửa; tiền; power; match; football; plumber; neighbour; neighbor; landlord; dentist; doctor; taxi; phone; movie; game; câu đố; câu; cái; nước; cơm; kẹt xe; keo này; keys; key; internet; electricity; "
    "money; time; hope; weight; vé; điểm; trận; giải; ngủ; tăng ca; plane; flight; train; bus; luggage; wallet; laptop; cat; dog; friend; friends; old friend; bạn bè; bạn cũ; răng; tóc; mưa; nắng; gió; bồ; ex; crush; lương; thưởng; dien; mang; chia khoa; ket xe; tran nay; tien"
)
_ALONE = "chốt; thắng; mất; thua; ký; lost; won; win; gọi; gặp; hủy; đóng; nói; báo; nhắn; máy; may; is; are; do; can; xong; thôi; my; mình; em; anh; chị; tôi; tui; self; myself; cả; việc; hàng; gì; chỗ; phòng; đầu; bạn; đứa; con; thằng; nha; nhé; cũng; mai; a; e; c; vui; lại; mãi; nhau; qua"


def _exactly(words: str) -> str:
    return "|".join(re.escape(levelled(" ".join(one.split()))) for one in words.split(";"))


THINGS = re.compile(rf"\A(?:(?:{_exactly(_THINGS)})(?:\s+[^\W\d_]+){{0,2}}|(?:{_exactly(_ALONE)}))\s*\Z")
"""What can be lost, met or called and is no customer."""


def _looks_like_name(draft: Draft, piece: Piece, start: int) -> bool:
    """In a sentence that begins with a capital a name has one too, or stands behind a title or a word like "deal"."""
    sentence = draft.sentence
    if not sentence.cased or any(char.isupper() for char in piece.text):
        return True
    said = sentence.low[max(sentence.starts[0], start - 24) : piece.end]
    return bool(_KIND_SAID.search(said)) or sentence.low[piece.start :].split()[0] in TITLES


def is_thing(sentence: Sentence, piece: Piece) -> bool:
    return bool(THINGS.match(sentence.plain[piece.start : piece.end]))


def put_record(draft: Draft, slot: str, start: int, end: int) -> bool:
    sentence = draft.sentence
    for said in sentence.found.references:
        if start <= said.span.start and said.span.end <= end:
            draft.put(slot, said.value, said.span)
            return True
    pronoun = pronoun_piece(sentence, start, end)
    if pronoun:
        return draft.put_piece(slot, pronoun)
    piece = record_piece(sentence, start, end)
    if piece is not None and not _looks_like_name(draft, piece, start):
        draft.doubt += _NO_NAME
    if (
        piece is None
        or THINGS.match(sentence.plain[piece.start : piece.end])
        or NOBODY.match(sentence.low[piece.start : piece.end])
    ):
        return False
    return draft.put_piece(slot, piece)


def put_any_record(draft: Draft, slot: str = "record") -> bool:
    """The first record with a number anywhere in the sentence."""
    for said in draft.sentence.found.references:
        draft.put(slot, said.value, said.span)
        return True
    return False


def stretches(draft: Draft, taken: Iterable[tuple[int, int]]) -> list[Piece]:
    """The sentence's words without those taken, each run trimmed; those that are only a connector fall away."""
    from nlp.commands.sentence import gaps

    sentence = draft.sentence
    pieces = (without_lead(sentence, a, b) for a, b in gaps(sentence.start, sentence.end, taken))
    return [piece for piece in pieces if piece and len(piece.text) > 1]


_MOOD = (
    "ghê; ghê luôn; ghê quá; dữ thần; quá trời; quá trời ơi; kìa; luôn á; thấy ghê; chán; chán ghê; mệt quá; mệt ghê; bực; bực ghê; trời ơi; trời đất; haha; hihi; hehe; kkk; lol; lmao; xỉu; muốn xỉu; ngon; dễ thương; vui ghê; vui quá; sướng; stress; khổ; vl; vcl; "
    "đói; xịn; mắc cười; dễ sợ; kinh khủng; khiếp; thương ghê; nhậu; đá banh; đá bóng; bóng đá; trà sữa; phim; sạc; kẹt xe; giá xăng; giá vàng; lương; thưởng tết; sinh nhật; nghỉ phép; du lịch; cái kéo; cho mượn; gửi xe; crazy; funny; lovely; fancy; annoying; "
    "awful; boring; so tired; delicious; hilarious; so cute; the match; the game; my kid; my dog; my cat; my weekend; party; vacation; the weather; killing me; wow; omg; ugh; damn; congrats; bún; phở; nhức đầu; ốm quá; crush; con gái; con trai; hài ghê; "
    "ngán; oải; đuối; èo uột; thảm; thích quá; đẹp ghê; giỏi ghê; biết bao giờ; nghe nói; nghe đâu; nghe đồn; i wonder; i heard; apparently; rumor; rumour; i hate; i love; so much; concert; vé máy bay; elevator; printer; parking; chữ đẹp; hoài vậy; dài quá; nhiều quá; lâu quá; nặng quá; "
    "khó tính; thấy thương; đẹp trai; xinh; quá đi; quá chừng; dã man; điên; khùng; hết hồn; má ơi; chời; trùi ui; bó tay; ăn trưa gì; ăn gì; uống gì; tôi nghĩ; em nghĩ; mình nghĩ; i think; i guess; maybe; i bet; too long; so long; again and again; my ex; my mom; my wife; my husband; my boss; the boss is; sếp vui"
)
_MOOD_WRITTEN = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(levelled(' '.join(one.split()))) for one in _MOOD.split(';'))})(?!\w)"
)
_MOOD_TYPED = re.compile(
    r"(?<!\w)(?:ghe|qua troi|du than|met qua|chan ghe|buc ghe|troi oi|haha|hihi|hehe|lol|vcl|vl|vui ghe|de thuong|tra sua|da banh|da bong|nhau|ket xe|hoai vay|dep ghe|dep qua|ngon|stress|muon xiu|nghe noi|nghe dau|nghe don|sinh nhat|"
    r"gia vang|gia xang|co luong|nhieu qua|dai qua|lau qua|hoai luon|kinh khung|de so|sac iphone|mac cuoi|xinh|troi dat|buon ngu|doi qua|an gi|uong gi|wow|omg|nghi phep|du lich|may bay|nhuc dau|nghi le)(?!\w)"
)
_SIGH_WRITTEN = re.compile(r"(?<!\w)(?:quá|vậy ta|nhỉ|dữ vậy|thế nhỉ|quá à|quá ha|quá vậy|á trời|ta ơi)[\s.!?~)(:]*\Z")


def is_small_talk(sentence: Sentence) -> bool:
    """Whether the sentence sighs, gossips or speaks of food, and names no record, number or address."""
    found = sentence.found
    if found.references or found.phones or found.emails:
        return False
    low = sentence.plain[: sentence.ends[0]]
    if low.isascii() and sentence.language.code != "en":
        return bool(_MOOD_TYPED.search(low))
    return bool(_MOOD_WRITTEN.search(low) or _SIGH_WRITTEN.search(low))


def first_time(times: Iterable[Time]) -> Time | None:
    return next(iter(times), None)


def future(sentence: Sentence, times: Iterable[Time]) -> list[Time]:
    return [time for time in times if time.start >= sentence.now or time.start.date() >= sentence.now.date()]
