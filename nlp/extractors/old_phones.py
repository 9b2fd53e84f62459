"""Vietnamese numbers as they were before the changes of 2017 (area codes) and 2018 (eleven-digit mobiles).

Sources: Decision 2036/QĐ-BTTTT of 21 November 2016 for area codes; the plan of the Ministry of Information and
Communications of 22 May 2018 for mobiles.
"""

from __future__ import annotations

import re

_MOBILES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_AREAS = {
    "022": "0212", "0231": "0213", "020": "0214", "0230": "0215", "029": "0216", "052": "0232", "053": "0233", "054": "0234", "0510": "0235", "0511": "0236",
    "037": "0237", "038": "0238", "039": "0239", "033": "0203", "0240": "0204", "025": "0205", "026": "0206", "027": "0207", "0280": "0208", "0281": "0209",
    "0320": "0220", "0321": "0221", "0241": "0222", "031": "0225", "0351": "0226", "036": "0227", "0350": "0228", "030": "0229", "0780": "0290", "0781": "0291",
    "0710": "0292", "0711": "0293", "074": "0294", "076": "0296", "077": "0297", "079": "0299", "04": "024", "08": "028", "061": "0251", "062": "0252",
    "064": "0254", "055": "0255", "056": "0256", "057": "0257", "058": "0258", "068": "0259", "060": "0260", "0501": "0261", "0500": "0262", "063": "0263",
    "059": "0269", "070": "0270", "0651": "0271", "072": "0272", "073": "0273", "0650": "0274", "075": "0275", "066": "0276", "067": "0277",
}  # fmt: skip
_OLD_MOBILE_DIGITS = 11
_OLD_LANDLINE_DIGITS = range(9, 12)
_LONGEST_CODE, _SHORTEST_CODE = 4, 2
_CITY_DIGITS = 8
_APART = re.compile(r"\((0\d{1,3})\)[ .\u00a0-]?([\d .\u00a0-]+)|(0[48])[ .\u00a0-]+([23567]\d{3}[ .\u00a0-]?\d{4})")


def renumbered(digits: str) -> str:
    """Today's number for figures that are no valid number any more, or ``""``."""
    if digits.startswith("84"):
        digits = "0" + digits[2:]
    if len(digits) == _OLD_MOBILE_DIGITS and digits[:4] in _MOBILES:
        return _MOBILES[digits[:4]] + digits[4:]
    if len(digits) not in _OLD_LANDLINE_DIGITS:
        return ""
    for length in range(_LONGEST_CODE, _SHORTEST_CODE - 1, -1):
        area = _AREAS.get(digits[:length])
        if area and _is_subscriber(digits[length:], area):
            return area + digits[length:]
    return ""


def renumbered_landline(candidate: str) -> str:
    """Today's number where the way of writing sets an old area code apart: "(08) 3822 9999", "08 3822 9999" are no mobiles."""
    match = _APART.fullmatch(candidate)
    if match is None:
        return ""
    code, rest = match[1] or match[3], "".join(filter(str.isdigit, match[2] or match[4]))
    area = _AREAS.get(code)
    return area + rest if area and _is_subscriber(rest, area) else ""


def _is_subscriber(rest: str, area: str) -> bool:
    """Eight digits in Hà Nội and Hồ Chí Minh City, seven elsewhere, where only three companies had lines: 2, 3 and 6."""
    if area in {"024", "028"}:
        return len(rest) == _CITY_DIGITS and rest[0] in "234567"
    return len(rest) == _CITY_DIGITS - 1 and rest[0] in "236"
