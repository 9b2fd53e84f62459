"""The way of an answer to a customer: asked for, shown before it goes, on its way, and how it ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.names import channel, customer, with_address
from bot.cards.parts import RULE, Card, bold, button, joined, lines, rows, shortened
from bot.i18n import Translator, delivery_reason, mark, say_time, translator
from bot.i18n.when import likely_moments
from channels.message import Address, Button, Keyboard, RichText, Span, StoredFile, Style, text_of
from crm_store.canned.service import Canned
from crm_store.identity.rules import normalise_phone
from crm_store.notifications.queries import ReplyFacts
from crm_store.notifications.service import draft_record
from crm_store.outbox.rules import MessageKind, State
from crm_store.references import Kind, reference
from crm_store.team.models import User
from crm_store.tickets.queries import TicketView
from crm_store.tickets.readdress import wrong_address
from crm_store.tickets.replies import ReplyPreview

SHOWN_LENGTH = 3_000
"""Characters of an answer that a message shows which is edited later: it must stay one message in every chat."""
_TOKEN_LENGTH = 10
_COLLEAGUES = 4
CANNED_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a preview says. ``answered`` are colleagues (number, name) whose answer left since this one was begun."""

    preview: ReplyPreview
    files: tuple[StoredFile, ...] = ()
    answered: tuple[tuple[int, str], ...] = ()
    last_interaction_id: int | None = None

    @property
    def token(self) -> str:
        """Changes with anything that the customer would notice: channel, recipients, text, files."""
        preview = self.preview
        content = [
            preview.channel,
            *(f"to {one.value}" for one in preview.to),
            *(f"cc {one.value}" for one in preview.cc),
            preview.text,
            *(file.sha256 for file in self.files),
        ]
        return hashlib.sha256("\x00".join(content).encode()).hexdigest()[:_TOKEN_LENGTH]

    @property
    def seen(self) -> str:
        """Whom and what the preview warns of, for the button: the last message, then the colleagues."""
        people = sorted(
            {*(other.user_id for other in self.preview.others), *(number for number, _name in self.answered)}
        )
        return ".".join(str(number) for number in (self.last_interaction_id or 0, *people[:_COLLEAGUES]))

    def has_news_since(self, seen: str) -> bool:
        """Whether something happened that the button's preview did not warn of."""
        last, *known = seen.split(".")
        _last, *people = self.seen.split(".")
        return last != _last or not set(people) <= set(known)


def asking(
    view: TicketView,
    draft_id: int,
    *,
    others: Sequence[str],
    files: Sequence[StoredFile] = (),
    canned: Sequence[Canned] = (),
    start: int = 0,
    user: User,
) -> Card:
    """Asks for the text, and says to whom it would go. ``canned`` are the words to choose from, shown from ``start`` on."""
    _ = translator(user.language)
    requester = view.requester
    shown = channel(requester.kind if requester else view.channel, _)
    address = f" ({requester.value})" if requester is not None and requester.kind == "email" else ""
    ask = (
        _("Answer {name} by {channel}{address} · {reference}. Type the text, or choose:")
        if canned
        else _("Answer {name} by {channel}{address} · {reference}. Type the text:")
    ).format(name=customer(view, _), channel=shown, address=address, reference=view.ref)
    text = lines(ask, _answering(others, _), _file_names(files))
    return Card(text, (*rows(_canned(draft_id, canned, start), 2), _cancel(draft_id, _)))


def _canned(draft_id: int, canned: Sequence[Canned], start: int) -> list[Button]:
    """At most seven in all; the last leads on where there are more, and from the last page to the first."""
    ref = draft_record(draft_id)
    if len(canned) <= CANNED_SHOWN:
        return [button(one.name, "canned", ref, 0, one.id) for one in canned]
    shown = canned[start : start + CANNED_SHOWN - 1]
    following = start + len(shown) if start + len(shown) < len(canned) else 0
    return [
        *(button(one.name, "canned", ref, 0, one.id) for one in shown),
        button("…", "canned", ref, 0, f"p{following}"),
    ]


def preview_card(shown: Shown, *, user: User) -> Card:
    """Recipients and channel stand above the text; the button sends exactly this."""
    _ = translator(user.language)
    preview = shown.preview
    ref = draft_record(preview.draft_id)
    text = lines(
        _to(preview, _),
        _answering([other.user_name for other in preview.others], _),
        _("⚠ {names} answered meanwhile.").format(names=", ".join(name for _number, name in shown.answered))
        if shown.answered
        else None,
        _("⚠ The customer wrote again meanwhile.") if preview.new_since else None,
        RULE,
        preview.text,
        _file_names(shown.files),
    )
    choices = (
        button(_("Send"), "send", ref, shown.token, shown.seen),
        button(_("Edit"), "edit", ref),
        button(_("Schedule"), "later", ref, shown.token, shown.seen),
        button(_("Cancel"), "cancel", ref),
    )
    return Card(text, rows(choices, 2))


def _to(preview: ReplyPreview, _: Translator) -> str:
    ticket = reference(Kind.TICKET, preview.ticket_id)
    to = ", ".join(with_address(one, _) for one in preview.to)
    if preview.channel != "email":
        return joined(_("To: {people}").format(people=to), channel(preview.channel, _), ticket)
    cc = ", ".join(with_address(one, _) for one in preview.cc) or _("nobody")
    return joined(
        _("To: {people}").format(people=to), channel(preview.channel, _), _("Cc: {people}").format(people=cc), ticket
    )


def _answering(others: Sequence[str], _: Translator) -> str:
    if not others:
        return ""
    warns = _.ngettext(
        "⚠ {names} is answering this ticket too.", "⚠ {names} are answering this ticket too.", len(others)
    )
    return warns.format(names=", ".join(others))


def _file_names(files: Sequence[StoredFile]) -> str:
    return "📎 " + ", ".join(file.filename for file in files) if files else ""


def _cancel(draft_id: int, _: Translator) -> tuple[Button, ...]:
    return (button(_("Cancel"), "cancel", draft_record(draft_id)),)


def cancelled_card(text: str, ticket_ref: str, *, user: User) -> Card:
    """The text stays readable: it may be wanted again."""
    _ = translator(user.language)
    said = _("Cancelled. The customer got nothing · {reference}").format(reference=ticket_ref)
    return Card(lines(said, RULE if text else None, shortened(text, SHOWN_LENGTH)))


def outcome_card(facts: ReplyFacts, *, user: User, now: datetime, undo_seconds: float) -> Card:
    """The same message from "will be sent" to its end. Whoever is not the author sees who wrote it."""
    _ = translator(user.language)
    author = (
        _("Written by {name}").format(name=facts.author_name)
        if facts.author_id != user.id and facts.author_name
        else ""
    )
    text = lines(
        joined(
            _recipients(facts, _),
            channel(facts.channel, _),
            facts.ticket_ref,
            "" if facts.kind == MessageKind.REPLY else _("automatic"),
        ),
        author,
        RULE,
        shortened(text_of(facts.message.text).strip(), SHOWN_LENGTH),
        _file_names(facts.message.files),
        RULE,
        _state(facts, user, now, undo_seconds, _),
    )
    return Card(text, _choices(facts, user, _))


def alarm_text(facts: ReplyFacts, *, user: User) -> RichText:
    """One line that rings, for an answer that ended badly while nobody watched."""
    _ = translator(user.language)
    says = (
        _("⚠ The answer to {reference} was not delivered.")
        if facts.state == State.FAILED
        else _("⚠ Nobody knows whether the answer to {reference} arrived.")
    )
    return lines(says.format(reference=facts.ticket_ref))


def _recipients(facts: ReplyFacts, _: Translator) -> str:
    mail = facts.message.mail
    if mail is None:
        return _("To the customer")
    to = _("To: {people}").format(people=_addresses(mail.to))
    return joined(to, _("Cc: {people}").format(people=_addresses(mail.cc))) if mail.cc else to


def _addresses(people: Sequence[Address]) -> str:
    return ", ".join(str(one) for one in people)


_STATES = {
    State.FAILED: mark("Not delivered: {reason}"),
    State.UNKNOWN: mark("Nobody knows whether it arrived: {reason}"),
    State.NO_RELAY: mark("No relay is configured: it waits in the outbox."),
    State.REVIEW: mark("It comes from a restored backup and waits for your decision."),
    State.CANCELLED: mark("Taken back. The customer got nothing."),
}


def _state(facts: ReplyFacts, user: User, now: datetime, undo_seconds: float, _: Translator) -> str:
    state = State(facts.state)
    if state is State.HELD and facts.scheduled_at is not None:
        return leaves_at(facts.scheduled_at, user, now)
    if state is State.HELD:
        seconds = round(undo_seconds)
        return _.ngettext("It leaves in {n} second.", "It leaves in {n} seconds.", seconds).format(n=seconds)
    if state is State.SENT:
        return _followed(_sent(facts, user, now, _), facts, _)
    if state in _STATES:
        return _followed(_(_STATES[state]).format(reason=_reason(facts, _)), facts, _)
    if facts.attempts > 0 and facts.error:
        return _("Not delivered yet, it will be tried again: {reason}").format(reason=_reason(facts, _))
    return _("It is leaving now…")


def leaves_at(at: datetime, user: User, now: datetime) -> str:
    _ = translator(user.language)
    return _("It leaves {time}").format(time=say_time(at, now, user.timezone, user.language))


def asking_time(draft_id: int, token: str, *, user: User, now: datetime) -> Card:
    """Asks when the answer should leave. ``token`` is that of the preview from which it was asked."""
    _ = translator(user.language)
    ref = draft_record(draft_id)
    choices = [
        button(say_time(at, now, user.timezone, user.language), "at", ref, token, int(at.timestamp() // 60))
        for at in likely_moments(now, user.timezone)
    ]
    ask = _("When should it leave? Choose, or type it, such as “8:00 tomorrow morning”:")
    return Card(lines(ask), (*rows(choices, 2), (button(_("Back"), "notlater", ref),)))


def still_leaves(facts: ReplyFacts, *, user: User, now: datetime) -> Card:
    """The customer wrote again while an answer waits for its time."""
    _ = translator(user.language)
    says = _("⚠ The customer wrote again on {reference}; your answer still leaves {time}.").format(
        reference=facts.ticket_ref, time=say_time(facts.scheduled_at or now, now, user.timezone, user.language)
    )
    return Card(lines(says), rows([button(_("Undo"), "undo", reference(Kind.OUTBOX, facts.outbox_id))]))


def _followed(said: str, facts: ReplyFacts, _: Translator) -> str:
    return f"{said}\n{_('Sent again to {address}').format(address=facts.sent_again)}" if facts.sent_again else said


def _sent(facts: ReplyFacts, user: User, now: datetime, _: Translator) -> str:
    at = say_time(facts.sent_at or now, now, user.timezone, user.language)
    lost = [one for one in facts.recipients if one.get("state") == "failed"]
    said = _("Sent {time}").format(time=at.removeprefix(_("today")).strip())
    if not lost:
        return said
    names = ", ".join(joined(one["address"], one.get("code", "")) for one in lost)
    return _("{sent}, but not to {people}").format(sent=said, people=names)


def _reason(facts: ReplyFacts, _: Translator) -> str:
    failed = next((one for one in facts.recipients if one.get("state") == "failed"), {})
    return delivery_reason(facts.code, facts.error, _, said=failed.get("detail", ""))


def _choices(facts: ReplyFacts, user: User, _: Translator) -> Keyboard:
    if facts.sent_again:
        return ()
    ref = reference(Kind.OUTBOX, facts.outbox_id)
    again = button(_("Send again"), "retry", ref)
    call = button(_("Call"), "call", ref) if facts.phones else None
    is_wrong = facts.kind == MessageKind.REPLY and facts.channel == "email" and wrong_address(facts.recipients)
    correct = button(_("Edit the address"), "address", ref) if is_wrong else None
    undo = button(_("Undo"), "undo", ref) if facts.author_id == user.id else None
    choices: dict[State, list[Button | None]] = {
        State.HELD: [undo],
        State.NO_RELAY: [undo],
        State.FAILED: [correct, call, again],
        State.SENT: [correct, call] if correct else [],
        State.REVIEW: [again],
        State.UNKNOWN: [again, button(_("It arrived"), "arrived", ref), call],
    }
    return rows(choices.get(State(facts.state), []))


def asking_address(facts: ReplyFacts, *, user: User) -> Card:
    """Asks for the address that should have been there."""
    _ = translator(user.language)
    ask = _("{address} did not work. Type the right e-mail address; you see the answer again before it goes.")
    return Card(
        lines(ask.format(address=wrong_address(facts.recipients))),
        ((button(_("Cancel"), "cancel", facts.ticket_ref),),),
    )


def phone_card(facts: ReplyFacts, name: str) -> Card:
    """Numbers that a phone dials when they are tapped."""
    shown = [
        (Span("📞 "), bold(name)),
        *((Span(number, Style.LINK, f"tel:{normalise_phone(number)}"),) for number in facts.phones),
    ]
    return Card(lines(*shown))
