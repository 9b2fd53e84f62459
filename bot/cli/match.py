"""``crmbot match --json``: which of the given names a text means, best first; the matching that linking uses."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from bot.cli.lines import LineRefused, answer_lines, text_of

HELP = """reads lines {"text", "lang"?, "candidates": ["…"]} from standard input and prints {"matches": [{"name", "score"}]}, best first;
a line that cannot be read is answered by {"error"} and makes the status 1"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines in, JSON lines out (the only form)")


def run(_args: argparse.Namespace) -> int:
    return answer_lines(matched)


def matched(line: Mapping[str, Any]) -> dict[str, Any]:
    """Raises ``LineRefused``."""
    from nlp.names.ranking import rank_names
    from nlp.text import clean

    candidates = line.get("candidates")
    if not isinstance(candidates, list) or not all(isinstance(name, str) for name in candidates):
        raise LineRefused("“candidates” must be a list of names")
    ranked = rank_names(clean(text_of(line)), candidates)
    return {"matches": [{"name": name, "score": score} for name, score in ranked]}
