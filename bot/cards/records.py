"""Cards of leads, contacts and firms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.names import addressed
from bot.cards.parts import Card, bold, button, excerpt, joined, lines, rows, shortened
from bot.i18n import Translator, say_time, translator
from bot.i18n.terms import LEAD_STATUS, SOURCE, term
from channels.message import Button, Keyboard, RichText, Span
from crm_store.access import Permission
from crm_store.contacts.queries import AccountView, ContactView
from crm_store.leads.queries import LeadView
from crm_store.notifications.queries import News
from crm_store.notifications.rules import UNDO_SHOWN
from crm_store.search.queries import Hit
from crm_store.team.models import User
from crm_store.team.service import actor_of

ADDRESSES = 4
_CHATS = frozenset({"telegram", "webchat"})
_FINISHED_LEADS = frozenset({"converted", "rejected"})


def lead_card(view: LeadView, *, user: User, now: datetime, last: News | None = None) -> Card:
    _ = translator(user.language)
    owner = (
        _("you have it")
        if view.owner_id == user.id
        else _("{name} has it").format(name=view.owner_name)
        if view.owner_id
        else _("nobody has it yet")
    )
    source = _("from: {source}").format(source=term(SOURCE, view.source, _)) if view.source else ""
    text = lines(
        _title(view.name, view.company, view.ref),
        _points(view.points),
        f"“{excerpt(last.text)}”" if last is not None and last.text.strip() else None,
        joined(_("Lead"), term(LEAD_STATUS, view.status, _), source, owner),
        _("since {time}").format(time=say_time(view.created_at, now, user.timezone, user.language)),
    )
    return Card(text, _lead_choices(view, user, now, has_written=last is not None))


def _lead_choices(view: LeadView, user: User, now: datetime, *, has_written: bool) -> Keyboard:
    """Answering takes a ticket. A taking of just now can be undone."""
    _, actor = translator(user.language), actor_of(user, "card")
    writes = actor.may(Permission.LEADS_WRITE)
    free = view.owner_id is None and view.status not in _FINISHED_LEADS
    taken_now = view.owner_id == user.id and now - view.updated_at <= UNDO_SHOWN
    return rows(
        [
            button(_("Take"), "take", view.ref, view.version) if writes and free else None,
            _to_ticket(view, _) if has_written and actor.may(Permission.TICKETS_WRITE) else None,
            button(_("Undo"), "untake", view.ref) if writes and taken_now else None,
        ]
    )


def _to_ticket(view: LeadView, _: Translator) -> Button:
    return button(_("To ticket"), "ticket", view.ref, view.version)


def lead_announcement(view: LeadView, news: News, *, user: User) -> Card:
    _ = translator(user.language)
    title: RichText = (Span("👤 "), bold(_("{name} wrote again").format(name=view.name)), Span(f" · {view.ref}"))
    text = lines(title, f"“{shortened(news.text.strip(), 1000)}”" if news.text.strip() else None)
    may_answer = actor_of(user, "card").may(Permission.TICKETS_WRITE)
    return Card(text, rows([_to_ticket(view, _)] if may_answer else []))


def contact_card(view: ContactView, tickets: Sequence[Hit], *, user: User) -> Card:
    _ = translator(user.language)
    owner = _("looked after by {name}").format(name=view.owner_name) if view.owner_name else ""
    text = lines(
        _title(addressed(view.salutation, view.name, _), view.account_name, view.ref),
        joined(view.title, owner, _("wants no mass mail") if view.is_opted_out else ""),
        _points([(point.kind, point.shown) for point in view.points]),
        *(f"🎫 {excerpt(hit.title, 60)} · {hit.ref}" for hit in tickets),
    )
    firm = [button(excerpt(view.account_name, 30), "show", f"A-{view.account_id}")] if view.account_id else []
    return Card(text, rows([*(button(hit.ref, "show", hit.ref) for hit in tickets), *firm], 4))


def account_card(view: AccountView, tickets: Sequence[Hit], *, user: User) -> Card:
    _ = translator(user.language)
    owner = _("looked after by {name}").format(name=view.owner_name) if view.owner_name else ""
    tax = _("tax code {number}").format(number=view.tax_code) if view.tax_code else ""
    text = lines(
        _title(view.name, "", view.ref),
        joined(tax, owner),
        view.address,
        _points([(point.kind, point.shown) for point in view.points]),
        *(f"🎫 {excerpt(hit.title, 60)} · {hit.ref}" for hit in tickets),
    )
    people = [button(excerpt(name, 30), "show", f"C-{number}") for number, name in view.contacts[:4]]
    return Card(text, (*rows(people, 2), *rows([button(hit.ref, "show", hit.ref) for hit in tickets], 4)))


def _title(name: str, firm: str, ref: str) -> RichText:
    return (Span("👤 "), bold(excerpt(name, 100)), Span(f" – {firm} · {ref}" if firm else f" · {ref}"))


def _points(points: Sequence[tuple[str, str]]) -> str:
    return joined(*[shown for kind, shown in points if kind not in _CHATS][:ADDRESSES])
