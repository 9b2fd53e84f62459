"""Answering a customer from a chat: ask, preview, send, undo. No other module of the chat reaches one."""

from __future__ import annotations

from typing import Any

from bot.cards import drafts, reply
from bot.cards.parts import Card, lines, quote
from bot.commands import undelivered
from bot.commands.turn import Turn
from bot.commands.words import ticket_and_rest
from bot.i18n import describe
from crm_store.errors import NotFound
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
    turn.show(reply.asking(view, draft.id, others=others, files=files, user=turn.user), ask_reply=True)


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
    try:
        outbox_id = drafts.send(turn.uow, actor=turn.actor, draft_id=draft_id, token=token, seen=seen)
    except drafts.NotAsShown as changed:
        turn.answer(describe(changed, _), alert=True)
        _show_again(turn, draft_id)
        return
    _end_dialogue(turn, draft_id)
    if turn.pressed_ref is not None:
        notifications.report_reply(turn.uow, turn.listener, outbox_id, turn.pressed_ref)
    notifications.forget(turn.uow, turn.chat, notifications.draft_record(draft_id))
    seconds = round(turn.uow.firm.undo_seconds)
    turn.answer(_.ngettext("It leaves in {n} second.", "It leaves in {n} seconds.", seconds).format(n=seconds))


def _show_again(turn: Turn, draft_id: int) -> None:
    """In place where the live preview was pressed; an older one loses its buttons instead."""
    record = notifications.draft_record(draft_id)
    if turn.pressed_ref is None:
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
