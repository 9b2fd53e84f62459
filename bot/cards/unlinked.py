"""Customers' messages that have no ticket: the card that asks where one belongs, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cards.names import addressed, channel
from bot.cards.parts import Card, bold, button, excerpt, joined, lines, rows
from bot.i18n import Translator, filled, mark, say_time, translator
from channels.message import Keyboard, Span
from crm_store.access import Permission
from crm_store.interactions.queries import MOST_COUNTED, Home, LoggedRow, LoggedView
from crm_store.references import Kind, parse_reference
from crm_store.team.models import User
from crm_store.team.service import actor_of
from crm_store.tickets.filing import NEEDED
from crm_store.tickets.rules import clean_subject

SHOWN = 8
SUBJECT = 70
LABEL = 40
NO_TICKET = {
    "thanks": mark("only thanks"),
    "meeting_reply": mark("about a meeting"),
    "meeting_request": mark("about a meeting"),
    "sales_enquiry": mark("wants to buy, and no deal is open"),
    "quote_request": mark("wants to buy, and no deal is open"),
    "order": mark("wants to buy, and no deal is open"),
    "unsubscribe": mark("wants no more mails"),
    "spam": mark("reads like an offer"),
    "follow_up": mark("asks after something that is not known here"),
    "other": mark("greetings or thanks"),
}
"""Why the words of a customer opened nothing, by what they seem to want."""


def message_card(view: LoggedView, names: Mapping[str, str], *, user: User) -> Card:
    """``names``: what the choices are called. Once somebody decided, it says so and has no buttons."""
    _ = translator(user.language)
    files = _.ngettext("📎 {n} file", "📎 {n} files", view.files).format(n=view.files) if view.files else ""
    text = lines(
        (Span("💬 "), bold(title(view, _)), Span(f" · {view.ref}")),
        joined(who(view, _), channel(view.medium, _)),
        f"“{excerpt(view.text)}”" if view.text.strip() else None,
        files,
        _decision(view, _) or _("Why it is here: {reason}").format(reason=why(view, _)),
        _("⚠ the sender may be forged") if view.is_pending and view.is_open else None,
    )
    return Card(text, _choices(view, names, user, _) if view.is_open else ())


def title(row: LoggedRow, _: Translator) -> str:
    """The subject, else the first words."""
    return excerpt(clean_subject(row.subject) or row.text, SUBJECT) or _("no words")


def who(row: LoggedRow, _: Translator) -> str:
    shown = addressed(row.salutation, row.contact_name, _) if row.contact_name else row.sender_name
    shown = shown or (row.sender_address if row.medium == "email" else "") or _("unknown sender")
    return f"{shown} – {row.account_name}" if row.account_name else shown


def why(row: LoggedRow, _: Translator) -> str:
    """Why it has no ticket: several fit, it stands on a deal already, or its words ask for nothing."""
    if row.choices:
        return _fits(row.choices, _)
    deal = next((home for home in row.homes if home.kind == Kind.OPPORTUNITY), None) if isinstance(row, LoggedView) else None  # fmt: skip
    if deal is not None:
        return f"{deal.ref}, {_reason(deal, _)}"
    return _("no ticket: {reason}").format(reason=_(NO_TICKET.get(row.intent, NO_TICKET["other"])))


def _fits(choices: Sequence[str], _: Translator) -> str:
    if len(choices) == 1:
        return _("fits {record} as well").format(record=choices[0])
    some, last = ", ".join(choices[:-1]), choices[-1]
    return _("fits {some} and {last} equally").format(some=some, last=last)


def _reason(home: Home, _: Translator) -> str:
    reason = filled(_(home.reason), home.values)
    return _("a guess: {reason}").format(reason=reason) if home.is_guess else reason


def _decision(view: LoggedView, _: Translator) -> str:
    if view.decided_at is not None and view.decision:
        return _("→ {record} ({name})").format(record=view.decision, name=view.decided_by or "crmbot")
    if view.decided_at is not None:
        return _("{name}: nothing to do here").format(name=view.decided_by or "crmbot")
    ticket = next((home.ref for home in view.homes if home.kind == Kind.TICKET), "")
    return f"→ {ticket}" if ticket else ""


def _choices(view: LoggedView, names: Mapping[str, str], user: User, _: Translator) -> Keyboard:
    """A button that would fail is not shown."""
    actor = actor_of(user, "card")
    fits = [
        button(excerpt(f"{ref} {names[ref]}", LABEL), "file", view.ref, 0, ref)
        for ref in view.choices
        if ref in names and actor.may(NEEDED[parse_reference(ref)[0]])
    ]
    if not actor.may(Permission.TICKETS_WRITE):
        return rows(fits, 1)
    return (*rows(fits, 1), *rows([button(_("New ticket"), "new", view.ref), button(_("Leave it"), "leave", view.ref)]))


def unlinked_list(found: Sequence[LoggedRow], total: int, *, user: User, now: datetime) -> Card:
    """The newest first; a number opens the card."""
    _ = translator(user.language)
    if not found:
        return Card(lines(_("Every message of the last 30 days has its place.")))
    head = _.ngettext("{n} message has no ticket", "{n} messages have no ticket", total).format(
        n=f"{total}+" if total >= MOST_COUNTED else total
    )
    shown = [_line(number, row, user, now) for number, row in enumerate(found[:SHOWN], 1)]
    numbers = [button(str(number), "show", row.ref) for number, row in enumerate(found[:SHOWN], 1)]
    return Card(lines((bold(head),), *shown), rows(numbers, 4))


def _line(number: int, row: LoggedRow, user: User, now: datetime) -> str:
    _ = translator(user.language)
    at = say_time(row.occurred_at, now, user.timezone, user.language)
    return f"{number} 💬 {joined(title(row, _), who(row, _), why(row, _), at, row.ref)}"
