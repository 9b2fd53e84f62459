"""Lines on stderr: JSON, one a line, and a failure without its words."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import logs

SECRET = "Xoài Cát Hòa Lộc"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict]]]:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    noisy = {name: logging.getLogger(name).level for name in logs.NOISY}
    logs.set_up("info")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:], level, logging.raiseExceptions = before
    root.setLevel(level)
    for name, old in noisy.items():
        logging.getLogger(name).setLevel(old)


def test_a_line_is_one_json_object(lines: Callable[[], list[dict]]) -> None:
    logging.getLogger("bot.x").info("processed\nitem", extra={"inbox_id": 7, "channel": "email\x1b[2J"})
    (line,) = lines()
    assert (line["level"], line["part"], line["message"], line["inbox_id"]) == ("INFO", "bot.x", "processed\nitem", 7)
    assert line["at"]


def test_the_level_is_kept_and_libraries_are_quieter(lines: Callable[[], list[dict]]) -> None:
    logging.getLogger("bot.x").debug("no")
    logging.getLogger("apscheduler.executors").info("no")
    logging.getLogger("apscheduler.executors").warning("yes")
    assert [line["message"] for line in lines()] == ["yes"]


def test_a_failure_is_told_by_kind_and_place_without_its_words(lines: Callable[[], list[dict]]) -> None:
    def choke() -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"cannot read {SECRET!r}") from error

    try:
        choke()
    except ValueError:
        logging.getLogger("bot.x").exception("preparing failed")
    (line,) = lines()
    assert SECRET not in json.dumps(line, ensure_ascii=False)
    told = line["exc_info"]
    assert told.index("KeyError") < told.index("ValueError")
    assert "in choke" in told


def test_a_chain_without_an_end_ends(lines: Callable[[], list[dict]]) -> None:
    first, second = KeyError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    logging.getLogger("bot.x").error("x", exc_info=(KeyError, first, None))
    assert lines()[0]["exc_info"].count("KeyError") == 5


def test_a_closed_stderr_stops_nothing() -> None:
    program = (
        "from bot import logs; import logging; logs.set_up('info'); logging.error('nobody hears this'); print('on')"
    )
    command = f'exec "{sys.executable}" -c "{program}" 2>&-'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, cwd=Path(__file__).parents[2], check=True)
    assert done.stdout == b"on\n"
