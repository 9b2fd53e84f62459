"""One clear sentence to the administrators, in each one's language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.i18n import translator
from channels.message import plain
from crm_store.access import Role
from crm_store.conversations.telling import tell_staff
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork


def alarm(uow: UnitOfWork, text: str, values: dict[str, Any], *, occasion: str) -> None:
    """``scheduler.jobs.context.Alarm``. The same occasion reaches each of them once."""
    told = select(User).where(User.is_active.is_(True), User.role.in_([Role.ADMIN, Role.MANAGER]))
    for user in uow.session.execute(told).scalars():
        sentence = translator(user.language).gettext(text).format(**values)
        tell_staff(uow, user=user, text=plain(f"⚠ {sentence}"), occasion=occasion, subject="alarm")
