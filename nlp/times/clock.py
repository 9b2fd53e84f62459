"""Hours and minutes, parts of a day."""

from __future__ import annotations

import re

from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.rules import Context, Grammar, whole
from nlp.times.said import Said
from nlp.times.wordsets import words
from nlp.times.zones import ZONE_NAMES, ZONES, offset_zone

CLOCK = Grammar()
_HOURS = 24
_MINUTES = 60
_NOON = 12

PARTS: dict[str, tuple[int, int]] = {
    "early_morning": (6, 8),
    "morning": (8, 12),
    "late_morning": (10, 12),
    "noon": (12, 13),
    "lunch": (12, 13),
    "after_lunch": (13, 15),
    "early_afternoon": (13, 14),
    "afternoon": (13, 18),
    "later_afternoon": (15, 18),
    "late_afternoon": (16, 18),
    "dusk": (17, 19),
    "evening": (18, 22),
    "night": (20, 24),
    "late_night": (22, 24),
    "day": (8, 18),
}
"""Where each part of a day begins and ends. Planning: a morning begins when the office does."""

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
    (r"(?:đêm )?khuya|đêm muộn", "late_night"),
    (r"(?:ban |buổi )?đêm", "night"),
)
_VI_PART_NAMES = {"sáng": "morning", "trưa": "noon", "chiều": "afternoon", "tối": "evening", "đêm": "night"}
_EN_PARTS = (
    (r"(?:bright and )?early (?:in the )?morning|first thing(?: in the morning)?|early bird", "early_morning"),
    (r"late(?:r)? (?:in the |this )?morning|mid-?morning", "late_morning"),
    (r"early (?:in the |this )?afternoon", "early_afternoon"),
    (r"later (?:in the |this )afternoon|mid-?afternoon|later in the day", "later_afternoon"),
    (r"late (?:in the |this )?afternoon", "late_afternoon"),
    (r"after (?:the )?lunch", "after_lunch"),
    (r"(?:in the |during the |at |over |for )?lunch(?: ?time)?", "lunch"),
    (r"(?:in the |during the |on the )?mornings?", "morning"),
    (r"(?:in the |during the )?afternoons?|after ?work", "afternoon"),
    (r"(?:in the |during the |by )?evenings?|late(?:r)? (?:in the )?evening", "evening"),
    (r"(?:in the |during the )?(?:day ?time|daylight|business hours|office hours|working hours)", "day"),
    (r"(?:late (?:at|in the) )night|late night", "late_night"),
    (r"(?:in the |at |during the )?(?:night-?time|nights?)", "night"),
)
_NOT_A_PART_VI = words("cao dai rong ngang long huong kien tao lap suot tac che bong mau uu da thieu")
_MEALS = words("ăn bữa cơm đồ màu ánh trời phòng một hai nhiều đèn thắp phần tạo gạo tòa nướng món chiếu bóng trong")
_MEALS_PLAIN = words("an bua com do mau troi mot hai nhieu den thap phan tao gao mon")
_OVER_OR_I = {"sang·", "toi·"}
_BEFORE_PART = words("h g gio ruoi phut p hen hop luc vao buoi gap kem")
_DAY_WORDS = words("nay mai mot qua hom hqua hnay kia ngay som")


def _may_be_a_part(m: re.Match[str], c: Context) -> bool:
    """ "ăn tối" is a meal, and "toi", "sang" without accents are "I", "to" and "over" more often than a part of the day."""
    word, before = m.group(), c.before(m.start())
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


def _clock(
    m: re.Match[str], hour: int, minute: int | None, *, exact: bool = False, second: int | None = None
) -> Said | None:
    if hour > _HOURS or (minute or 0) >= _MINUTES:
        return Said(start=m.start(), end=m.end(), problem="no_such_hour")
    if hour == _HOURS and minute:
        return Said(start=m.start(), end=m.end(), problem="no_such_hour")
    return Said(
        start=m.start(),
        end=m.end(),
        hour=hour,
        minute=minute,
        second=second,
        exact_hour=exact or hour > _NOON or hour == 0 or None,
    )


_H = r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
_M = r"(?P<minute>\d{1,2}|(?:hai|ba|bốn|năm) lăm|năm|một|hai|ba|bốn|sáu|bảy|tám|chín)"
_NUMBERS = "# một hai ba bốn năm sáu bảy tám chín"
_LASTS = words("trong mat het keo dai suot ton ca them cho doi cach bay moi nghi du gan hon")
_GOES_ON = {"nua", "dong", "lien", "lam", "cong"}


@CLOCK.rule(_NUMBERS, rf"{_H} ?(?:giờ|tiếng|h|g|gio)(?: giờ)? ?(?P<half>rưỡi)")
def _half(m: re.Match[str], c: Context) -> Said | None:
    if "ti" in m.group()[:8] and "g" not in m.group()[:2] and "tieng" in m.group().replace("ế", "e"):
        return None
    if _is_duration(m, c):
        return None
    return _clock(m, whole(m["hour"]), 30)


@CLOCK.rule(
    _NUMBERS,
    rf"{_H} ?(?:giờ|h|g|:)(?: giờ)? ?(?:(?P<first>\d{{1,2}})(?: ?(?:phút|p|'))? )?(?:kém|thiếu|còn thiếu) {_M}(?: ?(?:phút|p|ph|'))?",
)
def _short_of(m: re.Match[str], _: Context) -> Said | None:
    hour, minute, less = whole(m["hour"]), int(m["first"] or 0), whole(m["minute"])
    if minute:
        return _clock(m, hour, minute - less) if minute >= less else None
    said = _clock(m, (hour - 1) % _HOURS if hour else 23, _MINUTES - less)
    if said is not None and hour == _NOON + 1:
        said.exact_hour = True
    return said


@CLOCK.rule(_NUMBERS, rf"{_H} kém {_M}(?: ?(?:phút|p|'))?")
def _short_of_bare(m: re.Match[str], _: Context) -> Said | None:
    said = _clock(m, (whole(m["hour"]) - 1) % _HOURS, _MINUTES - whole(m["minute"]))
    if said is not None:
        said.weak = True
    return said


@CLOCK.rule(_NUMBERS, rf"{_H} ?giờ (?:hơn )?{_M} ?(?:phút|p)?")
@CLOCK.rule(
    _NUMBERS,
    rf"{_H} ?(?:h|g)(?: (?:hơn ))?(?P<minute>\d{{1,2}}) ?(?:phút|ph|p|')?(?: ?(?P<second>\d{{1,2}}) ?(?:giây|s))?",
)
@CLOCK.rule("#", rf"{_H} (?:h|g) ?(?P<minute>[0-5]\d)")
@CLOCK.rule("#", r"(?P<hour>\d{1,2}) ?: ?(?P<minute>\d{2})(?: ?: ?(?P<second>\d{2}))?(?:[.,]\d{1,6})?(?: ?(?:h|giờ))?")
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
    exact = ":" in written and len(m["hour"]) > 1 and (m["hour"][0] == "0" or int(m["hour"]) > _NOON)
    said = _clock(m, whole(m["hour"]), whole(m["minute"]), exact=exact, second=int(second) if second else None)
    if said is not None and said.problem and ":" in written and not c.stands_alone(m.start(), m.end()):
        return None
    return said


def _follows_clock(c: Context, end: int) -> bool:
    word = c.after(end)[0]
    return word in words("phut p sang chieu toi trua dem ngay hom mai mot thu tai o nhe nha am pm den")


@CLOCK.rule(_NUMBERS, rf"(?:đúng )?{_H} ?(?:giờ|gio)(?: (?:đúng|tròn))?")
@CLOCK.rule("#", r"(?P<hour>\d{1,2}) ?(?:h|g|hr)(?: ?(?:00|đúng|tròn))?")
def _hour(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    if _is_duration(m, c):
        return None
    if written.endswith("g") and not (c.vietnamese and _says_when(c, m)):
        return None
    if written.endswith("h") and " " in written.strip() and not c.vietnamese:
        return None
    return _clock(m, whole(m["hour"]), 0 if written.endswith("00") else None)


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


@CLOCK.rule(_NUMBERS, r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín) (?P<half>rưỡi)")
def _half_bare(m: re.Match[str], c: Context) -> Said | None:
    said = _clock(m, whole(m["hour"]), 30)
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


@CLOCK.rule(_NUMBERS, r"(?P<hour>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín) (?P<part>sáng|trưa|chiều|tối|đêm)")
def _hour_of_part(m: re.Match[str], c: Context) -> Said | None:
    """ "3 chiều": a bare number is an hour beside a part of the day, unless the part is another's ("2 tối")."""
    hour = whole(m["hour"])
    if hour > _NOON or c.after(m.end())[:1] in (["cao"], ["dai"], ["rong"], ["ngang"]):
        return None
    if not m["hour"].isdigit() and not c.canon.accents:
        return None
    said = _clock(m, hour, None)
    if said is not None:
        said.part = _VI_PART_NAMES[m["part"]] if m["part"] in _VI_PART_NAMES else _part_of(m["part"])
        said.weak = said.part in {"evening", "morning"} and not c.canon.accents
    return said


def _part_of(word: str) -> str:
    plain = {"sang·": "morning", "trua": "noon", "chieu": "afternoon", "toi·": "evening", "dem": "night"}
    return plain[word]


@CLOCK.rule("#", "10 năm giờ")
def _fifteen(m: re.Match[str], _: Context) -> Said | None:
    """ "mười năm giờ": fifteen as some say and type it."""
    return _clock(m, 15, None)


@CLOCK.rule("giữa nửa #", r"giữa trưa|nửa đêm|12 ?(?:h|giờ) (?:trưa|đêm)")
def _named_vi(m: re.Match[str], _: Context) -> Said | None:
    midnight = m.group().endswith(("đêm", "dem"))
    return Said(
        start=m.start(),
        end=m.end(),
        hour=0 if midnight else _NOON,
        exact_hour=True,
        part="midnight" if midnight else "noon",
    )


@CLOCK.rule("lúc hồi tầm khoảng", rf"(?:lúc|hồi|tầm|khoảng) (?:tầm |khoảng |chừng )?{_H}")
def _at_bare_vi(m: re.Match[str], c: Context) -> Said | None:
    following = c.after(m.end())
    hour = whole(m["hour"])
    loose = not m.group().startswith(("lúc", "luc"))
    if hour > _HOURS or (
        following
        and (following[0].isalpha() or following[0] in {".", ",", "%", "/", ":", "-"})
        and following[0] not in words("sang chieu toi trua dem nhe nha")
    ):
        return None
    if not m["hour"].isdigit() and not c.canon.accents:
        return None
    said = _clock(m, hour, None)
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
    CLOCK.add(
        words("tờ rạng sáng sớm mờ đầu cuối gần chiều chập sẩm sau xế buổi ban trưa giờ tối đêm khuya"),
        _regex,
        _vi_part(_name),  # type: ignore[arg-type]
    )


# English

_AMPM = r"(?P<ap>a ?\.? ?m ?\.?|p ?\.? ?m ?\.?|a|p)(?!\w)"


@CLOCK.rule(
    "#",
    rf"(?P<hour>\d{{1,2}})(?: ?[:.] ?(?P<minute>\d{{2}})| (?P<minute2>[0-5]\d))?(?: ?: ?(?P<second>\d{{2}}))?(?:ish| o'?clock| oclock)? ?[.]?{_AMPM}",
)
def _am_pm(m: re.Match[str], c: Context) -> Said | None:
    short = m["ap"] in {"a", "p"}
    if short and (" " in m.group().strip() or not c.english or not _at_or_range(c, m)):
        return None
    minute = m["minute"] or m["minute2"]
    hour = int(m["hour"])
    said = _clock(m, hour, int(minute) if minute else None, second=int(m["second"]) if m["second"] else None)
    if said is None or said.problem:
        return None if not c.stands_alone(m.start(), m.end()) else said
    said.meridiem = "am" if m["ap"][0] == "a" else "pm"
    if hour > _NOON:
        said.meridiem = None
    if c.canon.text[m.end() - 1] == "." and not re.search(r"m ?\.$", m.group()):
        said.end -= 1
    if m.group().endswith((" .", " ")):
        said.end = m.start() + len(m.group().rstrip(" ."))
    return said


def _at_or_range(c: Context, m: re.Match[str]) -> bool:
    before = c.before(m.start())
    return (
        m["ap"] == "p"
        or bool(before and before[-1] in words("at from to - until till @ by around"))
        or bool(m["minute"])
        or c.after(m.end())[:1] in (["to"], ["-"])
    )


@CLOCK.rule("#", r"(?P<hour>\d{1,2}) ?(?:o ?' ?clock|oclock|o clock)|(?P<ish>\d{1,2}) ?ish")
def _oclock(m: re.Match[str], _: Context) -> Said | None:
    return _clock(m, int(m["hour"] or m["ish"]), None)


@CLOCK.rule("#", r"(?P<hour>[01]?\d|2[0-3])(?P<minute>[0-5]\d)(?P<hours>hrs|h| hours| hrs)?(?:ish)?")
def _military(m: re.Match[str], c: Context) -> Said | None:
    """ "at 1030": four figures after a word that calls for an hour; after others they are a year."""
    before = c.before(m.start(), 2)
    if m["hours"]:
        return _clock(m, int(m["hour"]), int(m["minute"]), exact=True)
    if (
        c.canon.text[m.end() : m.end() + 1] in {".", ",", "-", "/"}
        and c.canon.text[m.end() + 1 : m.end() + 2].isdigit()
    ):
        return None
    if not c.english or not set(before[-1:]) & (_AT | _ROUGHLY):
        return None
    if len(m.group()) == _YEAR_FIGURES and m["hour"] in {"19", "20"} and before[-1] not in _AT:
        return None
    return _clock(m, int(m["hour"]), int(m["minute"]), exact=m["hour"][0] == "0")


@CLOCK.rule("#", r"(?P<hour>\d{1,2})(?:[ .:](?P<minute>[0-5]\d))?")
def _bare_number(m: re.Match[str], c: Context) -> Said | None:
    """ "at 4", "before 6?", "9 20 in the night": an hour only beside words that call for one."""
    hour, minute = int(m["hour"]), m["minute"]
    if not c.english or hour > _HOURS or (minute is None and hour == 0):
        return None
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if (following[:1] and following[0] in _NOT_AFTER_HOUR) or (
        following[:1] in ([":"], ["."]) and following[1:] and following[1][0].isdigit()
    ):
        return None
    beside = _BESIDE_PART.match(c.canon.text, m.end()) is not None
    if not beside and not _called_for(before, following, with_minute=minute is not None):
        return None
    said = _clock(m, hour, int(minute) if minute else None, exact=len(m["hour"]) > 1 and m["hour"][0] == "0")
    return None if said is None or said.problem else said


_YEAR_FIGURES = 4
_AT = {"at", "@"}
_ROUGHLY = {"about", "around", "approximately", "approx", "~"}
_LIMITS = words("before after by until till from than past")
_ENDS = words(". ? ! , ) ;")
_AFTER_LIMIT = _ENDS | words("today tomorrow tonight on please this and for so its it in if would")
_NOT_AFTER_HOUR = words(
    "% / $ € - k st nd rd th percent usd vnd people days weeks months hours minutes minute min mins"
)
_AFTER_AT = words(
    "on in tomorrow today tonight this next for please and or to with if is works o est pst cst utc gmt the monday tuesday wednesday thursday "
    "friday saturday sunday evening night afternoon morning until till sharp via at its so when because but then from instead about would do ok i "
    "my latest"
)
_BESIDE_PART = re.compile(r" (?:this |in the |at |tomorrow |o |yesterday )?(?:evening|night|afternoon|morning|tonight)")


def _called_for(before: list[str], following: list[str], *, with_minute: bool) -> bool:
    if not before:
        return False
    open_end = not following or following[0] in _AFTER_LIMIT
    if before[-1] in _AT:
        return not following or not following[0].isalpha() or following[0] in _AFTER_AT
    if before[-1] in _ROUGHLY:
        return before[0] in _AT or with_minute or open_end
    return before[-1] in _LIMITS and open_end


_EN_H = r"(?P<hour>\d{1,2}|noon|midnight|midday)(?: ?(?:o'clock|oclock))?"


@CLOCK.rule(
    "half quarter a #",
    rf"(?:(?P<half>half)|a? ?(?P<quarter>quarter)|(?P<minute>\d{{1,2}})(?: ?(?:minutes?|mins?))?) (?P<way>past|after|to|till|before|of) {_EN_H}(?: ?{_AMPM})?",
)
def _past_or_to(m: re.Match[str], c: Context) -> Said | None:
    minute = 30 if m["half"] else 15 if m["quarter"] else int(m["minute"])
    named = not m["hour"].isdigit()
    hour = {"noon": 12, "midday": 12, "midnight": 0}[m["hour"]] if named else int(m["hour"])
    if m["way"] in {"after", "before", "of"} and not (m["quarter"] or "min" in m.group() or m["ap"]):
        return None
    if m["way"] in {"to", "till"} and not (m["quarter"] or "min" in m.group() or m["half"]):
        if minute not in {5, 10, 15, 20, 25} or not (
            m["ap"]
            or c.stands_alone(m.start(), m.end())
            or set(c.before(m.start(), 2)) & {"at", "since", "for", "around", "s"}
        ):
            return None
        if c.before(m.start())[-1:] in (["from"], ["between"]):
            return None
    if m["way"] in {"to", "till", "before", "of"}:
        hour, minute = (hour - 1) % _HOURS, _MINUTES - minute
    said = _clock(m, hour, minute, exact=named)
    if said is not None and m["ap"] and not said.problem and hour <= _NOON:
        said.meridiem = "am" if m["ap"][0] == "a" else "pm"
        if m["way"] in {"to", "till", "before", "of"} and int(m["hour"]) == _NOON:
            said.meridiem = "am" if said.meridiem == "pm" else "pm"
    return said


@CLOCK.rule("this same the giờ cũng đúng", r"(?:this|(?:the )?same) time|(?:cũng |đúng )?giờ này")
def _this_time(m: re.Match[str], c: Context) -> Said:
    """ "same time tomorrow", "giờ này thứ 5"."""
    return Said(start=m.start(), end=m.end(), hour=c.now.hour, minute=c.now.minute, exact_hour=True, weak=True)


@CLOCK.rule("noon midday mid midnight 12", r"(?:12 )?(?:noon|midday|mid day|mid-day)(?: ?time)?")
def _noon(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), hour=12, exact_hour=True)


@CLOCK.rule("midnight 12", r"(?:12 )?midnight")
def _midnight(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), hour=0, exact_hour=True, part="midnight")


@CLOCK.rule(
    "eod cob end close",
    r"(?:the )?(?:eod|cob|eob|end of (?:the )?(?:business|working |work )? ?day|close of (?:the )?(?:business|play|day)|end of (?:business|play|day)|end of(?= (?:this |next )?(?:today|tomorrow|\w+day)))",
)
@CLOCK.rule(
    "cuối hết", r"(?:cuối|hết) (?:ngày(?: làm việc)?|giờ(?: làm(?: việc)?| hành chính)?)(?! (?:chiều|sáng|trưa))"
)
def _end_of_day(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), part="day_end")


@CLOCK.rule("đầu", r"đầu giờ(?: làm việc)?")
def _start_of_day(m: re.Match[str], _: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), part="morning", weak=True)


def _en_part(name: str) -> object:
    def build(m: re.Match[str], c: Context) -> Said | None:
        before, following = c.before(m.start()), c.after(m.end())
        word = m.group()
        if not c.english or (before and before[-1] in {"good", "gd"}):
            return None
        if (
            following[:1]
            and following[0] in {"classes", "class", "shift", "break", "tea", "routine"}
            and name == "night"
        ):
            return None
        certain = " " in word or name in {"day", "after_lunch", "late_night"}
        return Said(start=m.start(), end=m.end(), part=name, weak=not certain)

    return build


for _regex, _name in _EN_PARTS:
    CLOCK.add(
        words(
            "bright early first late later mid midmorning midafternoon after in during on at over for lunch lunchtime morning mornings afternoon "
            "afternoons evening evenings by night nights nighttime night-time daytime day daylight business office working afterwork"
        ),
        _regex,
        _en_part(_name),  # type: ignore[arg-type]
    )


# Zones

_ZONE_NAMES = "|".join(sorted((re.escape(name).replace("\\ ", " ") for name in ZONE_NAMES), key=len, reverse=True))


@CLOCK.rule(
    " ".join({name.split()[0] for name in ZONE_NAMES}),
    rf"(?P<name>{_ZONE_NAMES})(?: ?(?P<sign>[+-]) ?(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?)?(?: (?:time|timezone|time zone))?",
)
def _zone(m: re.Match[str], _: Context) -> Said | None:
    zone = ZONES[fold(m["name"]).replace(MAYBE, "")]
    if m["sign"]:
        found = offset_zone(m["sign"], m["hours"], m["minutes"])
        if found is None:
            return None
        zone = found
    return Said(start=m.start(), end=m.end(), zone=zone, weak=True)
