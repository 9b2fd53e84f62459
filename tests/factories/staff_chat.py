"""A small firm with chats: what staff write goes through the conversation, what leaves the outbox lands on screens.

Only the far end of the wire is made up here; store, conversation, notifications and composer are the real ones.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.cards.composer import StaffComposer
from bot.commands.conversation import handle_staff, handle_start
from channels.message import (
    Address,
    Attachment,
    Button,
    ChatAction,
    ChatContext,
    ChatEvent,
    InboundMessage,
    OutboundMessage,
    text_of,
)
from channels.port import CannotDeliver, Receipt
from crm_store import clock
from crm_store.access import COMMAND_LINE
from crm_store.contacts import service as contacts
from crm_store.contacts.models import Contact
from crm_store.interactions import service as interactions
from crm_store.outbox import service as outbox
from crm_store.outbox.rules import TO_CUSTOMERS, MessageKind, State
from crm_store.references import Kind
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import outcomes
from crm_store.tickets import service as tickets
from crm_store.unit_of_work import Store, UnitOfWork

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # a Monday, 14:00 in Ho Chi Minh City
CHANNELS = ("telegram", "webchat", "email")


@dataclass
class Line:
    """One message on a screen."""

    ref: str
    text: str
    buttons: list[Button] = field(default_factory=list)
    reply_to: str | None = None
    edits: int = 0

    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]


@dataclass
class Screen:
    """A chat as its reader sees it."""

    lines: list[Line] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def line(self, ref: str) -> Line:
        return next(line for line in self.lines if line.ref == ref)

    @property
    def last(self) -> Line:
        return self.lines[-1]

    def find(self, words: str) -> Line:
        """The newest message with these words."""
        found = [line for line in self.lines if words in line.text]
        assert found, f"{words!r} is nowhere on the screen:\n{self}"
        return found[-1]

    def __str__(self) -> str:
        return "\n".join(f"[{line.ref}] {line.text} {line.labels()}" for line in self.lines)


class Firm:
    """Holds the far ends, no state of the program: a restart is a new ``Firm`` on the same store with the same screens."""

    def __init__(self, store: Store, screens: dict[str, Screen] | None = None) -> None:
        self.store = store
        self.screens = screens if screens is not None else {}
        self.to_customers: list[OutboundMessage] = []
        self.refuse_mail: CannotDeliver | None = None
        self.composer = StaffComposer()
        self.time = START
        self._items = 1000 * (len(self.screens) + 1)
        self._refs = 10 + sum(len(screen.lines) for screen in self.screens.values())
        clock.use(lambda: self.time)

    def hire(
        self, name: str, role: str = "support", *, language: str = "vi", telegram: str | None = "", web: bool = False
    ) -> User:
        telegram_id = str(7000 + sum(map(ord, name))) if telegram == "" else telegram
        email = f"{''.join(c for c in name.lower() if c.isascii() and c.isalnum())}{sum(map(ord, name))}@firm.vn"

        def add(uow: UnitOfWork) -> User:
            user, _token = team.add_user(
                uow, actor=COMMAND_LINE, name=name, email=email, role=role, telegram_id=telegram_id, language=language
            )
            if web:
                user.web_seen_at = clock.now()
            return user

        return self.store.write_blocking(add)

    def ticket(
        self,
        text: str = "Máy in báo lỗi E3 từ sáng nay, nhờ anh chị xem giúp.",
        *,
        subject: str = "Máy in báo lỗi E3",
        name: str = "Trần Thị Hoa",
        address: str = "hoa@saomai.vn",
        channel: str = "email",
        cc: tuple[str, ...] = (),
    ) -> int:
        """A customer's first message."""

        def work(uow: UnitOfWork) -> int:
            contact_id = contacts.create(uow, name=name)
            uow.session.get_one(Contact, contact_id).salutation = "chị"
            interaction_id = self._said(uow, text, channel=channel, address=address, name=name, contact_id=contact_id)
            ticket_id = tickets.open_ticket(
                uow, subject=subject, interaction_id=interaction_id, wrote_at=clock.now(), contact_id=contact_id, channel=channel,
                channel_account="support@firm.vn", mailbox="support@firm.vn",
            )  # fmt: skip
            tickets.add_participant(
                uow, ticket_id, kind=channel, value=address, name=name, role="requester", contact_id=contact_id
            )
            for other in cc:
                tickets.add_participant(uow, ticket_id, kind=channel, value=other)
            self._link(uow, interaction_id, ticket_id)
            return ticket_id

        return self.store.write_blocking(work)

    def customer_writes(
        self, ticket_id: int, text: str, *, address: str = "hoa@saomai.vn", name: str = "Trần Thị Hoa"
    ) -> int:
        def work(uow: UnitOfWork) -> int:
            interaction_id = self._said(uow, text, channel="email", address=address, name=name)
            self._link(uow, interaction_id, ticket_id)
            tickets.customer_wrote(
                uow, ticket_id=ticket_id, interaction_id=interaction_id, wrote_at=clock.now(), thanks_only=False, channel="email",
                channel_account="support@firm.vn",
            )  # fmt: skip
            return interaction_id

        return self.store.write_blocking(work)

    def stranger_writes(self, ticket_id: int, text: str, *, address: str = "la@evil.vn") -> int:
        def work(uow: UnitOfWork) -> int:
            interaction_id = self._said(uow, text, channel="email", address=address, name="Người lạ", is_pending=True)
            self._link(uow, interaction_id, ticket_id)
            tickets.stranger_wrote(
                uow, ticket_id=ticket_id, interaction_id=interaction_id, kind="email", value=address, name="Người lạ"
            )
            return interaction_id

        return self.store.write_blocking(work)

    def _said(self, uow: UnitOfWork, text: str, *, channel: str, address: str, name: str, **fields: object) -> int:
        return interactions.add(
            uow,
            medium=channel,
            direction="in",
            text=text,
            occurred_at=clock.now(),
            sender_address=address,
            sender_name=name,
            **fields,
        )

    def _link(self, uow: UnitOfWork, interaction_id: int, ticket_id: int) -> None:
        interactions.link(
            uow,
            interaction_id,
            kind=Kind.TICKET,
            record_id=ticket_id,
            proof="new",
            reason="known address, no ticket open",
        )

    def writes(
        self,
        user: User,
        text: str,
        *,
        answering: Line | None = None,
        files: tuple[Attachment, ...] = (),
        channel: str = "telegram",
        event: ChatEvent = ChatEvent.MESSAGE,
        ref: str | None = None,
    ) -> str:
        """Staff write; everything that follows is delivered. The reference of what was written."""
        self._refs += 1
        ref = ref or str(self._refs)
        chat = self._context(
            user, channel, event=event, message_ref=ref, reply_to_ref=answering.ref if answering else None
        )
        self.take(user, self._message(user, channel, chat, text=text, files=files))
        self.deliver()
        return ref

    def presses(self, user: User, line: Line, label: str, *, channel: str = "telegram") -> str:
        """The first button whose label has this word; what the chat answered to the press."""
        button = next((one for one in line.buttons if label in one.label), None)
        assert button is not None, f"no button {label!r} among {line.labels()} under {line.text!r}"
        return self.presses_data(user, line.ref, button.data, channel=channel)

    def presses_data(self, user: User, ref: str, data: str, *, channel: str = "telegram") -> str:
        screen = self.screen(user, channel)
        before = len(screen.toasts)
        self._items += 1
        chat = self._context(
            user, channel, event=ChatEvent.BUTTON, message_ref=ref, button_data=data, button_query_id=f"q{self._items}"
        )
        self.take(user, self._message(user, channel, chat))
        self.deliver()
        assert len(screen.toasts) == before + 1, "every press is answered once"
        return screen.toasts[-1]

    def take(self, user: User, message: InboundMessage) -> None:
        self._items += 1
        item = self._items

        def work(uow: UnitOfWork) -> None:
            fresh = uow.session.get_one(User, user.id)
            handle_staff(uow, user=fresh, message=message, item_id=item, now=clock.now())

        self.store.write_blocking(work)

    def starts(self, telegram_id: str, payload: str) -> bool:
        chat = ChatContext(
            telegram_id, telegram_id, ChatEvent.START, message_ref="1", start_payload=payload, language="vi"
        )
        message = InboundMessage("telegram", "1", "1", Address(telegram_id), f"/start {payload}", "", chat=chat)
        self._items += 1
        joined = self.store.write_blocking(lambda uow: handle_start(uow, message=message, item_id=self._items))
        self.deliver()
        return joined

    def _context(self, user: User, channel: str, **fields: object) -> ChatContext:
        chat_id = self.chat_id(user, channel)
        return dataclasses.replace(ChatContext(chat_id, chat_id), **fields)  # type: ignore[arg-type]

    def _message(
        self, user: User, channel: str, chat: ChatContext, *, text: str = "", files: tuple[Attachment, ...] = ()
    ) -> InboundMessage:
        return InboundMessage(
            channel, "1", str(self._items), Address(chat.sender_id, user.name), text, text, attachments=files, chat=chat
        )

    def chat_id(self, user: User, channel: str = "telegram") -> str:
        return str(user.telegram_id) if channel == "telegram" else f"staff:{user.id}"

    def screen(self, user: User, channel: str = "telegram") -> Screen:
        return self.screens.setdefault(self.chat_id(user, channel), Screen())

    def wait(self, seconds: float) -> None:
        """Time passes, and what became due leaves."""
        self.time += timedelta(seconds=seconds)
        self.deliver()

    def deliver(self) -> None:
        """What the delivery does, until nothing is due; a round is one unit of work here, to be quick."""
        for _round in range(200):
            if not self.store.write_blocking(self._round):
                return
        raise AssertionError("the outbox never gets empty")

    def _round(self, uow: UnitOfWork) -> int:
        claimed = outbox.claim(uow, channels=CHANNELS, limit=50)
        for due in claimed:
            message = due.message or self.composer.compose(uow, due)
            if message is None:
                outbox.nothing_to_say(uow, due)
            else:
                self._send(uow, due, message)
        return len(claimed)

    def _send(self, uow: UnitOfWork, due: outbox.Due, message: OutboundMessage) -> None:
        try:
            receipt = self._far_end(due, message)
        except CannotDeliver as error:
            state = outbox.failed(uow, due, reason=error.reason, code=error.code)
            self.composer.ended(uow, due, error)
        else:
            state = outbox.sent(uow, due, external_id=receipt.external_id)
            self.composer.delivered(uow, due, message, receipt)
        self._tell_end(uow, due, state)

    def _tell_end(self, uow: UnitOfWork, due: outbox.Due, state: State) -> None:
        if due.kind in TO_CUSTOMERS:
            outcomes.ended(uow, outbox_id=due.id, state=state)

    def _far_end(self, due: outbox.Due, message: OutboundMessage) -> Receipt:
        if due.kind in TO_CUSTOMERS:
            if self.refuse_mail is not None:
                raise self.refuse_mail
            self.to_customers.append(message)
            return Receipt("taken")
        assert message.mail is None
        assert message.chat is not None
        screen = self.screens.setdefault(message.chat.chat_id, Screen())
        buttons = [button for row in message.chat.buttons for button in row]
        match message.chat.action:
            case ChatAction.ANSWER_BUTTON:
                assert due.kind is MessageKind.BUTTON
                screen.toasts.append(text_of(message.text))
                return Receipt()
            case ChatAction.SEND:
                self._refs += 1
                assert text_of(message.text).strip(), "Telegram refuses an empty message"
                screen.lines.append(Line(str(self._refs), text_of(message.text), buttons, message.chat.reply_to_ref))
                return Receipt(str(self._refs))
            case _:
                if message.chat.message_ref in screen.gone:
                    raise CannotDeliver("message to edit not found", code="edit_gone")
                line = screen.line(str(message.chat.message_ref))
                changes = (text_of(message.text), buttons) != (line.text, line.buttons)
                assert changes or due.kind is not MessageKind.CARD, f"a needless edit: {line.text!r}"
                line.buttons = buttons
                line.edits += 1
                if message.chat.action is ChatAction.EDIT:
                    line.text = text_of(message.text)
                return Receipt(line.ref)
