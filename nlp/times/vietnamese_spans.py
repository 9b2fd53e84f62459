"""Spans from now and what comes back, in Vietnamese."""

from __future__ import annotations

import re

from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.rules import NUMBER, Context, Grammar, value
from nlp.times.said import Said
from nlp.times.vietnamese_words import UNIT, UNITS, coming, shifted
from nlp.times.wordsets import words

RULES = Grammar()


# Spans


@RULES.rule(
    "sau trong khoảng tầm chừng # một hai ba bốn năm sáu bảy tám chín vài mấy nửa cách trước lùi",
    rf"(?P<pre>(?:sau|trong vòng|trong|cách đây|trước đây)(?: khoảng| tầm| chừng)? |khoảng |tầm |chừng )?(?P<n>{NUMBER}|vài|mấy|nửa)(?P<mid> rưỡi)? ?(?P<unit>{UNIT})(?P<half> rưỡi)?(?: ?(?P<n2>\d{{1,2}}) ?(?P<unit2>phút|p|ngày|tháng|giây)|(?P<n3>[0-5]\d)(?= nữa))?(?: (?P<way>(?:tiếp theo nữa|sắp tới|tới đây|nữa|tới|tiếp theo|tiếp|kế tiếp|sau đó|sau|trước đó|trước|vừa rồi|vừa qua|gần đây|qua|rồi|kể từ bây giờ|kể từ hôm nay|tính từ hôm nay|kể từ nay)))?",
)
def _span(m: re.Match[str], c: Context) -> Said | None:
    pre, way = fold(m["pre"] or "").replace(MAYBE, "").strip(), fold(m["way"] or "").replace(MAYBE, "")
    unit = UNITS[fold(m["unit"]).replace(MAYBE, "")]
    amounts = _amounts(m, unit)
    if amounts is None or not _is_span(m, c, pre, way, unit):
        return None
    head = pre.split(" ")[0] if pre else ""
    if (
        way in {"nua", "tiep theo nua"}
        or way.startswith(("ke tu", "tinh tu"))
        or (head == "sau" and way in {"", "nua", "sau"})
    ):
        return shifted(m, amounts, 1)
    if pre.startswith(("cach day", "truoc day")):
        return shifted(m, amounts, -1)
    if way in {"truoc", "truoc do"}:
        return None if head == "trong" else shifted(m, amounts, -1)
    if way in {"sau", "sau do"}:
        return shifted(m, amounts, 1)
    if head == "trong" and way in {"", "toi"} and pre.startswith("trong"):
        said = shifted(m, amounts, 1)
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
    second = m["unit2"] and UNITS[fold(m["unit2"])]
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


# What comes back


@RULES.rule(
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


@RULES.rule("# ngày", r"(?:ngày )?(?P<days>\d{1,2}(?:(?:, ?| và | )\d{1,2}){0,4}) (?:hàng|mỗi) tháng")
def _month_days(m: re.Match[str], _: Context) -> Said | None:
    days = [int(day) for day in re.findall(r"\d+", m["days"])]
    if not all(1 <= day <= 31 for day in days):
        return None
    return Said(
        start=m.start(), end=m.end(), day=days[0], rule={"FREQ": "MONTHLY", "BYMONTHDAY": ",".join(map(str, days))}
    )


@RULES.rule("# ,", r"(?:, ?)?(?P<n>\d{1,3}) lần(?! (?:một|mỗi|/))")
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
