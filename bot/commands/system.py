"""Help, undo, cancel, and what waits for a person in the inbox and the outbox."""

from __future__ import annotations

from bot.cards import lists
from bot.cards.parts import Card, button, lines
from bot.commands import replies
from bot.commands.turn import Turn
from bot.i18n import mark
from channels.message import Span, Style
from crm_store.access import Role
from crm_store.errors import Invalid
from crm_store.inbox import queries as inbox_queries
from crm_store.inbox import service as inbox_service
from crm_store.inbox.rules import State
from crm_store.notifications import queries
from crm_store.tickets import undo as undoing

PROBLEMS_SHOWN = 8
ITEMS_SHOWN = 4
PROMISE = mark("What you write here stays among us. A customer gets only what you see in a preview and send.")
_UNDONE = {
    "ticket.taken": mark("you do not have it any more"),
    "ticket.assigned": mark("it is with whoever had it before"),
    "ticket.status": mark("the status is as before"),
    "ticket.priority": mark("the priority is as before"),
    "note": mark("the note is gone"),
    "reply": mark("the answer was not sent"),
}


def start(turn: Turn, _args: str) -> None:
    greet(turn)


def greet(turn: Turn) -> None:
    _ = turn.translator
    text = lines(
        _("Hello {name}. New tickets come here as cards; answer, take and close them with their buttons.").format(
            name=turn.user.name
        ),
        _(PROMISE),
        _("/tickets shows who waits, /find finds people, /help lists all commands."),
    )
    turn.say(text)


def help_command(turn: Turn, _args: str) -> None:
    from bot.commands import registry  # the table there names this function

    language = turn.user.language
    shown = [
        (Span(one.usage(language), Style.CODE), Span(f" {one.explained(language)}"))
        for one in registry.allowed(Role(turn.user.role))
        if one.in_menu
    ]
    turn.say(lines(turn.translator(PROMISE), *shown))


def undo(turn: Turn, _args: str) -> None:
    last = undoing.last(turn.uow, actor=turn.actor)
    if last is None:
        raise Invalid("There is nothing of yours to undo.")
    undo_entry(turn, last.audit_id)


def undo_entry(turn: Turn, audit_id: int) -> None:
    _ = turn.translator
    done, draft = undoing.undo(turn.uow, actor=turn.actor, audit_id=audit_id)
    said = _("Undone. {reference}: {what}.").format(reference=done.ref, what=_(_UNDONE[done.action]))
    if draft is not None:
        replies.show_reopened(turn, draft, done.after["outbox_id"])
    if turn.press is not None and queries.record_of(turn.uow, turn.chat, turn.pressed_ref or "") is not None:
        turn.answer(said)
        return
    turn.replace(Card(lines(f"✔ {said}"), ((button(done.ref, "show", done.ref),),)))


def cancel(turn: Turn, _args: str) -> None:
    """Ends what was begun in this chat. The words of a draft stay readable."""
    kind = turn.dialogue.get("kind")
    draft = queries.draft(turn.uow, turn.dialogue["draft_id"]) if kind == "reply" else None
    if draft is not None and draft.state == "open":
        replies.cancel(turn, draft.id)
        return
    turn.wait_for_nothing()
    turn.replace(cancelled(turn) if kind else Card(lines(turn.translator("There is nothing to cancel."))))


def cancelled(turn: Turn) -> Card:
    return Card(lines(turn.translator("Cancelled.")))


def inbox(turn: Turn, _args: str) -> None:
    items = inbox_queries.items(turn.uow, actor=turn.actor, state=State.QUARANTINED, limit=ITEMS_SHOWN)
    quarantined = inbox_queries.counts(turn.uow)[State.QUARANTINED.value]
    turn.replace(lists.inbox(quarantined, items, user=turn.user, now=turn.now))


def replay(turn: Turn, inbox_id: int) -> None:
    """One item, or (0) everything."""
    _ = turn.translator
    again = inbox_service.replay(turn.uow, actor=turn.actor, inbox_ids=[inbox_id] if inbox_id else None)
    turn.answer(
        _.ngettext("{n} item goes through again.", "{n} items go through again.", len(again)).format(n=len(again))
    )
    inbox(turn, "")


def outbox(turn: Turn, _args: str) -> None:
    counts = queries.problem_counts(turn.uow, actor=turn.actor)
    problems = queries.problems(turn.uow, actor=turn.actor, limit=PROBLEMS_SHOWN)
    turn.replace(lists.outbox(counts, problems, user=turn.user))
