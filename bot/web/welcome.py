"""What somebody finds in the web chat who comes for the first time: cards were drawn for those who were there."""

from __future__ import annotations

from crm_store.conversations.telling import StaffChat
from crm_store.notifications import service as notifications
from crm_store.notifications.queries import Listener
from crm_store.notifications.rules import TICKET_AUDIENCE
from crm_store.team import service as team
from crm_store.team.models import User
from crm_store.tickets import queries as tickets
from crm_store.unit_of_work import UnitOfWork

CARDS = 5


def welcome(uow: UnitOfWork, user: User) -> None:
    """The newest tickets that nobody has, the very newest at the end of the chat."""
    if user.role not in TICKET_AUDIENCE:
        return
    here = Listener(user.id, StaffChat("webchat", f"staff:{user.id}"))
    waiting = tickets.tickets(uow, actor=team.actor_of(user, "web"), unassigned=True, limit=CARDS)
    for row in reversed(waiting):
        notifications.draw(uow, [here], row.ref)
