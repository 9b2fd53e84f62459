"""What figures with marks between them mean.

Behind a scale "," and "." are decimal but for "1.250 triệu"; without one, groups of three figures are thousands and
anything else decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MOST_DIGITS = 18
THOUSAND, MILLION, BILLION = Decimal(1_000), Decimal(1_000_000), Decimal(1_000_000_000)

NUMERAL = re.compile(r"\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?![\d\w])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)*")

_PADDED = re.compile(r"0\d")
"""Figures that begin so are a phone number or a code."""

_PAIR, _GROUP, _LAKH = 2, 3, 2


@dataclass(frozen=True, slots=True)
class Scale:
    """``written`` is the accented spelling that agrees. ``kind``: ``vi`` says money by itself, ``en`` does not, ``slang``
    and ``letter`` need words about money around them.
    """

    value: Decimal
    kind: str
    written: str = ""


def read_figures(figures: str, scale: Scale | None) -> Decimal | None:
    """Figures with their marks as a number; ``None`` for what is none ("1.2.3.4", a leading 0 before a group)."""
    plain = figures
    for space in " \u00a0\u202f'":
        plain = plain.replace(space, "")
    if _PADDED.match(plain):
        return None
    marks = [one for one in plain if one in ".,"]
    if not marks:
        return None if len(plain) > MOST_DIGITS else Decimal(plain)
    last = plain.rindex(marks[-1])
    if len(set(marks)) > 1:
        whole, decimals = plain[:last], plain[last + 1 :]
        if marks.count(marks[-1]) > 1 or not _is_grouped(re.split("[.,]", whole)):
            return None
        return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}")
    groups = plain.split(marks[0])
    grouped = _is_grouped(groups)
    if grouped and (len(groups) > _PAIR or _means_thousands(marks[0], scale)):
        return Decimal("".join(groups))
    return Decimal(f"{groups[0]}.{groups[1]}") if len(groups) == _PAIR else None


def _is_grouped(groups: list[str]) -> bool:
    """Thousands, or the lakhs of India ("12,34,567")."""
    if groups[0].startswith("0") or not 1 <= len(groups[0]) <= _GROUP or len(groups[-1]) != _GROUP:
        return len(groups) == 1
    return all(len(group) == _GROUP for group in groups[1:]) or all(len(group) == _LAKH for group in groups[1:-1])


def _means_thousands(mark: str, scale: Scale | None) -> bool:
    """ "12.345" alone; "1.250 triệu", "1.500k"; not "2.350 tỷ", and English writes "1,250 million" but "1.250 million"."""
    if scale is None:
        return True
    return mark == "," if scale.kind == "en" else scale.value < BILLION
