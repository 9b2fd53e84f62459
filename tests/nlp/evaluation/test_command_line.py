from __future__ import annotations

import subprocess
import sys

import msgspec

from nlp.evaluation.row_files import own_rows


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "nlp.evaluation", *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def test_figures_come_as_json() -> None:
    figures = msgspec.json.decode(_run("--only", "own dev amounts", "--json"))
    assert {figure["of"] for figure in figures} == {"own dev amounts"}
    assert {"what", "group", "got", "unit", "rows", "must", "met"} <= set(figures[0])


def test_failures_of_held_rows_are_never_shown() -> None:
    for kind in ("inbound", "entities"):
        shown = _run("--only", f"held {kind}", "--fails", "1000")
        assert "NOT MET" in shown or "met" in shown or kind == "entities"
        assert not any(row["text"] in shown for row in own_rows("held", kind))
