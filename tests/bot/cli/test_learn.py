"""``crmbot learn``: odd files end in one clear line, and nothing to undo is said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMBOT_DATA", str(tmp_path / "data"))


def test_without_corrections_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn"]) == 1
    assert "--rows" in capsys.readouterr().err


def test_an_odd_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "gửi hàng", "intent": "order"}\n{"text": "a", "intent": "love"}\n', encoding="utf-8")
    assert main(["learn", "--rows", str(rows)]) == 1
    error = capsys.readouterr().err
    assert "line 2" in error
    assert error.count("\n") == 1


def test_nothing_to_undo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "--undo"]) == 0
    assert "nothing" in capsys.readouterr().out
