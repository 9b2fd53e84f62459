"""Staff: who belongs to the team, invitations, sign-in links and web sessions.

Tokens are 256 random bits. Only their SHA-256 is stored, each works once, and whoever holds an unknown, used or
expired one gets the same answer: ``None``.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import bindparam, select, update

from crm_store import clock
from crm_store.access import Actor, ActorKind, Permission, Role, require
from crm_store.audit import service as audit
from crm_store.database import table_of
from crm_store.errors import Invalid, NotFound
from crm_store.references import Kind, parse_reference
from crm_store.statements import Statement
from crm_store.team import queries
from crm_store.team.events import UserDisabled
from crm_store.team.models import OneTimeToken, User, WebSession
from crm_store.team.rules import INVITATION_DAYS, SESSION_DAYS, SIGN_IN_MINUTES
from crm_store.unit_of_work import UnitOfWork

__all__ = [
    "LANGUAGES",
    "SIGN_IN",
    "TELEGRAM",
    "TOPIC",
    "WEB_INVITATION",
    "NewSession",
    "SignedIn",
    "User",
    "accept_telegram_invitation",
    "actor_of",
    "add_user",
    "checked_telegram_id",
    "checked_timezone",
    "disable_user",
    "find_user",
    "folded_email",
    "invite",
    "list_users",
    "redeem",
    "revoke_session",
    "session",
    "sessions_of",
    "set_language",
    "sign_in_link",
    "sign_out",
    "user_by_telegram",
]

LANGUAGES = ("vi", "en")
TELEGRAM, WEB_INVITATION, SIGN_IN = "telegram", "web_invitation", "sign_in"
TOUCH_AFTER = timedelta(minutes=1)
_USERS = table_of(User)
_ACTIVE_BY_EMAIL = Statement(
    select(_USERS.c.id).where(_USERS.c.email == bindparam("email"), _USERS.c.is_active.is_(True))
)
TEAM_LOCK = TOPIC = "team"
_NAME_LENGTH = 200
_TELEGRAM_ID_LENGTH = 20


@dataclass(frozen=True, slots=True)
class NewSession:
    """``token`` goes into the cookie and is nowhere else; ``csrf_token`` into each form of the session. ``is_first``: the
    user was never in the web console before."""

    token: str
    csrf_token: str
    user: User
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``touch_due``: the last look is over a minute old; call ``session`` in a writing unit of work."""

    user: User
    actor: Actor
    session_id: int
    csrf_token: str
    touch_due: bool = False


def add_user(
    uow: UnitOfWork,
    *,
    actor: Actor,
    name: str,
    email: str,
    role: str,
    team: str = "",
    telegram_id: str | None = None,
    language: str = "vi",
    timezone: str = "Asia/Ho_Chi_Minh",
) -> tuple[User, str]:
    """Returns the user and the invitation's token. Raises ``Invalid`` with the value that is wrong."""
    require(actor, Permission.USERS_WRITE)
    user = User(
        name=_checked_name(name),
        email=folded_email(email),
        role=_checked_role(role),
        team=team.strip()[:_NAME_LENGTH],
        language=_checked_language(language),
        timezone=checked_timezone(timezone),
        created_at=clock.now(),
    )
    uow.lock([TEAM_LOCK])
    if queries.by_email(uow, user.email) is not None:
        raise Invalid("Somebody with the address {email} is in the team already.", email=user.email)
    if telegram_id is not None:
        _bind_telegram(uow, user, telegram_id)
    uow.session.add(user)
    uow.flush()
    _audit(uow, actor, "user.add", user.id, after={"email": user.email, "role": user.role})
    return user, _new_invitation(uow, user)


def invite(uow: UnitOfWork, *, actor: Actor, user_id: int) -> str:
    """A new invitation; earlier ones of the user stop working."""
    require(actor, Permission.USERS_WRITE)
    user = _active(uow, user_id)
    _end_tokens(uow, user.id, (TELEGRAM, WEB_INVITATION))
    _audit(uow, actor, "user.invite", user.id)
    return _new_invitation(uow, user)


def accept_telegram_invitation(uow: UnitOfWork, *, token: str, telegram_id: str, language: str) -> User | None:
    """``None``: unknown, used or expired. Raises ``Invalid`` when the Telegram account is a colleague's."""
    uow.lock([TEAM_LOCK])
    user = _consume(uow, token, TELEGRAM)
    if user is None:
        return None
    before = user.telegram_id
    _bind_telegram(uow, user, telegram_id)
    user.telegram_blocked_at = None
    if language in LANGUAGES:
        user.language = language
    uow.flush()
    actor = actor_of(user, "telegram")
    _audit(uow, actor, "user.telegram", user.id, before={"telegram_id": before}, after={"telegram_id": telegram_id})
    return user


def disable_user(uow: UnitOfWork, *, actor: Actor, user_id: int) -> None:
    """Sessions and tokens end in this transaction (open pages hear of it by the topic ``team``), cards by the reaction to ``UserDisabled``. Twice is once."""
    require(actor, Permission.USERS_WRITE)
    uow.lock([TEAM_LOCK])
    user = queries.by_id(uow, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    if not user.is_active:
        return
    if user.role == Role.ADMIN and queries.count_active_admins(uow) == 1:
        raise Invalid(
            "{name} is the last active administrator. Make somebody else an administrator first.", name=user.name
        )
    user.is_active = False
    _end_sessions(uow, WebSession.user_id == user.id)
    _end_tokens(uow, user.id, (TELEGRAM, WEB_INVITATION, SIGN_IN))
    _audit(uow, actor, "user.disable", user.id, before={"is_active": True}, after={"is_active": False})
    uow.record(UserDisabled(user.id))


def list_users(uow: UnitOfWork, *, actor: Actor) -> list[User]:
    require(actor, Permission.USERS_READ)
    return queries.all_users(uow)


def find_user(uow: UnitOfWork, *, actor: Actor, ref: str) -> User:
    """``ref`` is ``U-3``, an e-mail address or the whole name. Raises ``NotFound``; ``Invalid`` when two share the name."""
    require(actor, Permission.USERS_READ)
    found = _found(uow, ref.strip())
    if not found:
        raise NotFound("Nobody in the team is called “{ref}”.", ref=ref)
    if len(found) > 1:
        raise Invalid("Several people are called “{ref}”. Use the e-mail address.", ref=ref)
    return found[0]


def user_by_telegram(uow: UnitOfWork, telegram_id: str) -> User | None:
    """Active ones only: a former colleague is an outsider."""
    user = queries.by_telegram(uow, telegram_id)
    return user if user is not None and user.is_active else None


def user_by_email(uow: UnitOfWork, email: str) -> User | None:
    """Active ones only. ``From:`` proves nothing: what a mail may do because of it stays among staff."""
    found = _ACTIVE_BY_EMAIL.scalar(uow.connection, {"email": email.strip().lower()})
    return uow.session.get(User, found) if found is not None else None


def actor_of(user: User, origin: str) -> Actor:
    """Who has left the team keeps a name, and no role: nothing is allowed to him any more."""
    role = Role(user.role) if user.is_active else None
    return Actor(ActorKind.USER, origin, user.id, role, user.name, user.language, user.timezone)


def sign_in_link(uow: UnitOfWork, *, user_id: int) -> str:
    """A token for ``/sign-in/<token>``. Raises ``NotFound`` for somebody who is not active."""
    user = _active(uow, user_id)
    token = secrets.token_urlsafe(32)
    _keep_token(uow, user.id, SIGN_IN, token, timedelta(minutes=SIGN_IN_MINUTES))
    return token


def redeem(uow: UnitOfWork, *, token: str, purpose: str, user_agent: str) -> NewSession | None:
    """Consumes a sign-in link or web invitation and opens a new session."""
    user = _consume(uow, token, purpose) if purpose in (SIGN_IN, WEB_INVITATION) else None
    if user is None:
        return None
    now, is_first = clock.now(), user.web_seen_at is None
    session_token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    opened = WebSession(
        user_id=user.id,
        token_hash=_hash(session_token),
        csrf_token=csrf_token,
        user_agent=user_agent[:300],
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=SESSION_DAYS),
    )
    uow.session.add(opened)
    uow.flush()
    _seen(uow, user.id, now)
    _audit(uow, actor_of(user, "web"), "session.open", user.id, after={"session": opened.id, "purpose": purpose})
    return NewSession(session_token, csrf_token, user, is_first)


def session(uow: UnitOfWork, *, token: str, touch: bool = True) -> SignedIn | None:
    """Who holds this session. ``touch=False`` only looks, for reading units of work; see ``SignedIn.touch_due``."""
    now = clock.now()
    found = queries.open_session(uow, _hash(token), now)
    if found is None:
        return None
    row, user = found
    touch_due = now - row.last_seen_at >= TOUCH_AFTER
    if touch and touch_due:
        _touch(uow, row.id, user.id, now)
    return SignedIn(user, actor_of(user, "web"), row.id, row.csrf_token, touch_due and not touch)


def sign_out(uow: UnitOfWork, *, session_id: int) -> None:
    _end_sessions(uow, WebSession.id == session_id)


def sessions_of(uow: UnitOfWork, *, actor: Actor) -> list[WebSession]:
    """The actor's own open sessions, the last used first."""
    return queries.open_sessions(uow, _own_id(actor), clock.now())


def revoke_session(uow: UnitOfWork, *, actor: Actor, session_id: int) -> None:
    """One's own; an administrator's word ends anybody's. Absent and foreign answer alike."""
    row = uow.session.get(WebSession, session_id)
    if row is None or (row.user_id != actor.user_id and not actor.may(Permission.USERS_WRITE)):
        raise NotFound("There is no such session.")
    _end_sessions(uow, WebSession.id == session_id)
    _audit(uow, actor, "session.revoke", row.user_id, before={"session": session_id})


def set_language(uow: UnitOfWork, *, actor: Actor, language: str) -> None:
    user = _active(uow, _own_id(actor))
    user.language = _checked_language(language)
    uow.flush()


def folded_email(email: str) -> str:
    """One spelling for each address, so that it is found again. Raises ``Invalid``."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise Invalid("“{email}” is not an e-mail address.", email=email) from error
    return checked.normalized.lower()


def _found(uow: UnitOfWork, ref: str) -> list[User]:
    if "@" in ref:
        user = queries.by_email(uow, folded_email(ref))
        return [] if user is None else [user]
    named = queries.by_name(uow, ref)
    if named:
        return named
    try:
        kind, number = parse_reference(ref)
    except Invalid:
        return []
    user = queries.by_id(uow, number) if kind is Kind.USER else None
    return [] if user is None else [user]


def _active(uow: UnitOfWork, user_id: int) -> User:
    user = queries.by_id(uow, user_id)
    if user is None or not user.is_active:
        raise NotFound("There is no such user.")
    return user


def _own_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise Invalid("Only a member of the team has sessions and a language.")
    return actor.user_id


def checked_telegram_id(text: str) -> str:
    """Raises ``Invalid``."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _TELEGRAM_ID_LENGTH):
        raise Invalid("“{telegram_id}” is not a Telegram id. It is a number.", telegram_id=text)
    return text


def _bind_telegram(uow: UnitOfWork, user: User, telegram_id: str) -> None:
    """A former colleague's account passes on; an active one's does not."""
    telegram_id = checked_telegram_id(telegram_id)
    with uow.session.no_autoflush:
        holder = queries.by_telegram(uow, telegram_id)
    if holder is not None and holder is not user:
        if holder.is_active:
            raise Invalid("This Telegram account belongs to another member of the team. Ask an administrator.")
        holder.telegram_id = None
        uow.flush()
    user.telegram_id = telegram_id


def _new_invitation(uow: UnitOfWork, user: User) -> str:
    """One token, usable once in Telegram and once in the browser."""
    token = secrets.token_urlsafe(32)
    for purpose in (TELEGRAM, WEB_INVITATION):
        _keep_token(uow, user.id, purpose, token, timedelta(days=INVITATION_DAYS))
    return token


def _keep_token(uow: UnitOfWork, user_id: int, purpose: str, token: str, life: timedelta) -> None:
    now = clock.now()
    uow.session.add(
        OneTimeToken(user_id=user_id, purpose=purpose, token_hash=_hash(token), created_at=now, expires_at=now + life)
    )
    uow.flush()


def _consume(uow: UnitOfWork, token: str, purpose: str) -> User | None:
    """One statement decides: of two that come at once, one gets the user."""
    now = clock.now()
    user_id = uow.session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.token_hash == _hash(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeToken.user_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    user = None if user_id is None else queries.by_id(uow, user_id)
    return user if user is not None and user.is_active else None


def _end_tokens(uow: UnitOfWork, user_id: int, purposes: tuple[str, ...]) -> None:
    uow.session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.purpose.in_(purposes), OneTimeToken.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _end_sessions(uow: UnitOfWork, which: Any) -> None:
    uow.session.execute(
        update(WebSession)
        .where(which, WebSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    uow.wake(TOPIC)


def _touch(uow: UnitOfWork, session_id: int, user_id: int, now: datetime) -> None:
    quiet = {"synchronize_session": False}
    uow.session.execute(
        update(WebSession).where(WebSession.id == session_id).values(last_seen_at=now), execution_options=quiet
    )
    _seen(uow, user_id, now)


def _seen(uow: UnitOfWork, user_id: int, now: datetime) -> None:
    """Core, because a look must not count as a change of the user's version."""
    users = User.__table__
    uow.connection.execute(update(users).where(users.c.id == user_id).values(web_seen_at=now))  # type: ignore[arg-type]  # a Table is what Core updates


def _audit(
    uow: UnitOfWork,
    actor: Actor,
    action: str,
    user_id: int,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(uow, actor=actor, action=action, kind=Kind.USER, record_id=user_id, before=before, after=after)


def _hash(token: str) -> str:
    """Plain SHA-256 is enough: the token is random, not a password (OWASP ASVS 5.0, 6.5.2 asks for 112 bits or more)."""
    return hashlib.sha256(token.encode()).hexdigest()


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or len(name) > _NAME_LENGTH or any(unicodedata.category(c).startswith("C") for c in name):
        raise Invalid("A name has 1 to 200 characters and no control characters.")
    return name


def _checked_role(role: str) -> str:
    if role not in set(Role):
        raise Invalid("“{role}” is not a role. Roles are admin, manager, sales and support.", role=role)
    return role


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid("“{language}” is not a language of this program. Languages are vi and en.", language=language)
    return language


def checked_timezone(timezone: str) -> str:
    """Raises ``Invalid``."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("“{timezone}” is not a time zone. An example is Asia/Ho_Chi_Minh.", timezone=timezone) from error
    return timezone
