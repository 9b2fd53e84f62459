"""Where everything that staff write or press in a private chat arrives.

The wall stands here: free text becomes the text of an answer only where one was asked for (and then it is shown before
anything leaves), an internal note where it answers a ticket's card, and otherwise nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.cards.parts import Press, button, joined, lines, read_press, rows
from bot.commands import people, presses, registry, replies, system, tickets, undelivered
from bot.commands.turn import Turn
from bot.commands.words import answered_ticket
from bot.i18n import describe
from channels.message import Attachment, ChatEvent, InboundMessage, StoredFile
from crm_store.access import Role
from crm_store.errors import CrmError
from crm_store.identity.rules import fold
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.references import Kind, reference
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork
from nlp.extractors.references import find_references

_REFERENCE = re.compile(r"[TLCAX]-\d{1,12}", re.IGNORECASE)
"""A text that is nothing else asks for the record."""
_STOPS = frozenset({"huy", "huy bo", "thoi", "cancel"})
"""A text that is nothing else, while one is asked for, ends what was begun: it is no letter to a customer."""
DIALOGUE_HOURS = 12
"""How long we remember what the next free text was meant to be. Drafts are kept longer."""


def handle_staff(uow: UnitOfWork, *, user: User, message: InboundMessage, item_id: int, now: datetime) -> None:
    """One item of a member of staff, in the transaction of that item. Whatever goes wrong is said in one sentence."""
    chat = message.chat
    assert chat is not None
    if chat.event is ChatEvent.MEMBERSHIP:
        if chat.blocked is not None and message.channel == "telegram":
            notifications.telegram_blocked(uow, user_id=user.id, blocked=chat.blocked)
        return
    if message.channel == "telegram" and user.telegram_blocked_at is not None:
        notifications.telegram_blocked(uow, user_id=user.id, blocked=False)
    turn = Turn(uow, user, message, item_id, now)
    match chat.event:
        case ChatEvent.BUTTON:
            _button(turn, chat.button_data or "")
        case ChatEvent.EDIT:
            _edited(turn)
        case ChatEvent.START:
            system.greet(turn)
        case _:
            turn.files = _stored(uow, message.attachments)
            _attempt(turn, lambda: _text(turn, message.text.strip()))
            _say_missing_files(turn)


def handle_start(uow: UnitOfWork, *, message: InboundMessage, item_id: int, now: datetime | None = None) -> bool:
    """``True`` when the payload of ``/start`` was an invitation: the writer belongs to the team now, and was greeted."""
    from crm_store import clock

    chat = message.chat
    if chat is None or not chat.start_payload or message.channel != "telegram" or not chat.is_private:
        return False
    try:
        with uow.session.begin_nested():
            user = team.accept_telegram_invitation(
                uow, token=chat.start_payload, telegram_id=chat.sender_id, language=""
            )
    except CrmError:
        return False  # the invitation stays good for whom it was meant
    if user is None:
        return False
    system.greet(Turn(uow, user, message, item_id, now or clock.now()))
    return True


def _button(turn: Turn, data: str) -> None:
    turn.press = read_press(data) or Press("", "")
    pressed = turn.press
    failed = _attempt(turn, lambda: presses.press(turn, pressed))
    if failed:
        presses.catch_up(turn, pressed)
    turn.answer()


def _attempt(turn: Turn, work: Callable[[], None]) -> bool:
    """Does it whole or not at all; says what is wrong. ``True`` when it failed."""
    try:
        with turn.all_or_nothing():
            work()
    except CrmError as error:
        turn.answer(describe(error, turn.translator), alert=True)
        return True
    return False


def _text(turn: Turn, text: str) -> None:
    if text.startswith("/") and not turn.message.forwarded:
        _command(turn, text)
    elif _stops(turn, text):
        system.cancel(turn, "")
    elif _answers_a_message(turn, text):
        return
    elif _REFERENCE.fullmatch(text) and not turn.files:
        people.show_record(turn, text.upper())
    elif not _continues_dialogue(turn, text):
        _hint(turn, text)


def _command(turn: Turn, text: str) -> None:
    """``/name@bot arguments``. An unknown one does nothing and leaves the dialogue as it is."""
    words = text[1:].split(maxsplit=1) or [""]
    name, rest = words[0].partition("@")[0], text[1 + len(words[0]) :].strip()
    command = registry.find(name)
    if command is not None:
        command.handler(turn, rest)
        return
    _ = turn.translator
    near = registry.nearest(name, Role(turn.user.role))
    known = joined(*(f"/{one.name}" for one in near)) or "/help"
    turn.say(_("There is no command /{name}. Try {commands}.").format(name=name[:40], commands=known))


def _stops(turn: Turn, text: str) -> bool:
    awaits = turn.dialogue.get("kind") in ("reply", "note", "address", "when") and _is_fresh(turn)
    return awaits and not turn.files and " ".join(fold(text).strip(" .!").split()) in _STOPS


def _answers_a_message(turn: Turn, text: str) -> bool:
    """A message that answers one of ours which shows a ticket is about that ticket. Under a preview, it is a new version."""
    if turn.reply_to_ref is None or not (text or turn.files):
        return False
    record = queries.record_of(turn.uow, turn.chat, turn.reply_to_ref)
    ticket_id = answered_ticket(turn)
    if record is None or ticket_id is None:
        return False
    awaited = turn.dialogue if _is_fresh(turn) and turn.dialogue.get("ticket_id") == ticket_id else {}
    if awaited.get("kind") == "address":
        return _continues_dialogue(turn, text)
    draft = _draft_of(record)
    if draft is not None or awaited.get("kind") == "reply":
        known = draft or awaited.get("draft_id")
        replies.take_text(turn, ticket_id, text, known, adds=draft is None and not awaited.get("anew"))
        return True
    if awaited.get("kind") == "note":
        turn.wait_for_nothing()
    tickets.write_note(turn, ticket_id, text, was_meant=bool(awaited))
    return True


def _draft_of(record: str) -> int | None:
    name = record.removeprefix(queries.DRAFT_PREFIX)
    return int(name) if name != record else None


def _continues_dialogue(turn: Turn, text: str) -> bool:
    if not (text or turn.files) or not _is_fresh(turn):
        return False
    state = turn.dialogue
    match state.get("kind"):
        case "reply":
            replies.take_text(turn, state["ticket_id"], text, state["draft_id"], adds=not state.get("anew"))
        case "when":
            replies.take_time(turn, text)
        case "address":
            undelivered.take_address(turn, state["outbox_id"], text)
        case "note":
            tickets.write_note(turn, state["ticket_id"], text)
            turn.wait_for_nothing()
        case _:
            return False
    return True


def _is_fresh(turn: Turn) -> bool:
    begun = turn.dialogue.get("at")
    return begun is not None and turn.now - datetime.fromisoformat(begun) <= timedelta(hours=DIALOGUE_HOURS)


def _edited(turn: Turn) -> None:
    """Correcting the words of an answer that was not sent yet changes the draft. Other corrections change nothing."""
    state, corrected = turn.dialogue, turn.message.chat.message_ref if turn.message.chat is not None else None
    if state.get("kind") == "reply" and corrected is not None and corrected in dict(state.get("parts", ())):
        _attempt(turn, lambda: replies.correct(turn, state, corrected, turn.message.text))


def _hint(turn: Turn, text: str) -> None:
    """Nothing was done and nobody got anything; what one could do instead."""
    _ = turn.translator
    near = registry.nearest(text, Role(turn.user.role)) if text else []
    likely = [f"{one.usage(turn.user.language)} – {one.explained(turn.user.language)}" for one in near]
    tickets_named = [found.number for found in find_references(text) if found.kind == "T"][:4] if text else []
    refs = [reference(Kind.TICKET, number) for number in dict.fromkeys(tickets_named)]
    turn.say(
        lines(
            _("I did nothing with this, and nobody got it."),
            _("To note something on a ticket, answer its card. To write to the customer, press Reply on it."),
            *(likely or ["/tickets · /find · /help"]),
        ),
        rows([button(ref, "show", ref) for ref in refs], 4),
    )


def _stored(uow: UnitOfWork, attachments: tuple[Attachment, ...]) -> tuple[StoredFile, ...]:
    return tuple(
        StoredFile(uow.files.put(one.content), one.filename, one.content_type, one.size, one.inline, one.content_id)
        for one in attachments
        if one.content
    )


def _say_missing_files(turn: Turn) -> None:
    missing = [
        f"{one.filename} ({one.note})" if one.note else one.filename
        for one in turn.message.attachments
        if not one.content
    ]
    if missing:
        turn.say(turn.translator("⚠ These files did not come through: {names}").format(names=", ".join(missing)))
