"""Tickets: looking, taking, giving away, states, notes. Commands and buttons meet in these functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cards import lists
from bot.cards.parts import Card, button, excerpt, lines, rows
from bot.commands.turn import Turn
from bot.commands.words import colleagues_named, priority_named, status_named, ticket_and_rest
from bot.i18n import mark
from bot.i18n.terms import PRIORITY, STATUS, term
from crm_store.access import Permission, require
from crm_store.errors import Invalid, NotFound
from crm_store.identity.rules import fold
from crm_store.notifications import queries as news
from crm_store.notifications import service as notifications
from crm_store.references import Kind, reference
from crm_store.tickets import moving, queries, reply_addresses, service, undo
from crm_store.tickets.queries import TicketRow
from crm_store.tickets.rules import UNFINISHED, Status

LIST_LIMIT = 200
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "open": (mark("Open tickets"), {"status": UNFINISHED}),
    "mine": (mark("Your tickets"), {"status": UNFINISHED, "mine": True}),
    "free": (mark("Nobody has these yet"), {"unassigned": True}),
    "waiting": (mark("Waiting for the customer"), {"status": [Status.WAITING]}),
    "closed": (mark("Finished tickets"), {"status": [Status.RESOLVED, Status.CLOSED]}),
    "all": (mark("All tickets"), {}),
}
LIST_WORDS = {
    "": "open",
    "mo": "open",
    "dang mo": "open",
    "me": "mine",
    "toi": "mine",
    "cua toi": "mine",
    "cuatoi": "mine",
    "unassigned": "free",
    "chua nhan": "free",
    "chuanhan": "free",
    "trong": "free",
    "cho": "waiting",
    "cho khach": "waiting",
    "dong": "closed",
    "da dong": "closed",
    "xong": "closed",
    "resolved": "closed",
    "tat ca": "all",
    "tatca": "all",
    "het": "all",
}


def show_list(turn: Turn, args: str) -> None:
    wanted = " ".join(fold(args).split())
    which = wanted if wanted in LISTS else LIST_WORDS.get(wanted)
    if which is None:
        raise Invalid(
            "There is no list “{text}”. Lists are mine, free, open, waiting, closed and all.", text=args.strip()
        )
    list_page(turn, which, 0)


def list_page(turn: Turn, which: str, start: int) -> None:
    if which not in LISTS:
        raise Invalid("This list does not exist any more. Type /tickets.")
    title, condition = LISTS[which]
    found: Sequence[TicketRow] = queries.tickets(turn.uow, actor=turn.actor, limit=LIST_LIMIT, **condition)
    ordered = found if which in ("closed", "all") else lists.ranked(found)
    turn.replace(
        lists.ticket_list(ordered, title=turn.translator(title), which=which, start=start, user=turn.user, now=turn.now)
    )


def show(turn: Turn, args: str) -> None:
    ticket_id, _rest = ticket_and_rest(turn, args)
    show_ticket(turn, ticket_id)


def show_ticket(turn: Turn, ticket_id: int, *, menu: str = "") -> None:
    """The card at the end of the chat. Raises ``NotFound`` now rather than staying silent later."""
    queries.ticket(turn.uow, actor=turn.actor, ticket_id=ticket_id)
    notifications.place(turn.uow, turn.listener, reference(Kind.TICKET, ticket_id), **({"menu": menu} if menu else {}))


def take_command(turn: Turn, args: str) -> None:
    take(turn, ticket_and_rest(turn, args)[0])


def take(turn: Turn, ticket_id: int, version: int | None = None) -> None:
    service.take(turn.uow, actor=turn.actor, ticket_id=ticket_id, version=version)
    done(turn, ticket_id, turn.translator("{reference} is yours.").format(reference=reference(Kind.TICKET, ticket_id)))


def assign_command(turn: Turn, args: str) -> None:
    _ = turn.translator
    ticket_id, name = ticket_and_rest(turn, args)
    require(turn.actor, Permission.TICKETS_ASSIGN)
    if not name:
        show_ticket(turn, ticket_id, menu="assign:0")
        return
    found = colleagues_named(turn, name)
    if not found:
        raise NotFound("Nobody in the team is called “{ref}”.", ref=name)
    if len(found) == 1:
        assign(turn, ticket_id, found[0].id)
        return
    ref = reference(Kind.TICKET, ticket_id)
    choices = [button(excerpt(one.name, 40), "give", ref, 0, one.id) for one in found[:8]]
    turn.say(_("Several people are called “{name}”. Whom do you mean?").format(name=name), rows(choices, 2))


def assign(turn: Turn, ticket_id: int, user_id: int, version: int | None = None) -> None:
    _ = turn.translator
    ticket = service.assign(turn.uow, actor=turn.actor, ticket_id=ticket_id, user_id=user_id, version=version)
    name = queries.ticket(turn.uow, actor=turn.actor, ticket_id=ticket.id).assignee_name
    done(
        turn,
        ticket_id,
        _("{reference} is with {name} now.").format(reference=reference(Kind.TICKET, ticket_id), name=name),
    )


def status_command(turn: Turn, args: str) -> None:
    ticket_id, words = ticket_and_rest(turn, args)
    if not words:
        require(turn.actor, Permission.TICKETS_WRITE)
        show_ticket(turn, ticket_id, menu="status")
        return
    status = status_named(words)
    if status in set(Status):
        set_status(turn, ticket_id, status)
        return
    require(turn.actor, Permission.TICKETS_WRITE)
    _ = turn.translator
    choices = ", ".join(term(STATUS, one.value, _) for one in Status)
    turn.say(_("“{text}” is not a status. There are: {choices}.").format(text=words[:60], choices=choices))
    show_ticket(turn, ticket_id, menu="status")


def resolve_command(turn: Turn, args: str) -> None:
    set_status(turn, ticket_and_rest(turn, args)[0], Status.RESOLVED)


def close_command(turn: Turn, args: str) -> None:
    set_status(turn, ticket_and_rest(turn, args)[0], Status.CLOSED)


def reopen_command(turn: Turn, args: str) -> None:
    set_status(turn, ticket_and_rest(turn, args)[0], Status.OPEN)


def set_status(turn: Turn, ticket_id: int, status: str, version: int | None = None) -> None:
    _ = turn.translator
    ticket = service.set_status(turn.uow, actor=turn.actor, ticket_id=ticket_id, status=status, version=version)
    shown = term(STATUS, ticket.status, _)
    done(turn, ticket_id, _("{reference}: {status}").format(reference=reference(Kind.TICKET, ticket_id), status=shown))


def priority_command(turn: Turn, args: str) -> None:
    ticket_id, words = ticket_and_rest(turn, args)
    if not words:
        require(turn.actor, Permission.TICKETS_WRITE)
        show_ticket(turn, ticket_id, menu="priority")
        return
    set_priority(turn, ticket_id, priority_named(words))


def set_priority(turn: Turn, ticket_id: int, priority: str) -> None:
    _ = turn.translator
    ticket = service.set_priority(turn.uow, actor=turn.actor, ticket_id=ticket_id, priority=priority)
    shown = _("priority: {priority}").format(priority=term(PRIORITY, ticket.priority, _))
    done(turn, ticket_id, f"{reference(Kind.TICKET, ticket_id)}: {shown}")


def history_command(turn: Turn, args: str) -> None:
    history(turn, ticket_and_rest(turn, args)[0])


def history(turn: Turn, ticket_id: int) -> None:
    items = queries.timeline(turn.uow, actor=turn.actor, ticket_id=ticket_id, limit=lists.HISTORY)
    turn.show(lists.history(reference(Kind.TICKET, ticket_id), items, user=turn.user, now=turn.now))


def note_command(turn: Turn, args: str) -> None:
    ticket_id, text = ticket_and_rest(turn, args)
    if text or turn.files:
        write_note(turn, ticket_id, text)
    else:
        ask_note(turn, ticket_id)


def ask_note(turn: Turn, ticket_id: int) -> None:
    _ = turn.translator
    require(turn.actor, Permission.TICKETS_WRITE)
    view = queries.ticket(turn.uow, actor=turn.actor, ticket_id=ticket_id)
    turn.wait_for("note", ticket_id=ticket_id)
    cancel = button(_("Cancel"), "cancel", view.ref)
    turn.say(
        _("Internal note on {reference}; the customer never sees it. Type the text:").format(reference=view.ref),
        ((cancel,),),
        ask_reply=True,
    )


def write_note(turn: Turn, ticket_id: int, text: str, *, was_meant: bool = True) -> None:
    """``was_meant``: a note was asked for; else it says why the words became one, and offers the other way."""
    _ = turn.translator
    interaction_id = service.add_note(turn.uow, actor=turn.actor, ticket_id=ticket_id, text=text, files=turn.files)
    ref, note = reference(Kind.TICKET, ticket_id), reference(Kind.INTERACTION, interaction_id)
    said = (
        _("📝 Noted on {reference}. The customer does not see it.")
        if was_meant
        else _("📝 Noted internally on {reference}, not sent to the customer.")
    )
    take_back = button(_("Undo"), "unnote", note)
    turn_round = button(_("Send to the customer instead"), "customer", note)
    turn.say(said.format(reference=ref), ((turn_round,), (take_back,)))


def take_note_back(turn: Turn, interaction_id: int) -> None:
    _ = turn.translator
    note = news.own_note(turn.uow, interaction_id=interaction_id, user_id=turn.user.id)
    if note is None:
        raise NotFound("There is no such note of yours.")
    ticket_id = service.remove_note(turn.uow, actor=turn.actor, interaction_id=interaction_id)
    said = _("The note on {reference} is gone.").format(reference=reference(Kind.TICKET, ticket_id))
    turn.replace(Card(lines(said, note.text or None)))


def move(turn: Turn, interaction_id: int) -> None:
    """The last message belongs to somebody else's matter: it becomes a new ticket."""
    _ = turn.translator
    ticket_id = moving.move_interaction(turn.uow, actor=turn.actor, interaction_id=interaction_id, ticket_id=None)
    ref = reference(Kind.TICKET, ticket_id)
    turn.say(
        _("The message is a ticket of its own now: {reference}").format(reference=ref), ((button(ref, "show", ref),),)
    )


def revoke_command(turn: Turn, args: str) -> None:
    revoke(turn, ticket_and_rest(turn, args)[0])


def revoke(turn: Turn, ticket_id: int) -> None:
    """Reply addresses that were given away so far find the ticket no more."""
    _ = turn.translator
    revoked = reply_addresses.revoke_tokens(turn.uow, actor=turn.actor, ticket_id=ticket_id)
    said = (
        _("The reply address of {reference} is withdrawn. The next answer names a new one.")
        if revoked
        else _("{reference} has no reply address that could be withdrawn.")
    )
    turn.answer(said.format(reference=reference(Kind.TICKET, ticket_id)))


def sender_decided(turn: Turn, ref: str, said: str) -> None:
    """The question under a stranger's words is answered; on the card itself the menu closes."""
    if turn.pressed_ref is not None and news.record_of(turn.uow, turn.chat, turn.pressed_ref) != ref:
        turn.clear_buttons(turn.pressed_ref)
    turn.answer(said.format(reference=ref))


def done(turn: Turn, ticket_id: int, said: str) -> None:
    """After a button the card itself shows it, with Undo; after a command one line does."""
    if turn.press is not None:
        turn.answer(said)
        return
    _ = turn.translator
    last = undo.last(turn.uow, actor=turn.actor, ticket_id=ticket_id)
    ref = reference(Kind.TICKET, ticket_id)
    buttons = [button(_("Undo"), "undo", ref, 0, last.audit_id)] if last is not None else []
    turn.say(f"✔ {said}", rows([*buttons, button(ref, "show", ref)]))
