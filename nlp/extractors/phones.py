"""Phone numbers as E.164 (+84931774205). Numbers without a country code are Vietnamese."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

REGION = "VN"
MOST = 10
"""Phone numbers taken from one text; more than these are a list, not a signature."""

_CANDIDATE = re.compile(r"\d(?:[ .\u00a0()-]{0,2}\d){7,14}(?![\w/]|[.,-]\d)")
_BEFORE = re.compile(r"(?:^|[^\w.,/+-])(?:\+|\(\+?)?$")
_CHARACTERS_BEFORE = 3
_DATE = re.compile(r"\d{1,2}[.-]\d{1,2}[.-]\d{4}|\d{4}[.-]\d{1,2}[.-]\d{1,2}")
_GROUPED_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def find_phones(text: str, region: str = REGION) -> tuple[str, ...]:
    """Valid numbers, each once, in order. Dates, amounts and account numbers are none."""
    phones: dict[str, None] = {}
    for match in _CANDIDATE.finditer(text):
        before = _BEFORE.search(text[max(0, match.start() - _CHARACTERS_BEFORE) : match.start()])
        number = before and _e164(("+" if "+" in before[0] else "") + match[0], region)
        if number:
            phones[number] = None
        if len(phones) == MOST:
            break
    return tuple(phones)


@cache
def _country_code(region: str) -> int:
    import phonenumbers

    return phonenumbers.country_code_for_region(region)


@lru_cache(maxsize=1_024)
def _e164(candidate: str, region: str) -> str | None:
    if _DATE.match(candidate) or _GROUPED_AMOUNT.fullmatch(candidate):
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(candidate, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or (region == REGION and _lacks_trunk_prefix(candidate, number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _lacks_trunk_prefix(candidate: str, number: PhoneNumber) -> bool:
    """Nine digits that would be valid behind a 0 are more often an account or an order number.

    Vietnamese hotlines (1900…, 1800…) have no trunk prefix at all.
    """
    digits = candidate.lstrip("+")
    home = number.country_code == _country_code(REGION)
    return home and not digits.startswith(("0", "84", "19", "18"))
