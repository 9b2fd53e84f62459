"""The rows that judge the rest must themselves be right: their form, their names, their dates."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest

from nlp.analysis import EntityLabel, Grain, IntentLabel
from nlp.evaluation.row_files import OWN, PARTS, Row, own_rows, read_rows
from nlp.evaluation.same_words import words_of

_DEAL = "amount currency close_date"
_LOG = "with record text direction result next_step next_at"
_LISTS = "list_today list_week list_followups list_untouched list_unanswered list_tickets list_contracts_expiring"
_SLOTS = {
    "create_lead create_contact create_account": "name company phone email source note",
    "create_opportunity": f"name account {_DEAL}",
    "set_stage": f"record stage {_DEAL}",
    "mark_won mark_lost": "record reason",
    "convert_lead set_lead_status": "record status until",
    "book_meeting": "with start end duration_minutes place subject attendees",
    "reschedule cancel_activity": "record with start",
    "create_task": "subject due assignee record",
    "remind": "text at",
    "log_call log_meeting log_note": _LOG,
    "set_ticket_status": "record status",
    "set_priority": "record priority",
    "assign": "record user",
    "reply_customer": "record with text",
    "message_colleague post_room": "user room text",
    "create_quote": "account lines due",
    "find show_history": "query record",
    _LISTS: "period_start period_end owner status",
    "show_pipeline show_forecast show_report": "period_start period_end owner team",
    "snooze": "record until",
    "undo help": "",
}
SLOTS = {name: set(slots.split()) for names, slots in _SLOTS.items() for name in names.split()}
CHOICES = {
    "set_lead_status.status": {"hot", "warm", "cold", "contact_later", "rejected", "in_process"},
    "set_ticket_status.status": {"open", "waiting", "on_hold", "resolved", "closed"},
    "set_priority.priority": {"low", "normal", "high", "urgent"},
    "log_call.direction": {"in", "out"},
    "log_call.result": {"held", "missed"},
    "log_meeting.result": {"held", "missed"},
}
TIME_SLOTS = {"start", "end", "due", "at", "until", "close_date", "next_at", "period_start", "period_end"}
LANGUAGES = {"vi", "vi-plain", "mixed", "en"}
KINDS = {"people", "firms", "phones", "emails", "money", "refs", "times"}
MARKS = re.compile(r"[À-ỹ]")
E164 = re.compile(r"\+\d{8,15}")


def _all(kind: str) -> list[Row]:
    rows = [row for part in PARTS for row in own_rows(part, kind)]
    assert rows
    return rows


def _moments(value: str) -> list[datetime]:
    """One moment, or the two ends of "A/B"; an impossible date raises."""
    return [datetime.fromisoformat(end) for end in value.split("/")]


def _within_two_years(value: str, reference: str) -> bool:
    now = datetime.fromisoformat(reference)
    first, last = _moments(value)[0], _moments(value)[-1]
    return (
        first.replace(tzinfo=now.tzinfo) <= last.replace(tzinfo=now.tzinfo)
        and abs((first.date() - now.date()).days) < 731
    )


def _check_slot(row: Row, command: str, slot: str, value: object) -> None:
    assert slot in SLOTS[command], (row["id"], slot)
    if slot in TIME_SLOTS:
        assert isinstance(value, str)
        assert _within_two_years(value, row["reference"]), (row["id"], slot, value)
    elif slot == "amount":
        assert Decimal(str(value)) > 0
    elif slot == "phone":
        assert E164.fullmatch(str(value)), row["id"]
    elif slot == "lines":
        assert isinstance(value, list)
        assert all({"product", "quantity"} <= set(line) <= {"product", "quantity", "price"} for line in value)
    choices = CHOICES.get(f"{command}.{slot}")
    assert choices is None or value in choices, (row["id"], value)


def _check_sentence(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    assert row["lang"] != "vi-plain" or not MARKS.search(row["text"])
    assert datetime.fromisoformat(row["reference"]).utcoffset() is not None
    expected = [row["command"], *row.get("also", [])] if row["command"] else []
    for command in expected:
        for slot, value in command["slots"].items():
            _check_slot(row, command["name"], slot, value)
    slots = expected[0]["slots"] if expected else {}
    assert set(row.get("optional", [])) | set(row.get("accept", {})) <= set(slots), row["id"]
    for slot, values in row.get("accept", {}).items():
        for value in values:
            _check_slot(row, row["command"]["name"], slot, value)


def _check_sentences(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    assert len(row["commands"]) > 1
    for command in row["commands"]:
        assert set(command.get("optional", [])) <= set(command["slots"]), row["id"]
        for slot, value in command["slots"].items():
            _check_slot(row, command["name"], slot, value)


def _check_message(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    assert row["lang"] != "vi-plain" or not MARKS.search(row["text"])
    assert row["channel"] in {"email", "telegram", "webchat"}
    assert {row["intent"], *row.get("also_intents", [])} <= {label.value for label in IntentLabel}
    assert set(row["entities"]) == KINDS
    assert set(row.get("optional", {})) <= KINDS
    found = row["entities"]
    assert all(E164.fullmatch(phone) for phone in found["phones"])
    assert all(name in row["text"] for name in [*found["people"], *found["firms"]]), row["id"]
    assert all(email.lower() in row["text"].lower() for email in found["emails"])
    assert all(Decimal(money["amount"]) > 0 and len(money["currency"]) == 3 for money in found["money"])
    assert all(_within_two_years(time, row["reference"]) for time in found["times"])


def _check_time(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    assert datetime.fromisoformat(row["reference"]).utcoffset() is not None
    if "value" not in row:
        assert row.get("problem") in {None, "no_such_day", "no_such_hour"}
        return
    assert row["grain"] in {grain.value for grain in Grain}
    form = {"year": 4, "quarter": 7, "month": 7, "week": 10, "day": 10, "hour": 13, "minute": 16}
    for value in [row["value"], *row.get("alt", [])]:
        assert len(value) == form[row["grain"]] or value.startswith("T"), (row["text"], value)
        datetime.fromisoformat(
            (value + "-01-01"[max(0, len(value) - 4) :]) if len(value) < 10 else value.removeprefix("T")
        )


def _check_amount(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    assert row["kind"] in {"single", "range", "min", "max", "none"}
    if row["kind"] == "none":
        assert row["amount"] is None
        return
    assert Decimal(str(row["amount"])) > 0
    assert len(row["currency"]) == 3
    assert row["kind"] != "range" or Decimal(str(row["amount_to"])) > Decimal(str(row["amount"]))


def _check_names(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    for entity in row["entities"]:
        assert entity["label"] in {label.value for label in EntityLabel}
        assert row["text"][entity["start"] : entity["end"]] == entity["text"]


def _check_phones(row: Row) -> None:
    assert row["lang"] in LANGUAGES
    digits = re.sub(r"\D", "", row["text"])
    assert all(re.sub(r"\D", "", phone)[-7:] in digits for phone in row["phones"])


def _check_record(row: Row) -> None:
    assert row["kind"] in {"full", "accented", "telex", "typos", "firms"}
    assert row["match"]
    assert not set(row["match"]) & set(row["near"])


_CHECKS = {
    "commands": _check_sentence,
    "several": _check_sentences,
    "inbound": _check_message,
    "times": _check_time,
    "amounts": _check_amount,
    "entities": _check_names,
    "phones": _check_phones,
    "names": _check_record,
}


@pytest.mark.parametrize("kind", _CHECKS)
def test_rows_have_sound_answers(kind: str) -> None:
    for row in _all(kind):
        _CHECKS[kind](row)


def test_no_text_is_asked_twice() -> None:
    for kind in _CHECKS:
        texts = [(" ".join(row["text"].lower().split()), row.get("reference")) for row in _all(kind)]
        assert len(texts) == len(set(texts)), kind


def test_no_sentence_to_learn_from_judges() -> None:
    """Same words at another hour are the same sentence."""
    shown, held = ({_bare(row) for row in own_rows(part, "commands")} for part in ("more", "held"))
    assert len(shown) == len(own_rows("more", "commands"))
    in_both = shown & held
    assert not in_both
    seen_before = shown & {_bare(row) for row in own_rows("dev", "commands")}
    assert not seen_before


def test_sentences_to_learn_from_ask_each_command_often() -> None:
    asked = Counter(row["command"]["name"] if row["command"] else "" for row in own_rows("more", "commands"))
    assert min(asked[name] for name in SLOTS) >= 10
    assert asked[""] >= 300


def _bare(row: Row) -> str:
    """The words of a sentence without accents, case and marks."""
    return " ".join(words_of(row["text"]))


def test_every_command_is_asked_and_so_is_small_talk() -> None:
    for part in ("dev", "held"):
        rows = own_rows(part, "commands")
        names = {row["command"]["name"] for row in rows if row["command"]}
        assert names == set(SLOTS) or not rows, part
        talk = sum(row["command"] is None for row in rows)
        assert not rows or 0.2 <= talk / len(rows) <= 0.3


def test_every_file_holds_rows() -> None:
    files = sorted(OWN.glob("*.jsonl"))
    assert files
    assert all(read_rows(file) for file in files)
