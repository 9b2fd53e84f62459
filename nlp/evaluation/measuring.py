"""Which rows are measured by what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from nlp.evaluation.commands import measure_commands, measure_several
from nlp.evaluation.figures import Outcome
from nlp.evaluation.inbound import measure_entities, measure_inbound
from nlp.evaluation.intents import measure_intents
from nlp.evaluation.names import measure_names
from nlp.evaluation.row_files import PARTS, Row, own_rows, read_rows, without_accents
from nlp.evaluation.values import measure_amounts, measure_phones, measure_times
from nlp.extractors.phones import REGION
from nlp.reader import Reader, Understood

Measure = Callable[[list[Row], Callable[[Row], Understood]], Outcome]

_OWN: dict[str, Measure] = {
    "commands": measure_commands,
    "several": measure_several,
    "inbound": measure_inbound,
    "times": measure_times,
    "amounts": measure_amounts,
    "entities": measure_entities,
    "phones": measure_phones,
}
_NAMES = {"names_nodiacritics": "accent-less", "names_typos": "typos", "companies": "firms"}
_NOW = datetime(2026, 9, 17, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass(frozen=True, slots=True)
class Measurement:
    """``is_secret``: figures only, no row is shown."""

    title: str
    run: Callable[[], Outcome]
    is_secret: bool = False


def own_measurements(reader: Reader) -> Iterator[Measurement]:
    """Each file as it is and, beside it, its Vietnamese rows with the accents taken away."""
    read = _as_written(reader)
    for part in PARTS:
        for kind, measure in _OWN.items():
            if rows := own_rows(part, kind):
                yield _measured(f"own {part} {kind}", measure, rows, read, is_secret=part == "held")
        if rows := own_rows(part, "names"):
            yield Measurement(f"own {part} names", partial(measure_names, rows), is_secret=part == "held")


def public_measurements(reader: Reader, folder: Path | None) -> Iterator[Measurement]:
    """Nothing where no folder is given. Rows of values and intents say which language they are in, sentences do not."""
    if folder is None or not folder.is_dir():
        return
    told = _with_language(reader)
    files: list[tuple[str, Measure, list[Row], Callable[[Row], Understood]]] = [
        ("commands", measure_commands, read_rows(folder / "crm/commands.jsonl"), _as_written(reader)),
        ("inbound", measure_inbound, read_rows(folder / "crm/inbound.jsonl"), _as_written(reader)),
        ("times", measure_times, read_rows(folder / "time.jsonl") + read_rows(folder / "time_negative.jsonl"), told),
        ("amounts", measure_amounts, read_rows(folder / "money.jsonl"), told),
        ("phones", measure_phones, read_rows(folder / "phones.jsonl"), told),
    ]
    for kind, measure, rows, read in files:
        yield _measured(f"public {kind}", measure, rows, read)
    intents = [row for row in read_rows(folder / "intent.jsonl") if row.get("crm")]
    yield Measurement("public intents", partial(measure_intents, intents, told))
    names = [{"kind": kind, **row} for name, kind in _NAMES.items() for row in read_rows(folder / f"{name}.jsonl")]
    yield Measurement("public names", partial(measure_names, names))


def _measured(
    title: str, measure: Measure, rows: list[Row], read: Callable[[Row], Understood], *, is_secret: bool = False
) -> Measurement:
    return Measurement(title, partial(measure, [*rows, *without_accents(rows)], read), is_secret=is_secret)


def _as_written(reader: Reader) -> Callable[[Row], Understood]:
    return lambda row: reader.read(row["text"], now=_now(row), region=row.get("region", REGION))


def _with_language(reader: Reader) -> Callable[[Row], Understood]:
    def read(row: Row) -> Understood:
        language = "en" if row["lang"] == "en" else "vi"
        return reader.read(
            row["text"],
            now=_now(row),
            language=language,
            region=row.get("region", REGION),
            locale=row.get("locale", ""),
        )

    return read


def _now(row: Row) -> datetime:
    return datetime.fromisoformat(row["reference"]) if "reference" in row else _NOW
