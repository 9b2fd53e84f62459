"""Staff sentences: the right command, all its slots, and how often a wrong one is sure of itself."""

from __future__ import annotations

from collections.abc import Callable

from nlp.analysis import Command
from nlp.commands import ASK_BELOW
from nlp.evaluation.figures import Failure, Must, Outcome, Shares
from nlp.evaluation.row_files import Row
from nlp.evaluation.same_slots import Compared, compare_slots
from nlp.reader import Understood

Read = Callable[[Row], Understood]


def measure_commands(rows: list[Row], read: Read) -> Outcome:
    """Wrong and confident: another command, or any for small talk, with a score at which nobody is asked."""
    names = Shares("right command", Must(0.97))
    whole = Shares("right command, all slots right", Must(0.92))
    sure = Shares("wrong command and confident", Must(0.01, at_most=True))
    sure_slots = Shares("right command, a slot wrong and confident")
    talk = Shares("small talk taken for a command", Must(0.01, at_most=True))
    outcome = Outcome()
    for row in rows:
        got = _first(read(row))
        confident = got is not None and got.score >= ASK_BELOW
        compared = None if got is None or row["command"] is None else _best(row, got)
        if row["command"] is None:
            is_named = is_whole = got is None or got.name in {one["name"] for one in row.get("also", ())}
            talk.add(row["lang"], not is_named)
        else:
            is_named, is_whole = compared is not None, compared is not None and compared.whole
            names.add(row["lang"], is_named)
            whole.add(row["lang"], is_whole)
            sure_slots.add(row["lang"], confident and compared is not None and bool(compared.wrong))
        sure.add(row["lang"], confident and not is_named)
        if not is_whole:
            outcome.failures.append(Failure("command", row, (got, compared)))
    for shares in (names, whole, sure, sure_slots, talk):
        outcome.figures.extend(shares.figures())
    return outcome


def measure_several(rows: list[Row], read: Read) -> Outcome:
    """Sentences that ask for several things: all of them, in their order, and nothing else."""
    names = Shares("several commands, all found")
    whole = Shares("several commands, all slots right")
    outcome = Outcome()
    for row in rows:
        got = read(row).commands
        is_named = [one.name for one in got] == [one["name"] for one in row["commands"]]
        compared = [compare_slots({**row, **want}, want, one) for want, one in zip(row["commands"], got, strict=False)]
        is_whole = is_named and all(one.whole for one in compared)
        names.add(row["lang"], is_named)
        whole.add(row["lang"], is_whole)
        if not is_whole:
            outcome.failures.append(Failure("several commands", row, (got, compared)))
    outcome.figures += [*names.figures(), *whole.figures()]
    return outcome


def _first(understood: Understood) -> Command | None:
    return understood.commands[0] if understood.commands else None


def _best(row: Row, got: Command) -> Compared | None:
    """Against the expected reading that suits best; ``None`` where none has the command's name."""
    expected = [one for one in (row["command"], *row.get("also", ())) if one["name"] == got.name]
    compared = [compare_slots(row, one, got) for one in expected]
    return min(compared, key=lambda one: len(one.wrong) + len(one.missing), default=None)
