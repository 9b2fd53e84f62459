"""Sentences of our own: which command, and that talk is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from nlp.commands import ASK_BELOW, read_commands
from nlp.commands.frames import FRAMES
from nlp.text import fold

HERE = Path(__file__).parent
NOW = datetime.fromisoformat("2026-08-12T10:00:00+07:00")


def _lines(name: str) -> list[str]:
    written = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in written if line.strip() and not line.startswith("#")]


def _orders(name: str) -> Iterator[tuple[str, str]]:
    for line in _lines(name):
        command, _, text = line.partition("|")
        yield command.strip(), text.strip()


@pytest.mark.parametrize(("name", "least"), [("orders.txt", 0.97), ("orders_indirect.txt", 0.93)])
def test_orders_are_read_as_their_command(name: str, least: float) -> None:
    rows = list(_orders(name))
    wrong = [(command, text) for command, text in rows if _first(text) != command]
    assert 1 - len(wrong) / len(rows) >= least, wrong


def test_orders_without_accents_are_read_too() -> None:
    rows = list(_orders("orders.txt"))
    wrong = [(command, text) for command, text in rows if _first(fold(text)) != command]
    assert 1 - len(wrong) / len(rows) >= 0.9, wrong


def test_a_wrong_command_is_seldom_sure() -> None:
    rows = [*_orders("orders.txt"), *_orders("orders_indirect.txt")]
    sure = [
        (command, text, read.name)
        for command, text in rows
        for read in read_commands(text, now=NOW).commands[:1]
        if read.name != command and read.score >= ASK_BELOW
    ]
    assert len(sure) / len(rows) <= 0.015, sure


@pytest.mark.parametrize("name", ["chatter.txt", "near_talk.txt"])
def test_talk_among_colleagues_is_no_command(name: str) -> None:
    lines = _lines(name)
    taken = [(text, _first(text)) for text in lines if _first(text)]
    assert len(taken) / len(lines) <= 0.015, taken


def test_every_command_of_the_interface_has_orders() -> None:
    named = {command for command, _ in _orders("orders.txt")}
    assert named == {frame.command for frame in FRAMES}
    assert len(named) == 39


def _first(text: str) -> str:
    commands = read_commands(text, now=NOW).commands
    return commands[0].name if commands else ""
