"""Hours and parts of a day in Vietnamese."""

from __future__ import annotations

import re

from nlp.times.clock_words import HOURS, MINUTES, NOON, clock
from nlp.times.rules import Context, Grammar, whole
from nlp.times.said import Said
from nlp.times.wordsets import words

RULES = Grammar()


_VI_PARTS = (
    (r"(?:sáng )?tờ mờ(?: sáng)?|rạng sáng|sáng sớm|sớm mai|mờ sáng", "early_morning"),
    (r"đầu giờ (?:buổi )?sáng", "morning"),
    (r"cuối giờ (?:buổi )?sáng|gần trưa|cuối buổi sáng", "late_morning"),
    (r"đầu giờ (?:buổi )?chiều|đầu chiều|đầu buổi chiều|đầu giờ trưa", "early_afternoon"),
    (r"cuối giờ (?:buổi )?chiều|cuối chiều|cuối buổi chiều|xế chiều", "late_afternoon"),
    (r"chiều tối|chập tối|sẩm tối", "dusk"),
    (r"sau (?:bữa|giờ ăn|giờ nghỉ) trưa|sau giờ trưa", "after_lunch"),
    (r"(?:buổi |ban )?sáng", "morning"),
    (r"(?:buổi |ban |giờ )?trưa", "noon"),
    (r"(?:buổi |ban )?chiều", "afternoon"),
    (r"(?:buổi |ban )?tối", "evening"),
    (r"(?:đêm |tối )?khuya|đêm muộn|tối muộn", "late_night"),
    (r"(?:ban |buổi )?đêm", "night"),
)
_VI_PART_NAMES = {"sáng": "morning", "trưa": "noon", "chiều": "afternoon", "tối": "evening", "đêm": "night"}
_NOT_A_PART_VI = words("gio cao dai rong ngang long huong kien tao lap suot tac che bong mau uu da thieu")
_MEALS = words("ăn bữa cơm đồ màu ánh trời phòng một hai nhiều đèn thắp phần tạo gạo tòa nướng món chiếu bóng trong")
_MEALS_PLAIN = words("an bua com do mau troi mot hai nhieu den thap phan tao gao mon")
_OVER_OR_I = {"sang·", "toi·"}
_BEFORE_PART = words("h g gio ruoi phut p hen hop luc vao buoi gap kem")
_DAY_WORDS = words("nay mai mot qua hom hqua hnay kia ngay som")


def _may_be_a_part(m: re.Match[str], c: Context) -> bool:
    """ "ăn tối" is a meal, and "toi", "sang" without accents are "I", "to" and "over" more often than a part of the day."""
    word, before = m.group(), c.before(m.start())
    if word.startswith("toi· muon"):
        return not _DAY_WORDS.isdisjoint(c.after(m.end()))
    if " " in word:
        return True
    if (c.written_before(m.start()) in _MEALS) if c.canon.accents else bool(before and before[-1] in _MEALS_PLAIN):
        return False
    if word not in _OVER_OR_I:
        return True
    following = c.after(m.end())
    if (
        following
        and following[0] in _DAY_WORDS
        and not (before and before[-1] in {"doi", "chuyen", "lui", "nhac"} and following[0] == "ngay")
    ):
        return True
    if before and (before[-1] in _BEFORE_PART or before[-1][0].isdigit()):
        return True
    return c.begins_clause(m.start()) and following[:1] != [] and following[0] in words("thu t cn chu ngay")


_H = r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
_M = r"(?P<minute>\d{1,2}|(?:hai|ba|bốn|năm) lăm|năm|một|hai|ba|bốn|sáu|bảy|tám|chín)"
_NUMBERS = "# một hai ba bốn năm sáu bảy tám chín"
_LASTS = words("trong mat het keo dai suot ton ca them cho doi cach bay moi nghi du gan hon")
_GOES_ON = {"nua", "dong", "lien", "lam", "cong"}


@RULES.rule(_NUMBERS, rf"{_H} ?(?:giờ|tiếng|h|g|gio)(?: giờ)? ?(?P<half>rưỡi)")
def _half(m: re.Match[str], c: Context) -> Said | None:
    if "ti" in m.group()[:8] and "g" not in m.group()[:2] and "tieng" in m.group().replace("ế", "e"):
        return None
    if _is_duration(m, c):
        return None
    return clock(m, whole(m["hour"]), 30)


@RULES.rule(
    _NUMBERS,
    rf"{_H} ?(?:giờ|h|g|:)(?: giờ)? ?(?:(?P<first>\d{{1,2}})(?: ?(?:phút|p|'))? )?(?:kém|thiếu|còn thiếu) {_M}(?: ?(?:phút|p|ph|'))?",
)
def _short_of(m: re.Match[str], _: Context) -> Said | None:
    hour, minute, less = whole(m["hour"]), int(m["first"] or 0), whole(m["minute"])
    if minute:
        return clock(m, hour, minute - less) if minute >= less else None
    said = clock(m, (hour - 1) % HOURS if hour else 23, MINUTES - less)
    if said is not None and hour == NOON + 1:
        said.exact_hour = True
    return said


@RULES.rule(_NUMBERS, rf"{_H} kém {_M}(?: ?(?:phút|p|'))?")
def _short_of_bare(m: re.Match[str], _: Context) -> Said | None:
    said = clock(m, (whole(m["hour"]) - 1) % HOURS, MINUTES - whole(m["minute"]))
    if said is not None:
        said.weak = True
    return said


@RULES.rule(_NUMBERS, rf"{_H} ?giờ (?:hơn )?{_M} ?(?:phút|p)?")
@RULES.rule(
    _NUMBERS,
    rf"{_H} ?(?:h|g)(?: (?:hơn ))?(?P<minute>\d{{1,2}}) ?(?:phút|ph|p|')?(?: ?(?P<second>\d{{1,2}}) ?(?:giây|s))?",
)
@RULES.rule("#", rf"{_H} (?:h|g) ?(?P<minute>[0-5]\d)")
@RULES.rule("#", r"(?P<hour>\d{1,2}) ?: ?(?P<minute>\d{2})(?: ?: ?(?P<second>\d{2}))?(?:[.,]\d{1,6})?(?: ?(?:h|giờ))?")
def _hour_minute(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    if ":" in written and c.after(m.end(), 1)[:1] in ([":"], ["/"]):
        return None
    if (
        re.search(r"\dh \d", written)
        and c.after(m.end())
        and c.after(m.end())[0].isalpha()
        and not _follows_clock(c, m.end())
    ):
        return None
    if ":" not in written and _is_duration(m, c):
        return None
    second = m.groupdict().get("second")
    exact = ":" in written and len(m["hour"]) > 1 and (m["hour"][0] == "0" or int(m["hour"]) > NOON)
    said = clock(m, whole(m["hour"]), whole(m["minute"]), exact=exact, second=int(second) if second else None)
    if said is not None and said.problem and ":" in written and not c.stands_alone(m.start(), m.end()):
        return None
    return said


def _follows_clock(c: Context, end: int) -> bool:
    word = c.after(end)[0]
    return word in words("phut p sang chieu toi trua dem ngay hom mai mot thu tai o nhe nha am pm den")


@RULES.rule(_NUMBERS, rf"(?:đúng )?{_H} ?(?:giờ|gio)(?: (?:đúng|tròn))?")
@RULES.rule("#", r"(?P<hour>\d{1,2}) ?(?:h|g|hr)(?: ?(?:00|đúng|tròn))?")
def _hour(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    if _is_duration(m, c):
        return None
    if written.endswith("g") and c.canon.written(m.start(), m.end()).endswith("G"):
        return None
    if written.endswith("g") and not (c.vietnamese and _says_when(c, m)):
        return None
    if written.endswith("h") and " " in written.strip() and not c.vietnamese:
        return None
    return clock(m, whole(m["hour"]), 0 if written.endswith("00") else None)


_WHEN = words("luc vao tam khoang truoc sau den toi tu mai nay hen sang chieu ngay doi at -")


def _says_when(c: Context, m: re.Match[str]) -> bool:
    """ "8g" is grams too: an hour beside words of time."""
    following = c.after(m.end())
    return (
        bool(set(c.before(m.start(), 2)) & _WHEN)
        or following[:1] == []
        or following[0] in words("sang trua chieu toi dem mai nay ngay - thu kem den")
    )


def _is_duration(m: re.Match[str], c: Context) -> bool:
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if (
        before
        and before[-1] in _LASTS
        and not (before[-1] in words("cho doi gan bay dai trong them hon") and "kém" in m.group())
    ):
        return True
    if following[:1] and following[0] in _GOES_ON and not (following[0] == "lam" or following[0] == "cong"):
        return True
    if following[:2] in (["dong", "ho"], ["lam", "viec"]):
        return "h" in m.group() and following[0] == "dong"
    return following[:1] == ["/"] and following[1:2] != [] and following[1] in {"ngay", "tuan"}


@RULES.rule(_NUMBERS, r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín) (?P<half>rưỡi)")
def _half_bare(m: re.Match[str], c: Context) -> Said | None:
    said = clock(m, whole(m["hour"]), 30)
    if said is not None:
        said.weak = not c.stands_alone(m.start(), m.end()) and not set(c.before(m.start(), 2)) & {
            "luc",
            "tam",
            "khoang",
            "vao",
            "den",
            "hen",
        }
    return said


@RULES.rule(_NUMBERS, r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín) (?P<part>sáng|trưa|chiều|tối|đêm)")
def _hour_of_part(m: re.Match[str], c: Context) -> Said | None:
    """ "3 chiều": a bare number is an hour beside a part of the day, unless the part is another's ("2 tối")."""
    hour = whole(m["hour"])
    if hour > NOON or c.after(m.end())[:1] in (["cao"], ["dai"], ["rong"], ["ngang"]):
        return None
    if not m["hour"].isdigit() and not c.canon.accents:
        return None
    said = clock(m, hour, None)
    if said is not None:
        said.part = _VI_PART_NAMES[m["part"]] if m["part"] in _VI_PART_NAMES else _part_of(m["part"])
        said.weak = said.part in {"evening", "morning"} and not c.canon.accents
    return said


def _part_of(word: str) -> str:
    plain = {"sang·": "morning", "trua": "noon", "chieu": "afternoon", "toi·": "evening", "dem": "night"}
    return plain[word]


@RULES.rule("#", r"(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)(?= (?:sáng|trưa|chiều|tối|đêm))")
def _dotted(m: re.Match[str], _: Context) -> Said | None:
    return clock(m, int(m["hour"]), int(m["minute"]))


@RULES.rule("#", "10 năm giờ")
def _fifteen(m: re.Match[str], _: Context) -> Said | None:
    """ "mười năm giờ": fifteen as some say and type it."""
    return clock(m, 15, None)


@RULES.rule("giữa nửa #", r"giữa trưa|nửa đêm|12 ?(?:h|giờ) (?:trưa|đêm)")
def _named_vi(m: re.Match[str], _: Context) -> Said | None:
    midnight = m.group().endswith(("đêm", "dem"))
    return Said(
        start=m.start(),
        end=m.end(),
        hour=0 if midnight else NOON,
        exact_hour=True,
        part="midnight" if midnight else "noon",
    )


@RULES.rule("lúc hồi tầm khoảng", rf"(?:lúc|hồi|tầm|khoảng) (?:tầm |khoảng |chừng )?{_H}")
def _at_bare_vi(m: re.Match[str], c: Context) -> Said | None:
    following = c.after(m.end())
    hour = whole(m["hour"])
    loose = not m.group().startswith(("lúc", "luc"))
    if hour > HOURS or (
        following
        and (following[0].isalpha() or following[0] in {".", ",", "%", "/", ":", "-"})
        and following[0] not in words("sang chieu toi trua dem nhe nha")
    ):
        return None
    if not m["hour"].isdigit() and not c.canon.accents:
        return None
    said = clock(m, hour, None)
    if said is not None:
        said.weak = loose
    return said


def _vi_part(name: str) -> object:
    def build(m: re.Match[str], c: Context) -> Said | None:
        word = m.group()
        following = c.after(m.end())
        if (following[:1] and following[0] in _NOT_A_PART_VI) or not _may_be_a_part(m, c):
            return None
        certain = " " in word or word in _VI_PART_NAMES or word in {"chieu", "trua"}
        return Said(start=m.start(), end=m.end(), part=name, weak=not (certain and c.begins_clause(m.start())))

    return build


for _regex, _name in _VI_PARTS:
    RULES.add(
        words("tờ rạng sáng sớm mờ đầu cuối gần chiều chập sẩm sau xế buổi ban trưa giờ tối đêm khuya"),
        _regex,
        _vi_part(_name),  # type: ignore[arg-type]
    )
