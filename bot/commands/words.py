"""What people type behind a command: references, names of colleagues, states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.commands.turn import Turn
from crm_store.errors import Invalid
from crm_store.identity.rules import fold
from crm_store.notifications import queries
from crm_store.references import Kind, parse_reference
from crm_store.team.models import User
from crm_store.team.service import list_users
from crm_store.tickets import outcomes
from crm_store.tickets.rules import Priority, Status

_TICKET = re.compile(r"\s*(?:#|T-?)?(\d{1,12})\b[\s:,]*", re.IGNORECASE)
_LEAD = re.compile(r"\s*L-?(\d{1,12})\b", re.IGNORECASE)
STATUS_WORDS: Mapping[str, Status] = {
    "new": Status.NEW,
    "moi": Status.NEW,
    "open": Status.OPEN,
    "mo": Status.OPEN,
    "dang mo": Status.OPEN,
    "mo lai": Status.OPEN,
    "molai": Status.OPEN,
    "reopen": Status.OPEN,
    "waiting": Status.WAITING,
    "wait": Status.WAITING,
    "cho": Status.WAITING,
    "cho khach": Status.WAITING,
    "dang cho": Status.WAITING,
    "dang cho khach": Status.WAITING,
    "waiting for the customer": Status.WAITING,
    "on_hold": Status.ON_HOLD,
    "on hold": Status.ON_HOLD,
    "hold": Status.ON_HOLD,
    "tam giu": Status.ON_HOLD,
    "tam hoan": Status.ON_HOLD,
    "resolved": Status.RESOLVED,
    "resolve": Status.RESOLVED,
    "done": Status.RESOLVED,
    "xong": Status.RESOLVED,
    "da xong": Status.RESOLVED,
    "closed": Status.CLOSED,
    "close": Status.CLOSED,
    "dong": Status.CLOSED,
    "da dong": Status.CLOSED,
}
PRIORITY_WORDS: Mapping[str, Priority] = {
    "low": Priority.LOW,
    "thap": Priority.LOW,
    "normal": Priority.NORMAL,
    "binh thuong": Priority.NORMAL,
    "thuong": Priority.NORMAL,
    "high": Priority.HIGH,
    "cao": Priority.HIGH,
    "urgent": Priority.URGENT,
    "khan": Priority.URGENT,
    "khan cap": Priority.URGENT,
    "gap": Priority.URGENT,
}


def ticket_and_rest(turn: Turn, args: str) -> tuple[int, str]:
    """The ticket that is named first (``T-5``, ``5``, ``#5``), else the one whose card this message answers."""
    found = _TICKET.match(args)
    if found is not None:
        return int(found[1]), args[found.end() :].strip()
    lead = _LEAD.match(args)
    if lead is not None:
        raise Invalid("{reference} is a lead; press To ticket on its card to answer.", reference=f"L-{int(lead[1])}")
    answered = answered_ticket(turn)
    if answered is not None:
        return answered, args.strip()
    raise Invalid("Which ticket? Name it, such as T-5, or answer its card with the command.")


def answered_ticket(turn: Turn) -> int | None:
    """The ticket of the message that this one answers, if that shows one: its card, its news, an answer on its way."""
    if turn.reply_to_ref is None:
        return None
    record = queries.record_of(turn.uow, turn.chat, turn.reply_to_ref)
    return None if record is None else ticket_of(turn, record)


def ticket_of(turn: Turn, record: str) -> int | None:
    """The ticket of a kept message: ``T-5``, ``T-5/X-9``, ``RD-7`` or ``OUT-3``."""
    name = record.partition("/")[0]
    if name.startswith(queries.DRAFT_PREFIX):
        draft = queries.draft(turn.uow, int(name.removeprefix(queries.DRAFT_PREFIX)))
        return draft.ticket_id if draft is not None else None
    kind, number = parse_reference(name)
    if kind is Kind.OUTBOX:
        facts = queries.reply_facts(turn.uow, number)
        return None if facts is None else outcomes.ticket_of(facts.ticket_ref)
    return number if kind is Kind.TICKET else None


def record_named(text: str, kind: Kind) -> int:
    """``L-3`` or just ``3``. Raises ``Invalid``."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 13:  # noqa: PLR2004  as long as a reference may be
        return int(text)
    found, number = parse_reference(text)
    if found is not kind:
        raise Invalid("“{text}” is a reference of another kind.", text=text)
    return number


def status_named(text: str) -> str:
    """The state that the words mean; unknown ones go on as they are, and the use case says which there are."""
    return STATUS_WORDS.get(" ".join(fold(text).split()), text.strip())


def priority_named(text: str) -> str:
    return PRIORITY_WORDS.get(" ".join(fold(text).split()), text.strip())


def colleagues_named(turn: Turn, text: str) -> Sequence[User]:
    """Active colleagues whom these words may mean: the whole name or address, else the name people call them by, else any part."""
    active = [one for one in list_users(turn.uow, actor=turn.actor) if one.is_active]
    wanted = fold(text)
    if wanted in ("me", "toi", "minh tu lam"):
        return [turn.user]
    exact = [one for one in active if wanted in (fold(one.name), one.email, f"u-{one.id}")]
    if exact:
        return exact
    accented = [one for one in active if text.strip().lower() == one.name.lower().split()[-1]]
    called = [one for one in active if fold(one.name).split()[-1] == wanted]
    parts = [one for one in active if wanted and all(word in fold(one.name).split() for word in wanted.split())]
    return accented or called or parts
