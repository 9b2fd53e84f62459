"""People first: who stands behind the address that wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select

from crm_store.accounts.models import AccountDomain
from crm_store.contacts.models import Contact
from crm_store.database import table_of
from crm_store.identity import service as identity
from crm_store.identity.rules import is_free_mail, normalise
from crm_store.identity.service import Owner
from crm_store.linking.rules import Link, Person, Proof
from crm_store.references import Kind
from crm_store.statements import Statement
from crm_store.unit_of_work import UnitOfWork

ADDRESS_LENGTH = 320

_CONTACTS, _DOMAINS = table_of(Contact), table_of(AccountDomain)
_ACCOUNT_OF = Statement(select(_CONTACTS.c.account_id).where(_CONTACTS.c.id == bindparam("contact_id")))
_ACCOUNTS_BY_DOMAIN = Statement(select(_DOMAINS.c.account_id).where(_DOMAINS.c.domain == bindparam("domain")))


def recognise(uow: UnitOfWork, *, kind: str, value: str, name: str, phones: Sequence[str] = ()) -> Person:
    """By the address itself; else by a phone number in the text that exactly one contact has; else by the firm's domain.

    An address that was only claimed (its owner was made from a message that came from it) is known again, but proves
    nothing: ``is_verified`` is ``False``. A sender without an address is nobody, each time anew.
    """
    value = normalise(kind, value)[:ADDRESS_LENGTH]
    owners = identity.owners(uow, kind, value) if value else []
    named = Link(Kind.CONTACT, 0, Proof.ADDRESS, "known address {address}", {"address": value})
    contacts, verified = _the_surest(owners, Kind.CONTACT)
    if len(contacts) == 1:
        return _contact(uow, kind, value, name, replace(named, id=contacts[0]), is_verified=verified)
    if len(contacts) > 1:
        return _several(uow, kind, value, name, contacts, is_verified=verified)
    leads, verified = _the_surest(owners, Kind.LEAD)
    if leads:
        links = (replace(named, kind=Kind.LEAD, id=leads[-1]),)
        return Person(kind, value, name, lead_id=leads[-1], is_verified=verified, links=links)
    accounts, verified = _the_surest(owners, Kind.ACCOUNT)
    if len(accounts) == 1:
        links = (replace(named, kind=Kind.ACCOUNT, id=accounts[0]),)
        return Person(kind, value, name, account_id=accounts[0], is_verified=verified, links=links)
    return _by_phone(uow, kind, value, name, phones) or _by_domain(uow, kind, value, name)


def _the_surest(owners: Sequence[Owner], kind: Kind) -> tuple[list[int], bool]:
    """Verified owners of this kind, else those who claim the address; and which of the two they are."""
    verified = sorted({owner.id for owner in owners if owner.kind == kind and owner.is_verified})
    return (verified, True) if verified else (sorted({owner.id for owner in owners if owner.kind == kind}), False)


def _contact(uow: UnitOfWork, kind: str, value: str, name: str, link: Link, *, is_verified: bool) -> Person:
    """A firm behind a contact that is only claimed stays a guess: the contact may stand there because of its domain."""
    contact_id = link.id
    account_id = _ACCOUNT_OF.scalar(uow.connection, {"contact_id": contact_id})
    links = [link]
    if account_id is not None and kind == "email" and not is_verified and not link.is_guess:
        links.append(_domain_link(account_id, value))
    elif account_id is not None:
        links.append(replace(link, kind=Kind.ACCOUNT, id=account_id))
    return Person(
        kind,
        value,
        name,
        contact_id=contact_id,
        account_id=account_id,
        links=tuple(links),
        is_verified=is_verified,
    )


def _several(uow: UnitOfWork, kind: str, value: str, name: str, contact_ids: list[int], *, is_verified: bool) -> Person:
    """One address on several contacts proves none of them; their firm, if they share it, is proven."""
    accounts = set(uow.connection.execute(select(Contact.account_id).where(Contact.id.in_(contact_ids))).scalars())
    account_id = accounts.pop() if len(accounts) == 1 else None
    links = (
        (
            Link(
                Kind.ACCOUNT,
                account_id,
                Proof.ADDRESS,
                "{address} is on several contacts of this firm",
                {"address": value},
            ),
        )
        if account_id is not None
        else ()
    )
    return Person(
        kind, value, name, account_id=account_id, links=links, is_verified=is_verified and account_id is not None
    )


def _by_phone(uow: UnitOfWork, kind: str, value: str, name: str, phones: Sequence[str]) -> Person | None:
    found = {
        owner.id: phone
        for phone in phones[:5]
        for owner in identity.owners(uow, "phone", phone)
        if owner.kind == Kind.CONTACT
    }
    if len(found) != 1:
        return None
    contact_id, phone = found.popitem()
    link = Link(Kind.CONTACT, contact_id, Proof.PHONE, "the number {phone} stands on this contact", {"phone": phone})
    return _contact(uow, kind, value, name, link, is_verified=False)


def _by_domain(uow: UnitOfWork, kind: str, value: str, name: str) -> Person:
    domain = value.rpartition("@")[2]
    if kind != "email" or is_free_mail(domain):
        return Person(kind, value, name)
    accounts = _ACCOUNTS_BY_DOMAIN.all(uow.connection, {"domain": domain})
    if len(accounts) != 1:
        return Person(kind, value, name)
    account_id = accounts[0][0]
    return Person(kind, value, name, account_id=account_id, links=(_domain_link(account_id, value),))


def _domain_link(account_id: int, address: str) -> Link:
    values = {"domain": address.rpartition("@")[2]}
    return Link(Kind.ACCOUNT, account_id, Proof.DOMAIN, "the domain {domain} is this firm's", values)
