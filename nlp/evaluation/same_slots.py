"""Whether the slots of a command say what a row expects.

A surplus slot is an error but where it does no harm: a note, a direction, an assumed length, the first person as owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from nlp.analysis import Command, Money
from nlp.evaluation.row_files import Row
from nlp.evaluation.same_times import same_written_time, zone_of
from nlp.evaluation.same_words import (
    LOOSE,
    each_is_named,
    listed,
    reference_of,
    same_name,
    same_product,
    same_record,
    same_reference,
    same_stage,
    same_text,
    words_of,
)

Slots = Mapping[str, Any]

_TIMES = {"start", "end", "due", "at", "until", "close_date", "next_at", "period_start", "period_end"}
_NAMES = {"name", "company", "account", "with", "user", "assignee", "owner", "team", "room"}
_CHOICES = {"priority", "direction", "result", "status"}
_HARMLESS = {"subject", "note", "text", "direction", "source"}
_PERIODS = {"period_start", "period_end", "status"}
_FREE_PERIOD = listed(
    "list_today list_week list_followups list_contracts_expiring list_unanswered list_untouched show_forecast"
)
_ME = listed("me toi minh em i my mine self anh chi")

_WITH = {"record": "with"}
_SAME_SLOT: dict[str, dict[str, str]] = {
    **dict.fromkeys(listed("log_call log_meeting log_note reschedule cancel_activity reply_customer"), _WITH),
    "find": {"record": "query"},
    "show_history": {"query": "record"},
    "create_account": {"company": "name"},
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Names of slots: said rightly, said wrongly or beside the point, and wanted but not said."""

    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.wrong and not self.missing


def compare_slots(row: Row, expected: Row, got: Command) -> Compared:
    """``expected`` is the row's command or one of its ``also``; ``got`` has the same name."""
    names = _SAME_SLOT.get(got.name, {})
    want, said = _named(expected["slots"], names), _named(got.slots, names)
    optional = {names.get(slot, slot) for slot in row.get("optional", ())}
    accept = {names.get(slot, slot): values for slot, values in row.get("accept", {}).items()}
    said = _with_length(want, said)
    verdicts = list(_verdicts(got.name, want, said, accept, row))
    right = [slot for slot, is_right in verdicts if is_right]
    wrong = [slot for slot, is_right in verdicts if is_right is False]
    missing = [
        slot
        for slot, is_right in verdicts
        if not is_right and slot not in optional and not _goes_without_saying(slot, want)
    ]
    surplus = [slot for slot in said if slot not in want and not _is_harmless(got.name, slot, want, said)]
    return Compared(tuple(right), (*wrong, *surplus), tuple(missing))


def _named(slots: Slots, names: Mapping[str, str]) -> dict[str, Any]:
    """Without empty slots, each under the name that stands for its likes; of two, the later, but a firm's name before its company."""
    named: dict[str, Any] = {}
    for slot, value in slots.items():
        name = names.get(slot, slot)
        if value not in (None, "", (), [], {}) and not (slot == "company" and name in named):
            named[name] = value
    return named


def _with_length(want: Slots, said: dict[str, Any]) -> dict[str, Any]:
    """A start with an end says a length, and a start with a length says an end."""
    start, end, minutes = said.get("start"), said.get("end"), said.get("duration_minutes")
    if not isinstance(start, datetime):
        return said
    if "duration_minutes" in want and minutes is None and isinstance(end, datetime):
        return {**said, "duration_minutes": (end - start) // timedelta(minutes=1)}
    if "end" in want and end is None and minutes is not None:
        return {**said, "end": start + timedelta(minutes=int(minutes))}
    return said


def _verdicts(name: str, want: Slots, said: Slots, accept: Slots, row: Row) -> Iterator[tuple[str, bool | None]]:
    for slot, value in want.items():
        if slot not in said:
            yield slot, None
        else:
            same = _comparison(name, slot, row)
            yield slot, any(same(one, said[slot]) for one in (value, *accept.get(slot, ())))


def _goes_without_saying(slot: str, want: Slots) -> bool:
    return slot == "currency" and want[slot] == "VND"


def _is_harmless(name: str, slot: str, want: Slots, said: Slots) -> bool:
    return (
        slot in _HARMLESS
        or (slot == "result" and said[slot] == "held")
        or (slot == "currency" and ("lines" in want or "amount" not in want))
        or (slot in _PERIODS and name in _FREE_PERIOD)
        or (slot == "owner" and set(words_of(said[slot])) <= _ME)
        or (slot in {"end", "duration_minutes"} and name == "book_meeting")
        or (slot == "status" and name == "convert_lead")
    )


def _comparison(name: str, slot: str, row: Row) -> Callable[[Any, Any], bool]:
    if slot in _TIMES:
        return partial(same_written_time, zone=zone_of(row), is_last_day=slot == "period_end")
    if slot in _NAMES:
        return partial(_same_party, least=LOOSE) if (name, slot) == ("create_opportunity", "name") else _same_party
    if slot in _CHOICES:
        return lambda want, got: words_of(want) == words_of(str(got).replace("_", " ")) or str(want) == str(got)
    return _COMPARISONS.get(slot, same_text)


def _same_party(want: object, got: object, **least: float) -> bool:
    if want == "me":
        return set(words_of(got)) <= _ME
    if reference_of(want) and str(want)[:1].isupper() and "-" in str(want):
        return same_reference(want, got)
    return same_name(want, got, **least)


def _same_number(want: object, got: object) -> bool:
    return number_of(want) is not None and number_of(want) == number_of(got)


def number_of(value: object) -> Decimal | None:
    if isinstance(value, Money):
        return value.amount
    try:
        return Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None


def _same_letters(want: object, got: object) -> bool:
    return str(want).lower() == str(got).lower()


def _same_attendees(want: Sequence[str], got: Sequence[str]) -> bool:
    return not isinstance(got, str) and each_is_named(want, got)


def _same_lines(want: Sequence[Slots], got: Sequence[Slots]) -> bool:
    return len(want) == len(got) and all(any(_same_line(one, other) for other in got) for one in want)


def _same_line(want: Slots, got: Slots) -> bool:
    return (
        same_product(want["product"], got.get("product", ""))
        and _same_number(want["quantity"], got.get("quantity"))
        and ("price" not in want or _same_number(want["price"], got.get("price")))
    )


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "amount": _same_number,
    "duration_minutes": _same_number,
    "currency": _same_letters,
    "phone": _same_letters,
    "email": _same_letters,
    "stage": same_stage,
    "record": same_record,
    "query": partial(same_text, least=LOOSE),
    "place": partial(same_text, least=LOOSE),
    "attendees": _same_attendees,
    "lines": _same_lines,
}
