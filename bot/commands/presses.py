"""What buttons do. Their data is an opaque word, a record and its version: the use case decides whether it may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cards.parts import Press
from bot.commands import account, leads, people, replies, system, tickets, undelivered, unlinked
from bot.commands.turn import Turn
from crm_store.errors import ChangedMeanwhile
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.tickets import senders
from crm_store.tickets.rules import Status

Act = Callable[[Turn, Press], None]
PAGE = "p"
DRAFT = queries.DRAFT_PREFIX.rstrip("-")


def press(turn: Turn, pressed: Press) -> None:
    """Raises ``ChangedMeanwhile`` for a message that is not the live one, and for what no button of ours says."""
    act = ON_LIVE_CARDS.get((pressed.kind, pressed.verb))
    if act is not None:
        _check_live(turn, pressed)
    else:
        act = ANYWHERE.get(pressed.verb)
    if act is None:
        raise ChangedMeanwhile("This button does not work any more.")
    act(turn, pressed)


def catch_up(turn: Turn, pressed: Press) -> None:
    """After a refusal: the pressed message shows how things are now, or loses its buttons where it is an old one."""
    ref = turn.pressed_ref
    if ref is None:
        return
    if pressed.kind == DRAFT:
        replies.catch_up(turn, pressed.number)
    elif pressed.kind == "OUT":
        undelivered.redraw_outcome(turn, pressed.number)
    elif (pressed.kind, pressed.verb) in ON_LIVE_CARDS:
        _redraw_card(turn, pressed, ref)
    elif pressed.verb not in ANYWHERE:
        turn.clear_buttons(ref)


def _check_live(turn: Turn, pressed: Press) -> None:
    """A card of which nothing is known is taken for the live one: it may have arrived a moment ago.

    In this order: a delivery that is written down between the two looks then counts in the second.
    """
    ref = turn.pressed_ref or ""
    known = queries.shown(turn.uow, turn.chat, pressed.ref)
    if known is None:
        notifications.adopt(turn.uow, turn.listener, pressed.ref, ref)
        return
    shows = queries.record_of(turn.uow, turn.chat, ref)
    if shows is None or shows.partition("/")[0] != pressed.ref:
        raise ChangedMeanwhile("This card is an old one. The current one is up to date now.")


def _redraw_card(turn: Turn, pressed: Press, ref: str) -> None:
    known = queries.shown(turn.uow, turn.chat, pressed.ref)
    shows = queries.record_of(turn.uow, turn.chat, ref)
    if shows is None or shows.partition("/")[0] != pressed.ref:
        turn.clear_buttons(ref)
    if known is not None:
        notifications.open_menu(turn.uow, turn.listener, pressed.ref, "")


def _take(turn: Turn, pressed: Press) -> None:
    tickets.take(turn, pressed.number, pressed.version_number)


def _reply(turn: Turn, pressed: Press) -> None:
    replies.begin(turn, pressed.number)


def _note(turn: Turn, pressed: Press) -> None:
    tickets.ask_note(turn, pressed.number)


def _menu(turn: Turn, pressed: Press, menu: str) -> None:
    notifications.open_menu(turn.uow, turn.listener, pressed.ref, menu)


def _more(turn: Turn, pressed: Press) -> None:
    _menu(turn, pressed, "more")


def _back(turn: Turn, pressed: Press) -> None:
    _menu(turn, pressed, "")


def _assign(turn: Turn, pressed: Press) -> None:
    if not pressed.arg:
        _menu(turn, pressed, "assign:0")
    elif pressed.arg.startswith(PAGE) and pressed.arg.removeprefix(PAGE).isdecimal():
        _menu(turn, pressed, f"assign:{pressed.arg.removeprefix(PAGE)}")
    else:
        tickets.assign(turn, pressed.number, pressed.arg_number, pressed.version_number)


def _status(turn: Turn, pressed: Press) -> None:
    if pressed.arg:
        tickets.set_status(turn, pressed.number, pressed.arg, pressed.version_number)
    else:
        _menu(turn, pressed, "status")


def _resolve(turn: Turn, pressed: Press) -> None:
    tickets.set_status(turn, pressed.number, Status.RESOLVED, pressed.version_number)


def _close(turn: Turn, pressed: Press) -> None:
    tickets.set_status(turn, pressed.number, Status.CLOSED, pressed.version_number)


def _reopen(turn: Turn, pressed: Press) -> None:
    tickets.set_status(turn, pressed.number, Status.OPEN, pressed.version_number)


def _priority(turn: Turn, pressed: Press) -> None:
    if pressed.arg:
        tickets.set_priority(turn, pressed.number, pressed.arg)
    else:
        _menu(turn, pressed, "priority")


def _history(turn: Turn, pressed: Press) -> None:
    tickets.history(turn, pressed.number)


def _move(turn: Turn, pressed: Press) -> None:
    tickets.move(turn, pressed.arg_number)


def _revoke(turn: Turn, pressed: Press) -> None:
    tickets.revoke(turn, pressed.number)
    _menu(turn, pressed, "")


def _accept(turn: Turn, pressed: Press) -> None:
    senders.accept_sender(turn.uow, actor=turn.actor, ticket_id=pressed.number, participant_id=pressed.arg_number)
    tickets.sender_decided(turn, pressed.ref, turn.translator("This sender takes part in {reference} from now on."))


def _refuse(turn: Turn, pressed: Press) -> None:
    senders.refuse_sender(turn.uow, actor=turn.actor, ticket_id=pressed.number, participant_id=pressed.arg_number)
    tickets.sender_decided(turn, pressed.ref, turn.translator("This sender stays out of {reference}."))


def _send(turn: Turn, pressed: Press) -> None:
    replies.send(turn, pressed.number, pressed.version, pressed.arg)


def _edit(turn: Turn, pressed: Press) -> None:
    replies.edit(turn, pressed.number)


def _cancel(turn: Turn, pressed: Press) -> None:
    """Of a draft, or of whatever else is awaited in this chat."""
    if pressed.kind == DRAFT:
        replies.cancel(turn, pressed.number)
    else:
        turn.wait_for_nothing()
        turn.replace(system.cancelled(turn))


def _undo(turn: Turn, pressed: Press) -> None:
    if pressed.kind == "OUT":
        replies.undo(turn, pressed.number)
    else:
        system.undo_entry(turn, pressed.arg_number)


def _retry(turn: Turn, pressed: Press) -> None:
    undelivered.retry(turn, pressed.number)


def _arrived(turn: Turn, pressed: Press) -> None:
    undelivered.arrived(turn, pressed.number)


def _canned(turn: Turn, pressed: Press) -> None:
    replies.take_canned(turn, pressed.number, pressed.arg)


def _later(turn: Turn, pressed: Press) -> None:
    replies.ask_time(turn, pressed.number, pressed.version, pressed.arg)


def _at(turn: Turn, pressed: Press) -> None:
    replies.choose_time(turn, pressed.number, pressed.version, pressed.arg_number)


def _not_later(turn: Turn, pressed: Press) -> None:
    replies.not_later(turn, pressed.number)


def _address(turn: Turn, pressed: Press) -> None:
    undelivered.ask_address(turn, pressed.number)


def _call(turn: Turn, pressed: Press) -> None:
    undelivered.call(turn, pressed.number)


def _show(turn: Turn, pressed: Press) -> None:
    people.show_record(turn, pressed.ref)


def _list(turn: Turn, pressed: Press) -> None:
    tickets.list_page(turn, pressed.ref, pressed.arg_number)


def _give(turn: Turn, pressed: Press) -> None:
    tickets.assign(turn, pressed.number, pressed.arg_number)


def _customer(turn: Turn, pressed: Press) -> None:
    replies.from_note(turn, pressed.number)


def _unnote(turn: Turn, pressed: Press) -> None:
    tickets.take_note_back(turn, pressed.number)


def _replay(turn: Turn, pressed: Press) -> None:
    system.replay(turn, pressed.number)


def _language(turn: Turn, pressed: Press) -> None:
    account.set_language(turn, pressed.ref)


def _file(turn: Turn, pressed: Press) -> None:
    unlinked.file_under(turn, pressed.number, pressed.arg)


def _leave(turn: Turn, pressed: Press) -> None:
    unlinked.leave(turn, pressed.number)


def _take_lead(turn: Turn, pressed: Press) -> None:
    leads.take(turn, pressed.number)


def _give_lead_back(turn: Turn, pressed: Press) -> None:
    leads.give_back(turn, pressed.number)


def _ticket_of_lead(turn: Turn, pressed: Press) -> None:
    leads.to_ticket(turn, pressed.number)


ON_LIVE_CARDS: Mapping[tuple[str, str], Act] = {
    ("T", "take"): _take,
    ("T", "reply"): _reply,
    ("T", "assign"): _assign,
    ("T", "note"): _note,
    ("T", "resolve"): _resolve,
    ("T", "reopen"): _reopen,
    ("T", "close"): _close,
    ("T", "more"): _more,
    ("T", "back"): _back,
    ("T", "status"): _status,
    ("T", "priority"): _priority,
    ("T", "history"): _history,
    ("T", "move"): _move,
    ("T", "revoke"): _revoke,
    ("T", "accept"): _accept,
    ("T", "refuse"): _refuse,
    ("L", "take"): _take_lead,
    ("L", "ticket"): _ticket_of_lead,
    ("X", "file"): _file,
    ("X", "new"): _file,
    ("X", "leave"): _leave,
}
"""Buttons of cards that are kept up to date: they act only from the live one."""

ANYWHERE: Mapping[str, Act] = {
    "show": _show,
    "list": _list,
    "give": _give,
    "undo": _undo,
    "send": _send,
    "edit": _edit,
    "cancel": _cancel,
    "retry": _retry,
    "arrived": _arrived,
    "address": _address,
    "canned": _canned,
    "later": _later,
    "at": _at,
    "notlater": _not_later,
    "call": _call,
    "customer": _customer,
    "unnote": _unnote,
    "replay": _replay,
    "lang": _language,
    "untake": _give_lead_back,
}
