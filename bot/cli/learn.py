"""``crmbot learn [--rows FILE…] [--undo]``: what staff corrected becomes part of the trained judgement."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import load_settings
from crm_store.errors import Invalid

if TYPE_CHECKING:
    from nlp.training.learn import Correction

HELP = """Retrains why customers write with what staff put right, and puts the result in use at the next start.

Files are lines of {"text": "…", "intent": "order", "also": ["thanks"]}; lines learned before are kept. Takes minutes. A
model that is worse on the evaluation set is refused (status 1). --undo goes back by one step."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", nargs="+", type=Path, default=[], metavar="FILE", help="corrections, lines of JSON")
    parser.add_argument("--undo", action="store_true", help="back to what was in use before the last lesson")


def run(args: argparse.Namespace) -> int:
    from nlp.intents import learned

    folder = load_settings().data / "models"
    if args.undo:
        undone = learned.undo(folder)
        print("back to the model before" if undone else "nothing was learned here")
        return 0
    known = learned.corrections_in(folder)
    lines = list(dict.fromkeys([*known, *(line for path in args.rows for line in _lines(path))]))
    if not lines:
        raise Invalid("no corrections to learn from; name files of them with --rows")
    return _learn(folder, lines)


def _learn(folder: Path, lines: list[str]) -> int:
    from nlp.intents import learned
    from nlp.training.learn import learn

    lesson = learn([_correction(line, "corrections learned before") for line in lines], learned.model_in(folder))
    print(
        f"evaluation set: {lesson.before:.1%} right before, {lesson.after:.1%} now; corrections: {lesson.learned:.1%}"
    )
    if lesson.is_worse:
        print("crmbot: refused, the new model is worse than the one in use", file=sys.stderr)
        return 1
    learned.keep(folder, lesson.model, lines)
    print(f"learned from {len(lines)} corrections; in use from the next start; “crmbot learn --undo” goes back")
    return 0


def _lines(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if line:
            _correction(line, f"{path}, line {number}")
    return [line for line in lines if line]


def _correction(line: str, where: str) -> Correction:
    from nlp.training.learn import read_correction

    try:
        return read_correction(line)
    except ValueError as error:
        raise Invalid(f"{where}: {error}") from error
