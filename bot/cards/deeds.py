"""Who did what with a ticket, in one short line."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import Translator, mark, say_time
from bot.i18n.terms import PRIORITY, STATUS, term
from crm_store.team.models import User
from crm_store.tickets.deeds import Deed

_SAID = {
    "ticket.taken": mark("{name} took it {time}"),
    "ticket.status": mark("{name} set it to “{status}” {time}"),
    "ticket.priority": mark("{name} set the priority to {priority} {time}"),
    "ticket.sender": mark("{name} decided about a sender {time}"),
    "ticket.address": mark("{name} corrected the address {time}"),
    "ticket.tokens": mark("{name} withdrew the reply address {time}"),
    "note": mark("{name} noted something {time}"),
    "reply": mark("{name} answered {time}"),
    "reply.retry": mark("{name} sent the answer again {time}"),
    "reply.arrived": mark("{name} says that the answer arrived, {time}"),
    "note.undo": mark("{name} took a note back {time}"),
    "reply.undo": mark("{name} took an answer back {time}"),
    "undo": mark("{name} took a change back {time}"),
}
_GAVE_TO = mark("{name} gave it to {other} {time}")
_GAVE = mark("{name} gave it away {time}")


def deed_line(deed: Deed, *, user: User, now: datetime, holder_id: int | None, holder: str, _: Translator) -> str:
    """``holder_id`` and ``holder`` are who has the ticket now. The hour alone for what was done today."""
    said = _SAID.get(deed.action)
    if said is None:
        said = _GAVE_TO if holder and deed.after.get("assignee_id") == holder_id else _GAVE
    name = _("You") if deed.user_id == user.id else deed.name
    return _(said).format(
        name=name, other=holder, time=_when(deed.at, now, user, _), status=term(STATUS, str(deed.after.get("status", "")), _),
        priority=term(PRIORITY, str(deed.after.get("priority", "")), _),
    )  # fmt: skip


def _when(at: datetime, now: datetime, user: User, _: Translator) -> str:
    said = say_time(at, now, user.timezone, user.language)
    today = _("today")
    return _("at {clock}").format(clock=said.removeprefix(today).strip()) if said.startswith(today) else said
