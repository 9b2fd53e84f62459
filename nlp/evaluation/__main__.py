"""``python -m nlp.evaluation``: how well texts are understood, by our own rows and, where their folder is given, by public ones.

Held rows give figures only: a row that somebody has read judges nobody any more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from nlp.evaluation.figures import Failure, Figure, Outcome
from nlp.evaluation.measuring import Measurement, own_measurements, public_measurements
from nlp.evaluation.speed import measure_speed
from nlp.reader import Reader


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    reader = Reader()
    measurements = [*own_measurements(reader), *public_measurements(reader, chosen.corpora)]
    shown: list[dict[str, Any]] = []
    for measurement in measurements:
        if chosen.only and chosen.only not in measurement.title:
            continue
        outcome = measurement.run()
        shown += [_plain(measurement.title, figure) for figure in outcome.figures]
        if not chosen.json:
            _show(measurement, outcome, chosen.fails)
    if not chosen.only or chosen.only in "speed":
        figures = measure_speed(reader)
        shown += [_plain("speed", figure) for figure in figures]
        if not chosen.json:
            _say("\nspeed", *_lines(figures))
    if chosen.json:
        _say(msgspec.json.encode(shown).decode())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp.evaluation", description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder of the public rows")
    parser.add_argument("--json", action="store_true", help="all figures as one JSON array")
    parser.add_argument(
        "--fails", type=int, default=0, metavar="N", help="show up to N failures of each file but held ones"
    )
    parser.add_argument(
        "--only", default="", metavar="WORD", help='parts with this in their title ("commands", "held", "speed")'
    )
    return parser


def _show(measurement: Measurement, outcome: Outcome, fails: int) -> None:
    _say(f"\n{measurement.title}", *_lines(outcome.figures))
    if not measurement.is_secret:
        for failure in outcome.failures[:fails]:
            _say(*_failed(failure))


def _lines(figures: list[Figure]) -> Iterator[str]:
    """One line for each thing measured, with its groups side by side: figure, rows, and whether it is what it must be."""
    for what in dict.fromkeys(figure.what for figure in figures):
        cells = (_cell(figure) for figure in figures if figure.what == what)
        yield f"  {what:42} {'  '.join(cells)}"


def _cell(figure: Figure) -> str:
    must = ""
    if figure.must is not None:
        sign = "≤" if figure.must.at_most else "≥"
        must = f" {'met' if figure.met else 'NOT MET'}: {sign} {_amount(figure.must.value, figure.unit)}"
    return f"{figure.group} {_amount(figure.got, figure.unit)} ({figure.rows}{must})".strip()


def _amount(value: float, unit: str) -> str:
    return f"{100 * value:.1f} %" if unit == "%" else f"{value:.4g} {unit}"


def _failed(failure: Failure) -> Iterator[str]:
    row = failure.row
    expected = {name: row[name] for name in row if name not in {"id", "text", "lang", "source", "timezone"}}
    yield f"\n    {failure.what} [{row['lang']}] {row['text']!r}"
    yield f"      want {msgspec.json.encode(expected).decode()}"
    yield f"      got  {failure.got}"


def _plain(title: str, figure: Figure) -> dict[str, Any]:
    must = figure.must.value if figure.must else None
    return {
        "of": title,
        "what": figure.what,
        "group": figure.group,
        "got": round(figure.got, 4),
        "unit": figure.unit,
        "rows": figure.rows,
        "must": must,
        "met": figure.met,
    }


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
