"""Weeks, months, quarters, years and seasons in Vietnamese."""

from __future__ import annotations

import re
from datetime import date

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.periods import add_months, period, quarter_of
from nlp.times.rules import Context, Grammar, whole
from nlp.times.said import Period, Said
from nlp.times.seasons import season
from nlp.times.vietnamese_words import GRAINS, LAST, MONTH, NEXT, NEXT_NOT_SIXTH, YEAR, month_of
from nlp.times.wordsets import words

RULES = Grammar()


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


@RULES.rule(
    "đầu giữa cuối hết nửa trong cả suốt của vào tuần tháng quý năm",
    rf"(?:(?:trong|cả|suốt|của|vào) )?{_EDGE}(?:cả )?(?P<unit>tuần|tháng|quý|năm)(?: (?P<which>này|nay|hiện tại|{NEXT}(?P<after> nữa)?|{LAST}(?P<before> nữa)?|kia))?",
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
    offset = how_far(which)
    if unit == "nam" and which == "kia":
        offset = -2
    one = period(GRAINS[unit], c.today, offset)
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


def how_far(which: str) -> int:
    if not which or which in {"nay", "hien tai"}:
        return 0
    further = 2 if which.endswith(" nua") else 1
    first = which.removesuffix(" nua")
    return -further if first in {"truoc", "vua roi", "vua qua", "roi", "qua", "ngoai"} else further


@RULES.rule(
    "nửa #",
    r"(?:(?P<half>nửa)|(?P<months>[369]) tháng) (?P<edge>đầu|cuối) năm(?: (?:nay|này|(?P<year>(?:19|20)\d\d)|(?P<which>sau|tới|trước|ngoái)))?",
)
def _part_of_year(m: re.Match[str], c: Context) -> Said:
    year = int(m["year"]) if m["year"] else c.today.year + how_far(fold(m["which"] or "").replace(MAYBE, ""))
    months = int(m["months"] or 6)
    first = date(year, 1, 1) if fold(m["edge"]) == "dau" else date(year, 13 - months, 1)
    return Said(
        start=m.start(), end=m.end(), period=Period(first, add_months(first, months), Grain.MONTH), grain=Grain.MONTH
    )


@RULES.rule(
    "quý q",
    rf"(?:quý|q) ?(?P<n>[1-4]|iv|iii|ii|i|một|hai|ba|tư|bốn)(?:(?: năm |/| |-)(?P<year>{YEAR}|nay|này|sau|tới|ngoái|trước))?",
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


@RULES.rule("ra", r"ra giêng")
def _after_new_year(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), month=1, lunar=True, grain=Grain.MONTH)


@RULES.rule("năm", rf"năm (?P<year>{YEAR})|năm (?P<short>[23]\d)(?! ?(?:tuổi|cái|người|triệu))")
def _year(m: re.Match[str], _: Context) -> Said:
    return Said(
        start=m.start(), end=m.end(), year=int(m["year"]) if m["year"] else 2000 + int(m["short"]), grain=Grain.YEAR
    )


@RULES.rule(
    "đầu giữa cuối hết nửa",
    r"(?P<edge>đầu|giữa|cuối|hết|nửa đầu|nửa cuối|nửa sau)(?= (?:tháng|quý|q|năm|tuần|t)(?: ?\d| giêng| chạp| một| hai| ba| tư| năm| sáu| bảy| tám| chín))",
)
def _edge_before(m: re.Match[str], _: Context) -> Said:
    return Said(start=m.start(), end=m.end(), edge=_EDGES[fold(m["edge"]).replace(MAYBE, "")], weak=True)


@RULES.rule(
    "tháng t",
    rf"(?:tháng ?|t)(?P<month>{MONTH})(?: dương lịch| dương)?(?:(?: năm | ?/ ?| ?- ?|, ?| )(?P<year>{YEAR})| năm (?P<rel>nay|này|sau|tới|ngoái|trước)| (?P<which>này|nay|tới|sau|trước|vừa rồi|vừa qua|rồi))?",
)
def _month(m: re.Match[str], c: Context) -> Said | None:
    written = m.group()
    short = not written.startswith("th")
    if short and not (m["month"].isdigit() and (int(m["month"]) > 7 or m["year"])):
        return None
    before, following = c.before(m.start(), 2), c.after(m.end(), 2)
    if before and before[-1] in {"mang", "cach"} and int(m["month"] == "8"):
        return None
    if len(before) > 1 and before[1][0].isdigit() and before[0] in {"duong", "pho"}:
        return None
    if short and (following[:1] in (["-"], ["/"]) or before[-1:] in (["-"], ["so"])):
        return None
    if m["month"] == NEXT_NOT_SIXTH:
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
        said.year = c.today.year + how_far(rel)
    elif which in {"truoc", "vua roi", "vua qua", "roi"}:
        said.past = True
    elif which == "nay":
        said.year = c.today.year


@RULES.rule(
    "mùa hè đông xuân thu",
    rf"(?:mùa (?P<season>xuân|hè|hạ|thu|đông)|(?P<summer>hè))(?: năm)?(?: (?P<which>này|nay|sau|tới|ngoái|trước|rồi|{YEAR}))?",
)
def _season(m: re.Match[str], c: Context) -> Said | None:
    if m["summer"] and not m["which"]:
        return None
    name = fold(m["season"] or "he")
    which = fold(m["which"] or "").replace(MAYBE, "")
    year = int(which) if which[:1].isdigit() else c.today.year + (how_far(which) if which else 0)
    return season(
        m.start(),
        m.end(),
        {"xuan": 0, "he": 1, "ha": 1, "thu": 2, "dong": 3}[name],
        year,
        c.today if not which else None,
    )
