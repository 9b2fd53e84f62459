"""The command menus of staff in Telegram: what each one may do, in his language.

A job compares what each chat should show with what was published last and publishes the difference, so an invitation,
a new role or another language shows within a minute, and a failure is simply tried again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.commands.registry import menu
from channels.port import CannotDeliver, TryAgainLater
from crm_store.access import Role
from crm_store.conversations.models import Installation
from crm_store.database import upsert
from crm_store.team.models import User
from crm_store.unit_of_work import Store, UnitOfWork

if TYPE_CHECKING:
    from channels.telegram.account import TelegramAccount

log = logging.getLogger(__name__)

PUBLISHED = "telegram menus"
Menu = Sequence[tuple[str, str]]


async def publish_menus(store: Store, account: TelegramAccount) -> str:
    """Publishes what changed; one line on how many."""
    wanted, published = await store.read(_state)
    done = dict(published)
    for chat_id, commands in wanted.items():
        mark = _mark(commands)
        if done.get(chat_id) == mark:
            continue
        try:
            await account.publish_commands({"": commands}, chat_id)
        except CannotDeliver as error:
            log.warning("a menu was refused", extra={"reason": error.reason})
        except TryAgainLater as error:
            log.warning("menus wait", extra={"reason": error.reason})
            break
        done[chat_id] = mark
    done = {chat_id: mark for chat_id, mark in done.items() if chat_id in wanted}
    if done == published:
        return ""
    await store.write(lambda uow: upsert(uow.connection, Installation, {"name": PUBLISHED}, {"value": done}))
    return f"{len(done)} menus published"


def _state(uow: UnitOfWork) -> tuple[dict[str, Menu], dict[str, str]]:
    staff = select(User.telegram_id, User.role, User.language).where(
        User.is_active.is_(True), User.telegram_id.is_not(None)
    )
    wanted: dict[str, Menu] = {
        str(row.telegram_id): menu(Role(row.role), row.language) for row in uow.connection.execute(staff)
    }
    kept: Mapping[str, str] | None = uow.connection.execute(
        select(Installation.value).where(Installation.name == PUBLISHED)
    ).scalar_one_or_none()
    return wanted, dict(kept or {})


def _mark(commands: Menu) -> str:
    return hashlib.sha256(repr(list(commands)).encode()).hexdigest()[:16]
