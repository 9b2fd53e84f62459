"""What a row of each kind sets in the tables, and what beside its own row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_store.access import Permission
from crm_store.accounts.models import Account
from crm_store.contacts.models import Contact
from crm_store.database import Base
from crm_store.identity.rules import fold
from crm_store.imports import addresses, people
from crm_store.imports.values import BadCell
from crm_store.leads.models import Lead
from crm_store.opportunities.models import Opportunity
from crm_store.references import Kind
from crm_store.tickets.models import Ticket
from crm_store.tickets.rules import ENDED
from crm_store.unit_of_work import UnitOfWork

Values = Mapping[str, Any]
STAGES = ("qualification", "proposal", "negotiation", "won", "lost")


@dataclass(frozen=True, slots=True)
class Target:
    """``fields`` turns a row's values into columns, given the row that is there (``None``: a new one); only it may raise
    ``BadCell``. ``beside`` writes addresses and the like; whether anything changed."""

    kind: Kind
    model: type[Base]
    permission: Permission
    title: str
    fields: Callable[[UnitOfWork, Values, Any], dict[str, Any]]
    beside: Callable[[UnitOfWork, int, Values], bool]


def _account(uow: UnitOfWork, values: Values, _found: Any) -> dict[str, Any]:
    return _plain(values, "short_name address tax_code tier") | _named(values, 300) | _user(uow, values, "owner")


def _account_beside(uow: UnitOfWork, number: int, values: Values) -> bool:
    return any(
        [
            addresses.keep(uow, Kind.ACCOUNT, number, "email", values.get("email"), ()),
            addresses.keep(uow, Kind.ACCOUNT, number, "phone", values.get("phone"), ()),
            "domain" in values and addresses.keep_domain(uow, number, values["domain"]),
        ]
    )


def _contact(uow: UnitOfWork, values: Values, _found: Any) -> dict[str, Any]:
    fields = _plain(values, "salutation title") | _named(values, 200) | _user(uow, values, "owner")
    return fields | _account_of(uow, values)


def _contact_beside(uow: UnitOfWork, number: int, values: Values) -> bool:
    emails, phones = (values.get("email2"), values.get("email3")), (values.get("phone2"),)
    return any(
        [
            addresses.keep(uow, Kind.CONTACT, number, "email", values.get("email"), emails),
            addresses.keep(uow, Kind.CONTACT, number, "phone", values.get("phone"), phones),
        ]
    )


def _lead(uow: UnitOfWork, values: Values, found: Any) -> dict[str, Any]:
    """A lead may be a firm of which nobody has a name yet."""
    if found is None and "name" not in values and "company" in values:
        values = {**values, "name": values["company"][:200]}
    fields = _plain(values, "company source status rating") | _user(uow, values, "owner")
    return fields | _named(values, 200) | _folded(values, "company", 300)


def _lead_beside(uow: UnitOfWork, number: int, values: Values) -> bool:
    return any(
        [
            addresses.keep(uow, Kind.LEAD, number, "email", values.get("email"), ()),
            addresses.keep(uow, Kind.LEAD, number, "phone", values.get("phone"), ()),
        ]
    )


def _opportunity(uow: UnitOfWork, values: Values, found: Any) -> dict[str, Any]:
    fields = _plain(values, "name amount currency") | _user(uow, values, "owner")
    fields |= _account_of(uow, values) | _contact_of(uow, values) | _stage(values, found)
    if "close_date" in values:
        fields["close_on"] = values["close_date"]
    if found is None:
        fields.setdefault("currency", uow.firm.currency)
    return fields


def _stage(values: Values, found: Any) -> dict[str, Any]:
    """A stage ends the deal or not; where both are given they must agree, where one is given the other follows."""
    stage, status = values.get("stage"), values.get("status")
    if stage is not None and stage.lower() in STAGES:
        stage = stage.lower()
    told = {"won": "won", "lost": "lost"}.get(stage or "", "open" if stage else None)
    if stage in ("won", "lost") and status not in (None, told):
        raise BadCell("status", status, f"does not fit the stage {stage}")
    if status in ("won", "lost") and stage is None:
        stage = status
    if status == "open" and stage is None and found is not None and found.stage in ("won", "lost"):
        stage = STAGES[0]
    wanted = {"stage": stage, "status": status or told}
    return {name: value for name, value in wanted.items() if value is not None}


def _ticket(uow: UnitOfWork, values: Values, found: Any) -> dict[str, Any]:
    fields = _plain(values, "subject status priority category created_at closed_at") | _user(uow, values, "assignee")
    fields |= _account_of(uow, values) | _contact_of(uow, values) | _folded(values, "subject", 500)
    ended = values.get("status", found.status if found else "new") in ENDED
    if "closed_at" in values and not ended:
        raise BadCell("closed_at", values["closed_at"].isoformat(), "stands on a ticket that is not resolved or closed")
    created = values.get("created_at", found.created_at if found else None)
    if "closed_at" in values and created is not None and values["closed_at"] < created:
        raise BadCell("closed_at", values["closed_at"].isoformat(), "lies before created_at")
    if not ended and found is not None:
        fields["closed_at"] = None
    return fields


def _ticket_beside(uow: UnitOfWork, number: int, values: Values) -> bool:
    if "contact" not in values:
        return False
    return addresses.keep_participant(uow, number, people.contact_id(uow, values["contact"]))


def _nothing_beside(_uow: UnitOfWork, _number: int, _values: Values) -> bool:
    return False


def _plain(values: Values, names: str) -> dict[str, Any]:
    return {name: values[name] for name in names.split() if name in values}


def _named(values: Values, longest: int) -> dict[str, Any]:
    return _plain(values, "name") | _folded(values, "name", longest)


def _folded(values: Values, name: str, longest: int) -> dict[str, Any]:
    """Beside each text that people search for stands the same without accents."""
    return {f"{name}_folded": fold(values[name])[:longest]} if name in values else {}


def _user(uow: UnitOfWork, values: Values, column: str) -> dict[str, Any]:
    return {f"{column}_id": people.user_id(uow, column, values[column])} if column in values else {}


def _account_of(uow: UnitOfWork, values: Values) -> dict[str, Any]:
    return {"account_id": people.account_id(uow, values["account"])} if "account" in values else {}


def _contact_of(uow: UnitOfWork, values: Values) -> dict[str, Any]:
    return {"contact_id": people.contact_id(uow, values["contact"])} if "contact" in values else {}


TARGETS: Mapping[str, Target] = {
    "accounts": Target(Kind.ACCOUNT, Account, Permission.CUSTOMERS_WRITE, "name", _account, _account_beside),
    "contacts": Target(Kind.CONTACT, Contact, Permission.CUSTOMERS_WRITE, "name", _contact, _contact_beside),
    "leads": Target(Kind.LEAD, Lead, Permission.LEADS_WRITE, "name", _lead, _lead_beside),
    "opportunities": Target(
        Kind.OPPORTUNITY, Opportunity, Permission.SALES_WRITE, "name", _opportunity, _nothing_beside
    ),
    "tickets": Target(Kind.TICKET, Ticket, Permission.TICKETS_WRITE, "subject", _ticket, _ticket_beside),
}
