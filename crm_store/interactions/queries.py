"""Looking at customers' messages that were kept without a ticket. Each read checks permission first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, func, literal, literal_column, select

from crm_store import clock
from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.errors import NotFound
from crm_store.interactions.models import Attachment, Interaction, InteractionLink, LoggedMessage
from crm_store.references import Kind, reference
from crm_store.statements import Statement
from crm_store.team.models import User
from crm_store.unit_of_work import UnitOfWork

UNLINKED_DAYS = 30
MOST_COUNTED = 100
EXCERPT = 1_000
"""How many characters of the words are read."""
HOMES = (Kind.TICKET, Kind.LEAD, Kind.OPPORTUNITY)
"""A live link to one of these says where a message belongs."""

_LOGGED, _MESSAGES, _LINKS, _FILES, _CONTACTS, _ACCOUNTS, _USERS = map(
    table_of, (LoggedMessage, Interaction, InteractionLink, Attachment, Contact, Account, User)
)


@dataclass(frozen=True, slots=True)
class Home:
    """A record that the message belongs to already, and why: a text of the catalogues and its values."""

    kind: str
    record_id: int
    reason: str
    values: dict[str, Any]
    is_guess: bool

    @property
    def ref(self) -> str:
        return reference(Kind(self.kind), self.record_id)


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """One line of the list. ``text`` is cut; ``choices`` are references that fit equally."""

    interaction_id: int
    subject: str
    text: str
    sender_name: str
    sender_address: str
    medium: str
    contact_name: str
    salutation: str
    account_name: str
    intent: str
    is_pending: bool
    occurred_at: datetime
    choices: tuple[str, ...]

    @property
    def ref(self) -> str:
        return reference(Kind.INTERACTION, self.interaction_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedView(LoggedRow):
    """What a card shows. ``decision`` is the reference under which it was filed, empty where it was left as it is."""

    files: int = 0
    homes: tuple[Home, ...] = ()
    decided_at: datetime | None = None
    decided_by: str = ""
    decision: str = ""

    @property
    def is_open(self) -> bool:
        """Nobody decided yet, and it has come to no ticket in another way."""
        return self.decided_at is None and not any(home.kind == Kind.TICKET for home in self.homes)


_ROW: tuple[ColumnElement[Any], ...] = (
    _MESSAGES.c.id, _MESSAGES.c.subject, func.substr(_MESSAGES.c.text, 1, EXCERPT), _MESSAGES.c.sender_name, _MESSAGES.c.sender_address,
    _MESSAGES.c.medium, func.coalesce(_CONTACTS.c.name, ""), func.coalesce(_CONTACTS.c.salutation, ""), func.coalesce(_ACCOUNTS.c.name, ""),
    _MESSAGES.c.intent, _MESSAGES.c.is_pending, _MESSAGES.c.occurred_at, _LOGGED.c.choices,
)  # fmt: skip


def _rows(*more: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*_ROW, *more)
        .select_from(_LOGGED)
        .join(_MESSAGES, _MESSAGES.c.id == _LOGGED.c.interaction_id)
        .outerjoin(_CONTACTS, _CONTACTS.c.id == _MESSAGES.c.contact_id)
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.id == _MESSAGES.c.account_id)
    )


_LIVE_HOME = (
    _LINKS.c.interaction_id == _LOGGED.c.interaction_id,
    _LINKS.c.moved_at.is_(None),
    _LINKS.c.record_kind.in_([literal(kind.value) for kind in HOMES]),
)
_UNDECIDED = (
    _LOGGED.c.decided_at.is_(None),
    _LOGGED.c.created_at >= bindparam("since"),
    ~exists().where(*_LIVE_HOME).correlate(_LOGGED),
)
_THIS = _LOGGED.c.interaction_id == bindparam("interaction_id", type_=Integer)
_FILE_COUNT = (
    select(func.count())
    .where(_FILES.c.interaction_id == _MESSAGES.c.id, _FILES.c.is_inline.is_(False))
    .correlate(_MESSAGES)
    .scalar_subquery()
)
_UNLINKED = Statement(
    _rows().where(*_UNDECIDED).order_by(_LOGGED.c.interaction_id.desc()).limit(bindparam("most", type_=Integer))
)
_SOME = (
    select(_LOGGED.c.interaction_id)
    .where(*_UNDECIDED)
    .order_by(_LOGGED.c.interaction_id.desc())
    .limit(literal_column(str(MOST_COUNTED), Integer))
    .subquery()
)
_COUNT = Statement(select(func.count()).select_from(_SOME))
_MESSAGE = Statement(
    _rows(_FILE_COUNT, _LOGGED.c.decided_at, func.coalesce(_USERS.c.name, ""), _LOGGED.c.decision)
    .outerjoin(_USERS, _USERS.c.id == _LOGGED.c.decided_by_id)
    .where(_THIS)
)
_HOMES = Statement(
    select(_LINKS.c.record_kind, _LINKS.c.record_id, _LINKS.c.reason, _LINKS.c.reason_values, _LINKS.c.is_guess)
    .select_from(_LINKS)
    .join(_LOGGED, _LOGGED.c.interaction_id == _LINKS.c.interaction_id)
    .where(_THIS, *_LIVE_HOME)
    .order_by(_LINKS.c.id)
)


def unlinked(uow: UnitOfWork, *, actor: Actor, limit: int = 50) -> list[LoggedRow]:
    """The newest messages of the last 30 days that belong to no ticket, lead or deal and that nobody decided about."""
    require(actor, Permission.CUSTOMERS_READ)
    values = {"since": _since(), "most": limit}
    return [_row(row) for row in _UNLINKED.all(uow.connection, values)]


def unlinked_count(uow: UnitOfWork, *, actor: Actor) -> int:
    """Of those that ``unlinked`` would give; ``MOST_COUNTED`` means that or more."""
    require(actor, Permission.CUSTOMERS_READ)
    found: int = _COUNT.scalar(uow.connection, {"since": _since()})
    return found


def logged_message(uow: UnitOfWork, *, actor: Actor, interaction_id: int) -> LoggedView:
    """Raises ``NotFound`` for messages that were never without a ticket, too."""
    require(actor, Permission.CUSTOMERS_READ)
    this = {"interaction_id": interaction_id}
    row = _MESSAGE.first(uow.connection, this)
    if row is None:
        raise NotFound("There is no such message.")
    this_row: Any = row
    *facts, choices, files, decided_at, decided_by, decision = this_row
    homes = tuple(Home(*one) for one in _HOMES.all(uow.connection, this))
    ended = {"decided_at": decided_at, "decided_by": decided_by, "decision": decision}
    line: Any = (*facts, tuple(choices))
    return LoggedView(*line, files=files, homes=homes, **ended)


def ticket_of(uow: UnitOfWork, *, actor: Actor, interaction_id: int) -> int | None:
    """The ticket on which a message or note stands, if it stands on one."""
    require(actor, Permission.CUSTOMERS_READ)
    live = select(InteractionLink.record_id).where(
        InteractionLink.interaction_id == interaction_id,
        InteractionLink.record_kind == Kind.TICKET,
        InteractionLink.moved_at.is_(None),
    )
    return uow.connection.execute(live.order_by(InteractionLink.id.desc()).limit(1)).scalar_one_or_none()


def _row(row: Any) -> LoggedRow:
    *facts, choices = row
    line: Any = (*facts, tuple(choices))
    return LoggedRow(*line)


def _since() -> datetime:
    return clock.now() - timedelta(days=UNLINKED_DAYS)
