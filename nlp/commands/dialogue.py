"""What a sentence leaves to the conversation: whom "chị ấy" means, what "à không, 4h" changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from nlp.analysis import Command, Span, Time
from nlp.commands.corrections import OPENING, is_clock
from nlp.commands.facts import Found
from nlp.commands.frames.base import LONE_CUSTOMER, PRONOUN, SHORT_PRONOUN, moment
from nlp.commands.spelling import levelled, listed

_PEOPLE = ("with", "user", "assignee", "account", "record", "name")
_TIMES = ("start", "at", "due", "until", "next_at", "close_date")
_NEED_RECORD = listed(
    "set_ticket_status set_priority assign set_stage mark_won mark_lost set_lead_status convert_lead snooze log_note reply_customer"
)
_NEED_PERSON = listed("book_meeting reschedule cancel_activity log_call log_meeting")
_LONGEST_NAME = 4
_CORRECTED_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation is about: "chị ấy" is ``person``, "deal này" ``record``; ``previous`` may be corrected."""

    person: str = ""
    record: str = ""
    previous: Command | None = None

    @property
    def names_something(self) -> bool:
        return bool(self.person or self.record)


def is_pronoun(value: object) -> bool:
    if not isinstance(value, str):
        return False
    low = levelled(value.lower())
    found = PRONOUN.match(low) or SHORT_PRONOUN.match(low) or LONE_CUSTOMER.match(low)
    return found is not None and found.end() == len(low)


def in_context(commands: Iterable[Command], context: Context) -> tuple[Command, ...]:
    """Pronouns become what they stand for; what a later command leaves out, an earlier one or the conversation has said."""
    done: list[Command] = []
    person, record = context.person, context.record
    for command in commands:
        slots = dict(command.slots)
        for slot in _PEOPLE:
            if is_pronoun(slots.get(slot)):
                stands_for = (record or person) if slot == "record" else (person or record)
                slots[slot] = stands_for or slots[slot]
        if not {"record", "with"} & slots.keys():
            if command.name in _NEED_RECORD and (record or person):
                slots["record"] = record or person
            elif command.name in _NEED_PERSON and person:
                slots["with"] = person
        done.append(replace(command, slots=slots))
        person = _said(slots, ("with", "name", "record", "account")) or person
        record = _said(slots, ("record", "with", "name", "account")) or record
    return tuple(done)


def _said(slots: dict[str, object], order: tuple[str, ...]) -> str:
    return next((str(slots[slot]) for slot in order if slot in slots and not is_pronoun(slots[slot])), "")


def corrects(text: str, found: Found, context: Context) -> Command | None:
    """The command before with another time, amount or name, where the text only says which."""
    if context.previous is None:
        return None
    opening = OPENING.match(levelled(text.lower()) if len(text.lower()) == len(text) else text)
    if opening is None:
        return None
    slots = dict(context.previous.slots)
    rest = text[opening.end() :].strip(" ,.:;!")
    if found.times and len(rest) <= len(found.times[0].span.text) + 12:
        slot = next((one for one in _TIMES if one in slots), None)
        if slot:
            slots[slot] = _merged(slots[slot], found.times[0])
            return _again(context.previous, slots, found.times[0].span)
    if found.money and "amount" in slots:
        slots |= {"amount": found.money[0].amount, "currency": found.money[0].currency}
        return _again(context.previous, slots, found.money[0].span)
    slot = next((one for one in ("user", "assignee", "with", "account", "record", "name") if one in slots), None)
    if slot and rest and len(rest.split()) <= _LONGEST_NAME and not found.times:
        value = (
            found.references[0].value
            if found.references
            else rest.removeprefix("cho ").removeprefix("với ").removeprefix("to ").removeprefix("with ")
        )
        slots[slot] = value
        return _again(context.previous, slots, Span(opening.end(), len(text), text[opening.end() :]))
    return None


def _merged(before: object, time: Time) -> object:
    if is_clock(time) and isinstance(before, (date, datetime)):
        day = before.date() if isinstance(before, datetime) else before
        return datetime.combine(day, time.start.timetz())
    if isinstance(before, datetime) and not isinstance(moment(time), datetime):
        return datetime.combine(time.start.date(), before.timetz())
    return moment(time)


def _again(previous: Command, slots: dict[str, object], span: Span) -> Command:
    return Command(previous.name, slots, _CORRECTED_SCORE, (span,))
