"""Which way a message goes: staff speaking to the program, machines, staff mail, customers."""

from __future__ import annotations

import logging

from bot.commands.conversation import handle_staff, handle_start
from bot.pipeline.customer import CustomerMessages
from bot.pipeline.machine import handle_machine
from bot.pipeline.result import Prepared, Result
from bot.pipeline.staff_mail import StaffMail
from channels.email.addressing import is_ours
from channels.message import ChatEvent, InboundMessage
from crm_store import clock
from crm_store.inbox.rules import Outcome
from crm_store.linking.rules import is_own_address
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


class Router:
    """Called in the transaction of the item."""

    def __init__(self, customers: CustomerMessages, staff_mail: StaffMail) -> None:
        self._customers = customers
        self._staff_mail = staff_mail

    def __call__(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        message = prepared.message
        return self._chat(uow, prepared) if message.chat is not None else self._mail(uow, prepared)

    def _chat(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        message = prepared.message
        chat = message.chat
        assert chat is not None
        user = _staff_in_chat(uow, message)
        if user is not None and not chat.is_private:
            return Result(Outcome.IGNORED, reasons=("rooms are not connected yet",))
        if user is not None:
            handle_staff(uow, user=user, message=message, item_id=prepared.claimed.id, now=clock.now())
            return Result(Outcome.STAFF)
        if (
            chat.event is ChatEvent.START
            and chat.start_payload
            and handle_start(uow, message=message, item_id=prepared.claimed.id)
        ):
            return Result(Outcome.STAFF, reasons=("invitation used",))
        if not chat.is_private or chat.event in (ChatEvent.MEMBERSHIP, ChatEvent.BUTTON):
            return Result(Outcome.IGNORED, reasons=(f"{chat.event} of nobody on the staff",))
        return self._customers.handle_chat(uow, prepared)

    def _mail(self, uow: UnitOfWork, prepared: Prepared) -> Result:
        message = prepared.message
        if message.message_id and is_ours(message.message_id, uow.firm.secrets):
            return Result(Outcome.IGNORED, reasons=("our own mail came back",))
        if (
            message.bounce is not None
            or message.marks.is_automatic
            or message.marks.is_auto_reply
            or message.marks.is_list
        ):
            return handle_machine(uow, prepared)
        sender = message.sender.address if message.sender else ""
        if is_own_address(sender, uow.firm.own_addresses):
            return self._staff_mail.log_own(uow, prepared)
        user = team.user_by_email(uow, sender)
        if user is not None and message.authenticated is not False:
            return self._staff_mail.handle(uow, prepared, user)
        return self._customers.handle_mail(uow, prepared)


def _staff_in_chat(uow: UnitOfWork, message: InboundMessage) -> User | None:
    chat = message.chat
    assert chat is not None
    if message.channel == "telegram":
        return team.user_by_telegram(uow, chat.sender_id)
    kind, _, number = chat.chat_id.partition(":")
    if kind == "staff" and number.isdecimal():
        user = uow.session.get(User, int(number))
        return user if user is not None and user.is_active else None
    return None
