"""Time zones by the names that people give them."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from nlp.text import fold

_FIXED = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "bst": 1, "eet": 2, "msk": 3, "ist": 5.5, "ict": 7, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_PLACES = {
    "Asia/Ho_Chi_Minh": "giờ hà nội|giờ việt nam|giờ vn|giờ sài gòn|giờ vietnam|vietnam time|hanoi time|saigon time|vn time|hcmc time|ho chi minh time",
    "Asia/Tokyo": "giờ nhật|giờ nhật bản|giờ tokyo|tokyo time|japan time",
    "Asia/Seoul": "giờ hàn|giờ hàn quốc|giờ seoul|seoul time|korea time|korean time",
    "Asia/Singapore": "giờ singapore|giờ sing|singapore time|sg time",
    "Asia/Shanghai": "giờ trung quốc|giờ bắc kinh|beijing time|china time|shanghai time",
    "Asia/Bangkok": "giờ thái|giờ thái lan|giờ bangkok|bangkok time|thai time",
    "Asia/Kolkata": "giờ ấn độ|india time",
    "Australia/Sydney": "giờ úc|giờ sydney|sydney time|melbourne time",
    "Europe/London": "giờ anh quốc|giờ london|london time|uk time",
    "Europe/Paris": "giờ pháp|giờ paris|paris time|french time",
    "Europe/Berlin": "giờ đức|giờ berlin|berlin time|german time|central european time",
    "America/New_York": "giờ mỹ|giờ new york|new york time|ny time|eastern time|eastern standard time|eastern|us eastern time",
    "America/Chicago": "central time|chicago time|central standard time",
    "America/Denver": "mountain time|mountain timezone|mountain standard time",
    "America/Los_Angeles": "pacific time|la time|los angeles time|california time|giờ cali|pacific standard time",
}

_NAMED: dict[str, tzinfo] = {name: timezone(timedelta(hours=hours)) for name, hours in _FIXED.items() if name != "z"}
for _key, _names in _PLACES.items():
    _NAMED.update(dict.fromkeys(_names.split("|"), ZoneInfo(_key)))
ZONE_NAMES = tuple(_NAMED)
ZONES = {fold(name): zone for name, zone in _NAMED.items()}
"""By folded name."""

_FARTHEST = 14


def offset_zone(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """UTC+7, GMT-03:30; ``None`` beyond what the earth has."""
    if int(hours) > _FARTHEST:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(offset if sign == "+" else -offset)
