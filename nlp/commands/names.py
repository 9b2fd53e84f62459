"""Where the name of a person, a firm or a room ends, in text without marks for that."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.commands.sentence import Piece, Sentence
from nlp.commands.spelling import levelled, listed
from nlp.text import fold_word

LONGEST = 8
"""Words of the longest name."""

TITLES = listed(
    "anh chị chi em cô co chú chu bác bac ông ong bà ba a c e sếp sep mr ms mrs dr miss bạn ban thầy thay cậu cau dì di madam sir khách khach kh"
)
_STOPS = listed(
    """
    xong rồi roi r rùi nhé nha nhe nhá nghe đi giúp giùm dùm hộ ạ luôn nữa lúc luc vào vao hồi ngày tầm khoảng ở tại
    chỗ chỗ nơi qua tới đến den về để vì do bởi là thì mà cần muốn hỏi bảo nói báo kêu đòi than chê khen chưa không
    ko k hông hok kg đã đang sẽ chốt đồng ý ok oke okie hẹn lại thành sang cho xác nhận vẫn bị đc được cũng hứa gửi
    gởi trả đặt ký kí mua bán gọi alo call gặp họp nghỉ từ với cùng bằng bên của đừng vừa mới sắp trước sau khi lên
    xuống ra nhưng nên hay còn có đây này kia đó ấy nào gì hết xem lấy nhận chuyển giao đặc biệt nhớ tuần tháng năm
    giờ sáng chiều trưa tối mai mốt nay theo trong trên dưới at on in by about for to that who is was are were has
    had have done says said wants want wanted needs need asked asks called via and from of because since will would
    should can can't cannot couldn't didn't won't doesn't isn't tomorrow today tonight yesterday next this last
    before after until till with but so if when where which whether please pls it's i i'll we we'll they they'll he
    she it finished as into up down out back again went confirmed agreed liked loves likes signed phone email mobile
    tel sđt sdt dt đt số so re regarding yet not never be been being now just sounds looks looking interested moved
    stage won lost nằm thuộc kèm họ giá thôi gấp xin thấy biết tính dự kiến chính phải mấy bao các những do vô zô dô
    """
)
_STOP_WORDS = frozenset(levelled(word) for word in _STOPS)
_STOP_FOLDED = frozenset(fold_word(word) for word in _STOPS) - listed(
    "y la bi mai nam ma do an den vi sang cho ky ban qua so de ve tai mua bao hoi tu kia nay ra len hay con no dang thanh minh di ra vo co vua chot cho toi nhan giao dong hen dat tinh "
    "goi hop trong sau nhe hong moi chinh cung cac duoi xuong phai lay xin chuyen thay"
)
"""Folded words that end a name typed without accents; those that are given names or parts of firms as often do not."""
_UNACCENTED_STOPS = listed(
    "xong roi r rui nha nhe giup gium dum lan la ma de vao luc ngay tam khoang o tai cho qua ve den toi vi do can muon hoi bao noi keu doi chua khong ko k da se dang "
    "dong ok hen lai sang bi duoc dc hua gui goi tra dat ky mua alo call gap hop nghi voi bang cua dung truoc sau khi ra nhung nen con nay kia do nao gi het xem lay nhan "
    "tuan thang gio chieu theo trong tren vo ben giao"
)
_WORD = re.compile(r"\S+")
_ENDS = re.compile(r"[,;:!?\n\ue000-\ue005()]|\.(?=\s|$)|\s[-–—]\s")
_TITLE_DOT = re.compile(r"\b(?:mr|ms|mrs|dr|st)\.", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def _is_stop(word: str, accents: bool) -> bool:
    if not word.isascii():
        return word in _STOP_WORDS
    return (
        word in _UNACCENTED_STOPS or word in _STOP_FOLDED
        if not accents
        else word in _STOP_WORDS or word in _STOP_FOLDED
    )


def take_name(sentence: Sentence, start: int, end: int) -> Piece | None:
    """The name that begins at ``start``: up to a mark, a fact, a word that no name has, or lower case after capitals."""
    stretch = sentence.low[start:end]
    lead = len(stretch) - len(stretch.lstrip(_LEADING))
    start += lead
    stretch = stretch[lead:]
    stretch = stretch[: _limit(stretch)]
    last = 0
    capitals = False
    after_title = 0
    for place, word in enumerate(_WORD.finditer(stretch)):
        low = word[0].strip(".\"“”'")
        if place >= LONGEST or not low:
            break
        capital = sentence.cased and sentence.text[start + word.start()].isupper()
        if not capital and (_is_stop(low, sentence.language.accents) if place else _never_first(sentence, low)):
            break
        if place and low.isdigit() and not capitals:
            break
        if capitals and not capital and not _joins(sentence, start, stretch, word.end(), low):
            break
        capitals = capitals or (capital and not (place == 0 and start == sentence.starts[0]) and low not in TITLES)
        last = word.end()
        if place == 1 and not sentence.cased and stretch[: word.start()].strip() in TITLES:
            after_title = last
        if place > _WORDS_AFTER_TITLE and after_title and low not in TITLES:
            last = after_title  # "c loan hang co san": after a form of address one word is the name
            break
    return sentence.piece(start, start + last) if last else None


_NEVER_FIRST = listed(
    "ma thi la va nhung neu vi de ko khong k chua da se dang bi duoc dc roi r cung con hay voi tu khi nen lai ra vao cai mot nhieu it co ky hop di gap mua goi gui lam xem nho tra"
)


def _never_first(sentence: Sentence, low: str) -> bool:
    """Typed without accents almost any word may begin a name."""
    if low in TITLES:
        return False
    return (
        _is_stop(low, accents=True)
        if sentence.language.accents or sentence.language.code == "en"
        else low in _NEVER_FIRST
    )


_WORDS_AFTER_TITLE = 2
_LEADING = " \t,;:\"“”'‘-–—…"


def _limit(stretch: str) -> int:
    for stop in _ENDS.finditer(stretch):
        if not (stop[0] == "." and _TITLE_DOT.search(stretch[max(0, stop.start() - 4) : stop.end()])):
            return stop.start()
    return len(stretch)


def _joins(sentence: Sentence, start: int, stretch: str, after: int, low: str) -> bool:
    """A lower-case word inside a name: "Bao bì Thiên Ân", "Terra of Sassuolo", a number or "&"."""
    if low[0].isdigit() or low in {"&", "co.", "ltd", "jsc"}:
        return True
    if _is_stop(low, sentence.language.accents):
        return False
    following = _WORD.search(stretch, after)
    return following is not None and sentence.text[start + following.start()].isupper()


def is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES
