"""Orders that no frame knows: understood by all their letters, filled from what is named, and asked about."""

from __future__ import annotations

import math

import pytest

from nlp.commands import ASK_BELOW, read_commands
from nlp.commands.facts import Found
from nlp.commands.likely import NOTHING, PACKAGED, packaged, scored, seen, weigh
from nlp.training.commands import MADE_WEIGHT
from nlp.training.orders import made, typed
from tests.nlp.commands.test_slots import NOW

LARGEST = 2_000_000


@pytest.mark.parametrize(
    ("text", "name", "slots"),
    [
        ("Chị Ngà hỏi 300 thùng keo, em soạn báo giá gửi chị giúp", "create_quote", {"account": "Chị Ngà"}),
        ("Bên Hải Long đặt cọc sáng nay rồi, chốt thắng deal đó giúp anh", "mark_won", {"record": "Hải Long"}),
    ],
)
def test_the_order_comes_last_and_names_nobody(text: str, name: str, slots: dict[str, str]) -> None:
    [command] = read_commands(text, now=NOW).commands
    assert command.name == name
    assert {slot: command.slots.get(slot) for slot in slots} == slots


def test_what_no_frame_knows_is_asked_about() -> None:
    commands = read_commands("Chị Ngà hỏi 300 thùng keo, em soạn báo giá gửi chị giúp", now=NOW).commands
    assert commands[0].score < ASK_BELOW


def test_shares_are_shares() -> None:
    logs = packaged().logs(seen("đóng T-5", Found()))
    assert sum(map(math.exp, logs.values())) == pytest.approx(1, abs=1e-3)
    assert NOTHING in logs


def test_a_frame_adds_to_the_evidence() -> None:
    logs = {"undo": -2.0, "help": -1.0, NOTHING: -0.9}
    assert max(weigh({}, logs), key=weigh({}, logs).__getitem__) == NOTHING
    assert max(weigh({"undo": 0.9}, logs), key=weigh({"undo": 0.9}, logs).__getitem__) == "undo"


def test_the_score_says_whether_to_ask() -> None:
    assert scored(0.98) < ASK_BELOW <= scored(0.99)
    assert scored(0.2) < scored(0.6) < scored(0.986) < scored(1.0) <= 1.0


def test_the_sentences_to_learn_from_are_the_same_each_time() -> None:
    assert made() == made()
    assert typed([("Đóng T-5", "set_ticket_status")], 1) == typed([("Đóng T-5", "set_ticket_status")], 1)
    assert 0 < MADE_WEIGHT < 1


def test_the_model_is_small() -> None:
    assert PACKAGED.stat().st_size < LARGEST
