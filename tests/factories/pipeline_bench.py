"""Messages through the real pipeline on a real store, without channels: each is kept, claimed and processed in one go."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert, select

from bot.pipeline import process
from bot.pipeline.customer import CustomerMessages
from bot.pipeline.result import Prepared, Result
from bot.pipeline.route import Router
from bot.pipeline.staff_mail import StaffMail
from bot.pipeline.understand import Understanding
from channels.message import Address, Attachment, ChatContext, ChatEvent, Forwarded, InboundMessage, RawItem
from crm_store import clock
from crm_store.access import COMMAND_LINE, Actor
from crm_store.accounts.models import Account, AccountDomain
from crm_store.contacts import service as contacts
from crm_store.contacts.models import Contact
from crm_store.firm import Firm
from crm_store.identity import service as identity
from crm_store.inbox import service as inbox
from crm_store.interactions.models import Interaction, InteractionLink
from crm_store.leads.models import Lead
from crm_store.opportunities.models import Opportunity
from crm_store.outbox.models import OutboxItem
from crm_store.outbox.rules import State
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import outcomes, replies, reply_addresses
from crm_store.tickets import service as tickets
from crm_store.tickets.models import ReplyToken, Ticket, TicketParticipant
from crm_store.unit_of_work import Store, UnitOfWork

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # a Monday, 14:00 in Ho Chi Minh City
SUPPORT, SALES = "support@binhminh.vn", "sales@binhminh.vn"
FIRM = Firm(
    organisation="Cơ Điện Bình Minh",
    support_address=SUPPORT,
    own_addresses=frozenset({SUPPORT, SALES}),
    secrets=(b"s" * 32,),
)
BROKEN = "Máy in báo lỗi E3, nhờ anh chị xem giúp."
STILL_BROKEN = "Máy in vẫn báo lỗi, chưa sửa được ạ."
WANTS_QUOTE = "Cho em xin báo giá 20 máy in."
THANKS = "Cảm ơn anh"
SUBJECTS = {WANTS_QUOTE: "Báo giá máy in"}


@cache
def understanding() -> Understanding:
    """One for all tests: it takes seconds to warm up."""
    return Understanding()


@dataclass(frozen=True)
class Seen:
    """An interaction with its live links."""

    row: Any
    links: tuple[Any, ...]

    def link(self, kind: str) -> Any:
        return next(one for one in self.links if one.record_kind == kind)

    def kinds(self) -> set[str]:
        return {one.record_kind for one in self.links}


class Bench:
    """``time`` is the only clock; ``wait`` moves it on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.time = START
        self.count = 0
        customers = CustomerMessages()
        self.route = Router(customers, StaffMail(customers))
        clock.use(lambda: self.time)

    def wait(self, **duration: float) -> None:
        self.time += timedelta(**duration)

    def do(self, work: Any) -> Any:
        return self.store.write_blocking(work)

    # what comes in

    def mail(
        self,
        sender: str = "hoa@saomai.vn",
        text: str = BROKEN,
        *,
        name: str = "",
        to: tuple[str, ...] = (SUPPORT,),
        cc: tuple[str, ...] = (),
        **fields: Any,
    ) -> InboundMessage:
        self.count += 1
        usual: dict[str, Any] = {
            "subject": SUBJECTS.get(text, "Máy in báo lỗi"), "message_id": f"m{self.count}@client.example", "sent_at": self.time, "to": addresses(*to), "cc": addresses(*cc),
            "external_id": f"mail-{self.count}",
        }  # fmt: skip
        return InboundMessage(
            channel="email",
            account="support",
            sender=Address(sender, name),
            text=text,
            reply_text=text,
            **(usual | fields),
        )

    def chat(
        self,
        chat_id: str = "900",
        text: str = BROKEN,
        *,
        channel: str = "telegram",
        reply_to: str | None = None,
        **fields: Any,
    ) -> InboundMessage:
        self.count += 1
        context = ChatContext(chat_id, chat_id, ChatEvent.MESSAGE, message_ref=str(self.count), reply_to_ref=reply_to)
        context = dataclasses.replace(
            context, **{name: fields.pop(name) for name in list(fields) if name in ChatContext.__dataclass_fields__}
        )
        return InboundMessage(
            channel=channel, account="bot", external_id=f"chat-{self.count}", sender=Address(chat_id, "Trần Lan"), text=text, reply_text=text,
            sent_at=self.time, message_id=f"{chat_id}:{self.count}", chat=context, **fields,
        )  # fmt: skip

    def forward(
        self,
        by: User,
        original: str,
        text: str = BROKEN,
        *,
        comment: str = "",
        subject: str = "Máy in báo lỗi",
        **fields: Any,
    ) -> InboundMessage:
        inner = Forwarded(Address(original, "Trần Thị Hoa"), subject=subject, text=text, comment=comment)
        return self.mail(by.email, comment or f"Fwd: {text}", forwarded=inner, subject=f"Fwd: {subject}", **fields)

    def take(self, message: InboundMessage) -> Result:
        """Keeps, claims and processes it, each in its own transaction, as the worker does."""
        raw = RawItem(message.channel, message.account, message.external_id, message.external_id.encode(), self.time)
        kept = self.do(lambda uow: inbox.keep(uow, [raw], [message.external_id]))
        (claimed,) = self.do(lambda uow: inbox.claim(uow, limit=1, only=[kept[0].inbox_id]))
        prepared = Prepared(claimed, message, understanding()(message))
        result: Result = self.do(lambda uow: process(uow, prepared, self.route))
        return result

    def opened(self, sender: str = "hoa@saomai.vn", text: str = BROKEN, **fields: Any) -> int:
        """A first mail; its ticket."""
        result = self.take(self.mail(sender, text, **fields))
        number = self.ticket_of(result)
        assert number is not None, result
        return number

    # records

    def user(self, name: str = "Lê Minh", role: str = "support", **fields: Any) -> User:
        self.count += 1
        email = fields.pop("email", f"staff{self.count}@binhminh.vn")
        user, _ = self.do(
            lambda uow: team.add_user(uow, actor=COMMAND_LINE, name=name, email=email, role=role, **fields)
        )
        return user

    def actor(self, role: str = "support", name: str = "Lê Minh") -> Actor:
        return team.actor_of(self.user(name, role), "web")

    def account(self, name: str = "Sao Mai", *domains: str) -> int:
        def work(uow: UnitOfWork) -> int:
            values = {"name": name, "name_folded": name.lower(), "created_at": self.time, "updated_at": self.time}
            number: int = uow.connection.execute(insert(Account).values(**values).returning(Account.id)).scalar_one()
            for domain in domains:
                uow.connection.execute(insert(AccountDomain).values(account_id=number, domain=domain))
            return number

        return self.do(work)

    def contact(
        self,
        name: str = "Trần Thị Hoa",
        *emails: str,
        account_id: int | None = None,
        phone: str = "",
        verified: bool = True,
        salutation: str = "",
    ) -> int:
        def work(uow: UnitOfWork) -> int:
            number = contacts.create(uow, name=name, account_id=account_id)
            uow.session.get_one(Contact, number).salutation = salutation
            points = [("email", one) for one in emails] + ([("phone", phone)] if phone else [])
            for kind, value in points:
                identity.add(
                    uow, owner_kind=Kind.CONTACT, owner_id=number, kind=kind, value=value, is_verified=verified
                )
            return number

        return self.do(work)

    def lead(self, email: str, *, status: str = "new") -> int:
        def work(uow: UnitOfWork) -> int:
            values = {
                "name": "Anh Nam",
                "name_folded": "anh nam",
                "status": status,
                "created_at": self.time,
                "updated_at": self.time,
            }
            number: int = uow.connection.execute(insert(Lead).values(**values).returning(Lead.id)).scalar_one()
            identity.add(uow, owner_kind=Kind.LEAD, owner_id=number, kind="email", value=email, is_verified=True)
            return number

        return self.do(work)

    def deal(self, *, account_id: int | None = None, contact_id: int | None = None, status: str = "open") -> int:
        values = {
            "name": "20 máy in",
            "account_id": account_id,
            "contact_id": contact_id,
            "status": status,
            "created_at": self.time,
            "updated_at": self.time,
        }
        return self.do(
            lambda uow: uow.connection.execute(
                insert(Opportunity).values(**values).returning(Opportunity.id)
            ).scalar_one()
        )

    # what staff do

    def answer(
        self, actor: Actor, ticket_id: int, text: str = "Chào chị, mai em qua xem máy.", *, sent: bool = True
    ) -> int:
        """An answer in the outbox; with ``sent`` the relay has taken it."""

        def work(uow: UnitOfWork) -> int:
            draft = replies.begin(uow, actor=actor, ticket_id=ticket_id)
            replies.preview(uow, actor=actor, draft_id=draft.id, text=text)
            return replies.send(uow, actor=actor, draft_id=draft.id)

        outbox_id: int = self.do(work)
        if sent:
            self.set_outbox(outbox_id, state=State.SENT, sent_at=self.time)
            self.do(lambda uow: outcomes.ended(uow, outbox_id=outbox_id, state=State.SENT))
        return outbox_id

    def status(self, actor: Actor, ticket_id: int, status: str) -> None:
        self.do(lambda uow: tickets.set_status(uow, actor=actor, ticket_id=ticket_id, status=status))

    def set_outbox(self, outbox_id: int, **values: Any) -> None:
        self.do(
            lambda uow: uow.connection.execute(
                OutboxItem.__table__.update().where(OutboxItem.id == outbox_id).values(**values)
            )
        )

    def token(self, ticket_id: int, mailbox: str = SUPPORT) -> str:
        return self.do(lambda uow: reply_addresses.reply_token(uow, ticket_id=ticket_id, mailbox=mailbox))

    def revoke(self, token: str) -> None:
        self.do(
            lambda uow: uow.connection.execute(
                ReplyToken.__table__.update().where(ReplyToken.token == token).values(revoked_at=self.time)
            )
        )

    # what is there

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        table = model.__table__
        return self.store.read_blocking(
            lambda uow: list(uow.connection.execute(select(table).where(*conditions).order_by(*table.primary_key)))
        )

    def count_of(self, model: Any) -> int:
        return len(self.rows(model))

    def ticket(self, ticket_id: int) -> Any:
        return self.rows(Ticket, Ticket.id == ticket_id)[0]

    def people(self, ticket_id: int) -> dict[str, str]:
        """Who takes part: the state of each address."""
        return {row.value: row.state for row in self.rows(TicketParticipant, TicketParticipant.ticket_id == ticket_id)}

    def seen(self, result: Result) -> Seen:
        assert result.interaction_id is not None
        (row,) = self.rows(Interaction, Interaction.id == result.interaction_id)
        links = self.rows(InteractionLink, InteractionLink.interaction_id == row.id, InteractionLink.moved_at.is_(None))
        return Seen(row, tuple(links))

    def ticket_of(self, result: Result) -> int | None:
        seen = self.seen(result)
        return seen.link(Kind.TICKET).record_id if Kind.TICKET in seen.kinds() else None

    def outgoing(self, ticket_id: int, kind: str | None = None) -> list[Any]:
        found = [
            row
            for row in self.rows(OutboxItem, OutboxItem.subject == f"T-{ticket_id}")
            if row.kind in ("reply", "acknowledgement")
        ]
        return [row for row in found if kind is None or row.kind == kind]


def addresses(*values: str) -> tuple[Address, ...]:
    return tuple(Address(one) for one in values)


def file(name: str = "hoa-don.pdf", content: bytes = b"%PDF-1") -> Attachment:
    return Attachment(name, "application/pdf", content)
