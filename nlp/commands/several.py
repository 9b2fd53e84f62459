"""Where a sentence may be cut into several commands, and which may stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from nlp.commands.spelling import listed

_CUT = re.compile(
    r"\s*[,;]\s*(?:(?:và|va|rồi|roi|với|and|then|sau đó|xong|đồng thời|dong thoi|also|and also|nhân tiện|tiện thể|tien the)(?:\s+(?:then|thì|thi))?\s+)?|\s*[.!?\n]\s*|"
    r"\s+(?:và|va|rồi|roi|and|then|and then|sau đó|sau do|đồng thời|xong|xong thì|rồi thì|plus|and also|& )\s+"
)
_MOST = 12
"""Cuts that are tried."""

_WORDS_TO_PASS_ON = frozenset({"reply_customer", "message_colleague", "post_room", "log_note"})
_THINGS_TO_DO = frozenset({"remind", "create_task"})
_HAPPENED = frozenset({"log_call", "log_meeting"})
_QUESTIONS = listed(
    "find show_history list_today list_week list_followups list_untouched list_unanswered list_tickets list_contracts_expiring show_pipeline show_forecast show_report help undo"
)
_AFTER_WHAT_HAPPENED = listed(
    "remind create_task book_meeting message_colleague post_room assign set_priority set_ticket_status set_stage mark_won mark_lost convert_lead create_opportunity set_lead_status reply_customer reschedule cancel_activity create_contact create_lead"
)
_AFTER_THINGS_TO_DO = listed(
    "remind assign message_colleague post_room set_ticket_status set_priority mark_won mark_lost reschedule cancel_activity"
)


_STATES = frozenset({"mark_won", "mark_lost", "cancel_activity", "convert_lead", "set_lead_status", "set_priority"})
_SAME_THING = frozenset(
    {
        ("set_lead_status", "convert_lead"),
        ("set_lead_status", "snooze"),
        ("create_lead", "log_meeting"),
        ("create_lead", "log_call"),
        ("create_contact", "log_meeting"),
    }
)


class Cut(NamedTuple):
    """``start`` ends the part before, ``end`` begins the part behind."""

    start: int
    end: int
    is_full_stop: bool


def cuts(low: str, start: int, end: int) -> Iterator[Cut]:
    for number, found in enumerate(_CUT.finditer(low, start + 3, end)):
        if number == _MOST:
            return
        if found.end() < end - 2:
            yield Cut(found.start(), found.end(), any(mark in found[0] for mark in ".!?;\n"))


def may_follow(before: str, after: str, cut: Cut, slots: Mapping[str, object]) -> bool:
    """Whether these are two orders, rather than one and the words that it is about."""
    if after in _QUESTIONS or (after == "log_note" and not cut.is_full_stop):
        return before in _QUESTIONS and after in _QUESTIONS and cut.is_full_stop
    if before in _WORDS_TO_PASS_ON:
        return cut.is_full_stop and after not in _HAPPENED
    if before in _THINGS_TO_DO:
        return cut.is_full_stop or after in _AFTER_THINGS_TO_DO
    if before in _HAPPENED:
        return after in _AFTER_WHAT_HAPPENED and (after != "book_meeting" or isinstance(slots.get("start"), datetime))
    if (before == after and before in _STATES) or (before, after) in _SAME_THING:
        return False  # "they signed, mark it won" says one thing twice
    return not (
        before == after
        and before in {"create_quote", "create_lead", "create_contact", "create_account"}
        and not cut.is_full_stop
    )
