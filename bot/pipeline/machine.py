"""What machines send: bounces, automatic replies, lists. Kept and shown on their thread; never answered, never reopening."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import select, update

from bot.pipeline import duplicates
from bot.pipeline.result import NotYet, Prepared, Result
from bot.pipeline.store import keep_interaction, keep_links, mailbox_of
from channels.email.addressing import is_ours, our_id_in
from channels.message import Bounce, InboundMessage
from crm_store import clock
from crm_store.errors import Invalid
from crm_store.identity import service as identity
from crm_store.inbox.rules import Outcome
from crm_store.linking import people
from crm_store.linking import service as linking
from crm_store.linking.rules import Link, Proof, thread_ids
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.references import Kind, parse_reference
from crm_store.tickets import outcomes
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ON_ITS_WAY = (State.SENDING, State.TRANSMITTING)
ON_ITS_WAY_SECONDS = 2.0
UNCERTAIN = ("pending", "retry", "unknown")
"""Recipients of whom nobody can say that they have got it."""


def handle_machine(uow: UnitOfWork, prepared: Prepared) -> Result:
    message = prepared.message
    uow.lock([duplicates.group_of(message)])
    twin = duplicates.twin_of(uow, message)
    if twin is not None:
        return twin
    if message.bounce is not None:
        return _report(uow, prepared, message.bounce)
    return _automatic(uow, prepared)


def _automatic(uow: UnitOfWork, prepared: Prepared) -> Result:
    """Logged on its thread when the sender takes part there; else it stands alone. Nobody new is made of it."""
    message = prepared.message
    mailbox = mailbox_of(uow, message)
    sender = message.sender
    person = people.recognise(
        uow, kind="email", value=sender.address.lower() if sender else "", name=sender.name if sender else ""
    )
    found, _refused = linking.conversation_of(
        uow, message=message, person=person, analysis=prepared.analysis, mailbox=mailbox
    )
    links = list(person.links)
    if found is not None and found.link is not None and found.takes_part:
        links.append(found.link)
    interaction_id = keep_interaction(
        uow, prepared, person=person, mailbox=mailbox, is_automatic=True, notes=list(message.marks.reasons[:3])
    )
    keep_links(uow, interaction_id, links)
    return Result(Outcome.AUTOMATIC, interaction_id, message.marks.reasons[:3])


def _report(uow: UnitOfWork, prepared: Prepared, bounce: Bounce) -> Result:
    """Believed only when it names a mail of ours by an id that nobody can guess; else it is kept and changes nothing.

    A report may be faster than the relay's last word to us, or meet a second try: it waits until that has its outcome,
    which would otherwise be written over what the report said."""
    message = prepared.message
    mailbox = mailbox_of(uow, message)
    ours = _our_item(uow, message, bounce)
    if ours is not None and ours.state in ON_ITS_WAY:
        raise NotYet("a report on a mail that is just being sent", after=ON_ITS_WAY_SECONDS)
    person = people.recognise(
        uow, kind="email", value=message.sender.address.lower() if message.sender else "", name=""
    )
    interaction_id = keep_interaction(
        uow, prepared, person=person, mailbox=mailbox, is_automatic=True, notes=[_words(bounce)]
    )
    outcome = Outcome.BOUNCE if message.marks.is_bounce else Outcome.AUTOMATIC
    if ours is None:
        return Result(outcome, interaction_id, ("the report names no mail of ours",))
    about = _record_of(ours.subject)
    if about is not None:
        keep_links(uow, interaction_id, [Link(*about, Proof.OUR_MESSAGE, "a delivery report on our message")])
    if bounce.action in ("delivered", "relayed", "expanded"):
        _confirm(uow, ours, bounce)
    elif message.marks.is_bounce:
        _fail(uow, ours, bounce)
    return Result(outcome, interaction_id, (_words(bounce),))


def _record_of(subject: str) -> tuple[Kind, int] | None:
    """The ticket or lead that our mail was about; a greeting is about none."""
    try:
        return parse_reference(subject)
    except Invalid:
        return None


def _our_item(uow: UnitOfWork, message: InboundMessage, bounce: Bounce) -> Any:
    named = our_id_in(bounce, uow.firm.secrets) or next(
        (one for one in thread_ids(message) if is_ours(one, uow.firm.secrets)), None
    )
    if named is None:
        return None
    found = (
        OutboxItem.message_id == named
        if "@" in named
        else OutboxItem.message_id.startswith(f"{named}@", autoescape=True)
    )
    return uow.connection.execute(select(OutboxItem.__table__).where(found).with_for_update()).first()


def _confirm(uow: UnitOfWork, ours: Any, bounce: Bounce) -> None:
    """A success report tells of the recipients whom it names (RFC 3461); the mail is sent when it has told of all."""
    if ours.state not in (State.UNKNOWN, State.PENDING):
        return
    named = _named(ours, bounce)
    recipients = [
        one | {"state": "sent", "code": "", "detail": ""}
        if one["address"] in named and one["state"] in UNCERTAIN
        else one
        for one in ours.recipients
    ]
    if recipients == ours.recipients:
        return
    now = clock.now()
    values: dict[str, Any] = {"recipients": recipients, "updated_at": now}
    told_all = not any(one["state"] in UNCERTAIN for one in recipients)
    if told_all:
        values |= {"state": State.SENT, "sent_at": now, "last_error": ""}
    uow.connection.execute(update(OutboxItem).where(OutboxItem.id == ours.id).values(**values))
    if told_all:
        outcomes.ended(uow, outbox_id=ours.id, state=State.SENT)


def _named(ours: Any, bounce: Bounce) -> list[str]:
    """Whom the report is about, of those we wrote to; a mail to one person can only be about him."""
    named = {address.lower() for address in (*bounce.recipients, *((bounce.recipient,) if bounce.recipient else ()))}
    found = [one["address"] for one in ours.recipients if one["address"].lower() in named]
    return [ours.recipients[0]["address"]] if not found and len(ours.recipients) == 1 else found


def _fail(uow: UnitOfWork, ours: Any, bounce: Bounce) -> None:
    """The recipient whom the report names, if we wrote to him: his state, and for good failures the address's too."""
    ours_named = _named(ours, bounce)
    detail = _words(bounce)
    recipients = [
        one | {"state": "failed", "code": bounce.status or "", "detail": detail}
        if one["address"] in ours_named
        else one
        for one in ours.recipients
    ]
    if not ours_named or ours.state not in (State.SENT, State.UNKNOWN, State.PENDING):
        return
    others_wait = ours.state == State.PENDING and any(one["state"] in ("pending", "retry") for one in recipients)
    uow.connection.execute(
        update(OutboxItem)
        .where(OutboxItem.id == ours.id)
        .values(
            state=State.PENDING if others_wait else State.FAILED,
            recipients=recipients,
            last_code=bounce.status or "",
            last_error=detail,
            sent_at=ours.sent_at or (clock.now() if ours.state == State.UNKNOWN else None),  # so the relay had taken it
            updated_at=clock.now(),
        )
    )
    if bounce.hard:
        for address in ours_named:
            identity.mark_failing(uow, kind="email", value=address, code=bounce.status or "", detail=detail)
    if not others_wait:
        outcomes.ended(uow, outbox_id=ours.id, state=State.FAILED)


def _words(bounce: Bounce) -> str:
    return " ".join(
        part for part in (bounce.action, bounce.status or "", bounce.reason or "", bounce.diagnostic) if part
    )[:300]
