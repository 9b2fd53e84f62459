"""Public rows that say why somebody writes or what he asks an assistant for, mapped to our labels by their own labels.

Nothing of ours is trained on them, so that each data set is one that was left out.
"""

from __future__ import annotations

from collections.abc import Callable

from nlp.analysis import IntentLabel
from nlp.evaluation.figures import ALL, Failure, Figure, FScores, Must, Outcome, Shares
from nlp.evaluation.row_files import Row
from nlp.reader import Understood

Read = Callable[[Row], Understood]

_COARSER = {
    IntentLabel.THANKS: "thanks_closing",
    IntentLabel.WARRANTY: "support_request",
    IntentLabel.PAYMENT: "support_request",
    IntentLabel.FOLLOW_UP: "support_request",
    IntentLabel.ORDER: "sales_enquiry",
    IntentLabel.MEETING_REPLY: "meeting_request",
    IntentLabel.UNSUBSCRIBE: "cancellation",
    IntentLabel.OTHER: "greeting",
}
_COMMANDS = {
    "command_calendar": "book_meeting reschedule cancel_activity list_today list_week",
    "command_reminder": "remind",
    "command_task": "create_task",
    "command_email": "reply_customer message_colleague",
    "command_contact": "create_contact create_lead find",
}
_COMMAND_GROUP = {name: group for group, names in _COMMANDS.items() for name in names.split()}


def measure_intents(rows: list[Row], read: Read) -> Outcome:
    labels, macro = FScores("public intents F1"), FScores("")
    sets = Shares("accuracy on a data set left out")
    outcome = Outcome()
    for row in rows:
        got, want = _said(row, read(row)), row["crm"]
        sets.add(row["task"], got == want)
        for scores in (labels, macro):
            if got == want:
                scores.add(want, 1, 0, 0)
            else:
                scores.add(want, 0, 0, 1)
        if got != want:
            macro.add(got, 0, 1, 0)
            outcome.failures.append(Failure("intent", row, got))
    wanted = labels.groups()
    each = list(sets.figures(total=False))
    mean = sum(macro.score(label) for label in wanted) / max(1, len(wanted))
    accuracy = sum(figure.got for figure in each) / max(1, len(each))
    outcome.figures += [
        Figure("public intents, macro-F1", ALL, mean, len(rows), Must(0.93)),
        Figure("data sets left out, mean accuracy", ALL, accuracy, len(each), Must(0.78)),
        *each,
    ]
    return outcome


def _said(row: Row, understood: Understood) -> str:
    """A row about a command is answered by the command, where one was read."""
    if row["crm"].startswith("command_") and understood.commands:
        group = _COMMAND_GROUP.get(understood.commands[0].name)
        if group:
            return group
    label = understood.intent.label
    return _COARSER.get(label, label.value)
