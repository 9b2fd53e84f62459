"""Days, weeks, months and spans in Vietnamese."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.feasts import FOLDED, NAMED, days_before_tet, lunar_feast, names_pattern
from nlp.times.lunar import solar_of
from nlp.times.periods import add_months, period, quarter_of
from nlp.times.rules import NUMBER, Context, Grammar, value, whole
from nlp.times.said import Period, Said, Shift
from nlp.times.wordsets import words

VIETNAMESE = Grammar()
NAMED_DAYS = Grammar()

_DAY = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
_MONTH = r"(?:1[0-2]|0?[1-9](?!\d)|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|giêng|chạp)"
_YEAR = r"(?:19|20)\d\d"
_UNITS = {
    "giay": "second", "phut": "minute", "p": "minute", "ph": "minute", "tieng": "hour", "gio": "hour", "h": "hour", "g": "hour",
    "ngay": "day", "hom": "day", "bua": "day", "dem": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year",
    "tieng dong ho": "hour", "gio dong ho": "hour", "ngay lam viec": "workday",
}  # fmt: skip
_UNIT = r"(?:giây|phút|ph|p|tiếng đồng hồ|giờ đồng hồ|tiếng|giờ|h|g|ngày làm việc|ngày|hôm|bữa|đêm|tuần|tháng|quý|năm)"
_GRAINS = {"ngay": Grain.DAY, "tuan": Grain.WEEK, "thang": Grain.MONTH, "quy": Grain.QUARTER, "nam": Grain.YEAR}
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_NEXT = r"(?:sau|tới|kế tiếp|kế|tiếp theo|tiếp|sắp tới|đến)"
_LAST = r"(?:trước|vừa rồi|vừa qua|rồi|qua|ngoái)"
_TITLES = words(
    "chi c co em ban ms mrs miss thi hoa cay nhanh khuyen ba di me be ngoc tuyet hoang quynh thanh phuong xuan hong nhat hoai truc huong thuy kim"
)
_COUNTED = words(
    "lan nguoi cai dot buoc dieu hang tri tang con don ky ban khoan cap dua chiec so phan chuong bai cau vong muc giai loai hoc van diem vu mon lop hop du thuoc"
)
_THINGS = words("trieu tr ty ti k nghin ngan dong d vnd phi tien % usd")
_ADDRESS_BEFORE = words(
    "so duong hem ngo ngach kiet pho nha lo can phong chi trang size quan phuong ql tl to khu block toa tang diem thu kv ap thon ban version v ti dc hop khoan dieu muc"
)
_STREETS = words(
    "le nguyen tran ly phan hoang vo dinh pham dien quang hai hung bach ton cong truong ngo bui dang do ho duong cach xo nam huynh mac cao ba an hong lac lang kim giai xuan to tay pasteur"
)


def day_of(text: str) -> int:
    return whole(text)


_NEXT_NOT_SIXTH = "sau" + MAYBE
""" "thang sau" is next month; who means June writes "thang 6"."""


def month_of(text: str) -> tuple[int, bool]:
    """The month, and whether its name belongs to the lunar year."""
    plain = fold(text).replace(MAYBE, "")
    return (1, True) if plain == "gieng" else (12, True) if plain == "chap" else (whole(text), False)


def year_number(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < 50 else 1900 + year


def calendar_day(
    m: re.Match[str], day: int, month: int | None, year: int | None = None, *, certain: bool
) -> Said | None:
    """A day of the month. An impossible one is a problem where the words leave no doubt that a day is meant."""
    longest = (
        31 if month is None else (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] if 1 <= month <= 12 else 0
    )
    said = Said(start=m.start(), end=m.end(), day=day, month=month, year=year)
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if longest == 0 or not 1 <= day <= longest or (month == 2 and day == 29 and not leap):
        if not certain and not (longest and 29 <= day <= 31):
            return None
        said.problem = "no_such_day"
    return said


# Days from today


def _relative(words: str, days: int, *, needs: str = "") -> None:
    def build(m: re.Match[str], c: Context) -> Said | None:
        if needs and not set(c.before(m.start())) & set(needs.split()):
            return None
        return Said(
            start=m.start(),
            end=m.end(),
            date=c.today + timedelta(days=days),
            grain=Grain.DAY,
            past=True if days < 0 else None,
        )

    VIETNAMESE.add({word.split()[0] for word in re.findall(r"[^\W\d_]+", words)}, words, build)


_relative(r"(?:ngày )?(?:hôm nay|bữa nay|ngày nay)", 0)
_relative(r"(?:ngày |hôm )mai|bữa mai", 1)
_relative(r"(?:ngày |bữa |hôm )mốt|ngày kia", 2)
_relative(r"ngày kìa", 3)
_relative(r"(?:ngày )?(?:hôm|bữa) qua", -1)
_relative(r"(?:hôm|bữa) kia", -2)
_relative(r"hôm kìa", -3)
_relative(r"(?:ngày )?hôm sau", 1)

_DAY_PARTS = words("sang trua chieu toi dem khuya som")


@VIETNAMESE.rule("mai", r"mai")
def _tomorrow(m: re.Match[str], c: Context) -> Said | None:
    if not c.vietnamese:
        return None
    before, following = c.before(m.start()), c.after(m.end())
    if before and before[-1] in _DAY_PARTS:
        return _day(m, c, 1)
    if (following and following[0] in {"mot", "sau", "linh"}) or (before and before[-1] in _TITLES):
        return None
    if before and before[-1] == "anh" and (c.is_capital(m.start()) or following[:1] not in ([], ["luc"])):
        return None
    capital = c.is_capital(m.start()) and not c.canon.cleaned.isupper()
    if capital and (not c.begins_clause(m.start()) or _capital_after(m, c)):
        return None
    return _day(m, c, 1)


def _capital_after(m: re.Match[str], c: Context) -> bool:
    rest = c.canon.cleaned[c.canon.ends[m.end()] :].lstrip(" ")
    return rest[:1].isupper() and rest[:1].isalpha()


def _day(m: re.Match[str], c: Context, days: int) -> Said:
    return Said(
        start=m.start(),
        end=m.end(),
        date=c.today + timedelta(days=days),
        grain=Grain.DAY,
        past=True if days < 0 else None,
    )


@VIETNAMESE.rule("mốt", r"mốt")
def _in_two_days(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    if before and before[-1] in _DAY_PARTS | {"ngay"}:
        return _day(m, c, 2)
    if (
        m.group() != "mốt"
        or (before and before[-1] in {"mai", "muoi", "theo", "loi", "thoi"})
        or not c.begins_clause(m.start())
    ):
        return None
    return _day(m, c, 2)


@VIETNAMESE.rule("nay", r"nay")
def _today(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    if before and before[-1] in _DAY_PARTS:
        return _day(m, c, 0)
    if c.vietnamese and c.begins_clause(m.start()) and (c.canon.accents or c.stands_alone(m.start(), m.end())):
        return _day(m, c, 0)
    return None


@VIETNAMESE.rule("qua kia", r"qua|kia")
def _yesterday(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    if (
        not before
        or before[-1] not in _DAY_PARTS
        or before[-1] == "som"
        or (before[-1] == "sang" and not c.canon.accents)
    ):
        return None
    if before[-1] == "toi" and not c.canon.accents and c.after(m.end()):
        return None
    return _day(m, c, -1 if m.group().startswith("qua") else -2)


@VIETNAMESE.rule("ngay bây giờ lúc hiện", r"(?:ngay )?bây giờ|(?:ngay )?lúc này|hiện tại|hiện giờ")
def _now(m: re.Match[str], c: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), moment=c.now, grain=Grain.SECOND)


# Weekdays

_WD = r"(?:(?:ngày |hôm |bữa )?(?:(?:thứ ?|t)(?P<wd>[2-7]|hai|ba|tư|năm|sáu|bảy)|(?P<sunday>chủ nhật|cn)))"


@VIETNAMESE.rule(
    "ngày hôm bữa thứ t chủ cn",
    rf"{_WD}(?: (?P<which>này|nay|(?:sau|tới|kế tiếp|kế|tiếp theo|sắp tới|{_LAST})(?! (?:nữa|\d|ngày|giờ|thứ|t\d|cn|chủ|khi|{_DAY}(?: ?h| giờ)))))?",
)
def _weekday(m: re.Match[str], c: Context) -> Said | None:
    written, before, following = m.group(), c.before(m.start()), c.after(m.end(), 2)
    word = fold(m["wd"] or "").replace(MAYBE, "")
    if m["wd"] and (
        before
        and before[-1] in _COUNTED | {"t"}
        and not written.startswith(("ngày", "ngay", "hôm", "hom", "bữa", "bua"))
    ):
        return None
    if following[:1] and following[0] in _THINGS and not written.startswith("thứ"):
        return None
    if (
        m["wd"]
        and written[0] == "t"
        and written[1:2].isdigit()
        and following[:1] in (["/"], ["-"])
        and following[1:2]
        and following[1][:1].isdigit()
    ):
        return None
    if m["sunday"] == "cn" and following[:1] and following[0] in words("ha hcm da nhanh sai quan cong mien"):
        return None
    if (
        m["sunday"] == "cn"
        and c.canon.written(m.start(), m.start() + 2) == "CN"
        and _capital_after(m, c)
        and not c.canon.cleaned.isupper()
    ):
        return None
    if (
        word in {"ba", "tu", "nam", "bay", "hai", "sau"}
        and not c.canon.accents
        and not written.startswith(("thu", "ngay", "hom"))
    ):
        return None
    said = Said(start=m.start(), end=m.end(), weekday=6 if m["sunday"] else _WEEKDAYS[word], grain=Grain.DAY)
    if written.startswith(("hôm", "hom", "bữa", "bua")):
        said.past = True
    which = fold(m["which"] or "").replace(MAYBE, "")
    if which:
        said.which = (
            "this"
            if which == "nay"
            else "last"
            if which in {"truoc", "vua roi", "vua qua", "roi", "qua", "ngoai"}
            else "coming"
        )
    if which == "sau":
        said.which = "next"
    return said


@VIETNAMESE.rule("thứ", r"thứ (?P<days>[2-7](?:(?:, ?| và | |-)[2-7]){1,5})(?! ?(?:h(?!\w)|giờ|g(?!\w)|:|/|\d))")
def _weekdays(m: re.Match[str], _: Context) -> Said | None:
    """ "thứ 2 4 6", "thứ 3, 5"; with a hyphen only three or more, since "thứ 2-6" is a span."""
    days = [int(day) - 2 for day in re.findall(r"\d", m["days"])]
    if ("-" in m["days"] and len(days) == 2) or sorted(set(days)) != days:
        return None
    return Said(start=m.start(), end=m.end(), weekday=days[0], also=tuple(days[1:]), grain=Grain.DAY)


BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# Weeks, months, quarters, years

_EDGES = {
    "dau": "start",
    "giua": "mid",
    "cuoi": "end",
    "het": "end",
    "nua dau": "first_half",
    "nua cuoi": "second_half",
    "nua sau": "second_half",
}
_EDGE = r"(?:(?P<edge>đầu|giữa|cuối|hết|nửa đầu|nửa cuối|nửa sau) )?"


@VIETNAMESE.rule(
    "đầu giữa cuối hết nửa trong cả suốt của vào tuần tháng quý năm",
    rf"(?:(?:trong|cả|suốt|của|vào) )?{_EDGE}(?:cả )?(?P<unit>tuần|tháng|quý|năm)(?: (?P<which>này|nay|hiện tại|{_NEXT}(?P<after> nữa)?|{_LAST}(?P<before> nữa)?|kia))?",
)
def _this_or_next(m: re.Match[str], c: Context) -> Said | None:
    unit, which = fold(m["unit"]).replace(MAYBE, ""), fold(m["which"] or "").replace(MAYBE, "")
    edge = fold(m["edge"] or "").replace(MAYBE, "")
    inside = m.group().startswith(("trong", "cả ", "ca "))
    if not which and not edge and not (inside and unit != "nam" and c.after(m.end())[:1] not in (["1"], ["2"], ["3"])):
        return None
    if not which and (
        c.after(m.end())[:1]
        and (c.after(m.end())[0][0].isdigit() or c.after(m.end())[0] in {"hoc", "vong", "tot", "gieng", "chap"})
    ):
        return None
    if not _certainly_unit(m, c, unit, which):
        return None
    if which == "den" and unit != "tuan":
        return None
    offset = _offset(which)
    if unit == "nam" and which == "kia":
        offset = -2
    one = period(_GRAINS[unit], c.today, offset)
    said = Said(
        start=m.start(),
        end=m.end(),
        period=one,
        edge=_EDGES[edge] if edge else None,
        grain=one.grain,
        past=True if offset < 0 else None,
    )
    if unit == "tuan" and edge == "cuoi":
        said.edge = "weekend"
    return said


def _certainly_unit(m: re.Match[str], c: Context, unit: str, which: str) -> bool:
    """ "năm" is five, "quý khách" a customer, "3 tuần trước" a span: none of them this unit."""
    before = c.before(m.start(), 2)
    if before and before[-1][0].isdigit() and words("thu t") & set(c.before(m.start(), 6)) and before[0][0].isdigit():
        return True
    if before and before[-1][0].isdigit() and before[0] in words("t thu ngay hom thang quy q mung / -"):
        return True
    if before and (before[-1][0].isdigit() or before[-1] in words("may vai moi mot hai ba bon")) and not m["edge"]:
        return which == "nay" and unit == "nam"
    if unit == "nam" and not c.canon.accents and which in {"qua", "roi", "den", "ke", "tiep", "kia"}:
        return False
    return not (
        unit == "nam"
        and not m["edge"]
        and which == "sau"
        and not c.canon.accents
        and c.after(m.end())[:1]
        and c.after(m.end())[0].isdigit()
    )


def _offset(which: str) -> int:
    if not which or which in {"nay", "hien tai"}:
        return 0
    further = 2 if which.endswith(" nua") else 1
    first = which.removesuffix(" nua")
    return -further if first in {"truoc", "vua roi", "vua qua", "roi", "qua", "ngoai"} else further


@VIETNAMESE.rule(
    "nửa #",
    r"(?:(?P<half>nửa)|(?P<months>[369]) tháng) (?P<edge>đầu|cuối) năm(?: (?:nay|này|(?P<year>(?:19|20)\d\d)|(?P<which>sau|tới|trước|ngoái)))?",
)
def _part_of_year(m: re.Match[str], c: Context) -> Said:
    year = int(m["year"]) if m["year"] else c.today.year + _offset(fold(m["which"] or "").replace(MAYBE, ""))
    months = int(m["months"] or 6)
    first = date(year, 1, 1) if fold(m["edge"]) == "dau" else date(year, 13 - months, 1)
    return Said(
        start=m.start(), end=m.end(), period=Period(first, add_months(first, months), Grain.MONTH), grain=Grain.MONTH
    )


@VIETNAMESE.rule(
    "quý q",
    rf"(?:quý|q) ?(?P<n>[1-4]|iv|iii|ii|i|một|hai|ba|tư|bốn)(?:(?: năm |/| |-)(?P<year>{_YEAR}|nay|này|sau|tới|ngoái|trước))?",
)
def _quarter(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    if written.startswith("q") and not written.startswith("qu") and " " in written[:2]:
        return None
    year, which = c.today.year, fold(m["year"] or "").replace(MAYBE, "")
    if which[:1].isdigit():
        year = int(which)
    else:
        year += 1 if which in {"sau", "toi"} else -1 if which in {"ngoai", "truoc"} else 0
    if c.before(m.start())[-1:] == ["-"]:
        return None
    one = quarter_of(year, whole(m["n"]))
    said = Said(start=m.start(), end=m.end(), period=one, grain=Grain.QUARTER)
    if not which:
        said.assumed.append("this_year")
    return said


@VIETNAMESE.rule("ra", r"ra giêng")
def _after_new_year(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), month=1, lunar=True, grain=Grain.MONTH)


@VIETNAMESE.rule("năm", rf"năm (?P<year>{_YEAR})|năm (?P<short>[23]\d)(?! ?(?:tuổi|cái|người|triệu))")
def _year(m: re.Match[str], _: Context) -> Said:
    return Said(
        start=m.start(), end=m.end(), year=int(m["year"]) if m["year"] else 2000 + int(m["short"]), grain=Grain.YEAR
    )


@VIETNAMESE.rule(
    "đầu giữa cuối hết nửa",
    r"(?P<edge>đầu|giữa|cuối|hết|nửa đầu|nửa cuối|nửa sau)(?= (?:tháng|quý|q|năm|tuần|t)(?: ?\d| giêng| chạp| một| hai| ba| tư| năm| sáu| bảy| tám| chín))",
)
def _edge_before(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), edge=_EDGES[fold(m["edge"]).replace(MAYBE, "")], weak=True)


@VIETNAMESE.rule(
    "tháng t",
    rf"(?:tháng ?|t)(?P<month>{_MONTH})(?: dương lịch| dương)?(?:(?: năm | ?/ ?| ?- ?|, ?| )(?P<year>{_YEAR})| năm (?P<rel>nay|này|sau|tới|ngoái|trước)| (?P<which>này|nay|tới|sau|trước|vừa rồi|vừa qua|rồi))?",
)
def _month(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    short = not written.startswith("th")
    if short and not (m["month"].isdigit() and (int(m["month"]) > 7 or m["year"])):
        return None
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if before and before[-1] in {"mang", "cach"} and int(m["month"] == "8"):
        return None
    if short and (following[:1] in (["-"], ["/"]) or before[-1:] in (["-"], ["so"])):
        return None
    if m["month"] == _NEXT_NOT_SIXTH:
        return None
    month, lunar = month_of(m["month"])
    if lunar and ("dương" in written or "duong" in written):
        lunar = False
    if not m["month"][0].isdigit() and not lunar and not c.canon.accents and following and following[0][0].isdigit():
        return None
    said = Said(start=m.start(), end=m.end(), month=month, grain=Grain.MONTH, lunar=lunar or None)
    _add_year(said, m, c)
    return said


def _add_year(said: Said, m: re.Match[str], c: Context) -> None:
    rel, which = fold(m["rel"] or "").replace(MAYBE, ""), fold(m["which"] or "").replace(MAYBE, "")
    if m["year"]:
        said.year = int(m["year"])
    elif rel:
        said.year = c.today.year + _offset(rel)
    elif which in {"truoc", "vua roi", "vua qua", "roi"}:
        said.past = True
    elif which == "nay":
        said.year = c.today.year


# Days of months

_LUNAR = r"(?P<lunar> ?\(?(?:âm lịch|âl|al|âm)\)?)"
_SOLAR = r"(?: dương lịch| dl| dương)"


@VIETNAMESE.rule(
    "ngày hôm mùng bữa # một hai ba bốn năm sáu bảy tám chín",
    rf"(?P<pre>(?:ngày |hôm |bữa )?(?:mùng )?|ngày )(?P<day>{_DAY}) tháng (?P<month>{_MONTH}){_SOLAR}?(?:,? năm (?P<year>\d{{4}})|,? (?P<year2>{_YEAR})| năm (?P<rel>nay|này|sau|tới|ngoái|trước))?{_LUNAR}?",
)
def _day_month(m: re.Match[str], c: Context) -> Said | None:
    marked = bool(m["pre"].strip())
    if not marked and not m["day"].isdigit():
        return None
    if (
        not marked
        and set(c.before(m.start())) & words("duong pho trong trinh han ky thoi")
        and fold(m["month"]) != "gieng"
    ):
        return None
    if m["month"] == _NEXT_NOT_SIXTH:
        return None
    month, lunar = month_of(m["month"])
    solar = re.search(r"d(?:ương|uong|l)", m.group()) is not None
    year = m["year"] or m["year2"]
    rel = fold(m["rel"] or "").replace(MAYBE, "")
    said = calendar_day(
        m, day_of(m["day"]), month, int(year) if year else c.today.year + _offset(rel) if rel else None, certain=True
    )
    if said is not None and (m["lunar"] or (lunar and not solar)):
        said.lunar = True
        said.problem = None
    if said is not None and m["pre"].startswith(("hôm", "hom")):
        said.past = True
    return said


@VIETNAMESE.rule(
    "ngày hôm mùng bữa #",
    rf"(?P<pre>(?:ngày |hôm |bữa )?(?:mùng )?)(?P<day>\d{{1,2}}) ?(?P<sep>[/.-]) ?(?P<month>\d{{1,2}})(?: ?(?:(?P=sep)| năm ) ?(?P<year>\d{{4}}|\d{{2}}))?(?![/.,-]?\d){_LUNAR}?(?P<solar>{_SOLAR})?",
)
def _numeric(m: re.Match[str], c: Context) -> Said | None:
    pre, sep = m["pre"].strip(), m["sep"]
    day, month = int(m["day"]), int(m["month"])
    year = year_number(m["year"]) if m["year"] else None
    if not pre and not c.vietnamese and not c.day_first:
        return None
    certain = bool(pre or (m["year"] and sep == "/") or m["lunar"])
    if not certain and not _looks_like_a_date(m, c, sep, has_year=year is not None):
        return None
    if not c.day_first and not pre:
        day, month = (month, day) if day <= 12 else (day, month)
    if month > 12 and day <= 12 and (year is not None or not c.vietnamese or c.english) and not pre:
        day, month = month, day
    if m["lunar"]:
        return (
            Said(start=m.start(), end=m.end(), day=day, month=month, year=year, lunar=True, grain=Grain.DAY)
            if month <= 12 and day <= 30
            else None
        )
    said = calendar_day(m, day, month, year, certain=certain)
    if said is not None:
        said.grain = Grain.DAY
        if pre.startswith(("hôm", "hom", "bữa", "bua")):
            said.past = True
        if said.problem and not certain and sep != "/":
            return None
        said.weak = (
            not certain
            and sep != "/"
            and year is None
            and not c.stands_alone(m.start(), m.end())
            and not set(c.before(m.start())) & words("vao truoc tu den han deadline hen")
        )
    return said


_DATE_UNITS = words("gia cai so tien kg lit luong dien suat phan khach ngay thang tieng gio chai % h nguoi hop thung")


def _looks_like_a_date(m: re.Match[str], c: Context, sep: str, *, has_year: bool) -> bool:
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if m["day"] == "24" and m["month"] in {"7", "24"}:
        return False
    if before and (
        before[-1] in _ADDRESS_BEFORE
        or (before[-1] in {"#", "/", "-", "+", "=", "x", "*", "$", ":"} and sep != "/")
        or before[-1] in {"/", "#", "x", "*"}
    ):
        return False
    if before and "so" in before[:1] and sep != "/":
        return False
    if following[:1] and (
        following[0] in {"inch", "x", "*", "%", "="}
        or (following[0] in _DATE_UNITS and sep == "/" and int(m["day"]) < int(m["month"]) <= 5)
    ):
        return False
    if following[:1] in (["kg"], ["m"], ["tr"], ["trieu"], ["k"], ["ty"], ["ti"]):
        return False
    if following[:1] and following[0] in _STREETS and not has_year and _two_capitals(m, c):
        return False
    return not (
        following[:1]
        and following[0] in words("duong quan phuong ap xa thon kp khu p q huyen tinh tp to")
        and not has_year
    )


def _two_capitals(m: re.Match[str], c: Context) -> bool:
    rest = c.canon.cleaned[c.canon.ends[m.end()] : c.canon.ends[m.end()] + 60]
    words = re.match(r" ([^\W\d_]+) ([^\W\d_]+)", rest)
    return words is not None and words[1][0].isupper() and words[2][0].isupper()


@VIETNAMESE.rule("#", r"(?P<year>(?:19|20)\d\d) ?năm")
def _nothing(_m: re.Match[str], _c: Context) -> None:
    return None


@VIETNAMESE.rule(
    "ngày hôm mùng bữa",
    rf"(?P<pre>ngày (?:mùng )?|hôm (?:mùng )?|bữa |mùng )(?P<day>\d{{1,2}}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?: tây)?(?P<lunar> âm lịch| âl)?(?! ?(?:%|\d|triệu|tr|k|cái|lần|tiếng|giờ|h(?!\w)|phút|năm|ngày))(?: (?P<which>này|nay|{_NEXT}|{_LAST})(?! \d))?",
)
def _day_of_month(m: re.Match[str], c: Context) -> Said | None:
    plain_word = not m["day"][0].isdigit()
    mung = "mùng" in m["pre"] or "mung" in m["pre"]
    if plain_word and not mung and not (c.canon.accents and m["day"] in {"hai", "ba"} and False):
        return None
    which = fold(m["which"] or "").replace(MAYBE, "")
    if c.before(m.start())[-1:] and (c.before(m.start())[-1][0].isdigit() or c.before(m.start())[-1] in {"may", "bao"}):
        return None
    said = calendar_day(m, day_of(m["day"]), None, certain=True)
    if said is None:
        return None
    said.grain = Grain.DAY
    said.lunar = True if m["lunar"] else None
    if m["pre"].startswith(("hôm", "hom", "bữa", "bua")) or which in {"truoc", "vua roi", "roi", "vua qua", "qua"}:
        said.past = True
    return said


@VIETNAMESE.rule("tháng", rf"tháng (?P<month>{_MONTH}) (?P<day>\d{{1,2}}), ?(?P<year>{_YEAR})")
def _month_day_year(m: re.Match[str], _: Context) -> Said | None:
    return calendar_day(m, int(m["day"]), month_of(m["month"])[0], int(m["year"]), certain=True)


@VIETNAMESE.rule("#", r"(?P<day>\d{1,2}) tây")
def _solar_day(m: re.Match[str], _: Context) -> Said | None:
    return calendar_day(m, int(m["day"]), None, certain=True)


@VIETNAMESE.rule("rằm", rf"(?:ngày )?rằm(?: tháng (?P<month>{_MONTH}|này|nay|sau|tới))?")
def _full_moon(m: re.Match[str], c: Context) -> Said | None:
    if m.group() == "ram" and not c.vietnamese:
        return None
    named = m["month"] and fold(m["month"]).replace(MAYBE, "")
    if not named or named in {"nay", "toi"} or (named == "sau" and not c.canon.accents) or m["month"] == "sau":
        if m.group() == "ram":
            return None
        return Said(start=m.start(), end=m.end(), day=15, lunar=True, grain=Grain.DAY)
    return Said(start=m.start(), end=m.end(), day=15, month=month_of(m["month"])[0], lunar=True, grain=Grain.DAY)


@VIETNAMESE.rule(
    "ngày thứ tuần chủ",
    r"(?P<what>ngày|tuần|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật) (?P<nth>đầu tiên|đầu|thứ hai|thứ 2|thứ ba|thứ 3|thứ tư|thứ 4|cuối cùng|cuối)(?: (?:của|trong))?(?= (?:của |trong )?(?:tháng|năm|quý|t\d|hàng|mỗi))",
)
def _nth_of(m: re.Match[str], _: Context) -> Said | None:
    nth = {"dau tien": 1, "dau": 1, "thu hai": 2, "thu 2": 2, "thu ba": 3, "thu 3": 3, "thu tu": 4, "thu 4": 4}.get(
        fold(m["nth"]).replace(MAYBE, ""), -1
    )
    what = fold(m["what"]).replace(MAYBE, "")
    if what == "ngay":
        return Said(start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "day"}, weak=True)
    if what == "tuan":
        return Said(start=m.start(), end=m.end(), nth=nth, rule={"UNIT": "week"}, weak=True)
    return Said(
        start=m.start(), end=m.end(), nth=nth, weekday=6 if what.startswith("chu") else _WEEKDAYS[what.split()[1]]
    )


# Feasts


@NAMED_DAYS.rule(
    "mùng ngày # một hai ba bốn năm sáu bảy tám chín hai",
    rf"(?:ngày )?(?:mùng )?(?P<day>{_DAY}) (?:tết|âm lịch tết)(?: (?P<year>{_YEAR}))?",
)
def _day_of_tet(m: re.Match[str], _: Context) -> Said | None:
    day = day_of(m["day"])
    if day > 30 or (day > 10 and day < 20):
        return None
    feast = lunar_feast("", day, 1) if day <= 10 else days_before_tet(day)
    return Said(start=m.start(), end=m.end(), feast=feast, year=int(m["year"]) if m["year"] else None, grain=Grain.DAY)


_NAMES = names_pattern()
_FIRSTS = {name.split(" ")[0].split("-")[0].rstrip(".") for name in NAMED}


@NAMED_DAYS.rule(
    " ".join(_FIRSTS | {"last", "previous", "this", "next", "the", "weekend"}),
    rf"(?:(?P<last>last |previous )|this |next |the |the closest )?(?:the )?(?P<weekend1>(?:the )?weekend of )?(?P<name>{_NAMES})(?:(?:,? (?:năm |in |of )?)(?P<year>{_YEAR}))?(?P<weekend> weekend(?: (?P<year2>{_YEAR}))?)?",
)
def _feast(m: re.Match[str], c: Context) -> Said | None:
    name = fold(m["name"]).replace(MAYBE, "")
    feast = FOLDED.get(name)
    if feast is None:
        return None
    if name in {"tet", "trung thu", "noel", "giang sinh"} and not _means_tet(m, c):
        return None
    if name in {"new year", "may day", "lent"} and c.before(m.start())[-1:] in (
        ["happy"],
        ["i"],
        ["he"],
        ["she"],
        ["was"],
    ):
        return None
    if name == "giao thua" and not c.canon.accents and not c.vietnamese:
        return None
    said = Said(start=m.start(), end=m.end(), feast=feast, grain=Grain.DAY)
    year = m["year"] or m["year2"]
    said.year = int(year) if year else None
    said.past = True if m["last"] else None
    said.edge = "weekend" if m["weekend"] or m["weekend1"] else None
    return said


def _means_tet(m: re.Match[str], c: Context) -> bool:
    """Tết as a day: not "quà Tết" (gifts) or "chúc Tết"."""
    before = c.before(m.start())
    return (
        m["year"] is not None
        or c.written_before(m.start()) == "qua"
        or not (before and before[-1] in words("qua chuc thuong hang banh hop gio tien le lich"))
    )


# Spans


@VIETNAMESE.rule(
    "sau trong khoảng tầm chừng # một hai ba bốn năm sáu bảy tám chín vài mấy nửa cách trước lùi",
    rf"(?P<pre>(?:sau|trong vòng|trong|cách đây|trước đây)(?: khoảng| tầm| chừng)? |khoảng |tầm |chừng )?(?P<n>{NUMBER}|vài|mấy|nửa)(?P<mid> rưỡi)? ?(?P<unit>{_UNIT})(?P<half> rưỡi)?(?: ?(?P<n2>\d{{1,2}}) ?(?P<unit2>phút|p|ngày|tháng|giây)|(?P<n3>[0-5]\d)(?= nữa))?(?: (?P<way>(?:tiếp theo nữa|sắp tới|tới đây|nữa|tới|tiếp theo|tiếp|kế tiếp|sau đó|sau|trước đó|trước|vừa rồi|vừa qua|gần đây|qua|rồi|kể từ bây giờ|kể từ hôm nay|tính từ hôm nay|kể từ nay)))?",
)
def _span(m: re.Match[str], c: Context) -> Said | None:
    pre, way = fold(m["pre"] or "").replace(MAYBE, "").strip(), fold(m["way"] or "").replace(MAYBE, "")
    unit = _UNITS[fold(m["unit"]).replace(MAYBE, "")]
    amounts = _amounts(m, unit)
    if amounts is None or not _is_span(m, c, pre, way, unit):
        return None
    head = pre.split(" ")[0] if pre else ""
    if (
        way in {"nua", "tiep theo nua"}
        or way.startswith(("ke tu", "tinh tu"))
        or (head == "sau" and way in {"", "nua", "sau"})
    ):
        return _shifted(m, amounts, 1)
    if pre.startswith(("cach day", "truoc day")):
        return _shifted(m, amounts, -1)
    if way in {"truoc", "truoc do"}:
        return None if head == "trong" else _shifted(m, amounts, -1)
    if way in {"sau", "sau do"}:
        return _shifted(m, amounts, 1)
    if head == "trong" and way in {"", "toi"} and pre.startswith("trong"):
        said = _shifted(m, amounts, 1)
        said.bound = "before"
        return said if way or pre.startswith("trong vong") or unit not in {"minute", "hour"} else None
    if way in {"toi", "sap toi", "toi day", "tiep theo", "tiep", "ke tiep"}:
        return coming(m, c, amounts, 1)
    if way in {"vua roi", "vua qua", "gan day", "qua", "roi"}:
        return coming(m, c, amounts, -1)
    return None


def _amounts(m: re.Match[str], unit: str) -> tuple[tuple[float, str], ...] | None:
    number = 0.5 if fold(m["n"]) == "nua" else value(m["n"])
    if m["mid"] or m["half"]:
        number += 0.5
    if m["n3"]:
        return ((number, unit), (float(m["n3"]), "minute"))
    second = m["unit2"] and _UNITS[fold(m["unit2"])]
    return ((number, unit), (float(m["n2"]), second)) if second else ((number, unit),)


def _is_span(m: re.Match[str], c: Context, pre: str, way: str, unit: str) -> bool:
    """A span from now has a word before or after it; "sau 3h" is after three o'clock, "2h nữa" in two hours."""
    if not pre and not way:
        return False
    if m["unit"] == "giờ" and way == "toi" and "tới" in m.group():
        return True
    glued = fold(m["unit"]).replace(MAYBE, "") in {"h", "g", "gio"}
    if glued and way in {"", "sau", "truoc", "toi", "qua", "roi"} and not pre.startswith(("cach day", "trong vong")):
        return False
    if fold(m["unit"]) in {"p", "g"} and way not in {"nua", "truoc", "toi", "sau"}:
        return False
    if unit == "year" and not m["n"][0].isdigit() and not c.canon.accents and not way:
        return False
    if pre in {"khoang", "tam", "chung"} and not way:
        return False
    if way in {"qua", "roi"} and not c.canon.accents and c.after(m.end())[:1] and unit in {"minute", "hour"}:
        return False
    if pre == "sau" and unit == "day" and fold(m["unit"]).replace(MAYBE, "") == "ngay" and m["half"]:
        return True
    return not (way == "sau" and c.after(m.end())[:1] and c.after(m.end())[0] in {"khi", "luc"})


def _shifted(m: re.Match[str], amounts: tuple[tuple[float, str], ...], sign: int) -> Said:
    return Said(start=m.start(), end=m.end(), shift=Shift(amounts, sign), past=True if sign < 0 else None)


def coming(m: re.Match[str], c: Context, amounts: tuple[tuple[float, str], ...], sign: int) -> Said:
    """ "3 ngày tới": the next whole units after this one; "2 tháng qua": those before it."""
    number, unit = amounts[0]
    if unit in {"second", "minute", "hour", "workday"} or number != int(number) or len(amounts) > 1:
        said = _shifted(m, amounts, sign)
        said.grain = {"second": Grain.SECOND, "minute": Grain.MINUTE, "hour": Grain.HOUR}.get(unit)
        said.bound = "within"
        return said
    count = min(int(number), 1_000)
    grain = {
        "day": Grain.DAY,
        "week": Grain.WEEK,
        "month": Grain.MONTH,
        "quarter": Grain.QUARTER,
        "year": Grain.YEAR,
        "fortnight": Grain.WEEK,
    }[unit]
    count *= 2 if unit == "fortnight" else 1
    span = period(grain, c.today, 1 if sign > 0 else -count, count)
    return Said(
        start=m.start(),
        end=m.end(),
        period=Period(span.start, span.end, grain),
        grain=grain,
        past=True if sign < 0 else None,
    )


# What comes back


@VIETNAMESE.rule(
    "mỗi hàng",
    r"(?:mỗi|hàng)(?: (?P<unit>ngày thường|ngày làm việc|ngày|tuần|tháng|quý|năm|sáng|trưa|chiều|tối|đêm|cuối tuần)|(?= (?:thứ|t[2-7]|chủ nhật|cn)))|(?P<n>\d{1,2}) (?P<unit2>ngày|tuần|tháng|năm) (?:một|1) lần|cách (?P<other>ngày|tuần|tháng)",
)
def _every(m: re.Match[str], c: Context) -> Said | None:
    unit = fold(m["unit"] or m["unit2"] or m["other"] or "").replace(MAYBE, "")
    before, following = c.before(m.start()), c.after(m.end())
    goods = m.group().startswith(("hàng", "hang")) and bool(before and before[-1] in _GOODS_BEFORE)
    if goods or (
        m["unit"] and following and following[0][0].isdigit() and unit not in {"ngay", "sang", "chieu", "toi"}
    ):
        return None
    rule = dict(_EVERY.get(unit, {"FREQ": "WEEKLY"}))
    if m["n"]:
        rule["INTERVAL"] = m["n"]
    if m["other"]:
        rule["INTERVAL"] = "2"
    said = Said(start=m.start(), end=m.end(), rule=rule, weak=False)
    part = {"sang": "morning", "trua": "noon", "chieu": "afternoon", "toi": "evening", "dem": "night"}.get(unit)
    said.part = part
    return said


@VIETNAMESE.rule("# ngày", r"(?:ngày )?(?P<days>\d{1,2}(?:(?:, ?| và | )\d{1,2}){0,4}) (?:hàng|mỗi) tháng")
def _month_days(m: re.Match[str], _: Context) -> Said | None:
    days = [int(day) for day in re.findall(r"\d+", m["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    return Said(
        start=m.start(), end=m.end(), day=days[0], rule={"FREQ": "MONTHLY", "BYMONTHDAY": ",".join(map(str, days))}
    )


@VIETNAMESE.rule("# ,", r"(?:, ?)?(?P<n>\d{1,3}) lần(?! (?:một|mỗi|/))")
def _times_over(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), rule={"COUNT": m["n"]}, weak=True)


_GOODS_BEFORE = words("ban giao nhap dat mua khach nhan tra kho xuat ve het con lay chuyen gui don")
_EVERY: dict[str, dict[str, str]] = {
    "ngay": {"FREQ": "DAILY"},
    "sang": {"FREQ": "DAILY"},
    "trua": {"FREQ": "DAILY"},
    "chieu": {"FREQ": "DAILY"},
    "toi": {"FREQ": "DAILY"},
    "dem": {"FREQ": "DAILY"},
    "ngay thuong": {"FREQ": "WEEKLY", "BYDAY": "MO,TU,WE,TH,FR"},
    "ngay lam viec": {"FREQ": "WEEKLY", "BYDAY": "MO,TU,WE,TH,FR"},
    "cuoi tuan": {"FREQ": "WEEKLY", "BYDAY": "SA,SU"},
    "tuan": {"FREQ": "WEEKLY"},
    "thang": {"FREQ": "MONTHLY"},
    "quy": {"FREQ": "MONTHLY", "INTERVAL": "3"},
    "nam": {"FREQ": "YEARLY"},
}


@VIETNAMESE.rule(
    "mùa hè đông xuân thu",
    rf"(?:mùa (?P<season>xuân|hè|hạ|thu|đông)|(?P<summer>hè))(?: năm)?(?: (?P<which>này|nay|sau|tới|ngoái|trước|rồi|{_YEAR}))?",
)
def _season(m: re.Match[str], c: Context) -> Said | None:
    if m["summer"] and not m["which"]:
        return None
    name = fold(m["season"] or "he")
    which = fold(m["which"] or "").replace(MAYBE, "")
    year = int(which) if which[:1].isdigit() else c.today.year + (_offset(which) if which else 0)
    return season(
        m.start(),
        m.end(),
        {"xuan": 0, "he": 1, "ha": 1, "thu": 2, "dong": 3}[name],
        year,
        c.today if not which else None,
    )


def season(start: int, end: int, number: int, year: int, today: date | None) -> Said:
    """Spring is 0. The days of equinoxes and solstices, rounded. The next or current one where no year is said."""
    firsts = ((3, 20), (6, 21), (9, 23), (12, 21))
    while True:
        first = date(year, *firsts[number])
        following = date(year + (number == 3), *firsts[(number + 1) % 4])
        if today is None or following > today:
            return Said(start=start, end=end, period=Period(first, following, Grain.DAY), grain=Grain.DAY)
        year += 1


def lunar_day(day: int, month: int | None, year: int | None, today: date, *, past: bool) -> date | None:
    """The next (or last) solar day on which the lunar day falls."""
    years = [year] if year else ([today.year - 2, today.year - 1, today.year, today.year + 1])
    months = [month] if month else range(1, 13)
    days = sorted(found for y in years for one in months if (found := solar_of(day, one, y)))
    if year or not days:
        return days[0] if days else None
    if past:
        return max((one for one in days if one <= today), default=None)
    return min((one for one in days if one >= today), default=None)
