"""Times as people say them, in the reader's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.i18n.catalogue import mark, translator

_WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED = {-1: mark("yesterday"), 0: mark("today"), 1: mark("tomorrow")}
_WEEK = 6
_MINUTES_OF_HOUR = 60
_HOURS_SAID = 48


def say_time(moment: datetime, now: datetime, tz: str | tzinfo, language: str) -> str:
    """``mai 15:00``, ``thứ 6 27/11, 15:00``; ``tomorrow 15:00``, ``Fri 27 Nov, 15:00``; the year only where it is another."""
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return f"{say_day(local.date(), today, language)} {local:%H:%M}"


def say_day(day: date, today: date, language: str) -> str:
    """The day alone. One that is named by weekday ends with a comma before a time, so it carries it itself."""
    _ = translator(language)
    away = (day - today).days
    if away in _NAMED:
        return _(_NAMED[away])
    named = _date(day, language, with_year=day.year != today.year)
    return f"{_(_WEEKDAYS[day.weekday()])} {named}," if abs(away) <= _WEEK else named


def say_ago(moment: datetime, now: datetime, language: str) -> str:
    """How long ago: ``5 phút trước``, ``2 giờ trước``, ``3 ngày trước``."""
    _ = translator(language)
    length = say_length(now - moment, language)
    return _("{length} ago").format(length=length) if length else _("just now")


def say_length(length: timedelta, language: str) -> str:
    """In its greatest unit; empty under a minute."""
    _ = translator(language)
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return ""
    if minutes < _MINUTES_OF_HOUR:
        return _.ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes < _HOURS_SAID * _MINUTES_OF_HOUR:
        hours = minutes // _MINUTES_OF_HOUR
        return _.ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = minutes // (24 * _MINUTES_OF_HOUR)
    return _.ngettext("{n} day", "{n} days", days).format(n=days)


def _date(day: date, language: str, *, with_year: bool) -> str:
    if language == "vi":
        return f"{day.day}/{day.month}/{day.year}" if with_year else f"{day.day}/{day.month}"
    named = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{named} {day.year}" if with_year else named
