"""Days from today, weekdays and days of a month in Vietnamese."""

from __future__ import annotations

import re
from datetime import timedelta

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.clock_words import PARTS
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_words import COUNTED, DAY, LAST, THINGS, TITLES, WEEKDAYS
from nlp.times.wordsets import words

RULES = Grammar()


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

    RULES.add({word.split()[0] for word in re.findall(r"[^\W\d_]+", words)}, words, build)


_relative(r"(?:ngày )?(?:hôm nay|bữa nay|ngày nay)", 0)
_relative(r"(?:ngày |hôm )mai|bữa mai", 1)
_relative(r"(?:ngày |bữa |hôm )mốt|ngày kia", 2)
_relative(r"ngày kìa", 3)
_relative(r"(?:ngày )?(?:hôm|bữa) qua", -1)
_relative(r"(?:hôm|bữa) kia", -2)
_relative(r"hôm kìa", -3)
_relative(r"(?:ngày )?hôm sau", 1)

_DAY_PARTS = words("sang trua chieu toi dem khuya som")


@RULES.rule("mai", r"mai")
def _tomorrow(m: re.Match[str], c: Context) -> Said | None:
    if not c.vietnamese:
        return None
    before, following = c.before(m.start()), c.after(m.end())
    if before and before[-1] in _DAY_PARTS:
        return _day(m, c, 1)
    if (following and following[0] in {"mot", "sau", "linh"}) or (before and before[-1] in TITLES):
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


@RULES.rule("mốt", r"mốt")
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


@RULES.rule("hồi", r"hồi (?P<part>sáng|trưa|chiều|tối|đêm)(?: nay| này)?")
def _earlier_today(m: re.Match[str], c: Context) -> Said:
    """ "hồi sáng": this morning, which is over; "hồi tối" is last night."""
    part = {"sang": "morning", "trua": "noon", "chieu": "afternoon", "toi": "evening", "dem": "night"}[
        fold(m["part"]).replace(MAYBE, "")
    ]
    said = _day(m, c, -1 if c.now.hour < PARTS[part][0] else 0)
    said.part, said.past = part, True
    return said


@RULES.rule("nay", r"nay")
def _today(m: re.Match[str], c: Context) -> Said | None:
    before = c.before(m.start())
    if before and before[-1] in _DAY_PARTS | {"den", "toi"}:
        return _day(m, c, 0)
    if c.vietnamese and c.begins_clause(m.start()) and (c.canon.accents or c.stands_alone(m.start(), m.end())):
        return _day(m, c, 0)
    return None


@RULES.rule("qua kia", r"qua|kia")
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


@RULES.rule("ngay bây giờ lúc hiện", r"(?:ngay )?bây giờ|(?:ngay )?lúc này|hiện tại|hiện giờ")
def _now(m: re.Match[str], c: Context) -> Said | None:
    return Said(start=m.start(), end=m.end(), moment=c.now, grain=Grain.SECOND)


# Weekdays

_WD = r"(?:(?:ngày |hôm |bữa )?(?:(?:thứ ?|t)(?P<wd>[2-7]|hai|ba|tư|năm|sáu|bảy)|(?P<sunday>chủ nhật|cn)))"


@RULES.rule(
    "ngày hôm bữa thứ t chủ cn",
    rf"{_WD}(?: (?P<which>này|nay|(?:sau|tới|kế tiếp|kế|tiếp theo|sắp tới|{LAST})(?! (?:nữa|\d|ngày|giờ|thứ|t\d|cn|chủ|khi|{DAY}(?: ?h| giờ)))))?",
)
def _weekday(m: re.Match[str], c: Context) -> Said | None:
    written, before, following = m.group(), c.before(m.start()), c.after(m.end(), 2)
    word = fold(m["wd"] or "").replace(MAYBE, "")
    if m["wd"] and (before and before[-1] in COUNTED and written.startswith("th")):
        return None
    if following[:1] and following[0] in THINGS and not written.startswith("thứ"):
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
    said = Said(start=m.start(), end=m.end(), weekday=6 if m["sunday"] else WEEKDAYS[word], grain=Grain.DAY)
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


@RULES.rule("thứ", r"thứ (?P<days>[2-7](?:(?:, ?| và | |-)[2-7]){1,5})(?! ?(?:h(?!\w)|giờ|g(?!\w)|:|/|\d))")
def _weekdays(m: re.Match[str], _: Context) -> Said | None:
    """ "thứ 2 4 6", "thứ 3, 5"; with a hyphen only three or more, since "thứ 2-6" is a span."""
    days = [int(day) - 2 for day in re.findall(r"\d", m["days"])]
    if ("-" in m["days"] and len(days) == 2) or sorted(set(days)) != days:
        return None
    return Said(start=m.start(), end=m.end(), weekday=days[0], also=tuple(days[1:]), grain=Grain.DAY)
