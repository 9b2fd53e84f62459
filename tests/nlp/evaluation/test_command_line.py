from __future__ import annotations

import msgspec
import pytest

from nlp.evaluation.__main__ import main
from nlp.evaluation.row_files import own_rows


def test_figures_come_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "own dev amounts", "--json"]) == 0
    figures = msgspec.json.decode(capsys.readouterr().out)
    assert {figure["of"] for figure in figures} == {"own dev amounts"}
    assert {"what", "group", "got", "unit", "rows", "must", "met"} <= set(figures[0])


def test_failures_of_held_rows_are_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "held inbound", "--fails", "1000"]) == 0
    shown = capsys.readouterr().out
    assert "NOT MET" in shown
    assert not any(row["text"][:40] in shown for row in own_rows("held", "inbound"))
