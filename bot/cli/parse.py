"""``crmbot parse --json``: reads texts, one JSON object per line, and prints what each of them says, line for line."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli.lines import LineRefused, answer_lines, text_of
from nlp.analysis import Money, Span

if TYPE_CHECKING:
    from nlp.analysis import Command, Time, TimeProblem
    from nlp.reader import Reader, Understood

HELP = """reads lines {"text", "reference"?, "lang"?, "timezone"?, "locale"?, "region"?} from standard input and prints, line for line,
what each text says; a line that cannot be read is answered by {"error"} and makes the status 1"""

ZONE = "Asia/Ho_Chi_Minh"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines in, JSON lines out (the only form)")


def run(_args: argparse.Namespace) -> int:
    from nlp.reader import Reader

    reader = Reader()
    return answer_lines(lambda line: parsed(line, reader))


def parsed(line: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Raises ``LineRefused``."""
    understood = reader.read(
        text_of(line),
        now=_now(line),
        language=text_of(line, "lang", ""),
        locale=text_of(line, "locale", ""),
        **({"region": line["region"].upper()} if text_of(line, "region", "") else {}),
    )
    return facts_of(understood)


def facts_of(understood: Understood) -> dict[str, Any]:
    """The form of the interface, and beside it ``problems``, ``commands`` and ``why``: the words that gave a result."""
    commands = [_command(command) for command in understood.commands]
    return {
        "language": understood.language,
        "accents": understood.has_accents,
        "times": [_time(time) for time in understood.times],
        "problems": [_problem(problem) for problem in understood.problems],
        "money": [_money(money) for money in understood.money],
        "phones": list(understood.phones),
        "emails": list(understood.emails),
        "tax_codes": [{"code": one.code, "valid": one.valid} for one in understood.tax_codes],
        "refs": [reference.ref for reference in understood.references],
        "entities": [
            {"label": entity.label, "text": entity.span.text, "score": entity.score, "title": entity.title}
            for entity in understood.entities
        ],
        "intent": {"label": understood.intent.label, "score": understood.intent.score},
        "command": commands[0] if commands else None,
        "commands": commands,
        "why": _why(understood),
    }


def _time(time: Time) -> dict[str, Any]:
    facts = {
        "start": time.start.isoformat(),
        "end": time.end.isoformat() if time.end else None,
        "grain": time.grain,
        "text": time.span.text,
    }
    return facts | {"assumed": list(time.assumed)} | ({"rrule": time.rule} if time.rule else {})


def _problem(problem: TimeProblem) -> dict[str, Any]:
    nearest = [day.isoformat() for day in problem.nearest]
    return {"problem": problem.problem, "text": problem.span.text, "nearest": nearest}


def _money(money: Money) -> dict[str, Any]:
    facts: dict[str, Any] = {"amount": f"{money.amount:f}", "currency": money.currency, "text": money.span.text}
    if money.up_to is not None:
        facts["up_to"] = f"{money.up_to:f}"
    if money.bound is not None:
        facts["bound"] = money.bound
    return facts | ({"per": money.per} if money.per else {})


def _command(command: Command) -> dict[str, Any]:
    slots = {name: _plain(value) for name, value in command.slots.items()}
    return {"name": command.name, "slots": slots, "score": command.score}


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case Money():
            return {"amount": f"{value.amount:f}", "currency": value.currency}
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value


def _why(understood: Understood) -> dict[str, list[Any]]:
    spans = {
        "times": [time.span for time in understood.times],
        "problems": [problem.span for problem in understood.problems],
        "money": [money.span for money in understood.money],
        "phones": [phone.span for phone in understood.written_phones],
        "emails": [email.span for email in understood.written_emails],
        "tax_codes": [code.span for code in understood.tax_codes],
        "refs": [reference.span for reference in understood.references if reference.span],
        "entities": [entity.span for entity in understood.entities],
        "command": understood.commands[0].words if understood.commands else [],
    }
    why: dict[str, list[Any]] = {name: [_span(span) for span in found] for name, found in spans.items()}
    return why | {"intent": list(understood.intent.words)}


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _now(line: Mapping[str, Any]) -> datetime:
    """The line's ``reference``, else the clock's; in its ``timezone``, else the reference's own."""
    zone = _zone(text_of(line, "timezone", ""))
    written = text_of(line, "reference", "")
    if not written:
        return datetime.now(UTC).astimezone(zone or ZoneInfo(ZONE))
    try:
        now = datetime.fromisoformat(written)
        if now.tzinfo is None:
            return now.replace(tzinfo=zone or ZoneInfo(ZONE))
        return now.astimezone(zone) if zone else now
    except (ValueError, OverflowError):
        raise LineRefused(f"“reference” is no ISO 8601 time: {written[:40]!r}") from None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # not found; no name of a zone at all; the name of a folder
        raise LineRefused(f"there is no time zone {name[:40]!r}") from None
