"""One process for each role on one SQLite database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.locks import AlreadyRunning, RoleLocks

HOLD = """
import sys
from pathlib import Path
from bot.locks import RoleLocks
locks = RoleLocks(Path(sys.argv[1]))
locks.take(["process", "web"])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_with_who_holds_it_and_may_start_when_that_one_has_died(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    )
    assert other.stdin is not None
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == b"held\n"
        mine = RoleLocks(tmp_path)
        with pytest.raises(AlreadyRunning, match=rf"process {other.pid}.*'web'"):
            mine.take(["web"])
        mine.take(["receive", "deliver"])
        mine.release()
    finally:
        other.kill()
        other.wait()
        other.stdin.close()
        other.stdout.close()
    mine = RoleLocks(tmp_path)
    mine.take(["web"])
    mine.release()


def test_all_or_none(tmp_path: Path) -> None:
    first, second, third = (RoleLocks(tmp_path) for _ in range(3))
    first.take(["web"])
    with pytest.raises(AlreadyRunning):
        second.take(["deliver", "web"])
    third.take(["deliver"])
    first.release()
    second.take(["web"])
    for one in (second, third):
        one.release()


def test_released_twice_is_released(tmp_path: Path) -> None:
    locks = RoleLocks(tmp_path)
    locks.take(["web"])
    locks.release()
    locks.release()
    locks.take(["web"])
    locks.release()
