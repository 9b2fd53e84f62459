"""The measures themselves, on answers whose worth is known."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from nlp.analysis import Command, Entity, EntityLabel, Grain, Intent, IntentLabel, Money, Span, Time, TimeProblem
from nlp.commands import ASK_BELOW
from nlp.evaluation.commands import measure_commands, measure_several
from nlp.evaluation.figures import ALL, Figure, Must, Outcome
from nlp.evaluation.inbound import measure_inbound
from nlp.evaluation.row_files import STRIPPED, without_accents
from nlp.evaluation.same_slots import compare_slots
from nlp.evaluation.values import measure_amounts, measure_phones, measure_times
from nlp.reader import Understood

NOW = "2026-09-17T09:00:00+07:00"
AT_THREE = datetime.fromisoformat("2026-09-18T15:00:00+07:00")


def _understood(**parts: Any) -> Understood:
    return Understood(text="", language="vi", has_accents=True, **{"intent": Intent(), **parts})


def _span(text: str) -> Span:
    return Span(0, len(text), text)


def _got(outcome: Outcome, what: str, group: str = ALL) -> float:
    [figure] = [one for one in outcome.figures if (one.what, one.group) == (what, group)]
    return figure.got


def _sentence(command: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {"lang": "vi", "text": "…", "reference": NOW, "command": command, **more}


BOOK = {
    "name": "book_meeting",
    "slots": {"with": "chị Hạnh", "start": "2026-09-18T15:00:00+07:00", "duration_minutes": 30},
}


@pytest.mark.parametrize(
    ("slots", "wrong", "missing"),
    [
        ({"with": "Hạnh", "start": AT_THREE, "duration_minutes": 30}, (), ()),
        ({"with": "Hạnh", "start": AT_THREE, "end": AT_THREE.replace(minute=30)}, (), ()),
        ({"with": "Hoa", "start": AT_THREE, "duration_minutes": 30}, ("with",), ("with",)),
        ({"with": "Hạnh", "start": AT_THREE.replace(hour=3), "duration_minutes": 30}, ("start",), ("start",)),
        ({"with": "Hạnh", "start": AT_THREE}, (), ("duration_minutes",)),
        ({"with": "Hạnh", "start": AT_THREE, "duration_minutes": 30, "place": "Huế"}, ("place",), ()),
        ({"with": "Hạnh", "start": AT_THREE, "duration_minutes": 30, "subject": "demo"}, (), ()),
    ],
)
def test_slots_are_right_wrong_or_missing(
    slots: dict[str, Any], wrong: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    compared = compare_slots(_sentence(BOOK), BOOK, Command("book_meeting", slots, 0.9))
    assert (compared.wrong, compared.missing) == (wrong, missing)
    assert compared.whole is not bool(wrong or missing)


def test_quotes_are_compared_line_by_line() -> None:
    lines = [{"product": "pallets", "quantity": 60, "price": "42"}, {"product": "racks", "quantity": 2}]
    want = {"name": "create_quote", "slots": {"account": "Gia Mộc", "lines": lines}}
    said = ({"product": "racks", "quantity": 2}, {"product": "pallet", "quantity": Decimal(60), "price": Decimal(42)})
    for lines_said, whole in ((said, True), (said[:1], False), ((*said[:1], {**said[1], "quantity": 6}), False)):
        command = Command("create_quote", {"account": "Gia Mộc", "lines": lines_said}, 0.9)
        assert compare_slots(_sentence(want), want, command).whole is whole


def test_optional_slots_may_miss_and_accepted_values_are_as_good() -> None:
    want = {"name": "mark_lost", "slots": {"record": "O-3", "reason": "giá cao"}}
    row = _sentence(want, optional=["reason"], accept={"record": ["Gia Mộc"]})
    assert compare_slots(row, want, Command("mark_lost", {"record": "deal Gia Mộc"}, 0.9)).whole


def test_being_wrong_is_worse_when_sure() -> None:
    rows = [_sentence(BOOK), _sentence(None)]
    for score, share in ((ASK_BELOW, 1.0), (ASK_BELOW - 0.01, 0.0)):
        outcome = measure_commands(rows, lambda _, score=score: _understood(commands=[Command("undo", {}, score)]))
        assert _got(outcome, "right command") == 0
        assert _got(outcome, "wrong command and confident") == share
        assert _got(outcome, "small talk taken for a command") == 1
    silent = measure_commands(rows, lambda _: _understood())
    assert _got(silent, "wrong command and confident") == _got(silent, "small talk taken for a command") == 0
    assert len(silent.failures) == 1


def test_of_several_commands_each_must_be_there_and_whole() -> None:
    undo, won = {"name": "undo", "slots": {}}, {"name": "mark_won", "slots": {"record": "O-3"}}
    rows = [{"lang": "vi", "text": "…", "reference": NOW, "commands": [won, undo]}]
    for record, commands, named, whole in (("O-3", 2, 1, 1), ("O-4", 2, 1, 0), ("O-3", 1, 0, 0)):
        said = [Command("mark_won", {"record": record}, 0.9), Command("undo", {}, 0.9)][:commands]
        outcome = measure_several(rows, lambda _, said=said: _understood(commands=said))
        assert _got(outcome, "several commands, all found") == named
        assert _got(outcome, "several commands, all slots right") == whole


def test_a_message_is_right_by_its_intent_and_by_what_it_names() -> None:
    empty = {kind: [] for kind in ("people", "firms", "phones", "emails", "money", "refs", "times")}
    named = {**empty, "people": ["Lan"], "firms": ["Gia Mộc"], "money": [{"amount": "200", "currency": "USD"}]}
    row = {
        "lang": "en",
        "text": "…",
        "reference": NOW,
        "intent": "order",
        "also_intents": ["payment"],
        "entities": named,
    }
    answer = _understood(
        intent=Intent(IntentLabel.PAYMENT, 0.9),
        entities=[Entity(EntityLabel.PERSON, _span("chị Lan")), Entity(EntityLabel.ORG, _span("Zalo"))],
        money=[Money(Decimal("200.00"), "USD", _span("$200"))],
        times=[Time(AT_THREE, None, Grain.HOUR, _span("3h"))],
    )
    outcome = measure_inbound([row], lambda _: answer)
    assert _got(outcome, "customer's intent") == 1
    assert _got(outcome, "entities F1") == pytest.approx(2 * 2 / (2 * 2 + 2 + 1))
    loose = measure_inbound([{**row, "optional": {"times": True}, "ignore": ["Zalo"]}], lambda _: answer)
    assert _got(loose, "entities F1") == pytest.approx(2 * 2 / (2 * 2 + 1))


def test_times_are_right_wrong_alarms_or_impossible() -> None:
    rows = [
        {"lang": "vi", "text": "a", "reference": NOW, "value": "2026-09-18T15", "grain": "hour"},
        {"lang": "vi", "text": "b", "reference": NOW},
        {"lang": "vi", "text": "31/2", "reference": NOW, "problem": "no_such_day"},
    ]
    found = measure_times(rows, lambda _: _understood(times=[Time(AT_THREE, None, Grain.HOUR, _span("3h"))]))
    assert _got(found, "time, start at its grain") == _got(found, "time found where none is") == 1
    assert _got(found, "impossible time said to be one") == 0
    told = measure_times(rows, lambda _: _understood(problems=[TimeProblem("no_such_day", _span("31/2"))]))
    assert _got(told, "impossible time said to be one") == 1
    assert _got(told, "time, start at its grain") == 0


def test_amounts_need_their_currency_and_phones_their_number() -> None:
    rows = [
        {"lang": "vi", "text": "a", "amount": 1500000, "currency": "VND", "kind": "single"},
        {"lang": "vi", "text": "b", "amount": None, "currency": None, "kind": "none"},
    ]
    for currency, share in (("VND", 1), ("USD", 0)):
        money = [Money(Decimal(1500000), currency, _span("1tr5"))]
        outcome = measure_amounts(rows, lambda _, money=money: _understood(money=money))
        assert _got(outcome, "amount with currency") == share
        assert _got(outcome, "amount found where none is") == 1
    phones = [{"lang": "vi", "text": "a", "phones": ["0903 111 222"]}]
    for got, share in ((["+84903111222"], 1), (["+84903111223"], 0), (["+84903111222", "+84903111223"], 0)):
        outcome = measure_phones(phones, lambda _, got=got: _understood(phones=got))
        assert _got(outcome, "phones, all and no other", "vi") == share


def test_rows_without_accents_stay_out_of_the_total() -> None:
    rows = [_sentence(None, lang="vi"), _sentence(None, lang="en")]
    stripped = without_accents([{**rows[0], "text": "Đặt lịch gặp chị Hạnh"}, rows[1]])
    assert [(row["text"], row["lang"]) for row in stripped] == [("Dat lich gap chi Hanh", STRIPPED)]
    figures = measure_commands([*rows, *stripped], lambda _: _understood()).figures
    rows_of = {one.group: one.rows for one in figures if one.what == "small talk taken for a command"}
    assert rows_of == {ALL: 2, "vi": 1, "en": 1, STRIPPED: 1}


def test_a_figure_is_met_or_not() -> None:
    assert Figure("a", ALL, 0.97, 10, Must(0.97)).met
    assert not Figure("a", ALL, 0.02, 10, Must(0.01, at_most=True)).met
    assert Figure("a", ALL, 0.02, 10).met is None
