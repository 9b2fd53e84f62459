"""How people, firms and channels are called."""

from __future__ import annotations

from bot.i18n import Translator
from bot.i18n.terms import CHANNEL, term
from crm_store.tickets.queries import Person, TicketRow, TicketView

VIETNAMESE_FORMS = frozenset({"anh", "chị", "em", "cô", "chú", "bác", "ông", "bà", "bạn", "dì", "cậu"})


def addressed(salutation: str, name: str, _: Translator) -> str:
    """``Chị Trần Thị Hoa``; Vietnamese forms of address are left out in English."""
    if not salutation or (_.language != "vi" and salutation.lower() in VIETNAMESE_FORMS):
        return name
    return f"{salutation[:1].upper()}{salutation[1:]} {name}"


def customer(row: TicketRow, _: Translator) -> str:
    """The contact as one would address him; else the sender himself, else nobody."""
    if row.contact_name:
        return addressed(row.salutation, row.contact_name, _)
    requester = row.requester if isinstance(row, TicketView) else None
    return addressee(requester, _) if requester is not None else _("unknown sender")


def customer_and_firm(row: TicketRow, _: Translator) -> str:
    return f"{customer(row, _)} – {row.account_name}" if row.account_name else customer(row, _)


def person(one: Person, _: Translator) -> str:
    """Name, or the address where there is none. A chat's id says nothing to anybody: the channel's name stands for it."""
    return one.name or (one.value if one.kind == "email" else channel(one.kind, _))


def addressee(one: Person, _: Translator) -> str:
    """As in "answer the customer by web chat", where the channel is named anyway."""
    return one.name or (one.value if one.kind == "email" else _("the customer"))


def with_address(one: Person, _: Translator) -> str:
    """``Trần Thị Hoa <hoa@saomai.vn>``: exactly where a mail would go."""
    if one.kind != "email":
        return addressee(one, _)
    return f"{one.name} <{one.value}>" if one.name else one.value


def channel(name: str, _: Translator) -> str:
    return term(CHANNEL, name, _)
