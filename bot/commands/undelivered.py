"""Answers that did not arrive: told as they are, sent again, corrected, or known to have arrived."""

from __future__ import annotations

from bot.cards import drafts, reply
from bot.cards.names import customer
from bot.commands.turn import Turn
from crm_store.access import Permission, require
from crm_store.errors import NotFound
from crm_store.notifications import queries
from crm_store.notifications import service as notifications
from crm_store.notifications.queries import ReplyFacts
from crm_store.references import Kind, parse_reference, reference
from crm_store.tickets import outcomes, readdress
from crm_store.tickets import queries as tickets


def retry(turn: Turn, outbox_id: int) -> None:
    outcomes.retry(turn.uow, actor=turn.actor, outbox_id=outbox_id)
    _report(turn, outbox_id)
    turn.answer(turn.translator("It goes out again."))


def arrived(turn: Turn, outbox_id: int) -> None:
    outcomes.mark_arrived(turn.uow, actor=turn.actor, outbox_id=outbox_id)
    _report(turn, outbox_id)
    turn.answer(turn.translator("Noted: it arrived."))


def show_outcome(turn: Turn, outbox_id: int) -> None:
    """The fate of an answer as a message of its own at the end of the chat."""
    facts_of(turn, outbox_id)
    record = reference(Kind.OUTBOX, outbox_id)
    notifications.place(turn.uow, turn.listener, record, view=notifications.OUTCOME, outbox_id=outbox_id)


def redraw_outcome(turn: Turn, outbox_id: int) -> None:
    """The pressed message is behind the times: it shows the answer as it is now."""
    if turn.pressed_ref is not None:
        notifications.adopt(turn.uow, turn.listener, reference(Kind.OUTBOX, outbox_id), turn.pressed_ref)
        notifications.tell_outcome(turn.uow, [turn.listener], outbox_id)


def _report(turn: Turn, outbox_id: int) -> None:
    redraw_outcome(turn, outbox_id)
    watching = queries.card_listeners(turn.uow, reference(Kind.OUTBOX, outbox_id))
    notifications.tell_outcome(turn.uow, [one for one in watching if one != turn.listener], outbox_id)


def ask_address(turn: Turn, outbox_id: int) -> None:
    """The next text is the right address."""
    facts = facts_of(turn, outbox_id)
    turn.wait_for("address", outbox_id=outbox_id, ticket_id=parse_reference(facts.ticket_ref)[1])
    turn.show(reply.asking_address(facts, user=turn.user), ask_reply=True)


def take_address(turn: Turn, outbox_id: int, address: str) -> None:
    """The answer as a draft to the right address: its preview comes at the end of the chat, and nothing has left."""
    draft = readdress.correct_address(turn.uow, actor=turn.actor, outbox_id=outbox_id, address=address)
    drafts.keep_files_sent(turn.uow, draft.id, outbox_id)
    turn.wait_for("reply", draft_id=draft.id, ticket_id=draft.ticket_id)
    notifications.show_preview(turn.uow, turn.listener, draft.id)


def call(turn: Turn, outbox_id: int) -> None:
    facts = facts_of(turn, outbox_id)
    view = tickets.ticket(turn.uow, actor=turn.actor, ticket_id=parse_reference(facts.ticket_ref)[1])
    if not facts.phones:
        raise NotFound("No phone number of this customer is known.")
    turn.show(reply.phone_card(facts, customer(view, turn.translator)))


def facts_of(turn: Turn, outbox_id: int) -> ReplyFacts:
    require(turn.actor, Permission.CUSTOMERS_ANSWER)
    facts = queries.reply_facts(turn.uow, outbox_id)
    if facts is None:
        raise NotFound("There is no such answer.")
    return facts
