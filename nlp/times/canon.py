"""The text as the grammar sees it: lower case, one space between words, numbers as figures, slips of typing mended.

Vietnamese words keep their accents where the writer types accents, so that "sáu" (six) and "sau" (after) stay apart. Where
nobody types accents the words that could be either carry ``MAYBE``; ``pattern`` lets a rule written with accents
match all of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from nlp.numbers import find_numbers, has_vietnamese_marks
from nlp.text import fold
from nlp.times.wordsets import words

MAYBE = "·"
"""Stands after a word typed without accents in a text without accents, where other accents would give another word."""

COLLIDING = frozenset(words("sau nam tam bay toi mot tu le sang nay gio tet qua truoc den"))

_KEYWORDS = """
    thứ chủ nhật chúa ngày hôm bữa mai mốt kia kìa qua nay này tuần tháng quý năm tới sau trước rồi vừa kế tiếp theo ngoái nữa
    đầu giữa cuối hết nửa giờ phút giây tiếng sáng trưa chiều tối đêm khuya sớm rưỡi kém thiếu hơn lúc vào khoảng tầm từ đến
    mùng mồng rằm âm lịch dương tết giêng chạp tây một hai ba bốn tư sáu bảy tám chín mười mỗi hàng hằng cách đây trong vòng
    bây trung thu giáng sinh quốc khánh giỗ tổ giao thừa đúng chừng
"""
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
_ABBREVIATED = {
    "hnay": "hôm nay",
    "hqua": "hôm qua",
    "hmai": "mai",
    "hnai": "hôm nay",
    "bgio": "bây giờ",
    "bjo": "bây giờ",
    "bayh": "bây giờ",
    "chiu": "chiều",
    "tmr": "tomorrow",
    "tmrw": "tomorrow",
    "tmw": "tomorrow",
    "tomorow": "tomorrow",
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
    "tomorrows": "tomorrow",
    "todays": "today",
    "yesterdays": "yesterday",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "tdy": "today",
    "tonite": "tonight",
    "wkend": "weekend",
    "untill": "until",
    "thur": "thu",
    "hnày": "hôm nay",
    "tiengs": "tiếng",
    "lucs": "lúc",
    "thg": "tháng",
    "trc": "trước",
    "trk": "trước",
    "truocc": "trước",
    "bẩy": "bảy",
    "chủnhật": "chủ nhật",
    "chunhat": "chủ nhật",
}
_NOT_TIMES = re.compile(r"\S*(?:@\w|://|www\.)\S*")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|\S")
_BIGGEST = 9_999
_BEFORE_FIGURES = re.compile(r" \d")
_ONE_IS_A_NUMBER = re.compile(r" (?:o'?clock|[ap]\.? ?m\b|in the|thirty|fifteen|forty|twenty|ten|\d)", re.IGNORECASE)


def _telex(word: str) -> Iterable[str]:
    """How the word looks when the input method was off: "chiều" → "chieeuf", "chieefu"."""

    letters, tone, toned = "", "", ""
    for char in unicodedata.normalize("NFD", word.replace("đ", "dd")):
        if char in _TONES:
            tone = _TONES[char]
            toned += tone
        elif char in _SHAPES:
            shape = _SHAPES[char] or letters[-1]
            letters += shape
            toned += shape
        else:
            letters += char
            toned += char
    return {letters + tone, toned}


def _telex_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for word in _KEYWORDS.split():
        for typed in _telex(word):
            if typed != word and typed != fold(word) and len(typed) > 2:
                table.setdefault(typed, word)
    for clash in ("thus", "hours", "does", "maid", "toots", "tax", "mots", "nays", "sauce", "bas"):
        table.pop(clash, None)
    return table


SLIPS = _telex_table() | _ABBREVIATED


@dataclass(frozen=True, slots=True)
class Canon:
    """``text`` is what rules match. ``starts`` and ``ends`` lead from its token borders back to the cleaned text."""

    text: str
    cleaned: str
    accents: bool
    tokens: tuple[tuple[int, str], ...]
    starts: dict[int, int] = field(repr=False)
    ends: dict[int, int] = field(repr=False)

    def written(self, start: int, end: int) -> str:
        return self.cleaned[self.starts[start] : self.ends[end]]


def canonical(cleaned: str) -> Canon:
    """``cleaned`` must be bounded by the caller."""
    if "@" in cleaned or "://" in cleaned or "www." in cleaned:
        cleaned = _NOT_TIMES.sub(lambda match: "\0" * len(match.group()), cleaned)
    accents = not cleaned.isascii() and has_vietnamese_marks(cleaned)
    numbers = {
        number.span.start: (_figures(number.value, ordinal=number.ordinal, ambiguous=number.ambiguous), number.span.end)
        for number in find_numbers(cleaned)
    }
    parts: list[str] = []
    tokens: list[tuple[int, str]] = []
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    length, previous_end, skip_to = 0, 0, 0
    for match in _TOKEN.finditer(cleaned):
        start, end = match.span()
        if start < skip_to:
            continue
        written = match[0]
        word = None
        if start in numbers and (word := numbers[start][0]):
            end = skip_to = numbers[start][1]
        if word is None:
            if written[0] == "\0":
                continue
            word = _canonical_word(written, accents=accents)
            if word in _DEPENDS:
                word = _mended(word, cleaned, end)
        if start > previous_end and parts:
            parts.append("\n" if "\n" in cleaned[previous_end:start] else " ")
            length += 1
        parts.append(word)
        tokens.append((length, word))
        starts[length] = start
        length += len(word)
        ends[length] = previous_end = end
    return Canon("".join(parts), cleaned, accents, tuple(tokens), starts, ends)


_DEPENDS = {"one", "mong"}


def _mended(word: str, cleaned: str, end: int) -> str:
    if word == "one":
        return "1" if _ONE_IS_A_NUMBER.match(cleaned, end) else word
    return "mùng" if _BEFORE_FIGURES.match(cleaned, end) else word


def _figures(value: Decimal, *, ordinal: bool, ambiguous: bool) -> str | None:

    if ambiguous or not 1 <= value <= _BIGGEST:
        return None
    if value != int(value):
        return f"{value.normalize():f}"
    return f"{int(value)}{_suffix(int(value))}" if ordinal else str(int(value))


def _suffix(value: int) -> str:
    if value % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


@lru_cache(maxsize=8_192)
def _canonical_word(word: str, *, accents: bool) -> str:
    lowered = word.lower().replace("’", "'")
    if not lowered[0].isalpha():
        return {"–": "-", "—": "-", "−": "-", "，": ","}.get(lowered, lowered)
    mended = SLIPS.get(lowered)
    if mended is not None:
        return mended
    if not accents and lowered in COLLIDING:
        return lowered + MAYBE
    return _NEW_TONE_PLACE.get(lowered, lowered)


_NEW_TONE_PLACE = {
    "hoà": "hòa",
    "quí": "quý",
    "rưởi": "rưỡi",
    "rưỡ": "rưỡi",
    "mồng": "mùng",
    "hằng": "hàng",
    "chúa": "chủ",
}

_WORDS_OF_RULES = re.compile(r"(?<![\\<=\w])[^\W\d_]+(?![\w<>=])")


def spelled(rule: str) -> str:
    """An expression written with accents, which also matches what ``canonical`` makes of words without accents."""
    return _WORDS_OF_RULES.sub(lambda match: _spellings(match.group()), rule)


def pattern(rule: str) -> re.Pattern[str]:
    """``spelled``, compiled; what matches ends with a whole word."""
    return re.compile(f"(?:{spelled(rule)})(?![\\w{MAYBE}])")


def _spellings(word: str) -> str:
    folded = fold(word)
    alternatives = {word, folded + MAYBE} if folded in COLLIDING else {word, folded}
    return word if len(alternatives) == 1 else f"(?:{'|'.join(sorted(alternatives, key=len, reverse=True))})"
