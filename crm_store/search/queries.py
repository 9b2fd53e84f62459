"""Finding records across the parts: by reference, by name (accents optional, but they rank), by address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Table, and_, select, union

from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.errors import Invalid
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import fold, normalise_email, normalise_phone
from crm_store.leads.models import Lead
from crm_store.references import PREFIXES, Kind, parse_reference, reference
from crm_store.text_indexes import holds_part, holds_word, most_alike, words_of
from crm_store.tickets import queries as tickets
from crm_store.tickets.models import Ticket
from crm_store.tickets.rules import UNFINISHED
from crm_store.unit_of_work import UnitOfWork

MOST = 8
LEAST_DIGITS = 4
LEAST_LETTERS = 3
LONGEST = 100
MOST_WORDS = 8
CANDIDATES = 100
"""Names taken from the indexes before they are ranked."""
ALIKE = 80
"""Per cent of likeness (rapidfuzz) from which a name may be meant by a slip of the finger."""
_PHONE = re.compile(r"\+?[\d\s().-]{4,25}")
_CONTACTS, _ACCOUNTS, _LEADS = map(table_of, (Contact, Account, Lead))
Holds = Callable[[ColumnElement[str], ColumnElement[int], str], ColumnElement[bool]]
_SHOWN = (Kind.TICKET, Kind.LEAD, Kind.CONTACT, Kind.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that fits. ``detail`` is what tells it from others of the same name."""

    kind: Kind
    id: int
    title: str
    detail: str = ""

    @property
    def ref(self) -> str:
        return reference(self.kind, self.id)


def find(uow: UnitOfWork, *, actor: Actor, text: str, limit: int = MOST) -> list[Hit]:
    """The likeliest first. Raises ``Invalid`` for a text that is empty or too long."""
    require(actor, Permission.CUSTOMERS_READ)
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not text or len(text) > LONGEST:
        raise Invalid(
            "Say whom or what to find: a name, a phone number, an e-mail address or a reference such as T-12."
        )
    if (named := _reference(text)) is not None:
        return _by_number(uow, actor, *named)
    dialect, words = _dialect(uow), words_of(fold(text), MOST_WORDS)

    def holds(column: ColumnElement[str], key: ColumnElement[int], word: str) -> ColumnElement[bool]:
        return holds_word(dialect, column, key, word)

    hits = _by_address(uow, text, limit)
    if not hits and words:
        hits = [*_by_name(uow, actor, holds, words, CANDIDATES), *_tickets(uow, actor, text, limit)]
    if not hits:
        return [hit for hit in _alike(uow, actor, text, limit) if _may_see(actor, hit.kind)]
    ranked = sorted(dict.fromkeys(hits), key=lambda hit: _rank(hit, text))
    return [hit for hit in ranked if _may_see(actor, hit.kind)][:limit]


def open_tickets_of(
    uow: UnitOfWork, *, actor: Actor, contact_id: int | None = None, account_id: int | None = None, limit: int = 4
) -> list[Hit]:
    """What is unfinished for this person or firm, the newest first."""
    require(actor, Permission.TICKETS_READ)
    owner = Ticket.contact_id == contact_id if contact_id is not None else Ticket.account_id == account_id
    rows = uow.connection.execute(
        select(Ticket.id, Ticket.subject)
        .where(owner, Ticket.status.in_(UNFINISHED))
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return [Hit(Kind.TICKET, row.id, row.subject) for row in rows]


def _reference(text: str) -> tuple[Kind, int] | None:
    """A reference of a kind that has a card. ``O2`` and the like may be names."""
    if "-" not in text:
        return None
    try:
        kind, number = parse_reference(text)
    except Invalid:
        return None
    return (kind, number) if kind in _SHOWN else None


def _by_number(uow: UnitOfWork, actor: Actor, kind: Kind, number: int) -> list[Hit]:
    titles: dict[Kind, tuple[Any, Any]] = {
        Kind.TICKET: (Ticket.id, Ticket.subject),
        Kind.LEAD: (Lead.id, Lead.name),
        Kind.CONTACT: (Contact.id, Contact.name),
        Kind.ACCOUNT: (Account.id, Account.name),
    }
    key, title = titles[kind]
    row = uow.connection.execute(select(title).where(key == number)).first()
    return [Hit(kind, number, row[0])] if row is not None and _may_see(actor, kind) else []


def _by_address(uow: UnitOfWork, text: str, limit: int) -> list[Hit]:
    """Whose phone number has these digits somewhere, or whose e-mail address these letters."""
    point = ContactPoint
    digits = normalise_phone(text).lstrip("+")
    if "@" in text:
        kind, part = "email", normalise_email(text)
    elif _PHONE.fullmatch(text) and len(digits) >= LEAST_DIGITS:
        kind, part = "phone", digits
    else:
        return []
    statement = (
        select(point.owner_kind, point.owner_id, point.shown)
        .where(point.kind == kind, holds_part(_dialect(uow), table_of(point).c.value, table_of(point).c.id, part))
        .order_by(point.id.desc())
        .limit(limit)
    )
    rows = uow.connection.execute(statement).all()
    owned = [(Kind(row.owner_kind), row.owner_id, row.shown) for row in rows if row.owner_kind in PREFIXES]
    return [Hit(kind, number, _name_of(uow, kind, number), shown) for kind, number, shown in owned]


def _name_of(uow: UnitOfWork, kind: Kind, number: int) -> str:
    statements = {
        Kind.CONTACT: select(Contact.name).where(Contact.id == number),
        Kind.LEAD: select(Lead.name).where(Lead.id == number),
        Kind.ACCOUNT: select(Account.name).where(Account.id == number),
    }
    return uow.connection.execute(statements[kind]).scalar_one_or_none() or "?"


def _by_name(uow: UnitOfWork, actor: Actor, holds: Holds, words: list[str], limit: int) -> list[Hit]:
    hits = [
        Hit(Kind.CONTACT, row.id, row.name, row.firm or "")
        for row in uow.connection.execute(_contacts(holds, words, limit))
    ]
    named = [holds(_ACCOUNTS.c.name_folded, _ACCOUNTS.c.id, word) for word in words]
    accounts = select(_ACCOUNTS.c.id, _ACCOUNTS.c.name).where(*named).order_by(_ACCOUNTS.c.id.desc()).limit(limit)
    hits += [Hit(Kind.ACCOUNT, row.id, row.name) for row in uow.connection.execute(accounts)]
    if actor.may(Permission.LEADS_READ):
        leads = (
            select(_LEADS.c.id, _LEADS.c.name, _LEADS.c.company)
            .where(*(_LEADS.c.id.in_(_leads_with(holds, word)) for word in words))
            .order_by(_LEADS.c.id.desc())
            .limit(limit)
        )
        hits += [Hit(Kind.LEAD, row.id, row.name, row.company) for row in uow.connection.execute(leads)]
    return hits


def _contacts(holds: Holds, words: list[str], limit: int) -> Any:
    """By the person's name, or the firm's together with it: "hoa sao mai". The person's own name ranks first."""
    own = and_(*(holds(_CONTACTS.c.name_folded, _CONTACTS.c.id, word) for word in words))
    return (
        select(_CONTACTS.c.id, _CONTACTS.c.name, _ACCOUNTS.c.name.label("firm"))
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.id == _CONTACTS.c.account_id)
        .where(*(_CONTACTS.c.id.in_(_contacts_with(holds, word)) for word in words))
        .order_by(own.desc(), _CONTACTS.c.updated_at.desc(), _CONTACTS.c.id.desc())
        .limit(limit)
    )


def _contacts_with(holds: Holds, word: str) -> Any:
    """One index for each part of a union: an OR across two tables would read all of both."""
    of_firm = select(_CONTACTS.c.id).join(_ACCOUNTS, _ACCOUNTS.c.id == _CONTACTS.c.account_id)
    return union(
        select(_CONTACTS.c.id).where(holds(_CONTACTS.c.name_folded, _CONTACTS.c.id, word)),
        of_firm.where(holds(_ACCOUNTS.c.name_folded, _ACCOUNTS.c.id, word)),
    )


def _leads_with(holds: Holds, word: str) -> Any:
    return union(
        select(_LEADS.c.id).where(holds(_LEADS.c.name_folded, _LEADS.c.id, word)),
        select(_LEADS.c.id).where(holds(_LEADS.c.company_folded, _LEADS.c.id, word)),
    )


def _alike(uow: UnitOfWork, actor: Actor, text: str, limit: int) -> list[Hit]:
    """For slips of the finger: the names that are most like the text, if they are like enough."""
    bare = fold(text)
    if len(bare) < LEAST_LETTERS:
        return []

    def keys(column: ColumnElement[str], key: ColumnElement[int]) -> list[int]:
        return list(uow.connection.execute(most_alike(_dialect(uow), column, key, bare, CANDIDATES)).scalars())

    hits = _hits_of(uow, Kind.CONTACT, _CONTACTS, keys(_CONTACTS.c.name_folded, _CONTACTS.c.id))
    hits += _hits_of(uow, Kind.ACCOUNT, _ACCOUNTS, keys(_ACCOUNTS.c.name_folded, _ACCOUNTS.c.id))
    if actor.may(Permission.LEADS_READ):
        hits += _hits_of(uow, Kind.LEAD, _LEADS, keys(_LEADS.c.name_folded, _LEADS.c.id))
    scored = [(fuzz.ratio(bare, fold(hit.title)), hit) for hit in hits]
    best = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: -one[0])
    return [hit for _, hit in best][:limit]


def _hits_of(uow: UnitOfWork, kind: Kind, named: Table, keys: list[int]) -> list[Hit]:
    rows = uow.connection.execute(select(named.c.id, named.c.name).where(named.c.id.in_(keys)))
    return [Hit(kind, row.id, row.name) for row in rows]


def _dialect(uow: UnitOfWork) -> str:
    return uow.connection.dialect.name


def _tickets(uow: UnitOfWork, actor: Actor, text: str, limit: int) -> list[Hit]:
    if not actor.may(Permission.TICKETS_READ):
        return []
    rows = tickets.tickets(uow, actor=actor, text=text, limit=limit)
    return [Hit(Kind.TICKET, row.id, row.subject, row.contact_name) for row in rows]


def _may_see(actor: Actor, kind: Kind) -> bool:
    needed = {Kind.TICKET: Permission.TICKETS_READ, Kind.LEAD: Permission.LEADS_READ}
    return actor.may(needed.get(kind, Permission.CUSTOMERS_READ))


def _rank(hit: Hit, text: str) -> tuple[bool, bool, bool, bool]:
    """As typed with accents, then the name's end (Vietnamese call people by it), then people before tickets."""
    title, typed, bare = hit.title.lower(), text.lower(), fold(text)
    accented = typed != bare
    whole_words = f" {fold(hit.title)} ".find(f" {bare} ") < 0
    return (accented and typed not in title, hit.kind is Kind.TICKET, not fold(hit.title).endswith(bare), whole_words)
