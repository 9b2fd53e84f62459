"""Several records below each other, with numbered buttons that open them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.names import channel, customer
from bot.cards.parts import Card, bold, button, excerpt, joined, lines, rows
from bot.i18n import say_length, say_time, translator
from bot.i18n.terms import DELIVERY, PRIORITY, STATUS, term
from channels.message import Button, RichText, Span, text_of
from crm_store.inbox.queries import InboxRow
from crm_store.notifications.queries import ReplyFacts
from crm_store.outbox.rules import State
from crm_store.references import Kind, reference
from crm_store.search.messages import MessageHit
from crm_store.search.queries import Hit
from crm_store.team.models import User
from crm_store.tickets.queries import TicketRow, TimelineItem
from crm_store.tickets.rules import Priority, Status

PAGE = 8
HISTORY = 10
_ICONS = {Kind.TICKET: "🎫", Kind.CONTACT: "👤", Kind.LEAD: "👤", Kind.ACCOUNT: "👤"}
_ARROWS = {"in": "←", "out": "→", "internal": "📝"}
_URGENCY = [Priority.URGENT.value, Priority.HIGH.value, Priority.NORMAL.value, Priority.LOW.value]


def ranked(found: Sequence[TicketRow]) -> list[TicketRow]:
    """Who waits for us first, urgent before others, the longest wait first; then the rest, the newest first."""

    def key(row: TicketRow) -> tuple[bool, int, float]:
        urgency = _URGENCY.index(row.priority) if row.priority in _URGENCY else len(_URGENCY)
        if row.is_waiting_for_us and row.customer_wrote_at is not None:
            return (False, urgency, row.customer_wrote_at.timestamp())
        return (True, urgency, -row.updated_at.timestamp())

    return sorted(found, key=key)


def ticket_list(found: Sequence[TicketRow], *, title: str, which: str, start: int, user: User, now: datetime) -> Card:
    """One page from ``start``. ``which`` names the list, so that its buttons can turn the page."""
    _ = translator(user.language)
    if not found:
        return Card(lines(_("No tickets here. {title}: 0").format(title=title)))
    waiting = sum(row.is_waiting_for_us for row in found)
    count = _.ngettext("{n} ticket", "{n} tickets", len(found)).format(n=len(found))
    waits = _.ngettext("{n} customer waits", "{n} customers wait", waiting).format(n=waiting) if waiting else ""
    page = found[start : start + PAGE]
    head: RichText = (bold(title), Span(f" · {joined(', '.join(one for one in (count, waits) if one))}"))
    rest = [_line(number, row, user, now) for number, row in enumerate(page, start + 1)]
    numbers = [button(str(number), "show", row.ref) for number, row in enumerate(page, start + 1)]
    return Card(lines(head, *rest), (*rows(numbers, 4), *rows(_pages(which, start, len(found), user), 2)))


def _line(number: int, row: TicketRow, user: User, now: datetime) -> str:
    _ = translator(user.language)
    priority = term(PRIORITY, row.priority, _) if row.priority in (Priority.HIGH, Priority.URGENT) else ""
    if row.is_waiting_for_us and row.customer_wrote_at is not None:
        length = say_length(now - row.customer_wrote_at, user.language)
        state = _("waiting for {length}").format(length=length) if length else _("wrote just now")
    else:
        state = term(STATUS, row.status, _) if row.status not in (Status.NEW, Status.OPEN) else ""
    holder = (
        _("nobody has it yet") if row.assignee_id is None else "" if row.assignee_id == user.id else row.assignee_name
    )
    return f"{number} 🎫 {joined(excerpt(row.subject, 50), customer(row, _), state, priority, holder, row.ref)}"


def _pages(which: str, start: int, total: int, user: User) -> list[Button]:
    _ = translator(user.language)
    found = []
    if start > 0:
        found.append(button(_("Previous"), "list", which, 0, max(0, start - PAGE)))
    if start + PAGE < total:
        found.append(button(_("Next"), "list", which, 0, start + PAGE))
    return found


def history(ticket_ref: str, items: Sequence[TimelineItem], *, user: User, now: datetime) -> Card:
    """The newest entries, oldest first: who said what, and what became of our answers."""
    _ = translator(user.language)
    head: RichText = (Span("🎫 "), bold(_("History")), Span(f" · {ticket_ref}"))
    if not items:
        return Card(lines(head, _("Nothing was written yet.")))
    entries = [_entry(item, user, now) for item in items]
    return Card(lines(head, *entries), rows([button(ticket_ref, "show", ticket_ref)]))


def _entry(item: TimelineItem, user: User, now: datetime) -> str:
    _ = translator(user.language)
    who = item.sender_name or item.sender_address or _("the program")
    delivery = term(DELIVERY, item.delivery, _) if item.delivery and item.delivery != State.SENT else ""
    files = f"📎 {len(item.files)}" if item.files else ""
    kind = _("automatic") if item.is_automatic else channel(item.medium, _)
    doubt = _("⚠ sender not verified") if item.direction == "internal" else _("⚠ takes no part")
    pending = doubt if item.is_pending else ""
    facts = joined(kind, delivery, pending, files)
    at = say_time(item.occurred_at, now, user.timezone, user.language)
    return f"{_ARROWS.get(item.direction, '·')} {at} {who} ({facts}): {excerpt(item.text, 160)}"


def hits(found: Sequence[Hit], said: Sequence[MessageHit], text: str, *, user: User, now: datetime) -> Card:
    """Records first, then messages with the words. A message opens the record that it belongs to."""
    _ = translator(user.language)
    if not found and not said:
        return Card(
            lines(
                _(
                    "Nothing found for “{text}”. Try a part of the name, the last digits of the phone number or T-12."
                ).format(text=excerpt(text, 60))
            )
        )
    shown = [
        f"{number} {_ICONS[hit.kind]} {joined(excerpt(hit.title, 70), excerpt(hit.detail, 50), hit.ref)}"
        for number, hit in enumerate(found, 1)
    ]
    refs = [hit.ref for hit in found]
    for number, hit in enumerate(said, len(found) + 1):
        when = say_time(hit.occurred_at, now, user.timezone, user.language)
        refs.append(hit.refs[0] if hit.refs else hit.ref)
        shown.append(
            f"{number} {_ARROWS[hit.direction]} {joined(hit.who, when, refs[-1])}: {excerpt(hit.excerpt, 110)}"
        )
    return Card(lines(*shown), rows([button(str(number), "show", ref) for number, ref in enumerate(refs, 1)], 4))


def inbox(quarantined: int, items: Sequence[InboxRow], *, user: User, now: datetime) -> Card:
    """What could not be read. The items lie safe; each can be put through again."""
    _ = translator(user.language)
    if not quarantined:
        return Card(lines(_("The quarantine is empty: everything that came in was read.")))
    head = _.ngettext("{n} item is in quarantine:", "{n} items are in quarantine:", quarantined).format(n=quarantined)
    shown = [
        f"IN-{item.id} {joined(channel(item.channel, _), say_time(item.received_at, now, user.timezone, user.language))}: {_(item.reason)}"
        for item in items
    ]
    again = [
        button(_("Try {reference} again").format(reference=f"IN-{item.id}"), "replay", f"IN-{item.id}")
        for item in items
    ]
    everything = [button(_("Try all again"), "replay", "IN-0")] if quarantined > 1 else []
    return Card(lines(head, *shown), (*rows(again, 2), *rows(everything)))


def outbox(counts: dict[str, int], problems: Sequence[ReplyFacts], *, user: User) -> Card:
    """Answers that wait for a decision; each opens as its own message."""
    _ = translator(user.language)
    if not counts:
        return Card(lines(_("Nothing waits for a decision: every answer has left or is on its way.")))
    head = joined(*(f"{term(DELIVERY, state, _)}: {number}" for state, number in sorted(counts.items())))
    shown = [
        f"{number} {joined(facts.ticket_ref, term(DELIVERY, facts.state, _), facts.author_name or _('automatic'))}: {excerpt(text_of(facts.message.text), 60)}"
        for number, facts in enumerate(problems, 1)
    ]
    numbers = [
        button(str(number), "show", reference(Kind.OUTBOX, facts.outbox_id)) for number, facts in enumerate(problems, 1)
    ]
    return Card(lines(head, *shown), rows(numbers, 4))
