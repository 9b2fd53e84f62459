"""Feasts in both languages."""

from __future__ import annotations

import re

from nlp.analysis import Grain
from nlp.text import fold
from nlp.times.canon import MAYBE
from nlp.times.feasts import FOLDED, NAMED, days_before_tet, lunar_feast, names_pattern
from nlp.times.rules import Context, Grammar
from nlp.times.said import Said
from nlp.times.vietnamese_words import DAY, YEAR, day_of
from nlp.times.wordsets import words

RULES = Grammar()


# Feasts


@RULES.rule(
    "mùng ngày # một hai ba bốn năm sáu bảy tám chín hai",
    rf"(?:ngày )?(?:mùng )?(?P<day>{DAY}) (?:tết|âm lịch tết)(?: (?P<year>{YEAR}))?",
)
def _day_of_tet(m: re.Match[str], _: Context) -> Said | None:
    day = day_of(m["day"])
    if day > 30 or (day > 10 and day < 20):
        return None
    feast = lunar_feast("", day, 1) if day <= 10 else days_before_tet(day)
    return Said(start=m.start(), end=m.end(), feast=feast, year=int(m["year"]) if m["year"] else None, grain=Grain.DAY)


_NAMES = names_pattern()
_FIRSTS = {name.split(" ")[0].split("-")[0].rstrip(".") for name in NAMED}


@RULES.rule(
    " ".join(_FIRSTS | {"last", "previous", "this", "next", "the", "weekend"}),
    rf"(?:(?P<last>last |previous )|this |next |the |the closest )?(?:the )?(?P<weekend1>(?:the )?weekend of )?(?P<name>{_NAMES})(?:(?:,? (?:năm |in |of )?)(?P<year>{YEAR}))?(?P<weekend> weekend(?: (?P<year2>{YEAR}))?)?",
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
