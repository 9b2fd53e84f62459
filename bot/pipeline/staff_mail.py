"""Mail that staff send us: forwards of customers' mails, copies of what they wrote, notes by mail.

``From:`` proves nothing, so a staff mail can only add: a record for a third person, a log line, an internal note. It
never speaks to a customer. Unless our mail server vouches for the sender, it does not speak in the colleague's name
either: what it says is marked, and nobody of the team is its author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from bot.pipeline import duplicates
from bot.pipeline.customer import CustomerMessages
from bot.pipeline.doubts import NOT_VERIFIED
from bot.pipeline.result import Prepared, Result
from bot.pipeline.store import keep_interaction, keep_links, mailbox_of, outsiders
from channels.message import Address, InboundMessage
from crm_store import clock
from crm_store.access import Actor, ActorKind
from crm_store.inbox.rules import Outcome
from crm_store.interactions import service as interactions
from crm_store.interactions.events import MessageLogged
from crm_store.linking import people
from crm_store.linking import service as linking
from crm_store.linking.rules import Link, Person, Proof, is_own_address
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import service as tickets
from crm_store.unit_of_work import UnitOfWork

SOMEBODY = Actor(ActorKind.SYSTEM, "email", name="crmbot")
"""Who acts for a mail whose sender nothing proves."""


class StaffMail:
    def __init__(self, customers: CustomerMessages) -> None:
        self._customers = customers

    def handle(self, uow: UnitOfWork, prepared: Prepared, user: User) -> Result:
        message = prepared.message
        uow.lock([f"person:{user.email}", duplicates.group_of(message)])
        twin = duplicates.twin_of(uow, message)
        if twin is not None:
            return twin
        forwarded = message.forwarded
        if (
            forwarded is not None
            and not is_own_address(forwarded.sender.address, uow.firm.own_addresses)
            and team.user_by_email(uow, forwarded.sender.address) is None
        ):
            return self._forward(uow, prepared, user)
        others = [
            one for one in outsiders(uow, message, _staff_person(user)) if team.user_by_email(uow, one[0]) is None
        ]
        if others:
            return self._copy(uow, prepared, user, others)
        return self._note_or_request(uow, prepared, user)

    def log_own(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        """From one of our own addresses, but not sent by us: a form on the web site, which names the customer in Reply-To;
        a copy of what a mailbox sent; else something that somebody should look at."""
        message = prepared.message
        asks = self._named_in_reply_to(uow, message)
        if asks is not None:
            return self._customers.handle_mail(
                uow, replace(prepared, message=replace(message, sender=asks, forwarded=None)), is_named_only=True
            )
        uow.lock([duplicates.group_of(message)])
        twin = duplicates.twin_of(uow, message)
        if twin is not None:
            return twin
        sender = message.sender
        person = Person("email", sender.address.lower() if sender else "", sender.name if sender else "")
        direction = "out" if outsiders(uow, message, person) else "in"
        interaction_id = keep_interaction(
            uow, prepared, person=person, mailbox=mailbox_of(uow, message), direction=direction
        )
        uow.record(MessageLogged(interaction_id, None, None))
        return Result(Outcome.LOGGED, interaction_id, ("from our own address, not sent by crmbot",))

    @staticmethod
    def _named_in_reply_to(uow: UnitOfWork, message: InboundMessage) -> Address | None:
        return next(
            (
                one
                for one in message.reply_to
                if "@" in one.address
                and not is_own_address(one.address, uow.firm.own_addresses)
                and team.user_by_email(uow, one.address) is None
            ),
            None,
        )

    def _forward(self, uow: UnitOfWork, prepared: Prepared, user: User) -> Result:
        """The record is for the original sender; what the colleague wrote above it is an internal note."""
        message = prepared.message
        original = message.forwarded
        assert original is not None
        person = people.recognise(
            uow,
            kind="email",
            value=original.sender.address.lower(),
            name=original.sender.name,
            phones=prepared.analysis.phones,
        )
        bare = Prepared(prepared.claimed, _without_thread(message), prepared.analysis)
        result = self._customers.place(
            uow,
            bare,
            person,
            mailbox_of(uow, message),
            text=original.text,
            may_answer=False,
            may_join=_is_proven(message),
        )
        if message.message_id and result.interaction_id is not None:
            mailbox = mailbox_of(uow, message)
            interactions.add_message_id(
                uow, result.interaction_id, channel_account=mailbox, value=message.message_id, is_ours=False
            )
        ticket_id = _ticket_of(uow, result)
        if original.comment.strip() and ticket_id is not None and _is_proven(message):
            tickets.add_note(uow, actor=team.actor_of(user, "email"), ticket_id=ticket_id, text=original.comment)
        elif original.comment.strip() and ticket_id is not None:
            _add_marked_note(uow, user, ticket_id, original.comment)
        return Result(result.outcome, result.interaction_id, (f"forwarded by {user.name}", *result.reasons))

    def _copy(self, uow: UnitOfWork, prepared: Prepared, user: User, others: list[tuple[str, str]]) -> Result:
        """The dropbox in Bcc or Cc: what staff sent to a customer is logged on the customer."""
        message = prepared.message
        mailbox = mailbox_of(uow, message)
        found = [people.recognise(uow, kind="email", value=address, name=name) for address, name in others]
        known = next(
            (one for one in found if one.contact_id is not None),
            next((one for one in found if one.is_known or one.account_id), None),
        )
        about = known or found[0]
        deals = linking.open_deals(uow, about)
        links = list(about.links)
        if len(deals) == 1:
            links.append(Link(Kind.OPPORTUNITY, deals[0], Proof.SINGLE_OPEN, "the only open deal of this customer"))
        author = Person("email", user.email, user.name, contact_id=about.contact_id, account_id=about.account_id)
        interaction_id = keep_interaction(
            uow, prepared, person=author, mailbox=mailbox, direction="out", **_authorship(message, user)
        )
        keep_links(uow, interaction_id, links)
        uow.record(MessageLogged(interaction_id, about.contact_id, deals[0] if len(deals) == 1 else None))
        return Result(
            Outcome.LOGGED,
            interaction_id,
            (f"sent by {user.name}, copied to us", *(link.reason.format(**link.values) for link in links)),
        )

    def _note_or_request(self, uow: UnitOfWork, prepared: Prepared, user: User) -> Result:
        """On a ticket of ours it is an internal note; otherwise a colleague asks for help like anybody."""
        message = prepared.message
        person = _staff_person(user)
        mailbox = mailbox_of(uow, message)
        found, _ = linking.conversation_of(
            uow, message=message, person=person, analysis=prepared.analysis, mailbox=mailbox
        )
        named = (
            found.ticket_id
            if found is not None
            else next((one.number for one in prepared.analysis.references if one.kind == "T"), None)
        )
        if named is None:
            return self._customers.place(uow, prepared, person, mailbox)
        is_proven = _is_proven(message)
        actor = team.actor_of(user, "email") if is_proven else SOMEBODY
        ticket = tickets.find(uow, named)
        if ticket is None:
            return self._customers.place(uow, prepared, person, mailbox)
        interaction_id = keep_interaction(
            uow, prepared, person=person, mailbox=mailbox, direction="internal", is_pending=not is_proven, **_authorship(message, user),
        )  # fmt: skip
        tickets.link_note(uow, actor=actor, ticket_id=named, interaction_id=interaction_id)
        return Result(Outcome.LOGGED, interaction_id, (f"a note by {user.name}",))


class _Authorship(TypedDict, total=False):
    author_id: int
    notes: Sequence[str]


def _is_proven(message: InboundMessage) -> bool:
    return message.authenticated is True


def _authorship(message: InboundMessage, user: User) -> _Authorship:
    return {"author_id": user.id} if _is_proven(message) else {"notes": [NOT_VERIFIED]}


def _add_marked_note(uow: UnitOfWork, user: User, ticket_id: int, text: str) -> None:
    """The words above a forward whose sender nothing proves."""
    interaction_id = interactions.add(
        uow, medium="note", direction="internal", text=text, occurred_at=clock.now(), sender_name=user.name, sender_address=user.email,
        is_pending=True, notes=[NOT_VERIFIED],
    )  # fmt: skip
    tickets.link_note(uow, actor=SOMEBODY, ticket_id=ticket_id, interaction_id=interaction_id)


def _staff_person(user: User) -> Person:
    return Person("email", user.email, user.name)


def _without_thread(message: InboundMessage) -> InboundMessage:
    """A forward's own thread headers are the colleague's, not the customer's: our answer must not name them to her."""
    original = message.forwarded
    assert original is not None
    return replace(
        message,
        message_id=original.message_id,
        in_reply_to=None,
        references=(),
        subject=original.subject,
        to=(),
        cc=(),
        sent_at=message.sent_at,
        delivered_to=(),
    )


def _ticket_of(uow: UnitOfWork, result: Result) -> int | None:
    if result.interaction_id is None:
        return None
    return next(
        (number for kind, number in interactions.linked_records(uow, result.interaction_id) if kind == Kind.TICKET),
        None,
    )
