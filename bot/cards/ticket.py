"""The card of a ticket, its menus, and what is said under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cards.deeds import deed_line
from bot.cards.names import channel, customer, customer_and_firm, person
from bot.cards.parts import Card, bold, button, excerpt, joined, lines, rows, shortened
from bot.i18n import Translator, filled, mark, translator
from bot.i18n.terms import PRIORITY, STATUS, term
from channels.message import Button, Keyboard, RichText, Span
from crm_store.access import Permission
from crm_store.notifications.queries import News
from crm_store.team.models import User
from crm_store.team.service import actor_of
from crm_store.tickets.letters import SENDABLE
from crm_store.tickets.queries import Person, TicketView, Why
from crm_store.tickets.rules import ENDED, ParticipantState, Priority, Status
from crm_store.tickets.undo import Undoable

NEWS_LENGTH = 1_000
PEOPLE_SHOWN = 8
STATUS_LABELS = {
    Status.OPEN: mark("Open"),
    Status.WAITING: mark("Waiting"),
    Status.ON_HOLD: mark("On hold"),
    Status.RESOLVED: mark("Resolve"),
    Status.CLOSED: mark("Close"),
}
PRIORITY_LABELS = {
    Priority.LOW: mark("Low"),
    Priority.NORMAL: mark("Normal"),
    Priority.HIGH: mark("High"),
    Priority.URGENT: mark("Urgent"),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What a card shows beside the ticket: an open menu, whom one could give it to, one's own last change."""

    menu: str = ""
    colleagues: Sequence[Colleague] = field(default_factory=tuple)
    undo: Undoable | None = None


def ticket_card(view: TicketView, *, user: User, now: datetime, extras: Extras | None = None) -> Card:
    """At most six lines. ``now`` is the moment of drawing; nothing on the card runs with the clock: one that said "5
    minutes ago" would have to be redrawn every minute."""
    extras = extras or Extras()
    _ = translator(user.language)
    text = lines(
        (Span("🎫 "), bold(excerpt(view.subject, 120)), Span(f" · {view.ref}")),
        joined(customer_and_firm(view, _), channel(view.channel, _)),
        f"“{excerpt(view.last_text)}”" if view.last_text.strip() else None,
        _facts(view, user, _),
        _why(view.why, _),
        _notices(view, user, now, _),
    )
    return Card(text, _keyboard(view, user, extras, _))


def _facts(view: TicketView, user: User, _: Translator) -> str:
    files = (
        _.ngettext("📎 {n} file", "📎 {n} files", view.last_files).format(n=view.last_files) if view.last_files else ""
    )
    priority = (
        _("priority: {priority}").format(priority=term(PRIORITY, view.priority, _))
        if view.priority != Priority.NORMAL
        else ""
    )
    status = term(STATUS, view.status, _) if view.status not in (Status.NEW, Status.OPEN) else ""
    return joined(files, priority, status, _holder(view, user, _))


def _holder(view: TicketView, user: User, _: Translator) -> str:
    if view.assignee_id is None:
        return _("nobody has it yet") if view.status not in ENDED else ""
    if view.assignee_id == user.id:
        return _("you have it")
    return _("{name} has it").format(name=view.assignee_name)


def why_here(why: Why, _: Translator) -> str:
    """The reason of a link with its values, a guess marked as one."""
    reason = filled(_(why.text), why.values)
    return _("a guess: {reason}").format(reason=reason) if why.is_guess else reason


def _why(why: Why | None, _: Translator) -> str:
    return _("Why it is here: {reason}").format(reason=why_here(why, _)) if why is not None and why.text else ""


def _notices(view: TicketView, user: User, now: datetime, _: Translator) -> str:
    others = [draft.user_name for draft in view.drafts if draft.user_id != user.id]
    answering = _.ngettext("{names} is answering", "{names} are answering", len(others)) if others else ""
    strangers = ", ".join(person(one, _) for one in view.pending_senders[:2])
    outside = _("⚠ somebody who takes no part wrote: {names}").format(names=strangers) if strangers else ""
    return joined(_done(view, user, now, _), answering.format(names=", ".join(others)), outside)


def _done(view: TicketView, user: User, now: datetime, _: Translator) -> str:
    if view.last_deed is None:
        return ""
    return deed_line(view.last_deed, user=user, now=now, holder_id=view.assignee_id, holder=view.assignee_name, _=_)


def _keyboard(view: TicketView, user: User, extras: Extras, _: Translator) -> Keyboard:
    name, _colon, argument = extras.menu.partition(":")
    match name:
        case "more":
            return _more(view, _)
        case "status":
            return _choices(view, "status", STATUS_LABELS, view.status, _)
        case "priority":
            return _choices(view, "priority", PRIORITY_LABELS, view.priority, _)
        case "assign":
            return _assign(view, user, extras.colleagues, int(argument or 0), _)
        case _:
            return _usual(view, user, extras, _)


def _usual(view: TicketView, user: User, extras: Extras, _: Translator) -> Keyboard:
    """A button that would fail is not shown."""
    actor = actor_of(user, "card")
    ended = view.status in ENDED
    writes = actor.may(Permission.TICKETS_WRITE)
    first = (
        _button(view, _("Take"), "take") if writes and view.assignee_id is None and not ended else None,
        _button(view, _("Reply"), "reply")
        if actor.may(Permission.CUSTOMERS_ANSWER) and can_be_answered(view)
        else None,
        _button(view, _("Assign…"), "assign") if actor.may(Permission.TICKETS_ASSIGN) else None,
    )
    second = (
        _button(view, _("Note"), "note") if writes else None,
        _button(view, _("Reopen"), "reopen") if ended else _button(view, _("Resolve"), "resolve"),
        _button(view, _("More…"), "more"),
    )
    undo = (button(_("Undo"), "undo", view.ref, 0, extras.undo.audit_id),) if extras.undo is not None else ()
    return (*rows(first), *rows(second), *rows(undo))


def can_be_answered(view: TicketView) -> bool:
    return any(one.state == ParticipantState.ACCEPTED and one.kind in SENDABLE for one in view.people)


def _more(view: TicketView, _: Translator) -> Keyboard:
    first = (
        _button(view, _("Status"), "status"),
        _button(view, _("Priority"), "priority"),
        _button(view, _("History"), "history"),
    )
    second = (
        _button(view, _("Close"), "close") if view.status != Status.CLOSED else None,
        _button(view, _("Not this customer"), "move", view.last_interaction_id) if view.last_interaction_id else None,
        _button(view, _("Withdraw reply address"), "revoke") if view.channel == "email" else None,
    )
    strangers = rows(sender_buttons(view, view.pending_senders[:1], _))
    return (*rows(first), *rows(second, 2), *strangers, (_back(view, _),))


def sender_buttons(view: TicketView, senders: Sequence[Person], _: Translator) -> list[Button]:
    """Letting somebody into the conversation, or keeping him out."""
    found = []
    for one in senders:
        name = excerpt(person(one, _), 30)
        found.append(_button(view, _("Let in: {name}").format(name=name), "accept", one.participant_id))
        found.append(_button(view, _("Keep out: {name}").format(name=name), "refuse", one.participant_id))
    return found


def _choices(
    view: TicketView, verb: str, labels: dict[Status, str] | dict[Priority, str], current: str, _: Translator
) -> Keyboard:
    choices = [_button(view, _(label), verb, value.value) for value, label in labels.items() if value.value != current]
    return (*rows(choices), (_back(view, _),))


def _assign(view: TicketView, user: User, colleagues: Sequence[Colleague], start: int, _: Translator) -> Keyboard:
    """At most eight names a page; the last place leads on where there are more."""
    others = [one for one in colleagues if one.id != view.assignee_id]
    fits = len(others) - start <= PEOPLE_SHOWN
    shown = others[start : start + (PEOPLE_SHOWN if fits else PEOPLE_SHOWN - 1)]
    names = [_button(view, _("Me") if one.id == user.id else excerpt(one.name, 30), "assign", one.id) for one in shown]
    if not fits:
        names.append(_button(view, "…", "assign", f"p{start + len(shown)}"))
    return (*rows(names, 2), (_back(view, _),))


def _back(view: TicketView, _: Translator) -> Button:
    return _button(view, _("Back"), "back")


def _button(view: TicketView, label: str, verb: str, arg: int | str = "") -> Button:
    return button(label, verb, view.ref, view.version, arg)


def announcement(view: TicketView, news: News, *, user: User) -> Card:
    """What was written just now, under the ticket's card. A stranger's words come with the choice to let him in."""
    _ = translator(user.language)
    files = _.ngettext("📎 {n} file", "📎 {n} files", news.files).format(n=news.files) if news.files else ""
    text = lines(
        _announced(view, news, _),
        f"“{shortened(news.text.strip(), NEWS_LENGTH)}”" if news.text.strip() else None,
        files,
    )
    if news.is_pending:
        senders = [one for one in view.pending_senders if one.value == news.sender_address]
        return Card(text, rows(sender_buttons(view, senders, _), 2))
    return Card(text, _answers(view, _))


def assignment(view: TicketView, giver: str, *, user: User) -> Card:
    """Under the card of a ticket that a colleague (``giver``; empty: the program) gave to the reader."""
    _ = translator(user.language)
    gave = _("{name} gave you {reference}") if giver else _("{reference} is with you now")
    title = (Span("🎫 "), bold(gave.format(name=giver, reference=view.ref)))
    return Card(lines(title, joined(excerpt(view.subject, 120), customer_and_firm(view, _))), _answers(view, _))


def _answers(view: TicketView, _: Translator) -> Keyboard:
    usual = (
        _button(view, _("Reply"), "reply") if can_be_answered(view) else None,
        _button(view, _("Note"), "note"),
        _button(view, _("Resolve"), "resolve") if view.status not in ENDED else None,
    )
    return rows(usual)


def _announced(view: TicketView, news: News, _: Translator) -> RichText:
    if news.is_pending:
        who = news.sender_name or (news.sender_address if news.medium == "email" else channel(news.medium, _))
        says = _("⚠ {name} takes no part in this ticket and wrote").format(name=who)
    else:
        name = news.sender_name or customer(view, _)
        says = _("{name} wrote again").format(name=name)
    return (Span("🎫 "), bold(says), Span(f" · {view.ref}"))
