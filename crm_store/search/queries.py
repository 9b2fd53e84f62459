"""Finding records across the parts: by reference, by name (accents optional, but they rank), by address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from crm_store.access import Actor, Permission, require
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.errors import Invalid
from crm_store.identity.models import ContactPoint
from crm_store.identity.rules import fold, normalise_email, normalise_phone
from crm_store.leads.models import Lead
from crm_store.references import PREFIXES, Kind, parse_reference, reference
from crm_store.tickets import queries as tickets
from crm_store.tickets.models import Ticket
from crm_store.tickets.rules import UNFINISHED
from crm_store.unit_of_work import UnitOfWork

MOST = 8
LEAST_DIGITS = 6
LONGEST = 100
_PHONE = re.compile(r"\+?[\d\s().-]{6,25}")
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
    hits = _by_address(uow, text, limit) or [*_by_name(uow, actor, text, limit), *_tickets(uow, actor, text, limit)]
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
    """Whose address starts with the text, or ends with these digits."""
    point = ContactPoint
    if "@" in text:
        condition = and_(point.kind == "email", point.value.startswith(normalise_email(text), autoescape=True))
    elif _PHONE.fullmatch(text) and sum(c.isdigit() for c in text) >= LEAST_DIGITS:
        digits = normalise_phone(text)
        last = digits.lstrip("+")
        condition = and_(point.kind == "phone", or_(point.value == digits, point.value.endswith(last, autoescape=True)))
    else:
        return []
    rows = uow.connection.execute(
        select(point.owner_kind, point.owner_id, point.shown).where(condition).order_by(point.id.desc()).limit(limit)
    ).all()
    owned = [(Kind(row.owner_kind), row.owner_id, row.shown) for row in rows if row.owner_kind in PREFIXES]
    return [Hit(kind, number, _name_of(uow, kind, number), shown) for kind, number, shown in owned]


def _name_of(uow: UnitOfWork, kind: Kind, number: int) -> str:
    statements = {
        Kind.CONTACT: select(Contact.name).where(Contact.id == number),
        Kind.LEAD: select(Lead.name).where(Lead.id == number),
        Kind.ACCOUNT: select(Account.name).where(Account.id == number),
    }
    return uow.connection.execute(statements[kind]).scalar_one_or_none() or "?"


def _by_name(uow: UnitOfWork, actor: Actor, text: str, limit: int) -> list[Hit]:
    words = fold(text).split()
    hits = [
        Hit(Kind.CONTACT, row.id, row.name, row.firm or "") for row in uow.connection.execute(_contacts(words, limit))
    ]
    accounts = (
        select(Account.id, Account.name)
        .where(*_has(Account.name_folded, words))
        .order_by(Account.id.desc())
        .limit(limit)
    )
    hits += [Hit(Kind.ACCOUNT, row.id, row.name) for row in uow.connection.execute(accounts)]
    if actor.may(Permission.LEADS_READ):
        leads = (
            select(Lead.id, Lead.name, Lead.company)
            .where(*(or_(*_has(Lead.name_folded, [word]), *_has(Lead.company_folded, [word])) for word in words))
            .order_by(Lead.id.desc())
            .limit(limit)
        )
        hits += [Hit(Kind.LEAD, row.id, row.name, row.company) for row in uow.connection.execute(leads)]
    return hits


def _contacts(words: list[str], limit: int) -> Any:
    """By the person's name, or the firm's together with it: "hoa sao mai"."""
    in_name = and_(*_has(Contact.name_folded, words))
    in_both = and_(
        *(
            or_(
                Contact.name_folded.contains(word, autoescape=True), Account.name_folded.contains(word, autoescape=True)
            )
            for word in words
        )
    )
    return (
        select(Contact.id, Contact.name, Account.name.label("firm"))
        .outerjoin(Account, Account.id == Contact.account_id)
        .where(or_(in_name, in_both))
        .order_by(in_name.desc(), Contact.updated_at.desc(), Contact.id.desc())
        .limit(limit)
    )


def _has(column: Any, words: list[str]) -> list[Any]:
    return [column.contains(word, autoescape=True) for word in words]


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
