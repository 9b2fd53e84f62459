"""Draws the cards and reports that wait in the outbox, when they leave, and remembers where they stand."""

from __future__ import annotations

from bot.cards import drafts, records, reply, unlinked
from bot.cards.parts import Card, digest
from bot.cards.ticket import Colleague, Extras, announcement, assignment, ticket_card
from channels.message import ChatAction, ChatParts, OutboundMessage
from channels.port import CannotDeliver, ChannelError, Receipt
from crm_store import clock
from crm_store.access import Actor, Permission, Role
from crm_store.contacts import queries as contacts
from crm_store.conversations import service as conversations
from crm_store.conversations.telling import StaffChat, tell_chat
from crm_store.errors import CrmError
from crm_store.interactions import queries as messages
from crm_store.leads import queries as leads
from crm_store.notifications import queries, service
from crm_store.notifications.queries import Listener
from crm_store.notifications.rules import UNDO_SHOWN
from crm_store.outbox.rules import MessageKind, State
from crm_store.outbox.service import Due
from crm_store.references import Kind, parse_reference
from crm_store.search import queries as search
from crm_store.team import queries as team
from crm_store.team.models import User
from crm_store.team.service import actor_of, list_users
from crm_store.tickets import filing, undo
from crm_store.tickets import queries as tickets
from crm_store.tickets.queries import TicketView
from crm_store.tickets.undo import Undoable
from crm_store.unit_of_work import UnitOfWork

EDIT_GONE = "edit_gone"
_GIVEN = "given_by"
BAD_ENDS = (State.FAILED, State.UNKNOWN)


class StaffComposer:
    """Implements ``scheduler.delivery.Composer``. Holds nothing: every answer comes from the store."""

    def compose(self, uow: UnitOfWork, due: Due) -> OutboundMessage | None:
        """``None``: nothing has changed, the reader is gone, or he may not see it."""
        if due.payload.get("look_again"):
            service.tell_outcome(uow, [_listener(due)], due.payload["outbox_id"])
            return None
        card = _card(uow, due)
        if card is None:
            return None
        known = queries.shown(uow, _chat(due), due.subject)
        stands_at = known.message_ref if known is not None else None
        if _is_aside(due):
            return _message(due, card, _new(due, card, reply_to_ref=stands_at))
        if known is None:
            return _message(due, card, _new(due, card))
        if known.content_hash == digest(card.text, card.buttons):
            return None
        return _message(
            due, card, ChatParts(due.recipient, ChatAction.EDIT, message_ref=stands_at, buttons=card.buttons)
        )

    def delivered(self, uow: UnitOfWork, due: Due, message: OutboundMessage, receipt: Receipt) -> None:
        """Remembers the message that shows the record now; asks for another drawing if the record changed meanwhile."""
        chat = message.chat
        if due.kind is not MessageKind.CARD or chat is None:
            return
        shown_at = receipt.external_id if chat.action is ChatAction.SEND else chat.message_ref
        record = _record(due)
        if not shown_at:
            return
        if receipt.lacks_buttons and _is_aside(due):
            _add_buttons(uow, due, message, shown_at)
        if due.payload.get("alarm") and queries.shown(uow, _chat(due), record) is not None:
            return
        conversations.keep_card_message(
            uow, channel=due.channel, chat_id=due.recipient, user_id=due.payload["user_id"], record=record, message_ref=shown_at,
            content_hash="" if receipt.lacks_buttons else digest(message.text, chat.buttons),
        )  # fmt: skip
        is_behind = receipt.lacks_buttons and not _is_aside(due)
        if (is_behind or _may_be_behind(due, chat.action)) and self.compose(uow, due) is not None:
            service.draw(uow, [_listener(due)], record, **_kept(due))

    def ended(self, uow: UnitOfWork, due: Due, error: ChannelError) -> None:
        """A message that is gone is sent anew; a reader who shut us out is not written to until he comes back."""
        if not isinstance(error, CannotDeliver):
            return
        if error.blocked and due.channel == "telegram":
            user = team.by_telegram(uow, due.recipient)
            if user is not None:
                service.telegram_blocked(uow, user_id=user.id, blocked=True)
        elif error.code == EDIT_GONE and due.kind is MessageKind.CARD:
            service.forget(uow, _chat(due), due.subject)
            service.draw(uow, [_listener(due)], due.subject, **_kept(due))
        elif error.code == EDIT_GONE and due.kind is MessageKind.STAFF and due.message is not None:
            _send_instead(uow, due, due.message)


def _reader(uow: UnitOfWork, due: Due) -> User | None:
    """The user, if he is still with us and this chat is still his."""
    user = team.by_id(uow, int(due.payload.get("user_id", 0)))
    if user is None or not user.is_active:
        return None
    own = user.telegram_id if due.channel == "telegram" else f"staff:{user.id}"
    return user if own == due.recipient else None


def _card(uow: UnitOfWork, due: Due) -> Card | None:
    user = _reader(uow, due)
    if user is None:
        return None
    try:
        return _draw(uow, due, user)
    except CrmError:
        return None  # gone, or not for this reader: the answer to both is silence


def _is_aside(due: Due) -> bool:
    """A message beside the card, not the card itself."""
    return bool(due.payload.get("alarm") or due.payload.get("note")) or _GIVEN in due.payload


def _may_be_behind(due: Due, action: ChatAction) -> bool:
    """Whether a change since the drawing may have asked for no other one. A card that stood in the chat already was asked for
    by the change itself (``service.draw``), whatever a worker did at that moment; a new one was not there to be asked for."""
    return not _is_aside(due) and (action is ChatAction.SEND or "view" in due.payload)


def _draw(uow: UnitOfWork, due: Due, user: User) -> Card | None:
    actor = actor_of(user, due.channel)
    view = due.payload.get("view")
    if view == service.OUTCOME:
        return _outcome(uow, due, user, actor)
    if view == service.PREVIEW:
        return reply.preview_card(drafts.shown(uow, actor=actor, draft_id=due.payload["draft_id"]), user=user)
    kind, number = parse_reference(due.subject)
    if due.payload.get("note"):
        return _announcement(uow, due, user, actor, kind, number)
    if _GIVEN in due.payload:
        return _assignment(uow, due, user, actor, number)
    if kind is Kind.TICKET:
        return _ticket(uow, due, user, actor, number)
    return _record_card(uow, user, actor, kind, number)


def _record_card(uow: UnitOfWork, user: User, actor: Actor, kind: Kind, number: int) -> Card | None:
    if kind is Kind.LEAD:
        last = queries.latest_news(uow, kind=Kind.LEAD, record_id=number)
        return records.lead_card(leads.lead(uow, actor=actor, lead_id=number), user=user, now=clock.now(), last=last)
    if kind is Kind.INTERACTION:
        said = messages.logged_message(uow, actor=actor, interaction_id=number)
        return unlinked.message_card(said, filing.names_of(uow, said.choices), user=user)
    if kind is Kind.CONTACT:
        person = contacts.contact(uow, actor=actor, contact_id=number)
        return records.contact_card(person, search.open_tickets_of(uow, actor=actor, contact_id=number), user=user)
    if kind is Kind.ACCOUNT:
        firm = contacts.account(uow, actor=actor, account_id=number)
        return records.account_card(firm, search.open_tickets_of(uow, actor=actor, account_id=number), user=user)
    return None


def _ticket(uow: UnitOfWork, due: Due, user: User, actor: Actor, ticket_id: int) -> Card:
    view = tickets.ticket(uow, actor=actor, ticket_id=ticket_id)
    menu = str(due.payload.get("menu", ""))
    colleagues = _colleagues(uow, view, user, actor) if menu.startswith("assign") else ()
    shown = None if menu else _own_last_change(uow, view, actor)
    return ticket_card(view, user=user, now=clock.now(), extras=Extras(menu, colleagues, shown))


def _own_last_change(uow: UnitOfWork, view: TicketView, actor: Actor) -> Undoable | None:
    """For the card's Undo. Most drawings follow no change of staff: those do not ask the audit trail."""
    if view.version == 1 or clock.now() - view.updated_at > UNDO_SHOWN:
        return None
    done = undo.last(uow, actor=actor, ticket_id=view.id, within=UNDO_SHOWN)
    return done if done is not None and done.action in undo.FIELDS else None


def _colleagues(uow: UnitOfWork, view: TicketView, user: User, actor: Actor) -> tuple[Colleague, ...]:
    """The most fitting first: oneself, who follows the ticket, support, one's own team."""
    active = [one for one in list_users(uow, actor=actor) if one.is_active]
    active.sort(
        key=lambda one: (
            one.id != user.id,
            one.id not in view.follower_ids,
            one.role != Role.SUPPORT,
            not (one.team and one.team == user.team),
            one.id,
        )
    )
    return tuple(Colleague(one.id, one.name) for one in active)


def _announcement(uow: UnitOfWork, due: Due, user: User, actor: Actor, kind: Kind, number: int) -> Card | None:
    """``None`` when the message was moved to another record meanwhile."""
    _x, interaction_id = parse_reference(due.payload["note"])
    news = queries.news(uow, interaction_id, kind=kind, record_id=number)
    if news is None:
        return None
    if kind is Kind.LEAD:
        return records.lead_announcement(leads.lead(uow, actor=actor, lead_id=number), news, user=user)
    return announcement(tickets.ticket(uow, actor=actor, ticket_id=number), news, user=user)


def _assignment(uow: UnitOfWork, due: Due, user: User, actor: Actor, ticket_id: int) -> Card | None:
    """``None`` when somebody else is in charge by now."""
    view = tickets.ticket(uow, actor=actor, ticket_id=ticket_id)
    if view.assignee_id != user.id:
        return None
    giver = team.by_id(uow, int(due.payload[_GIVEN]))
    return assignment(view, giver.name if giver is not None else "", user=user)


def _outcome(uow: UnitOfWork, due: Due, user: User, actor: Actor) -> Card | None:
    facts = queries.reply_facts(uow, due.payload["outbox_id"])
    if facts is None or not actor.may(Permission.CUSTOMERS_ANSWER) or facts.state == State.CANCELLED:
        return None
    if not due.payload.get("alarm"):
        return reply.outcome_card(facts, user=user, now=clock.now(), undo_seconds=uow.firm.undo_seconds)
    if facts.state == State.HELD and facts.scheduled_at is not None:
        return reply.still_leaves(facts, user=user, now=clock.now())
    if facts.state not in BAD_ENDS:
        return None
    if queries.shown(uow, _chat(due), due.subject) is None:
        return reply.outcome_card(facts, user=user, now=clock.now(), undo_seconds=uow.firm.undo_seconds)
    return Card(reply.alarm_text(facts, user=user))


def _new(due: Due, card: Card, *, reply_to_ref: str | None = None) -> ChatParts:
    """A card of which a second copy may have to be sent, should the answer to the first get lost."""
    return ChatParts(due.recipient, reply_to_ref=reply_to_ref, buttons=card.buttons, buttons_follow=bool(card.buttons))


def _message(due: Due, card: Card, parts: ChatParts) -> OutboundMessage:
    return OutboundMessage(due.key, card.text, chat=parts)


def _record(due: Due) -> str:
    """News stand beside the card under a name of their own, so that an answer to them finds the ticket."""
    aside = due.payload.get("note") or (service.GIVEN if _GIVEN in due.payload else "")
    return f"{due.subject}/{aside}" if aside else due.subject


def _kept(due: Due) -> dict[str, object]:
    """What a second drawing must know too. An open menu closes."""
    return {name: due.payload[name] for name in ("view", "outbox_id", "draft_id") if name in due.payload}


def _add_buttons(uow: UnitOfWork, due: Due, message: OutboundMessage, message_ref: str) -> None:
    """To a message that is not drawn a second time."""
    assert message.chat is not None
    parts = ChatParts(due.recipient, ChatAction.EDIT, message_ref=message_ref, buttons=message.chat.buttons)
    tell_chat(uow, chat=_chat(due), text=message.text, occasion=f"buttons:{due.key}", subject=due.subject, parts=parts)


def _send_instead(uow: UnitOfWork, due: Due, message: OutboundMessage) -> None:
    assert message.chat is not None
    parts = ChatParts(due.recipient, ChatAction.SEND, buttons=message.chat.buttons)
    tell_chat(uow, chat=_chat(due), text=message.text, occasion=f"again:{due.key}", subject=due.subject, parts=parts)


def _chat(due: Due) -> StaffChat:
    return StaffChat(due.channel, due.recipient)


def _listener(due: Due) -> Listener:
    return Listener(int(due.payload["user_id"]), _chat(due))
