"""Times, sizes and names as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_UNITS = ("kB", "MB", "GB")
_THOUSAND = 1024.0
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("CocCoc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: the later ones also stand in the names of the earlier."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def say_time(moment: datetime, now: datetime, zone: str, _: Callable[[str], str]) -> str:
    """``14:05`` today, ``yesterday 14:05``, ``12/11 14:05``, ``12/11/2025``."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"{_('yesterday')} {local:%H:%M}"
    return f"{local:%d/%m %H:%M}" if local.year == today.year else f"{local:%d/%m/%Y}"


def full_time(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M:%S}"


def size(count: int) -> str:
    if count < _THOUSAND:
        return f"{count} B"
    amount = float(count)
    for unit in _UNITS:
        amount /= _THOUSAND
        if amount < _THOUSAND or unit == _UNITS[-1]:
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"  # noqa: PLR2004  one digit reads enough
    raise AssertionError


def initials(name: str) -> str:
    """Vietnamese names end with the one that people are called by; so the last word counts most."""
    parts = [part for part in name.split() if part[0].isalnum()]
    if not parts:
        return "?"
    return (parts[0][0] + parts[-1][0] if len(parts) > 1 else parts[0][0]).upper()


def browser(user_agent: str) -> str:
    """``Chrome, Android``: enough to tell one's own devices apart. Empty when nothing is recognised."""
    name = next((shown for mark, shown in _BROWSERS if mark in user_agent), "")
    system = next((shown for mark, shown in _SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (name, system) if part)
