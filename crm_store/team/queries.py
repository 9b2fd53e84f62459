"""Looks at the team's tables; no permission is checked here."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from crm_store.access import Role
from crm_store.team.models import User, WebSession
from crm_store.team.rules import SESSION_IDLE_DAYS
from crm_store.unit_of_work import UnitOfWork


def all_users(uow: UnitOfWork) -> list[User]:
    return list(uow.session.scalars(select(User).order_by(User.id)))


def by_id(uow: UnitOfWork, user_id: int) -> User | None:
    return uow.session.get(User, user_id)


def by_email(uow: UnitOfWork, email: str) -> User | None:
    """``email`` is folded already (``service.folded_email``)."""
    return uow.session.scalar(select(User).where(User.email == email))


def by_telegram(uow: UnitOfWork, telegram_id: str) -> User | None:
    return uow.session.scalar(select(User).where(User.telegram_id == telegram_id))


def by_name(uow: UnitOfWork, name: str) -> list[User]:
    """Compared in Python: SQLite folds ASCII only, and a team is small."""
    wanted = _folded(name)
    return [user for user in all_users(uow) if _folded(user.name) == wanted]


def count_active_admins(uow: UnitOfWork) -> int:
    active = select(func.count()).select_from(User).where(User.role == Role.ADMIN.value, User.is_active)
    return uow.session.scalar(active) or 0


def open_session(uow: UnitOfWork, token_hash: str, now: datetime) -> tuple[WebSession, User] | None:
    """A session that is neither revoked, over, nor idle for too long, of a user who is active."""
    found = uow.session.execute(
        select(WebSession, User)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.token_hash == token_hash, User.is_active, *_is_open(now))
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def open_sessions(uow: UnitOfWork, user_id: int, now: datetime) -> list[WebSession]:
    return list(
        uow.session.scalars(
            select(WebSession)
            .where(WebSession.user_id == user_id, *_is_open(now))
            .order_by(WebSession.last_seen_at.desc(), WebSession.id.desc())
        )
    )


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > now,
        WebSession.last_seen_at > now - timedelta(days=SESSION_IDLE_DAYS),
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
