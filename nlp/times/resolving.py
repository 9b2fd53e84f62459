"""From what was said to days and hours: which year, which week, morning or afternoon."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, time, timedelta

from nlp.analysis import Grain
from nlp.times.clock_words import PARTS
from nlp.times.edges import Days, at_edge
from nlp.times.feasts import nth_weekday
from nlp.times.hours import Hours, hour_of_day
from nlp.times.periods import add_months, days_in_month, grain_of, moved, period, year_of
from nlp.times.said import Period, Said
from nlp.times.seasons import lunar_day
from nlp.times.vietnamese_words import BYDAY

_DAY = timedelta(days=1)
_NOON = 12
_SATURDAY, _FRIDAY = 5, 4
_YEARS_AHEAD = 8


@dataclass(slots=True)
class Resolved:
    start: datetime
    end: datetime | None
    grain: Grain
    assumed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    nearest: tuple[date, ...] = ()


class Resolver:
    """``past`` turns what could be either way back ("thứ 5" is then last Thursday)."""

    def __init__(self, now: datetime, hours: Hours) -> None:
        self.now = now
        self.today = now.date()
        self.hours = hours

    def resolve(self, said: Said, *, past: bool) -> Resolved | NoSuchDay | None:
        """``None`` where the parts make no time together."""
        past = past or bool(said.past)
        assumed = list(said.assumed)
        try:
            found = self._resolve(said, assumed, past=past)
        except (OverflowError, ValueError):
            return None
        if isinstance(found, Resolved):
            found.assumed = list(dict.fromkeys(assumed))
        return found

    def _resolve(self, said: Said, assumed: list[str], *, past: bool) -> Resolved | NoSuchDay | None:
        if said.problem == "no_such_day":
            return NoSuchDay(self._nearest(said))
        if said.moment is not None:
            return Resolved(said.moment, None, said.grain or Grain.SECOND)
        days = self._days(said, assumed, past=past)
        if isinstance(days, NoSuchDay):
            return days
        if said.shift is not None and days is None and not said.has_clock:
            return self._shifted(said)
        if said.shift is not None and days is None:
            shifted = self._shifted(said)
            days = Days(shifted.start.date(), None, Grain.DAY) if shifted else None
        if said.has_clock:
            return self._with_clock(said, days, assumed, past=past)
        if days is None:
            return None
        return Resolved(self._midnight(days.start), self._midnight(days.end) if days.end else None, days.grain)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.now.tzinfo)

    def _shifted(self, said: Said) -> Resolved | None:
        assert said.shift is not None
        amounts, sign = said.shift.amounts, said.shift.sign
        moment = moved(self.now, amounts, sign)
        if moment is None:
            return None
        grain = said.grain or grain_of(amounts)
        if grain is Grain.DAY:
            return Resolved(self._midnight(moment.date()), None, grain)
        if said.bound == "within":
            return self._stretch(moment, grain, sign)
        return Resolved(_cut(moment, grain), None, grain)

    def _stretch(self, moment: datetime, grain: Grain, sign: int) -> Resolved:
        """ "the next 3 hours", "2 phút vừa rồi"."""
        step = {Grain.SECOND: timedelta(seconds=1), Grain.MINUTE: timedelta(minutes=1)}.get(grain, timedelta(hours=1))
        now = _cut(self.now, grain)
        return (
            Resolved(now + step, _cut(moment, grain) + step, grain)
            if sign > 0
            else Resolved(_cut(moment, grain), now, grain)
        )

    # Days

    def _days(self, said: Said, assumed: list[str], *, past: bool) -> Days | NoSuchDay | None:
        if said.date is not None:
            return Days(said.date, None, Grain.DAY)
        if said.feast is not None:
            return self._feast(said, past=past)
        if said.rule and said.rule.get("UNIT") == "week_of":
            return self._week_of(said, assumed, past=past)
        if said.nth is not None:
            return self._nth(said, past=past)
        if said.day is not None:
            return self._day(said, assumed, past=past)
        if said.weekday is not None:
            return self._weekday(said, assumed, past=past)
        return self._longer(said, assumed, past=past)

    def _longer(self, said: Said, assumed: list[str], *, past: bool) -> Days | None:
        """Months, years and other periods."""
        if said.month is not None:
            return self._month(said, assumed, past=past)
        if said.year is not None and said.to_year is not None:
            return Days(date(said.year, 1, 1), date(said.to_year + 1, 1, 1), Grain.YEAR)
        if said.year is not None:
            return at_edge(year_of(said.year), said.edge, self.today)
        if said.period is not None and "this_year" in assumed:
            return at_edge(self._in_a_year(said.period, assumed, past=past), said.edge, self.today)
        if said.period is not None:
            return at_edge(said.period, said.edge, self.today)
        return self._recurring(said) if said.rule and "FREQ" in said.rule else None

    def _in_a_year(self, quarter: Period, assumed: list[str], *, past: bool) -> Period:
        """A quarter without its year: plans are made for the next one of that number, reports for the last."""
        years = -1 if past and quarter.start > self.today else 1 if not past and quarter.end <= self.today else 0
        if years:
            assumed[:] = [*(word for word in assumed if word != "this_year"), "last_year" if past else "next_year"]
        return Period(add_months(quarter.start, 12 * years), add_months(quarter.end, 12 * years), quarter.grain)

    def _feast(self, said: Said, *, past: bool) -> Days | None:
        assert said.feast is not None
        year = said.year or (said.period.start.year if said.period else None)
        if said.shift is not None and (shifted := self._shifted(said)) is not None:
            year = shifted.start.year
        if year:
            days = [said.feast.day_in(year)]
        else:
            around = [said.feast.day_in(self.today.year + offset) for offset in range(-2, 4)]
            days = [day for day in around if day and ((day < self.today) if past else (day >= self.today))]
            days = days[-1:] if past else days[:1]
        if not days or days[0] is None:
            return None
        if said.edge == "weekend":
            saturday = days[0] + timedelta(days=(_SATURDAY - days[0].weekday() + 2) % 7 - 2)
            return Days(saturday, saturday + 2 * _DAY, Grain.DAY)
        return Days(days[0], days[0] + said.feast.days * _DAY if said.feast.days > 1 else None, Grain.DAY)

    def _week_of(self, said: Said, assumed: list[str], *, past: bool) -> Days | NoSuchDay | None:
        said.rule = None
        inner = self._days(said, assumed, past=past)
        if inner is None or isinstance(inner, NoSuchDay):
            return inner
        week = period(Grain.WEEK, inner.start)
        return Days(week.start, week.end, Grain.WEEK)

    def _container(self, said: Said, *, past: bool) -> Period:
        """The month, quarter or year of which a day or week is counted."""
        if said.month is not None:
            year = (
                said.year
                or (said.period.start.year if said.period else None)
                or self._year_of_month(said.month, past=past)
            )
            return period(Grain.MONTH, date(year, said.month, 1))
        if said.year is not None:
            return year_of(said.year)
        if said.period is not None:
            return said.period
        return period(Grain.MONTH, self.today)

    def _nth(self, said: Said, *, past: bool) -> Days | None:
        assert said.nth is not None
        whole = self._container(said, past=past)
        unit = (said.rule or {}).get("UNIT", "weekday")
        if unit == "day":
            day = whole.start + (said.nth - 1) * _DAY if said.nth > 0 else whole.end + said.nth * _DAY
            return Days(day, None, Grain.DAY)
        if unit in {"week", "weekend"}:
            return self._nth_week(whole, said.nth, unit)
        assert said.weekday is not None
        found = self._nth_weekday(whole, said.weekday, said.nth)
        if found is not None and found < self.today and said.rule and said.rule.get("FREQ") == "MONTHLY":
            found = self._nth_weekday(period(Grain.MONTH, self.today, 1), said.weekday, said.nth)
        return Days(found, None, Grain.DAY) if found else None

    def _nth_weekday(self, whole: Period, weekday: int, nth: int) -> date | None:
        if whole.grain is Grain.MONTH:
            return nth_weekday(whole.start.year, whole.start.month, weekday, nth)
        if nth > 0:
            return whole.start + timedelta(days=(weekday - whole.start.weekday()) % 7 + 7 * (nth - 1))
        last = whole.end - _DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))

    def _nth_week(self, whole: Period, nth: int, unit: str) -> Days:
        """Weeks that have most of their days in the month or year, as ISO 8601 counts them."""
        if nth > 0:
            first = whole.start + timedelta(days=(3 - whole.start.weekday()) % 7)
            monday = first - timedelta(days=3) + timedelta(weeks=nth - 1)
        else:
            last = whole.end - _DAY
            thursday = last - timedelta(days=(last.weekday() - 3) % 7)
            monday = thursday - timedelta(days=3) + timedelta(weeks=nth + 1)
        if unit == "weekend":
            return Days(monday + 5 * _DAY, monday + 7 * _DAY, Grain.DAY)
        return Days(monday, monday + 7 * _DAY, Grain.WEEK)

    def _day(self, said: Said, assumed: list[str], *, past: bool) -> Days | NoSuchDay | None:
        assert said.day is not None
        if said.lunar:
            year = said.year or (said.period.start.year if said.period else None)
            found = lunar_day(said.day, said.month, year, self.today, past=past)
            return Days(found, None, Grain.DAY) if found else NoSuchDay()
        day = self._solar_day(said, assumed, past=past)
        if day is None:
            return NoSuchDay(self._nearest(said))
        if said.to_day is None:
            return Days(day, None, Grain.DAY)
        last = day.replace(day=min(said.to_day, days_in_month(day.year, day.month)))
        if last < day:
            last = add_months(last, 1)
        return Days(day, last + _DAY, Grain.DAY)

    def _solar_day(self, said: Said, assumed: list[str], *, past: bool) -> date | None:
        assert said.day is not None
        if said.month is None and said.period is not None and said.period.grain is Grain.MONTH:
            return _date(said.period.start.year, said.period.start.month, said.day)
        if said.month is None:
            return self._next_with_day(said, past=past)
        year = said.year or (said.period.start.year if said.period and said.period.grain is Grain.YEAR else None)
        if year:
            return _date(year, said.month, said.day)
        if said.shift is not None and (shifted := self._shifted(said)) is not None:
            return _date(shifted.start.year, said.month, said.day)
        this_year = _date(self.today.year, said.month, said.day)
        if this_year is not None and (this_year > self.today) == past and this_year != self.today:
            assumed.append("last_year" if past else "next_year")
            this_year = _date(self.today.year + (-1 if past else 1), said.month, said.day)
        elif this_year is None:
            coming = self.today.year + (
                (self.today.month > said.month) if not past else -(self.today.month <= said.month)
            )
            this_year = _date(coming, said.month, said.day)
        if this_year is not None and said.weekday is not None and this_year.weekday() != said.weekday:
            assumed.append("weekday_differs")
        return this_year

    def _next_with_day(self, said: Said, *, past: bool) -> date | None:
        assert said.day is not None
        first = self.today.replace(day=1)
        for step in range(120 if said.weekday is not None else 13):
            month = add_months(first, -step if past else step)
            day = _date(month.year, month.month, said.day)
            if day is None or ((day > self.today) if past else (day < self.today)):
                continue
            if said.weekday is None or day.weekday() == said.weekday:
                return day
        return None

    def _weekday(self, said: Said, assumed: list[str], *, past: bool) -> Days:
        assert said.weekday is not None
        day = self._one_weekday(said, said.weekday, past=past)
        if said.month is not None and said.period is None:
            container = self._container(said, past=past)
            day = container.start + timedelta(days=(said.weekday - container.start.weekday()) % 7)
        if said.to_weekday is not None:
            last = day + timedelta(days=(said.to_weekday - day.weekday()) % 7)
            return Days(day, last + _DAY, Grain.DAY)
        if said.period is None and said.which is None and not said.rule:
            assumed.append("last_week" if past else "coming_week")
        return Days(day, None, Grain.DAY)

    def _one_weekday(self, said: Said, weekday: int, *, past: bool) -> date:
        monday = self.today - timedelta(days=self.today.weekday())
        if said.shift is not None and (shifted := self._shifted(said)) is not None:
            start = shifted.start.date()
            return start + timedelta(days=(weekday - start.weekday()) % 7)
        if said.period is not None:
            start = said.period.start
            return start + timedelta(days=(weekday - start.weekday()) % 7)
        ahead = (weekday - self.today.weekday() - 1) % 7 + 1
        if said.which == "next":
            return monday + timedelta(days=7 + weekday)
        if said.which == "after_next":
            return self.today + timedelta(days=ahead + 7)
        if said.which == "this" or (said.rule and "FREQ" in said.rule):
            return self.today + timedelta(days=ahead % 7)
        if said.which == "previous":
            return monday + timedelta(days=weekday - 7)
        if said.which == "last" or past:
            return self.today - timedelta(days=(self.today.weekday() - weekday - 1) % 7 + 1)
        return self.today + timedelta(days=ahead)

    def _year_of_month(self, month: int, *, past: bool) -> int:
        if past:
            return self.today.year - (month > self.today.month)
        return self.today.year + (month < self.today.month)

    def _month(self, said: Said, assumed: list[str], *, past: bool) -> Days | None:
        assert said.month is not None
        if said.lunar:
            first = lunar_day(1, said.month, said.year, self.today, past=past)
            return Days(first, first + 29 * _DAY, Grain.MONTH) if first else None
        year = said.year or (said.period.start.year if said.period and said.period.grain is Grain.YEAR else None)
        if year is None and said.shift is not None and (shifted := self._shifted(said)) is not None:
            year = shifted.start.year
        if year is None:
            year = self._year_of_month(said.month, past=past)
            if year != self.today.year:
                assumed.append("last_year" if past else "next_year")
        return at_edge(period(Grain.MONTH, date(year, said.month, 1)), said.edge, self.today)

    def _recurring(self, said: Said) -> Days:
        assert said.rule is not None
        days = said.rule.get("BYDAY", "")
        if days:
            names = days.split(",")
            for ahead in range(7):
                day = self.today + timedelta(days=ahead)
                if BYDAY[day.weekday()] in names:
                    return Days(day, None, Grain.DAY)
        return Days(self.today, None, Grain.DAY)

    def _nearest(self, said: Said) -> tuple[date, ...]:
        """The last day of that month and the first of the next."""
        if said.month is not None and not 1 <= said.month <= 12:
            return ()
        if said.month is None and said.period is not None:
            year, month = said.period.start.year, said.period.start.month
        else:
            month = said.month or self.today.month
            year = said.year or self._year_of_month(month, past=bool(said.past))
        last = date(year, month, days_in_month(year, month))
        if said.day == 0:
            return (last.replace(day=1),)
        return (last, last + _DAY)

    # Hours

    def _with_clock(
        self, said: Said, days: Days | None, assumed: list[str], *, past: bool
    ) -> Resolved | NoSuchDay | None:
        if said.hour is None:
            return self._part(said, days, assumed, past=past)
        if said.hour > 24:
            return None
        explicit = days is not None
        hour, certain = self._hour(said)
        if not certain:
            assumed.append("office_hours")
        day = days.start if days else self.today
        start = self._at(day, hour, said.minute, said.second)
        start = self._in_zone(start, said)
        recurs = bool(said.rule and "FREQ" in said.rule)
        if (
            not certain
            and explicit
            and not recurs
            and day == self.today
            and start < self.now
            and not past
            and hour < _NOON
        ):
            later = start + timedelta(hours=_NOON)
            start = later if later > self.now else start
        if said.part == "midnight" and explicit and day == self.today and start < self.now:
            start += _DAY
        if recurs and explicit:
            start = self._next_occurrence(start, said)
        elif not explicit:
            start = self._nearest_day(start, assumed, past=past)
        grain = Grain.SECOND if said.second is not None else Grain.HOUR if said.minute is None else Grain.MINUTE
        return Resolved(start, self._range_end(said, start), grain)

    def _next_occurrence(self, start: datetime, said: Said) -> datetime:
        """The first one that is not over: the next day, or the next of its weekdays."""
        assert said.rule is not None
        if start >= self.now or said.rule["FREQ"] not in {"DAILY", "WEEKLY"}:
            return start
        days = said.rule.get("BYDAY", "").split(",") if "BYDAY" in said.rule else []
        if not days and said.rule["FREQ"] == "WEEKLY":
            return start + 7 * _DAY
        start += _DAY
        while days and BYDAY[start.weekday()] not in days:
            start += _DAY
        return start

    def _nearest_day(self, start: datetime, assumed: list[str], *, past: bool) -> datetime:
        if past:
            return start if start <= self.now else start - _DAY
        if start < self.now.replace(second=0, microsecond=0):
            assumed.append("next_day")
            return start + _DAY
        return start

    def _at(self, day: date, hour: int, minute: int | None, second: int | None) -> datetime:
        if hour >= 24:
            day, hour = day + _DAY, hour - 24
        return datetime.combine(day, time(hour, minute or 0, second or 0), self.now.tzinfo)

    def _in_zone(self, start: datetime, said: Said) -> datetime:
        return start if said.zone is None else start.replace(tzinfo=said.zone).astimezone(self.now.tzinfo)

    def _hour(self, said: Said) -> tuple[int, bool]:
        """The hour of the day, and whether the words alone decide it."""
        assert said.hour is not None
        meridiem = said.meridiem
        if meridiem is None and said.to_meridiem is not None and said.to_hour is not None and not said.exact_hour:
            same = said.hour % _NOON <= said.to_hour % _NOON
            meridiem = said.to_meridiem if same else "am"
        part = said.part
        if said.to_hour is not None and said.to_hour < said.hour and part in {"afternoon", "evening", "night"}:
            part = None
        return hour_of_day(said.hour, meridiem, part, self.hours, exact=bool(said.exact_hour))

    def _range_end(self, said: Said, start: datetime) -> datetime | None:
        if said.to_hour is None:
            return None
        meridiem = said.to_meridiem
        if meridiem is None and said.meridiem is not None and said.hour is not None and said.to_hour <= _NOON:
            later_in_the_morning = said.meridiem == "am" and said.to_hour % _NOON > said.hour % _NOON
            hour = said.to_hour % _NOON + (0 if later_in_the_morning else _NOON)
        else:
            hour, _ = hour_of_day(said.to_hour, meridiem, said.part, self.hours, exact=said.to_hour > _NOON)
        end = self._in_zone(self._at(self._local(start, said).date(), hour, said.to_minute, None), said)
        if end <= start and said.to_hour <= _NOON and meridiem is None and end + timedelta(hours=_NOON) > start:
            end += timedelta(hours=_NOON)
        return end if end > start else end + _DAY

    def _local(self, start: datetime, said: Said) -> datetime:
        return start if said.zone is None else start.astimezone(said.zone)

    def _part(self, said: Said, days: Days | None, assumed: list[str], *, past: bool) -> Resolved | None:
        day = days.start if days else self.today
        part = said.part
        if part == "day_end":
            start = self._at(day, self.hours.last, None, None)
            return Resolved(self._nearest_day(start, assumed, past=past) if days is None else start, None, Grain.HOUR)
        if part is None or part not in PARTS:
            return None
        first, last = PARTS[part]
        start, end = self._at(day, first, None, None), self._at(day, last, None, None)
        if days is None or (said.rule and "FREQ" in said.rule and day == self.today):
            if past and start > self.now:
                start, end = start - _DAY, end - _DAY
            elif not past and end <= self.now:
                assumed.append("next_day")
                start, end = start + _DAY, end + _DAY
        return Resolved(start, end, Grain.HOUR)


def _date(year: int, month: int, day: int) -> date | None:
    if not 1 <= year < MAXYEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _cut(moment: datetime, grain: Grain) -> datetime:
    if grain is Grain.SECOND:
        return moment.replace(microsecond=0)
    return moment.replace(second=0, microsecond=0, minute=0 if grain is Grain.HOUR else moment.minute)
