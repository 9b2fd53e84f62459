"""People first: who stands behind the address that wrote."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from crm_store.accounts.models import AccountDomain
from crm_store.contacts.models import Contact
from crm_store.identity import service as identity
from crm_store.identity.rules import is_free_mail, normalise
from crm_store.linking.rules import Link, Person, Proof
from crm_store.references import Kind
from crm_store.unit_of_work import UnitOfWork


def recognise(uow: UnitOfWork, *, kind: str, value: str, name: str, phones: Sequence[str] = ()) -> Person:
    """By the address itself; else by a phone number in the text that exactly one contact has; else by the firm's domain."""
    value = normalise(kind, value)
    owners = identity.owners(uow, kind, value)
    contact_ids = sorted({owner.id for owner in owners if owner.kind == Kind.CONTACT})
    if len(contact_ids) == 1:
        return _contact(
            uow,
            kind,
            value,
            name,
            contact_ids[0],
            Link(Kind.CONTACT, contact_ids[0], Proof.ADDRESS, "known address {address}", {"address": value}),
        )
    if len(contact_ids) > 1:
        return _several(uow, kind, value, name, contact_ids)
    leads = [owner for owner in owners if owner.kind == Kind.LEAD]
    if leads:
        lead_id = max(owner.id for owner in leads)
        return Person(
            kind,
            value,
            name,
            lead_id=lead_id,
            is_verified=True,
            links=(Link(Kind.LEAD, lead_id, Proof.ADDRESS, "known address {address}", {"address": value}),),
        )
    accounts = sorted({owner.id for owner in owners if owner.kind == Kind.ACCOUNT})
    if len(accounts) == 1:
        return Person(
            kind,
            value,
            name,
            account_id=accounts[0],
            is_verified=True,
            links=(Link(Kind.ACCOUNT, accounts[0], Proof.ADDRESS, "known address {address}", {"address": value}),),
        )
    return _by_phone(uow, kind, value, name, phones) or _by_domain(uow, kind, value, name)


def _contact(uow: UnitOfWork, kind: str, value: str, name: str, contact_id: int, link: Link) -> Person:
    account_id = uow.connection.execute(select(Contact.account_id).where(Contact.id == contact_id)).scalar_one()
    links = [link]
    if account_id is not None:
        links.append(Link(Kind.ACCOUNT, account_id, link.proof, link.reason, link.values))
    return Person(
        kind,
        value,
        name,
        contact_id=contact_id,
        account_id=account_id,
        links=tuple(links),
        is_verified=not link.is_guess,
    )


def _several(uow: UnitOfWork, kind: str, value: str, name: str, contact_ids: list[int]) -> Person:
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
    return Person(kind, value, name, account_id=account_id, links=links, is_verified=account_id is not None)


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
    return _contact(
        uow,
        kind,
        value,
        name,
        contact_id,
        Link(Kind.CONTACT, contact_id, Proof.PHONE, "the number {phone} stands on this contact", {"phone": phone}),
    )


def _by_domain(uow: UnitOfWork, kind: str, value: str, name: str) -> Person:
    domain = value.rpartition("@")[2]
    if kind != "email" or is_free_mail(domain):
        return Person(kind, value, name)
    accounts = (
        uow.connection.execute(select(AccountDomain.account_id).where(AccountDomain.domain == domain)).scalars().all()
    )
    if len(accounts) != 1:
        return Person(kind, value, name)
    return Person(
        kind,
        value,
        name,
        account_id=accounts[0],
        links=(
            Link(Kind.ACCOUNT, accounts[0], Proof.DOMAIN, "the domain {domain} is this firm's", {"domain": domain}),
        ),
    )
