"""Answering a customer from a chat: ask, preview, send, undo. No other module of the chat reaches one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.cards import drafts, reply
from bot.cards.names import VIETNAMESE_FORMS, addressed
from bot.cards.parts import Card, lines, quote
from bot.commands import undelivered
from bot.commands.turn import Turn
from bot.commands.words import ticket_and_rest
from bot.i18n import describe
from bot.i18n.when import read_moment
from crm_store.canned import service as canned
from crm_store.errors import ChangedMeanwhile, Invalid, NotFound
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.references import Kind, reference
from crm_store.tickets import queries as tickets
from crm_store.tickets import replies
from crm_store.tickets.models import ReplyDraft
from crm_store.tickets.service import remove_note

Part = tuple[str | None, str]
"""One of the messages that a draft was typed in: its place in the chat, where known, and its words."""


def reply_command(turn: Turn, args: str) -> None:
    """With a text it shows the preview at once; without one it asks."""
    ticket_id, text = ticket_and_rest(turn, args)
    if text or turn.files:
        take_text(turn, ticket_id, text)
    else:
        begin(turn, ticket_id)


def begin(turn: Turn, ticket_id: int) -> None:
    """An answer that was begun before is shown as it was left."""
    draft = replies.begin(turn.uow, actor=turn.actor, ticket_id=ticket_id)
    turn.wait_for("reply", draft_id=draft.id, ticket_id=ticket_id)
    if draft.text:
        notifications.show_preview(turn.uow, turn.listener, draft.id)
    else:
        _ask(turn, draft)


def _ask(turn: Turn, draft: ReplyDraft) -> None:
    view = tickets.ticket(turn.uow, actor=turn.actor, ticket_id=draft.ticket_id)
    others = [one.user_name for one in view.drafts if one.user_id != turn.user.id]
    files = drafts.files_of(turn.uow, draft.id)
    words = canned.listed(turn.uow, actor=turn.actor)
    turn.show(reply.asking(view, draft.id, others=others, files=files, canned=words, user=turn.user), ask_reply=True)


def take_canned(turn: Turn, draft_id: int, choice: str) -> None:
    """A canned reply becomes the draft's text; ``p7`` shows those from the eighth on."""
    draft = queries.draft(turn.uow, draft_id)
    if draft is None or draft.user_id != turn.user.id:
        raise NotFound("There is no such draft of yours.")
    view = tickets.ticket(turn.uow, actor=turn.actor, ticket_id=draft.ticket_id)
    page = choice.removeprefix("p")
    if page != choice:
        words = canned.listed(turn.uow, actor=turn.actor)
        others = [one.user_name for one in view.drafts if one.user_id != turn.user.id]
        files = drafts.files_of(turn.uow, draft_id)
        start = int(page) if page.isdecimal() else 0
        turn.replace(
            reply.asking(view, draft_id, others=others, files=files, canned=words, start=start, user=turn.user)
        )
        return
    found = canned.one(turn.uow, actor=turn.actor, canned_id=int(choice) if choice.isdecimal() else 0)
    name = addressed(view.salutation, view.contact_name, turn.translator) if view.contact_name else ""
    text = canned.filled(found.text, customer=_inside(name), ticket=view.ref, me=turn.user.name)
    take_text(turn, draft.ticket_id, text, draft_id)


def _inside(name: str) -> str:
    """A form of address within a sentence: ``chị Hoa`` rather than ``Chị Trần Thị Hoa`` at its start."""
    return name[:1].lower() + name[1:] if name.split(" ", maxsplit=1)[0].lower() in VIETNAMESE_FORMS else name


def take_text(turn: Turn, ticket_id: int, text: str, draft_id: int | None = None, *, adds: bool = False) -> None:
    """What was typed becomes the draft and is shown as it would leave. A draft that ended meanwhile is begun anew.

    ``adds``: people write several short messages, so the words follow those that stand there; else they take their
    place, and what stood there is shown once more.
    """
    draft = _open_draft(turn, ticket_id, draft_id)
    before = draft.text
    drafts.keep_files(turn.uow, draft.id, (*drafts.files_of(turn.uow, draft.id), *turn.files))
    if not text.strip() and turn.files and not before:
        turn.wait_for("reply", draft_id=draft.id, ticket_id=draft.ticket_id)
        _ask(turn, draft)
        return
    parts = _parts(turn, draft.id, before) if adds or not text.strip() else []
    if text.strip():
        typed_at = turn.message.chat.message_ref if turn.message.chat is not None and turn.press is None else None
        parts.append((typed_at, text.strip()))
    _keep(turn, draft, parts)
    if before and not adds and text.strip() and before != draft.text:
        turn.say(lines(turn.translator("This earlier draft is replaced:"), quote(before)))
    notifications.show_preview(turn.uow, turn.listener, draft.id)


def correct(turn: Turn, state: dict[str, Any], message_ref: str, text: str) -> None:
    """A message that is a part of the draft was edited; ``state`` is the dialogue. The other parts stay as they are."""
    draft = _open_draft(turn, state["ticket_id"], state["draft_id"])
    parts = _parts(turn, draft.id, draft.text)
    if text.strip() and message_ref in dict(parts):
        _keep(turn, draft, [(ref, text.strip() if ref == message_ref else said) for ref, said in parts])
        notifications.show_preview(turn.uow, turn.listener, draft.id)


def _keep(turn: Turn, draft: ReplyDraft, parts: list[Part]) -> None:
    replies.preview(turn.uow, actor=turn.actor, draft_id=draft.id, text=_joined(parts))
    turn.wait_for("reply", draft_id=draft.id, ticket_id=draft.ticket_id, parts=parts)


def _parts(turn: Turn, draft_id: int, text: str) -> list[Part]:
    """The messages that the draft is made of; one whole where it was written elsewhere or in another dialogue."""
    if turn.dialogue.get("kind") == "reply" and turn.dialogue.get("draft_id") == draft_id:
        known: list[Part] = [(ref, said) for ref, said in turn.dialogue.get("parts", ())]
        if _joined(known) == text:
            return known
    return [(None, text)] if text else []


def _joined(parts: list[Part]) -> str:
    return "\n".join(said for _ref, said in parts)


def _open_draft(turn: Turn, ticket_id: int, draft_id: int | None) -> ReplyDraft:
    known = queries.draft(turn.uow, draft_id) if draft_id is not None else None
    if known is not None and known.state == "open" and known.user_id == turn.user.id:
        ticket_id = known.ticket_id
    return replies.begin(turn.uow, actor=turn.actor, ticket_id=ticket_id)


def send(turn: Turn, draft_id: int, token: str, seen: str) -> None:
    """Leaves only as it was shown: other words, other recipients or news that the preview did not tell show it again."""
    _ = turn.translator
    if not _leave(turn, draft_id, token, seen):
        return
    seconds = round(turn.uow.firm.undo_seconds)
    turn.answer(_.ngettext("It leaves in {n} second.", "It leaves in {n} seconds.", seconds).format(n=seconds))


def _leave(turn: Turn, draft_id: int, token: str, seen: str, at: datetime | None = None) -> bool:
    """The preview becomes the report. ``False``, and the preview shown once more, where it was not what would leave."""
    try:
        outbox_id = drafts.send(turn.uow, actor=turn.actor, draft_id=draft_id, token=token, seen=seen, at=at)
    except drafts.NotAsShown as changed:
        turn.answer(describe(changed, turn.translator), alert=True)
        _show_again(turn, draft_id)
        return False
    _end_dialogue(turn, draft_id)
    record = notifications.draft_record(draft_id)
    known = queries.shown(turn.uow, turn.chat, record)
    stands_at = turn.pressed_ref if at is None else known.message_ref if known is not None else None
    if stands_at is not None:
        notifications.report_reply(turn.uow, turn.listener, outbox_id, stands_at, at=at)
    notifications.forget(turn.uow, turn.chat, record)
    return True


def ask_time(turn: Turn, draft_id: int, token: str, seen: str) -> None:
    """The next text is the time at which the answer leaves, as this preview showed it."""
    look = replies.look(turn.uow, actor=turn.actor, draft_id=draft_id)
    turn.wait_for("when", draft_id=draft_id, ticket_id=look.ticket_id, token=token, seen=seen)
    turn.show(reply.asking_time(draft_id, token, user=turn.user, now=turn.now))


def take_time(turn: Turn, text: str) -> None:
    at = read_moment(text, turn.now, turn.user.timezone)
    if at is None:
        raise Invalid(
            "“{text}” is no time that I understand. Type it such as “tomorrow 8:00” or “Monday 9:30”.", text=text[:80]
        )
    _schedule(turn, turn.dialogue, at)


def choose_time(turn: Turn, draft_id: int, token: str, minutes: int) -> None:
    """The button's preview must be the one from which the time was asked."""
    state = turn.dialogue
    if state.get("kind") != "when" or state["draft_id"] != draft_id or state["token"] != token:
        raise ChangedMeanwhile("This question is an old one. Press Schedule under the preview again.")
    _schedule(turn, state, datetime.fromtimestamp(minutes * 60, UTC))


def _schedule(turn: Turn, state: dict[str, Any], at: datetime) -> None:
    if _leave(turn, state["draft_id"], state["token"], state["seen"], at):
        turn.replace(Card(lines(f"✔ {reply.leaves_at(at, turn.user, turn.now)}")))


def not_later(turn: Turn, draft_id: int) -> None:
    """Back to the preview, which still stands."""
    state = turn.dialogue
    if state.get("kind") == "when" and state["draft_id"] == draft_id:
        turn.wait_for("reply", draft_id=draft_id, ticket_id=state["ticket_id"])
    turn.replace(Card(lines(turn.translator("Not scheduled. The preview above still stands."))))


def _show_again(turn: Turn, draft_id: int) -> None:
    """In place where the live preview was pressed; an older one loses its buttons instead."""
    record = notifications.draft_record(draft_id)
    if turn.pressed_ref is None or turn.dialogue.get("kind") == "when":
        notifications.show_preview(turn.uow, turn.listener, draft_id)
        return
    known = queries.shown(turn.uow, turn.chat, record)
    if known is None or known.message_ref == turn.pressed_ref:
        notifications.show_preview(turn.uow, turn.listener, draft_id, at=turn.pressed_ref)
        return
    turn.clear_buttons(turn.pressed_ref)
    notifications.show_preview(turn.uow, turn.listener, draft_id)


def edit(turn: Turn, draft_id: int) -> None:
    """The next text takes the place of this one; until then the preview can still be sent."""
    _ = turn.translator
    shown = replies.look(turn.uow, actor=turn.actor, draft_id=draft_id)
    turn.wait_for("reply", draft_id=draft_id, ticket_id=shown.ticket_id, anew=True)
    ask = _("Type the new text for {reference}; it takes the place of the one above.").format(
        reference=reference(Kind.TICKET, shown.ticket_id)
    )
    turn.say(ask, ask_reply=True)


def cancel(turn: Turn, draft_id: int) -> None:
    draft = queries.draft(turn.uow, draft_id)
    replies.cancel(turn.uow, actor=turn.actor, draft_id=draft_id)
    assert draft is not None
    record = notifications.draft_record(draft_id)
    known = queries.shown(turn.uow, turn.chat, record)
    if known is not None and known.message_ref != turn.pressed_ref:
        turn.clear_buttons(known.message_ref)
    notifications.forget(turn.uow, turn.chat, record)
    drafts.keep_files(turn.uow, draft_id, ())
    _end_dialogue(turn, draft_id)
    turn.replace(reply.cancelled_card(draft.text, reference(Kind.TICKET, draft.ticket_id), user=turn.user))


def undo(turn: Turn, outbox_id: int) -> None:
    """The answer becomes a draft again, and its message the preview."""
    draft = replies.undo(turn.uow, actor=turn.actor, outbox_id=outbox_id)
    show_reopened(turn, draft, outbox_id)
    turn.answer(turn.translator("Taken back. The customer got nothing."))


def show_reopened(turn: Turn, draft: ReplyDraft, outbox_id: int) -> None:
    """The preview of an answer that was taken back, in place of its report where that stands in this chat."""
    record = reference(Kind.OUTBOX, outbox_id)
    drafts.keep_files_sent(turn.uow, draft.id, outbox_id)
    known = queries.shown(turn.uow, turn.chat, record)
    at = known.message_ref if known is not None else turn.pressed_ref
    if turn.pressed_ref is not None and turn.pressed_ref != at:
        turn.clear_buttons(turn.pressed_ref)
    turn.wait_for("reply", draft_id=draft.id, ticket_id=draft.ticket_id)
    notifications.show_preview(turn.uow, turn.listener, draft.id, at=at)
    notifications.forget(turn.uow, turn.chat, record)


def from_note(turn: Turn, interaction_id: int) -> None:
    """A note that was meant for the customer: it leaves the ticket and becomes a draft, still shown before it goes."""
    note = queries.own_note(turn.uow, interaction_id=interaction_id, user_id=turn.user.id)
    if note is None:
        raise NotFound("There is no such note of yours.")
    ticket_id = remove_note(turn.uow, actor=turn.actor, interaction_id=interaction_id)
    turn.files = note.files
    take_text(turn, ticket_id, note.text)
    turn.replace(Card(lines(turn.translator("The note is taken back; it becomes an answer to the customer."))))


def catch_up(turn: Turn, draft_id: int) -> None:
    """Under a preview whose draft has ended, the message shows what became of it."""
    draft = queries.draft(turn.uow, draft_id)
    if draft is None or draft.user_id != turn.user.id or draft.state == "open" or turn.pressed_ref is None:
        return
    if draft.outbox_id is None or draft.state != "queued":
        turn.clear_buttons(turn.pressed_ref)
        return
    known = queries.shown(turn.uow, turn.chat, reference(Kind.OUTBOX, draft.outbox_id))
    if known is None or known.message_ref == turn.pressed_ref:
        undelivered.redraw_outcome(turn, draft.outbox_id)
    else:
        turn.clear_buttons(turn.pressed_ref)


def _end_dialogue(turn: Turn, draft_id: int) -> None:
    if turn.dialogue.get("draft_id") == draft_id:
        turn.wait_for_nothing()
